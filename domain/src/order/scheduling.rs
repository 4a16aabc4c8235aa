//! Works an order's schedule out: generation by generation, which lessons are held and which rooms are up.
//!
//! A generation is expanded for the time in which it counts. Where a pending one was dropped while rooms were up for it, the plan as it was until then is
//! worked out too: what had begun goes on.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    Generation, NewOrder, OVERRUN_MINUTES_MAX, Order,
    lesson_state::opens_at,
    runs::{Piece, Run, Takeover, revise, walk},
    schedule::{HeldLesson, Identity, InForce, Schedule},
};
use crate::{
    ids::ClassroomId,
    timetable::{self, KnownDays, Lesson, Within},
};

/// A lesson of a document that was replaced so long before a moment is over by then, unless it was moved.
const LONG_BEFORE: SignedDuration = SignedDuration::from_hours(72);

impl Order {
    /// Works out the order's schedule: an expansion a generation, of the time in which it counts.
    pub fn schedule(&self) -> Schedule {
        let mut begun: Option<(Vec<Run>, Timestamp)> = None;
        for at in self.revised_at() {
            let plan = Build::of(self, self.known_until(at), at).runs();
            begun = Some((going_on(begun, plan), at));
        }
        let mut build = Build::of(self, self.generations.iter().collect(), Timestamp::MAX);
        let runs = going_on(begun, build.runs_until_stopped());
        build.finish(runs)
    }

    /// The lessons that are on or begin in `[from, to)`, as [`Schedule::lessons`] has them, in its order. Costs the days of that time and no others, but
    /// for lessons that are moved there.
    pub fn lessons_between(&self, from: Timestamp, to: Timestamp) -> Vec<HeldLesson> {
        // A lesson that one generation held on its own date is not held again where another one moves it, so that date is looked at in all of them.
        let earlier = self.overrun_before(from);
        let mut moved: Vec<Date> = self.generations.iter().flat_map(|g| timetable::dates_moved_into(&g.document, earlier, to)).collect();
        moved.sort_unstable();
        moved.dedup();
        let mut build = Build {
            window: Some(Window { spans: vec![(earlier, to)], moved }),
            ..Build::of(self, self.generations.iter().collect(), Timestamp::MAX)
        };
        build.add_all();
        build.cancel_lessons();
        build.end_overruns();
        build.lessons.retain(|held| held.lesson.ends_at > from && held.lesson.starts_at < to);
        build.sort_lessons();
        build.lessons
    }

    /// The lessons that are on or begin in some stretches of time, and the runs near them, as [`Self::schedule`] has them. `moved` are the dates of lessons
    /// that any generation moves there. A run that lies close to the edge of a stretch may be longer than it seems, and the end is not the order's. Not for
    /// an order that keeps generations which were dropped.
    pub(super) fn schedule_within(&self, spans: &[(Timestamp, Timestamp)], moved: &[Date]) -> Schedule {
        let window = Window { spans: spans.to_vec(), moved: moved.to_vec() };
        let mut build = Build { window: Some(window), ..Build::of(self, self.generations.iter().collect(), Timestamp::MAX) };
        let runs = build.runs_until_stopped();
        let mut schedule = build.finish(runs);
        let is_asked = |lesson: &Lesson| spans.iter().any(|(from, to)| lesson.ends_at > *from && lesson.starts_at < *to);
        schedule.lessons.retain(|held| is_asked(&held.lesson));
        schedule
    }

    /// Rooms and when they are asked for in `[from, to)`: their lessons that are not cancelled, or all the time of rooms that are always wanted.
    pub fn asked_between(&self, from: Timestamp, to: Timestamp) -> Vec<(ClassroomId, (Timestamp, Timestamp))> {
        let held = self.lessons_between(from, to).into_iter().filter(|held| !held.lesson.cancelled);
        let mut asked: Vec<_> = held.map(|held| (held.room_id, (held.lesson.starts_at, held.lesson.ends_at))).collect();
        if self.generations.iter().any(Generation::is_always) {
            let schedule = self.schedule();
            let always = schedule.always.iter().filter(|run| run.from < to && run.to > from);
            asked.extend(always.filter_map(|run| Some((*schedule.rooms.get(usize::try_from(run.room).ok()?)?, (run.from, run.to)))));
        }
        asked
    }

    /// Where to look for lessons that may be on at a moment although the timetable ends them before.
    fn overrun_before(&self, at: Timestamp) -> Timestamp {
        if self.overruns.is_empty() {
            return at;
        }
        at.saturating_sub(SignedDuration::from_mins(OVERRUN_MINUTES_MAX.into())).unwrap_or(Timestamp::MIN)
    }

    /// When pending generations were dropped, ascending.
    fn revised_at(&self) -> Vec<Timestamp> {
        let mut at: Vec<Timestamp> = self.dropped.iter().map(|dropped| dropped.at).collect();
        at.sort_unstable();
        at.dedup();
        at
    }

    /// The generations that there were until some were dropped. Whatever replaced them came after the last of them.
    fn known_until(&self, at: Timestamp) -> Vec<&Generation> {
        let last = self.dropped.iter().filter(|dropped| dropped.at == at).map(|dropped| dropped.generation.number).max();
        let dropped_later = self.dropped.iter().filter(|dropped| dropped.at >= at).map(|dropped| &dropped.generation);
        let mut known: Vec<&Generation> = self.generations.iter().chain(dropped_later).filter(|g| Some(g.number) <= last).collect();
        known.sort_unstable_by_key(|generation| generation.number);
        known
    }
}

/// A plan after the one before it, which counted until a moment.
fn going_on(before: Option<(Vec<Run>, Timestamp)>, plan: Vec<Run>) -> Vec<Run> {
    match before {
        Some((before, at)) => revise(&before, at, &plan),
        None => plan,
    }
}

/// Where and when a lesson is planned, and since when: what comes just after a generation is planned by it already.
#[derive(Clone, Copy)]
struct Planned {
    starts_at: Timestamp,
    room_id: ClassroomId,
    decided_at: Timestamp,
}

/// What was met so far.
#[derive(Default)]
struct Seen<'a> {
    /// Places of lessons.
    held: HashMap<Identity<'a>, usize>,
    /// Lessons of which the next generation decides.
    planned: HashMap<Identity<'a>, Planned>,
}

/// The only time whose lessons are asked for.
struct Window {
    spans: Vec<(Timestamp, Timestamp)>,
    /// Dates whose lessons are moved there by some generation.
    moved: Vec<Date>,
}

impl Window {
    /// What of a document is expanded that was replaced at a moment. Where that is long before the window, none of its lessons was held there; but what it
    /// held on another date than its own is not held again.
    fn of_document<'a>(&self, document: &'a NewOrder, replaced_at: Timestamp, known: &mut KnownDays<'a>) -> Vec<Lesson> {
        let first = self.spans.iter().map(|(from, _)| *from).min().unwrap_or(Timestamp::MAX);
        if replaced_at.saturating_add(LONG_BEFORE).unwrap_or(Timestamp::MAX) > first {
            return timetable::expand_accepted_within(document, Within { spans: &self.spans, also: &self.moved }, known);
        }
        let moves = document.timetable.changes.iter().filter(|change| change.moved_to.as_ref().is_some_and(|to| to.date.is_some()));
        let also: Vec<Date> = self.moved.iter().copied().chain(moves.map(|change| change.on)).collect();
        if also.is_empty() {
            return Vec::new();
        }
        timetable::expand_accepted_within(document, Within { spans: &[], also: &also }, known)
    }
}

struct Build<'a> {
    order: &'a Order,
    generations: Vec<&'a Generation>,
    in_force: Vec<InForce>,
    /// Nothing that goes up after it is asked for.
    until: Timestamp,
    window: Option<Window>,
    /// What the rules of one generation hit, for the next ones.
    known: KnownDays<'a>,
    /// Until when lessons went on.
    overruns: HashMap<Identity<'a>, Timestamp>,
    lessons: Vec<HeldLesson>,
    always: Vec<Run>,
    takeovers: Vec<Takeover>,
    extended: Vec<i64>,
}

impl<'a> Build<'a> {
    fn of(order: &'a Order, generations: Vec<&'a Generation>, until: Timestamp) -> Self {
        let places: HashMap<&str, u32> = (0..).zip(&order.rooms).map(|(index, room)| (room.key.as_str(), index)).collect();
        let place = |key: &str| places.get(key).copied().unwrap_or(u32::MAX);
        let in_force = |g: &&Generation| InForce {
            number: g.number,
            from: g.effective_from,
            rooms: g.document.rooms.iter().map(|r| place(&r.key)).collect(),
        };
        let in_force = generations.iter().map(in_force).collect();
        let overruns = order.overruns.iter().map(|overrun| (overrun.identity(), overrun.until)).collect();
        Self {
            order,
            generations,
            in_force,
            until,
            window: None,
            known: KnownDays::default(),
            overruns,
            lessons: Vec::new(),
            always: Vec::new(),
            takeovers: Vec::new(),
            extended: Vec::new(),
        }
    }

    /// As if nobody cancelled, suspended or stopped the order: it was amended after this, which is before that.
    fn runs(mut self) -> Vec<Run> {
        self.add_all();
        walk(&self.takeovers)
    }

    fn runs_until_stopped(&mut self) -> Vec<Run> {
        self.add_all();
        self.stop_at([self.order.cancelled_at, self.order.halted_since()]);
        walk(&self.takeovers)
    }

    fn finish(mut self, mut runs: Vec<Run>) -> Schedule {
        if let Some(end) = self.order.ends_at {
            runs.iter_mut().for_each(|run| run.to = run.to.min(end));
            runs.retain(|run| run.from < run.to);
        }
        self.cancel_lessons();
        self.end_overruns();
        self.sort_lessons();
        let ends_at = self.ends_at();
        let rooms = self.order.rooms.iter().map(|room| room.id).collect();
        Schedule { rooms, generations: self.in_force, lessons: self.lessons, always: self.always, runs, ends_at, extended: self.extended }
    }

    fn sort_lessons(&mut self) {
        self.lessons.sort_unstable_by_key(|l| (l.lesson.starts_at, l.room_id, l.lesson.line));
    }

    fn add_all(&mut self) {
        let mut seen = Seen::default();
        for index in 0..self.generations.len() {
            self.add(index, &mut seen);
        }
    }

    /// Adds a generation's lessons to those that are held, and its wishes, as if no other came after it, to the takeovers.
    fn add(&mut self, index: usize, seen: &mut Seen<'a>) {
        let generation = self.generations[index];
        let (until, next) = (self.replaced_at(index), self.next_from(index));
        let mut pieces = if generation.is_always() { self.always(index) } else { Vec::new() };
        for mut lesson in self.expanded(index) {
            if let Some(until) = self.overruns.get(&generation.identity(&lesson)) {
                lesson.ends_at = lesson.ends_at.max(*until);
            }
            let earlier = seen.held.get(&generation.identity(&lesson)).copied();
            if let Some(place) = earlier.filter(|place| self.is_extended(*place, index, &lesson)) {
                let room = self.in_force[index].rooms[lesson.room as usize];
                self.lessons[place].lesson.ends_at = lesson.ends_at;
                self.extended.push(generation.number);
                pieces.push(self.piece(index, room, &lesson));
                continue;
            }
            let Some((room, mut held)) = self.begins_here(index, lesson) else { continue };
            let planned = seen.planned.get(&generation.identity(&lesson));
            let as_before = planned.filter(|planned| (planned.starts_at, planned.room_id) == (lesson.starts_at, held.room_id));
            let decided_at = as_before.map_or_else(|| generation.known_from(), |planned| planned.decided_at);
            held.decided_late_at = (decided_at > opens_at(&lesson, generation.kind.lead_minutes)).then_some(decided_at);
            // A lesson that was held is not held again, whatever a later generation makes of it.
            if earlier.is_some_and(|place| !self.lessons[place].lesson.cancelled) {
                continue;
            }
            if !lesson.cancelled {
                pieces.push(self.piece(index, room, &lesson));
            }
            if lesson.starts_at >= until {
                let planned = Planned { starts_at: lesson.starts_at, room_id: held.room_id, decided_at };
                seen.planned.insert(generation.identity(&lesson), planned);
                continue;
            }
            let place = self.hold(earlier, held);
            if index + 1 < self.generations.len() {
                seen.held.insert(generation.identity(&lesson), place);
            }
        }
        self.takeovers.push(Takeover { at: generation.effective_from, known_from: generation.known_from(), pieces });
        // What came then is not kept, and wanted nothing that came to pass.
        let gap = (until < next).then_some(Takeover { at: until, known_from: until, pieces: Vec::new() });
        self.takeovers.extend(gap);
    }

    /// What comes of a generation from its beginning to the next one's. A room whose lead has begun by then is up, so its lesson counts too.
    fn expanded(&mut self, index: usize) -> Vec<Lesson> {
        let (generation, next) = (self.generations[index], self.next_from(index));
        if let Some(window) = &self.window {
            return window.of_document(&generation.document, next, &mut self.known);
        }
        let lead = SignedDuration::from_mins(generation.kind.lead_minutes.into());
        let until = self.replaced_at(index).min(self.until).saturating_add(lead).unwrap_or(Timestamp::MAX);
        timetable::expand_within(&generation.document, generation.effective_from, until, &mut self.known)
    }

    fn replaced_at(&self, index: usize) -> Timestamp {
        let next = self.next_from(index);
        self.generations[index].replaced_at.map_or(next, |at| at.min(next))
    }

    fn next_from(&self, index: usize) -> Timestamp {
        self.in_force.get(index + 1).map_or(Timestamp::MAX, |next| next.from)
    }

    /// The lesson and the index of its room, when it does not begin before its generation. One that runs when the order is made counts.
    fn begins_here(&self, index: usize, lesson: Lesson) -> Option<(u32, HeldLesson)> {
        let generation = self.generations[index];
        let from = generation.effective_from;
        let begins_here = if index == 0 { lesson.ends_at > from } else { lesson.starts_at >= from };
        let room = self.in_force[index].rooms[lesson.room as usize];
        let room_id = self.order.rooms.get(room as usize).filter(|_| begins_here)?.id;
        Some((room, HeldLesson { room_id, generation: generation.number, generation_index: index as u32, decided_late_at: None, lesson }))
    }

    /// Whether a lesson that runs when a generation takes over goes on longer by it, where it is.
    fn is_extended(&self, place: usize, index: usize, lesson: &Lesson) -> bool {
        let (generation, held) = (self.generations[index], &self.lessons[place]);
        let (from, before) = (generation.effective_from, &held.lesson);
        let room = self.in_force[index].rooms[lesson.room as usize];
        let same_room = self.order.rooms.get(room as usize).is_some_and(|room| room.id == held.room_id);
        let runs = !before.cancelled && before.starts_at < from && from < before.ends_at;
        runs && !lesson.cancelled && same_room && lesson.starts_at == before.starts_at && lesson.ends_at > before.ends_at
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
        let generation = self.generations[index];
        let run = Run { room, from: lesson.starts_at, to: lesson.ends_at, generation: generation.number, always: false };
        Piece::new(run, generation.kind.lead_minutes, generation.kind.drain_minutes)
    }

    fn always(&mut self, index: usize) -> Vec<Piece> {
        let generation = self.generations[index];
        let (begins, to) = timetable::term_bounds(&generation.document);
        let (from, until) = (begins.max(generation.effective_from), self.replaced_at(index));
        let rooms = self.in_force[index].rooms.iter().copied().filter(|room| (*room as usize) < self.order.rooms.len());
        let runs = rooms.map(|room| Run { room, from: begins, to, generation: generation.number, always: true }).collect::<Vec<_>>();
        // One that was replaced before its term began never wanted anything.
        self.always.extend(runs.iter().map(|run| Run { from, to: to.min(until), ..*run }).filter(|run| run.from < run.to));
        let piece = |run: Run| Piece::new(run, generation.kind.lead_minutes, generation.kind.drain_minutes);
        let mut pieces: Vec<Piece> = runs.into_iter().map(piece).collect();
        pieces.iter_mut().for_each(|piece| piece.run.from = piece.run.from.max(generation.effective_from));
        pieces
    }

    /// A cancel and a suspension are a generation that wants nothing; what would take over later never does.
    fn stop_at(&mut self, stops: [Option<Timestamp>; 2]) {
        if let Some(at) = stops.into_iter().flatten().min() {
            self.takeovers.retain(|takeover| takeover.at < at);
            self.takeovers.push(Takeover { at, known_from: at, pieces: Vec::new() });
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

    /// A lesson goes on no longer than to the next one of its room, which somebody may have asked for since.
    fn end_overruns(&mut self) {
        if self.overruns.is_empty() {
            return;
        }
        self.lessons.sort_unstable_by_key(|held| (held.lesson.cancelled, held.room_id, held.lesson.starts_at));
        for place in 1..self.lessons.len() {
            let next = self.lessons[place];
            let before = &mut self.lessons[place - 1];
            if before.room_id == next.room_id && !next.lesson.cancelled {
                before.lesson.ends_at = before.lesson.ends_at.min(next.lesson.starts_at);
            }
        }
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
