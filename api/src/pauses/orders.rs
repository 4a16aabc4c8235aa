//! `POST /v1/orders/{id}/pause` and `/unpause`.

use axum::Json;
use homeroom_domain::ids::OrderId;
use serde_json::{Value, json};

use super::{
    store,
    view::{PauseRequest, PauseView},
};
use crate::{
    auth::{ManageClusters, Place, PlatformCaller, SystemTx},
    events::{self, EventType, NewEvent},
    http::{self, ApiError, Path, Problems},
    orders,
};

/// Pause an order
///
/// From now on nothing is written to its cluster: rooms that are up stay up, and no other opens or closes, whatever its timetable says. Its condition `Paused`
/// says how many writes wait. Doing it again changes nothing, not even the reason.
#[utoipa::path(post, path = "/v1/orders/{id}/pause", tag = "clusters", params(("id" = OrderId, Path)), request_body = PauseRequest,
    responses((status = 200, description = "Since when it is paused", body = PauseView), Problems))]
pub(crate) async fn pause_order(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<OrderId>,
    http::Json(asked): http::Json<PauseRequest>,
) -> Result<Json<PauseView>, ApiError> {
    asked.check()?;
    let mut tx = caller.begin().await?;
    let tenant = store::tenant_of(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    if store::pause_order(tx.conn(), (id, tenant), &asked.why, caller.now()).await? {
        tell(&caller, &mut tx, (id, EventType::OrderPaused), json!({ "why": asked.why })).await?;
    }
    finished(tx, id).await
}

/// Unpause an order
///
/// What waits is written within a second. Doing it again changes nothing.
#[utoipa::path(post, path = "/v1/orders/{id}/unpause", tag = "clusters", params(("id" = OrderId, Path)),
    responses((status = 200, description = "Nothing is paused", body = PauseView), Problems))]
pub(crate) async fn unpause_order(caller: PlatformCaller<ManageClusters>, Path(id): Path<OrderId>) -> Result<Json<PauseView>, ApiError> {
    let mut tx = caller.begin().await?;
    store::tenant_of(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    if store::unpause_order(tx.conn(), id).await? {
        tell(&caller, &mut tx, (id, EventType::OrderUnpaused), json!({})).await?;
    }
    finished(tx, id).await
}

async fn tell(
    caller: &PlatformCaller<ManageClusters>,
    tx: &mut SystemTx,
    (id, kind): (OrderId, EventType),
    data: Value,
) -> Result<(), ApiError> {
    let actor = caller.actor();
    let event = NewEvent { feed: Place::Platform, kind, actor: &actor, subject: id.to_string(), data, at: caller.now() };
    events::record(tx.conn(), event).await?;
    Ok(orders::store::touch(tx.conn(), id).await?)
}

async fn finished(mut tx: SystemTx, id: OrderId) -> Result<Json<PauseView>, ApiError> {
    let view = PauseView::of(&id, store::of_order(tx.conn(), id).await?);
    tx.commit().await?;
    Ok(Json(view))
}
