//! What may be asked of a lesson instead of what was refused, the nearest first: other starts of the school's bells or of the order's timetable on that day,
//! the same start on other days of that week, or an earlier end. Whether any of it fits is admission's to say.

use std::collections::BTreeSet;

use jiff::{
    SignedDuration, Timestamp, ToSpan as _,
    civil::{Date, Time},
    tz::TimeZone,
};

use super::{Flexible, HeldLesson, LessonChange, MovedTo, NewOrder, OneOff, Order};
use crate::timetable::{monday_of, zone};

/// Starts of the same day that are looked at.
const STARTS_MAX: usize = 12;
/// A lesson that may not go on as long as was asked may go on for so much less, and so on.
const SHORTER_BY: SignedDuration = SignedDuration::from_mins(5);
const ENDS_MAX: i32 = 12;

/// What is asked instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LessonInstead {
    At { date: Date, start: Time },
    Until { ends_at: Timestamp },
}

impl Order {
    /// Documents that have something else instead of a change that was refused.
    pub fn instead_of(
        &self,
        held: &HeldLesson,
        change: &LessonChange,
        (bells, now): (&BTreeSet<Time>, Timestamp),
    ) -> Vec<(NewOrder, LessonInstead)> {
        let rewritten = |change: LessonChange| self.with_lesson(held, &change, now).ok().flatten().map(|next| next.document);
        match change {
            LessonChange::Move(to) => {
                let wall = self.zone().to_datetime(held.lesson.starts_at);
                let wanted = (to.date.unwrap_or(wall.date()), to.start.unwrap_or(wall.time()));
                let at = |(date, start): (Date, Time)| {
                    let to = MovedTo { date: Some(date), start: Some(start), ..to.clone() };
                    Some((rewritten(LessonChange::Move(to))?, LessonInstead::At { date, start }))
                };
                self.times_near(wanted, bells, now).filter_map(at).collect()
            }
            LessonChange::ExtendTo(end) => {
                let asked = end.duration_since(held.lesson.ends_at);
                let less = (1..=ENDS_MAX).map(|times| SHORTER_BY * times).take_while(|less| *less < asked);
                let ends = less.map(|less| *end - less);
                ends.filter_map(|ends_at| Some((rewritten(LessonChange::ExtendTo(ends_at))?, LessonInstead::Until { ends_at }))).collect()
            }
            LessonChange::Cancel | LessonChange::Restore => Vec::new(),
        }
    }

    /// Documents that have a lesson beside the timetable at another time than was asked.
    pub fn instead_of_one_off(
        &self,
        one: &OneOff,
        key: &str,
        (bells, now): (&BTreeSet<Time>, Timestamp),
    ) -> Vec<(NewOrder, LessonInstead)> {
        let wanted = one.starts.unwrap_or_else(|| self.zone().to_datetime(now));
        let at = |(date, start): (Date, Time)| {
            let one = OneOff { starts: Some(date.to_datetime(start)), ..one.clone() };
            let next = self.with_one_off(&one, key.to_owned(), now).ok()?;
            Some((next.document, LessonInstead::At { date, start }))
        };
        self.times_near((wanted.date(), wanted.time()), bells, now).filter_map(at).collect()
    }

    /// Starts of the school's bells, or else of the timetable, on the same day, then the same start on other days of the week; none that is past, and none
    /// that is further from what was asked than the order allows.
    fn times_near(&self, (date, start): (Date, Time), bells: &BTreeSet<Time>, now: Timestamp) -> impl Iterator<Item = (Date, Time)> {
        let (document, zone) = (&self.newest().document, self.zone());
        let lines: BTreeSet<Time> = document.timetable.lessons.iter().map(|line| line.start).collect();
        let offered = if bells.is_empty() { &lines } else { bells };
        let mut starts: Vec<Time> = offered.iter().copied().filter(|other| *other != start).collect();
        let rings = bells.is_empty() || bells.contains(&start);
        starts.sort_by_key(|other| other.duration_since(start).abs());
        let monday = monday_of(date);
        let week = (0..7).filter_map(move |day| monday.checked_add(day.days()).ok());
        let term = document.term;
        let days = week.filter(move |day| rings && *day != date && (term.first_day..=term.last_day).contains(day));
        let times = starts.into_iter().take(STARTS_MAX).map(move |start| (date, start)).chain(days.map(move |day| (day, start)));
        let Flexible { minutes, days: days_at_most } = document.flexible.unwrap_or_default();
        let is_near = move |(other_date, other_start): &(Date, Time)| {
            let (minutes_off, days_off) =
                (other_start.duration_since(start).abs().as_mins(), date.duration_until(*other_date).abs().as_hours() / 24);
            minutes.is_none_or(|most| minutes_off <= i64::from(most)) && days_at_most.is_none_or(|most| days_off <= i64::from(most))
        };
        times.filter(is_near).filter(move |(date, start)| zone.to_timestamp(date.to_datetime(*start)).is_ok_and(|at| at > now))
    }

    fn zone(&self) -> TimeZone {
        zone(&self.newest().document.timetable.time_zone).unwrap_or(TimeZone::UTC)
    }
}
