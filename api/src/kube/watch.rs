//! The watches of one cluster: one a resource, by our label where we have one, in pages; each keeps the mirror and says where something changed.
//!
//! A watch that breaks starts again by itself with a growing pause. What changed carries no content: whoever hears it looks into the mirror.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use futures::{Stream, StreamExt};
use homeroom_domain::{
    diff::{NodeFacts, PodFacts},
    workload::{CLASSROOM_LABEL, INSTALLATION_LABEL, MANAGED_BY_LABEL, MANAGER, ObjectKind},
};
use k8s_openapi::api::core::v1::{Node, Pod};
use kube::{
    Api, Client,
    core::DynamicObject,
    runtime::{WatchStreamExt, watcher, watcher::Event},
};
use serde_json::Value;
use tokio::{sync::mpsc::UnboundedSender, task::JoinSet};

use super::{
    Cluster, Mirror,
    mirror::{RoomPod, SeenNode},
    pods::{self, ForeignPod},
    resource,
};

/// Where something changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Change {
    Namespace(String),
    /// Nodes, or what others' pods take of them.
    Nodes,
}

const PAGE: u32 = 500;

/// What all watches of a cluster share.
#[derive(Clone)]
struct Ear {
    mirror: Arc<Mirror>,
    changes: UnboundedSender<Change>,
    installation: String,
}

impl Cluster {
    /// Watches what belongs to an installation until the set is dropped.
    pub(crate) fn watch(&self, installation: &str, mirror: &Arc<Mirror>, changes: UnboundedSender<Change>) -> JoinSet<()> {
        let ear = Ear { mirror: mirror.clone(), changes, installation: installation.to_owned() };
        let selector = format!("{MANAGED_BY_LABEL}={MANAGER},{INSTALLATION_LABEL}={installation}");
        let mut watches = JoinSet::new();
        for kind in &ObjectKind::NAMESPACED {
            let settings = watcher::Config::default().page_size(PAGE).labels(&selector);
            watches.spawn(ear.clone().follow(*kind, objects(self.client.clone(), *kind, settings)));
        }
        // Every namespace, because one that bears our kind of name and is not known must be noticed.
        let every = watcher::Config::default().page_size(PAGE);
        watches.spawn(ear.clone().follow(ObjectKind::Namespace, objects(self.client.clone(), ObjectKind::Namespace, every.clone())));
        watches.spawn(ear.clone().pods(watcher(Api::all(self.client.clone()), every.clone()).default_backoff()));
        watches.spawn(ear.nodes(watcher(Api::all(self.client.clone()), every).default_backoff()));
        watches
    }
}

fn objects(client: Client, kind: ObjectKind, settings: watcher::Config) -> impl Stream<Item = watcher::Result<Event<DynamicObject>>> {
    watcher(Api::all_with(client, &resource::api(kind)), settings).default_backoff()
}

impl Ear {
    fn tell(&self, change: Change) {
        // Nobody listens any more: the worker is being stopped.
        let _ = self.changes.send(change);
    }

    fn touched(&self, object: &Value, kind: ObjectKind) {
        let field = if kind == ObjectKind::Namespace { "name" } else { "namespace" };
        if let Some(namespace) = object["metadata"][field].as_str() {
            self.tell(Change::Namespace(namespace.to_owned()));
        }
    }

    async fn follow(self, kind: ObjectKind, stream: impl Stream<Item = watcher::Result<Event<DynamicObject>>> + Send) {
        let mut listed = Vec::new();
        let mut stream = std::pin::pin!(stream);
        while let Some(event) = stream.next().await {
            match event {
                Ok(Event::Init) => listed.clear(),
                Ok(Event::InitApply(object)) => listed.extend(json(&object)),
                Ok(Event::InitDone) => {
                    for namespace in self.mirror.replace(kind, std::mem::take(&mut listed)) {
                        self.tell(Change::Namespace(namespace));
                    }
                }
                Ok(Event::Apply(object)) => {
                    let Some(object) = json(&object) else { continue };
                    if self.mirror.put(kind, object.clone()) {
                        self.touched(&object, kind);
                    }
                }
                Ok(Event::Delete(object)) => {
                    let Some(object) = json(&object) else { continue };
                    self.mirror.remove(kind, &object);
                    self.touched(&object, kind);
                }
                Err(error) => interrupted(kind.name(), &error),
            }
        }
    }

    async fn pods(self, stream: impl Stream<Item = watcher::Result<Event<Pod>>> + Send) {
        let (mut ours, mut others) = (Vec::new(), HashMap::new());
        let mut stream = std::pin::pin!(stream);
        while let Some(event) = stream.next().await {
            match event {
                Ok(Event::Init) => (ours, others) = (Vec::new(), HashMap::new()),
                Ok(Event::InitApply(pod)) if self.is_ours(&pod) => ours.push(room(&pod)),
                Ok(Event::InitApply(pod)) => others.extend(pods::foreign(&pod).map(|facts| (place(&pod), facts))),
                Ok(Event::InitDone) => self.listed_pods(std::mem::take(&mut ours), std::mem::take(&mut others)),
                Ok(Event::Apply(pod)) if self.is_ours(&pod) => {
                    if self.mirror.put_pod(room(&pod)) {
                        self.tell(Change::Namespace(place(&pod).0));
                    }
                }
                Ok(Event::Delete(pod)) if self.is_ours(&pod) => {
                    self.mirror.remove_pod(&place(&pod));
                    self.tell(Change::Namespace(place(&pod).0));
                }
                Ok(Event::Apply(pod)) => self.foreign(&pod, pods::foreign(&pod)),
                Ok(Event::Delete(pod)) => self.foreign(&pod, None),
                Err(error) => interrupted("Pod", &error),
            }
        }
    }

    fn listed_pods(&self, ours: Vec<RoomPod>, others: HashMap<(String, String), ForeignPod>) {
        for namespace in self.mirror.replace_pods(ours) {
            self.tell(Change::Namespace(namespace));
        }
        self.mirror.replace_foreign(others);
        self.tell(Change::Nodes);
    }

    fn foreign(&self, pod: &Pod, facts: Option<ForeignPod>) {
        if self.mirror.put_foreign(place(pod), facts) {
            self.tell(Change::Nodes);
        }
    }

    /// One of this installation's rooms; whatever else bears our labels is somebody else's load.
    fn is_ours(&self, pod: &Pod) -> bool {
        let label = |key: &str| pod.metadata.labels.as_ref().and_then(|labels| labels.get(key));
        label(CLASSROOM_LABEL).is_some() && label(INSTALLATION_LABEL) == Some(&self.installation)
    }

    async fn nodes(self, stream: impl Stream<Item = watcher::Result<Event<Node>>> + Send) {
        let mut listed = BTreeMap::new();
        let mut stream = std::pin::pin!(stream);
        while let Some(event) = stream.next().await {
            match event {
                Ok(Event::Init) => listed.clear(),
                Ok(Event::InitApply(node)) => listed.extend(named(&node)),
                Ok(Event::InitDone) => {
                    self.mirror.replace_nodes(std::mem::take(&mut listed));
                    self.tell(Change::Nodes);
                }
                Ok(Event::Apply(node)) => {
                    if named(&node).is_some_and(|(name, facts)| self.mirror.put_node(name, facts)) {
                        self.tell(Change::Nodes);
                    }
                }
                Ok(Event::Delete(node)) => {
                    self.mirror.remove_node(node.metadata.name.as_deref().unwrap_or_default());
                    self.tell(Change::Nodes);
                }
                Err(error) => interrupted("Node", &error),
            }
        }
    }
}

fn json(object: &impl serde::Serialize) -> Option<Value> {
    serde_json::to_value(object).ok()
}

fn named(node: &Node) -> Option<(String, SeenNode)> {
    Some((node.metadata.name.clone()?, SeenNode { health: NodeFacts::from(node), offer: pods::node(node) }))
}

fn room(pod: &Pod) -> RoomPod {
    let (namespace, name) = place(pod);
    let version = pod.metadata.resource_version.as_deref().and_then(|version| version.parse().ok()).unwrap_or_default();
    RoomPod { namespace, name, version, facts: PodFacts::from(pod) }
}

fn place(pod: &Pod) -> (String, String) {
    (pod.metadata.namespace.clone().unwrap_or_default(), pod.metadata.name.clone().unwrap_or_default())
}

/// Its text may hold addresses; the class is enough to see that a watch broke, and the probe tells whether the cluster answers.
fn interrupted(kind: &str, error: &watcher::Error) {
    let class = match error {
        watcher::Error::InitialListFailed(_) => "list",
        watcher::Error::WatchStartFailed(_) => "start",
        watcher::Error::WatchError(_) => "told",
        watcher::Error::WatchFailed(_) => "stream",
        _ => "other",
    };
    tracing::debug!(kind, class, "a watch was interrupted");
}
