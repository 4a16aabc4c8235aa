//! Orders that wait for a purchase order: for how long they may, and how often.
//!
//! A reserved order holds quota and capacity that others would pay for. It may do so for a fortnight at most, ends before anything would run, and who does
//! not confirm gets no second fortnight for the same rooms and weeks right after the first.

use jiff::{SignedDuration, Timestamp};

use super::{Availability, FieldProblem, NewOrder};
use crate::{
    kind::Kind,
    timetable::{self, Lesson},
};

/// Longest that an order waits for a purchase order.
pub const RESERVED_MAX: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Whoever reserved is reminded so long before the end.
pub const RESERVATION_REMINDER: SignedDuration = SignedDuration::from_hours(2 * 24);

/// # Errors
/// Where it is past, or further ahead than an order may wait.
pub(super) fn check_length(until: Timestamp, now: Timestamp) -> Result<(), FieldProblem> {
    let latest = now.saturating_add(RESERVED_MAX).unwrap_or(Timestamp::MAX);
    if until <= now {
        Err(FieldProblem::NotLater { than: now })
    } else if until > latest {
        Err(FieldProblem::TooLate { latest })
    } else {
        Ok(())
    }
}

/// When the first room is made ready, of what is not over. `None` where nothing is to come.
pub(super) fn first_room_at(document: &NewOrder, kind: &Kind, lessons: &[Lesson], now: Timestamp) -> Option<Timestamp> {
    let first = match document.timetable.availability {
        Some(Availability::Always) => Some(timetable::term_bounds(document).0),
        None => lessons.iter().filter(|lesson| !lesson.cancelled && lesson.ends_at > now).map(|lesson| lesson.starts_at).min(),
    };
    first?.checked_sub(SignedDuration::from_mins(kind.lead_minutes.into())).ok()
}

/// # Errors
/// Where the reservation reaches beyond the moment at which the first room is made ready.
pub(super) fn check_first_room(until: Timestamp, first: Option<Timestamp>) -> Result<(), FieldProblem> {
    match first {
        Some(latest) if until > latest => Err(FieldProblem::ReservedIntoLessons { latest }),
        _ => Ok(()),
    }
}

/// Reservations of the same kind and region, for terms that touch, which ended without a purchase order within the last [`RESERVED_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReservedBefore {
    /// When the first of them was made.
    pub since: Timestamp,
    /// When the last of them ended.
    pub ended_at: Timestamp,
}

/// Why the same may not be reserved for so long again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReservedEnough {
    /// Until when it may be reserved; past where it may not.
    pub latest: Timestamp,
    /// From when on it may be reserved anew.
    pub again_from: Timestamp,
}

impl ReservedBefore {
    /// All of them together may wait for as long as one order: whoever gave one back early may use what is left, and a fortnight after the last ended all
    /// begins anew. To order without reserving is never refused for that.
    ///
    /// # Errors
    /// Where `until` is later than that.
    pub fn allow(self, until: Timestamp) -> Result<(), ReservedEnough> {
        let later = |at: Timestamp| at.saturating_add(RESERVED_MAX).unwrap_or(Timestamp::MAX);
        let latest = later(self.since);
        if until <= latest { Ok(()) } else { Err(ReservedEnough { latest, again_from: later(self.ended_at) }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        admission::fixtures::{at, kind, lesson_on_monday},
        order::{Catalogue, FieldError, ValidOrder, validate},
    };

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    /// One lesson, on Monday 7 September.
    fn reserved(until: Timestamp, now: Timestamp) -> Result<ValidOrder, Vec<FieldError>> {
        let document = NewOrder { reserved_until: Some(until), ..lesson_on_monday("class", &[50]) };
        let regions = [document.region.clone()].into();
        validate(document, &Catalogue { kinds: vec![kind("class")], regions, ..Catalogue::default() }, now)
    }

    fn first_room() -> Timestamp {
        let order = ValidOrder::accepted(lesson_on_monday("class", &[50]), kind("class"));
        order.lessons[0].starts_at - SignedDuration::from_mins(10)
    }

    #[test]
    fn an_order_waits_for_a_fortnight_at_most_and_never_into_its_lessons() {
        let (first, second) = (first_room(), SignedDuration::from_secs(1));
        let early = first - DAY * 20;
        let cases = [
            (early, early + RESERVED_MAX, None),
            (early, early + RESERVED_MAX + second, Some(FieldProblem::TooLate { latest: early + RESERVED_MAX })),
            (early, early, Some(FieldProblem::NotLater { than: early })),
            (first - DAY, first, None),
            (first - DAY, first + second, Some(FieldProblem::ReservedIntoLessons { latest: first })),
        ];
        for (now, until, expected) in cases {
            let found = reserved(until, now);
            match expected {
                None => {
                    let order = found.unwrap();
                    assert_eq!((order.reserved_until, order.document.reserved_until), (Some(until), None), "the document does not keep it");
                }
                Some(problem) => assert_eq!(found.unwrap_err(), [FieldError { pointer: "/reserved_until".into(), problem }]),
            }
        }
    }

    #[test]
    fn what_was_reserved_and_not_confirmed_is_not_reserved_for_another_fortnight() {
        let made = at("2026-08-01T00:00:00Z");
        let let_go = ReservedBefore { since: made, ended_at: made + RESERVED_MAX };
        let again = ReservedEnough { latest: made + RESERVED_MAX, again_from: made + RESERVED_MAX * 2 };
        assert_eq!(let_go.allow(made + RESERVED_MAX + DAY), Err(again));
        let given_back = ReservedBefore { since: made, ended_at: made + DAY };
        assert_eq!(given_back.allow(made + RESERVED_MAX), Ok(()), "what is left may be used");
        assert_eq!(given_back.allow(made + RESERVED_MAX + DAY).unwrap_err().again_from, made + DAY + RESERVED_MAX);
    }
}
