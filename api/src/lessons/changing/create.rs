//! `POST /v1/lessons`: a lesson beside those of the timetable, now or at a time.

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    ids::ClassroomId,
    order::{
        FieldError, FieldProblem, HeldLesson, LessonError, OneOff, Order, Rewritten, Schedule, Term,
        wire::{optional_day, optional_wall_time},
    },
    timetable::zone,
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use serde::Deserialize;
use serde_json::{Map, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::ask::{of_request, offered, refused};
use crate::{
    auth::{AmendOrders, Caller},
    http::{ApiError, Begun, Created, Idempotent, MIB, Problems, Shape, Unread, patch},
    lessons::{get, ready::ReadyTimes, store, view::LessonView},
    orders::{Changed, Changing, Instead, Rewrite, receive},
};

/// A lesson to be held once.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLesson {
    /// Where: a room of an order, whose term holds the lesson.
    classroom_id: ClassroomId,
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    title: Option<String>,
    #[serde(default)]
    #[schema(max_items = 50)]
    teachers: Vec<String>,
    /// The day, together with `start`; without both it begins with the next whole minute.
    #[serde(default, deserialize_with = "optional_day::deserialize")]
    date: Option<Date>,
    /// Wall time of the order's timetable, `HH:MM`.
    #[serde(default, deserialize_with = "optional_wall_time::deserialize")]
    #[schema(value_type = Option<String>, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    start: Option<Time>,
    #[schema(minimum = 1, maximum = 1440)]
    duration_minutes: u32,
    /// Pupils expected, at most the room's seats.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false, minimum = 0)]
    expected: Option<u32>,
}

impl NewLesson {
    /// The wall time at which it begins; none for now.
    fn starts(&self) -> Result<Option<DateTime>, ApiError> {
        let missing = |name: &str| ApiError::field(format!("/{name}"), Shape::MissingField { name: name.to_owned() });
        match (self.date, self.start) {
            (Some(date), Some(start)) => Ok(Some(date.to_datetime(start))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(missing("start")),
            (None, Some(_)) => Err(missing("date")),
        }
    }
}

/// The lesson to be added, under a key of its own.
#[derive(Debug, Clone)]
struct AddLesson {
    new: NewLesson,
    starts: Option<DateTime>,
    key: String,
    now: Timestamp,
}

impl AddLesson {
    fn one_off(&self, room: String) -> OneOff {
        let NewLesson { title, teachers, duration_minutes, expected, .. } = self.new.clone();
        OneOff { room, title, teachers, starts: self.starts, duration_minutes, expected }
    }

    fn find(&self, amended: &Order, schedule: &Schedule) -> Option<HeldLesson> {
        let newest = amended.generations.len() - 1;
        let line = amended.newest().document.timetable.lessons.iter().position(|line| line.key == self.key)?;
        let is_new = |held: &&HeldLesson| held.generation_index as usize == newest && held.lesson.line as usize == line;
        schedule.lessons().iter().find(is_new).copied()
    }
}

impl Rewrite for AddLesson {
    fn document(&mut self, order: &Order, now: Timestamp) -> Result<Option<Rewritten>, ApiError> {
        let document = &order.newest().document;
        let room = order
            .rooms
            .iter()
            .find(|room| room.id == self.new.classroom_id)
            .filter(|room| document.rooms.iter().any(|r| r.key == room.key));
        let room = room.ok_or_else(|| unknown_room(self.new.classroom_id))?.key.clone();
        let Term { first_day: earliest, last_day: latest } = document.term;
        let today = || zone(&document.timetable.time_zone).unwrap_or(TimeZone::UTC).to_datetime(now);
        let actual = self.starts.unwrap_or_else(today).date();
        if actual < earliest || actual > latest {
            let problem = FieldProblem::DateOutOfRange { earliest, latest, actual };
            return Err(vec![FieldError { pointer: "/date".to_owned(), problem }].into());
        }
        order.with_one_off(&self.one_off(room), self.key.clone(), now).map(Some).map_err(refused)
    }

    fn check(&self, amended: &Order, schedule: &Schedule) -> Result<(), ApiError> {
        let not_held = || {
            refused(LessonError::Field(FieldError {
                pointer: "/start".to_owned(),
                problem: FieldProblem::NotLater { than: amended.newest().effective_from },
            }))
        };
        self.find(amended, schedule).map(|_| ()).ok_or_else(not_held)
    }

    fn instead(&self) -> Option<Instead> {
        let adding = self.clone();
        Some(Instead::new(move |order| {
            let Some(room) = order.rooms.iter().find(|room| room.id == adding.new.classroom_id) else { return Vec::new() };
            let found = order.instead_of_one_off(&adding.one_off(room.key.clone()), &adding.key, adding.now);
            found.into_iter().map(|(document, instead)| (document, offered(instead, order))).collect()
        }))
    }

    fn say(&self, error: ApiError, at: Option<&str>) -> ApiError {
        of_request(error, at, "/start")
    }
}

fn unknown_room(id: ClassroomId) -> ApiError {
    vec![FieldError { pointer: "/classroom_id".to_owned(), problem: FieldProblem::UnknownRoom { room: id.to_string() } }].into()
}

/// Create a lesson
///
/// One that no line of the timetable has: now, or at a time of the order's term. It becomes a line with a single date, under a key that is made for it, and
/// is admitted like an amendment (409 with what is against it). Its `ready_by` says when its room is due: sooner than its lead no room can be. 409
/// `pending-generation` where a generation that is not in force yet would lose it.
#[utoipa::path(
    post, path = "/v1/lessons", tag = "lessons", request_body = NewLesson,
    params(("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "The lesson, admitted and booked", body = LessonView), Problems)
)]
pub(crate) async fn create_lesson(
    caller: Caller<AmendOrders>,
    idempotent: Idempotent,
    body: Unread<NewLesson, MIB>,
) -> Result<Response, ApiError> {
    let (ticket, new) = receive(&caller, body).await?;
    let starts = new.starts()?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(before) = idempotent.look(tx.conn(), caller.place()).await? {
        return Ok(*before);
    }
    let order = store::order_of(&mut tx, new.classroom_id).await?;
    let order = order.ok_or_else(|| unknown_room(new.classroom_id))?;
    tx.rollback().await?;
    let key = format!("once-{}", &Uuid::new_v4().simple().to_string()[..12]);
    let told = Map::from_iter([("line".to_owned(), json!(key)), ("change".to_owned(), json!("created"))]);
    let changing = Changing { caller: &caller, ticket: &ticket, id: order, idempotent: Some(&idempotent), told };
    let adding = AddLesson { new, starts, key, now: caller.now() };
    let made = changing
        .run(adding.clone(), |amended| {
            let held = adding.find(amended.order, amended.schedule).ok_or_else(|| anyhow::anyhow!("a lesson that is not held"))?;
            let view = LessonView::new(amended.order, &held, &ReadyTimes::new(), caller.now());
            Ok(Created::new(format!("/v1/lessons/{}", view.id), get::version(amended.edit, &view)?, view))
        })
        .await?;
    match made {
        Changed::Made(created) => Ok(created.into_response()),
        Changed::Before(before) => Ok(*before),
        Changed::Already => Err(anyhow::anyhow!("a new lesson that was there").into()),
    }
}
