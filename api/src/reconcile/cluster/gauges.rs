//! What is told of a cluster while it is worked on.
//!
//! Told at every tick, whether or not anything is news: a gauge that nobody sets falls silent soon (see `metrics`), so that a replica does not go on
//! telling of a cluster that another works on by now, and sums over replicas are right.

use std::time::Duration;

use crate::{
    metrics::{CLUSTER_REACHABLE, QUEUE_AGE_SECONDS, ROOMS_NOT_READY},
    reconcile::held::HeldCluster,
};

/// Of one cluster, by the worker that is on it.
#[derive(Debug)]
pub(in crate::reconcile) struct Gauges {
    cluster: String,
}

impl Gauges {
    pub(in crate::reconcile) fn of(held: &HeldCluster) -> Self {
        Self { cluster: held.name.clone() }
    }

    /// `age` is how long the order that waits longest beyond its time has waited.
    pub(in crate::reconcile) fn tell(&self, held: &HeldCluster, age: Duration) {
        let late = held.bells.late(held.app.clock.now());
        self.sums(age, u32::try_from(late).unwrap_or(u32::MAX));
        metrics::gauge!(CLUSTER_REACHABLE, "cluster" => self.cluster.clone()).set(f64::from(u8::from(held.is_answering())));
    }

    fn sums(&self, age: Duration, late: u32) {
        metrics::gauge!(QUEUE_AGE_SECONDS, "cluster" => self.cluster.clone()).set(age);
        metrics::gauge!(ROOMS_NOT_READY, "cluster" => self.cluster.clone()).set(f64::from(late));
    }
}

impl Drop for Gauges {
    /// The next worker counts from its first tick on; until this one's are silent, the same rooms must not count twice.
    fn drop(&mut self) {
        self.sums(Duration::ZERO, 0);
    }
}
