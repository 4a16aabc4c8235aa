//! When the rooms of a document are wanted: during lessons, or always.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    Lesson, Span,
    zone::{start_of_day, zone},
};
use crate::order::{Availability, NewOrder, Term};

/// When each room is wanted: lessons that are not cancelled, or, for rooms that are always wanted, from 00:00 of the first day to 24:00 of the last.
pub fn wanted(document: &NewOrder, lessons: &[Lesson]) -> Vec<Span> {
    match document.timetable.availability {
        Some(Availability::Always) => {
            let (from, to) = term_bounds(document);
            (0..document.rooms.len() as u32).map(|room| Span { room, from, to }).collect()
        }
        None => lessons.iter().filter(|l| !l.cancelled).map(|l| Span { room: l.room, from: l.starts_at, to: l.ends_at }).collect(),
    }
}

/// 00:00 of the first day and 24:00 of the last, in the timetable's zone.
pub fn term_bounds(document: &NewOrder) -> (Timestamp, Timestamp) {
    let Term { first_day, last_day } = document.term;
    // The zone was known when the document was accepted; should it ever vanish, UTC is at most a day off.
    let zone = zone(&document.timetable.time_zone).unwrap_or(TimeZone::UTC);
    (start_of_day(first_day, &zone), start_of_day(last_day.tomorrow().unwrap_or(Date::MAX), &zone))
}
