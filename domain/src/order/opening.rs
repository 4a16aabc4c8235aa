//! When a room's door is open by its order's timetable, in as little as one row can hold: the run that is on or comes next, and when the one after that
//! begins.
//!
//! The reconciler keeps it with each room, so that whoever enters expands no timetable. Whether the room is up is another matter.

use jiff::{SignedDuration, Timestamp};

use super::{Availability, Run, Schedule, ValidOrder};
use crate::{ids::ClassroomId, timetable::term_bounds};

/// See the module. The default is that of a room of which nothing is known, or that opens no more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Opening {
    /// Where the run that is on, or else the next one, begins, lead included.
    pub from: Option<Timestamp>,
    /// Where it ends, drain included. `None` while only its beginning is known.
    pub until: Option<Timestamp>,
    /// Where the run after that begins.
    pub next: Option<Timestamp>,
}

/// A door at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Open {
        until: Timestamp,
    },
    /// `None`: nobody can say when it opens.
    Closed {
        opens_at: Option<Timestamp>,
    },
}

impl Opening {
    fn of(mut runs: impl Iterator<Item = Run>) -> Self {
        let Some(run) = runs.next() else { return Self::default() };
        Self { from: Some(run.from), until: Some(run.to), next: runs.next().map(|run| run.from) }
    }

    /// The same of an order that ends at a moment, if it does.
    #[must_use]
    pub fn ending(self, end: Option<Timestamp>) -> Self {
        let Some(end) = end else { return self };
        let before = |at: &Timestamp| *at < end;
        Self { from: self.from.filter(before), until: self.until.map(|until| until.min(end)), next: self.next.filter(before) }
    }

    /// An opening that has passed says when the next one begins; how long that lasts is not known here.
    pub fn at(&self, now: Timestamp) -> Door {
        match (self.from, self.until) {
            (Some(from), Some(until)) if from <= now && now < until => Door::Open { until },
            (Some(from), until) if until.is_none_or(|until| now < until) => Door::Closed { opens_at: Some(from.max(now)) },
            _ => Door::Closed { opens_at: self.next.map(|next| next.max(now)) },
        }
    }
}

impl Schedule {
    /// The opening of every room that the order has or had, in the order of its rooms.
    pub fn openings(&self, now: Timestamp) -> Vec<(ClassroomId, Opening)> {
        let mut runs = self.runs.chunk_by(|one, other| one.room == other.room).peekable();
        let mut opening = |index: usize| {
            let its_runs = runs.next_if(|runs| runs[0].room as usize == index).unwrap_or_default();
            Opening::of(its_runs[its_runs.partition_point(|run| run.to <= now)..].iter().copied())
        };
        self.rooms.iter().enumerate().map(|(index, room)| (*room, opening(index))).collect()
    }
}

impl ValidOrder {
    /// When each room of a new order opens first after a moment, in the order of its rooms. `None` for a room that no lesson wants.
    pub fn first_openings(&self, now: Timestamp) -> Vec<Option<Timestamp>> {
        let lead = SignedDuration::from_mins(self.kind.lead_minutes.into());
        let opens = |wanted: Timestamp| wanted.saturating_sub(lead).unwrap_or(Timestamp::MIN);
        if self.document.timetable.availability == Some(Availability::Always) {
            return vec![Some(opens(term_bounds(&self.document).0)); self.document.rooms.len()];
        }
        let mut first = vec![None; self.document.rooms.len()];
        for lesson in self.lessons.iter().filter(|lesson| !lesson.cancelled && lesson.ends_at > now) {
            first[lesson.room as usize].get_or_insert(opens(lesson.starts_at));
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_door_is_open_in_its_run_and_says_when_it_opens_next() {
        let closed = |second: i64| Door::Closed { opens_at: Some(at(second)) };
        let opening = Opening { from: Some(at(10)), until: Some(at(20)), next: Some(at(30)) };
        for (now, door) in
            [(9, closed(10)), (10, Door::Open { until: at(20) }), (19, Door::Open { until: at(20) }), (20, closed(30)), (31, closed(31))]
        {
            assert_eq!(opening.at(at(now)), door, "{now}");
        }
        let last = Opening { next: None, ..opening };
        assert_eq!(last.at(at(20)), Door::Closed { opens_at: None });
        assert_eq!(Opening::default().at(at(0)), Door::Closed { opens_at: None });
        let hardly_known = Opening { from: Some(at(10)), ..Opening::default() };
        assert_eq!((hardly_known.at(at(0)), hardly_known.at(at(11))), (closed(10), closed(11)));
    }

    #[test]
    fn an_order_that_ends_opens_no_door_after_it() {
        let opening = Opening { from: Some(at(10)), until: Some(at(20)), next: Some(at(30)) };
        assert_eq!(opening.ending(None), opening);
        assert_eq!(opening.ending(Some(at(15))), Opening { until: Some(at(15)), next: None, ..opening });
        assert_eq!(opening.ending(Some(at(10))).at(at(12)), Door::Closed { opens_at: None });
    }
}
