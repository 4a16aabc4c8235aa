//! `GET /v1/moves/{id}`

use homeroom_domain::ids::MoveId;

use super::{store, view::MoveView};
use crate::{
    auth::{PlatformCaller, ReadClusters},
    http::{ApiError, IfNoneMatch, Path, Problems, Versioned},
};

/// Get a move
///
/// While it is prepared, `blocked` says what it waits for.
#[utoipa::path(get, path = "/v1/moves/{id}", tag = "clusters", params(("id" = MoveId, Path)), responses((status = 200, description = "The move", body = MoveView), (status = 304, description = "Unchanged"), Problems))]
pub(crate) async fn get_move(
    caller: PlatformCaller<ReadClusters>,
    Path(id): Path<MoveId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<MoveView>, ApiError> {
    let mut tx = caller.begin().await?;
    let row = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    Ok(MoveView::versioned(row, caller.language()).unless(if_none_match))
}
