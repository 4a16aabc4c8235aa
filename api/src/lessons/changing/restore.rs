//! `POST /v1/lessons/{id}/restore`: one lesson as its line has it.

use homeroom_domain::{order::LessonChange, timetable::LessonId};

use super::ask::ChangeLesson;
use crate::{
    auth::{AmendOrders, Caller},
    http::{ApiError, Path, Problems, Versioned},
    lessons::view::LessonView,
};

/// Restore a lesson
///
/// It is held as its line of the timetable has it, be it cancelled, moved or given more time now. Admitted like an amendment: its place may be taken
/// (409). Doing it again changes nothing.
#[utoipa::path(
    post, path = "/v1/lessons/{id}/restore", tag = "lessons", params(("id" = String, Path, pattern = "^les_[0-9a-f]{32}_[0-9a-f]{16}$")),
    responses((status = 200, description = "The lesson", body = LessonView), Problems)
)]
pub(crate) async fn restore_lesson(caller: Caller<AmendOrders>, Path(id): Path<LessonId>) -> Result<Versioned<LessonView>, ApiError> {
    let ticket = caller.app().work.ticket(caller.tenant(), 0)?;
    ChangeLesson { id, change: LessonChange::Restore }.run(&caller, &ticket).await
}
