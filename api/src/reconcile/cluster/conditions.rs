//! The cluster itself: whether it answers, what its nodes let it sell, and what a person should know of it.

use std::collections::{BTreeMap, HashMap, HashSet};

use futures::future::try_join_all;
use homeroom_domain::{
    cluster::{
        capacity::{self, ClusterCapacity, NodeOffer, PodsBorne},
        condition::{self, ClusterCondition, ClusterConditionType, ClusterReason, RecordedClusterCondition},
        thresholds::Thresholds,
    },
    condition::{ConditionStatus, carry},
    diff,
    ids::OrderId,
    sizing::NodeShape,
    slots::Slot,
    workload::{INSTALLATION_LABEL, ObjectKind, ObjectRef, PlannedObject, namespace_name, order_of_namespace, priority_classes},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    clusters::store::{self as clusters, Drain},
    images::rolls,
    jobs::{self, Wake},
    kinds,
    kube::{Failing, ForeignPod, KubeError, SeenNode},
    reconcile::{error::ReconcileError, held::HeldCluster, order, store},
};

/// What a look at the cluster found.
pub(in crate::reconcile) struct Found {
    pub(in crate::reconcile) answer: Result<(), KubeError>,
    /// If it was asked.
    pub(in crate::reconcile) version: Option<String>,
    pub(in crate::reconcile) failing: Option<Failing>,
    /// As `verb resource.group`; asked only where a watch is forbidden.
    pub(in crate::reconcile) missing_rights: Vec<String>,
}

/// Records nodes and limits where they changed.
pub(in crate::reconcile) async fn capacity(held: &HeldCluster) -> Result<(), ReconcileError> {
    // Seen before the orders are read: a room's pod comes after its order.
    let mut unexplained = held.mirror.with_rooms(None);
    let mut tx = held.read().await?;
    let Some(row) = store::cluster(tx.conn(), held.cluster()).await? else { return Ok(()) };
    for order in store::placed(tx.conn(), held.cluster()).await? {
        unexplained.remove(&namespace_name(order));
    }
    drop(tx);
    let (seen, others) = held.mirror.nodes(&unexplained);
    let nodes = offers(&seen, &others);
    let bears: Thresholds = serde_json::from_value(row.thresholds.clone()).unwrap_or_default();
    let new = capacity::limits(&bears.on_nodes(&nodes), row.node_limit.map(i32::unsigned_abs), row.headroom_percent.unsigned_abs());
    let new = new.bearing(bears.pods(), PodsBorne::rounded(others.len()));
    let new = new.remembering(serde_json::from_value(row.capacity.clone()).ok().as_ref());
    if let Some(limited) = network_limited(held, &new, &nodes) {
        held.set_network(limited);
    }
    if serde_json::to_value(&new).ok().as_ref() != Some(&row.capacity) {
        let mut tx = held.lease.begin().await?;
        store::record_capacity(&mut tx, held.cluster(), row.calendar_id, (&nodes, &new), held.app.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whether rooms ask for network. While no node can be sold it stays as it was: rooms must not change because nodes are away.
fn network_limited(held: &HeldCluster, new: &ClusterCapacity, nodes: &[NodeOffer]) -> Option<bool> {
    let of_any = || nodes.iter().any(|node| node.allocatable.network_mbit.is_some());
    match new.shape {
        Some(shape) => Some(shape.network_mbit.is_some()),
        None => held.network().is_none().then(of_any),
    }
}

/// What DaemonSets take comes off a node's shape; what others' pods take comes off the limits.
fn offers(nodes: &BTreeMap<String, SeenNode>, others: &[ForeignPod]) -> Vec<NodeOffer> {
    let mut taken: HashMap<(&str, bool), NodeShape> = HashMap::new();
    for pod in others {
        let sum = taken.entry((pod.node.as_str(), pod.of_daemon_set)).or_default();
        *sum = plus(*sum, pod.asks, 1);
    }
    let taken = |name: &str, of_daemon_sets: bool| taken.get(&(name, of_daemon_sets)).copied().unwrap_or_default();
    let offer = |(name, seen): (&String, &SeenNode)| NodeOffer {
        name: name.clone(),
        schedulable: seen.facts.schedulable,
        allocatable: plus(seen.facts.allocatable, taken(name, true), -1),
        used_by_others: taken(name, false),
    };
    nodes.iter().map(offer).collect()
}

/// Network and interfaces count only where the first has them.
fn plus(a: NodeShape, b: NodeShape, times: i64) -> NodeShape {
    let where_it_counts = |a: Option<i64>, b: Option<i64>| match (a, b) {
        (Some(a), b) => Some(a + times * b.unwrap_or_default()),
        (None, Some(b)) if times > 0 => Some(b),
        (None, _) => None,
    };
    NodeShape {
        cpu_milli: a.cpu_milli + times * b.cpu_milli,
        memory_mib: a.memory_mib + times * b.memory_mib,
        network_mbit: where_it_counts(a.network_mbit, b.network_mbit),
        pods: a.pods + times * b.pods,
        interfaces: where_it_counts(a.interfaces, b.interfaces),
    }
}

/// Makes or repairs the priority classes that the catalogue's kinds need. `false` when something of it failed.
pub(in crate::reconcile) async fn priority_classes_stand(held: &HeldCluster) -> Result<bool, ReconcileError> {
    let mut tx = held.read().await?;
    let planned = priority_classes(&kinds::store::all(tx.conn()).await?);
    drop(tx);
    let stand = async {
        let observed = try_join_all(planned.iter().map(|planned| priority_class(held, planned))).await?;
        let changes = diff::cluster_objects(&planned, &observed.into_iter().flatten().collect());
        Ok(order::cluster_changes(held, &changes).await?.failed.is_empty())
    };
    match stand.await {
        Err(ReconcileError::Kube(error)) => {
            tracing::warn!(cluster = %held.cluster(), %error, "the priority classes of rooms do not stand");
            Ok(false)
        }
        stand => stand,
    }
}

async fn priority_class(held: &HeldCluster, planned: &PlannedObject) -> Result<Option<(ObjectRef, Value)>, ReconcileError> {
    match held.kube.get(ObjectKind::PriorityClass, None, &planned.object.name).await {
        Ok(found) => Ok(Some((planned.object.clone(), found))),
        Err(KubeError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Records what a look found, where it is news.
pub(in crate::reconcile) async fn conditions(held: &HeldCluster, found: &Found, now: Timestamp) -> Result<(), ReconcileError> {
    let mut tx = held.read().await?;
    let Some(row) = store::cluster(tx.conn(), held.cluster()).await? else { return Ok(()) };
    held.saw_paused(row.paused());
    // Turned off, what is packed until then is up all the same.
    let is_packed = row.sells_packed || store::is_packed(tx.conn(), row.calendar_id, Slot::holding(now).day().saturating_sub(1)).await?;
    held.set_packed(is_packed);
    let strangers = match found.answer {
        Ok(()) if held.mirror.is_synced() => strangers(held, &store::placed(tx.conn(), held.cluster()).await?),
        _ => Vec::new(),
    };
    let drain = if row.is_draining { Some(clusters::drain_counts(tx.conn(), held.cluster()).await?) } else { None };
    let roll = rolls::open_roll(tx.conn(), &held.app.config.room_image).await?;
    drop(tx);
    let earlier = earlier(&row.conditions);
    let mut told = told(found, &row, strangers);
    told.extend(drain.map(|drain| draining(&drain)));
    told.extend(condition::images_preloaded(&held.images()));
    told.extend(roll.map(|(image, stopped)| condition::image_rolls(image, stopped.as_ref())));
    told.extend(condition::node_groups_scaled(&held.groups()));
    told.extend(held.policies());
    told.extend(held.roads());
    let next = carry(&earlier, told, now);
    let version = found.version.as_ref().unwrap_or(&row.version);
    if next != earlier || *version != row.version {
        let mut tx = held.lease.begin().await?;
        store::record_conditions(&mut tx, held.cluster(), &json!(next), version).await?;
        if are_reached(&earlier) != are_reached(&next) {
            // Promises hold no more, or again.
            jobs::wake(tx.conn(), Wake::Limits).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

fn are_reached(conditions: &[RecordedClusterCondition]) -> Option<ConditionStatus> {
    let of_rooms = conditions.iter().find(|one| one.condition.kind == ClusterConditionType::RoomsReachable);
    of_rooms.map(|one| one.condition.status)
}

/// What was recorded, but for what a newer replica alone can read.
fn earlier(recorded: &Value) -> Vec<RecordedClusterCondition> {
    let recorded = recorded.as_array().map(Vec::as_slice).unwrap_or_default();
    recorded.iter().filter_map(|condition| RecordedClusterCondition::deserialize(condition).ok()).collect()
}

fn told(found: &Found, row: &store::ClusterRow, namespaces: Vec<String>) -> Vec<ClusterCondition> {
    use ClusterConditionType::{ApiReachable, Cordoned, LanesPaused, NodesIgnored, Paused, UnknownNamespaces, WatchesFailing};
    let mut told = vec![match &found.answer {
        Ok(()) => ClusterCondition::yes(ApiReachable, ClusterReason::Answers {}),
        Err(error) => ClusterCondition::no(ApiReachable, reason(error)),
    }];
    if let Some(failing) = &found.failing {
        let reason = match found.missing_rights.as_slice() {
            [] => ClusterReason::WatchesInterrupted { kinds: failing.kinds.iter().map(ToString::to_string).collect() },
            rights => ClusterReason::RightsMissing { rights: rights.to_vec() },
        };
        told.push(ClusterCondition::yes(WatchesFailing, reason));
    }
    if row.is_cordoned {
        told.push(ClusterCondition::yes(Cordoned, ClusterReason::CordonedByHand {}));
    }
    if row.is_paused {
        told.push(ClusterCondition::yes(Paused, ClusterReason::PausedByHand {}));
    }
    if !row.lanes.is_empty() {
        told.push(ClusterCondition::yes(LanesPaused, ClusterReason::LanesPausedByHand { lanes: row.lanes.clone() }));
    }
    let mut nodes = serde_json::from_value::<ClusterCapacity>(row.capacity.clone()).map(|capacity| capacity.ignored).unwrap_or_default();
    nodes.truncate(NAMED);
    if !nodes.is_empty() {
        told.push(ClusterCondition::yes(NodesIgnored, ClusterReason::NodesNotCounted { nodes }));
    }
    if !namespaces.is_empty() {
        told.push(ClusterCondition::yes(UnknownNamespaces, ClusterReason::UnknownNamespacesFound { namespaces }));
    }
    told
}

fn draining(drain: &Drain) -> ClusterCondition {
    let count = |of: i64| u32::try_from(of).unwrap_or(u32::MAX);
    let reason = match drain.left {
        0 => ClusterReason::Drained {},
        left => ClusterReason::OrdersLeaving { left: count(left), moving: count(drain.moving), blocked: count(drain.blocked) },
    };
    ClusterCondition::yes(ClusterConditionType::Draining, reason)
}

fn reason(error: &KubeError) -> ClusterReason {
    match error {
        KubeError::Unreachable { .. } => ClusterReason::Unreachable {},
        KubeError::Unauthorized => ClusterReason::Unauthorized {},
        KubeError::Forbidden { .. } => ClusterReason::Forbidden {},
        KubeError::Busy { .. } => ClusterReason::Busy {},
        KubeError::Conflict => ClusterReason::Conflict {},
        KubeError::NotFound => ClusterReason::NotFound {},
        KubeError::Refused { .. } => ClusterReason::Refused {},
        KubeError::AnotherCluster => ClusterReason::AnotherCluster {},
        KubeError::TooLarge => ClusterReason::TooLarge {},
        KubeError::NotKubernetes => ClusterReason::NotKubernetes {},
    }
}

/// So many are named; a cluster may have thousands.
const NAMED: usize = 50;

/// Namespaces that bear our kind of name and that no order of this installation explains. Reported, never deleted: another installation's are not
/// strangers, and those of a lost database are all that is left of it.
fn strangers(held: &HeldCluster, placed: &[OrderId]) -> Vec<String> {
    let known: HashSet<String> = placed.iter().map(|order| namespace_name(*order)).collect();
    let is_stranger = |namespace: &&Value| {
        let name = namespace["metadata"]["name"].as_str().unwrap_or_default();
        let installation = namespace["metadata"]["labels"][INSTALLATION_LABEL].as_str();
        let gone = namespace["metadata"].get("deletionTimestamp").is_some();
        order_of_namespace(name).is_some()
            && !known.contains(name)
            && !gone
            && installation.is_none_or(|other| other == held.app.config.installation)
    };
    let namespaces = held.mirror.namespaces();
    let mut names: Vec<_> =
        namespaces.iter().filter(is_stranger).filter_map(|namespace| namespace["metadata"]["name"].as_str().map(str::to_owned)).collect();
    names.sort_unstable();
    names.truncate(NAMED);
    names
}
