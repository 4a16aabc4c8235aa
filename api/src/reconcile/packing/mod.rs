//! Which node each room is advised that comes up on a cluster: see `homeroom_domain::nodes::packing` for the rule, and `best_fit` where what packs is sold.
//!
//! Nothing happens at rest: the first round that brings a room up at a bell decides for all rooms that are to come up by then and are not, and the other
//! rounds of that bell read what was decided. All of it is in memory, lost with the worker and decided anew by the next one: a cluster has one worker at a
//! time, and what nodes hold is read from its watches, wherever the scheduler put rooms. A room for which nothing is decided comes up without advice.

mod advice;
mod stays;

use std::{
    sync::{Mutex, PoisonError},
    time::Instant,
};

use homeroom_domain::{
    diff::{Observed, coming_up},
    ids::OrderId,
    workload::{Plan, PlannedRoom},
};
use jiff::Timestamp;

use super::held::HeldCluster;
use crate::metrics;
use advice::{Advice, Outcomes};
pub(super) use stays::Stays;
use stays::StaysByOrder;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Packing {
    stays: StaysByOrder,
    advice: Mutex<Advice>,
}

impl Packing {
    pub(super) fn note(&self, order: OrderId, stays: Stays) {
        self.stays.note(order, stays);
    }

    pub(super) fn forget(&self, order: OrderId) {
        self.stays.forget(order);
    }
}

/// Says to each room of a plan that the next write brings up which node it is to prefer. Takes a fraction of a second at a bell of thousands.
pub(super) fn advise(held: &HeldCluster, plan: &mut Plan, observed: &Observed, now: Timestamp) {
    let coming: Vec<&mut PlannedRoom> = coming_up(plan, observed).collect();
    if coming.is_empty() {
        return;
    }
    let mut advice = held.packing.advice.lock().unwrap_or_else(PoisonError::into_inner);
    let moment = Instant::now();
    if !advice.covers(coming.iter().map(|room| room.id), moment) {
        advice.decide(&held.mirror.ground(), &known(held, now), (now, moment));
    }
    for room in coming {
        room.node = advice.give(room.id, moment);
    }
}

/// Counts where the scheduler put rooms that were told a node. Nothing is looked at while none is on its way.
pub(super) fn follow(held: &HeldCluster) {
    let moment = Instant::now();
    let mut advice = held.packing.advice.lock().unwrap_or_else(PoisonError::into_inner);
    if advice.is_to_follow(moment) {
        advice.follow(&held.mirror.ground(), moment);
    }
    let Outcomes { followed, elsewhere, nowhere } = advice.take_outcomes();
    drop(advice);
    for (outcome, rooms) in [("followed", followed), ("elsewhere", elsewhere), ("nowhere", nowhere)] {
        if rooms > 0 {
            metrics::advice_ended(&held.name, outcome, rooms);
        }
    }
}

fn known(held: &HeldCluster, now: Timestamp) -> stays::Known {
    let here = held.room_image();
    let mut known = held.packing.stays.on(now, here.as_str(), &held.app.config.installation, held.network().unwrap_or_default());
    // They are up, and take no other node's place.
    let elsewhere = held.mirror.rooms_on_closed_nodes();
    known.stays.retain(|room, _| !elsewhere.contains(room));
    known.is_packed = held.is_packed();
    known
}
