//! What nodes offer and what pods ask, in the units of a cluster's calendar.
//!
//! Source of a pod's request: the larger of the sum of its containers and its largest init container, plus overhead, as the scheduler counts it;
//! init containers that go on running count with the containers.

use std::collections::BTreeMap;

use homeroom_domain::{sizing::NodeShape, workload::NETWORK_RESOURCE};
use k8s_openapi::{
    api::core::v1::{Container, Node, Pod},
    apimachinery::pkg::api::resource::Quantity,
};

/// A node, as far as capacity and its health go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeFacts {
    /// Ready, not cordoned, and without a taint that keeps ordinary pods away.
    pub schedulable: bool,
    pub allocatable: NodeShape,
}

/// A pod that is not one of our rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignPod {
    pub node: String,
    pub of_daemon_set: bool,
    pub asks: NodeShape,
}

type Quantities = Option<BTreeMap<String, Quantity>>;

/// `interfaces` is the extended resource by which nodes offer one pod a network interface of its own, where the cluster has one.
pub(super) fn node(node: &Node, interfaces: Option<&str>) -> NodeFacts {
    let spec = node.spec.as_ref();
    let status = node.status.as_ref();
    let ready =
        status.and_then(|status| status.conditions.as_ref()).into_iter().flatten().any(|c| c.type_ == "Ready" && c.status == "True");
    let cordoned = spec.and_then(|spec| spec.unschedulable).unwrap_or_default();
    let tainted = spec.and_then(|spec| spec.taints.as_ref()).into_iter().flatten().any(|taint| taint.effect != "PreferNoSchedule");
    let allocatable = status.map(|status| amounts(&status.allocatable, interfaces)).unwrap_or_default();
    NodeFacts { schedulable: ready && !cordoned && !tainted, allocatable }
}

/// What a pod takes, whoever's it is. `None` for one that holds nothing: not on a node yet, or ended.
pub(super) fn foreign(pod: &Pod, interfaces: Option<&str>) -> Option<ForeignPod> {
    let spec = pod.spec.as_ref()?;
    let phase = pod.status.as_ref().and_then(|status| status.phase.as_deref());
    if matches!(phase, Some("Succeeded" | "Failed")) {
        return None;
    }
    let of_daemon_set = pod.metadata.owner_references.iter().flatten().any(|owner| owner.kind == "DaemonSet");
    let asks = |container: &Container| asks(container, interfaces);
    let running = spec.containers.iter().chain(spec.init_containers.iter().flatten().filter(|container| goes_on(container))).map(asks);
    let running = running.fold(NodeShape::default(), |a, b| pairwise(a, b, std::ops::Add::add));
    let starting = spec.init_containers.iter().flatten().filter(|container| !goes_on(container)).map(asks);
    let peak = starting.fold(running, |a, b| pairwise(a, b, i64::max));
    let asks = NodeShape { pods: 1, ..pairwise(peak, amounts(&spec.overhead, interfaces), std::ops::Add::add) };
    Some(ForeignPod { node: spec.node_name.clone()?, of_daemon_set, asks })
}

fn goes_on(container: &Container) -> bool {
    container.restart_policy.as_deref() == Some("Always")
}

fn asks(container: &Container, interfaces: Option<&str>) -> NodeShape {
    container.resources.as_ref().map(|resources| amounts(&resources.requests, interfaces)).unwrap_or_default()
}

fn pairwise(a: NodeShape, b: NodeShape, of: fn(i64, i64) -> i64) -> NodeShape {
    let both = |a: Option<i64>, b: Option<i64>| (a.is_some() || b.is_some()).then(|| of(a.unwrap_or_default(), b.unwrap_or_default()));
    NodeShape {
        cpu_milli: of(a.cpu_milli, b.cpu_milli),
        memory_mib: of(a.memory_mib, b.memory_mib),
        network_mbit: both(a.network_mbit, b.network_mbit),
        pods: of(a.pods, b.pods),
        interfaces: both(a.interfaces, b.interfaces),
    }
}

fn amounts(quantities: &Quantities, interfaces: Option<&str>) -> NodeShape {
    let read = |name: &str| quantities.as_ref()?.get(name).and_then(|quantity| thousandths(&quantity.0));
    let whole = |name: &str| read(name).map(|thousandths| i64::try_from(thousandths / 1000).unwrap_or(i64::MAX));
    NodeShape {
        cpu_milli: read("cpu").map_or(0, |milli| i64::try_from(milli).unwrap_or(i64::MAX)),
        memory_mib: whole("memory").unwrap_or_default() / (1 << 20),
        network_mbit: whole(NETWORK_RESOURCE),
        pods: whole("pods").unwrap_or_default(),
        // Where the cluster names them, a node without has none.
        interfaces: interfaces.map(|name| whole(name).unwrap_or_default()),
    }
}

/// A Kubernetes quantity in thousandths, rounded towards zero. `None` when it is none.
fn thousandths(text: &str) -> Option<i128> {
    let split = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+')).unwrap_or(text.len());
    let (number, suffix) = text.split_at(split);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = &fraction[..fraction.len().min(6)];
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let scale = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
    // In thousandths: "m" is 1.
    let (times, by): (i128, i128) = match suffix {
        "n" => (1, 1_000_000),
        "u" => (1, 1_000),
        "m" => (1, 1),
        "" => (1_000, 1),
        "k" => (1_000_000, 1),
        "M" => (1_000_000_000, 1),
        "G" => (1_000_000_000_000, 1),
        "T" => (1_000_000_000_000_000, 1),
        "P" => (1_000_000_000_000_000_000, 1),
        "Ki" => (1_000 << 10, 1),
        "Mi" => (1_000 << 20, 1),
        "Gi" => (1_000 << 30, 1),
        "Ti" => (1_000 << 40, 1),
        "Pi" => (1_000 << 50, 1),
        exponent => (10_i128.checked_pow(exponent.strip_prefix(['e', 'E'])?.parse().ok()?)?.checked_mul(1_000)?, 1),
    };
    Some(digits.checked_mul(times)? / scale / by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_as_kubernetes_writes_them() {
        for (text, expected) in
            [("2", 2_000), ("1500m", 1_500), ("0.5", 500), ("1Ki", 1_024_000), ("1e3", 1_000_000), ("100M", 100_000_000_000), ("250u", 0)]
        {
            assert_eq!(thousandths(text), Some(expected), "{text}");
        }
        assert_eq!(thousandths("much"), None);
    }

    #[test]
    fn a_pod_asks_for_the_larger_of_its_start_and_its_run() {
        let pod: Pod = serde_json::from_value(serde_json::json!({
            "spec": {
                "nodeName": "n1",
                "containers": [{"name": "a", "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}}, {"name": "b", "resources": {"requests": {"cpu": "500m"}}}],
                "initContainers": [
                    {"name": "once", "resources": {"requests": {"cpu": "3"}}},
                    {"name": "beside", "restartPolicy": "Always", "resources": {"requests": {"memory": "1Gi"}}},
                ],
            },
        }))
        .unwrap();
        let asks = foreign(&pod, None).unwrap().asks;
        assert_eq!((asks.cpu_milli, asks.memory_mib, asks.pods, asks.network_mbit), (3_000, 2_048, 1, None));
    }
    #[test]
    fn interfaces_are_read_by_the_name_that_the_cluster_gives_them() {
        let node: Node =
            serde_json::from_value(serde_json::json!({"status": {"allocatable": {"cpu": "4", "pods": "110", "example.com/eni": "12"}}}))
                .unwrap();
        let of = |name| super::node(&node, name).allocatable.interfaces;
        assert_eq!([of(None), of(Some("example.com/eni")), of(Some("example.com/other"))], [None, Some(12), Some(0)]);
        let requests = serde_json::json!({"requests": {"example.com/eni": "1"}});
        let pod: Pod =
            serde_json::from_value(serde_json::json!({"spec": {"nodeName": "n1", "containers": [{"name": "a", "resources": requests}]}}))
                .unwrap();
        assert_eq!(foreign(&pod, Some("example.com/eni")).unwrap().asks.interfaces, Some(1));
        assert_eq!(foreign(&pod, None).unwrap().asks.interfaces, None);
    }
}
