//! Money that came in for an invoice, recorded in one way whoever brought it: an operator who saw a transfer, or collection, which knows it of Stripe.
//!
//! What Stripe took is there whether it was owed or not, so nothing of it is refused: what is more than was owed is a credit.

use homeroom_domain::{
    billing::{Currency, NoticeKind, ledger},
    ids::{InvoiceId, PaymentId},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::settle::{self, NewPayment, Open};
use crate::{
    app::App,
    auth::{Actor, Place},
    billing::{
        credits::{NewCredit, insert_credit},
        dunning,
        ledger::{Movement, post},
        notices::{self, NewNotice, NoticeFacts},
    },
    events::{self, EventType, NewEvent},
};

/// Money, as Stripe says it.
#[derive(Debug, Clone, Copy)]
pub(in crate::billing) struct Received<'a> {
    pub invoice: InvoiceId,
    /// The payment intent: the same is never recorded twice.
    pub stripe_id: &'a str,
    pub amount_minor: i64,
    pub currency: Currency,
    pub at: Timestamp,
}

/// Nobody else moves money of the invoice's tenant until the transaction ends.
pub(in crate::billing) async fn hold(conn: &mut PgConnection, id: InvoiceId) -> sqlx::Result<()> {
    settle::lock_invoice(conn, id).await.map(drop)
}

/// Records it; nothing where it is recorded.
///
/// # Errors
/// When the database does not answer, or the money is of another currency than the invoice: that is for a person to look at.
pub(in crate::billing) async fn receive(conn: &mut PgConnection, app: &App, money: Received<'_>) -> anyhow::Result<()> {
    let Received { invoice: id, stripe_id, amount_minor, currency, at } = money;
    let Some(open) = settle::lock_invoice(conn, id).await? else { anyhow::bail!("{id} is gone") };
    anyhow::ensure!(open.currency == currency.code(), "{stripe_id} paid {id} in {}", currency.code());
    if settle::is_recorded(conn, stripe_id).await? {
        return Ok(());
    }
    let payment = PaymentId::new(Uuid::now_v7());
    let received_on = TimeZone::UTC.to_datetime(at).date();
    let credit_reason = payment.to_string();
    let road = Road { method: "stripe", reference: stripe_id, received_on, stripe_id: Some(stripe_id), credit_reason: &credit_reason };
    record(conn, app, &open, Money { payment, road, amount_minor, currency, at }, &Actor::system()).await?;
    Ok(())
}

/// How money came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Road<'a> {
    pub method: &'a str,
    pub reference: &'a str,
    pub received_on: Date,
    pub stripe_id: Option<&'a str>,
    /// What the credit is called that more than was owed becomes.
    pub credit_reason: &'a str,
}

/// Money that is about to be recorded, of the invoice's currency.
#[derive(Debug, Clone, Copy)]
pub(super) struct Money<'a> {
    pub payment: PaymentId,
    pub road: Road<'a>,
    pub amount_minor: i64,
    pub currency: Currency,
    pub at: Timestamp,
}

/// Writes it under the invoice's lock, with all that follows: what is owed of the invoice and by the tenant, the entries, the events and the notice.
pub(super) async fn record(conn: &mut PgConnection, app: &App, open: &Open, money: Money<'_>, actor: &Actor) -> sqlx::Result<()> {
    let Money { payment, road, amount_minor, currency, at } = money;
    let (id, tenant, is_open) = (open.id, open.tenant, open.status == "issued");
    let due = if is_open { open.due_minor() } else { 0 };
    let owed = amount_minor.min(due);
    let kept_minor = amount_minor - owed;
    let Road { method, reference, received_on, stripe_id, credit_reason } = road;
    let row = NewPayment { id: payment, invoice: open, method, reference, received_on, stripe_id, amount_minor, kept_minor, at };
    settle::insert_payment(conn, row).await?;
    let is_paid = is_open && owed == due;
    settle::settle(conn, id, (owed, 0), if is_paid { "paid" } else { &open.status }).await?;
    if kept_minor > 0 {
        let credit = NewCredit {
            tenant,
            reason: credit_reason,
            currency: currency.code(),
            amount_minor: kept_minor,
            at,
            by_hand: None,
            payment: Some(payment),
        };
        insert_credit(conn, credit).await?;
    }
    let key = format!("payment:{payment}");
    let entries = ledger::received(owed, kept_minor);
    post(conn, Movement { tenant, kind: "payment", key: &key, currency, entries, at }).await?;
    dunning::follow(conn, tenant, at).await?;
    let feed = Place::Tenant(tenant);
    let data = json!({ "number": open.number, "amount_minor": amount_minor, "credited_minor": kept_minor, "currency": currency });
    let event = |kind, data| NewEvent { feed, kind, actor, subject: id.to_string(), data, at };
    events::record(conn, event(EventType::PaymentReceived, data)).await?;
    if is_paid {
        events::record(conn, event(EventType::InvoicePaid, json!({ "number": open.number }))).await?;
    }
    let facts = NoticeFacts {
        invoices: open.number.iter().cloned().collect(),
        invoice_id: Some(id),
        amount_minor,
        owed_minor: Some(due - owed),
        currency: open.currency.clone(),
        ..NoticeFacts::default()
    };
    notices::tell(conn, app, NewNotice { tenant, kind: NoticeKind::PaymentReceived, key: &key, facts, at }).await?;
    Ok(())
}

/// A payment was taken back by the bank: so much of the invoice is owed again, at most what was paid of it.
///
/// # Errors
/// When the database does not answer.
pub(in crate::billing) async fn owe_again(conn: &mut PgConnection, id: InvoiceId, amount_minor: i64) -> sqlx::Result<i64> {
    let Some(open) = settle::lock_invoice(conn, id).await?.filter(|open| matches!(open.status.as_str(), "issued" | "paid")) else {
        return Ok(0);
    };
    let owed = amount_minor.clamp(0, open.paid_minor);
    if owed > 0 {
        settle::settle(conn, id, (-owed, 0), "issued").await?;
    }
    Ok(owed)
}
