//! One cluster as its worker holds it: the lease, the client, what its watches told, and whether it answers.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use homeroom_domain::ids::{ClusterId, OrderId};

use super::load::Schedules;
use crate::{
    app::AppState,
    auth::SystemTx,
    jobs::{Lease, LeaseLost},
    kube::{Cluster, Mirror},
};

/// What every round on a cluster shares.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) app: AppState,
    pub(super) lease: Lease,
    /// For people: metrics and logs.
    pub(super) name: String,
    pub(super) kube: Cluster,
    pub(super) mirror: Arc<Mirror>,
    pub(super) schedules: Schedules,
    answers: AtomicBool,
    /// Whether its nodes count network; known once they were seen.
    network: OnceLock<AtomicBool>,
    /// Rooms that a lesson is in and that are not available, by order.
    late: Mutex<HashMap<OrderId, u32>>,
}

impl Place {
    pub(super) fn new(app: AppState, lease: Lease, name: String, kube: Cluster) -> Self {
        Self {
            app,
            lease,
            name,
            kube,
            mirror: Arc::default(),
            schedules: Schedules::default(),
            answers: AtomicBool::new(true),
            network: OnceLock::new(),
            late: Mutex::default(),
        }
    }

    pub(super) fn cluster(&self) -> ClusterId {
        self.lease.cluster()
    }

    /// Asked before each write to Kubernetes.
    pub(super) fn lease_holds(&self) -> Result<(), LeaseLost> {
        if self.lease.holds() { Ok(()) } else { Err(LeaseLost) }
    }

    /// A transaction that only looks: it takes no lock on the lease, so that looking writes nothing.
    pub(super) async fn read(&self) -> sqlx::Result<SystemTx> {
        SystemTx::of_worker(&self.app.pools).await
    }

    /// Whether the API answered when it was last asked.
    pub(super) fn answers(&self) -> bool {
        self.answers.load(Ordering::Relaxed)
    }

    /// Gives whether that is news.
    pub(super) fn set_answers(&self, answers: bool) -> bool {
        self.answers.swap(answers, Ordering::Relaxed) != answers
    }

    /// Notes whether rooms ask for network here.
    pub(super) fn set_network(&self, limited: bool) {
        self.network.get_or_init(AtomicBool::default).store(limited, Ordering::Relaxed);
    }

    /// Whether rooms ask for network here. `None` until nodes were seen.
    pub(super) fn network(&self) -> Option<bool> {
        self.network.get().map(|limited| limited.load(Ordering::Relaxed))
    }

    /// Notes how many rooms of an order missed their bell; gives the cluster's sum.
    pub(super) fn note_late(&self, order: OrderId, rooms: u32) -> u32 {
        let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
        if rooms == 0 {
            late.remove(&order);
        } else {
            late.insert(order, rooms);
        }
        late.values().sum()
    }
}
