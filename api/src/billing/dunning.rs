//! Dunning: every hour it is looked which tenants owe something whose day is over, and which that did have paid. What follows is `standing`'s.

use jiff::{ToSpan as _, tz::TimeZone};

use super::invoices::receivables;
use crate::{app::AppState, auth::SystemTx, standing};

/// Tenants that are looked at before the next are read.
const PAGE: i64 = 200;

/// Takes the step of each tenant that has one.
///
/// # Errors
/// When the database does not answer. What fails for one tenant is told, and tried again by the next turn.
pub(crate) async fn dun(app: AppState) -> anyhow::Result<()> {
    let now = app.clock.now();
    // A day is over everywhere when it is over in the last zone.
    let before = TimeZone::UTC.to_datetime(now).date().saturating_sub(1.day());
    let mut after = None;
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let tenants = receivables::owing(tx.conn(), before, after, PAGE).await?;
        drop(tx);
        let Some(last) = tenants.last().map(|owing| owing.tenant.uuid()) else { return Ok(()) };
        for owing in tenants {
            let mut tx = SystemTx::of_worker(&app.pools).await?;
            match standing::follow(tx.conn(), owing.tenant, &owing.overdue, now).await {
                Ok(_) => tx.commit().await?,
                Err(error) => tracing::error!(tenant = %owing.tenant, %error, "a tenant's standing could not follow what it owes"),
            }
        }
        after = Some(last);
    }
}
