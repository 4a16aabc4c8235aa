//! What is on in some rooms, and what comes next there: from the timetables of their orders, and from whether each room was up when it was last seen.

use std::collections::HashMap;

use homeroom_domain::{
    ids::ClassroomId,
    order::{HeldLesson, LessonState, Order, Readiness},
    timetable::{LessonId, local, zone},
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::Serialize;
use utoipa::ToSchema;

use super::store::Classroom;
use crate::{
    auth::{Caller, Permit},
    http::ApiError,
    orders::walk::{Walk, Which},
};

/// Nobody asks a room for what is further ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(31 * 24);
/// No lesson is longer.
const LESSON_MAX: SignedDuration = SignedDuration::from_hours(24);

/// A lesson in few words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LessonBrief {
    #[schema(value_type = String, pattern = "^les_[0-9a-f]{32}_[0-9a-f]{16}$")]
    pub id: LessonId,
    /// Key of its line of the timetable.
    pub lesson: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub teachers: Vec<String>,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// In the timetable's zone.
    #[schema(format = DateTime)]
    pub starts_at_local: String,
    /// In the timetable's zone.
    #[schema(format = DateTime)]
    pub ends_at_local: String,
    pub state: LessonState,
}

/// What is on in a room, and what comes next within a month.
#[derive(Debug, Clone, Default)]
pub(super) struct Briefs {
    pub(super) live: Option<LessonBrief>,
    pub(super) next: Option<LessonBrief>,
}

/// Of some rooms; those with neither are left out.
pub(super) async fn briefs<P: Permit>(caller: &Caller<P>, rooms: &[Classroom]) -> Result<HashMap<ClassroomId, Briefs>, ApiError> {
    let now = caller.now();
    let orders = rooms.iter().filter(|room| room.removed_at.is_none_or(|at| at > now)).map(|room| room.order_id).collect();
    let up = rooms.iter().map(|room| (room.id, room.status.available)).collect();
    let stretch = now.saturating_sub(LESSON_MAX).unwrap_or(Timestamp::MIN)..now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
    let looking = Looking { now, up, found: HashMap::new() };
    let walk = Walk::new(caller, Which::These(orders), stretch);
    Ok(walk.all(looking, |looking, source, stretch| looking.add(source.order(), &source.lessons(stretch))).await?.found)
}

struct Looking {
    now: Timestamp,
    up: HashMap<ClassroomId, bool>,
    found: HashMap<ClassroomId, Briefs>,
}

impl Looking {
    /// Lessons come by start: the first that has not begun is the next.
    fn add(&mut self, order: &Order, lessons: &[HeldLesson]) {
        for held in lessons.iter().filter(|held| !held.lesson.cancelled && held.lesson.ends_at > self.now) {
            let Some(up) = self.up.get(&held.room_id) else { continue };
            let briefs = self.found.entry(held.room_id).or_default();
            let place = if held.lesson.starts_at <= self.now { &mut briefs.live } else { &mut briefs.next };
            if place.is_none() {
                *place = Some(brief(order, held, *up, self.now));
            }
        }
    }
}

fn brief(order: &Order, held: &HeldLesson, up: bool, now: Timestamp) -> LessonBrief {
    let generation = &order.generations[held.generation_index as usize];
    let (timetable, lesson) = (&generation.document.timetable, &held.lesson);
    let (line, zone) = (&timetable.lessons[lesson.line as usize], zone(&timetable.time_zone).unwrap_or(TimeZone::UTC));
    let up = up.then_some(Readiness { from: Timestamp::MIN, to: None });
    LessonBrief {
        id: order.lesson_id(held),
        lesson: line.key.clone(),
        title: line.title.clone(),
        teachers: line.teachers.clone(),
        starts_at: lesson.starts_at,
        ends_at: lesson.ends_at,
        starts_at_local: local(lesson.starts_at, &zone),
        ends_at_local: local(lesson.ends_at, &zone),
        state: LessonState::of(lesson, generation.kind.lead_minutes, up.as_slice(), now),
    }
}
