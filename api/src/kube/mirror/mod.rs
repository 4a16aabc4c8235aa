//! What a cluster's watches have told, kept small: our objects as compact JSON by namespace, our pods, and the sums that other people's pods make.
//!
//! One mirror a cluster. Own writes are put in at once, so that the next look does not see the world before them; the higher resource version wins.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use homeroom_domain::{
    diff::{NodeFacts, Observed, PodFacts},
    workload::{ObjectKind, ObjectRef},
};
use serde_json::Value;

use super::{
    objects,
    pods::{ForeignPod, NodeOffer},
};

/// A pod of one of our rooms.
#[derive(Debug)]
pub(super) struct RoomPod {
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) version: u64,
    pub(super) facts: PodFacts,
}

/// A node: how it is, and what it offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SeenNode {
    pub(crate) health: NodeFacts,
    pub(crate) offer: NodeOffer,
}

#[derive(Debug)]
struct Entry {
    version: u64,
    /// Whether server-side apply holds our fields already.
    adopted: bool,
    json: Box<[u8]>,
}

type Names = BTreeMap<String, Entry>;

type PodNames = BTreeMap<String, (u64, PodFacts)>;

#[derive(Debug, Default)]
struct State {
    objects: HashMap<ObjectKind, HashMap<String, Names>>,
    pods: HashMap<String, PodNames>,
    foreign: HashMap<(String, String), ForeignPod>,
    nodes: BTreeMap<String, SeenNode>,
    synced: HashSet<&'static str>,
}

/// One cluster, as far as its watches told.
#[derive(Debug, Default)]
pub(crate) struct Mirror {
    state: Mutex<State>,
}

impl Mirror {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether everything that is watched has been listed at least once.
    pub(crate) fn is_synced(&self) -> bool {
        let state = self.lock();
        let kinds = ObjectKind::NAMESPACED.iter().map(|kind| kind.name());
        kinds.chain([ObjectKind::Namespace.name(), "Pod", "Node"]).all(|name| state.synced.contains(name))
    }

    /// What was seen of an order's namespace, with the nodes that its pods are on.
    pub(crate) fn observe(&self, namespace: &str) -> Observed {
        let state = self.lock();
        let mut observed = Observed::default();
        for kind in std::iter::once(ObjectKind::Namespace).chain(ObjectKind::NAMESPACED) {
            let names = state.objects.get(&kind).and_then(|namespaces| namespaces.get(namespace));
            names.into_iter().flat_map(BTreeMap::values).filter_map(Entry::open).for_each(|body| observed.insert(kind, body));
        }
        observed.pods = state.pods.get(namespace).into_iter().flat_map(BTreeMap::values).map(|(_, facts)| facts.clone()).collect();
        let on = observed.pods.iter().filter_map(|pod| pod.node.as_ref());
        observed.nodes = on.filter_map(|name| Some((name.clone(), state.nodes.get(name)?.health.clone()))).collect();
        observed
    }

    /// Whether server-side apply holds our fields of an object already.
    pub(crate) fn is_adopted(&self, namespace: &str, object: &ObjectRef) -> bool {
        let state = self.lock();
        let entry = || state.objects.get(&object.kind)?.get(namespace)?.get(&object.name);
        entry().is_none_or(|entry| entry.adopted)
    }

    /// All namespaces that were seen.
    pub(crate) fn namespaces(&self) -> Vec<Value> {
        let state = self.lock();
        let namespaces = state.objects.get(&ObjectKind::Namespace).into_iter().flat_map(HashMap::values).flat_map(BTreeMap::values);
        namespaces.filter_map(Entry::open).collect()
    }

    /// Nodes by name, and other people's pods.
    pub(crate) fn nodes(&self) -> (BTreeMap<String, SeenNode>, Vec<ForeignPod>) {
        let state = self.lock();
        (state.nodes.clone(), state.foreign.values().cloned().collect())
    }

    /// Takes in an object as the cluster sent it. `false` when it is not newer than what is known.
    pub(crate) fn put(&self, kind: ObjectKind, object: Value) -> bool {
        let Some((namespace, name)) = place(kind, &object) else { return false };
        let entry = Entry::close(object);
        let mut state = self.lock();
        let names = state.objects.entry(kind).or_default().entry(namespace).or_default();
        if names.get(&name).is_some_and(|known| known.version >= entry.version) {
            return false;
        }
        names.insert(name, entry);
        true
    }

    pub(super) fn remove(&self, kind: ObjectKind, object: &Value) {
        let Some((namespace, name)) = place(kind, object) else { return };
        let version = version(object);
        let mut state = self.lock();
        let Some(namespaces) = state.objects.get_mut(&kind) else { return };
        let Some(names) = namespaces.get_mut(&namespace) else { return };
        if names.get(&name).is_some_and(|known| known.version <= version) {
            names.remove(&name);
        }
        if names.is_empty() {
            namespaces.remove(&namespace);
        }
    }

    /// Takes in a whole listing. Gives the namespaces in which something differs.
    pub(super) fn replace(&self, kind: ObjectKind, objects: Vec<Value>) -> BTreeSet<String> {
        let mut next: HashMap<String, Names> = HashMap::new();
        for object in objects {
            if let Some((namespace, name)) = place(kind, &object) {
                next.entry(namespace).or_default().insert(name, Entry::close(object));
            }
        }
        let mut state = self.lock();
        state.synced.insert(kind.name());
        let last = state.objects.insert(kind, next).unwrap_or_default();
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
        true
    }

    pub(super) fn remove_node(&self, name: &str) {
        self.lock().nodes.remove(name);
    }

    pub(super) fn replace_nodes(&self, nodes: BTreeMap<String, SeenNode>) {
        let mut state = self.lock();
        state.nodes = nodes;
        state.synced.insert("Node");
    }

    pub(super) fn put_pod(&self, pod: RoomPod) -> bool {
        let mut state = self.lock();
        let names = state.pods.entry(pod.namespace).or_default();
        let told = names.get(&pod.name).is_none_or(|(version, facts)| *version < pod.version && *facts != pod.facts);
        names.insert(pod.name, (pod.version, pod.facts));
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
            next.entry(pod.namespace).or_default().insert(pod.name, (pod.version, pod.facts));
        }
        let mut state = self.lock();
        state.synced.insert("Pod");
        let last = std::mem::replace(&mut state.pods, next);
        last.keys().chain(state.pods.keys()).filter(|&namespace| last.get(namespace) != state.pods.get(namespace)).cloned().collect()
    }

    pub(super) fn put_foreign(&self, at: (String, String), pod: Option<ForeignPod>) -> bool {
        let mut state = self.lock();
        match pod {
            Some(pod) if state.foreign.get(&at) == Some(&pod) => false,
            Some(pod) => {
                state.foreign.insert(at, pod);
                true
            }
            None => state.foreign.remove(&at).is_some(),
        }
    }

    pub(super) fn replace_foreign(&self, pods: HashMap<(String, String), ForeignPod>) {
        self.lock().foreign = pods;
    }
}

impl Entry {
    fn close(mut object: Value) -> Self {
        let adopted = objects::is_adopted(&object);
        if let Some(metadata) = object["metadata"].as_object_mut() {
            metadata.remove("managedFields");
        }
        Self { version: version(&object), adopted, json: serde_json::to_vec(&object).unwrap_or_default().into() }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn service(version: u32) -> Value {
        json!({ "metadata": { "name": "rooms", "namespace": "o-1", "uid": "u", "resourceVersion": version.to_string(), "managedFields": [] } })
    }

    #[test]
    fn the_newer_version_wins_whatever_the_order() {
        let mirror = Mirror::default();
        assert!(mirror.put(ObjectKind::Service, service(7)));
        assert!(!mirror.put(ObjectKind::Service, service(6)));
        mirror.remove(ObjectKind::Service, &service(6));
        let observed = mirror.observe("o-1");
        let body = observed.get(&ObjectRef::new(ObjectKind::Service, "rooms")).unwrap();
        assert_eq!(body["metadata"]["resourceVersion"], "7");
        assert!(body["metadata"].get("managedFields").is_none());
    }

    #[test]
    fn a_listing_tells_where_something_differs() {
        let mirror = Mirror::default();
        mirror.put(ObjectKind::Service, service(7));
        assert!(mirror.replace(ObjectKind::Service, vec![service(7)]).is_empty());
        assert_eq!(mirror.replace(ObjectKind::Service, Vec::new()).into_iter().collect::<Vec<_>>(), ["o-1"]);
    }
}
