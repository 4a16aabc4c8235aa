//! What an order needs where rooms of it were left behind: of all that it holds there, that which is theirs.
//!
//! The others are booked where they went, so that each room is booked once when nothing of the others stands at the old place any more.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::SWITCH_BEFORE;
use crate::{
    calendar::{Amounts, Reservation, Resource},
    demand::Demand,
    ids::ClassroomId,
    order::{Order, Schedule},
    sizing::NodeShape,
    slots::Steps,
};

/// Whether rooms that were left behind may follow their order between two lessons: none of them is open, opens soon, or was open until just now. Whoever works on
/// either cluster may do what it read until then, and has learnt of the change before one of them opens again.
pub fn may_follow(order: &Order, schedule: &Schedule, left: &BTreeSet<ClassroomId>, now: Timestamp) -> bool {
    let is_left = |room: u32| order.rooms.get(room as usize).is_some_and(|room| left.contains(&room.id));
    let mut theirs = schedule.runs().iter().filter(|run| is_left(run.room));
    theirs.all(|run| now.duration_since(run.to) >= SWITCH_BEFORE || run.from.duration_since(now) >= SWITCH_BEFORE)
}

/// Rooms that were left behind, from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    up: Demand,
}

impl Behind {
    /// By a schedule without suspensions: what one keeps from beginning comes back by itself. `None` where none was left behind.
    pub fn of(order: &Order, schedule: &Schedule, left: &BTreeSet<ClassroomId>, now: Timestamp) -> Option<Self> {
        let each = order.rooms.iter().zip(Demand::of_each_room(order, schedule, now));
        let theirs = each.filter(|(room, _)| left.contains(&room.id)).map(|(_, demand)| demand);
        theirs.reduce(|up, demand| up.with_up(&demand)).map(|up| Self { up })
    }

    /// What stays of a reservation on nodes of a shape: never more than was held, and what is past. `None` where such a node has no place for one of them: then
    /// nothing better is known.
    pub fn kept(&self, held: &Reservation, shape: NodeShape) -> Option<Reservation> {
        let needed = self.up.cluster_demand(shape)?;
        let of = |amounts: &Amounts, resource: Resource| amounts.get(&resource).cloned().unwrap_or_default();
        // What packs beyond the shares that are sold is a share too.
        let beyond = of(&needed, Resource::NodeShare).minus(&of(&held.steps, Resource::NodeShare)).max(&Steps::default());
        let theirs = |(resource, steps): (&Resource, &Steps)| match resource {
            Resource::PackedShare => (*resource, steps.min(&beyond)),
            _ => (*resource, steps.min(&of(&needed, *resource))),
        };
        Some(held.continued(self.up.since, &held.steps.iter().map(theirs).collect()))
    }
}
