//! The part of a mirror that says what is left of each node, and which of our rooms are there.

use std::collections::{BTreeMap, HashMap};

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
