//! The namespace and its bounds: who may run there, how much, and as whom.

use std::collections::BTreeMap;

use k8s_openapi::ByteString;
use k8s_openapi::{
    api::{
        core::v1::{ConfigMap, LimitRange, LimitRangeItem, LimitRangeSpec, Namespace, ResourceQuota, ResourceQuotaSpec, ServiceAccount},
        policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec},
    },
    apimachinery::pkg::{
        api::resource::Quantity,
        apis::meta::v1::{LabelSelector, ObjectMeta},
        util::intstr::IntOrString,
    },
};

use super::{
    desired::Desired,
    document,
    names::{GENERATION_LABEL, NETWORK_RESOURCE, namespace_name},
    room::{self, POD_LABELS},
};
use crate::sizing::RoomSize;

/// The rules of Pod Security are those of this release, so that a cluster's upgrade never refuses a room that ran before.
const POD_SECURITY_VERSION: &str = "v1.36";
/// A room that is replaced (its node was lost) runs beside its successor until the node is given up. All rooms of one node may be.
const ROOMS_WITH_REPLACEMENT: i64 = 2;

pub(super) fn namespace(desired: &Desired, labels: &BTreeMap<String, String>) -> Namespace {
    let mut labels = labels.clone();
    labels.insert(GENERATION_LABEL.into(), desired.order.generation.to_string());
    restricted(namespace_name(desired.order.id), labels)
}

/// One in which pods have no rights on their nodes.
pub(super) fn restricted(name: String, mut labels: BTreeMap<String, String>) -> Namespace {
    for mode in ["enforce", "audit", "warn"] {
        labels.insert(format!("pod-security.kubernetes.io/{mode}"), "restricted".into());
        labels.insert(format!("pod-security.kubernetes.io/{mode}-version"), POD_SECURITY_VERSION.into());
    }
    let metadata = ObjectMeta { name: Some(name), labels: Some(labels), ..ObjectMeta::default() };
    Namespace { metadata, ..Namespace::default() }
}

/// Never below what the order booked; its sum and as much again for replacements.
pub(super) fn quota(desired: &Desired, metadata: ObjectMeta) -> ResourceQuota {
    let sum = |of: fn(&RoomSize) -> i64| desired.rooms.iter().map(|room| of(&room.size)).sum::<i64>() * ROOMS_WITH_REPLACEMENT;
    let pods = i64::try_from(desired.rooms.len()).unwrap_or(i64::MAX).saturating_mul(ROOMS_WITH_REPLACEMENT);
    let (cpu, memory) = (room::cpu(sum(|size| size.cpu_milli)), room::memory(sum(|size| size.memory_mib)));
    let mut hard = BTreeMap::from([
        ("pods".to_owned(), Quantity(pods.to_string())),
        ("requests.cpu".to_owned(), cpu.clone()),
        ("limits.cpu".to_owned(), cpu),
        ("requests.memory".to_owned(), memory.clone()),
        ("limits.memory".to_owned(), memory),
        ("persistentvolumeclaims".to_owned(), Quantity(i64::from(desired.claim.is_some()).to_string())),
        ("services.loadbalancers".to_owned(), Quantity("0".into())),
        ("services.nodeports".to_owned(), Quantity("0".into())),
    ]);
    if desired.settings.network_limited {
        hard.insert(format!("requests.{NETWORK_RESOURCE}"), Quantity(sum(|size| size.network_mbit).to_string()));
    }
    if let Some(profile) = desired.settings.interfaces.as_ref().filter(|_| sum(|size| size.interfaces) > 0) {
        hard.insert(format!("requests.{}", profile.resource), Quantity(sum(|size| size.interfaces).to_string()));
    }
    ResourceQuota {
        metadata,
        spec: Some(ResourceQuotaSpec { hard: Some(hard), ..ResourceQuotaSpec::default() }),
        ..ResourceQuota::default()
    }
}

/// No container is larger than the order's largest room; one that asks for nothing gets little.
pub(super) fn limits(desired: &Desired, metadata: ObjectMeta) -> LimitRange {
    let largest = |of: fn(&RoomSize) -> i64| desired.rooms.iter().map(|room| of(&room.size)).max().unwrap_or_default();
    let pair =
        |cpu: i64, memory: i64| Some(BTreeMap::from([("cpu".to_owned(), room::cpu(cpu)), ("memory".to_owned(), room::memory(memory))]));
    let (cpu, memory) = (largest(|size| size.cpu_milli), largest(|size| size.memory_mib));
    let little = pair(cpu.min(100), memory.min(128));
    let container = LimitRangeItem {
        type_: "Container".into(),
        max: pair(cpu, memory),
        default: little.clone(),
        default_request: little,
        ..LimitRangeItem::default()
    };
    LimitRange { metadata, spec: Some(LimitRangeSpec { limits: vec![container] }) }
}

/// Rooms speak to nobody's API server.
pub(super) fn account(metadata: ObjectMeta) -> ServiceAccount {
    ServiceAccount { metadata, automount_service_account_token: Some(false), ..ServiceAccount::default() }
}

pub(super) fn document(desired: &Desired, metadata: ObjectMeta) -> ConfigMap {
    let packed = ByteString(document::pack(&desired.order.document));
    ConfigMap { metadata, binary_data: Some([("order.json.gz".to_owned(), packed)].into()), ..ConfigMap::default() }
}

/// A drained node waits for its rooms: nothing evicts one.
pub(super) fn no_eviction(metadata: ObjectMeta) -> PodDisruptionBudget {
    let selector = LabelSelector { match_labels: Some(room::labels(POD_LABELS)), ..LabelSelector::default() };
    let spec = PodDisruptionBudgetSpec {
        max_unavailable: Some(IntOrString::Int(0)),
        selector: Some(selector),
        ..PodDisruptionBudgetSpec::default()
    };
    PodDisruptionBudget { metadata, spec: Some(spec), ..PodDisruptionBudget::default() }
}
