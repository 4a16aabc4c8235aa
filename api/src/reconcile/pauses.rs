//! What is paused on a cluster, as whoever looked last saw it: the look at the cluster itself, or a round of one of its orders.
//!
//! A pause touches no order, because a cluster has thousands. Who sees another state than the one before has all orders looked at. So what was held back is written
//! when the pause is over, however short it was: the round that held it back saw it.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use homeroom_domain::cluster::lane::WorkLane;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Pauses(Mutex<Paused>);

/// What is paused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Paused {
    everything: bool,
    lanes: BTreeSet<WorkLane>,
}

impl Paused {
    /// `everything`: the cluster itself is.
    pub(super) fn new(everything: bool, lanes: impl IntoIterator<Item = WorkLane>) -> Self {
        Self { everything, lanes: lanes.into_iter().collect() }
    }

    /// As far as orders are held back by it.
    fn of_orders(&self) -> (bool, Vec<WorkLane>) {
        (self.everything, self.lanes.iter().copied().filter(|lane| lane.is_of_orders()).collect())
    }
}

impl Pauses {
    pub(super) fn of(paused: Paused) -> Self {
        Self(Mutex::new(paused))
    }

    /// Notes what was seen. `true` where orders are to be looked at for it.
    pub(super) fn saw(&self, seen: Paused) -> bool {
        let mut paused = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let concerns_orders = paused.of_orders() != seen.of_orders();
        *paused = seen;
        concerns_orders
    }

    pub(super) fn holds(&self, lane: WorkLane) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).lanes.contains(&lane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_looked_at_when_they_are_held_back_and_when_they_are_not_any_more() {
        let pauses = Pauses::default();
        let saw = |everything, lanes: &[WorkLane]| pauses.saw(Paused::new(everything, lanes.iter().copied()));
        assert!(!saw(false, &[]), "nothing is paused");
        assert!(saw(false, &[WorkLane::Openings]));
        assert!(!saw(false, &[WorkLane::Openings, WorkLane::Openings]), "on this cluster, and on all");
        assert!(!saw(false, &[WorkLane::Preload, WorkLane::Openings]), "images are no matter of orders");
        assert!(pauses.holds(WorkLane::Preload) && !pauses.holds(WorkLane::Drains));
        assert!(saw(true, &[WorkLane::Openings]));
        assert!(saw(false, &[]), "all of it is over");
        assert!(!pauses.holds(WorkLane::Openings));
    }
}
