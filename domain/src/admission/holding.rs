//! What an amendment holds of its cluster: giving back always works, and what is added is priced by the nodes of today.
//!
//! Nodes shrink and are lost after an order was booked, and then a share of one costs more, or has no price at all. So it is decided slot by slot.
//! Where more is up than was booked, all of it costs what it costs today. Elsewhere nothing is taken above what is held: the price of today or what is
//! held, whichever is less, and where today has no price, the part of the held that the rooms left are.

use std::collections::{BTreeMap, BTreeSet};

use super::prices::Growth;
use crate::{
    calendar::{Amounts, Reservation, Resource},
    slots::{Slot, Step, Steps},
};

/// What a demand takes of a cluster, from its first slot on, after the `held` that was booked; `today` is its price, `None` when a room fits on no node of
/// today, or there is none. `None` where something is added that no node of today can hold.
pub(super) fn wanted(since: Slot, growth: &Growth, held: &Reservation, today: Option<&Amounts>) -> Option<Amounts> {
    let weighing = Weighing { growth, held: &held.steps, today };
    let mut parts: BTreeMap<Resource, Vec<Step>> = BTreeMap::new();
    for (from, to) in weighing.stretches(since) {
        for (resource, amount) in weighing.within(from)? {
            parts.entry(resource).or_default().push(Step { from, to, amount });
        }
    }
    Some(parts.into_iter().map(|(resource, parts)| (resource, Steps::sum(parts))).collect())
}

struct Weighing<'a> {
    growth: &'a Growth,
    held: &'a Amounts,
    today: Option<&'a Amounts>,
}

impl Weighing<'_> {
    /// Stretches of slots within which nothing changes.
    fn stretches(&self, since: Slot) -> Vec<(Slot, Slot)> {
        let priced = self.growth.needs.values().chain(self.held.values()).chain(self.today.into_iter().flat_map(BTreeMap::values));
        let steps = priced.chain([&self.growth.grown]).flat_map(Steps::iter).flat_map(|step| [step.from, step.to]);
        let edges: Vec<Slot> = steps.map(|edge| edge.max(since)).collect::<BTreeSet<_>>().into_iter().collect();
        edges.windows(2).map(|pair| (pair[0], pair[1])).collect()
    }

    fn within(&self, slot: Slot) -> Option<Vec<(Resource, i64)>> {
        let held = |resource: &Resource| self.held.get(resource).map_or(0, |steps| steps.at(slot));
        // What is held may be less than what was booked for: time-zone data changes.
        let adds = self.growth.grown.at(slot) > 0 || self.growth.needs.iter().any(|(resource, need)| need.at(slot) > held(resource));
        Some(match (self.today, adds) {
            (Some(today), true) => today.iter().map(|(resource, steps)| (*resource, steps.at(slot))).collect(),
            (Some(today), false) => self.no_more_than_held(today, slot),
            (None, true) => return None,
            (None, false) => self.held.keys().map(|resource| (*resource, self.left_of(*resource, slot))).collect(),
        })
    }

    /// A share that was packed comes back as shares are given back: last what is booked of it.
    fn no_more_than_held(&self, today: &Amounts, slot: Slot) -> Vec<(Resource, i64)> {
        let held = |resource: Resource| self.held.get(&resource).map_or(0, |steps| steps.at(slot));
        let packed = held(Resource::PackedShare);
        let mut kept = Vec::with_capacity(today.len());
        for (resource, steps) in today {
            let (now, before) = (steps.at(slot), held(*resource));
            kept.push((*resource, now.min(before)));
            if *resource == Resource::NodeShare && packed > 0 {
                kept.push((Resource::PackedShare, (now - before).clamp(0, packed)));
            }
        }
        kept
    }

    /// What is still needed, or where that depends on nodes, as large a part of the held as of the resource of which most is left.
    fn left_of(&self, resource: Resource, slot: Slot) -> i64 {
        if let Some(need) = self.growth.needs.get(&resource) {
            return need.at(slot);
        }
        let held = |resource: Resource| self.held.get(&resource).map_or(0, |steps| steps.at(slot));
        let part = |(need, of): (i64, i64)| (i128::from(held(resource)) * i128::from(need) + i128::from(of) - 1) / i128::from(of);
        let needs = self.growth.needs.iter().map(|(resource, need)| (need.at(slot), held(*resource)));
        let most = needs.filter(|(_, of)| *of > 0).map(part).max();
        most.and_then(|most| i64::try_from(most).ok()).unwrap_or_default()
    }
}
