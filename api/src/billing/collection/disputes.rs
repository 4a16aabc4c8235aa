//! What Stripe says of a dispute, applied. One that is lost takes the money back: the invoice is owed again, and the tenant is suspended until it has paid.

use homeroom_domain::{
    billing::{Currency, ledger},
    ids::{InvoiceId, TenantId},
};
use homeroom_outside::stripe::{Code, Dispute, DisputeStatus};
use serde_json::json;
use sqlx::PgConnection;

use super::store::refunds::{self, Paid, SeenDispute};
use crate::{
    app::App,
    auth::{Actor, Place, SystemTx},
    billing::{
        invoices,
        ledger::{Movement, post},
        paid_orders,
    },
    events::{self, EventType, NewEvent},
    jobs::Failure,
    standing,
};

/// Applies a dispute that was just fetched, in one transaction, under the tenant's lock.
///
/// # Errors
/// When it is to be done again.
pub(super) async fn apply_dispute(app: &App, seen: &Dispute) -> Result<(), Failure> {
    let Some(intent) = &seen.payment else { return Ok(()) };
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let find = (None, None);
    let Some(paid) = refunds::paid(tx.conn(), find, Some(intent.as_str())).await? else { return Ok(()) };
    let invoice = InvoiceId::new(paid.invoice_id);
    invoices::hold(tx.conn(), invoice).await?;
    let Some(paid) = refunds::paid(tx.conn(), find, Some(intent.as_str())).await? else { return Ok(()) };
    let status = match seen.status {
        DisputeStatus::Open => "open",
        DisputeStatus::Won => "won",
        DisputeStatus::Lost => "lost",
    };
    let amount_minor = seen.amount.minor.min(paid.amount_minor).max(1);
    let row = SeenDispute { stripe_id: seen.id.as_str(), amount_minor, status, reason: seen.reason.as_ref().map(Code::as_str) };
    let before = refunds::put_dispute(tx.conn(), &paid, &row, app.clock.now()).await?;
    if before.as_deref().is_none_or(|before| before == "open" && status != "open") {
        if status == "lost" {
            lost(app, tx.conn(), &paid, &row).await?;
        }
        tell(app, tx.conn(), &paid, &row).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What had paid the invoice is owed again; what was a credit is lost, for it may be spent.
async fn lost(app: &App, conn: &mut PgConnection, paid: &Paid, dispute: &SeenDispute<'_>) -> Result<(), Failure> {
    let (now, tenant, invoice) = (app.clock.now(), TenantId::new(paid.tenant_id), InvoiceId::new(paid.invoice_id));
    let owed = invoices::owe_again(&mut *conn, invoice, dispute.amount_minor.min(paid.amount_minor - paid.kept_minor)).await?;
    let currency: Currency = paid.currency.parse().map_err(|_| Failure::dead("the payment has a currency that is not known here"))?;
    let (key, entries) = (format!("dispute:{}", dispute.stripe_id), ledger::taken_back(owed, dispute.amount_minor - owed));
    post(&mut *conn, Movement { tenant, kind: "dispute", key: &key, currency, entries, at: now }).await?;
    paid_orders::mark(conn, tenant).await?;
    standing::suspend_for_dispute(conn, tenant, &paid.number, now).await?;
    Ok(())
}

async fn tell(app: &App, conn: &mut PgConnection, paid: &Paid, dispute: &SeenDispute<'_>) -> sqlx::Result<()> {
    let kind = match dispute.status {
        "won" => EventType::DisputeWon,
        "lost" => EventType::DisputeLost,
        _ => EventType::DisputeOpened,
    };
    let (actor, subject) = (Actor::system(), InvoiceId::new(paid.invoice_id).to_string());
    let data = json!({ "number": paid.number, "amount_minor": dispute.amount_minor, "currency": paid.currency, "reason": dispute.reason });
    let feed = Place::Tenant(TenantId::new(paid.tenant_id));
    events::record(conn, NewEvent { feed, kind, actor: &actor, subject, data, at: app.clock.now() }).await?;
    Ok(())
}
