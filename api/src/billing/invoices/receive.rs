//! Money that came in by itself for an invoice, recorded once: called by collection, which knows it of Stripe. It is there whether it was owed or not, so
//! nothing is refused: what is more than was owed is a credit.

use homeroom_domain::{
    billing::{Currency, NoticeKind, ledger},
    ids::{InvoiceId, PaymentId},
};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::settle::{self, NewCredit, NewPayment};
use crate::{
    app::App,
    auth::{Actor, Place},
    billing::{
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
    let owed = if open.status == "issued" { open.due_minor().min(amount_minor) } else { 0 };
    let (kept, payment) = (amount_minor - owed, PaymentId::new(Uuid::now_v7()));
    let received_on = TimeZone::UTC.to_datetime(at).date();
    let row = NewPayment {
        id: payment,
        invoice: &open,
        method: "stripe",
        reference: stripe_id,
        received_on,
        amount_minor,
        stripe: Some((stripe_id, kept)),
        at,
    };
    settle::insert_payment(conn, row).await?;
    let is_paid = open.status == "issued" && owed == open.due_minor();
    settle::settle(conn, id, (owed, 0), if is_paid { "paid" } else { &open.status }).await?;
    if kept > 0 {
        let reason = payment.to_string();
        let credit = NewCredit { tenant: open.tenant, reason: &reason, currency: &open.currency, amount_minor: kept, at };
        settle::insert_credit(conn, credit).await?;
    }
    let key = format!("payment:{payment}");
    let entries = ledger::received(owed, kept);
    post(conn, Movement { tenant: open.tenant, kind: "payment", key: &key, currency, entries, at }).await?;
    dunning::follow(conn, open.tenant, at).await?;
    let (actor, feed) = (Actor::system(), Place::Tenant(open.tenant));
    let data = json!({ "number": open.number, "amount_minor": amount_minor, "credited_minor": kept, "currency": currency });
    let event = |kind, data| NewEvent { feed, kind, actor: &actor, subject: id.to_string(), data, at };
    events::record(conn, event(EventType::PaymentReceived, data)).await?;
    if is_paid {
        events::record(conn, event(EventType::InvoicePaid, json!({ "number": open.number }))).await?;
    }
    let facts = NoticeFacts {
        invoices: open.number.iter().cloned().collect(),
        invoice_id: Some(id),
        amount_minor,
        owed_minor: Some(if open.status == "issued" { open.due_minor() - owed } else { 0 }),
        currency: open.currency.clone(),
        ..NoticeFacts::default()
    };
    notices::tell(conn, app, NewNotice { tenant: open.tenant, kind: NoticeKind::PaymentReceived, key: &key, facts, at }).await?;
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
