//! What would no longer fit if more were booked, or nodes came or went: slot by slot over the clusters of a region.
//!
//! Within a region what is new may be placed on any cluster, so its clusters count together; what is booked already stays on its own, so each cluster is
//! looked at alone as well. Both are sums of what admission booked, in the same resources: what needs more than the sums is found by admission itself.
//! Changes are added to each other: two that match the same booking each add their own part of it.

use std::collections::BTreeMap;

use crate::{
    calendar::Resource,
    pools::{self, whole_of},
    sizing::{NODE_SHARE_WHOLE, NodeShape},
    slots::{SLOTS_PER_DAY, Slot, Step},
};

mod lead;
mod loss;

pub use lead::Rise;
pub use loss::{Cover, Member, Price, Survival, cover, survival};

/// As much as is booked.
const WHOLE_PERCENT: i128 = 100;

/// A run of slots that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub from: Slot,
    pub to: Slot,
}

impl Window {
    /// The first and the last day that it touches.
    pub fn days(self) -> (i32, i32) {
        (self.from.day(), Slot(self.to.0 - 1).day())
    }

    pub(crate) fn slots(self) -> usize {
        usize::try_from(self.to.0 - self.from.0).unwrap_or_default()
    }

    /// The places of a run of slots, as far as the window holds them.
    pub(crate) fn places(self, from: Slot, to: Slot) -> std::ops::Range<usize> {
        let place = |slot: Slot| usize::try_from(slot.0.clamp(self.from.0, self.to.0) - self.from.0).unwrap_or_default();
        place(from)..place(to).max(place(from))
    }

    pub(crate) fn slot(self, place: usize) -> Slot {
        Slot(self.from.0.saturating_add(i64::try_from(place).unwrap_or(i64::MAX)))
    }
}

/// How much of what is booked is added from a slot on, in percent of it: 100 doubles it, -50 halves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Growth {
    pub added_percent: i64,
    pub from: Slot,
}

impl Growth {
    /// Rounded up, so that a part of a room is a room.
    fn of(self, amount: i64) -> i64 {
        let exact = i128::from(amount) * i128::from(self.added_percent);
        let up = -(-exact).div_euclid(WHOLE_PERCENT);
        i64::try_from(up).unwrap_or(if up < 0 { i64::MIN } else { i64::MAX })
    }
}

/// An amount for each slot of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    window: Window,
    amounts: Vec<i64>,
}

impl Curve {
    pub fn new(window: Window) -> Self {
        Self { window, amounts: vec![0; window.slots()] }
    }

    /// What is so much from each slot on; before the first one nothing. The slots are ascending.
    pub fn of_levels(window: Window, levels: &[(Slot, i64)]) -> Self {
        let mut curve = Self::new(window);
        levels.iter().for_each(|(from, level)| curve.set(Step { from: *from, to: window.to, amount: *level }));
        curve
    }

    /// By slot.
    pub(crate) fn amounts(&self) -> &[i64] {
        &self.amounts
    }

    /// Adds an amount to a run of slots.
    pub fn add(&mut self, step: Step) {
        for amount in &mut self.amounts[self.window.places(step.from, step.to)] {
            *amount = amount.saturating_add(step.amount);
        }
    }

    fn set(&mut self, step: Step) {
        self.amounts[self.window.places(step.from, step.to)].fill(step.amount);
    }

    /// Nowhere more than so much.
    #[must_use]
    pub fn at_most(mut self, most: i64) -> Self {
        self.amounts.iter_mut().for_each(|amount| *amount = (*amount).min(most));
        self
    }

    /// What is missing to so much.
    #[must_use]
    pub fn up_to(&self, most: i64) -> Self {
        Self { window: self.window, amounts: self.amounts.iter().map(|amount| most.saturating_sub(*amount).max(0)).collect() }
    }

    fn never_below_zero(&mut self) {
        self.amounts.iter_mut().for_each(|amount| *amount = (*amount).max(0));
    }

    /// Adds another one of the same window.
    pub fn plus(&mut self, other: &Self) {
        for (amount, more) in self.amounts.iter_mut().zip(&other.amounts) {
            *amount = amount.saturating_add(*more);
        }
    }

    fn less(&mut self, other: &Self) {
        for (amount, less) in self.amounts.iter_mut().zip(&other.amounts) {
            *amount = amount.saturating_sub(*less);
        }
    }

    /// Nothing where another one of the same window has nothing.
    fn only_where(mut self, other: &Self) -> Self {
        let nothing = self.amounts.iter_mut().zip(&other.amounts).filter(|(_, other)| **other <= 0);
        nothing.for_each(|(amount, _)| *amount = 0);
        self
    }

    /// The most of it, and when first; `None` of no slots.
    fn most(&self) -> Option<(i64, Slot)> {
        let slots = self.amounts.iter().enumerate().map(|(place, amount)| (*amount, self.window.slot(place)));
        slots.reduce(|most, here| if here.0 > most.0 { here } else { most })
    }

    /// Adds a day of a calendar, and what each growth makes of it.
    pub fn add_day(&mut self, day: i32, used: &[i64; SLOTS_PER_DAY], growths: &[Growth]) {
        let first = i64::from(day) * i64::try_from(SLOTS_PER_DAY).unwrap_or_default();
        let places = self.window.places(Slot(first), Slot(first + i64::try_from(SLOTS_PER_DAY).unwrap_or_default()));
        for place in places {
            let slot = self.window.slot(place);
            let used = used[slot.of_day()];
            let grown = growths.iter().filter(|growth| growth.from <= slot).map(|growth| growth.of(used));
            self.amounts[place] = grown.fold(self.amounts[place].saturating_add(used), i64::saturating_add);
        }
    }

    /// Adds what a growth makes of a booked step.
    pub fn grow(&mut self, step: Step, growth: Growth) {
        self.add(Step { from: step.from.max(growth.from), amount: growth.of(step.amount), ..step });
    }

    /// Where it is above a limit: the first slot, and the one that is farthest above.
    pub fn above(&self, limit: &Self) -> Option<Shortfall> {
        let mut found: Option<Shortfall> = None;
        for (place, (needed, limit)) in self.amounts.iter().zip(&limit.amounts).enumerate() {
            if needed <= limit {
                continue;
            }
            let at = self.window.slot(place);
            let here = Shortfall { first: at, worst: at, needed: *needed, limit: *limit };
            found = Some(match found {
                Some(before) if here.short() > before.short() => Shortfall { first: before.first, ..here },
                Some(before) => before,
                None => here,
            });
        }
        found
    }
}

/// Nodes that come or go at a slot; `None`: all go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeChange {
    pub from: Slot,
    pub nodes: Option<i64>,
}

/// Nodes of a cluster that may be used, and how many percent of them are kept free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nodes {
    pub usable: i64,
    pub headroom_percent: i64,
}

/// A limit over a window, while nodes come and go that each count for so much of it. `foreseen` is what the limit is without them: from the first slot on, and
/// from each on in which it is another. Changes are in the order of their slots.
pub fn limit_curve(window: Window, (foreseen, of_a_node): (&[(Slot, i64)], i64), nodes: Nodes, changes: &[NodeChange]) -> Curve {
    let mut curve = Curve::new(window);
    let mut level = 0;
    for (from, limit) in foreseen {
        curve.add(Step { from: *from, to: window.to, amount: limit - level });
        level = *limit;
    }
    // By how much it moves from each change on, and from which on all nodes are gone.
    let (mut usable, mut moved, mut gone) = (nodes.usable, 0_i64, None);
    let sold = |usable: i64| Nodes { usable, ..nodes }.sold();
    for change in changes {
        let before = sold(usable);
        usable = change.nodes.map_or(0, |more| usable.saturating_add(more).max(0));
        let more = of_a_node.saturating_mul(sold(usable) - before);
        moved += more;
        curve.add(Step { from: change.from, to: window.to, amount: more });
        if change.nodes.is_none() {
            // Whatever others take of them, and whatever was foreseen, nothing is left to sell but what is added later.
            gone = Some((change.from, moved));
        }
        if let Some((from, then)) = gone {
            let end = window.to;
            curve.set(Step { from: change.from.max(from), to: end, amount: moved - then });
        }
    }
    curve.never_below_zero();
    curve
}

/// A limit from each slot on in which other nodes are foreseen to be used, where it is so much with those of now. Below zero, as where others take more than there
/// is, nothing is left.
pub fn foreseen_limit((limit, of_a_node): (i64, i64), nodes: Nodes, foreseen: &[(Slot, i64)]) -> Vec<(Slot, i64)> {
    let more = |usable: i64| Nodes { usable, ..nodes }.sold() - nodes.sold();
    foreseen.iter().map(|(from, usable)| (*from, limit.saturating_add(of_a_node.saturating_mul(more(*usable))).max(0))).collect()
}

/// What is short of one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortfall {
    pub first: Slot,
    /// The slot in which most is missing.
    pub worst: Slot,
    /// In that slot.
    pub needed: i64,
    pub limit: i64,
}

impl Shortfall {
    pub fn short(&self) -> i64 {
        self.needed.saturating_sub(self.limit)
    }
}

/// Needs and limits of one cluster, or of all clusters of a region together. What has no limit is not short.
#[derive(Debug, Clone, Default)]
pub struct Balance {
    pub needed: BTreeMap<Resource, Curve>,
    pub limits: BTreeMap<Resource, Curve>,
}

impl Balance {
    /// What is short, by resource.
    pub fn shortfalls(&self) -> BTreeMap<Resource, Shortfall> {
        let short = |(resource, limit): (&Resource, &Curve)| Some((*resource, self.needed.get(resource)?.above(limit)?));
        self.limits.iter().filter_map(short).collect()
    }

    /// Whether nothing would be short of a resource if there were so much more of it.
    pub fn is_enough_with(&self, resource: Resource, more: &Curve) -> bool {
        let (Some(needed), Some(limit)) = (self.needed.get(&resource), self.limits.get(&resource)) else { return true };
        let mut limit = limit.clone();
        limit.plus(more);
        needed.above(&limit).is_none()
    }
}

/// A cluster to which nodes are added.
#[derive(Debug, Clone)]
pub struct Growing {
    pub nodes: Nodes,
    pub shape: NodeShape,
    /// Pods that it bears beyond those that it has; `None` where they are not limited.
    pub spare_pods: Option<Curve>,
}

impl Growing {
    /// The fewest of its nodes that mend what is short. `None` where no number of them does: they have nothing of it, or the cluster bears no more pods.
    pub fn nodes_to_add(&self, together: &Balance, short: &BTreeMap<Resource, Shortfall>) -> Option<i64> {
        let bears = self.spare_pods.as_ref().is_none_or(|spare| together.is_enough_with(Resource::Pods, spare));
        let more = nodes_to_sell(short, self.shape).filter(|_| bears)?;
        self.nodes.to_add(more)
    }
}

/// How much a storage pool would have to be so that its region is short of no storage: by measure, of the whole pool.
pub fn pool_to_add(shortfalls: &BTreeMap<Resource, Shortfall>) -> BTreeMap<Resource, i64> {
    let of = |measure: Resource| (measure, shortfalls.get(&measure).map_or(0, |shortfall| whole_of(shortfall.short())));
    pools::MEASURES.into_iter().map(of).collect()
}

/// How many more nodes of a shape may be sold so that nothing is short of what nodes have; `None` where no number of them helps.
pub fn nodes_to_sell(shortfalls: &BTreeMap<Resource, Shortfall>, shape: NodeShape) -> Option<i64> {
    let nodes = shortfalls.iter().filter(|(resource, _)| !pools::MEASURES.contains(resource)).map(|(resource, shortfall)| {
        let each = of_a_node(*resource, shape).filter(|each| *each > 0)?;
        Some((shortfall.short() + each - 1) / each)
    });
    nodes.collect::<Option<Vec<_>>>().map(|nodes| nodes.into_iter().max().unwrap_or_default())
}

/// What a node of a shape adds to a limit.
pub fn of_a_node(resource: Resource, shape: NodeShape) -> Option<i64> {
    match resource {
        Resource::CpuMilli => Some(shape.cpu_milli),
        Resource::MemoryMib => Some(shape.memory_mib),
        Resource::NetworkMbit => shape.network_mbit,
        Resource::Pods => Some(shape.pods),
        Resource::NodeShare => Some(NODE_SHARE_WHOLE),
        Resource::Interfaces => shape.interfaces,
        Resource::Rooms
        | Resource::Seats
        | Resource::LiveOrders
        | Resource::RoomsPerOrder
        | Resource::PackedShare
        | Resource::StorageBandwidthMbit
        | Resource::StorageSpaceMib => None,
    }
}

impl Nodes {
    /// How many of them are sold: the headroom is rounded up to whole nodes.
    pub fn sold(self) -> i64 {
        let usable = self.usable.max(0);
        usable - usable.saturating_mul(self.headroom_percent.clamp(0, 100)).saturating_add(99) / 100
    }

    /// The fewest nodes that have to be added so that so many more are sold; `None` where all would be kept free.
    pub fn to_add(self, more: i64) -> Option<i64> {
        if more <= 0 {
            return Some(0);
        }
        let wanted = self.sold().checked_add(more)?;
        let sellable = Some(100 - self.headroom_percent.clamp(0, 100)).filter(|percent| *percent > 0)?;
        // What is kept free of the last node is at most a node.
        let near = (wanted.checked_mul(100)? / sellable - 1).max(self.usable);
        let enough = |usable: &i64| Self { usable: *usable, ..self }.sold() >= wanted;
        (near..=near.saturating_add(2)).find(enough).map(|usable| usable - self.usable)
    }
}

#[cfg(test)]
mod tests;
