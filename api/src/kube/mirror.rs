//! What a cluster's watches have told, kept small: our objects as compact JSON by namespace, our pods, and the sums that other people's pods make.
//!
//! One mirror a cluster. Own writes are put in at once, so that the next look does not see the world before them; the higher resource version wins.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;

use super::{
    Precondition, Resource, objects,
    pods::{ForeignPod, NodeFacts},
};

/// An object as it was last seen.
#[derive(Debug, Clone)]
pub(crate) struct Observed {
    /// Without its managed fields.
    pub(crate) object: Value,
    pub(crate) seen: Precondition,
    /// Whether server-side apply holds our fields already.
    pub(crate) adopted: bool,
}

#[derive(Debug)]
struct Entry {
    version: u64,
    adopted: bool,
    json: Box<[u8]>,
}

type Names = BTreeMap<String, Entry>;

#[derive(Debug, Default)]
struct State {
    objects: HashMap<Resource, HashMap<String, Names>>,
    foreign: HashMap<(String, String), ForeignPod>,
    nodes: BTreeMap<String, NodeFacts>,
    synced: HashSet<Resource>,
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

    /// Whether every watched resource has been listed at least once.
    pub(crate) fn is_synced(&self) -> bool {
        let state = self.lock();
        let rest = [Resource::Namespace, Resource::Pod, Resource::Node];
        Resource::OURS.iter().chain(&rest).all(|resource| state.synced.contains(resource))
    }

    /// Every object of ours in a namespace, the namespace itself among them; pods not.
    pub(crate) fn namespace(&self, namespace: &str) -> Vec<Observed> {
        let state = self.lock();
        std::iter::once(&Resource::Namespace)
            .chain(Resource::OURS)
            .filter_map(|resource| state.objects.get(resource)?.get(namespace))
            .flat_map(BTreeMap::values)
            .filter_map(Entry::open)
            .collect()
    }

    /// The pods in a namespace.
    pub(crate) fn pods(&self, namespace: &str) -> Vec<Value> {
        let state = self.lock();
        let pods = state.objects.get(&Resource::Pod).and_then(|pods| pods.get(namespace));
        pods.into_iter().flat_map(BTreeMap::values).filter_map(Entry::open).map(|pod| pod.object).collect()
    }

    /// The names of all namespaces that were seen.
    pub(crate) fn namespaces(&self) -> BTreeSet<String> {
        self.lock().objects.get(&Resource::Namespace).into_iter().flat_map(HashMap::keys).cloned().collect()
    }

    /// One namespace's object.
    pub(crate) fn namespace_object(&self, namespace: &str) -> Option<Value> {
        self.lock().objects.get(&Resource::Namespace)?.get(namespace)?.get(namespace)?.open().map(|observed| observed.object)
    }

    /// Nodes by name, and other people's pods.
    pub(crate) fn nodes(&self) -> (BTreeMap<String, NodeFacts>, Vec<ForeignPod>) {
        let state = self.lock();
        (state.nodes.clone(), state.foreign.values().cloned().collect())
    }

    /// Takes in an object as the cluster sent it. `false` when it is not newer than what is known.
    pub(crate) fn put(&self, resource: Resource, object: Value) -> bool {
        let Some((namespace, name)) = place(resource, &object) else { return false };
        let entry = Entry::close(object);
        let mut state = self.lock();
        let names = state.objects.entry(resource).or_default().entry(namespace).or_default();
        if names.get(&name).is_some_and(|known| known.version >= entry.version) {
            return false;
        }
        names.insert(name, entry);
        true
    }

    pub(super) fn remove(&self, resource: Resource, object: &Value) {
        let Some((namespace, name)) = place(resource, object) else { return };
        let version = version(object);
        let mut state = self.lock();
        let Some(namespaces) = state.objects.get_mut(&resource) else { return };
        let Some(names) = namespaces.get_mut(&namespace) else { return };
        if names.get(&name).is_some_and(|known| known.version <= version) {
            names.remove(&name);
        }
        if names.is_empty() {
            namespaces.remove(&namespace);
        }
    }

    /// Takes in a whole listing. Gives the namespaces in which something differs.
    pub(super) fn replace(&self, resource: Resource, objects: Vec<Value>) -> BTreeSet<String> {
        let mut next: HashMap<String, Names> = HashMap::new();
        for object in objects {
            if let Some((namespace, name)) = place(resource, &object) {
                next.entry(namespace).or_default().insert(name, Entry::close(object));
            }
        }
        let mut state = self.lock();
        state.synced.insert(resource);
        let last = state.objects.insert(resource, next).unwrap_or_default();
        let next = &state.objects[&resource];
        last.keys().chain(next.keys()).filter(|&namespace| !same(last.get(namespace), next.get(namespace))).cloned().collect()
    }

    /// Whether the node was unknown or told something new.
    pub(super) fn put_node(&self, name: String, facts: NodeFacts) -> bool {
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

    pub(super) fn replace_nodes(&self, nodes: BTreeMap<String, NodeFacts>) {
        let mut state = self.lock();
        state.nodes = nodes;
        state.synced.insert(Resource::Node);
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

    fn open(&self) -> Option<Observed> {
        let object: Value = serde_json::from_slice(&self.json).ok()?;
        let text = |field: &str| object["metadata"][field].as_str().map(str::to_owned);
        let seen = Precondition { resource_version: text("resourceVersion")?, uid: text("uid")? };
        Some(Observed { seen, adopted: self.adopted, object })
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
fn place(resource: Resource, object: &Value) -> Option<(String, String)> {
    let name = object["metadata"]["name"].as_str()?.to_owned();
    match resource {
        Resource::Namespace => Some((name.clone(), name)),
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
        assert!(mirror.put(Resource::Service, service(7)));
        assert!(!mirror.put(Resource::Service, service(6)));
        mirror.remove(Resource::Service, &service(6));
        assert_eq!(mirror.namespace("o-1")[0].seen.resource_version, "7");
        assert!(mirror.namespace("o-1")[0].object["metadata"].get("managedFields").is_none());
    }

    #[test]
    fn a_listing_tells_where_something_differs() {
        let mirror = Mirror::default();
        mirror.put(Resource::Service, service(7));
        assert!(mirror.replace(Resource::Service, vec![service(7)]).is_empty());
        assert_eq!(mirror.replace(Resource::Service, Vec::new()).into_iter().collect::<Vec<_>>(), ["o-1"]);
    }
}
