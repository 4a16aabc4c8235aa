//! The watches of one cluster: what is ours by our label, what others put beside it by name alone, pods and nodes; each keeps the mirror and says
//! where something changed.
//!
//! What changed carries no content: whoever hears it looks into the mirror. Other people's Secrets are never asked for, only their names.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use homeroom_domain::{
    diff::{NodeHealth, PodFacts},
    workload::{CLASSROOM_LABEL, INSTALLATION_LABEL, ObjectKind, ObjectRef, marks_of, order_of_namespace},
};
use k8s_openapi::api::core::v1::{Node, Pod};
use kube::{
    Client, Resource,
    core::{ApiResource, DynamicObject},
};
use serde_json::Value;
use tokio::{sync::mpsc::UnboundedSender, task::JoinSet};

use super::{
    Cluster, Mirror,
    follow::{Follow, Source, WatchNews},
    mirror::{Listing, RoomPod, SeenNode, Watched},
    pods::{self, ForeignPod},
    resource,
    stock::{self, Puller},
};

/// Where something changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Change {
    Namespace(String),
    Node(String),
}

/// Pods of a listing, as far as it has come.
#[derive(Default)]
struct ListedPods {
    rooms: Vec<RoomPod>,
    pullers: HashMap<(String, String), Puller>,
    others: HashMap<(String, String), ForeignPod>,
}

/// What all watches of a cluster share.
#[derive(Clone)]
struct WatchContext {
    client: Client,
    mirror: Arc<Mirror>,
    changes: UnboundedSender<Change>,
    installation: String,
    /// By which nodes offer network interfaces for one pod each.
    interfaces: Option<String>,
}

impl Cluster {
    /// Watches what belongs to an installation until the set is dropped. Opened again with the same mirror, each goes on where it was. `interfaces` is the extended
    /// resource by which nodes offer network interfaces for one pod each, and is the same for as long as the mirror is.
    pub fn watch(
        &self,
        installation: &str,
        interfaces: Option<&str>,
        mirror: &Arc<Mirror>,
        changes: UnboundedSender<Change>,
    ) -> JoinSet<()> {
        let context = WatchContext {
            client: self.client.clone(),
            mirror: mirror.clone(),
            changes,
            installation: installation.to_owned(),
            interfaces: interfaces.map(str::to_owned),
        };
        let objects = std::iter::once(ObjectKind::Namespace).chain(ObjectKind::NAMESPACED).map(Watched::Objects);
        let all: Vec<_> = objects.chain(ObjectKind::NAMESPACED.map(Watched::Strangers)).chain([Watched::Pods, Watched::Nodes]).collect();
        mirror.open(&all);
        let mut watches = JoinSet::new();
        for watched in all {
            match watched {
                Watched::Objects(kind) => watches.spawn(context.clone().objects(kind)),
                Watched::Strangers(kind) => watches.spawn(context.clone().strangers(kind)),
                Watched::Pods => watches.spawn(context.clone().pods()),
                Watched::Nodes => watches.spawn(context.clone().nodes()),
            };
        }
        watches
    }
}

impl WatchContext {
    fn named(&self, node: &Node) -> Option<(String, SeenNode)> {
        let facts = pods::node(node, self.interfaces.as_deref());
        Some((node.metadata.name.clone()?, SeenNode { health: NodeHealth::from(node), facts }))
    }

    fn foreign(&self, pod: &Pod) -> Option<ForeignPod> {
        pods::foreign(pod, self.interfaces.as_deref())
    }

    fn room(&self, pod: &Pod) -> RoomPod {
        let (namespace, name) = place(pod);
        let version = pod.metadata.resource_version.as_deref().and_then(|version| version.parse().ok()).unwrap_or_default();
        RoomPod { namespace, name, version, facts: PodFacts::from(pod), load: self.foreign(pod) }
    }

    fn follow(&self, watched: Watched, source: Source) -> Follow {
        Follow { client: self.client.clone(), source, watched, mirror: self.mirror.clone() }
    }

    fn tell(&self, change: Change) {
        // Nobody listens any more: the worker is being stopped.
        let _ = self.changes.send(change);
    }

    fn tell_all(&self, namespaces: impl IntoIterator<Item = String>) {
        namespaces.into_iter().for_each(|namespace| self.tell(Change::Namespace(namespace)));
    }

    fn touched(&self, object: &Value, kind: ObjectKind) {
        let field = if kind == ObjectKind::Namespace { "name" } else { "namespace" };
        self.tell_all(object["metadata"][field].as_str().map(str::to_owned));
    }

    async fn objects(self, kind: ObjectKind) {
        // Every namespace, because one that bears our kind of name and is not known must be noticed.
        let labels = (kind != ObjectKind::Namespace).then(|| format!("{INSTALLATION_LABEL}={}", self.installation));
        let source = Source { resource: resource::api(kind), labels, fields: None, whole: true };
        let mut listing = Listing::default();
        let hear = |news: WatchNews<DynamicObject>| match news {
            WatchNews::Begins => {
                listing = Listing::default();
                self.mirror.begin_listing(kind);
            }
            WatchNews::Page(objects) => objects.iter().filter_map(json).for_each(|object| listing.add(kind, object)),
            WatchNews::Listed(version) => self.tell_all(self.mirror.replace(kind, std::mem::take(&mut listing), version)),
            WatchNews::Changed(object) => {
                let Some(object) = json(&object) else { return };
                if self.mirror.hear(kind, object.clone()) {
                    self.touched(&object, kind);
                }
            }
            WatchNews::Gone(object) => {
                let Some(object) = json(&object) else { return };
                self.mirror.remove(kind, &object);
                self.touched(&object, kind);
            }
        };
        self.follow(Watched::Objects(kind), source).run(hear).await;
    }

    /// What bears no label of ours, in namespaces that are named as ours are.
    async fn strangers(self, kind: ObjectKind) {
        let labels = Some(format!("{INSTALLATION_LABEL}!={}", self.installation));
        // What Kubernetes puts into every namespace is most of what there is.
        let fields = match kind {
            ObjectKind::ServiceAccount => Some("metadata.name!=default".to_owned()),
            ObjectKind::ConfigMap => Some("metadata.name!=kube-root-ca.crt".to_owned()),
            _ => None,
        };
        let source = Source { resource: resource::api(kind), labels, fields, whole: false };
        let mut listing = Vec::new();
        let hear = |news: WatchNews<DynamicObject>| match news {
            WatchNews::Begins => listing.clear(),
            WatchNews::Page(objects) => listing.extend(objects.iter().filter_map(|object| stranger(kind, object))),
            WatchNews::Listed(_) => self.tell_all(self.mirror.replace_strangers(kind, std::mem::take(&mut listing))),
            WatchNews::Changed(object) => {
                let Some((namespace, object)) = stranger(kind, &object) else { return };
                if self.mirror.put_stranger(namespace.clone(), object) {
                    self.tell(Change::Namespace(namespace));
                }
            }
            WatchNews::Gone(object) => {
                let Some((namespace, object)) = stranger(kind, &object) else { return };
                self.mirror.remove_stranger(&namespace, &object);
                self.tell(Change::Namespace(namespace));
            }
        };
        self.follow(Watched::Strangers(kind), source).run(hear).await;
    }

    async fn pods(self) {
        let mut listed = ListedPods::default();
        let hear = |news: WatchNews<Pod>| match news {
            WatchNews::Begins => listed = ListedPods::default(),
            WatchNews::Page(pods) => pods.iter().for_each(|pod| self.list_pod(pod, &mut listed)),
            WatchNews::Listed(_) => self.listed_pods(std::mem::take(&mut listed)),
            WatchNews::Changed(pod) if self.is_ours(&pod) => {
                if self.mirror.put_pod(self.room(&pod)) {
                    self.tell(Change::Namespace(place(&pod).0));
                }
            }
            WatchNews::Gone(pod) if self.is_ours(&pod) => {
                self.mirror.remove_pod(&place(&pod));
                self.tell(Change::Namespace(place(&pod).0));
            }
            WatchNews::Changed(pod) if stock::is_puller(&pod) => {
                self.mirror.put_puller(place(&pod), stock::puller(&pod, &self.installation));
            }
            WatchNews::Gone(pod) if stock::is_puller(&pod) => self.mirror.put_puller(place(&pod), None),
            // Nobody waits for these: they are summed up at the next look at the cluster.
            WatchNews::Changed(pod) => self.mirror.put_foreign(place(&pod), self.foreign(&pod)),
            WatchNews::Gone(pod) => self.mirror.put_foreign(place(&pod), None),
        };
        self.follow(Watched::Pods, typed::<Pod>()).run(hear).await;
    }

    fn list_pod(&self, pod: &Pod, listed: &mut ListedPods) {
        if self.is_ours(pod) {
            listed.rooms.push(self.room(pod));
        } else if stock::is_puller(pod) {
            listed.pullers.extend(stock::puller(pod, &self.installation).map(|puller| (place(pod), puller)));
        } else {
            listed.others.extend(self.foreign(pod).map(|facts| (place(pod), facts)));
        }
    }

    fn listed_pods(&self, listed: ListedPods) {
        self.tell_all(self.mirror.replace_pods(listed.rooms));
        self.mirror.replace_pullers(listed.pullers);
        self.mirror.replace_foreign(listed.others);
    }

    /// One of this installation's rooms; whatever else bears our labels is somebody else's load.
    fn is_ours(&self, pod: &Pod) -> bool {
        let label = |key: &str| pod.metadata.labels.as_ref().and_then(|labels| labels.get(key));
        label(CLASSROOM_LABEL).is_some() && label(INSTALLATION_LABEL) == Some(&self.installation)
    }

    async fn nodes(self) {
        let marks = marks_of(&self.installation);
        let (mut listed, mut stocks) = (BTreeMap::new(), BTreeMap::new());
        let hear = |news: WatchNews<Node>| match news {
            WatchNews::Begins => (listed, stocks) = (BTreeMap::new(), BTreeMap::new()),
            WatchNews::Page(nodes) => {
                listed.extend(nodes.iter().filter_map(|node| self.named(node)));
                stocks.extend(nodes.iter().filter_map(|node| Some((node.metadata.name.clone()?, stock::stock(node, &marks)))));
            }
            WatchNews::Listed(_) => {
                self.mirror.replace_stock(std::mem::take(&mut stocks));
                let changed = self.mirror.replace_nodes(std::mem::take(&mut listed));
                changed.into_iter().for_each(|node| self.tell(Change::Node(node)));
            }
            WatchNews::Changed(node) => {
                let Some((name, facts)) = self.named(&node) else { return };
                self.mirror.put_stock(&name, stock::stock(&node, &marks));
                if self.mirror.put_node(name.clone(), facts) {
                    self.tell(Change::Node(name));
                }
            }
            WatchNews::Gone(node) => {
                let name = node.metadata.name.unwrap_or_default();
                self.mirror.remove_node(&name);
                self.tell(Change::Node(name));
            }
        };
        self.follow(Watched::Nodes, typed::<Node>()).run(hear).await;
    }
}

fn typed<K: Resource<DynamicType = ()>>() -> Source {
    Source { resource: ApiResource::erase::<K>(&()), labels: None, fields: None, whole: true }
}

fn json(object: &DynamicObject) -> Option<Value> {
    serde_json::to_value(object).ok()
}

/// `None` outside the namespaces of orders.
fn stranger(kind: ObjectKind, object: &DynamicObject) -> Option<(String, ObjectRef)> {
    let namespace = object.metadata.namespace.clone()?;
    order_of_namespace(&namespace)?;
    Some((namespace, ObjectRef::new(kind, object.metadata.name.as_deref()?)))
}

fn place(pod: &Pod) -> (String, String) {
    (pod.metadata.namespace.clone().unwrap_or_default(), pod.metadata.name.clone().unwrap_or_default())
}
