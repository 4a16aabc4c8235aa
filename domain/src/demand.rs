//! Demand: how many rooms and seats an order wants in each slot, and what its running rooms cost.
//!
//! Quota counts the slots of lessons alone; clusters count runs, that is lessons widened by lead and drain. Per room first the union, then the sum over
//! rooms: two lessons that share a slot are one room. Running rooms are kept per size, so that one demand serves clusters of every node shape.
//! Whether it fits is `calendar`'s and `admission`'s.

mod stretches;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    calendar::{Amounts, Resource},
    order::{Order, Schedule, ValidOrder},
    sizing::{NodeShape, RoomSize, node_share},
    slots::{Slot, Step, Steps},
};
use stretches::{Pieces, Stretches};

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
    /// The demand of a new order from the slot that holds `now` on. The same as of the order when it is stored, but nothing is expanded again.
    pub fn of_new(order: &ValidOrder, now: Timestamp) -> Self {
        let (lessons, up) = stretches::of_new(order, now);
        Self::since(now, &lessons, &up)
    }

    /// The demand of an order from the slot that holds `since` on, by its schedule: the lessons that are held and the runs of its rooms.
    ///
    /// What is on when a generation takes over goes on to its end under the old one, and there the larger of both counts. Only an always-room is
    /// restarted at that moment, so there it ends.
    pub fn of(order: &Order, schedule: &Schedule, since: Timestamp) -> Self {
        let (lessons, up) = stretches::of_scheduled(order, schedule);
        Self::since(since, &lessons, &up)
    }

    /// The same of each of the order's rooms by itself; together they are the whole.
    pub(crate) fn of_each_room(order: &Order, schedule: &Schedule, since: Timestamp) -> Vec<Self> {
        let (lessons, up) = stretches::of_scheduled(order, schedule);
        lessons.into_iter().zip(up).map(|(lessons, up)| Self::since(since, &vec![lessons], &vec![up])).collect()
    }

    fn since(since: Timestamp, lessons: &Pieces, up: &Pieces) -> Self {
        let since = Slot::holding(since);
        let (lessons, up) = (Stretches::of(lessons, since), Stretches::of(up, since));
        let sizes: BTreeSet<RoomSize> = up.iter().map(|(s, _)| s.load.size).collect();
        let of_size = |size| Steps::sum(up.iter().filter(move |(s, _)| s.load.size == size).map(|(s, count)| s.step(count)));
        Self {
            since,
            rooms: Steps::sum(lessons.iter().map(|(s, count)| s.step(count))),
            seats: Steps::sum(lessons.iter().map(|(s, count)| s.step(count * s.load.seats))),
            running: sizes.into_iter().map(|size| (size, of_size(size))).collect(),
        }
    }

    /// The same, of a later moment on.
    #[must_use]
    pub fn starting(&self, since: Timestamp) -> Self {
        let since = Slot::holding(since);
        let later = |steps: &Steps| steps.starting(since);
        let running = self.running.iter().map(|(size, steps)| (*size, later(steps))).filter(|(_, steps)| !steps.is_empty()).collect();
        Self { since, rooms: later(&self.rooms), seats: later(&self.seats), running }
    }

    /// The same in some spans of slots alone, which are sorted and disjoint.
    #[must_use]
    pub(crate) fn within(&self, spans: &[(Slot, Slot)]) -> Self {
        let within = |steps: &Steps| steps.within(spans);
        let running = self.running.iter().map(|(size, steps)| (*size, within(steps))).filter(|(_, steps)| !steps.is_empty()).collect();
        Self { since: self.since, rooms: within(&self.rooms), seats: within(&self.seats), running }
    }

    /// The same lessons, and no room up for them.
    #[must_use]
    pub(crate) fn with_none_up(&self) -> Self {
        Self { running: BTreeMap::new(), ..self.clone() }
    }

    /// The same with those rooms up besides that another one has.
    #[must_use]
    pub(crate) fn with_up(mut self, other: &Self) -> Self {
        for (size, steps) in &other.running {
            let up = self.running.entry(*size).or_default();
            *up = up.plus(steps);
        }
        self
    }

    /// Whether no room is ever up.
    pub(crate) fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// How many rooms have a lesson.
    pub(crate) const fn lessons(&self) -> &Steps {
        &self.rooms
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

    /// Whether a room has a network interface of its own.
    pub(crate) fn wants_interfaces(&self) -> bool {
        self.running.keys().any(|size| size.interfaces > 0)
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
pub(crate) fn cost(size: RoomSize, shape: NodeShape) -> Option<Vec<(Resource, i64)>> {
    let share = node_share(size, shape)?;
    let network = shape.network_mbit.map(|_| (Resource::NetworkMbit, size.network_mbit));
    let interfaces = (size.interfaces > 0).then_some((Resource::Interfaces, size.interfaces));
    let always =
        [(Resource::CpuMilli, size.cpu_milli), (Resource::MemoryMib, size.memory_mib), (Resource::Pods, 1), (Resource::NodeShare, share)];
    Some(always.into_iter().chain(network).chain(interfaces).collect())
}

fn overlap(a: Step, b: Step) -> Option<Step> {
    let (from, to) = (a.from.max(b.from), a.to.min(b.to));
    (from < to).then_some(Step { from, to, amount: b.amount })
}

#[cfg(test)]
mod tests;
