//! `GET /v1/moves`

use homeroom_domain::{
    ids::{ClusterId, OrderId},
    moves::MoveState,
};
use http::Uri;
use serde::Deserialize;

use super::{
    store::{self, Filter},
    view::MoveView,
};
use crate::{
    auth::{PlatformCaller, ReadClusters},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// What to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListMoves {
    state: Option<MoveState>,
    /// From or to this cluster.
    cluster: Option<ClusterId>,
    /// Of this order.
    order: Option<OrderId>,
    /// Moves on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List moves
///
/// By their beginning. One that ended is kept for 90 days.
#[utoipa::path(get, path = "/v1/moves", tag = "clusters", params(ListMoves), responses((status = 200, description = "A page of moves", body = Page<MoveView>), Problems))]
pub(crate) async fn list_moves(
    caller: PlatformCaller<ReadClusters>,
    Query(asked): Query<ListMoves>,
    uri: Uri,
) -> Result<Page<MoveView>, ApiError> {
    let limit = Limit::of(asked.limit)?;
    let after = asked.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    let filter = Filter { state: asked.state.map(MoveState::as_str), cluster: asked.cluster, order: asked.order, after };
    let rows = store::list(tx.conn(), filter, limit.probe()).await?;
    let page = Page::of(rows, limit, &uri, |row| Cursor::new(row.created_at.to_jiff(), row.id));
    Ok(page.map(|row| MoveView::new(row, caller.language())))
}
