//! `POST /v1/orders/{id}/move`: another cluster for one order.

use axum::Json;
use homeroom_domain::{
    ids::{ClusterId, OrderId},
    moves::MoveCause,
};

use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    begin::{self, Began, Wish},
    going::Going,
    refused, store,
    view::MoveView,
};
use crate::{
    auth::{ManageClusters, PlatformCaller},
    http::{ApiError, OptionalJson, Path, Problem, Problems},
};

/// Looks at an order that somebody else is changing at the same time.
const TRIES: usize = 5;

/// Where to.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MoveOrder {
    /// Another cluster of the order's region; without it the best one that has room.
    cluster_id: Option<ClusterId>,
}

/// Move an order to another cluster
///
/// The rest of its term is booked there at once, or the answer is 409 `no-place` with what is short on each cluster that was tried. Its objects are made there with
/// every room at zero; between two lessons, and not within two minutes of the next opening of a room, the order goes on there, and what is left on the old cluster goes. Lessons that run
/// stay where they are to their end, and an order whose rooms are always up is not moved by force: `blocked` of the move says so. An amendment or a cancellation
/// of the order meanwhile gives the move up. While it is under way, doing it again gives the same move; to another cluster it is 409 `order-moving`.
#[utoipa::path(
    post, path = "/v1/orders/{id}/move", tag = "clusters", params(("id" = OrderId, Path)), request_body = Option<MoveOrder>,
    responses((status = 200, description = "The move", body = MoveView), Problems)
)]
pub(crate) async fn move_order(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<OrderId>,
    OptionalJson(body): OptionalJson<MoveOrder>,
) -> Result<Json<MoveView>, ApiError> {
    for _ in 0..TRIES {
        let going = Going::read(caller.app(), id, caller.now()).await?.ok_or(ApiError::NotFound)?;
        let mut tx = caller.begin().await?;
        let actor = caller.actor();
        let wish = Wish { to: body.cluster_id, cause: MoveCause::ByHand, stay: &[], actor: &actor, at: caller.now() };
        let moved = match begin::begin(&mut tx, &going, wish).await? {
            Began::Changed => {
                tx.rollback().await?;
                continue;
            }
            Began::Move { id, .. } => id,
            Began::UnderWay { id, to } if body.cluster_id.is_none_or(|asked| asked == to) => id,
            refused => return Err(refused::error(&mut tx, refused, caller.language()).await?),
        };
        let row = store::get(tx.conn(), moved).await?.ok_or(ApiError::NotFound)?;
        tx.commit().await?;
        return Ok(Json(MoveView::new(row, caller.language())));
    }
    Err(Problem::ConflictingTransition.into())
}
