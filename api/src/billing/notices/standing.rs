//! Notices of how a tenant stands: which is due, `homeroom_domain` says; here it is given, with an event.

use homeroom_domain::{
    billing::{NoticeKind, Purge, Stand, notice_due},
    ids::TenantId,
};
use jiff::Timestamp;
use serde_json::json;
use sqlx::PgConnection;

use super::{
    letter, store,
    tell::{NewNotice, tell, tell_later},
    view::NoticeFacts,
};
use crate::{
    app::App,
    auth::{Actor, Place},
    billing::dunning::Chased,
    events::{self, EventType, NewEvent},
    prices::pauses,
    standing::{self, Stands},
    tenants,
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
    if due.kind == NoticeKind::PurgeDue {
        // Warned late, its data stays for as much longer.
        tenants::store::set_purge_at(conn, tenant, due.until.unwrap_or(now), Some(now)).await?;
    }
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
        (Some(_), ..) if stands.purge.as_ref().is_some_and(|purge| purge.since.is_some()) => None,
        (Some(since), ..) => {
            let purge = stands.purge.as_ref().map(|row| Purge { at: row.at, told_at: row.told_at, is_held: row.hold.is_some() });
            Some(Stand::Cancelled { since, purge })
        }
        (None, Some(since), _) if stands.by_billing => Some(Stand::Suspended(since)),
        (None, None, Some(since)) => Some(Stand::PastDue(since)),
        // Who ends its plan is told of that, and not that its trial ends too.
        (None, None, None) => ends.map(Stand::Ending).or_else(|| stands.trial.map(|(_, until)| Stand::Trialing(until))),
        _ => None,
    }
}

/// Writes the notice that all was removed, while it is known to whom. Its letters are sent when it is true: see [`send_last`].
pub(crate) async fn write_last(conn: &mut PgConnection, app: &App, tenant: TenantId, now: Timestamp) -> sqlx::Result<()> {
    let new = NewNotice { tenant, kind: NoticeKind::Purged, key: NoticeKind::Purged.as_str(), facts: NoticeFacts::default(), at: now };
    tell_later(conn, app, new).await
}

/// Sends the letters of the last notice.
pub(crate) async fn send_last(conn: &mut PgConnection, tenant: TenantId, now: Timestamp) -> sqlx::Result<()> {
    for letter in store::last(conn, tenant).await? {
        letter::queue(conn, tenant, letter, now).await?;
    }
    Ok(())
}

/// Forgets to whom the last notice was written, where it was sent or `all`. Says whether nobody is left.
pub(crate) async fn forget_last(conn: &mut PgConnection, tenant: TenantId, all: bool) -> sqlx::Result<bool> {
    Ok(store::forget_last(conn, tenant, all).await? == 0)
}
