//! Dunning: every hour it is looked which tenants owe something whose day is over, and which that did have paid; and at once where money moved. What follows
//! is `standing`'s.

use homeroom_domain::{
    billing::{Currency, ENDING, is_chased},
    ids::TenantId,
};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use sqlx::PgConnection;

use super::{invoices::receivables, notices, paid_orders, parties};
use crate::{
    app::{App, AppState},
    auth::SystemTx,
    standing,
};

/// Tenants that are looked at before the next are read.
const PAGE: i64 = 200;
/// The end of a trial that nobody noted for so long is past, and told to nobody.
const TRIALS: SignedDuration = SignedDuration::from_hours(30 * 24);
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
    let times = (now.saturating_add(ENDING).unwrap_or(now), now.saturating_sub(TRIALS).unwrap_or(now));
    let mut after = None;
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let owing = receivables::owing(tx.conn(), last_day_over(now), times, after, PAGE).await?;
        drop(tx);
        let Some(last) = owing.last().copied() else { return notices::queue_left(&app).await };
        for tenant in owing.into_iter().map(TenantId::new) {
            let mut tx = SystemTx::of_worker(&app.pools).await?;
            match follow_and_tell(tx.conn(), &app, tenant, now).await {
                Ok(()) => tx.commit().await?,
                Err(error) => tracing::error!(%tenant, %error, "a tenant's standing could not follow what it owes"),
            }
        }
        after = Some(last);
    }
}

/// What is overdue of a tenant and asked for.
#[derive(Debug, Default)]
pub(super) struct Chased {
    pub numbers: Vec<String>,
    pub amount_minor: i64,
    pub currency: String,
}

/// Takes the step of one tenant, if there is one, and gives the notice that is due then.
async fn follow_and_tell(conn: &mut PgConnection, app: &App, tenant: TenantId, now: Timestamp) -> sqlx::Result<()> {
    let chased = follow(conn, tenant, now).await?;
    notices::tell_standing(conn, app, tenant, &chased, now).await
}

/// Takes the step of one tenant, if there is one, by what is overdue under its lock.
pub(super) async fn follow(conn: &mut PgConnection, tenant: TenantId, now: Timestamp) -> sqlx::Result<Chased> {
    let Some(stands) = standing::lock(conn, tenant).await? else { return Ok(Chased::default()) };
    let chased = if stands.is_exempt { Chased::default() } else { chased(conn, tenant, now).await? };
    // Before the step: whoever is suspended by it keeps what is paid for.
    if !chased.numbers.is_empty() {
        paid_orders::mark(conn, tenant).await?;
    }
    standing::follow(conn, (tenant, &stands), &chased.numbers, now).await?;
    Ok(chased)
}

/// All that is overdue, or nothing where it is less than the seller asks for. A tenant pays in one currency.
async fn chased(conn: &mut PgConnection, tenant: TenantId, now: Timestamp) -> sqlx::Result<Chased> {
    let overdue = receivables::overdue(conn, tenant, last_day_over(now)).await?;
    let Some(currency) = overdue.first().and_then(|invoice| invoice.currency.parse::<Currency>().ok()) else {
        return Ok(Chased::default());
    };
    let amount_minor = overdue.iter().map(|invoice| invoice.due_minor).fold(0, i64::saturating_add);
    let from = parties::seller_of(conn, tenant).await?.map_or(0, |entity| entity.chase_from.unsigned_abs());
    if !is_chased(amount_minor, currency, from) {
        return Ok(Chased::default());
    }
    let numbers = overdue.into_iter().map(|invoice| invoice.number).collect();
    Ok(Chased { numbers, amount_minor, currency: currency.code().to_owned() })
}
