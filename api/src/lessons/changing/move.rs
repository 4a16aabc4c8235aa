//! `POST /v1/lessons/{id}/move`: one lesson at another time, for another while, or in another room.

use homeroom_domain::{
    order::{FieldError, FieldProblem, LessonChange, MovedTo},
    timetable::LessonId,
};

use super::ask::ChangeLesson;
use crate::{
    auth::{AmendOrders, Caller},
    http::{ApiError, MIB, Path, Problems, Unread, Versioned},
    lessons::view::LessonView,
    orders::receive,
};

/// Move a lesson
///
/// What is left out stays as it is now; `room` is a key of the order. A cancelled lesson is held again. The lesson keeps its id. It is admitted like an
/// amendment (409 with what would fit), for it is one: a new generation of the order, of whose changes there may be 2,000. 409 `lesson-begun`,
/// `lesson-over`, and `pending-generation` where a generation that is not in force yet would lose the change. Doing it again changes nothing.
#[utoipa::path(
    post, path = "/v1/lessons/{id}/move", tag = "lessons", request_body = MovedTo,
    params(("id" = String, Path, pattern = "^les_[0-9a-f]{32}_[0-9a-f]{16}$")),
    responses((status = 200, description = "The lesson", body = LessonView), Problems)
)]
pub(crate) async fn move_lesson(
    caller: Caller<AmendOrders>,
    Path(id): Path<LessonId>,
    body: Unread<MovedTo, MIB>,
) -> Result<Versioned<LessonView>, ApiError> {
    let (ticket, to) = receive(&caller, body).await?;
    if to == MovedTo::default() {
        return Err(vec![FieldError { pointer: String::new(), problem: FieldProblem::MovesNothing {} }].into());
    }
    ChangeLesson { id, change: LessonChange::Move(to) }.run(&caller, &ticket).await
}
