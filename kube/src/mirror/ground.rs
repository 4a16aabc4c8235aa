//! The part of a mirror that says what is left of each node, and which of our rooms are there.

use std::collections::{BTreeMap, HashMap, HashSet};

use homeroom_domain::{diff::HOSTNAME_LABEL, ids::ClassroomId, sizing::NodeShape};

use super::Mirror;

/// A node that takes rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    pub name: String,
    /// By which a pod may ask for it: its label, which on most clusters is its name.
    pub hostname: String,
    /// Allocatable, less what all pods on it ask for.
    pub free: NodeShape,
    /// Pods are on it that are neither rooms nor of DaemonSets.
    pub has_others: bool,
    /// Rooms that are there, also those that end.
    pub rooms: Vec<ClassroomId>,
    /// The labels by which nodes that lack an image are marked.
    pub marks: BTreeMap<String, String>,
}

impl Mirror {
    /// Rooms on nodes that take no more: they are up, whatever becomes of the node.
    pub fn rooms_on_closed_nodes(&self) -> HashSet<ClassroomId> {
        let state = self.lock();
        let is_open = |node: &str| state.nodes.get(node).is_some_and(|node| node.facts.schedulable);
        let pods = state.pods.values().flat_map(BTreeMap::values);
        pods.filter(|pod| pod.load.as_ref().is_some_and(|load| !is_open(&load.node))).filter_map(|pod| pod.facts.classroom).collect()
    }

    /// Nodes that are ready and neither cordoned nor tainted, by name.
    pub fn ground(&self) -> Vec<Ground> {
        let state = self.lock();
        let mut nodes: HashMap<&str, Ground> = HashMap::new();
        for (name, node) in state.nodes.iter().filter(|(_, node)| node.facts.schedulable) {
            let stock = state.stock.nodes.get(name);
            let hostname = stock.and_then(|stock| stock.labels.get(HOSTNAME_LABEL)).unwrap_or(name);
            let ground = Ground {
                name: name.clone(),
                hostname: hostname.clone(),
                free: node.facts.allocatable,
                has_others: false,
                rooms: Vec::new(),
                marks: stock.map(|stock| stock.marks.clone()).unwrap_or_default(),
            };
            nodes.insert(name, ground);
        }
        for pod in state.foreign.values() {
            if let Some(node) = nodes.get_mut(pod.node.as_str()) {
                node.take(pod.asks);
                node.has_others |= !pod.of_daemon_set;
            }
        }
        for pod in state.pods.values().flat_map(BTreeMap::values) {
            let Some(load) = &pod.load else { continue };
            if let Some(node) = nodes.get_mut(load.node.as_str()) {
                node.take(load.asks);
                node.rooms.extend(pod.facts.classroom);
            }
        }
        let mut nodes: Vec<_> = nodes.into_values().collect();
        nodes.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        nodes
    }
}

impl Ground {
    fn take(&mut self, asks: NodeShape) {
        self.free = NodeShape {
            cpu_milli: self.free.cpu_milli - asks.cpu_milli,
            memory_mib: self.free.memory_mib - asks.memory_mib,
            network_mbit: self.free.network_mbit.map(|network| network - asks.network_mbit.unwrap_or_default()),
            pods: self.free.pods - asks.pods,
            interfaces: self.free.interfaces.map(|interfaces| interfaces - asks.interfaces.unwrap_or_default()),
        };
    }
}

#[cfg(test)]
mod tests {
    use homeroom_domain::diff::{NodeHealth, NodeReadiness, PodFacts};
    use k8s_openapi::api::core::v1::Pod;
    use uuid::Uuid;

    use super::*;
    use crate::{
        mirror::{RoomPod, SeenNode},
        pods::{ForeignPod, NodeFacts},
    };

    const ALLOCATABLE: NodeShape =
        NodeShape { cpu_milli: 8_000, memory_mib: 16_000, network_mbit: Some(1_000), pods: 110, interfaces: None };
    const ASKS: NodeShape = NodeShape { cpu_milli: 1_000, memory_mib: 500, network_mbit: Some(100), pods: 1, interfaces: None };

    fn load(node: &str, of_daemon_set: bool) -> ForeignPod {
        ForeignPod { node: node.into(), of_daemon_set, asks: ASKS }
    }

    #[test]
    fn what_is_left_of_a_node_is_less_all_pods_on_it_and_a_closed_one_takes_no_room() {
        let (mirror, classroom) = (Mirror::default(), ClassroomId::new(Uuid::from_u128(1)));
        for (name, schedulable) in [("a", true), ("b", true), ("closed", false)] {
            let health = NodeHealth { name: name.into(), readiness: NodeReadiness::Ready, cordoned: !schedulable };
            mirror.put_node(name.into(), SeenNode { health, facts: NodeFacts { schedulable, allocatable: ALLOCATABLE } });
        }
        mirror.put_foreign(("kube-system".into(), "agent".into()), Some(load("a", true)));
        mirror.put_foreign(("default".into(), "else".into()), Some(load("b", false)));
        let facts = PodFacts { classroom: Some(classroom), node: Some("a".into()), ..PodFacts::from(&Pod::default()) };
        mirror.put_pod(RoomPod { namespace: "o-1".into(), name: "room".into(), version: 1, facts, load: Some(load("a", false)) });
        let ground = mirror.ground();
        let of = |node: &Ground| (node.name.clone(), node.free.cpu_milli, node.free.network_mbit, node.free.pods, node.has_others);
        assert_eq!(
            ground.iter().map(of).collect::<Vec<_>>(),
            [("a".to_owned(), 6_000, Some(800), 108, false), ("b".to_owned(), 7_000, Some(900), 109, true)]
        );
        assert_eq!((&ground[0].rooms, ground[0].hostname.as_str(), ground[1].rooms.len()), (&vec![classroom], "a", 0));
    }
}
