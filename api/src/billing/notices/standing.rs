//! Notices of how a tenant stands: which is due, `homeroom_domain` says; here it is given, with an event.

use homeroom_domain::{
    billing::{Stand, notice_due},
    ids::TenantId,
};
use jiff::Timestamp;
use serde_json::json;
use sqlx::PgConnection;

use super::{
    tell::{NewNotice, tell},
    view::NoticeFacts,
};
use crate::{
    app::App,
    auth::{Actor, Place},
    billing::dunning::Chased,
    events::{self, EventType, NewEvent},
    prices::pauses,
    standing::{self, Stands},
};

/// Gives the notice that is due to a tenant as it stands now, if it was not given yet. The tenant is held.
pub(in crate::billing) async fn tell_standing(
    conn: &mut PgConnection,
    app: &App,
    tenant: TenantId,
    chased: &Chased,
    now: Timestamp,
) -> sqlx::Result<()> {
    let Some(stands) = standing::lock(conn, tenant).await? else { return Ok(()) };
    let ends = pauses::open_pause(conn, tenant).await?.map(|pause| pause.from_at);
    let Some(stand) = stand(&stands, ends) else { return Ok(()) };
    let Some(due) = notice_due(stand, now) else { return Ok(()) };
    let facts = NoticeFacts {
        invoices: chased.numbers.clone(),
        amount_minor: chased.amount_minor,
        currency: chased.currency.clone(),
        until: due.until,
        day: Some(due.day),
        ..NoticeFacts::default()
    };
    let data = json!({ "kind": due.kind, "day": due.day, "invoices": facts.invoices, "until": due.until });
    let new = NewNotice { tenant, kind: due.kind, key: &due.key, facts, at: now };
    let Some(notice) = tell(conn, app, new).await? else { return Ok(()) };
    let actor = Actor::system();
    let (feed, kind, subject) = (Place::Tenant(tenant), EventType::NoticeGiven, notice.to_string());
    events::record(conn, NewEvent { feed, kind, actor: &actor, subject, data, at: now }).await?;
    Ok(())
}

/// For what it owes, or by its own wish; what a person decided, that person explains.
fn stand(stands: &Stands, ends: Option<Timestamp>) -> Option<Stand> {
    match (stands.cancelled_at, stands.suspended_at, stands.past_due_since) {
        (Some(since), ..) => Some(Stand::Cancelled(since)),
        (None, Some(since), _) if stands.by_billing => Some(Stand::Suspended(since)),
        (None, None, Some(since)) => Some(Stand::PastDue(since)),
        // Who ends its plan is told of that, and not that its trial ends too.
        (None, None, None) => ends.map(Stand::Ending).or_else(|| stands.trial.map(|(_, until)| Stand::Trialing(until))),
        _ => None,
    }
}
