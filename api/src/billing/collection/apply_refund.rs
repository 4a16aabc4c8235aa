//! What Stripe says of a refund, applied: posted once when it is on its way, and undone when the money comes back. One that was begun at Stripe is recorded too.

use homeroom_domain::{
    billing::{Currency, ledger},
    ids::{InvoiceId, PaymentId, RefundId, TenantId},
};
use homeroom_outside::stripe::{Refund, RefundStatus};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    METADATA, refunds as requests,
    store::refunds::{self, Paid, RefundRow},
};
use crate::{
    app::App,
    auth::{Actor, SystemTx},
    billing::{
        credits::{return_surplus, take_surplus},
        invoices,
        ledger::{Movement, post, reverse},
    },
    events::EventType,
    jobs::Failure,
};

/// Who began a refund that none of us did.
const AT_STRIPE: &str = "stripe";

const fn status_of(status: RefundStatus) -> Option<&'static str> {
    match status {
        RefundStatus::Pending | RefundStatus::RequiresAction => Some("pending"),
        RefundStatus::Succeeded => Some("succeeded"),
        RefundStatus::Failed | RefundStatus::Canceled => Some("failed"),
        RefundStatus::Unknown => None,
    }
}

/// Applies a refund that was just fetched, in one transaction, under the tenant's lock.
///
/// # Errors
/// When it is to be done again.
pub(super) async fn apply_refund(app: &App, seen: &Refund) -> Result<(), Failure> {
    let Some(status) = status_of(seen.status) else { return Ok(()) };
    let Some(intent) = &seen.payment else { return Ok(()) };
    let now = app.clock.now();
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let Some(paid) = refunds::paid(tx.conn(), (None, None), Some(intent.as_str())).await? else {
        // Of a payment that is none of ours.
        return Ok(());
    };
    invoices::hold(tx.conn(), InvoiceId::new(paid.invoice_id)).await?;
    let named = seen.metadata.get(METADATA).and_then(|id| id.parse::<RefundId>().ok());
    let row = match refunds::refund(tx.conn(), named, Some(seen.id.as_str())).await? {
        Some(row) => row,
        None => foreign(tx.conn(), &paid, seen, now).await?,
    };
    let id = RefundId::new(row.id);
    // Failed is the end: a success that is told late turns nothing back.
    if row.status == status || matches!(row.status.as_str(), "failed" | "rejected") || (row.status == "succeeded" && status == "pending") {
        return Ok(tx.commit().await?);
    }
    if status == "failed" {
        let code = seen.failure.as_ref().map_or("failed", homeroom_outside::stripe::Code::as_str);
        refused(tx.conn(), &row, &paid, code, now).await?;
    } else {
        refunds::set_refund(tx.conn(), id, (status, None), (None, Some(seen.id.as_str())), now).await?;
        if row.status == "sending" {
            post_refund(tx.conn(), &row, &paid, now).await.map_err(|_| Failure::again("the refund could not be posted"))?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn foreign(conn: &mut PgConnection, paid: &Paid, seen: &Refund, now: Timestamp) -> sqlx::Result<RefundRow> {
    let row = RefundRow {
        id: Uuid::now_v7(),
        tenant_id: paid.tenant_id,
        invoice_id: paid.invoice_id,
        payment_id: paid.id,
        amount_minor: seen.amount.minor,
        surplus_minor: take_surplus(&mut *conn, PaymentId::new(paid.id), seen.amount.minor).await?,
        reason: String::new(),
        status: "sending".to_owned(),
        asked_by: AT_STRIPE.to_owned(),
        stripe_id: Some(seen.id.to_string()),
        failure: None,
        created_at: now.to_sqlx(),
    };
    refunds::insert_refund(conn, &row).await?;
    Ok(row)
}

/// The money is on its way: posted once.
pub(super) async fn post_refund(conn: &mut PgConnection, row: &RefundRow, paid: &Paid, at: Timestamp) -> sqlx::Result<()> {
    let currency: Currency = paid.currency.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    let (tenant, key) = (TenantId::new(row.tenant_id), key_of(row));
    let entries = ledger::refunded(row.amount_minor, row.surplus_minor);
    post(&mut *conn, Movement { tenant, kind: "refund", key: &key, currency, entries, at }).await?;
    requests::record(conn, row, paid, (EventType::PaymentRefunded, &Actor::system()), at).await
}

/// It has failed: what was posted is undone.
pub(super) async fn refused(conn: &mut PgConnection, row: &RefundRow, paid: &Paid, code: &str, at: Timestamp) -> sqlx::Result<()> {
    refunds::set_refund(&mut *conn, RefundId::new(row.id), ("failed", Some(code)), (None, None), at).await?;
    reverse(&mut *conn, TenantId::new(row.tenant_id), &key_of(row), at).await?;
    return_surplus(&mut *conn, PaymentId::new(row.payment_id), row.surplus_minor).await?;
    requests::record(conn, row, paid, (EventType::RefundFailed, &Actor::system()), at).await
}

fn key_of(row: &RefundRow) -> String {
    format!("refund:{}", RefundId::new(row.id))
}
