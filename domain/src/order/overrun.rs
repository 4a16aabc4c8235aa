//! A lesson that goes on because people are still in its room, a slot at a time and as long as its order allows.
//!
//! An overrun is what happened and not what the institution said: it is kept beside the document, as a room's readiness is, and the schedule reads both. So
//! a bell at which every class goes on makes no generation and changes no ETag under somebody who edits, and no document fills with changes of lessons
//! that are over: it may have two thousand, which a school's bells would make in a week, and a change that names a lesson keeps its day from being closed.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{Generation, HeldLesson, Order, Run, Schedule, schedule::Identity};
use crate::{ids::ClassroomId, slots::SLOT_SECONDS, timetable::LessonId};

/// Longest that a lesson may go on beyond its end.
pub const OVERRUN_MINUTES_MAX: u32 = 120;
/// Whether a room stays is decided when it would close within this time, again and again until it does.
pub const DECIDED_BEFORE: SignedDuration = SignedDuration::from_mins(10);
/// No lesson is longer.
const LESSON_MAX: SignedDuration = SignedDuration::from_hours(24);
/// Longest that a person may keep a room, from the moment of asking.
pub const KEPT_MAX: SignedDuration = SignedDuration::from_hours(12);
/// One step.
const STEP: SignedDuration = SignedDuration::from_secs(SLOT_SECONDS);

/// How long a lesson went on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overrun {
    /// Key of its line, key of the room in which that has it, and its date before any change.
    pub line: String,
    pub room: String,
    pub on: Date,
    /// Where the timetable ends it.
    pub ends_at: Timestamp,
    /// Until when it goes on; the same where nothing came of it.
    pub until: Timestamp,
}

impl Overrun {
    pub(super) fn identity(&self) -> Identity<'_> {
        (&self.line, &self.room, self.on)
    }
}

/// A room that is about to close after a lesson that may go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    pub room_id: ClassroomId,
    pub lesson_id: LessonId,
    /// When the room went up for what is held in it, and when it closes unless the lesson goes on.
    pub opened_at: Timestamp,
    pub closes_at: Timestamp,
    /// Where the lesson ends as things are.
    pub ends_now: Timestamp,
    /// One step more than the lesson has.
    pub next: Overrun,
}

/// Why nobody can keep a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotKept {
    /// Its order is cancelled, suspended or over.
    Ending,
    /// It is not up; if it is up again, then.
    Closed { opens_at: Option<Timestamp> },
    /// It is always up.
    Always,
    /// The last of its lessons ends no sooner.
    Stays { lesson_id: LessonId, ends_at: Timestamp, closes_at: Timestamp },
}

impl Generation {
    /// How long a lesson may go on beyond its end: as the order says, else as its kind does.
    pub fn overrun_minutes(&self) -> u32 {
        self.document.overrun_minutes.unwrap_or(self.kind.overrun_minutes)
    }
}

impl Order {
    /// The rooms that close within [`DECIDED_BEFORE`] after a lesson that may go on for another step, in the order of the order's rooms. A room that stays
    /// up for its next lesson is not among them, and an order that was cancelled or is suspended lets no lesson go on.
    pub fn closing(&self, schedule: &Schedule, now: Timestamp) -> Vec<Closing> {
        if self.is_leaving() || self.cancelled_at.is_some() || self.halted_since().is_some() {
            return Vec::new();
        }
        let allowed = SignedDuration::from_mins(self.newest().overrun_minutes().into());
        let known: HashMap<Identity<'_>, &Overrun> = self.overruns.iter().map(|overrun| (overrun.identity(), overrun)).collect();
        let soon = schedule.runs().iter().filter(|run| run.from <= now && now < run.to && run.to.duration_since(now) <= DECIDED_BEFORE);
        let closing = soon.filter(|run| !run.always).filter_map(|run| {
            let room_id = self.rooms.get(run.room as usize)?.id;
            let held = schedule.last_before(room_id, (run.from, run.to))?;
            let (line, room, on) = self.identity(held);
            // One that was extended by hand since then ends there.
            let before = known.get(&(line, room, on)).filter(|overrun| overrun.until >= held.lesson.ends_at);
            let ends_at = before.map_or(held.lesson.ends_at, |overrun| overrun.ends_at);
            let until = held.lesson.ends_at.checked_add(STEP).ok()?.min(ends_at.checked_add(allowed).ok()?);
            let next = Overrun { line: line.to_owned(), room: room.to_owned(), on, ends_at, until };
            (until > held.lesson.ends_at).then(|| self.closing_of(run, held, next))
        });
        closing.collect()
    }

    /// The last lesson of a room's present run, as it is to go on because a person says so, whatever the order allows.
    ///
    /// # Errors
    /// When there is no such lesson, or it goes on as long anyway.
    pub fn keeping(&self, schedule: &Schedule, room: ClassroomId, (now, until): (Timestamp, Timestamp)) -> Result<Closing, NotKept> {
        if self.is_leaving() || self.cancelled_at.is_some() || self.halted_since().is_some() {
            return Err(NotKept::Ending);
        }
        let is_its = |run: &&Run| self.rooms.get(run.room as usize).is_some_and(|known| known.id == room);
        let run = schedule.runs().iter().filter(is_its).find(|run| now < run.to);
        let closed = NotKept::Closed { opens_at: run.map(|run| run.from).filter(|from| *from > now) };
        let run = run.filter(|run| run.from <= now).ok_or(closed)?;
        if run.always {
            return Err(NotKept::Always);
        }
        let held = schedule.last_before(room, (run.from, run.to)).ok_or(closed)?;
        let ends_now = held.lesson.ends_at;
        if ends_now >= until {
            return Err(NotKept::Stays { lesson_id: self.lesson_id(held), ends_at: ends_now, closes_at: run.to });
        }
        let identity = self.identity(held);
        let before = self.overruns.iter().find(|overrun| overrun.until >= ends_now && overrun.identity() == identity);
        let ends_at = before.map_or(ends_now, |overrun| overrun.ends_at);
        let (line, room, on) = identity;
        Ok(self.closing_of(run, held, Overrun { line: line.to_owned(), room: room.to_owned(), on, ends_at, until }))
    }

    fn closing_of(&self, run: &Run, held: &HeldLesson, next: Overrun) -> Closing {
        Closing {
            room_id: held.room_id,
            lesson_id: self.lesson_id(held),
            opened_at: run.from,
            closes_at: run.to,
            ends_now: held.lesson.ends_at,
            next,
        }
    }

    /// The order as it is when these lessons go on.
    #[must_use]
    pub fn with_overruns<'a>(mut self, new: impl IntoIterator<Item = &'a Overrun>) -> Self {
        for overrun in new {
            self.overruns.retain(|known| known.identity() != overrun.identity());
            self.overruns.push(overrun.clone());
        }
        self
    }

    /// How a lesson went on beyond its end, where it did. It may have ended before that, for the next one of its room.
    pub fn overrun_of(&self, held: &HeldLesson) -> Option<&Overrun> {
        let identity = self.identity(held);
        self.overruns.iter().find(|overrun| overrun.until >= held.lesson.ends_at && overrun.identity() == identity)
    }

    /// How many minutes a lesson went on beyond its end.
    pub fn minutes_over(&self, held: &HeldLesson) -> u32 {
        let over = self.overrun_of(held).map(|overrun| held.lesson.ends_at.duration_since(overrun.ends_at).as_mins());
        over.and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or_default()
    }
}

impl Schedule {
    /// The lesson that is held in a room between two moments and ends last. It may have begun before its room was known of.
    fn last_before(&self, room: ClassroomId, (from, to): (Timestamp, Timestamp)) -> Option<&HeldLesson> {
        let first = from.saturating_sub(LESSON_MAX).unwrap_or(Timestamp::MIN);
        let lessons = &self.lessons[self.lessons.partition_point(|held| held.lesson.starts_at < first)..];
        let lessons = &lessons[..lessons.partition_point(|held| held.lesson.starts_at < to)];
        let held = lessons.iter().filter(|held| held.room_id == room && !held.lesson.cancelled && held.lesson.ends_at > from);
        held.max_by_key(|held| held.lesson.ends_at)
    }

    /// The part of it that is of one room from a moment on.
    #[must_use]
    pub(crate) fn of_room(&self, room: ClassroomId, since: Timestamp) -> Self {
        let index = self.rooms.iter().position(|id| *id == room);
        let is_its = |run: &&Run| Some(run.room as usize) == index && run.to > since;
        Self {
            rooms: self.rooms.clone(),
            generations: self.generations.clone(),
            lessons: self.lessons.iter().filter(|held| held.room_id == room && held.lesson.ends_at > since).copied().collect(),
            always: self.always.iter().filter(is_its).copied().collect(),
            runs: self.runs.iter().filter(is_its).copied().collect(),
            ends_at: self.ends_at,
            extended: self.extended.clone(),
        }
    }
}
