//! Until when a link may be used, from the order's timetable.

use homeroom_domain::{
    ids::ClassroomId,
    order::{Availability, Order, Schedule},
    timetable::{term_bounds, zone},
};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How long a link may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Validity {
    /// To the end of the room's lesson that is on, or else of its next one. Where rooms are always wanted, as `day`.
    Lesson,
    /// To the end of the day, in the timetable's zone.
    Day,
    /// To the end of the order.
    Term,
}

impl Validity {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Lesson => "lesson",
            Self::Day => "day",
            Self::Term => "term",
        }
    }

    /// `None` where nothing of that sort is left.
    pub(super) fn ends(self, order: &Order, schedule: &Schedule, room: ClassroomId, now: Timestamp) -> Option<Timestamp> {
        let document = &order.newest().document;
        let always = document.timetable.availability == Some(Availability::Always);
        let day = || {
            let zone = zone(&document.timetable.time_zone).unwrap_or(TimeZone::UTC);
            let tomorrow = now.to_zoned(zone).start_of_day().and_then(|midnight| midnight.checked_add(1.day()));
            tomorrow.ok().map(|tomorrow| tomorrow.timestamp())
        };
        let ends = match self {
            Self::Lesson if always => day(),
            Self::Lesson => {
                let lessons = schedule.lessons().iter().filter(|held| held.room_id == room && !held.lesson.cancelled);
                lessons.filter(|held| held.lesson.ends_at > now).min_by_key(|held| held.lesson.starts_at).map(|held| held.lesson.ends_at)
            }
            Self::Day => day(),
            Self::Term => Some(term_bounds(document).1),
        };
        // No link outlasts its order.
        let last = order.ends_at.into_iter().chain([term_bounds(document).1]).min();
        ends.into_iter().chain(last).min().filter(|at| *at > now && ends.is_some())
    }
}
