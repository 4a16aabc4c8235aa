//! What the scheduler says while it finds no node, read from its message.
//!
//! The message is prose for people, but its form has been kept since 2016: `0/3 nodes are available: 2 Insufficient cpu, 1 node(s) were
//! unschedulable. preemption: ...`. What is not understood is `Other`, never an error.

use super::reason::{NodeRefusal, NodeResource};
use crate::workload::NETWORK_RESOURCE;

/// What keeps a pod from every node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Obstacle {
    Lacks(NodeResource),
    Refuses(NodeRefusal),
}

/// The obstacle on most nodes; a lack counts before a refusal, because it is what more nodes would cure.
pub(super) fn obstacle(message: &str) -> Obstacle {
    if message.starts_with("no nodes available") || message.starts_with("0/0 ") {
        return Obstacle::Refuses(NodeRefusal::NoNodes);
    }
    let list = message.split_once(" nodes are available: ").map_or("", |(_, rest)| rest);
    let list = ["preemption:", ". "].iter().fold(list, |text, end| text.split(end).next().unwrap_or(text));
    let counted = list.split(", ").filter_map(|part| part.trim().trim_end_matches('.').split_once(' '));
    let found = counted.filter_map(|(count, what)| Some((count.parse::<u32>().ok()?, one(what))));
    found
        .max_by_key(|(count, obstacle)| (matches!(obstacle, Obstacle::Lacks(_)), *count))
        .map_or(Obstacle::Refuses(NodeRefusal::Other), |(_, obstacle)| obstacle)
}

/// Whether a room finds no node because nodes are full: not because of something that no node has, nor of one that is still to be bound.
#[must_use]
pub fn nodes_are_full(message: &str) -> bool {
    use NodeResource::{CpuMilli, MemoryMib, NetworkMbit, Pods};
    matches!(obstacle(message), Obstacle::Lacks(CpuMilli | MemoryMib | NetworkMbit | Pods))
}

fn one(what: &str) -> Obstacle {
    match what.strip_prefix("Insufficient ") {
        Some("cpu") => Obstacle::Lacks(NodeResource::CpuMilli),
        Some("memory") => Obstacle::Lacks(NodeResource::MemoryMib),
        Some(NETWORK_RESOURCE) => Obstacle::Lacks(NodeResource::NetworkMbit),
        Some("pods") => Obstacle::Lacks(NodeResource::Pods),
        Some(_) => Obstacle::Lacks(NodeResource::Other),
        None if what == "Too many pods" => Obstacle::Lacks(NodeResource::Pods),
        None if what.contains("unschedulable") => Obstacle::Refuses(NodeRefusal::Cordoned),
        None if what.contains("taint") => Obstacle::Refuses(NodeRefusal::Tainted),
        None => Obstacle::Refuses(NodeRefusal::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_the_scheduler_are_understood() {
        for (message, expected) in [
            (
                "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
                Obstacle::Lacks(NodeResource::CpuMilli),
            ),
            (
                "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
                Obstacle::Lacks(NodeResource::CpuMilli),
            ),
            (
                "0/4 nodes are available: 1 Insufficient cpu, 3 Insufficient homeroom.dev/network-mbit.",
                Obstacle::Lacks(NodeResource::NetworkMbit),
            ),
            ("0/1 nodes are available: 1 Too many pods.", Obstacle::Lacks(NodeResource::Pods)),
            ("0/1 nodes are available: 1 Insufficient ephemeral-storage.", Obstacle::Lacks(NodeResource::Other)),
            (
                "0/2 nodes are available: 2 node(s) were unschedulable. preemption: not eligible due to preemptionPolicy=Never.",
                Obstacle::Refuses(NodeRefusal::Cordoned),
            ),
            (
                "0/2 nodes are available: 1 node(s) were unschedulable, 2 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.",
                Obstacle::Refuses(NodeRefusal::Tainted),
            ),
            ("0/2 nodes are available: 2 node(s) had untolerated taint(s).", Obstacle::Refuses(NodeRefusal::Tainted)),
            ("no nodes available to schedule pods", Obstacle::Refuses(NodeRefusal::NoNodes)),
            ("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.", Obstacle::Refuses(NodeRefusal::Other)),
            ("", Obstacle::Refuses(NodeRefusal::Other)),
            ("running PreFilter plugin: boom", Obstacle::Refuses(NodeRefusal::Other)),
        ] {
            assert_eq!(obstacle(message), expected, "{message}");
        }
    }

    #[test]
    fn nodes_are_full_where_rooms_would_go_if_they_were_not() {
        let full = |rest: &str| nodes_are_full(&format!("0/20 nodes are available: {rest}. preemption: not eligible."));
        assert!(full("18 Insufficient cpu, 2 node(s) didn't match Pod's node affinity/selector"));
        assert!(full("2 node(s) didn't match Pod's node affinity/selector, 18 Too many pods"));
        assert!(!full("18 Insufficient vendor.example/interface, 2 node(s) didn't match Pod's node affinity/selector"));
        assert!(!full("20 node(s) were unschedulable"));
        assert!(!nodes_are_full("0/20 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: not eligible."));
    }
}
