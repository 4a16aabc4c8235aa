//! What a cluster's watches have told, kept small: our objects as compact JSON by namespace, our pods, and the sums that other people's pods make.
//!
//! One mirror a cluster. Own writes are put in at once, so that the next look does not see the world before them; the higher resource version wins.
//! A listing replaces everything but what we wrote after it was made.

mod ground;
mod standing;
mod stock;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use homeroom_domain::{
    diff::{NodeHealth, Observed, PodFacts},
    workload::{ObjectKind, ObjectRef},
};
use serde_json::Value;

pub use ground::Ground;
pub use standing::Failing;
pub(super) use standing::Watched;

use super::{
    KubeError, objects,
    pods::{ForeignPod, NodeFacts},
};
use standing::Watches;
use stock::Stock;

/// A pod of one of our rooms.
#[derive(Debug)]
pub(super) struct RoomPod {
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) version: u64,
    pub(super) facts: PodFacts,
    /// What it takes of its node.
    pub(super) load: Option<ForeignPod>,
}

/// A node: how it is, and what it offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenNode {
    pub health: NodeHealth,
    pub facts: NodeFacts,
}

#[derive(Debug)]
struct Entry {
    version: u64,
    /// It was written or read by us, and not told by a watch, since the last listing began.
    own: bool,
    /// Whether server-side apply holds our fields already.
    adopted: bool,
    json: Box<[u8]>,
}

type Names = BTreeMap<String, Entry>;

type PodNames = BTreeMap<String, RoomPod>;

/// A listing of one kind, as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Listing(HashMap<String, Names>);

impl Listing {
    pub(super) fn add(&mut self, kind: ObjectKind, object: Value) {
        if let Some((namespace, name)) = place(kind, &object) {
            self.0.entry(namespace).or_default().insert(name, Entry::close(object, false));
        }
    }
}

#[derive(Debug, Default)]
struct State {
    objects: HashMap<ObjectKind, HashMap<String, Names>>,
    pods: HashMap<String, PodNames>,
    foreign: HashMap<(String, String), ForeignPod>,
    nodes: BTreeMap<String, SeenNode>,
    /// By namespace.
    strangers: HashMap<String, BTreeSet<ObjectRef>>,
    stock: Stock,
    watches: Watches,
}

/// One cluster, as far as its watches told.
#[derive(Debug, Default)]
pub struct Mirror {
    state: Mutex<State>,
}

impl Mirror {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether every watch has stood since they were opened.
    pub fn is_synced(&self) -> bool {
        self.lock().watches.all_told()
    }

    /// Watches that have been down for too long.
    pub fn failing(&self) -> Option<Failing> {
        self.lock().watches.failing(Instant::now())
    }

    /// Forgets everything: it was told by another cluster.
    pub fn clear(&self) {
        *self.lock() = State::default();
    }

    pub(super) fn open(&self, all: &[Watched]) {
        self.lock().watches.open(all);
    }

    pub(super) fn reached(&self, watched: Watched) -> Option<String> {
        self.lock().watches.reached(watched)
    }

    pub(super) fn goes_on(&self, watched: Watched) {
        self.lock().watches.goes_on(watched);
    }

    pub(super) fn stands(&self, watched: Watched, version: &str) {
        self.lock().watches.stands(watched, version);
    }

    pub(super) fn broke(&self, watched: Watched, error: &KubeError) {
        self.lock().watches.broke(watched, error);
    }

    pub(super) fn list_again(&self, watched: Watched) {
        self.lock().watches.list_again(watched);
    }

    /// What was seen of an order's namespace, with the nodes that its pods are on. `None` before everything was seen.
    pub fn observe(&self, namespace: &str) -> Option<Observed> {
        let state = self.lock();
        if !state.watches.all_told() {
            return None;
        }
        let mut observed = Observed::default();
        for kind in std::iter::once(ObjectKind::Namespace).chain(ObjectKind::NAMESPACED) {
            let names = state.objects.get(&kind).and_then(|namespaces| namespaces.get(namespace));
            names.into_iter().flat_map(BTreeMap::values).filter_map(Entry::open).for_each(|body| observed.insert(kind, body));
        }
        observed.pods = state.pods.get(namespace).into_iter().flat_map(BTreeMap::values).map(|pod| pod.facts.clone()).collect();
        observed.strangers = state.strangers.get(namespace).cloned().unwrap_or_default();
        let on = observed.pods.iter().filter_map(|pod| pod.node.as_ref());
        observed.nodes = on.filter_map(|name| Some((name.clone(), state.nodes.get(name)?.health.clone()))).collect();
        Some(observed)
    }

    /// The namespaces with pods of rooms, on one node or on any.
    pub fn with_rooms(&self, node: Option<&str>) -> HashSet<String> {
        let is_there = |pod: &RoomPod| node.is_none_or(|node| pod.facts.node.as_deref() == Some(node));
        let state = self.lock();
        state.pods.iter().filter(|(_, pods)| pods.values().any(is_there)).map(|(namespace, _)| namespace.clone()).collect()
    }

    /// Whether server-side apply holds our fields of an object already.
    pub fn is_adopted(&self, namespace: &str, object: &ObjectRef) -> bool {
        let state = self.lock();
        let entry = || state.objects.get(&object.kind)?.get(namespace)?.get(&object.name);
        entry().is_none_or(|entry| entry.adopted)
    }

    /// All namespaces that were seen.
    pub fn namespaces(&self) -> Vec<Value> {
        let state = self.lock();
        let namespaces = state.objects.get(&ObjectKind::Namespace).into_iter().flat_map(HashMap::values).flat_map(BTreeMap::values);
        namespaces.filter_map(Entry::open).collect()
    }

    /// Nodes by name, and the pods that are none of our rooms or, in these namespaces, rooms that nothing explains.
    pub fn nodes(&self, unexplained: &HashSet<String>) -> (BTreeMap<String, SeenNode>, Vec<ForeignPod>) {
        let state = self.lock();
        let rooms = unexplained.iter().filter_map(|namespace| state.pods.get(namespace)).flat_map(BTreeMap::values);
        let others = state.foreign.values().chain(rooms.filter_map(|pod| pod.load.as_ref()));
        (state.nodes.clone(), others.cloned().collect())
    }

    /// Takes in an object as we wrote or read it ourselves.
    pub fn put(&self, kind: ObjectKind, object: Value) {
        self.take_in(kind, object, true);
    }

    /// Takes in an object as a watch told it. `false` when it is not newer than what is known.
    pub(super) fn hear(&self, kind: ObjectKind, object: Value) -> bool {
        self.take_in(kind, object, false)
    }

    fn take_in(&self, kind: ObjectKind, object: Value, own: bool) -> bool {
        let Some((namespace, name)) = place(kind, &object) else { return false };
        let entry = Entry::close(object, own);
        let mut state = self.lock();
        let names = state.objects.entry(kind).or_default().entry(namespace).or_default();
        if names.get(&name).is_some_and(|known| known.version >= entry.version) {
            return false;
        }
        names.insert(name, entry);
        true
    }

    /// Forgets an object that we asked for and that is not there.
    pub fn forget(&self, namespace: &str, object: &ObjectRef) {
        self.lock().remove(object.kind, namespace, &object.name, u64::MAX);
    }

    pub(super) fn remove(&self, kind: ObjectKind, object: &Value) {
        if let Some((namespace, name)) = place(kind, object) {
            self.lock().remove(kind, &namespace, &name, version(object));
        }
    }

    /// A listing of a kind begins: what we write from here on may be newer than it.
    pub(super) fn begin_listing(&self, kind: ObjectKind) {
        let mut state = self.lock();
        let entries = state.objects.entry(kind).or_default().values_mut().flat_map(BTreeMap::values_mut);
        entries.for_each(|entry| entry.own = false);
    }

    /// Takes in a whole listing, made as of `version`. Gives the namespaces in which something differs.
    pub(super) fn replace(&self, kind: ObjectKind, Listing(mut next): Listing, version: u64) -> BTreeSet<String> {
        let mut state = self.lock();
        let mut last = state.objects.remove(&kind).unwrap_or_default();
        for (namespace, names) in &mut last {
            for (name, newer) in names.extract_if(.., |_, entry| entry.own && entry.version > version) {
                next.entry(namespace.clone()).or_default().insert(name, newer);
            }
        }
        state.objects.insert(kind, next);
        let next = &state.objects[&kind];
        last.keys().chain(next.keys()).filter(|&namespace| !same(last.get(namespace), next.get(namespace))).cloned().collect()
    }

    /// Whether the node was unknown or told something new.
    pub(super) fn put_node(&self, name: String, facts: SeenNode) -> bool {
        let mut state = self.lock();
        if state.nodes.get(&name) == Some(&facts) {
            return false;
        }
        state.nodes.insert(name, facts);
        state.stock.moved();
        true
    }

    pub(super) fn remove_node(&self, name: &str) {
        let mut state = self.lock();
        state.nodes.remove(name);
        state.stock.forget(name);
    }

    /// Takes in all nodes. Gives those that differ.
    pub(super) fn replace_nodes(&self, nodes: BTreeMap<String, SeenNode>) -> BTreeSet<String> {
        let mut state = self.lock();
        let last = std::mem::replace(&mut state.nodes, nodes);
        state.stock.moved();
        last.keys().chain(state.nodes.keys()).filter(|&name| last.get(name) != state.nodes.get(name)).cloned().collect()
    }

    /// Whether the pod is unknown or told something new. An older version than the known one is dropped.
    pub(super) fn put_pod(&self, pod: RoomPod) -> bool {
        let mut state = self.lock();
        let names = state.pods.entry(pod.namespace.clone()).or_default();
        let known = names.get(&pod.name);
        if known.is_some_and(|known| known.version >= pod.version) {
            return false;
        }
        let told = known.is_none_or(|known| known.facts != pod.facts);
        names.insert(pod.name.clone(), pod);
        told
    }

    pub(super) fn remove_pod(&self, at: &(String, String)) {
        let mut state = self.lock();
        let Some(names) = state.pods.get_mut(&at.0) else { return };
        names.remove(&at.1);
        if names.is_empty() {
            state.pods.remove(&at.0);
        }
    }

    /// Takes in all pods of rooms. Gives the namespaces in which something differs.
    pub(super) fn replace_pods(&self, pods: Vec<RoomPod>) -> BTreeSet<String> {
        let mut next: HashMap<String, PodNames> = HashMap::new();
        for pod in pods {
            next.entry(pod.namespace.clone()).or_default().insert(pod.name.clone(), pod);
        }
        let mut state = self.lock();
        let last = std::mem::replace(&mut state.pods, next);
        last.keys().chain(state.pods.keys()).filter(|&namespace| !alike(last.get(namespace), state.pods.get(namespace))).cloned().collect()
    }

    pub(super) fn put_foreign(&self, at: (String, String), pod: Option<ForeignPod>) {
        let mut state = self.lock();
        match pod {
            Some(pod) => drop(state.foreign.insert(at, pod)),
            None => drop(state.foreign.remove(&at)),
        }
    }

    pub(super) fn replace_foreign(&self, pods: HashMap<(String, String), ForeignPod>) {
        self.lock().foreign = pods;
    }

    /// Whether that was news.
    pub(super) fn put_stranger(&self, namespace: String, object: ObjectRef) -> bool {
        self.lock().strangers.entry(namespace).or_default().insert(object)
    }

    pub(super) fn remove_stranger(&self, namespace: &str, object: &ObjectRef) {
        let mut state = self.lock();
        let Some(objects) = state.strangers.get_mut(namespace) else { return };
        objects.remove(object);
        if objects.is_empty() {
            state.strangers.remove(namespace);
        }
    }

    /// Takes in all strangers of a kind. Gives the namespaces in which there are some, or were.
    pub(super) fn replace_strangers(&self, kind: ObjectKind, objects: Vec<(String, ObjectRef)>) -> BTreeSet<String> {
        let mut state = self.lock();
        let mut touched = BTreeSet::new();
        for (namespace, known) in &mut state.strangers {
            let before = known.len();
            known.retain(|object| object.kind != kind);
            if known.len() < before {
                touched.insert(namespace.clone());
            }
        }
        for (namespace, object) in objects {
            touched.insert(namespace.clone());
            state.strangers.entry(namespace).or_default().insert(object);
        }
        state.strangers.retain(|_, objects| !objects.is_empty());
        touched
    }
}

impl State {
    /// Unless a newer version than this is known.
    fn remove(&mut self, kind: ObjectKind, namespace: &str, name: &str, version: u64) {
        let Some(namespaces) = self.objects.get_mut(&kind) else { return };
        let Some(names) = namespaces.get_mut(namespace) else { return };
        if names.get(name).is_some_and(|known| known.version <= version) {
            names.remove(name);
        }
        if names.is_empty() {
            namespaces.remove(namespace);
        }
    }
}

impl Entry {
    fn close(mut object: Value, own: bool) -> Self {
        let adopted = objects::is_adopted(&object);
        if let Some(metadata) = object["metadata"].as_object_mut() {
            metadata.remove("managedFields");
        }
        Self { version: version(&object), own, adopted, json: serde_json::to_vec(&object).unwrap_or_default().into() }
    }

    fn open(&self) -> Option<Value> {
        serde_json::from_slice(&self.json).ok()
    }
}

fn same(one: Option<&Names>, other: Option<&Names>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.0 == b.0 && a.1.version == b.1.version)
        }
        (None, None) => true,
        _ => false,
    }
}

fn alike(one: Option<&PodNames>, other: Option<&PodNames>) -> bool {
    let facts = |pods: Option<&'_ PodNames>| pods.into_iter().flat_map(BTreeMap::values).map(|pod| pod.facts.clone()).collect::<Vec<_>>();
    facts(one) == facts(other)
}

fn version(object: &Value) -> u64 {
    object["metadata"]["resourceVersion"].as_str().and_then(|version| version.parse().ok()).unwrap_or_default()
}

/// The namespace and name; a namespace's object lies in the namespace that it is.
fn place(kind: ObjectKind, object: &Value) -> Option<(String, String)> {
    let name = object["metadata"]["name"].as_str()?.to_owned();
    match kind {
        ObjectKind::Namespace => Some((name.clone(), name)),
        _ => Some((object["metadata"]["namespace"].as_str()?.to_owned(), name)),
    }
}
