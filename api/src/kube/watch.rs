//! The watches of one cluster: one a resource, by our label where we have one, in pages; each keeps the mirror and says where something changed.
//!
//! A watch that breaks starts again by itself with a growing pause. What changed carries no content: whoever hears it looks into the mirror.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use futures::{Stream, StreamExt};
use k8s_openapi::api::core::v1::{Node, Pod};
use kube::{
    Api, Client,
    core::DynamicObject,
    runtime::{WatchStreamExt, watcher, watcher::Event},
};
use serde_json::Value;
use tokio::{sync::mpsc::UnboundedSender, task::JoinSet};

use super::{
    Cluster, Mirror, Resource,
    pods::{self, ForeignPod, NodeFacts},
};

/// Where something changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Change {
    Namespace(String),
    /// Nodes, or what others' pods take of them.
    Nodes,
}

const PAGE: u32 = 500;
/// The label on every pod of ours.
const CLASSROOM: &str = "homeroom.dev/classroom";

/// What all watches of a cluster share.
#[derive(Clone)]
struct Ear {
    mirror: Arc<Mirror>,
    changes: UnboundedSender<Change>,
    /// The label selector of our objects.
    selector: String,
}

impl Cluster {
    /// Watches until the set is dropped. Objects are ours where `selector` matches.
    pub(crate) fn watch(&self, selector: &str, mirror: &Arc<Mirror>, changes: UnboundedSender<Change>) -> JoinSet<()> {
        let ear = Ear { mirror: mirror.clone(), changes, selector: selector.to_owned() };
        let mut watches = JoinSet::new();
        for resource in Resource::OURS {
            let settings = watcher::Config::default().page_size(PAGE).labels(&ear.selector);
            watches.spawn(ear.clone().follow(*resource, objects(self.client.clone(), *resource, settings)));
        }
        // Every namespace, because one that bears our kind of name and is not known must be noticed.
        let every = watcher::Config::default().page_size(PAGE);
        watches.spawn(ear.clone().follow(Resource::Namespace, objects(self.client.clone(), Resource::Namespace, every.clone())));
        watches.spawn(ear.clone().pods(watcher(Api::all(self.client.clone()), every.clone()).default_backoff()));
        watches.spawn(ear.nodes(watcher(Api::all(self.client.clone()), every).default_backoff()));
        watches
    }
}

fn objects(client: Client, resource: Resource, settings: watcher::Config) -> impl Stream<Item = watcher::Result<Event<DynamicObject>>> {
    watcher(Api::all_with(client, &resource.api()), settings).default_backoff()
}

impl Ear {
    fn tell(&self, change: Change) {
        // Nobody listens any more: the worker is being stopped.
        let _ = self.changes.send(change);
    }

    fn touched(&self, object: &Value, resource: Resource) {
        let field = if resource == Resource::Namespace { "name" } else { "namespace" };
        if let Some(namespace) = object["metadata"][field].as_str() {
            self.tell(Change::Namespace(namespace.to_owned()));
        }
    }

    async fn follow(self, resource: Resource, stream: impl Stream<Item = watcher::Result<Event<DynamicObject>>> + Send) {
        let mut listed = Vec::new();
        let mut stream = std::pin::pin!(stream);
        while let Some(event) = stream.next().await {
            match event {
                Ok(Event::Init) => listed.clear(),
                Ok(Event::InitApply(object)) => listed.extend(json(&object)),
                Ok(Event::InitDone) => {
                    for namespace in self.mirror.replace(resource, std::mem::take(&mut listed)) {
                        self.tell(Change::Namespace(namespace));
                    }
                }
                Ok(Event::Apply(object)) => {
                    let Some(object) = json(&object) else { continue };
                    if self.mirror.put(resource, object.clone()) {
                        self.touched(&object, resource);
                    }
                }
                Ok(Event::Delete(object)) => {
                    let Some(object) = json(&object) else { continue };
                    self.mirror.remove(resource, &object);
                    self.touched(&object, resource);
                }
                Err(error) => interrupted(resource, &error),
            }
        }
    }

    async fn pods(self, stream: impl Stream<Item = watcher::Result<Event<Pod>>> + Send) {
        let (mut ours, mut others) = (Vec::new(), HashMap::new());
        let mut stream = std::pin::pin!(stream);
        while let Some(event) = stream.next().await {
            match event {
                Ok(Event::Init) => (ours, others) = (Vec::new(), HashMap::new()),
                Ok(Event::InitApply(pod)) if is_ours(&pod) => ours.extend(json(&pod)),
                Ok(Event::InitApply(pod)) => others.extend(pods::foreign(&pod).map(|facts| (place(&pod), facts))),
                Ok(Event::InitDone) => self.listed_pods(std::mem::take(&mut ours), std::mem::take(&mut others)),
                Ok(Event::Apply(pod)) if is_ours(&pod) => {
                    let Some(pod) = json(&pod) else { continue };
                    if self.mirror.put(Resource::Pod, pod.clone()) {
                        self.touched(&pod, Resource::Pod);
                    }
                }
                Ok(Event::Delete(pod)) if is_ours(&pod) => {
                    let Some(pod) = json(&pod) else { continue };
                    self.mirror.remove(Resource::Pod, &pod);
                    self.touched(&pod, Resource::Pod);
                }
                Ok(Event::Apply(pod)) => self.foreign(&pod, pods::foreign(&pod)),
                Ok(Event::Delete(pod)) => self.foreign(&pod, None),
                Err(error) => interrupted(Resource::Pod, &error),
            }
        }
    }

    fn listed_pods(&self, ours: Vec<Value>, others: HashMap<(String, String), ForeignPod>) {
        for namespace in self.mirror.replace(Resource::Pod, ours) {
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
                Err(error) => interrupted(Resource::Node, &error),
            }
        }
    }
}

fn json(object: &impl serde::Serialize) -> Option<Value> {
    serde_json::to_value(object).ok()
}

fn named(node: &Node) -> Option<(String, NodeFacts)> {
    Some((node.metadata.name.clone()?, pods::node(node)))
}

fn is_ours(pod: &Pod) -> bool {
    pod.metadata.labels.as_ref().is_some_and(|labels| labels.contains_key(CLASSROOM))
        && pod.metadata.namespace.as_ref().is_some_and(|namespace| namespace.starts_with("o-"))
}

fn place(pod: &Pod) -> (String, String) {
    (pod.metadata.namespace.clone().unwrap_or_default(), pod.metadata.name.clone().unwrap_or_default())
}

/// Its text may hold addresses; the class is enough to see that a watch broke, and the probe tells whether the cluster answers.
fn interrupted(resource: Resource, error: &watcher::Error) {
    let class = match error {
        watcher::Error::InitialListFailed(_) => "list",
        watcher::Error::WatchStartFailed(_) => "start",
        watcher::Error::WatchError(_) => "told",
        watcher::Error::WatchFailed(_) => "stream",
        _ => "other",
    };
    tracing::debug!(resource = resource.kind(), class, "a watch was interrupted");
}
