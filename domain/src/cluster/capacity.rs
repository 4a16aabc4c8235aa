//! What a cluster may sell: from facts about its nodes to a node shape and limits.
//!
//! Planned for equal nodes, because a share is a part of one node: larger nodes count as the commonest shape, smaller ones not at all, and are named.
//! What is booked of the limits is a calendar; how facts are read from a cluster is the service's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Resource,
    sizing::{NODE_SHARE_WHOLE, NodeShape},
};

/// What one node offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeOffer {
    pub name: String,
    /// Ready, and neither cordoned nor tainted against rooms.
    pub schedulable: bool,
    /// Allocatable, less what DaemonSets request.
    pub allocatable: NodeShape,
    /// Requested by pods that are neither ours nor of DaemonSets.
    #[serde(default)]
    pub used_by_others: NodeShape,
}

/// What a cluster may sell, and how that came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterCapacity {
    /// The commonest node; `None` while no node is schedulable.
    pub shape: Option<NodeShape>,
    /// What the commonest node was when one was schedulable last, while none is: those that come are taken to be like it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_shape: Option<NodeShape>,
    /// Schedulable nodes at least as large as the shape, by name.
    pub counted: Vec<String>,
    /// Nodes not counted, by name, with the reason.
    pub ignored: Vec<IgnoredNode>,
    /// How many of the counted nodes are sold: at most the node limit, less headroom.
    pub nodes_sold: u32,
    /// Counted nodes (at most the node limit) that are kept free.
    pub nodes_headroom: u32,
    pub limits: BTreeMap<Resource, i64>,
    /// What other people's pods take beyond what is sold: the first nodes that come make up for it. Nothing where a limit is above zero.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub owed: BTreeMap<Resource, i64>,
    /// What other people's pods take of the counted node on which they take most, of each resource; `None` where that was not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others_most: Option<NodeShape>,
    /// What its API server bears of pods; `None` before that was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pods: Option<PodsBorne>,
}

/// Pods that a cluster bears, however many its nodes could hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PodsBorne {
    /// Of rooms, at most.
    pub most: i64,
    /// Of others, DaemonSets too, rounded up to hundreds: what comes and goes all day is no news.
    pub foreign: i64,
    /// By how much the nodes could hold more.
    pub cut: i64,
}

impl PodsBorne {
    /// Pods of others, as they are counted here.
    pub fn rounded(foreign: usize) -> i64 {
        i64::try_from(foreign.div_ceil(100) * 100).unwrap_or(i64::MAX)
    }
}

impl ClusterCapacity {
    /// The same where the cluster bears so many pods in all, and others have some of them.
    #[must_use]
    pub fn bearing(mut self, pods: i64, foreign: i64) -> Self {
        let most = pods.saturating_sub(foreign).max(0);
        let held = self.limits.get(&Resource::Pods).copied().unwrap_or_default();
        let cut = held.saturating_sub(most).max(0);
        self.limits.insert(Resource::Pods, held - cut);
        self.pods = Some(PodsBorne { most, foreign, cut });
        self
    }

    /// The same with what nodes were, as it was known before, should none be left.
    #[must_use]
    pub fn remembering(mut self, before: Option<&Self>) -> Self {
        if self.shape.is_none() {
            self.last_shape = before.and_then(|before| before.shape.or(before.last_shape));
            if self.last_shape.is_some_and(|last| last.network_mbit.is_some()) {
                self.limits.insert(Resource::NetworkMbit, 0);
            }
            if self.last_shape.is_some_and(|last| last.interfaces.is_some()) {
                self.limits.insert(Resource::Interfaces, 0);
            }
        }
        self
    }
}

/// A node that does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IgnoredNode {
    pub name: String,
    #[serde(flatten)]
    pub reason: IgnoredReason,
}

/// Why a node does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum IgnoredReason {
    NotSchedulable,
    /// Smaller than the cluster's shape in a resource (the first of them).
    Smaller {
        resource: Resource,
    },
}

/// The limits of a cluster: schedulable nodes of its shape, at most `node_limit`, less `headroom_percent` rounded up to whole nodes (0 keeps none
/// free), less what other people's pods take. `network_mbit` is limited only where the shape has it.
pub fn limits(nodes: &[NodeOffer], node_limit: Option<u32>, headroom_percent: u32) -> ClusterCapacity {
    let Some(shape) = commonest(nodes) else { return unsellable(nodes) };
    let (counted, ignored) = sorted_out(nodes, shape);
    let usable = u32::try_from(counted.len()).unwrap_or(u32::MAX).min(node_limit.unwrap_or(u32::MAX));
    let headroom = (u64::from(usable) * u64::from(headroom_percent.min(100))).div_ceil(100);
    let nodes_headroom = u32::try_from(headroom).unwrap_or(usable);
    let nodes_sold = usable.saturating_sub(nodes_headroom);
    let left = left(shape, i64::from(nodes_sold), &counted);
    ClusterCapacity {
        shape: Some(shape),
        last_shape: None,
        limits: left.iter().map(|(resource, left)| (*resource, (*left).max(0))).collect(),
        owed: left.into_iter().filter(|(_, left)| *left < 0).map(|(resource, left)| (resource, -left)).collect(),
        counted: counted.iter().map(|n| n.name.clone()).collect(),
        ignored,
        nodes_sold,
        nodes_headroom,
        others_most: Some(others_most(&counted)),
        pods: None,
    }
}

fn unsellable(nodes: &[NodeOffer]) -> ClusterCapacity {
    ClusterCapacity {
        shape: None,
        last_shape: None,
        counted: Vec::new(),
        ignored: nodes.iter().map(|n| IgnoredNode { name: n.name.clone(), reason: IgnoredReason::NotSchedulable }).collect(),
        nodes_sold: 0,
        nodes_headroom: 0,
        limits: left(NodeShape::default(), 0, &[]),
        owed: BTreeMap::new(),
        others_most: None,
        pods: None,
    }
}

/// The commonest shape; among equally common ones that for which most nodes count (memory differs by a little between equal machines), then the
/// largest.
fn commonest(nodes: &[NodeOffer]) -> Option<NodeShape> {
    let mut seen: BTreeMap<NodeShape, usize> = BTreeMap::new();
    for node in nodes.iter().filter(|n| n.schedulable) {
        *seen.entry(node.allocatable).or_default() += 1;
    }
    let most = seen.values().copied().max()?;
    let covers = |shape: NodeShape| seen.iter().filter(|(other, _)| smaller_in(**other, shape).is_none()).map(|(_, n)| n).sum::<usize>();
    seen.iter().filter(|(_, n)| **n == most).map(|(shape, _)| (covers(*shape), *shape)).max().map(|(_, shape)| shape)
}

/// The first resource in which a node is smaller than a shape. Interfaces are none: most rooms need none, and a plugin that begins anew on a node, which offers
/// none meanwhile, must not take the node from them.
fn smaller_in(node: NodeShape, shape: NodeShape) -> Option<Resource> {
    let network_less = shape.network_mbit.is_some_and(|wanted| node.network_mbit.is_none_or(|has| has < wanted));
    let checks = [
        (Resource::CpuMilli, node.cpu_milli < shape.cpu_milli),
        (Resource::MemoryMib, node.memory_mib < shape.memory_mib),
        (Resource::NetworkMbit, network_less),
        (Resource::Pods, node.pods < shape.pods),
    ];
    checks.into_iter().find(|(_, less)| *less).map(|(resource, _)| resource)
}

fn sorted_out(nodes: &[NodeOffer], shape: NodeShape) -> (Vec<&NodeOffer>, Vec<IgnoredNode>) {
    let (mut counted, mut ignored) = (Vec::new(), Vec::new());
    for node in nodes {
        let reason = match smaller_in(node.allocatable, shape) {
            _ if !node.schedulable => IgnoredReason::NotSchedulable,
            Some(resource) => IgnoredReason::Smaller { resource },
            None => {
                counted.push(node);
                continue;
            }
        };
        ignored.push(IgnoredNode { name: node.name.clone(), reason });
    }
    (counted, ignored)
}

/// What is left of so many nodes. Other people's pods come off as they are, and as shares: of each node what they take of its scarcest resource.
fn left(shape: NodeShape, nodes: i64, counted: &[&NodeOffer]) -> BTreeMap<Resource, i64> {
    let others = |of: fn(NodeShape) -> i64| counted.iter().map(|n| of(n.used_by_others)).sum::<i64>();
    let left = |whole: i64, taken: i64| whole.saturating_mul(nodes).saturating_sub(taken);
    let mut limits = BTreeMap::from([
        (Resource::CpuMilli, left(shape.cpu_milli, others(|n| n.cpu_milli))),
        (Resource::MemoryMib, left(shape.memory_mib, others(|n| n.memory_mib))),
        (Resource::Pods, left(shape.pods, others(|n| n.pods))),
        (Resource::NodeShare, left(NODE_SHARE_WHOLE, counted.iter().map(|n| share_taken(n.used_by_others, shape)).sum())),
    ]);
    if let Some(network) = shape.network_mbit {
        limits.insert(Resource::NetworkMbit, left(network, others(|n| n.network_mbit.unwrap_or_default())));
    }
    if let Some(interfaces) = shape.interfaces {
        // As many as each node has, and of nodes that are still to come as many as the commonest; never more than of so many of these.
        let (seen, has) =
            (i64::try_from(counted.len()).unwrap_or(i64::MAX), counted.iter().filter_map(|n| n.allocatable.interfaces).sum::<i64>());
        let whole = has.saturating_add(interfaces.saturating_mul((nodes - seen).max(0))).min(interfaces.saturating_mul(nodes));
        limits.insert(Resource::Interfaces, whole.saturating_sub(others(|n| n.interfaces.unwrap_or_default())));
    }
    limits
}

fn others_most(counted: &[&NodeOffer]) -> NodeShape {
    counted.iter().map(|node| node.used_by_others).fold(NodeShape::default(), |most, used| NodeShape {
        cpu_milli: most.cpu_milli.max(used.cpu_milli),
        memory_mib: most.memory_mib.max(used.memory_mib),
        network_mbit: most.network_mbit.max(used.network_mbit),
        pods: most.pods.max(used.pods),
        interfaces: None,
    })
}

fn share_taken(used: NodeShape, shape: NodeShape) -> i64 {
    let part = |used: i64, has: i64| match (used, has) {
        (..=0, _) => 0,
        (_, ..=0) => NODE_SHARE_WHOLE,
        _ => i64::try_from((i128::from(used) * i128::from(NODE_SHARE_WHOLE) + i128::from(has) - 1) / i128::from(has)).unwrap_or(i64::MAX),
    };
    let network = shape.network_mbit.map_or(0, |has| part(used.network_mbit.unwrap_or_default(), has));
    part(used.cpu_milli, shape.cpu_milli)
        .max(part(used.memory_mib, shape.memory_mib))
        .max(network)
        .max(part(used.pods, shape.pods))
        .max(shape.interfaces.map_or(0, |has| part(used.interfaces.unwrap_or_default(), has)))
        .min(NODE_SHARE_WHOLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::thresholds::Thresholds;

    const SHAPE: NodeShape = NodeShape { cpu_milli: 8_000, memory_mib: 16_000, network_mbit: Some(1_000), pods: 110, interfaces: None };

    fn node(name: &str, allocatable: NodeShape) -> NodeOffer {
        NodeOffer { name: name.into(), schedulable: true, allocatable, used_by_others: NodeShape::default() }
    }

    fn equal(count: usize) -> Vec<NodeOffer> {
        (0..count).map(|i| node(&format!("n{i}"), SHAPE)).collect()
    }

    #[test]
    fn headroom_is_rounded_up_to_whole_nodes_of_those_that_may_be_used() {
        for (count, limit, percent, sold, headroom) in [
            (10, None, 10, 9, 1),
            (11, None, 10, 9, 2),
            (11, None, 0, 11, 0),
            (11, Some(4), 10, 3, 1),
            (1, None, 10, 0, 1),
            (3, Some(9), 50, 1, 2),
        ] {
            let capacity = limits(&equal(count), limit, percent);
            assert_eq!((capacity.nodes_sold, capacity.nodes_headroom), (sold, headroom), "{count} {limit:?} {percent}");
            assert_eq!(capacity.limits[&Resource::NodeShare], i64::from(sold) * 1_000_000_000);
            assert_eq!(capacity.limits[&Resource::CpuMilli], i64::from(sold) * 8_000);
        }
    }

    #[test]
    fn the_commonest_shape_counts_and_smaller_nodes_are_named_with_the_resource() {
        let mut nodes = equal(2);
        nodes.push(node("large", NodeShape { cpu_milli: 64_000, ..SHAPE }));
        nodes.push(node("little-memory", NodeShape { cpu_milli: 64_000, memory_mib: 15_999, ..SHAPE }));
        nodes.push(node("no-network", NodeShape { network_mbit: None, ..SHAPE }));
        nodes.push(NodeOffer { schedulable: false, ..node("cordoned", SHAPE) });
        let capacity = limits(&nodes, None, 0);
        assert_eq!(capacity.shape, Some(SHAPE));
        assert_eq!(capacity.counted, ["n0", "n1", "large"]);
        let ignored: Vec<(&str, IgnoredReason)> = capacity.ignored.iter().map(|n| (n.name.as_str(), n.reason)).collect();
        assert_eq!(
            ignored,
            [
                ("little-memory", IgnoredReason::Smaller { resource: Resource::MemoryMib }),
                ("no-network", IgnoredReason::Smaller { resource: Resource::NetworkMbit }),
                ("cordoned", IgnoredReason::NotSchedulable),
            ]
        );
        assert_eq!(capacity.limits[&Resource::CpuMilli], 24_000);
    }

    #[test]
    fn machines_that_differ_by_a_little_all_count_as_the_smallest() {
        let nodes: Vec<NodeOffer> = (0..3).map(|i| node(&format!("n{i}"), NodeShape { memory_mib: 16_000 + i, ..SHAPE })).collect();
        assert_eq!(limits(&nodes, None, 0).counted.len(), 3);
    }

    #[test]
    fn other_peoples_pods_come_off_as_a_share_of_the_scarcest_resource_of_their_node() {
        let mut nodes = equal(2);
        nodes[0].used_by_others = NodeShape { cpu_milli: 1_000, memory_mib: 8_000, network_mbit: None, pods: 3, interfaces: None };
        nodes[1].used_by_others = NodeShape { cpu_milli: 1, ..NodeShape::default() };
        let capacity = limits(&nodes, None, 0);
        assert_eq!(capacity.limits[&Resource::NodeShare], 2_000_000_000 - 500_000_000 - 125_000);
        assert_eq!(capacity.limits[&Resource::CpuMilli], 14_999);
        assert_eq!(capacity.limits[&Resource::Pods], 217);
        assert_eq!(capacity.limits[&Resource::NetworkMbit], 2_000);
        assert_eq!(capacity.others_most, Some(NodeShape { cpu_milli: 1_000, memory_mib: 8_000, pods: 3, ..NodeShape::default() }));
        assert_eq!(limits(&equal(2), None, 0).others_most, Some(NodeShape::default()));
    }

    #[test]
    fn what_others_take_beyond_what_is_sold_is_owed() {
        let mut nodes = equal(2);
        nodes[0].used_by_others = NodeShape { cpu_milli: 8_500, ..NodeShape::default() };
        let capacity = limits(&nodes, Some(1), 0);
        assert_eq!((capacity.limits[&Resource::CpuMilli], capacity.owed), (0, BTreeMap::from([(Resource::CpuMilli, 500)])));
    }

    #[test]
    fn a_cluster_bears_no_more_pods_than_its_threshold_whatever_its_nodes_hold() {
        let capacity = |pods, foreign| limits(&equal(3), None, 0).bearing(pods, PodsBorne::rounded(foreign));
        assert_eq!(capacity(150_000, 7).limits[&Resource::Pods], 330);
        let cut = capacity(250, 7);
        assert_eq!((cut.limits[&Resource::Pods], cut.pods), (150, Some(PodsBorne { most: 150, foreign: 100, cut: 180 })));
        assert_eq!(cut.limits[&Resource::CpuMilli], 24_000, "and nothing else changes");
        assert_eq!(capacity(250, 301).limits[&Resource::Pods], 0);
    }

    #[test]
    fn a_node_holds_no_more_pods_than_its_threshold_and_other_thresholds_leave_it_alone() {
        let thresholds = Thresholds { pods_per_node: Some(60), ..Thresholds::default() };
        let capacity = limits(&thresholds.on_nodes(&equal(2)), None, 0);
        assert_eq!((capacity.shape.map(|shape| shape.pods), capacity.limits[&Resource::Pods]), (Some(60), 120));
        assert_eq!(Thresholds { pods_per_node: Some(500), ..thresholds }.on_nodes(&equal(2)), equal(2));
        assert_eq!(Thresholds::default().on_nodes(&equal(2)), equal(2));
    }

    #[test]
    fn interfaces_are_counted_where_the_cluster_names_them_and_a_node_with_fewer_is_sold_all_the_same() {
        let with = |name: &str, interfaces| node(name, NodeShape { interfaces: Some(interfaces), ..SHAPE });
        let mut nodes = vec![with("a", 8), with("b", 8), with("few", 3)];
        nodes[0].used_by_others = NodeShape { interfaces: Some(2), ..NodeShape::default() };
        let capacity = limits(&nodes, None, 0);
        assert_eq!(capacity.limits[&Resource::Interfaces], 8 + 8 + 3 - 2);
        assert_eq!(capacity.limits[&Resource::NodeShare], 3_000_000_000 - 250_000_000);
        assert_eq!(capacity.ignored, []);
        assert!(!limits(&equal(2), None, 0).limits.contains_key(&Resource::Interfaces));
        let gone = limits(&[], None, 0).remembering(Some(&capacity));
        assert_eq!(gone.limits[&Resource::Interfaces], 0);
    }

    #[test]
    fn without_network_there_is_no_such_limit_and_without_nodes_nothing_is_sold() {
        let plain = vec![node("n", NodeShape { network_mbit: None, ..SHAPE })];
        assert!(!limits(&plain, None, 0).limits.contains_key(&Resource::NetworkMbit));
        let none = limits(&[NodeOffer { schedulable: false, ..node("n", SHAPE) }], None, 0);
        assert_eq!(none.shape, None);
        let before = limits(&equal(2), None, 0);
        let kept = none.clone().remembering(Some(&before));
        assert_eq!((kept.last_shape, kept.limits[&Resource::NetworkMbit]), (Some(SHAPE), 0));
        assert_eq!(none.clone().remembering(Some(&kept)), kept, "for as long as none is there");
        assert!(none.limits.values().all(|l| *l == 0));
        assert_eq!(none.ignored.len(), 1);
    }
}
