//! `GET /v1/lessons/summary`: how many lessons there are, by state or bell by bell.
//!
//! Stretch by stretch of a week and batch by batch of orders; of a batch only those lessons are kept for a moment whose state depends on when their
//! rooms were ready.

use std::{collections::BTreeMap, ops::Range};

use axum::Json;
use homeroom_domain::{
    ids::ClassroomId,
    order::{HeldLesson, LessonState, Order},
    timetable::{Lesson, local, start_of_day},
};
use jiff::{SignedDuration, Timestamp, ToSpan as _, tz::TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ready;
use crate::{
    auth::{Caller, ReadLessons},
    http::{ApiError, Format, Problems, Query, Shape},
    orders::walk::{Walk, Which},
    tenants::store as tenants,
};

/// What is worked through at once.
const STRETCH: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How lessons are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SummaryBy {
    /// All of the window, by how they stand.
    #[default]
    State,
    /// Those that begin together.
    Bell,
}

/// Which lessons to count.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SummaryQuery {
    /// Lessons that begin at this or after it; default the beginning of today in the tenant's zone.
    from: Option<Timestamp>,
    /// Lessons that begin before this; default the end of the day that `from` is on. At most 62 days after `from`, by bell 7.
    to: Option<Timestamp>,
    /// Default `state`.
    #[serde(default)]
    #[param(inline)]
    by: Option<SummaryBy>,
}

/// Lessons of a window, counted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub(crate) enum LessonsSummary {
    State(SummaryByState),
    Bell(SummaryByBell),
}

/// Lessons by how they stand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SummaryByState {
    /// Of every state one.
    pub items: Vec<StateCount>,
}

/// How many lessons stand like this.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StateCount {
    pub state: LessonState,
    pub lessons: u64,
}

/// Lessons bell by bell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SummaryByBell {
    /// The tenant's zone.
    pub time_zone: String,
    /// By time.
    pub items: Vec<BellSummary>,
}

/// The lessons that begin together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BellSummary {
    pub at: Timestamp,
    /// In the tenant's zone.
    #[schema(format = DateTime)]
    pub at_local: String,
    /// When the last of them ends.
    pub ends_at: Timestamp,
    /// Cancelled ones included.
    pub lessons: u64,
    /// Rooms with a lesson that is not cancelled.
    pub rooms: u64,
    /// Seats of these rooms.
    pub seats: u64,
    pub states: StateCounts,
}

/// How many lessons stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct StateCounts {
    pub scheduled: u64,
    pub warming: u64,
    pub ready: u64,
    pub live: u64,
    pub ended: u64,
    pub cancelled: u64,
    pub missed: u64,
}

/// Get a summary of lessons
///
/// How many lessons begin in a window, by how they stand now or bell by bell.
#[utoipa::path(
    get, path = "/v1/lessons/summary", tag = "lessons", params(SummaryQuery),
    responses((status = 200, description = "The counts", body = LessonsSummary), Problems)
)]
pub(crate) async fn get_lessons_summary(
    caller: Caller<ReadLessons>,
    Query(query): Query<SummaryQuery>,
) -> Result<Json<LessonsSummary>, ApiError> {
    let by = query.by.unwrap_or_default();
    let mut tx = caller.begin().await?;
    let zone = tenants::zone(&mut tx).await?;
    tx.rollback().await?;
    let window = query.window(by, &zone, caller.now())?;
    let mut tally = Tally { now: caller.now(), states: StateCounts::default(), bells: BTreeMap::new(), open: Vec::new() };
    let mut from = window.start;
    while from < window.end {
        let to = from.saturating_add(STRETCH).unwrap_or(Timestamp::MAX).min(window.end);
        tally = tally.worked(&caller, from..to).await?;
        from = to;
    }
    Ok(Json(match by {
        SummaryBy::State => LessonsSummary::State(SummaryByState { items: tally.states.items() }),
        SummaryBy::Bell => LessonsSummary::Bell(tally.bells(&zone)),
    }))
}

impl SummaryQuery {
    fn window(&self, by: SummaryBy, zone: &TimeZone, now: Timestamp) -> Result<Range<Timestamp>, ApiError> {
        let day = |at: Timestamp| zone.to_datetime(at).date();
        let from = self.from.unwrap_or_else(|| start_of_day(day(now), zone));
        let to = self.to.unwrap_or_else(|| start_of_day(day(from).saturating_add(1.day()), zone));
        let days = match by {
            SummaryBy::State => 62,
            SummaryBy::Bell => 7,
        };
        // A day may have 25 hours.
        let longest = SignedDuration::from_hours(24 * days + 1);
        let fits = from < to && to.duration_since(from) <= longest;
        if fits { Ok(from..to) } else { Err(ApiError::field("?to", Shape::BadFormat { expected: Format::SummarySpan })) }
    }
}

/// What was counted so far.
#[derive(Debug)]
struct Tally {
    now: Timestamp,
    states: StateCounts,
    bells: BTreeMap<Timestamp, Bell>,
    /// Lessons of a batch whose state is to be looked up.
    open: Vec<Open>,
}

#[derive(Debug, Default)]
struct Bell {
    ends_at: Timestamp,
    rooms: u64,
    seats: u64,
    states: StateCounts,
}

#[derive(Debug)]
struct Open {
    room: ClassroomId,
    lesson: Lesson,
    lead_minutes: u32,
}

impl Tally {
    async fn worked(mut self, caller: &Caller<ReadLessons>, stretch: Range<Timestamp>) -> Result<Self, ApiError> {
        let mut walk = Walk::new(caller, Which::between(stretch.start, stretch.end), stretch);
        loop {
            let (tally, more) = walk.next(self, |tally, source, stretch| tally.add(source.order(), &source.lessons(stretch))).await?;
            self = tally;
            self.settle(caller).await?;
            if !more {
                return Ok(self);
            }
        }
    }

    fn add(&mut self, order: &Order, lessons: &[HeldLesson]) {
        for held in lessons {
            let (generation, lesson) = (&order.generations[held.generation_index as usize], held.lesson);
            let lead_minutes = generation.kind.lead_minutes;
            let bell = self.bells.entry(lesson.starts_at).or_default();
            bell.ends_at = bell.ends_at.max(lesson.ends_at);
            if !lesson.cancelled {
                bell.rooms += 1;
                bell.seats += u64::from(generation.document.rooms[lesson.room as usize].seats);
            }
            match LessonState::may_be(&lesson, lead_minutes, self.now) {
                [state] => self.count(lesson.starts_at, *state),
                _ => self.open.push(Open { room: held.room_id, lesson, lead_minutes }),
            }
        }
    }

    async fn settle(&mut self, caller: &Caller<ReadLessons>) -> Result<(), ApiError> {
        let open = std::mem::take(&mut self.open);
        let ready = ready::times(caller, &open.iter().map(|open| (open.room, open.lesson)).collect::<Vec<_>>()).await?;
        for Open { room, lesson, lead_minutes } in open {
            let readiness = ready.get(&room).map_or(&[][..], Vec::as_slice);
            self.count(lesson.starts_at, LessonState::of(&lesson, lead_minutes, readiness, self.now));
        }
        Ok(())
    }

    fn count(&mut self, bell: Timestamp, state: LessonState) {
        *self.states.of(state) += 1;
        *self.bells.entry(bell).or_default().states.of(state) += 1;
    }

    fn bells(self, zone: &TimeZone) -> SummaryByBell {
        let view = |(at, Bell { ends_at, rooms, seats, states }): (Timestamp, Bell)| BellSummary {
            at,
            at_local: local(at, zone),
            ends_at,
            lessons: states.items().iter().map(|count| count.lessons).sum(),
            rooms,
            seats,
            states,
        };
        SummaryByBell { time_zone: zone.iana_name().unwrap_or("UTC").to_owned(), items: self.bells.into_iter().map(view).collect() }
    }
}

impl StateCounts {
    fn of(&mut self, state: LessonState) -> &mut u64 {
        match state {
            LessonState::Scheduled => &mut self.scheduled,
            LessonState::Warming => &mut self.warming,
            LessonState::Ready => &mut self.ready,
            LessonState::Live => &mut self.live,
            LessonState::Ended => &mut self.ended,
            LessonState::Cancelled => &mut self.cancelled,
            LessonState::Missed => &mut self.missed,
        }
    }

    fn items(self) -> Vec<StateCount> {
        let Self { scheduled, warming, ready, live, ended, cancelled, missed } = self;
        let counts = [
            (LessonState::Scheduled, scheduled),
            (LessonState::Warming, warming),
            (LessonState::Ready, ready),
            (LessonState::Live, live),
            (LessonState::Ended, ended),
            (LessonState::Cancelled, cancelled),
            (LessonState::Missed, missed),
        ];
        counts.into_iter().map(|(state, lessons)| StateCount { state, lessons }).collect()
    }
}
