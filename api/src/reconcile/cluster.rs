//! The cluster itself: whether it answers, what its nodes let it sell, and what a person should know of it.

use std::collections::BTreeMap;

use homeroom_domain::{
    capacity::{self, ClusterCapacity, IgnoredNode, NodeFacts},
    diff,
    ids::OrderId,
    sizing::NodeShape,
    workload::{INSTALLATION_LABEL, ObjectKind, ObjectRef, namespace_name, priority_classes},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{apply, error::ReconcileError, place::Place, store};
use crate::{
    kinds,
    kube::{ForeignPod, KubeError, SeenNode},
};

/// Asks for a sign of life and records what follows. Gives whether it is news that the cluster answers, or that it does not.
pub(super) async fn look(place: &Place, now: Timestamp) -> Result<bool, ReconcileError> {
    let answer = place.kube.version().await;
    let news = place.set_answers(answer.is_ok());
    conditions(place, &answer, now).await?;
    Ok(news)
}

/// Records nodes and limits where they changed.
pub(super) async fn capacity(place: &Place) -> Result<(), ReconcileError> {
    if !place.mirror.is_synced() {
        return Ok(());
    }
    let (nodes, foreign) = place.mirror.nodes();
    let nodes = facts(&nodes, &foreign);
    let mut tx = place.read().await?;
    let Some(row) = store::cluster(tx.conn(), place.cluster()).await? else { return Ok(()) };
    drop(tx);
    let new = capacity::limits(&nodes, row.node_limit.map(i32::unsigned_abs), row.headroom_percent.unsigned_abs());
    place.set_network(new.shape.is_some_and(|shape| shape.network_mbit.is_some()));
    if serde_json::to_value(&new).ok().as_ref() != Some(&row.capacity) {
        let mut tx = place.lease.begin().await?;
        store::record_capacity(&mut tx, place.cluster(), &row, &nodes, &new).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// What DaemonSets take comes off a node's shape; what others' pods take comes off the limits.
fn facts(nodes: &BTreeMap<String, SeenNode>, foreign: &[ForeignPod]) -> Vec<NodeFacts> {
    let taken = |name: &str, of_daemon_sets: bool| {
        let pods = foreign.iter().filter(|pod| pod.node == name && pod.of_daemon_set == of_daemon_sets);
        pods.fold(NodeShape::default(), |sum, pod| plus(sum, pod.asks, 1))
    };
    let facts = |(name, seen): (&String, &SeenNode)| NodeFacts {
        name: name.clone(),
        schedulable: seen.offer.schedulable,
        allocatable: plus(seen.offer.allocatable, taken(name, true), -1),
        used_by_others: taken(name, false),
    };
    nodes.iter().map(facts).collect()
}

/// Network counts only where the first has it.
fn plus(a: NodeShape, b: NodeShape, times: i64) -> NodeShape {
    let network = match (a.network_mbit, b.network_mbit) {
        (Some(a), b) => Some(a + times * b.unwrap_or_default()),
        (None, Some(b)) if times > 0 => Some(b),
        (None, _) => None,
    };
    NodeShape {
        cpu_milli: a.cpu_milli + times * b.cpu_milli,
        memory_mib: a.memory_mib + times * b.memory_mib,
        network_mbit: network,
        pods: a.pods + times * b.pods,
    }
}

/// Makes the priority classes that the catalogue's kinds need.
pub(super) async fn priority_classes_stand(place: &Place) -> Result<(), ReconcileError> {
    let mut tx = place.read().await?;
    let planned = priority_classes(&kinds::store::all(tx.conn()).await?);
    drop(tx);
    let mut observed = BTreeMap::new();
    for planned in &planned {
        match place.kube.get(ObjectKind::PriorityClass, None, &planned.object.name).await {
            Ok(found) => drop(observed.insert(ObjectRef::new(ObjectKind::PriorityClass, &planned.object.name), found)),
            Err(KubeError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    apply::cluster_changes(place, &diff::cluster_objects(&planned, &observed)).await?;
    Ok(())
}

/// Type, status, reason, parameters.
type Told = (&'static str, &'static str, &'static str, Value);

/// A condition of a cluster, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Condition {
    #[serde(rename = "type")]
    kind: String,
    status: String,
    reason: String,
    params: Value,
    since: Timestamp,
}

async fn conditions(place: &Place, answer: &Result<String, KubeError>, now: Timestamp) -> Result<(), ReconcileError> {
    let mut tx = place.read().await?;
    let Some(row) = store::cluster(tx.conn(), place.cluster()).await? else { return Ok(()) };
    let strangers = match answer {
        Ok(_) if place.mirror.is_synced() => strangers(place, &store::placed(tx.conn(), place.cluster()).await?),
        _ => Vec::new(),
    };
    drop(tx);
    let earlier: Vec<Condition> = serde_json::from_value(row.conditions.clone()).unwrap_or_default();
    let next = carry(&earlier, told(answer, &row, &strangers), now);
    let version = answer.as_ref().unwrap_or(&row.version);
    if next != earlier || *version != row.version {
        let mut tx = place.lease.begin().await?;
        store::record_conditions(&mut tx, place.cluster(), &json!(next), version).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn told(answer: &Result<String, KubeError>, row: &store::ClusterRow, strangers: &[String]) -> Vec<Told> {
    let mut told = vec![match answer {
        Ok(_) => ("ApiReachable", "true", "Answers", json!({})),
        Err(error) => ("ApiReachable", "false", error.reason(), json!({})),
    }];
    if row.is_cordoned {
        told.push(("Cordoned", "true", "CordonedByHand", json!({})));
    }
    let ignored = serde_json::from_value::<ClusterCapacity>(row.capacity.clone()).map(|capacity| capacity.ignored).unwrap_or_default();
    if !ignored.is_empty() {
        told.push(("NodesIgnored", "true", "NodesNotCounted", json!({ "nodes": names(ignored) })));
    }
    if !strangers.is_empty() {
        told.push(("UnknownNamespaces", "true", "UnknownNamespacesFound", json!({ "namespaces": strangers })));
    }
    told
}

/// So many are named; a cluster may have thousands.
const NAMED: usize = 50;

fn names(mut ignored: Vec<IgnoredNode>) -> Vec<IgnoredNode> {
    ignored.truncate(NAMED);
    ignored
}

/// Since when each condition has had its status and reason.
fn carry(earlier: &[Condition], told: Vec<Told>, now: Timestamp) -> Vec<Condition> {
    let since = |kind: &str, status: &str, reason: &str| {
        let same = earlier.iter().find(|old| old.kind == kind && old.status == status && old.reason == reason);
        same.map_or(now, |old| old.since)
    };
    told.into_iter()
        .map(|(kind, status, reason, params)| Condition {
            since: since(kind, status, reason),
            kind: kind.to_owned(),
            status: status.to_owned(),
            reason: reason.to_owned(),
            params,
        })
        .collect()
}

/// Namespaces that bear our kind of name and that no order of this installation explains. Reported, never deleted: another installation's are not
/// strangers, and those of a lost database are all that is left of it.
fn strangers(place: &Place, placed: &[OrderId]) -> Vec<String> {
    let known: std::collections::HashSet<String> = placed.iter().map(|order| namespace_name(*order)).collect();
    let is_stranger = |namespace: &&Value| {
        let name = namespace["metadata"]["name"].as_str().unwrap_or_default();
        let installation = namespace["metadata"]["labels"][INSTALLATION_LABEL].as_str();
        let gone = namespace["metadata"].get("deletionTimestamp").is_some();
        is_ours_by_name(name) && !known.contains(name) && !gone && installation.is_none_or(|other| other == place.app.config.installation)
    };
    let namespaces = place.mirror.namespaces();
    let mut names: Vec<_> =
        namespaces.iter().filter(is_stranger).filter_map(|namespace| namespace["metadata"]["name"].as_str().map(str::to_owned)).collect();
    names.sort_unstable();
    names.truncate(NAMED);
    names
}

fn is_ours_by_name(name: &str) -> bool {
    name.strip_prefix("o-").is_some_and(|rest| uuid::Uuid::try_parse(rest).is_ok())
}
