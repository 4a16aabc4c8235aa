//! Lessons of an order whose cluster is lost that nothing is in time for: said when the failover is decided, and not found out at their bell.
//!
//! A room that goes on elsewhere comes up there anew, and is due as if its lesson had been decided upon at that moment. It goes all the same: a lesson that begins
//! late is better than none. Where nothing takes the order, its lessons are missed unless the cluster is back before them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::Split;
use crate::{
    at_risk::RiskCause,
    ids::ClassroomId,
    order::{HeldLesson, Order, Schedule, ready_anew},
    timetable::LessonId,
};

/// An order of a lost cluster, and which of its rooms are elsewhere or stay.
#[derive(Debug, Clone, Copy)]
pub struct LostOrder<'a> {
    pub order: &'a Order,
    pub schedule: &'a Schedule,
    pub split: &'a Split,
    /// They stay at a third place to the end of the run that is on.
    pub elsewhere: &'a BTreeSet<ClassroomId>,
    /// Rooms that do not go with the others, and what becomes of them instead. `None` of one whose lessons are not asked about.
    pub apart: &'a BTreeMap<ClassroomId, Option<Onward>>,
}

/// What becomes of the rooms that do not stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward {
    /// They go on elsewhere, and begin to come up then.
    From(Timestamp),
    /// None of so many clusters takes them.
    Nowhere { clusters: u32 },
}

/// What becomes of a lesson whose room is not ready when it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unmet {
    /// Its room is due before it is over.
    Late,
    /// There is no room for it or, where it runs already, for the rest of it.
    Missed,
}

/// Lessons of an order that begin and end together, and whose rooms are not ready when they begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmetBell {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub verdict: Unmet,
    /// When the rooms are due. `None` where nothing takes them.
    pub ready_by: Option<Timestamp>,
    pub cause: RiskCause,
    /// The first of these lessons.
    pub lesson: LessonId,
    /// One a lesson.
    pub rooms: Vec<ClassroomId>,
}

/// Of the lessons that are not over and begin until a moment, by their start.
pub fn unmet(lost: &LostOrder<'_>, onward: Onward, (now, until): (Timestamp, Timestamp)) -> Vec<UnmetBell> {
    let mut bells: BTreeMap<(Timestamp, Timestamp, Option<Timestamp>), UnmetBell> = BTreeMap::new();
    for held in lost.asked_about(now, until) {
        let Some(onward) = lost.apart.get(&held.room_id).copied().unwrap_or(Some(onward)) else { continue };
        let Some((verdict, cause)) = onward.judged(lost.order, held) else { continue };
        let (starts_at, ends_at) = (held.lesson.starts_at, held.lesson.ends_at);
        let ready_by = match cause {
            RiskCause::RoomsComeUpLate { ready_by, .. } => Some(ready_by),
            _ => None,
        };
        let bell = bells.entry((starts_at, ends_at, ready_by)).or_insert_with(|| {
            let lesson = lost.order.lesson_id(held);
            UnmetBell { starts_at, ends_at, verdict, ready_by, cause, lesson, rooms: Vec::new() }
        });
        bell.rooms.push(held.room_id);
    }
    bells.into_values().collect()
}

impl LostOrder<'_> {
    /// Lessons that are held until then and not where their room is up and stays.
    fn asked_about(&self, now: Timestamp, until: Timestamp) -> impl Iterator<Item = &HeldLesson> {
        let lessons = self.schedule.lessons().iter();
        lessons
            .filter(move |held| !held.lesson.cancelled && held.lesson.ends_at > now && held.lesson.starts_at <= until)
            .filter(move |held| self.stays_until(held.room_id, now).is_none_or(|stays| stays <= held.lesson.starts_at))
    }

    fn stays_until(&self, room: ClassroomId, now: Timestamp) -> Option<Timestamp> {
        let stays = self.split.stay.get(&room).copied();
        stays.or_else(|| self.elsewhere.contains(&room).then(|| self.schedule.run_at(room, now))?.map(|run| run.to))
    }
}

impl Onward {
    /// `None` of a lesson whose room is in time.
    fn judged(self, order: &Order, held: &HeldLesson) -> Option<(Unmet, RiskCause)> {
        let from = match self {
            Self::From(from) => from,
            Self::Nowhere { clusters } => return Some((Unmet::Missed, RiskCause::NoPlaceElsewhere { clusters })),
        };
        let lead_minutes = order.generation(held.generation)?.kind.lead_minutes;
        let ready_by = ready_anew(held, lead_minutes, from);
        if ready_by <= held.lesson.starts_at {
            return None;
        }
        let verdict = if ready_by < held.lesson.ends_at { Unmet::Late } else { Unmet::Missed };
        Some((verdict, RiskCause::RoomsComeUpLate { lead_minutes, ready_by }))
    }
}
