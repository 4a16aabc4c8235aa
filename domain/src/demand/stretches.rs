//! When each room is wanted and when it is up, and as what: pieces of time, laid over each other room by room, and counted by slots.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::{
    order::{Generation, Order, Run, Schedule, ValidOrder},
    sizing::{RoomSize, size},
    slots::{Slot, Step},
    timetable::{Span, runs, wanted},
};

/// What a room counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Load {
    pub(super) seats: i64,
    pub(super) size: RoomSize,
}

impl Load {
    fn max(self, other: Self) -> Self {
        Self { seats: self.seats.max(other.seats), size: self.size.max(other.size) }
    }
}

/// A stretch of time in which one room is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    from: Timestamp,
    to: Timestamp,
    load: Load,
}

/// Pieces of each room, in ascending order of start.
pub(super) type Pieces = Vec<Vec<Piece>>;

/// A piece in slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Stretch {
    from: Slot,
    to: Slot,
    pub(super) load: Load,
}

impl Stretch {
    pub(super) fn step(&self, amount: i64) -> Step {
        Step { from: self.from, to: self.to, amount }
    }
}

/// How many rooms have each stretch: a school's rooms share their bells, so that these are few.
pub(super) struct Stretches(HashMap<Stretch, i64>);

impl Stretches {
    pub(super) fn of(rooms: &Pieces, since: Slot) -> Self {
        let mut counts = HashMap::new();
        for stretch in rooms.iter().flat_map(|room| envelope(room, since)) {
            *counts.entry(stretch).or_default() += 1;
        }
        Self(counts)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Stretch, i64)> {
        self.0.iter().map(|(stretch, count)| (stretch, *count))
    }
}

/// When the rooms of a new order are wanted, and when they are up: what was over at `now` never was.
pub(super) fn of_new(order: &ValidOrder, now: Timestamp) -> (Pieces, Pieces) {
    let load = |room: u32| order.rooms.get(room as usize).map(|room| Load { seats: i64::from(room.seats), size: room.size });
    let mut lessons = wanted(&order.document, &order.lessons);
    lessons.retain(|span| span.to > now);
    let up = runs(&lessons, order.kind.lead_minutes, order.kind.drain_minutes);
    let pieces = |spans: &[Span]| {
        let mut rooms = vec![Vec::new(); order.rooms.len()];
        for span in spans {
            let piece = load(span.room).map(|load| Piece { from: span.from.max(now), to: span.to, load });
            rooms.get_mut(span.room as usize).into_iter().for_each(|room: &mut Vec<Piece>| room.extend(piece));
        }
        in_order(rooms)
    };
    (pieces(&lessons), pieces(&up))
}

/// The same of an order by its schedule.
pub(super) fn of_scheduled(order: &Order, schedule: &Schedule) -> (Pieces, Pieces) {
    let loads = Loads::of(order);
    (loads.pieces(schedule.wanted()), loads.pieces(schedule.runs().iter().copied()))
}

fn in_order(mut rooms: Pieces) -> Pieces {
    rooms.iter_mut().for_each(|room| room.sort_by_key(|piece| piece.from));
    rooms
}

/// What each room counts for under each generation.
struct Loads<'a> {
    order: &'a Order,
    /// By number of the generation, then by index of the order's room.
    by_generation: HashMap<i64, Vec<Option<Load>>>,
}

impl<'a> Loads<'a> {
    fn of(order: &'a Order) -> Self {
        let places: HashMap<&str, usize> = order.rooms.iter().enumerate().map(|(index, room)| (room.key.as_str(), index)).collect();
        let loads = |generation: &Generation| {
            let mut loads = vec![None; order.rooms.len()];
            for room in &generation.document.rooms {
                let load = Load { seats: i64::from(room.seats), size: size(&generation.kind, room.seats) };
                places.get(room.key.as_str()).into_iter().for_each(|place| loads[*place] = Some(load));
            }
            (generation.number, loads)
        };
        let dropped = order.dropped.iter().map(|dropped| &dropped.generation);
        Self { order, by_generation: order.generations.iter().chain(dropped).map(loads).collect() }
    }

    fn under(&self, generation: i64, room: u32) -> Option<Load> {
        *self.by_generation.get(&generation)?.get(room as usize)?
    }

    fn pieces(&self, runs: impl Iterator<Item = Run>) -> Pieces {
        let mut rooms = vec![Vec::new(); self.order.rooms.len()];
        for run in runs {
            let pieces = self.under(run.generation, run.room).map(|load| Piece { from: run.from, to: run.to, load });
            rooms
                .get_mut(run.room as usize)
                .into_iter()
                .for_each(|room: &mut Vec<Piece>| room.extend(pieces.into_iter().chain(self.laid_over(run))));
        }
        in_order(rooms)
    }

    /// As what a room that is up counts besides: by each generation that took over meanwhile, until the next.
    fn laid_over(&self, run: Run) -> impl Iterator<Item = Piece> {
        let generations = &self.order.generations;
        let begun = generations.partition_point(|g| g.effective_from <= run.from);
        let later = (begun..generations.len()).take_while(move |at| !run.always && generations[*at].effective_from < run.to);
        later.filter_map(move |at| {
            let until = generations.get(at + 1).map_or(run.to, |next| next.effective_from.min(run.to));
            let load = self.under(generations[at].number, run.room)?;
            Some(Piece { from: generations[at].effective_from, to: until, load })
        })
    }
}

/// One room's pieces as disjoint stretches; where some share a slot, the larger load counts.
fn envelope(room: &[Piece], since: Slot) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::with_capacity(room.len());
    for piece in room {
        let next = Stretch { from: Slot::holding(piece.from).max(since), to: Slot::at_or_after(piece.to), load: piece.load };
        if next.from >= next.to {
            continue;
        }
        match out.last_mut() {
            Some(last) if last.from <= next.from && next.from <= last.to && last.load == next.load => last.to = last.to.max(next.to),
            _ => lay_over(&mut out, next),
        }
    }
    out
}

/// Lays a stretch over disjoint, sorted ones. It begins no earlier than any that was laid before: only those at the end can reach into it.
fn lay_over(out: &mut Vec<Stretch>, mut next: Stretch) {
    let untouched = out.partition_point(|s| s.to <= next.from);
    for old in out.split_off(untouched) {
        let (from, to) = (old.from.max(next.from), old.to.min(next.to));
        put(out, Stretch { to: from.min(old.to), ..old });
        put(out, Stretch { to: from.min(next.to), ..next });
        put(out, Stretch { from, to, load: old.load.max(next.load) });
        put(out, Stretch { from: to.max(old.from), ..old });
        next.from = next.from.max(to);
    }
    put(out, next);
}

fn put(out: &mut Vec<Stretch>, stretch: Stretch) {
    if stretch.from < stretch.to {
        out.push(stretch);
    }
}
