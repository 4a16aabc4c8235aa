//! Dunning: every hour it is looked which tenants owe something whose day is over, and which that did have paid; and at once where money moved. What follows
//! is `standing`'s.

use homeroom_domain::ids::TenantId;
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use sqlx::PgConnection;

use super::invoices::receivables;
use crate::{app::AppState, auth::SystemTx, standing, tenants};

/// Tenants that are looked at before the next are read.
const PAGE: i64 = 200;
/// A day is over everywhere when it is in the last zone, twelve hours behind UTC.
const LAST_ZONE: SignedDuration = SignedDuration::from_hours(12);

/// The last day that is over everywhere.
fn last_day_over(now: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(now.saturating_sub(LAST_ZONE).unwrap_or(Timestamp::MIN)).date().saturating_sub(1.day())
}

/// Takes the step of each tenant that has one.
///
/// # Errors
/// When the database does not answer. What fails for one tenant is told, and tried again by the next turn.
pub(crate) async fn dun(app: AppState) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut after = None;
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let owing = receivables::owing(tx.conn(), last_day_over(now), after, PAGE).await?;
        drop(tx);
        let Some(last) = owing.last().copied() else { return Ok(()) };
        for tenant in owing.into_iter().map(TenantId::new) {
            let mut tx = SystemTx::of_worker(&app.pools).await?;
            match follow(tx.conn(), tenant, now).await {
                Ok(()) => tx.commit().await?,
                Err(error) => tracing::error!(%tenant, %error, "a tenant's standing could not follow what it owes"),
            }
        }
        after = Some(last);
    }
}

/// Takes the step of one tenant, if there is one, by what is overdue under its lock.
pub(super) async fn follow(conn: &mut PgConnection, tenant: TenantId, now: Timestamp) -> sqlx::Result<()> {
    tenants::store::hold(conn, tenant).await?;
    let overdue = receivables::overdue(conn, tenant, last_day_over(now)).await?;
    standing::follow(conn, tenant, &overdue, now).await?;
    Ok(())
}
