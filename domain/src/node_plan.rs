//! How many nodes of a cluster have to be on, slot by slot: as many as what is booked comes to, what is kept free and what is spare among them; on early enough to
//! boot, and left on over breaks that are shorter than it is worth to go.

use std::collections::BTreeMap;

use crate::{
    calendar::Resource,
    sizing::NodeShape,
    slots::{SLOT_SECONDS, Slot, level_at},
    what_if::{Curve, Nodes, Window, of_a_node},
};

/// A cluster, as it is now.
#[derive(Debug, Clone)]
pub struct Standing {
    pub nodes: Nodes,
    pub shape: NodeShape,
    /// What its nodes may be sold for now, less what others run there.
    pub limits: BTreeMap<Resource, i64>,
}

/// From being asked for until it takes rooms, where nobody says otherwise: a machine of a rack, or of a cloud.
pub const BOOT_MINUTES: i64 = 10;
/// How long a node that nothing needs stays on where nobody says otherwise: longer than most breaks between lessons, and shorter than noon. What scales node groups
/// keeps to it too.
pub const LINGER_MINUTES: i64 = 20;

/// How nodes come and go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habits {
    /// From being asked for until it takes rooms, in slots.
    pub boot: usize,
    /// How long one that is not needed stays on, in slots.
    pub linger: usize,
    /// Nodes beside those that are needed.
    pub spare: i64,
}

impl Habits {
    /// Of minutes, rounded up to slots.
    pub fn of_minutes(boot: i64, linger: i64, spare: i64) -> Self {
        let slots = |minutes: i64| usize::try_from((minutes * 60 + SLOT_SECONDS - 1) / SLOT_SECONDS).unwrap_or_default();
        Self { boot: slots(boot), linger: slots(linger), spare }
    }
}

/// The plan of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodePlan {
    window: Window,
    /// What lessons need in each slot.
    needed: Vec<i64>,
    /// What is on in each slot.
    on: Vec<i64>,
}

/// What a part of a plan comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stretch {
    /// The most nodes that are needed in a slot.
    pub nodes: i64,
    /// The first slot that needs so many; `None` where none is needed.
    pub peak: Option<Slot>,
    /// Minutes that nodes are on, together.
    pub node_minutes: i64,
}

impl NodePlan {
    /// Of what is booked, by resource. What has no limit is not looked at.
    pub fn new(window: Window, standing: &Standing, booked: &BTreeMap<Resource, Curve>, habits: Habits) -> Self {
        let slots = window.slots();
        let mut needed = vec![0_i64; slots];
        for (resource, curve) in booked {
            let Some(limit) = standing.limits.get(resource) else { continue };
            let Some(each) = of_a_node(*resource, standing.shape).filter(|each| *each > 0) else { continue };
            for (needed, amount) in needed.iter_mut().zip(curve.amounts()).filter(|(_, amount)| **amount > 0) {
                *needed = (*needed).max(standing.nodes_for(*amount - limit, each));
            }
        }
        for nodes in needed.iter_mut().filter(|nodes| **nodes > 0) {
            *nodes = nodes.saturating_add(habits.spare);
        }
        let on = (0..slots).map(|at| around(&needed, at.saturating_sub(habits.linger)..(at + habits.boot + 1).min(slots))).collect();
        Self { window, needed, on }
    }

    /// What some slots of it come to.
    pub fn stretch(&self, from: Slot, to: Slot) -> Stretch {
        let places = self.window.places(from, to);
        let mut found = Stretch::default();
        for place in places {
            if self.needed[place] > found.nodes {
                found = Stretch { nodes: self.needed[place], peak: Some(self.window.slot(place)), ..found };
            }
            found.node_minutes = found.node_minutes.saturating_add(self.on[place].saturating_mul(SLOT_SECONDS / 60));
        }
        found
    }

    /// The first slot that needs more nodes than there are by then, and how many are missing in the slot that misses most. `foreseen` says from which slot on
    /// how many there are, ascending.
    pub fn above(&self, foreseen: &[(Slot, i64)]) -> Option<(Slot, i64)> {
        let slots = self.needed.iter().enumerate().map(|(place, needed)| {
            let slot = self.window.slot(place);
            (slot, needed - level_at(foreseen, slot).unwrap_or_default())
        });
        let missing = slots.filter(|(_, missing)| *missing > 0);
        missing.reduce(|(first, most), (_, missing)| (first, most.max(missing)))
    }

    /// How many nodes are missing in the slot of a stretch that misses most.
    pub fn missing(&self, (from, to): (Slot, Slot), foreseen: &[(Slot, i64)]) -> i64 {
        let missing =
            self.window.places(from, to).map(|place| self.needed[place] - level_at(foreseen, self.window.slot(place)).unwrap_or_default());
        missing.max().unwrap_or_default().max(0)
    }

    /// How many are on, from each slot on in which that changes.
    pub fn levels(&self) -> Vec<(Slot, i64)> {
        let mut levels: Vec<(Slot, i64)> = Vec::new();
        for (place, nodes) in self.on.iter().enumerate() {
            if levels.last().is_none_or(|(_, before)| before != nodes) {
                levels.push((self.window.slot(place), *nodes));
            }
        }
        levels
    }
}

impl Standing {
    /// The fewest nodes so that so much more than now (or less) is sold, where a node counts for `each`. At least one.
    fn nodes_for(&self, more: i64, each: i64) -> i64 {
        let sold = self.nodes.sold().saturating_add(more.saturating_add(each - 1).div_euclid(each)).max(1);
        // Where all is kept free nothing could be sold.
        Nodes { usable: 0, ..self.nodes }.to_add(sold).unwrap_or(sold)
    }
}

fn around(needed: &[i64], places: std::ops::Range<usize>) -> i64 {
    needed.get(places).into_iter().flatten().copied().max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::slots::Step;

    const SHAPE: NodeShape = NodeShape { cpu_milli: 8_000, memory_mib: 16_000, network_mbit: None, pods: 100, interfaces: None };

    fn window() -> Window {
        Window { from: Slot(0), to: Slot(200) }
    }

    fn standing(usable: i64, headroom_percent: i64, others: i64) -> Standing {
        let nodes = Nodes { usable, headroom_percent };
        Standing { nodes, shape: SHAPE, limits: [(Resource::Pods, nodes.sold() * 100 - others)].into() }
    }

    fn plan(standing: &Standing, steps: &[(i64, i64, i64)], habits: Habits) -> NodePlan {
        let mut curve = Curve::new(window());
        steps.iter().for_each(|(from, to, amount)| curve.add(Step { from: Slot(*from), to: Slot(*to), amount: *amount }));
        NodePlan::new(window(), standing, &[(Resource::Pods, curve)].into(), habits)
    }

    #[test]
    fn minutes_are_rounded_up_to_slots() {
        assert_eq!(Habits::of_minutes(BOOT_MINUTES, LINGER_MINUTES, 0), Habits { boot: 2, linger: 4, spare: 0 });
        assert_eq!(Habits::of_minutes(1, 6, 3), Habits { boot: 1, linger: 2, spare: 3 });
    }

    const AT_ONCE: Habits = Habits { boot: 0, linger: 0, spare: 0 };

    #[test]
    fn as_many_nodes_are_on_as_what_is_booked_comes_to() {
        let plan = plan(&standing(10, 0, 50), &[(20, 32, 351), (32, 44, 50)], AT_ONCE);
        // Four nodes less what others take are 350.
        assert_eq!(plan.levels(), [(Slot(0), 0), (Slot(20), 5), (Slot(32), 1), (Slot(44), 0)]);
        assert_eq!(plan.stretch(Slot(0), Slot(200)), Stretch { nodes: 5, peak: Some(Slot(20)), node_minutes: (12 * 5 + 12) * 5 });
        assert_eq!([5, 4].map(|nodes| plan.above(&[(Slot(0), nodes)])), [None, Some((Slot(20), 1))]);
    }

    #[test]
    fn what_is_kept_free_and_spare_comes_on_top() {
        // Nine of ten are sold.
        let plan = plan(&standing(10, 10, 0), &[(20, 32, 900)], Habits { spare: 2, ..AT_ONCE });
        assert_eq!(plan.stretch(Slot(0), Slot(200)).nodes, 12);
        assert_eq!(plan.above(&[(Slot(0), 10)]), Some((Slot(20), 2)));
    }

    #[test]
    fn nodes_are_on_before_they_are_needed_and_stay_over_a_short_break() {
        let plan = plan(&standing(10, 0, 0), &[(20, 30, 100), (34, 40, 200)], Habits { boot: 2, linger: 3, spare: 0 });
        assert_eq!(plan.levels(), [(Slot(0), 0), (Slot(18), 1), (Slot(32), 2), (Slot(43), 0)]);
    }

    #[test]
    fn more_than_there_are_is_said_with_its_moment() {
        let plan = plan(&standing(2, 0, 0), &[(20, 30, 200), (50, 60, 450), (70, 80, 301)], AT_ONCE);
        assert_eq!(plan.above(&[(Slot(0), 2)]), Some((Slot(50), 3)));
        // Two more are there in time for the first of them.
        let foreseen = [(Slot(0), 2), (Slot(48), 4), (Slot(60), 3)];
        assert_eq!((plan.above(&foreseen), plan.missing((Slot(60), Slot(90)), &foreseen)), (Some((Slot(50), 1)), 1));
    }

    proptest! {
        #[test]
        fn so_many_nodes_hold_what_is_booked_and_one_less_does_not(usable in 1_i64..50, headroom in 0_i64..60, others in 0_i64..90, booked in 1_i64..5_000) {
            let standing = standing(usable, headroom, others);
            let nodes = plan(&standing, &[(10, 11, booked)], AT_ONCE).stretch(Slot(10), Slot(11)).nodes;
            let sold = |nodes: i64| Nodes { usable: nodes, ..standing.nodes }.sold();
            let holds = |nodes: i64| sold(nodes) * 100 - others >= booked;
            prop_assert!(holds(nodes));
            prop_assert!(nodes == 1 || !holds(nodes - 1) || sold(nodes - 1) == 0);
        }
    }
}
