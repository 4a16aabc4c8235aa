//! What an order's timetable says over all its generations: lessons, runs, and when something changes next.
//!
//! Computed once, asked often. It depends on the order's generations, rooms, cancel and suspension alone, so that it may be kept as long as those stay.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    Generation, Order,
    runs::{Piece, Run, Takeover, walk},
};
use crate::{
    ids::ClassroomId,
    timetable::{self, Lesson, LessonId, lesson_id},
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
    rooms: Vec<ClassroomId>,
    generations: Vec<InForce>,
    lessons: Vec<HeldLesson>,
    runs: Vec<Run>,
    first_wanted_at: Option<Timestamp>,
    ends_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq)]
struct InForce {
    number: i64,
    from: Timestamp,
    /// For each room of the document its index in the order.
    rooms: Vec<u32>,
}

impl Order {
    /// Works out the order's schedule: an expansion a generation, of the time in which it counts.
    pub fn schedule(&self) -> Schedule {
        let places: HashMap<&str, u32> = (0..).zip(&self.rooms).map(|(index, room)| (room.key.as_str(), index)).collect();
        let place = |key: &str| places.get(key).copied().unwrap_or(u32::MAX);
        let in_force = |g: &Generation| InForce {
            number: g.number,
            from: g.effective_from,
            rooms: g.document.rooms.iter().map(|r| place(&r.key)).collect(),
        };
        let generations: Vec<InForce> = self.generations.iter().map(in_force).collect();
        Build { order: self, generations: &generations, lessons: Vec::new(), takeovers: Vec::new() }.schedule(generations.clone())
    }

    /// The id of one of the order's lessons.
    pub fn lesson_id(&self, held: &HeldLesson) -> LessonId {
        let document = &self.generations[held.generation_index as usize].document;
        let (line, room) = (&document.timetable.lessons[held.lesson.line as usize], &document.rooms[held.lesson.home_room as usize]);
        lesson_id(self.id, &line.key, &room.key, held.lesson.held_on)
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

    /// The first instant at which a room is wanted, lead not included. `None` when none ever is.
    pub fn first_wanted_at(&self) -> Option<Timestamp> {
        self.first_wanted_at
    }

    /// From when on the order's objects should stand. `None` when no room is ever wanted.
    pub fn objects_from(&self) -> Option<Timestamp> {
        self.first_wanted_at.map(|at| at.saturating_sub(OBJECTS_BEFORE).unwrap_or(Timestamp::MIN))
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

/// A lesson's identity, across generations.
type Identity<'a> = (&'a str, &'a str, Date);

struct Build<'a> {
    order: &'a Order,
    generations: &'a [InForce],
    lessons: Vec<HeldLesson>,
    takeovers: Vec<Takeover>,
}

impl<'a> Build<'a> {
    fn schedule(mut self, generations: Vec<InForce>) -> Schedule {
        let mut seen: HashMap<Identity<'a>, usize> = HashMap::new();
        for index in 0..self.generations.len() {
            self.add(index, &mut seen);
        }
        self.stop_at([self.order.cancelled_at, self.order.suspended_since]);
        let mut runs = walk(&self.takeovers);
        if let Some(end) = self.order.ends_at {
            runs.iter_mut().for_each(|run| run.to = run.to.min(end));
            runs.retain(|run| run.from < run.to);
        }
        self.cancel_lessons();
        self.lessons.sort_unstable_by_key(|l| (l.lesson.starts_at, l.room_id, l.lesson.line));
        let (first_wanted_at, ends_at) = (self.first_wanted_at(), self.ends_at());
        let rooms = self.order.rooms.iter().map(|room| room.id).collect();
        Schedule { rooms, generations, lessons: self.lessons, runs, first_wanted_at, ends_at }
    }

    /// Adds a generation's lessons to those that are held, and its wishes, as if no other came after it, to the takeovers.
    fn add(&mut self, index: usize, seen: &mut HashMap<Identity<'a>, usize>) {
        let generation = &self.order.generations[index];
        let until = self.generations.get(index + 1).map_or(Timestamp::MAX, |next| next.from);
        let mut pieces = if generation.is_always() { self.always(index) } else { Vec::new() };
        for lesson in self.expanded(index) {
            let Some((room, held)) = self.begins_here(index, lesson) else { continue };
            let earlier = seen.get(&identity(generation, &lesson)).copied();
            // A lesson that was held is not held again, whatever a later generation makes of it.
            if earlier.is_some_and(|place| !self.lessons[place].lesson.cancelled) {
                continue;
            }
            if !lesson.cancelled {
                pieces.push(self.piece(index, room, &lesson));
            }
            if lesson.starts_at < until {
                let place = self.hold(earlier, held);
                if index + 1 < self.generations.len() {
                    seen.insert(identity(generation, &lesson), place);
                }
            }
        }
        self.takeovers.push(Takeover { at: generation.effective_from, pieces: self.not_before_the_order(index, pieces) });
    }

    /// What comes of a generation from its beginning to the next one's. A room whose lead has begun by then is up, so its lesson counts too.
    fn expanded(&self, index: usize) -> Vec<Lesson> {
        let generation = &self.order.generations[index];
        let lead = SignedDuration::from_mins(generation.kind.lead_minutes.into());
        let until = self.generations.get(index + 1).map_or(Timestamp::MAX, |next| next.from.saturating_add(lead).unwrap_or(Timestamp::MAX));
        timetable::expand_within(&generation.document, generation.effective_from, until)
    }

    /// The lesson and the index of its room, when it does not begin before its generation. One that runs when the order is made counts.
    fn begins_here(&self, index: usize, lesson: Lesson) -> Option<(u32, HeldLesson)> {
        let generation = &self.order.generations[index];
        let from = generation.effective_from;
        let begins_here = if index == 0 { lesson.ends_at > from } else { lesson.starts_at >= from };
        let room = self.generations[index].rooms[lesson.room as usize];
        let room_id = self.order.rooms.get(room as usize).filter(|_| begins_here)?.id;
        Some((room, HeldLesson { room_id, generation: generation.number, generation_index: index as u32, lesson }))
    }

    fn hold(&mut self, earlier: Option<usize>, held: HeldLesson) -> usize {
        let place = earlier.unwrap_or(self.lessons.len());
        match earlier {
            Some(place) => self.lessons[place] = held,
            None => self.lessons.push(held),
        }
        place
    }

    fn piece(&self, index: usize, room: u32, lesson: &Lesson) -> Piece {
        let generation = &self.order.generations[index];
        let run = Run { room, from: lesson.starts_at, to: lesson.ends_at, generation: generation.number, always: false };
        Piece::new(run, generation.kind.lead_minutes, generation.kind.drain_minutes)
    }

    fn always(&self, index: usize) -> Vec<Piece> {
        let generation = &self.order.generations[index];
        let (from, to) = timetable::term_bounds(&generation.document);
        let rooms = self.generations[index].rooms.iter().filter(|room| (**room as usize) < self.order.rooms.len());
        let run = |room: &u32| Run { room: *room, from, to, generation: generation.number, always: true };
        let mut pieces: Vec<Piece> =
            rooms.map(|room| Piece::new(run(room), generation.kind.lead_minutes, generation.kind.drain_minutes)).collect();
        pieces.iter_mut().for_each(|piece| piece.run.from = piece.run.from.max(generation.effective_from));
        pieces
    }

    /// Nothing of the first generation is up before the order is.
    fn not_before_the_order(&self, index: usize, mut pieces: Vec<Piece>) -> Vec<Piece> {
        if index == 0 {
            let from = self.generations[0].from;
            pieces.iter_mut().for_each(|piece| piece.run.from = piece.run.from.max(from));
        }
        pieces
    }

    /// A cancel and a suspension are a generation that wants nothing; what would take over later never does.
    fn stop_at(&mut self, stops: [Option<Timestamp>; 2]) {
        if let Some(at) = stops.into_iter().flatten().min() {
            self.takeovers.retain(|takeover| takeover.at < at);
            self.takeovers.push(Takeover { at, pieces: Vec::new() });
        }
    }

    fn cancel_lessons(&mut self) {
        let Some(cancelled_at) = self.order.cancelled_at else { return };
        for held in &mut self.lessons {
            held.lesson.cancelled |= held.lesson.starts_at >= cancelled_at;
            if let Some(end) = self.order.ends_at.filter(|_| !held.lesson.cancelled) {
                held.lesson.ends_at = held.lesson.ends_at.min(end.max(held.lesson.starts_at));
            }
        }
    }

    fn first_wanted_at(&self) -> Option<Timestamp> {
        let lessons = self.lessons.iter().filter(|l| !l.lesson.cancelled).map(|l| l.lesson.starts_at);
        let untils = self.generations.iter().skip(1).map(|next| next.from).chain([Timestamp::MAX]);
        let always = self.order.generations.iter().zip(untils).filter(|(g, _)| g.is_always());
        // One that was replaced before its term began never wanted anything.
        let began = always.map(|(g, until)| (timetable::term_bounds(&g.document).0.max(g.effective_from), until));
        lessons.chain(began.filter(|(from, until)| from < until).map(|(from, _)| from)).min()
    }

    fn ends_at(&self) -> Timestamp {
        let newest = self.order.newest();
        let drain = SignedDuration::from_mins(newest.kind.drain_minutes.into());
        let last = self.lessons.iter().filter(|l| !l.lesson.cancelled).map(|l| l.lesson.ends_at);
        let term = timetable::term_bounds(&newest.document).1;
        let always = newest.is_always().then_some(term);
        let up = last.chain(always).max().map(|at| at.saturating_add(drain).unwrap_or(Timestamp::MAX));
        self.order.ends_at.unwrap_or_else(|| term.max(up.unwrap_or(term)))
    }
}

fn identity<'a>(generation: &'a Generation, lesson: &Lesson) -> Identity<'a> {
    let document = &generation.document;
    let (line, room) = (&document.timetable.lessons[lesson.line as usize], &document.rooms[lesson.home_room as usize]);
    (&line.key, &room.key, lesson.held_on)
}
