//! `GET /v1/classrooms/{id}`. A room changes with its order, so its version is the order's.

use homeroom_domain::ids::ClassroomId;

use super::{store, view::ClassroomView};
use crate::{
    auth::{Caller, ReadClassrooms},
    http::{ApiError, IfNoneMatch, Path, Problems, Versioned},
};

/// Get a classroom
#[utoipa::path(
    get, path = "/v1/classrooms/{id}", tag = "classrooms",
    params(("id" = ClassroomId, Path)),
    responses((status = 200, description = "The room", body = ClassroomView), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_classroom(
    caller: Caller<ReadClassrooms>,
    Path(id): Path<ClassroomId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<ClassroomView>, ApiError> {
    let mut tx = caller.begin().await?;
    let room = store::get(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    Ok(Versioned::new(room.version, ClassroomView::new(room, caller.language())).unless(if_none_match))
}
