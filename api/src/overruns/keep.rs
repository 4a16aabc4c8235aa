//! `POST /v1/classrooms/{id}/keep`: a room stays open because a person of the platform says so.
//!
//! For the day on which closing it would do more harm than any booking that is overdrawn: an examination that began late, a hearing. Neither the order's
//! own limit nor quota nor capacity stands in the way, so it is loud: both feeds tell it, with the reason and with what it was short of.

use std::sync::Arc;

use axum::Json;
use homeroom_domain::{
    admission::{OverrunStep, StaysShort},
    ids::{ClassroomId, OrderId},
    order::{Closing, KEPT_MAX, NotKept},
    timetable::LessonId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{
    book::{self, Booking},
    store,
};
use crate::{
    auth::{ManageClusters, Place, PlatformCaller},
    events::{self, EventType, NewEvent},
    http::{self, ApiError, Checks, Format, Path, Problem, Problems, Shape},
    orders::{self, Timetabled},
};

/// Times that it is tried again when the order changes meanwhile.
const TRIES: usize = 3;

/// Until when, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeepRequest {
    /// The lesson goes on until then, and the room closes after its drain. In the future, at most 12 hours from now.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// What the events tell, 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    why: String,
}

/// Until when a room stays.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeptView {
    classroom_id: ClassroomId,
    order_id: OrderId,
    /// The lesson that goes on; null where the room is always open.
    #[schema(value_type = Option<String>)]
    lesson_id: Option<LessonId>,
    /// When the lesson ends now: as asked, or later, if it did anyway. Null where the room is always open.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// Whether this call changed something.
    changed: bool,
    /// What the room stays without: `{"reason": "QuotaUsed" | "NoCapacity", "params"}`. Null where there was room for it.
    #[schema(value_type = Option<Object>)]
    short: Option<StaysShort>,
}

/// Keep a classroom open
///
/// The last lesson for which the room is open now goes on until then, beyond what its order allows, and whatever quota and capacity say; what they lack is
/// in the answer and in the events `classroom.kept` (of the platform) and `lessons.went_on` (of the institution). A room that stays so long anyway is left
/// as it is. An order that is suspended, or ends, lets no lesson go on.
#[utoipa::path(post, path = "/v1/classrooms/{id}/keep", tag = "clusters", params(("id" = ClassroomId, Path)), request_body = KeepRequest,
    responses((status = 200, description = "Until when it stays", body = KeptView), Problems))]
pub(crate) async fn keep_classroom(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClassroomId>,
    http::Json(asked): http::Json<KeepRequest>,
) -> Result<Json<KeptView>, ApiError> {
    asked.check(caller.now())?;
    for _ in 0..TRIES {
        let (of, timetabled) = read(&caller, id).await?;
        let view = |lesson_id, until| KeptView { classroom_id: id, order_id: of.order, lesson_id, until, changed: false, short: None };
        let closing = match timetabled.order.keeping(&timetabled.schedule, id, (caller.now(), asked.until)) {
            Ok(closing) => closing,
            Err(NotKept::Always) => return Ok(Json(view(None, None))),
            Err(NotKept::Stays { lesson_id, ends_at, .. }) => return Ok(Json(view(Some(lesson_id), Some(ends_at)))),
            Err(NotKept::Ending) => return Err(Problem::OrderEnding.into()),
            Err(NotKept::Closed { opens_at }) => return Err(ApiError::With(Problem::RoomClosed, json!({ "opens_at": opens_at }))),
        };
        let lesson = closing.lesson_id;
        if let Some(short) = keep(&caller, of, (timetabled, closing), &asked).await? {
            return Ok(Json(KeptView { changed: true, short, ..view(Some(lesson), Some(asked.until)) }));
        }
    }
    Err(ApiError::RetryAfter { problem: Problem::Unavailable, seconds: 1 })
}

impl KeepRequest {
    fn check(&self, now: Timestamp) -> Result<(), ApiError> {
        let is_soon = self.until > now && self.until.duration_since(now) <= KEPT_MAX;
        let soon = Shape::BadFormat { expected: Format::WithinHalfADay };
        Checks::default().that(is_soon, "/until", soon).text("/why", &self.why, 1..=500).done()
    }
}

/// The room's order as it is, with its schedule.
async fn read(caller: &PlatformCaller<ManageClusters>, room: ClassroomId) -> Result<(Booking, Arc<Timetabled>), ApiError> {
    let mut tx = caller.begin().await?;
    let (id, tenant) = store::order_of(tx.conn(), room).await?.ok_or(ApiError::NotFound)?;
    let stamp = orders::store::stamp_of(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    tx.rollback().await?;
    let timetabled = orders::timetabled(caller.app(), id, stamp).await?.ok_or(ApiError::NotFound)?;
    let stamp = orders::store::Stamp::of(&timetabled.order, timetabled.edit);
    Ok((Booking { order: id, tenant, stamp }, timetabled))
}

/// Books it, whatever is free. `None` where the order is another by now.
async fn keep(
    caller: &PlatformCaller<ManageClusters>,
    of: Booking,
    (timetabled, closing): (Arc<Timetabled>, Closing),
    asked: &KeepRequest,
) -> Result<Option<Option<StaysShort>>, ApiError> {
    let (now, room, lesson) = (caller.now(), closing.room_id, closing.lesson_id);
    let steps = caller.app().work.own(move || OverrunStep::all(&timetabled.order, &timetabled.schedule, vec![closing], now)).await?;
    let Some(step) = steps.into_iter().next() else { return Ok(None) };
    let mut tx = caller.begin().await?;
    let actor = caller.actor();
    let Some(short) = book::anyway(tx.conn(), of, step, (&actor, now)).await? else { return Ok(None) };
    let data = json!({ "order_id": of.order, "lesson_id": lesson, "until": asked.until, "why": asked.why, "short": short });
    let event = NewEvent { feed: Place::Platform, kind: EventType::ClassroomKept, actor: &actor, subject: room.to_string(), data, at: now };
    events::record(tx.conn(), event).await?;
    tx.commit().await?;
    tracing::warn!(classroom = %room, order = %of.order, until = %asked.until, ?short, "a room is kept open by hand");
    Ok(Some(short))
}
