//! Billing: a draft for each month that is over, and drafts issued when nothing of their month can come any more.
//!
//! A draft stands for three days, in which what was counted late still goes into it; and it waits until the hours of its month were measured a second time.
//! Each tenant is a transaction of its own: what is cut off is done again by the next turn, and a month has one invoice whoever makes it.

use homeroom_domain::{billing::BillingMonth, ids::InvoiceId};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use uuid::Uuid;

use super::{
    draft,
    issue::{self, Outcome},
    store::{due, write},
};
use crate::{app::AppState, auth::SystemTx};

/// Days that a draft stands before it is issued.
const STANDS_DAYS: i32 = 3;
/// Tenants, and drafts, that are read at once.
const PAGE: i64 = 200;

/// Makes what drafts are due, and issues those that have stood.
///
/// # Errors
/// When the database does not answer. What fails for one tenant is told, and tried again by the next turn.
pub(crate) async fn bill(app: AppState) -> anyhow::Result<()> {
    make_drafts(&app).await?;
    issue_drafts(&app).await
}

async fn make_drafts(app: &AppState) -> anyhow::Result<()> {
    let now = app.clock.now();
    // The last day that any zone has begun.
    let today = TimeZone::UTC.to_datetime(now).date().saturating_add(1.day());
    let mut after = None;
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let due = due::due_tenants(tx.conn(), today.first_of_month(), after, PAGE).await?;
        drop(tx);
        let Some(last) = due.last().map(|tenant| tenant.id.uuid()) else { return Ok(()) };
        for tenant in due {
            if let Err(error) = make_drafts_of(app, &tenant, now).await {
                tracing::error!(tenant = %tenant.id, error = format!("{error:#}"), "a month could not be drafted");
            }
        }
        after = Some(last);
    }
}

async fn make_drafts_of(app: &AppState, tenant: &due::DueTenant, now: Timestamp) -> anyhow::Result<()> {
    let zone = draft::zone(&tenant.time_zone);
    let mut month = BillingMonth::of_date(tenant.month);
    while month.bounds(&zone).1 <= now && tenant.paused_from.is_none_or(|day| month.first_day < day) {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        if let Some(invoice) = write::insert_draft(tx.conn(), tenant.id, month, &tenant.currency, now).await? {
            let worked = draft::work_out(tx.conn(), tenant.id, month, &zone).await?;
            write::write_lines(tx.conn(), (tenant.id, invoice), &worked.lines, &worked.names, (worked.subtotal_minor, 0)).await?;
        }
        tx.commit().await?;
        month = month.next();
    }
    Ok(())
}

async fn issue_drafts(app: &AppState) -> anyhow::Result<()> {
    let now = app.clock.now();
    let ended_on = TimeZone::UTC.to_datetime(now).date().saturating_sub(STANDS_DAYS.days());
    let mut after: Option<Uuid> = None;
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let drafts = due::due_drafts(tx.conn(), ended_on, after, PAGE).await?;
        drop(tx);
        let Some(last) = drafts.last().copied() else { return Ok(()) };
        for id in drafts {
            match issue::issue(app, InvoiceId::new(id), None, now).await {
                Ok(Outcome::Issued | Outcome::Waits) => {}
                Err(error) => {
                    tracing::error!(invoice = %InvoiceId::new(id), error = format!("{error:#}"), "an invoice could not be issued");
                }
            }
        }
        after = Some(last);
    }
}
