//! `GET /v1/classrooms/{id}`. A room changes with its order, and with the lessons that are shown beside it.

use homeroom_domain::ids::ClassroomId;

use sha2::{Digest as _, Sha256};

use super::{
    lessons::{Briefs, briefs},
    store,
    view::ClassroomView,
};
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
    let version = version(room.version, &briefs)?;
    Ok(Versioned::new(version, ClassroomView::new(room, briefs, caller.language())).unless(if_none_match))
}

/// The order's, and a digest of its revision and of the lessons: the clock moves these, and nobody counts how often.
fn version(of_order: Version, briefs: &Briefs) -> serde_json::Result<Version> {
    let told = serde_json::to_vec(&(of_order.revision, &briefs.live, &briefs.next))?;
    let revision = Sha256::digest(told).iter().take(6).fold(0, |number, byte| number << 8 | i64::from(*byte));
    Ok(Version { edit: of_order.edit, revision })
}
