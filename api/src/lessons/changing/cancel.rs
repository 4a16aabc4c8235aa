//! `POST /v1/lessons/{id}/cancel`: one lesson is not held.

use homeroom_domain::{order::LessonChange, timetable::LessonId};

use super::ask::ChangeLesson;
use crate::{
    auth::{AmendOrders, Caller},
    http::{ApiError, Path, Problems, Versioned},
    lessons::view::LessonView,
};

/// Cancel a lesson
///
/// It is not held, and its place is free for others. 409 `lesson-begun` for one that runs, which goes on to its end. Doing it again changes nothing;
/// `restore` takes it back, as long as its time has not come.
#[utoipa::path(
    post, path = "/v1/lessons/{id}/cancel", tag = "lessons", params(("id" = String, Path, pattern = "^les_[0-9a-f]{32}_[0-9a-f]{16}$")),
    responses((status = 200, description = "The lesson", body = LessonView), Problems)
)]
pub(crate) async fn cancel_lesson(caller: Caller<AmendOrders>, Path(id): Path<LessonId>) -> Result<Versioned<LessonView>, ApiError> {
    let ticket = caller.app().work.ticket(caller.tenant(), 0)?;
    ChangeLesson { id, change: LessonChange::Cancel }.run(&caller, &ticket).await
}
