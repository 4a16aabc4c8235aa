//! What a tenant's debts do to its standing: called by billing, which knows what is overdue.

use homeroom_domain::{
    billing::{Owing, StandingStep, next_step},
    ids::TenantId,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::store;
use crate::{
    auth::{Actor, Place},
    events::{self, EventType, NewEvent},
    jobs::{self, Wake},
    orders::store::touch_all,
    tenants,
};

/// What a tenant is told when it is suspended for what it owes.
const REASON: &str = "Invoices are overdue";

/// Takes the next step of a tenant, if there is one: its row is locked, so that a suspension by hand and this one follow each other.
pub(crate) async fn follow(
    conn: &mut PgConnection,
    tenant: TenantId,
    overdue: &[String],
    now: Timestamp,
) -> sqlx::Result<Option<StandingStep>> {
    let Some(stands) = store::lock(conn, tenant).await? else { return Ok(None) };
    let owing = Owing {
        is_overdue: !overdue.is_empty(),
        past_due_since: stands.past_due_since,
        is_suspended: stands.suspended_at.is_some(),
        by_billing: stands.by_billing,
    };
    let Some(step) = next_step(owing, now) else { return Ok(None) };
    let (past_due_since, kind) = match step {
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
    };
    tenants::store::set_past_due(conn, tenant, past_due_since).await?;
    let data = told(step, overdue);
    store::record(conn, tenant, step, &data, now).await?;
    let actor = Actor::system();
    let event = NewEvent { feed: Place::Tenant(tenant), kind, actor: &actor, subject: tenant.to_string(), data, at: now };
    events::record(conn, event).await?;
    if matches!(step, StandingStep::Suspend | StandingStep::Resume) {
        touch_all(conn, tenant).await?;
        jobs::wake(conn, Wake::Orders).await?;
    }
    Ok(Some(step))
}

fn told(step: StandingStep, overdue: &[String]) -> Value {
    match step {
        StandingStep::Suspend => json!({ "reason": REASON, "invoices": overdue }),
        StandingStep::BecomePastDue | StandingStep::Settle | StandingStep::Resume => json!({ "invoices": overdue }),
    }
}
