//! `PUT /v1/subscription`.

use serde_json::json;

use super::{
    moving::{Move, Moving},
    view::SubscriptionView,
};
use crate::{
    auth::{Caller, ManageBilling},
    events::{self, EventType, NewEvent},
    http::{ApiError, IfMatch, Json, Problems, Versioned},
    prices::store::subscriptions as store,
    tenants,
};

/// Set the subscription
///
/// The first move begins at once, with the trial that the version gives. Later ones count from today on where the month of the new version costs more, and
/// from the first of a next month on otherwise (409 `moves-at-period-end`). Institutions choose the newest version of a listed plan. A move replaces one that
/// is still ahead. What is ordered keeps the version that it was bought by.
#[utoipa::path(
    put, path = "/v1/subscription", tag = "billing", request_body = Move,
    params(("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, description = "Moved", body = SubscriptionView), Problems)
)]
pub(crate) async fn put_subscription(
    caller: Caller<ManageBilling>,
    if_match: IfMatch,
    Json(asked): Json<Move>,
) -> Result<Versioned<SubscriptionView>, ApiError> {
    let expected = if_match.required()?;
    let mut tx = caller.begin().await?;
    // Orders that are being bought hold the tenant, so that none is bought by what has just ended.
    tenants::store::hold(tx.conn(), caller.tenant()).await?;
    let header = store::subscription(tx.conn(), caller.tenant()).await?;
    expected.matches(header.as_ref().map_or(0, |header| header.edit))?;
    let moving = Moving::read(&mut tx, &caller, &asked).await?;
    store::subscribe(&mut tx, moving.trial_end(), caller.now()).await?;
    store::set_period(&mut tx, (moving.from_day, moving.from_at), moving.to, caller.now()).await?;
    let told = json!({ "plan_version": moving.to, "from_day": moving.from_day });
    let (kind, subject, actor) = (EventType::SubscriptionMoved, caller.tenant().to_string(), caller.actor());
    events::record(tx.conn(), NewEvent { feed: caller.place(), kind, actor: &actor, subject, data: told, at: caller.now() }).await?;
    let view = SubscriptionView::read(tx.conn(), caller.tenant(), caller.now()).await?;
    tx.commit().await?;
    Ok(Versioned::new(view.version(), view))
}
