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

/// What is known of one node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeFacts {
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
    /// Schedulable nodes at least as large as the shape, by name.
    pub counted: Vec<String>,
    /// Nodes not counted, by name, with the reason.
    pub ignored: Vec<IgnoredNode>,
    /// How many of the counted nodes are sold: at most the node limit, less headroom.
    pub nodes_sold: u32,
    /// Counted nodes (at most the node limit) that are kept free.
    pub nodes_headroom: u32,
    pub limits: BTreeMap<Resource, i64>,
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
pub fn limits(nodes: &[NodeFacts], node_limit: Option<u32>, headroom_percent: u32) -> ClusterCapacity {
    let Some(shape) = commonest(nodes) else { return unsellable(nodes) };
    let (counted, ignored) = sorted_out(nodes, shape);
    let usable = u32::try_from(counted.len()).unwrap_or(u32::MAX).min(node_limit.unwrap_or(u32::MAX));
    let headroom = (u64::from(usable) * u64::from(headroom_percent.min(100))).div_ceil(100);
    let nodes_headroom = u32::try_from(headroom).unwrap_or(usable);
    let nodes_sold = usable.saturating_sub(nodes_headroom);
    ClusterCapacity {
        shape: Some(shape),
        limits: sold(shape, i64::from(nodes_sold), &counted),
        counted: counted.iter().map(|n| n.name.clone()).collect(),
        ignored,
        nodes_sold,
        nodes_headroom,
    }
}

fn unsellable(nodes: &[NodeFacts]) -> ClusterCapacity {
    ClusterCapacity {
        shape: None,
        counted: Vec::new(),
        ignored: nodes.iter().map(|n| IgnoredNode { name: n.name.clone(), reason: IgnoredReason::NotSchedulable }).collect(),
        nodes_sold: 0,
        nodes_headroom: 0,
        limits: sold(NodeShape::default(), 0, &[]),
    }
}

/// The commonest shape; among equally common ones that for which most nodes count (memory differs by a little between equal machines), then the
/// largest.
fn commonest(nodes: &[NodeFacts]) -> Option<NodeShape> {
    let mut seen: BTreeMap<NodeShape, usize> = BTreeMap::new();
    for node in nodes.iter().filter(|n| n.schedulable) {
        *seen.entry(node.allocatable).or_default() += 1;
    }
    let most = seen.values().copied().max()?;
    let covers = |shape: NodeShape| seen.iter().filter(|(other, _)| smaller_in(**other, shape).is_none()).map(|(_, n)| n).sum::<usize>();
    seen.iter().filter(|(_, n)| **n == most).map(|(shape, _)| (covers(*shape), *shape)).max().map(|(_, shape)| shape)
}

/// The first resource in which a node is smaller than a shape.
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

fn sorted_out(nodes: &[NodeFacts], shape: NodeShape) -> (Vec<&NodeFacts>, Vec<IgnoredNode>) {
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

/// Other people's pods come off as they are, and as shares: of each node what they take of its scarcest resource.
fn sold(shape: NodeShape, nodes: i64, counted: &[&NodeFacts]) -> BTreeMap<Resource, i64> {
    let others = |of: fn(NodeShape) -> i64| counted.iter().map(|n| of(n.used_by_others)).sum::<i64>();
    let left = |whole: i64, taken: i64| whole.saturating_mul(nodes).saturating_sub(taken).max(0);
    let mut limits = BTreeMap::from([
        (Resource::CpuMilli, left(shape.cpu_milli, others(|n| n.cpu_milli))),
        (Resource::MemoryMib, left(shape.memory_mib, others(|n| n.memory_mib))),
        (Resource::Pods, left(shape.pods, others(|n| n.pods))),
        (Resource::NodeShare, left(NODE_SHARE_WHOLE, counted.iter().map(|n| share_taken(n.used_by_others, shape)).sum())),
    ]);
    if let Some(network) = shape.network_mbit {
        limits.insert(Resource::NetworkMbit, left(network, others(|n| n.network_mbit.unwrap_or_default())));
    }
    limits
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
        .min(NODE_SHARE_WHOLE)
}
