//! `GET /v1/lessons/{id}`: found by expanding the one order that its id names.

use homeroom_domain::timetable::LessonId;

use super::{ready, view::LessonView};
use crate::{
    auth::{Caller, Permit, ReadLessons},
    http::{ApiError, IfNoneMatch, Path, Problems, Version, Versioned},
    orders::scheduled,
};

/// Get a lesson
#[utoipa::path(
    get, path = "/v1/lessons/{id}", tag = "lessons", params(("id" = String, Path, pattern = "^les_[0-9a-f]{32}_[0-9a-f]{16}$")),
    responses((status = 200, description = "The lesson", body = LessonView), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_lesson(
    caller: Caller<ReadLessons>,
    Path(id): Path<LessonId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<LessonView>, ApiError> {
    Ok(found(&caller, id).await?.unless(if_none_match))
}

/// The lesson as it is now.
pub(super) async fn found<P: Permit>(caller: &Caller<P>, id: LessonId) -> Result<Versioned<LessonView>, ApiError> {
    let timetabled = scheduled(caller, id.order_id()).await?.ok_or(ApiError::NotFound)?;
    let work = &caller.app().work;
    let (timetabled, held) = work
        .run(caller.tenant(), move || {
            let held = timetabled.schedule.lesson(&timetabled.order, id).copied();
            held.map(|held| (timetabled, held)).ok_or(ApiError::NotFound)
        })
        .await??;
    let ready = ready::times(caller, &[(held.room_id, held.lesson)]).await?;
    let view = LessonView::new(&timetabled.order, &held, &ready, caller.now());
    Ok(Versioned::new(version(timetabled.edit, &view)?, view))
}

/// The order's edit; the clock and the room move a lesson's state.
pub(super) fn version(edit: i64, view: &LessonView) -> serde_json::Result<Version> {
    Ok(Version::of_content(edit, &serde_json::to_vec(view)?))
}
