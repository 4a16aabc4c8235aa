//! `GET /v1/classrooms/{id}`. A room changes with its order, and with the lessons that are shown beside it.

use homeroom_domain::ids::ClassroomId;

use super::{lessons::briefs, store, view::ClassroomView};
use crate::{
    auth::{Caller, ReadClassrooms},
    http::{ApiError, IfNoneMatch, Path, Problems, Version, Versioned},
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
    tx.rollback().await?;
    let briefs = briefs(&caller, std::slice::from_ref(&room)).await?.remove(&id).unwrap_or_default();
    let (version, room) = (room.version, ClassroomView::new(room, briefs, caller.now(), caller.language()));
    Ok(Versioned::new(clocked(version, &room)?, room).unless(if_none_match))
}

/// The order's, and what the clock moves: the lessons, and that it closes.
fn clocked(of_order: Version, room: &ClassroomView) -> serde_json::Result<Version> {
    let told = (of_order.revision, &room.live_lesson, &room.next_lesson, room.closing.as_ref().map(|closing| closing.at));
    Ok(Version::of_content(of_order.edit, &serde_json::to_vec(&told)?))
}
