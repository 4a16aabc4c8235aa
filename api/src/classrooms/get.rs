//! `GET /v1/classrooms/{id}`. A room changes with its order, so its version is the order's.

use homeroom_domain::ids::ClassroomId;

use super::{store, view::ClassroomView};
use crate::{
    auth::{Caller, ReadClassrooms},
    http::{ApiError, IfNoneMatch, Path, Problems, Version, Versioned},
    orders::store as orders,
};

/// Get a classroom
#[utoipa::path(
    get, path = "/v1/classrooms/{id}", tag = "classrooms",
    params(("id" = ClassroomId, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, description = "The room", body = ClassroomView), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_classroom(
    caller: Caller<ReadClassrooms>,
    Path(id): Path<ClassroomId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<ClassroomView>, ApiError> {
    let mut tx = caller.begin().await?;
    let room = store::get(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    let (edit, revision) = orders::version(&mut tx, room.order_id).await?.ok_or(ApiError::NotFound)?;
    let view = ClassroomView::new(room, caller.language());
    Ok(Versioned::new(Version { edit, revision }, view).unless(if_none_match))
}
