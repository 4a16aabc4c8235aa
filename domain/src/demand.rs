//! Demand: how many rooms and seats an order wants in each slot, and what its running rooms cost.
//!
//! Quota counts the slots of lessons alone; clusters count runs, that is lessons widened by lead and drain. Per room first the union, then the sum over
//! rooms: two lessons that share a slot are one room. Running rooms are kept per size, so that one demand serves clusters of every node shape.
//! Whether it fits is `calendar`'s and `admission`'s.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};

use crate::{
    calendar::{Amounts, Resource},
    order::ValidOrder,
    sizing::{NodeShape, RoomSize, node_share},
    slots::{Slot, Step, Steps},
    timetable::{Span, runs, wanted},
};

/// A document and the moment from which it is in force.
#[derive(Debug, Clone, Copy)]
pub struct InForce<'a> {
    pub from: Timestamp,
    pub order: &'a ValidOrder,
}

impl InForce<'_> {
    /// From when on it is felt: rooms go up a lead before their lessons, and so before it takes over. What is past at `now` stays.
    pub fn felt_from(&self, now: Timestamp) -> Timestamp {
        self.earliest_up().max(now)
    }

    fn earliest_up(&self) -> Timestamp {
        self.from.saturating_sub(SignedDuration::from_mins(self.order.kind.lead_minutes.into())).unwrap_or(Timestamp::MIN)
    }

    fn is_always(&self) -> bool {
        self.order.document.timetable.availability.is_some()
    }
}

/// The busiest slot of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peak {
    pub at: Timestamp,
    pub rooms: i64,
    pub seats: i64,
}

/// What an order wants from a slot on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The first slot that it speaks of; what was booked before stays.
    pub since: Slot,
    rooms: Steps,
    seats: Steps,
    /// Rooms that are up, by size; no entry without steps.
    running: BTreeMap<RoomSize, Steps>,
}

impl Demand {
    /// The demand of an order from the slot that holds `since` on, by generations in ascending order, each in force until the next.
    ///
    /// A lesson and a run that have begun when a generation takes over go on to their end. A run that the new generation continues keeps its pod, and
    /// there the larger of both sizes counts. Only an always-room is restarted at that moment, so there it ends. A room goes up for its first lesson a lead
    /// before it, be that before the generation takes over.
    pub fn of(generations: &[InForce<'_>], since: Timestamp) -> Self {
        let since = Slot::holding(since);
        let spans: Vec<Vec<Span>> = generations.iter().map(|g| lessons_of(g.order)).collect();
        let up = generations.iter().zip(&spans).map(|(g, spans)| runs(spans, g.order.kind.lead_minutes, g.order.kind.drain_minutes));
        let mut up = pieces(generations, &up.collect::<Vec<_>>(), |generation| generation.earliest_up());
        let lessons = pieces(generations, &spans, |generation| generation.from);
        up.iter_mut().for_each(|room| carry(room));
        let lessons = counted(&lessons, since);
        let up = counted(&up, since);
        let sizes: BTreeSet<RoomSize> = up.keys().map(|s| s.load.size).collect();
        Self {
            since,
            rooms: Steps::sum(lessons.iter().map(|(s, count)| s.step(*count))),
            seats: Steps::sum(lessons.iter().map(|(s, count)| s.step(count * s.load.seats))),
            running: sizes.into_iter().map(|size| (size, of_size(&up, size))).collect(),
        }
    }

    /// What a tenant's quota counts.
    pub fn quota(&self) -> Amounts {
        BTreeMap::from([(Resource::Rooms, self.rooms.clone()), (Resource::Seats, self.seats.clone())])
    }

    /// What a cluster of a node shape counts. `None` when a room does not fit on an empty node.
    pub fn cluster_demand(&self, shape: NodeShape) -> Option<Amounts> {
        let costs = self.running.keys().map(|size| cost(*size, shape)).collect::<Option<Vec<_>>>()?;
        let resources: BTreeSet<Resource> = costs.iter().flatten().map(|(resource, _)| *resource).collect();
        let of = |wanted: Resource| {
            let priced = self.running.values().zip(&costs);
            let parts = priced.flat_map(|(steps, cost)| cost.iter().filter(|c| c.0 == wanted).map(move |c| (steps, c.1)));
            Steps::sum(parts.flat_map(|(steps, each)| steps.iter().map(move |s| Step { amount: s.amount * each, ..s })))
        };
        Some(resources.into_iter().map(|resource| (resource, of(resource))).collect())
    }

    /// What running rooms need on nodes of any shape: cores, memory and pods.
    pub(crate) fn needs(&self) -> Amounts {
        let of = |need: fn(&RoomSize) -> i64| {
            Steps::sum(self.running.iter().flat_map(|(size, up)| up.iter().map(move |s| Step { amount: s.amount * need(size), ..s })))
        };
        BTreeMap::from([
            (Resource::CpuMilli, of(|size| size.cpu_milli)),
            (Resource::MemoryMib, of(|size| size.memory_mib)),
            (Resource::Pods, of(|_| 1)),
        ])
    }

    /// Whether rooms of that size are ever up.
    pub(crate) fn runs_rooms_of(&self, size: RoomSize) -> bool {
        self.running.contains_key(&size)
    }

    /// The slots, above zero, in which more rooms of some size or a larger one are up than in another demand: a room may take the place of one that is
    /// as large. Where sizes cannot be ordered (one has more cores, one more memory) all slots are said to have more.
    pub(crate) fn beyond(&self, other: &Self) -> Steps {
        let sizes: BTreeSet<RoomSize> = self.running.keys().chain(other.running.keys()).copied().collect();
        if !sizes.iter().is_sorted_by(|smaller, larger| larger.covers(**smaller)) {
            return Steps::sum(self.running.values().flat_map(Steps::iter));
        }
        let (none, mut more, mut out) = (Steps::default(), Steps::default(), Vec::new());
        for size in sizes.iter().rev() {
            let of = |demand: &'_ Self| demand.running.get(size).unwrap_or(&none).clone();
            more = more.plus(&of(self)).minus(&of(other));
            out.extend(more.iter().filter(|step| step.amount > 0));
        }
        Steps::sum(out)
    }

    /// The busiest slot: most rooms, then most seats, then the first. `None` when nothing is wanted any more.
    pub fn peak(&self) -> Option<Peak> {
        let (_, most) = self.rooms.peak()?;
        let busiest = Steps::sum(self.rooms.iter().filter(|s| s.amount == most).map(|s| Step { amount: 1, ..s }));
        let within = busiest.iter().flat_map(|b| self.seats.iter().filter_map(move |s| overlap(b, s)));
        let best = within.reduce(|best, next| if next.amount > best.amount { next } else { best })?;
        Some(Peak { at: best.from.start(), rooms: most, seats: best.amount })
    }

    /// How many of the rooms that are up in a slot must go, the largest first, to give back `amount` of a resource.
    pub fn rooms_worth(&self, slot: Slot, resource: Resource, amount: i64, shape: NodeShape) -> i64 {
        let each = |size: RoomSize| cost(size, shape).into_iter().flatten().find(|c| c.0 == resource).map_or(0, |c| c.1);
        let mut up: Vec<(i64, i64)> = self.running.iter().map(|(size, steps)| (each(*size), steps.at(slot))).filter(|u| u.0 > 0).collect();
        up.sort_unstable_by(|a, b| b.cmp(a));
        let (mut missing, mut rooms) = (amount, 0);
        for (each, count) in up {
            let take = count.min(missing.max(0) / each + i64::from(missing.max(0) % each > 0));
            missing -= take * each;
            rooms += take;
        }
        rooms
    }

    /// The same demand that many slots later (earlier when below zero), still from `since` on.
    pub fn shifted(&self, slots: i64) -> Self {
        let shift = |steps: &Steps| {
            Steps::sum(steps.iter().map(|s| Step { from: Slot(s.from.0 + slots), to: Slot(s.to.0 + slots), ..s })).starting(self.since)
        };
        let running = self.running.iter().map(|(size, steps)| (*size, shift(steps))).filter(|(_, steps)| !steps.is_empty()).collect();
        Self { since: self.since, rooms: shift(&self.rooms), seats: shift(&self.seats), running }
    }

    /// The UTC days in which something is wanted, runs over midnight included.
    pub fn days(&self) -> BTreeSet<i32> {
        let steps = self.running.values().chain([&self.rooms]).flat_map(Steps::iter);
        steps.flat_map(|s| s.from.day()..=Slot(s.to.0 - 1).day()).collect()
    }
}

/// What one room takes of each resource of a cluster.
fn cost(size: RoomSize, shape: NodeShape) -> Option<Vec<(Resource, i64)>> {
    let share = node_share(size, shape)?;
    let network = shape.network_mbit.map(|_| (Resource::NetworkMbit, size.network_mbit));
    let always =
        [(Resource::CpuMilli, size.cpu_milli), (Resource::MemoryMib, size.memory_mib), (Resource::Pods, 1), (Resource::NodeShare, share)];
    Some(always.into_iter().chain(network).collect())
}

fn overlap(a: Step, b: Step) -> Option<Step> {
    let (from, to) = (a.from.max(b.from), a.to.min(b.to));
    (from < to).then_some(Step { from, to, amount: b.amount })
}

/// What a room counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Load {
    seats: i64,
    size: RoomSize,
}

impl Load {
    fn max(self, other: Self) -> Self {
        Self { seats: self.seats.max(other.seats), size: self.size.max(other.size) }
    }
}

/// A stretch of time in which one room is wanted.
#[derive(Debug, Clone, Copy)]
struct Piece {
    from: Timestamp,
    to: Timestamp,
    load: Load,
    /// Of an always-room: an amendment restarts it, so that it neither inherits a pod nor hands one on.
    always: bool,
}

/// The same in slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Stretch {
    from: Slot,
    to: Slot,
    load: Load,
}

impl Stretch {
    fn step(&self, amount: i64) -> Step {
        Step { from: self.from, to: self.to, amount }
    }
}

/// Room by room, each in order of time already: what is sorted costs little to sort, and a term has 46,000 of them.
fn lessons_of(order: &ValidOrder) -> Vec<Span> {
    let mut rooms: Vec<Vec<Span>> = vec![Vec::new(); order.rooms.len()];
    for span in wanted(&order.document, &order.lessons) {
        rooms.get_mut(span.room as usize).into_iter().for_each(|room| room.push(span));
    }
    rooms.concat()
}

/// Per room, by key through all generations, what is wanted in ascending order of start, of each generation from its earliest moment on.
fn pieces(generations: &[InForce<'_>], spans: &[Vec<Span>], earliest: fn(&InForce<'_>) -> Timestamp) -> Vec<Vec<Piece>> {
    let mut index: HashMap<&str, usize> = HashMap::new();
    let mut rooms: Vec<Vec<Piece>> = Vec::new();
    for (generation, spans) in generations.iter().zip(spans) {
        rooms.iter_mut().for_each(|room| hand_over(room, generation.from));
        let always = generation.is_always();
        let earliest = if always { generation.from } else { earliest(generation) };
        let keys: Vec<usize> = generation.order.document.rooms.iter().map(|r| room_of(&mut index, &mut rooms, &r.key)).collect();
        for span in spans.iter().filter(|s| s.to > generation.from) {
            let (Some(room), Some(sized)) = (keys.get(span.room as usize), generation.order.rooms.get(span.room as usize)) else {
                continue;
            };
            let load = Load { seats: i64::from(sized.seats), size: sized.size };
            let piece = Piece { from: span.from.max(generation.from), to: span.to, load, always };
            // Whether a run continues another is decided when the generation takes over; the room may be up for it before.
            let lead = Piece { from: span.from.max(earliest), to: piece.from, ..piece };
            rooms[*room].extend([lead, piece].into_iter().filter(|p| p.from < p.to));
        }
    }
    rooms.iter_mut().for_each(|room| room.sort_by_key(|p| p.from));
    rooms
}

fn room_of<'a>(index: &mut HashMap<&'a str, usize>, rooms: &mut Vec<Vec<Piece>>, key: &'a str) -> usize {
    *index.entry(key).or_insert_with(|| {
        rooms.push(Vec::new());
        rooms.len() - 1
    })
}

/// What has begun goes on to its end, unless it has none to wait for.
fn hand_over(room: &mut Vec<Piece>, at: Timestamp) {
    room.retain(|p| p.from < at);
    room.iter_mut().filter(|p| p.always).for_each(|p| p.to = p.to.min(at));
}

/// A run that continues a live one has that one's pod.
fn carry(room: &mut [Piece]) {
    let mut live: Option<(Timestamp, Load)> = None;
    for piece in room.iter_mut().filter(|p| !p.always) {
        let mut end = piece.to;
        if let Some((until, load)) = live.filter(|l| piece.from <= l.0) {
            piece.load = piece.load.max(load);
            end = end.max(until);
        }
        live = Some((end, piece.load));
    }
}

/// How many rooms have each stretch: a school's rooms share their bells, so that these are few.
fn counted(rooms: &[Vec<Piece>], since: Slot) -> HashMap<Stretch, i64> {
    let mut counts = HashMap::new();
    for stretch in rooms.iter().flat_map(|room| envelope(room, since)) {
        *counts.entry(stretch).or_default() += 1;
    }
    counts
}

fn of_size(up: &HashMap<Stretch, i64>, size: RoomSize) -> Steps {
    Steps::sum(up.iter().filter(|(s, _)| s.load.size == size).map(|(s, count)| s.step(*count)))
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

/// Lays a stretch over disjoint ones, none of which begins a later room's day: only those at the end can reach into it.
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

#[cfg(test)]
mod tests;
