//! The part of a mirror that says which images are where. Apart from nodes' health: a kubelet tells of another image far more often than anything else
//! of its node changes, and no order waits for it.

use std::collections::{BTreeMap, HashMap, HashSet};

use homeroom_domain::{phase::nodes_are_full, workload::ObjectKind};

use super::Mirror;
use crate::stock::{NodeStock, Puller};

/// Namespace and name.
pub(crate) type PodPlace = (String, String);

#[derive(Debug, Default)]
pub(super) struct Stock {
    pub(super) nodes: BTreeMap<String, NodeStock>,
    pullers: HashMap<PodPlace, Puller>,
    /// Moves whenever one of them does, and when a node does.
    revision: u64,
}

impl Stock {
    pub(super) fn moved(&mut self) {
        self.revision += 1;
    }

    pub(super) fn forget(&mut self, node: &str) {
        self.nodes.remove(node);
        self.moved();
    }
}

impl Mirror {
    /// Another number whenever something is news of nodes, their images or pods that pull one.
    pub fn stock_revision(&self) -> u64 {
        self.lock().stock.revision
    }

    /// Nodes by name, each with whether rooms may be put there and what it has in stock, and the pods that pull images.
    pub fn stock(&self) -> (BTreeMap<String, (bool, NodeStock)>, Vec<Puller>) {
        let state = self.lock();
        let schedulable = |name: &str| state.nodes.get(name).is_some_and(|node| node.facts.schedulable);
        let nodes = state.stock.nodes.iter().map(|(name, stock)| (name.clone(), (schedulable(name), stock.clone())));
        (nodes.collect(), state.stock.pullers.values().cloned().collect())
    }

    /// How many pods each node holds, by its name: rooms, and other people's but for those of DaemonSets, which are on every node.
    pub fn held(&self) -> BTreeMap<String, usize> {
        let state = self.lock();
        let rooms = state.pods.values().flat_map(BTreeMap::values).filter_map(|pod| pod.facts.node.as_ref());
        let others = state.foreign.values().filter(|pod| !pod.of_daemon_set).map(|pod| &pod.node);
        let mut held: BTreeMap<String, usize> = BTreeMap::new();
        rooms.chain(others).for_each(|node| *held.entry(node.clone()).or_default() += 1);
        held
    }

    /// How many objects of a kind were seen.
    pub fn count(&self, kind: ObjectKind) -> usize {
        self.lock().objects.get(&kind).into_iter().flat_map(HashMap::values).map(BTreeMap::len).sum()
    }

    /// On how many nodes rooms are.
    pub fn nodes_with_rooms(&self) -> usize {
        let state = self.lock();
        let nodes: HashSet<&String> = state.pods.values().flat_map(BTreeMap::values).filter_map(|pod| pod.facts.node.as_ref()).collect();
        nodes.len()
    }

    /// Whether a room waits for a node because nodes are full.
    pub fn is_crowded(&self) -> bool {
        self.lock().pods.values().flat_map(BTreeMap::values).any(|pod| pod.facts.unschedulable.as_deref().is_some_and(nodes_are_full))
    }

    pub(crate) fn put_stock(&self, node: &str, stock: NodeStock) {
        let mut state = self.lock();
        if state.stock.nodes.get(node) != Some(&stock) {
            state.stock.nodes.insert(node.to_owned(), stock);
            state.stock.moved();
        }
    }

    pub(crate) fn replace_stock(&self, nodes: BTreeMap<String, NodeStock>) {
        let mut state = self.lock();
        if state.stock.nodes != nodes {
            state.stock.nodes = nodes;
            state.stock.moved();
        }
    }

    pub(crate) fn put_puller(&self, at: PodPlace, puller: Option<Puller>) {
        let mut state = self.lock();
        if state.stock.pullers.get(&at) == puller.as_ref() {
            return;
        }
        match puller {
            Some(puller) => drop(state.stock.pullers.insert(at, puller)),
            None => drop(state.stock.pullers.remove(&at)),
        }
        state.stock.moved();
    }

    pub(crate) fn replace_pullers(&self, pullers: HashMap<PodPlace, Puller>) {
        let mut state = self.lock();
        if state.stock.pullers != pullers {
            state.stock.pullers = pullers;
            state.stock.moved();
        }
    }
}
