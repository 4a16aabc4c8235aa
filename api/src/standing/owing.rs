//! What a tenant's debts, and the end of its plan, do to its standing: called by billing, which knows what is overdue.

use homeroom_domain::{
    billing::{EXPORT_WINDOW, Owing, StandingStep, midnight, month_of, next_step},
    ids::TenantId,
};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::store::{self, Stands};
use crate::{
    auth::{Actor, Place},
    events::{self, EventType, NewEvent},
    orders::store::touch_all,
    prices::pauses,
    tenants,
};

/// What a tenant is told when it is suspended for what it owes, and when its plan has ended.
const REASON: &str = "Invoices are overdue";
const ENDED: &str = "The plan has ended";

/// Takes the next step of a tenant, if there is one: of one whose row is locked, so that a suspension by hand and this one follow each other.
pub(crate) async fn follow(
    conn: &mut PgConnection,
    (tenant, stands): (TenantId, &Stands),
    overdue: &[String],
    now: Timestamp,
) -> sqlx::Result<()> {
    let owing = Owing {
        is_overdue: !overdue.is_empty(),
        past_due_since: stands.past_due_since,
        suspended_at: stands.suspended_at,
        by_billing: stands.by_billing,
        is_cancelled: stands.cancelled_at.is_some(),
        is_leaving: stands.purge.is_some(),
        has_ended: stands.cancelled_at.is_none() && has_ended(conn, tenant, now).await?,
        trial: stands.noted(),
    };
    let Some(step) = next_step(owing, now) else { return Ok(()) };
    let kind = write(conn, tenant, stands, step, now).await?;
    let data = told(step, stands, overdue, now);
    let name = json!(step);
    store::record(conn, tenant, name.as_str().unwrap_or_default(), &data, since(step, stands).unwrap_or(now)).await?;
    tell(conn, tenant, (kind, data), (&Actor::system(), now)).await?;
    if matches!(step, StandingStep::Suspend | StandingStep::Resume | StandingStep::Cancel | StandingStep::End) {
        touch_all(conn, tenant).await?;
    }
    Ok(())
}

/// Sets what orders read, and says what that is called.
async fn write(conn: &mut PgConnection, tenant: TenantId, stands: &Stands, step: StandingStep, now: Timestamp) -> sqlx::Result<EventType> {
    let (past_due_since, kind) = match step {
        StandingStep::BeginTrial => (stands.past_due_since, EventType::TenantTrialBegan),
        StandingStep::EndTrial => (stands.past_due_since, EventType::TenantTrialEnded),
        StandingStep::BecomePastDue => (Some(now), EventType::TenantPastDue),
        StandingStep::Suspend => {
            tenants::store::set_suspended(conn, tenant, Some((now, REASON)), Some("billing")).await?;
            (stands.past_due_since, EventType::TenantSuspended)
        }
        StandingStep::Settle => (None, EventType::TenantSettled),
        StandingStep::Resume => {
            tenants::store::set_suspended(conn, tenant, None, None).await?;
            (None, EventType::TenantResumed)
        }
        StandingStep::Cancel => {
            let first = first_of_next_month(conn, tenant, now).await?;
            pauses::insert_pause(conn, tenant, first, "billing").await?;
            tenants::store::set_cancelled(conn, tenant, Some((now, purge_at(now)))).await?;
            (stands.past_due_since, EventType::TenantCancelled)
        }
        StandingStep::End => {
            if stands.suspended_at.is_none() {
                tenants::store::set_suspended(conn, tenant, Some((now, ENDED)), Some("customer")).await?;
            }
            tenants::store::set_cancelled(conn, tenant, Some((now, purge_at(now)))).await?;
            (stands.past_due_since, EventType::TenantCancelled)
        }
        StandingStep::SchedulePurge => {
            tenants::store::set_purge_at(conn, tenant, purge_at(now), None).await?;
            (stands.past_due_since, EventType::TenantPurgeScheduled)
        }
    };
    tenants::store::set_past_due(conn, tenant, past_due_since).await?;
    Ok(kind)
}

/// When the data of a tenant whose plan ends now is removed.
fn purge_at(now: Timestamp) -> Timestamp {
    now.saturating_add(EXPORT_WINDOW).unwrap_or(Timestamp::MAX)
}

/// Whether the plan that the tenant ended is over. What was ordered meanwhile goes on, and moves the end to the next month.
async fn has_ended(conn: &mut PgConnection, tenant: TenantId, now: Timestamp) -> sqlx::Result<bool> {
    let Some(pause) = pauses::open_pause(conn, tenant).await?.filter(|pause| pause.from_at <= now) else { return Ok(false) };
    if pauses::orders_after(conn, tenant, pause.from_day).await? == 0 {
        return Ok(true);
    }
    let next = first_of_next_month(conn, tenant, now).await?;
    pauses::remove_pause(conn, tenant, pause.from_day).await?;
    pauses::insert_pause(conn, tenant, next, "customer").await?;
    Ok(false)
}

async fn first_of_next_month(conn: &mut PgConnection, tenant: TenantId, now: Timestamp) -> sqlx::Result<(Date, Timestamp)> {
    let zone = tenants::store::zone_of(conn, tenant).await?;
    let first = month_of(now, &zone).next().first_day;
    Ok((first, midnight(first, &zone)))
}

/// A cancelled tenant is on its plan again from today on. What a person suspended stays so.
pub(crate) async fn renew(conn: &mut PgConnection, tenant: TenantId, (actor, now): (&Actor, Timestamp)) -> sqlx::Result<()> {
    let today = tenants::store::zone_of(conn, tenant).await?.to_datetime(now).date();
    pauses::end_pause(conn, tenant, today).await?;
    tenants::store::set_cancelled(conn, tenant, None).await?;
    let is_held = tenants::store::is_held_by_person(conn, tenant).await?;
    if !is_held {
        tenants::store::set_suspended(conn, tenant, None, None).await?;
    }
    store::record(conn, tenant, "renew", &json!({}), now).await?;
    tell(conn, tenant, (EventType::TenantRenewed, json!({ "suspended": is_held })), (actor, now)).await?;
    touch_all(conn, tenant).await
}

pub(super) async fn tell(
    conn: &mut PgConnection,
    tenant: TenantId,
    (kind, data): (EventType, Value),
    (actor, at): (&Actor, Timestamp),
) -> sqlx::Result<()> {
    events::record(conn, NewEvent { feed: Place::Tenant(tenant), kind, actor, subject: tenant.to_string(), data, at }).await?;
    Ok(())
}

/// A trial begins and ends by the clock: that is noted later, as of then.
fn since(step: StandingStep, stands: &Stands) -> Option<Timestamp> {
    let (from, until) = stands.trial?;
    match step {
        StandingStep::BeginTrial => Some(from),
        StandingStep::EndTrial => Some(until),
        _ => None,
    }
}

fn told(step: StandingStep, stands: &Stands, overdue: &[String], now: Timestamp) -> Value {
    match step {
        StandingStep::BeginTrial => json!({ "until": stands.trial.map(|(_, until)| until) }),
        StandingStep::EndTrial => json!({ "invoices": overdue }),
        StandingStep::Suspend => json!({ "reason": REASON, "invoices": overdue }),
        StandingStep::Cancel => json!({ "reason": REASON, "invoices": overdue, "purge_at": purge_at(now) }),
        StandingStep::End => json!({ "reason": ENDED, "purge_at": purge_at(now) }),
        StandingStep::SchedulePurge => json!({ "purge_at": purge_at(now) }),
        StandingStep::BecomePastDue | StandingStep::Settle | StandingStep::Resume => json!({ "invoices": overdue }),
    }
}
