//! One cluster as its worker holds it: the lease, the client, what its watches told, whether it answers and how much of it is seen.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use homeroom_domain::{
    cluster::{
        capacity::ClusterCapacity,
        condition::{ClusterCondition, ClusterConditionType, RecordedClusterCondition},
        interfaces::Interfaces,
        lane::WorkLane,
    },
    diff::Observed,
    ids::ClusterId,
    nodes::{groups::GroupSeen, image::ImageName, preload::Preloaded},
    phase::ConditionStatus,
};
use serde::Deserialize as _;
use serde_json::Value;
use tokio::sync::Notify;
use uuid::Uuid;

use super::{
    bells::Bells,
    contests::Contests,
    error::ReconcileError,
    packing::Packing,
    pauses::{Paused, Pauses},
    store::ClusterRow,
};
use crate::{
    app::AppState,
    auth::SystemTx,
    jobs::{Lease, LeaseLost},
    kube::{Cluster, Mirror},
};

/// What every round on a cluster shares.
#[derive(Debug)]
pub(super) struct HeldCluster {
    pub(super) app: AppState,
    pub(super) lease: Lease,
    /// For people: metrics and logs.
    pub(super) name: String,
    /// As it was registered: of its `kube-system` namespace.
    pub(super) uid: Uuid,
    pub(super) kube: Cluster,
    /// How rooms get network interfaces of their own here. Work begins again when that changes.
    pub(super) interfaces: Option<Interfaces>,
    pub(super) mirror: Arc<Mirror>,
    /// Rooms that a lesson is in and that are not up.
    pub(super) bells: Bells,
    /// Until when rooms stay, and which nodes those are advised that come up.
    pub(super) packing: Packing,
    /// Objects that somebody else sets back.
    pub(super) contests: Contests,
    /// Rung for whoever counts nodes.
    pub(super) nodes_changed: Notify,
    /// Rung for whoever says how the cluster is: something of it is another now.
    pub(super) said_anew: Notify,
    /// As of the last pulse.
    answering: AtomicBool,
    /// The last look at it succeeded.
    answered: AtomicBool,
    /// Looks have failed for so long, or have found something else, that nothing is known of it any more.
    lost: AtomicBool,
    /// Whether its nodes count network; known once they were seen.
    network: Mutex<Option<bool>>,
    /// What packs is sold on it, or was, as of the last look at its nodes.
    is_packed: AtomicBool,
    /// How rooms' images stand on its nodes, as was last seen.
    images: Mutex<Vec<(String, Preloaded)>>,
    /// How its node groups stand, each by its name, as was last seen.
    groups: Mutex<Vec<(String, GroupSeen)>>,
    /// Whether it enforces NetworkPolicy, as was found out last; `None` before that.
    policies: Mutex<Option<ClusterCondition>>,
    /// Whether rooms are reached on the road that clients take, as was found out last; `None` before that.
    roads: Mutex<Option<ClusterCondition>>,
    /// From which image rooms start here.
    room_image: Mutex<ImageName>,
    /// What is paused here, as was seen last.
    pauses: Pauses,
    /// All orders are to be looked at: what their rooms start from is another now, or what is paused.
    stale: AtomicBool,
}

/// How much of the cluster is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// It answers, and its watches are on their way.
    Waiting,
    Clear,
    /// It has not answered for `Looks::silence`, or something of it cannot be watched: nothing is known, and that is said. A shorter silence leaves the picture
    /// as it was: what is written on it is fenced by versions, and fails until the cluster answers.
    Blind,
}

impl HeldCluster {
    /// `room_image`: what rooms started from until now; `None` where that was not decided yet.
    pub(super) fn new(
        app: AppState,
        lease: Lease,
        (row, interfaces): (&ClusterRow, Option<Interfaces>),
        kube: Cluster,
        room_image: Option<&str>,
    ) -> Self {
        let room_image = ImageName::of(room_image.unwrap_or(&app.config.room_image));
        Self {
            app,
            lease,
            name: row.name.clone(),
            uid: row.uid,
            kube,
            interfaces,
            mirror: Arc::default(),
            bells: Bells::default(),
            packing: Packing::default(),
            contests: Contests::default(),
            nodes_changed: Notify::new(),
            said_anew: Notify::new(),
            answering: AtomicBool::new(true),
            answered: AtomicBool::new(true),
            lost: AtomicBool::new(false),
            network: Mutex::new(network_in(&row.capacity)),
            is_packed: AtomicBool::new(row.sells_packed),
            images: Mutex::default(),
            groups: Mutex::default(),
            policies: Mutex::new(recorded_in(&row.conditions, ClusterConditionType::NetworkPolicyEnforced)),
            roads: Mutex::new(recorded_in(&row.conditions, ClusterConditionType::RoomsReachable)),
            room_image: Mutex::new(room_image),
            pauses: Pauses::of(row.paused()),
            stale: AtomicBool::new(false),
        }
    }

    /// Notes what is paused here. Where that is news, all orders are looked at.
    pub(super) fn saw_paused(&self, paused: Paused) {
        if self.pauses.saw(paused) {
            self.mark_stale();
        }
    }

    /// Whether a work of this cluster is paused. What is done order by order is read with the order.
    pub(super) fn is_paused(&self, lane: WorkLane) -> bool {
        self.pauses.holds(lane)
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

    /// A database that does not answer ends no work: what was asked is asked again, and whether we may go on is the lease's matter. `None` then.
    pub(super) fn outlives<T>(&self, asked: Result<T, ReconcileError>) -> Result<Option<T>, ReconcileError> {
        match asked {
            Err(ReconcileError::Database(error)) => {
                tracing::warn!(cluster = %self.cluster(), %error, "the database does not answer; work on a cluster goes on");
                Ok(None)
            }
            asked => asked.map(Some),
        }
    }

    /// Whether it answers within a second: what new orders ask for. Nothing else does.
    pub(super) fn is_answering(&self) -> bool {
        self.answering.load(Ordering::Relaxed)
    }

    pub(super) fn set_answering(&self, answering: bool) {
        self.answering.store(answering, Ordering::Relaxed);
    }

    /// Whether the last look at it succeeded.
    pub(super) fn answered(&self) -> bool {
        self.answered.load(Ordering::Relaxed)
    }

    pub(super) fn set_answered(&self, answered: bool, lost: bool) {
        self.answered.store(answered, Ordering::Relaxed);
        self.lost.store(lost, Ordering::Relaxed);
    }

    /// Whether rooms go where it was counted on that they pack.
    pub(super) fn is_packed(&self) -> bool {
        self.is_packed.load(Ordering::Relaxed)
    }

    pub(super) fn set_packed(&self, is_packed: bool) {
        self.is_packed.store(is_packed, Ordering::Relaxed);
    }

    /// How much of the cluster is seen now.
    pub(super) fn sight(&self) -> Sight {
        // Watches that fail beside an API that does not answer say nothing of their own.
        let is_blind = self.lost.load(Ordering::Relaxed) || (self.answered() && self.mirror.failing().is_some());
        if is_blind {
            return Sight::Blind;
        }
        // Which bounds rooms ask for is part of the picture.
        if self.mirror.is_synced() && self.network().is_some() { Sight::Clear } else { Sight::Waiting }
    }

    /// What was seen of an order's namespace. `None` unless all of it can be believed.
    pub(super) fn observe(&self, namespace: &str) -> Option<Observed> {
        (self.sight() == Sight::Clear).then(|| self.mirror.observe(namespace))?
    }

    /// How rooms' images stand on its nodes, each by name. Empty before that was seen.
    pub(super) fn images(&self) -> Vec<(String, Preloaded)> {
        self.images.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_images(&self, images: Vec<(String, Preloaded)>) {
        *self.images.lock().unwrap_or_else(PoisonError::into_inner) = images;
    }

    /// How its node groups stand, each by its name. Empty where there is none, and before that was seen.
    pub(super) fn groups(&self) -> Vec<(String, GroupSeen)> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_groups(&self, groups: Vec<(String, GroupSeen)>) {
        *self.groups.lock().unwrap_or_else(PoisonError::into_inner) = groups;
    }

    /// Whether it enforces NetworkPolicy, as was found out last.
    pub(super) fn policies(&self) -> Option<ClusterCondition> {
        self.policies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_policies(&self, found: ClusterCondition) {
        *self.policies.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
    }

    /// Whether rooms are reached, as was found out last.
    pub(super) fn roads(&self) -> Option<ClusterCondition> {
        self.roads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Rooms are known not to be reached. Where that is not known, nothing is held against the cluster.
    pub(super) fn is_cut_off(&self) -> bool {
        self.roads().is_some_and(|found| found.status == ConditionStatus::False)
    }

    /// That it is otherwise than before is said at once.
    pub(super) fn set_roads(&self, found: ClusterCondition) {
        let mut known = self.roads.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_ref() != Some(&found) {
            *known = Some(found);
            self.said_anew.notify_one();
        }
    }

    /// From which image rooms start here now.
    pub(super) fn room_image(&self) -> ImageName {
        self.room_image.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Rooms start from another image from now on, each when it starts next.
    pub(super) fn take_image(&self, image: ImageName) {
        *self.room_image.lock().unwrap_or_else(PoisonError::into_inner) = image;
        self.mark_stale();
    }

    /// All orders are to be looked at.
    pub(super) fn mark_stale(&self) {
        self.stale.store(true, Ordering::Relaxed);
    }

    /// Whether all orders are to be looked at since this was asked last.
    pub(super) fn was_stale(&self) -> bool {
        self.stale.swap(false, Ordering::Relaxed)
    }

    /// Notes whether rooms ask for network here.
    pub(super) fn set_network(&self, limited: bool) {
        *self.network.lock().unwrap_or_else(PoisonError::into_inner) = Some(limited);
    }

    /// Whether rooms ask for network here. `None` until nodes were seen.
    pub(super) fn network(&self) -> Option<bool> {
        *self.network.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As it was recorded last.
fn recorded_in(conditions: &Value, kind: ClusterConditionType) -> Option<ClusterCondition> {
    let recorded = conditions.as_array()?.iter().filter_map(|one| RecordedClusterCondition::deserialize(one).ok());
    recorded.map(|one| one.condition).find(|one| one.kind == kind)
}

/// As the cluster's nodes were last counted. `None` when none could be sold then.
fn network_in(capacity: &Value) -> Option<bool> {
    let capacity: ClusterCapacity = serde_json::from_value(capacity.clone()).ok()?;
    capacity.shape.map(|shape| shape.network_mbit.is_some())
}
