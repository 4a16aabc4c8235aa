//! `POST /v1/lessons/{id}/extend`: one lesson goes on longer, be it one that runs.

use homeroom_domain::{order::LessonChange, timetable::LessonId};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::ask::ChangeLesson;
use crate::{
    auth::{AmendOrders, Caller},
    http::{ApiError, MIB, Path, Problems, Unread, Versioned},
    lessons::view::LessonView,
    orders::receive,
};

/// Until when.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtendLesson {
    /// When it is to end: not before it does now, whole minutes and at most a day after its start. Past midnight is fine.
    ends_at: Timestamp,
}

/// Extend a lesson
///
/// It ends later, in the room where it is; a room that is up stays up as it is. Admitted like an amendment: 409 where others have the capacity or the
/// quota is short then, 422 at `/ends_at` where the room's next lesson has begun by then. Doing it again changes nothing.
#[utoipa::path(
    post, path = "/v1/lessons/{id}/extend", tag = "lessons", request_body = ExtendLesson,
    params(("id" = String, Path, pattern = "^les_[0-9a-f]{32}_[0-9a-f]{16}$")),
    responses((status = 200, description = "The lesson", body = LessonView), Problems)
)]
pub(crate) async fn extend_lesson(
    caller: Caller<AmendOrders>,
    Path(id): Path<LessonId>,
    body: Unread<ExtendLesson, MIB>,
) -> Result<Versioned<LessonView>, ApiError> {
    let (ticket, ExtendLesson { ends_at }) = receive(&caller, body).await?;
    ChangeLesson { id, change: LessonChange::ExtendTo(ends_at) }.run(&caller, &ticket).await
}
