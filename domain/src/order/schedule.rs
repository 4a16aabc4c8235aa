//! What an order's timetable says over all its generations: lessons, runs, and when something changes next.
//!
//! Computed once, asked often. It depends on the order's generations, dropped ones too, its rooms, overruns, cancel and suspension alone, so that it may be
//! kept as long as those stay.

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{Generation, Order, runs::Run};
use crate::{
    ids::ClassroomId,
    timetable::{Lesson, LessonId, lesson_id},
};

/// An order's objects come this long before its first lesson.
pub const OBJECTS_BEFORE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A lesson as it is by the generation of its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldLesson {
    /// The classroom in which it is held.
    pub room_id: ClassroomId,
    /// Number of the generation that it belongs to, and its index in the order.
    pub generation: i64,
    pub generation_index: u32,
    /// When it was decided that it is held then and there, where the lead of its room should have begun before that.
    pub decided_late_at: Option<Timestamp>,
    /// Its line and rooms are those of that generation's document.
    pub lesson: Lesson,
}

/// A room as it should be at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomNow {
    pub room_id: ClassroomId,
    /// Number of the generation that decides its present run, else its next one, else the one in force.
    pub generation: i64,
    /// The end of the run that is on; `None` when the room is not wanted.
    pub wanted_until: Option<Timestamp>,
}

/// A room that is wanted at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomWanted {
    pub room_id: ClassroomId,
    pub generation: i64,
    pub until: Timestamp,
}

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    pub(super) rooms: Vec<ClassroomId>,
    pub(super) generations: Vec<InForce>,
    pub(super) lessons: Vec<HeldLesson>,
    /// Rooms that are always wanted, each generation's until the next one's moment.
    pub(super) always: Vec<Run>,
    pub(super) runs: Vec<Run>,
    pub(super) ends_at: Timestamp,
    /// Numbers of generations by which a lesson that ran went on longer.
    pub(super) extended: Vec<i64>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct InForce {
    pub(super) number: i64,
    pub(super) from: Timestamp,
    /// For each room of the document its index in the order.
    pub(super) rooms: Vec<u32>,
}

/// What a lesson is known by across generations: its line, the room in which that has it, and its date before any change.
pub(super) type Identity<'a> = (&'a str, &'a str, Date);

impl Order {
    /// The id of one of the order's lessons.
    pub fn lesson_id(&self, held: &HeldLesson) -> LessonId {
        let (line, room, on) = self.identity(held);
        lesson_id(self.id, line, room, on)
    }

    pub(super) fn identity(&self, held: &HeldLesson) -> Identity<'_> {
        self.generations[held.generation_index as usize].identity(&held.lesson)
    }
}

impl Generation {
    pub(super) fn identity(&self, lesson: &Lesson) -> Identity<'_> {
        let (line, room) = (&self.document.timetable.lessons[lesson.line as usize], &self.document.rooms[lesson.home_room as usize]);
        (&line.key, &room.key, lesson.held_on)
    }
}

impl Schedule {
    /// By start, then room, cancelled ones included. A lesson belongs to the generation in force at its start and goes on to its end under it;
    /// lessons that ended before the first generation do not exist. Those that a cancel of the order came before are cancelled.
    pub fn lessons(&self) -> &[HeldLesson] {
        &self.lessons
    }

    /// The lesson of an id. Hashes until it is found.
    pub fn lesson(&self, order: &Order, id: LessonId) -> Option<&HeldLesson> {
        self.lessons.iter().find(|held| order.lesson_id(held) == id)
    }

    /// When rooms are up, lead and drain included, by room (index into the order's rooms), then start.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The run of a room that is on at an instant.
    pub fn run_at(&self, room: ClassroomId, at: Timestamp) -> Option<Run> {
        let index = u32::try_from(self.rooms.iter().position(|known| *known == room)?).ok()?;
        let first = self.runs.partition_point(|run| (run.room, run.to) <= (index, at));
        self.runs.get(first).filter(|run| run.room == index && run.from <= at).copied()
    }

    /// When rooms are wanted, lead and drain not included: during lessons that are held, or throughout.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = Run> {
        let run = |held: &HeldLesson| {
            let room = self.generations[held.generation_index as usize].rooms[held.lesson.room as usize];
            Run { room, from: held.lesson.starts_at, to: held.lesson.ends_at, generation: held.generation, always: false }
        };
        self.lessons.iter().filter(|held| !held.lesson.cancelled).map(run).chain(self.always.iter().copied())
    }

    /// The first instant at which a room is wanted, lead not included. `None` when none ever is.
    pub fn first_wanted_at(&self) -> Option<Timestamp> {
        self.wanted().map(|run| run.from).min()
    }

    /// From when on the order's objects should stand. `None` when no room is ever wanted.
    pub fn objects_from(&self) -> Option<Timestamp> {
        self.first_wanted_at().map(|at| at.saturating_sub(OBJECTS_BEFORE).unwrap_or(Timestamp::MIN))
    }

    /// When the order is over: cancelled, or after the term and its last drain.
    pub fn ends_at(&self) -> Timestamp {
        self.ends_at
    }

    /// Every room of the generation in force at an instant, and those that are wanted then by another. In the order of the order's rooms.
    pub fn rooms_at(&self, now: Timestamp) -> Vec<RoomNow> {
        let begun = self.generations.partition_point(|g| g.from <= now);
        let Some(in_force) = self.generations.get(begun.saturating_sub(1)) else { return Vec::new() };
        let mut named = vec![false; self.rooms.len()];
        in_force.rooms.iter().for_each(|room| named.get_mut(*room as usize).into_iter().for_each(|n| *n = true));
        let mut runs = self.runs.chunk_by(|a, b| a.room == b.room).peekable();
        let mut out = Vec::with_capacity(self.rooms.len());
        for (index, &room_id) in self.rooms.iter().enumerate() {
            let its_runs = runs.next_if(|runs| runs[0].room as usize == index).unwrap_or_default();
            let run = its_runs.get(its_runs.partition_point(|run| run.to <= now));
            let wanted_until = run.filter(|run| run.from <= now).map(|run| run.to);
            if named[index] || wanted_until.is_some() {
                out.push(RoomNow { room_id, generation: run.map_or(in_force.number, |run| run.generation), wanted_until });
            }
        }
        out
    }

    /// The rooms that are wanted at an instant, each with the generation under which its run began.
    pub fn rooms_wanted_at(&self, now: Timestamp) -> Vec<RoomWanted> {
        let wanted = |room: RoomNow| Some(RoomWanted { room_id: room.room_id, generation: room.generation, until: room.wanted_until? });
        self.rooms_at(now).into_iter().filter_map(wanted).collect()
    }

    /// The next instant after `now` at which something should be different: a run begins or ends, a generation takes over, the objects are due, or the
    /// order is over.
    pub fn next_change_at(&self, now: Timestamp) -> Option<Timestamp> {
        let runs = self.runs.iter().flat_map(|run| [run.from, run.to]);
        let generations = self.generations.iter().map(|g| g.from);
        runs.chain(generations).chain(self.objects_from()).chain([self.ends_at]).filter(|at| *at > now).min()
    }
}
