//! Credits whose time is over: what is left of them is lost.
//!
//! Not before every month that ended within that time has its invoice: the day on which an invoice happens to be issued takes nothing from anybody.

use homeroom_domain::{
    billing::{Currency, ledger},
    ids::{CreditId, TenantId},
    timetable,
};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use serde_json::json;

use super::store::{self, Expiring};
use crate::{
    app::AppState,
    auth::{Actor, Place, SystemTx},
    billing::ledger::{Movement, post},
    events::{self, EventType, NewEvent},
    tenants,
};

/// Credits that are looked at before the next are read.
const PAGE: i64 = 200;

/// Takes what is left of credits whose time is over.
///
/// # Errors
/// When the database does not answer. What fails for one credit is told, and tried again by the next turn.
pub(crate) async fn expire_credits(app: AppState) -> anyhow::Result<()> {
    let now = app.clock.now();
    // The last day that any zone has begun.
    let before = TimeZone::UTC.to_datetime(now).date().saturating_add(1.day());
    let mut after = None;
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let found = store::expiring(tx.conn(), before, after, PAGE).await?;
        drop(tx);
        let Some(last) = found.last().map(|credit| credit.id) else { return Ok(()) };
        for credit in found.into_iter().filter(|credit| is_over(credit, now)) {
            if let Err(error) = expire(&app, TenantId::new(credit.tenant_id), CreditId::new(credit.id), now).await {
                tracing::error!(credit = %CreditId::new(credit.id), error = format!("{error:#}"), "a credit could not expire");
            }
        }
        after = Some(last);
    }
}

/// Its last day is over where the tenant is.
fn is_over(credit: &Expiring, now: Timestamp) -> bool {
    let zone = timetable::zone(&credit.time_zone).unwrap_or(TimeZone::UTC);
    credit.expires_on.to_jiff() < zone.to_datetime(now).date()
}

async fn expire(app: &AppState, tenant: TenantId, id: CreditId, now: Timestamp) -> anyhow::Result<()> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    tenants::store::hold(tx.conn(), tenant).await?;
    // Another turn, or an invoice, may have been here before.
    let Some((amount_minor, currency)) = store::expire(tx.conn(), id).await? else { return Ok(()) };
    let currency: Currency = currency.parse()?;
    let (key, entries) = (format!("expire:{id}"), ledger::credit_expired(amount_minor));
    post(tx.conn(), Movement { tenant, kind: "expire", key: &key, currency, entries, at: now }).await?;
    let (actor, data) = (Actor::system(), json!({ "amount_minor": amount_minor, "currency": currency }));
    let (feed, kind, subject) = (Place::Tenant(tenant), EventType::CreditExpired, id.to_string());
    events::record(tx.conn(), NewEvent { feed, kind, actor: &actor, subject, data, at: now }).await?;
    tx.commit().await?;
    Ok(())
}
