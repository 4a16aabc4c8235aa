//! The timetable: from lines, days and changes to lessons, and from lessons to the times at which rooms are up.
//!
//! A document is expanded as a whole and gives the same lessons for ever; whether a document is acceptable otherwise, and which of several documents
//! counts when, is decided in `order`.

mod changes;
mod days;
mod exceptions;
mod expansion;
mod lesson_id;
mod lines;
mod recurrence;
mod rooms;
mod runs;
mod wanted;
mod zone;

use jiff::{Timestamp, civil::Date};

use crate::order::{Allowance, FieldError, Findings, NewOrder, Warning};
pub use days::TERM_DAYS_MAX;
pub(crate) use days::monday_of;
pub(crate) use expansion::Within;
pub use expansion::{CALENDAR_DAYS_MAX, ENTRIES_MAX, LESSONS_MAX, LINES_MAX};
pub use lesson_id::{LessonId, lesson_id};
use lines::Means;
pub(crate) use lines::{KnownDays, LESSON_MINUTES_MAX};
pub use rooms::ROOMS_MAX;
pub use runs::{Span, runs};
pub use wanted::{term_bounds, wanted};
pub use zone::{local, start_of_day, zone};

/// One occurrence of a timetable line in one room. Indices point into the document that it was expanded from; its id is derived from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lesson {
    /// Index into `timetable.lessons`.
    pub line: u32,
    /// Index into `rooms`: where it is held (after a change of room).
    pub room: u32,
    /// Index into `rooms`: where the line has it; part of the lesson's identity.
    pub home_room: u32,
    /// The date before any change; part of the lesson's identity.
    pub held_on: Date,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub cancelled: bool,
}

/// What a timetable comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Expansion {
    /// By start, then room; cancelled ones included. None for rooms that are always wanted.
    pub lessons: Vec<Lesson>,
    pub warnings: Vec<Warning>,
}

/// Expands a document that came in. Errors are all that can be found, each with its field.
pub fn expand(document: &NewOrder) -> Result<Expansion, Vec<FieldError>> {
    let mut findings = Findings::default();
    let lessons = expand_into(document, &mut Allowance::default(), &mut findings);
    expansion::finished(lessons, findings)
}

/// Expands a document that came in, adding to what was found before and taking what it costs from what is left.
pub(crate) fn expand_into(document: &NewOrder, allowance: &mut Allowance, findings: &mut Findings) -> Vec<Lesson> {
    let means = Means { allowance, known: &mut KnownDays::default() };
    expansion::expand(document, zone::Ambiguity::Refuse, None, means, findings).lessons
}

/// The same, but only what is asked for, of a document whose other days passed before; and how many lessons it has in all, cancelled ones included.
pub(crate) fn expand_part_into(
    document: &NewOrder,
    within: Within<'_>,
    allowance: &mut Allowance,
    findings: &mut Findings,
) -> (Vec<Lesson>, usize) {
    let means = Means { allowance, known: &mut KnownDays::default() };
    let found = expansion::expand(document, zone::Ambiguity::Refuse, Some(within), means, findings);
    (found.lessons, found.in_all)
}

/// Expands a document that was accepted once. It stays readable when a zone's rules change after that: a wall time that no longer exists moves on.
pub fn expand_accepted(document: &NewOrder) -> Vec<Lesson> {
    accepted(document, None, &mut KnownDays::default())
}

/// The same, but only what may be on or begin within `[from, until]`, and a little more: a document that was replaced is not asked for its whole term.
/// What is known of the rules of one serves the next.
pub(crate) fn expand_within<'d>(document: &'d NewOrder, from: Timestamp, until: Timestamp, known: &mut KnownDays<'d>) -> Vec<Lesson> {
    expand_accepted_within(document, Within { spans: &[(from, until)], also: &[] }, known)
}

/// The same of what is asked for.
pub(crate) fn expand_accepted_within<'d>(document: &'d NewOrder, within: Within<'_>, known: &mut KnownDays<'d>) -> Vec<Lesson> {
    accepted(document, Some(within), known)
}

fn accepted<'d>(document: &'d NewOrder, within: Option<Within<'_>>, known: &mut KnownDays<'d>) -> Vec<Lesson> {
    let means = Means { allowance: &mut Allowance::default(), known };
    expansion::expand(document, zone::Ambiguity::Resolve, within, means, &mut Findings::default()).lessons
}

/// The dates, before any change, of lessons that are moved and then on, or begin, between two instants.
pub(crate) fn dates_moved_into(document: &NewOrder, from: Timestamp, until: Timestamp) -> Vec<Date> {
    expansion::dates_moved_into(document, from, until)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// Two lessons a day in two rooms, one of them past midnight; days off, a make-up day, and lessons moved far away.
    fn document() -> NewOrder {
        serde_json::from_value(json!({
            "name": "a", "kind": "class", "region": "r", "rooms": [{"key": "a", "seats": 50}, {"key": "b", "seats": 50}],
            "term": {"first_day": "2026-09-01", "last_day": "2026-12-31"},
            "timetable": {"time_zone": "America/New_York",
                "lessons": [{"key": "day", "rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "start": "09:00", "duration_minutes": 45},
                            {"key": "night", "rrule": "FREQ=DAILY", "start": "23:30", "duration_minutes": 600}],
                "days": [{"from": "2026-10-01", "to": "2026-10-07", "off": true}, {"date": "2026-10-10", "runs_as": "2026-10-07"}],
                "changes": [{"lesson": "day", "room": "a", "on": "2026-09-14", "moved_to": {"date": "2026-11-29", "start": "14:00"}},
                            {"lesson": "day", "room": "b", "on": "2026-12-07", "moved_to": {"date": "2026-09-05"}},
                            {"lesson": "day", "room": "a", "on": "2026-09-15", "cancelled": true}]}}))
        .unwrap()
    }

    proptest! {
        #[test]
        fn what_is_on_or_begins_within_is_the_same_as_of_the_whole_term(start in -10i64..140, hours in 0i64..3000, minutes in 0i64..1440) {
            let from: Timestamp = "2026-09-01T00:00:00Z".parse().unwrap();
            let from = from + SignedDuration::from_hours(24 * start) + SignedDuration::from_mins(minutes);
            let until = from + SignedDuration::from_hours(hours);
            let asked = |lesson: &Lesson| lesson.ends_at > from && lesson.starts_at <= until;
            let document = document();
            let mut within = expand_within(&document, from, until, &mut KnownDays::default());
            let all: Vec<Lesson> = expand_accepted(&document).into_iter().filter(asked).collect();
            within.retain(asked);
            prop_assert_eq!(within, all);
        }
    }

    #[test]
    fn a_day_of_a_term_costs_a_few_days_of_it() {
        let noon: Timestamp = "2026-10-20T12:00:00Z".parse().unwrap();
        let document = document();
        let (whole, day) = (expand_accepted(&document).len(), expand_within(&document, noon, noon, &mut KnownDays::default()).len());
        // Four days; the lessons that were moved elsewhere are not looked at.
        assert!(whole > 300 && day <= 4 * 4, "{day} of {whole}");
    }
}
