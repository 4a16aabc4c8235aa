//! How a lesson stands, from three things: when it is, when its room was ready, and what time it is. Nothing of it is stored.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::HeldLesson;
use crate::timetable::Lesson;

/// A room is due to be ready this long before its lesson.
const READY_BEFORE: SignedDuration = SignedDuration::from_secs(60);

/// A stretch in which a room was Available; `to` is absent while it still is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readiness {
    pub from: Timestamp,
    pub to: Option<Timestamp>,
}

impl Readiness {
    fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }

    fn touches(&self, from: Timestamp, to: Timestamp) -> bool {
        self.from < to && self.to.is_none_or(|end| from < end)
    }
}

/// How a lesson stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LessonState {
    /// Its room need not be up yet.
    Scheduled,
    /// Its room should be coming up, or back.
    Warming,
    /// Its room is ready before the lesson.
    Ready,
    /// It is on, and its room is up.
    Live,
    /// It is over.
    Ended,
    Cancelled,
    /// It is over, and its room was never ready during it.
    Missed,
}

impl LessonState {
    /// `readiness` is that of the lesson's room, in any order.
    pub fn of(lesson: &Lesson, lead_minutes: u32, readiness: &[Readiness], now: Timestamp) -> Self {
        let up = || readiness.iter().any(|r| r.holds(now));
        let was_up = || readiness.iter().any(|r| r.touches(lesson.starts_at, lesson.ends_at));
        if lesson.cancelled {
            Self::Cancelled
        } else if now >= lesson.ends_at {
            if was_up() { Self::Ended } else { Self::Missed }
        } else if now >= lesson.starts_at {
            if up() { Self::Live } else { Self::Warming }
        } else if up() {
            // A room that is up for the lesson before is ready for this one only when it stays up for it.
            if now >= opens_at(lesson, lead_minutes) { Self::Ready } else { Self::Scheduled }
        } else if now >= opens_at(lesson, lead_minutes) {
            Self::Warming
        } else {
            Self::Scheduled
        }
    }

    /// The states that a lesson may be in at a moment, whenever its room was ready; one alone where that decides nothing.
    pub fn may_be(lesson: &Lesson, lead_minutes: u32, now: Timestamp) -> &'static [Self] {
        if lesson.cancelled {
            &[Self::Cancelled]
        } else if now >= lesson.ends_at {
            &[Self::Ended, Self::Missed]
        } else if now >= lesson.starts_at {
            &[Self::Live, Self::Warming]
        } else if now >= opens_at(lesson, lead_minutes) {
            &[Self::Ready, Self::Warming]
        } else {
            &[Self::Scheduled]
        }
    }
}

/// When its room begins to come up.
pub(super) fn opens_at(lesson: &Lesson, lead_minutes: u32) -> Timestamp {
    lesson.starts_at.saturating_sub(SignedDuration::from_mins(lead_minutes.into())).unwrap_or(Timestamp::MIN)
}

/// When the lesson's room is due to be ready: shortly before it begins or, where it was decided upon later than its room's lead begins, as long after that
/// as a room takes.
pub fn ready_by(held: &HeldLesson, lead_minutes: u32) -> Timestamp {
    let warms_from = held.decided_late_at.unwrap_or_else(|| opens_at(&held.lesson, lead_minutes));
    let lead = SignedDuration::from_mins(lead_minutes.into());
    warms_from.saturating_add(lead).and_then(|warm| warm.checked_sub(READY_BEFORE)).unwrap_or(Timestamp::MIN)
}

/// When the lesson's room is due to be ready where it begins to come up anew, no sooner than a moment: as if it had been decided upon then.
pub fn ready_anew(held: &HeldLesson, lead_minutes: u32, from: Timestamp) -> Timestamp {
    let is_late = from > opens_at(&held.lesson, lead_minutes);
    let decided_late_at = held.decided_late_at.max(is_late.then_some(from));
    ready_by(&HeldLesson { decided_late_at, ..*held }, lead_minutes)
}

/// Since when the room was ready for the lesson: the first readiness that touches it or, before it begins, the one that lasts. May lie before the
/// lead where the room was up already. `None` when it was never ready.
pub fn ready_at(lesson: &Lesson, lead_minutes: u32, readiness: &[Readiness], now: Timestamp) -> Option<Timestamp> {
    let opens_at = opens_at(lesson, lead_minutes);
    let during = |r: &&Readiness| r.touches(lesson.starts_at, lesson.ends_at) && r.from <= now;
    let before = |r: &&Readiness| r.holds(now) && now >= opens_at;
    readiness.iter().filter(|r| if now < lesson.starts_at { before(r) } else { during(r) }).map(|r| r.from).min()
}
