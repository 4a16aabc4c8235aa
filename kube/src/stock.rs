//! What nodes have in stock: the images that their kubelets tell of, our marks on them, and pods of ours that pull an image.

use std::collections::BTreeMap;

use homeroom_domain::{
    nodes::image::NodeImages,
    sizing::NodeShape,
    workload::{INSTALLATION_LABEL, PRELOAD_LABEL, PROBE_LABEL},
};
use k8s_openapi::api::core::v1::{ContainerState, ContainerStatus, Node, Pod};

use super::{pods, scale::MachineRef};

/// A node's images, and the labels by which one installation marks it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeStock {
    pub images: NodeImages,
    pub marks: BTreeMap<String, String>,
    /// All of its labels.
    pub labels: BTreeMap<String, String>,
    /// What it runs on, where Cluster API made it.
    pub machine: Option<MachineRef>,
}

/// A pod that pulls an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Puller {
    pub uid: String,
    pub node: String,
    /// Which image, as its label says.
    pub image: String,
    pub pulled: Pulled,
}

/// How far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pulled {
    NotYet,
    /// The image is on its node.
    Done,
    /// For the reason that the kubelet gives, such as `ImagePullBackOff`.
    Failing(String),
}

/// `marks` is how the labels begin that count.
pub(super) fn stock(node: &Node, marks: &str) -> NodeStock {
    let images = node.status.as_ref().and_then(|status| status.images.as_deref()).unwrap_or_default();
    let names = images.iter().map(|image| image.names.iter().flatten().map(String::as_str));
    let labels = node.metadata.labels.iter().flatten().filter(|(key, _)| key.starts_with(marks));
    NodeStock {
        images: NodeImages::of(names),
        marks: labels.map(|(key, value)| (key.clone(), value.clone())).collect(),
        labels: node.metadata.labels.clone().unwrap_or_default(),
        machine: machine(node),
    }
}

/// As Cluster API notes it on the nodes that it makes.
fn machine(node: &Node) -> Option<MachineRef> {
    let noted = |key: &str| node.metadata.annotations.as_ref()?.get(key).cloned();
    Some(MachineRef { namespace: noted("cluster.x-k8s.io/cluster-namespace")?, name: noted("cluster.x-k8s.io/machine")? })
}

/// Whether a pod only brings an image to its node, or tries what its network lets through: it bears our label and asks for nothing, so that it is nobody's load,
/// whichever installation's it is.
pub(super) fn is_puller(pod: &Pod) -> bool {
    [PRELOAD_LABEL, PROBE_LABEL].iter().any(|key| label(pod, key).is_some())
        && pods::foreign(pod, None).is_none_or(|load| asks_nothing(load.asks))
}

fn asks_nothing(asks: NodeShape) -> bool {
    asks.cpu_milli == 0 && asks.memory_mib == 0 && asks.network_mbit.unwrap_or_default() == 0
}

fn label<'a>(pod: &'a Pod, key: &str) -> Option<&'a String> {
    pod.metadata.labels.as_ref()?.get(key)
}

/// `None` while it is on no node, and for another installation's.
pub(super) fn puller(pod: &Pod, installation: &str) -> Option<Puller> {
    if label(pod, INSTALLATION_LABEL).is_none_or(|owner| owner != installation) {
        return None;
    }
    let statuses = pod.status.as_ref().and_then(|status| status.container_statuses.as_deref()).unwrap_or_default();
    Some(Puller {
        uid: pod.metadata.uid.clone()?,
        node: pod.spec.as_ref()?.node_name.clone()?,
        image: label(pod, PRELOAD_LABEL)?.clone(),
        pulled: statuses.first().map_or(Pulled::NotYet, pulled),
    })
}

/// A container that ran, however it ended, ran from its image.
fn pulled(status: &ContainerStatus) -> Pulled {
    let states = [&status.state, &status.last_state];
    let ran = |state: &&Option<ContainerState>| state.as_ref().is_some_and(|state| state.running.is_some() || state.terminated.is_some());
    if !status.image_id.is_empty() || states.into_iter().any(|state| ran(&state)) {
        return Pulled::Done;
    }
    let waits = status.state.as_ref().and_then(|state| state.waiting.as_ref()).and_then(|waiting| waiting.reason.clone());
    match waits {
        Some(reason) if reason != "ContainerCreating" && reason != "PodInitializing" => Pulled::Failing(reason),
        _ => Pulled::NotYet,
    }
}

#[cfg(test)]
mod tests {
    use homeroom_domain::nodes::image::{ImageName, Told};
    use serde_json::{Value, json};

    use super::*;

    fn read(status: Value) -> Pulled {
        pulled(&serde_json::from_value(status).unwrap())
    }

    #[test]
    fn an_image_is_there_once_its_container_was_made_whatever_became_of_it() {
        let base = |state: Value, id: &str| json!({"name": "image", "image": "i", "imageID": id, "ready": false, "restartCount": 0, "state": state});
        assert_eq!(read(base(json!({"waiting": {"reason": "ContainerCreating"}}), "")), Pulled::NotYet);
        assert_eq!(read(base(json!({"waiting": {"reason": "ErrImagePull"}}), "")), Pulled::Failing("ErrImagePull".into()));
        assert_eq!(read(base(json!({"terminated": {"exitCode": 2}}), "")), Pulled::Done);
        assert_eq!(read(base(json!({"waiting": {"reason": "CrashLoopBackOff"}}), "a.example/i@sha256:01")), Pulled::Done);
    }

    #[test]
    fn a_pod_that_asks_for_something_is_a_load_whatever_it_bears() {
        let pod = |installation: &str, cpu: &str| -> Pod {
            let labels = json!({"homeroom.dev/preload": "0123", "homeroom.dev/installation": installation});
            let container = json!({"name": "c", "image": "i", "resources": {"requests": {"cpu": cpu, "memory": "0"}}});
            serde_json::from_value(
                json!({"metadata": {"uid": "u", "labels": labels}, "spec": {"nodeName": "n1", "containers": [container]}}),
            )
            .unwrap()
        };
        assert!(is_puller(&pod("demo", "0")) && is_puller(&pod("other", "0")) && !is_puller(&pod("demo", "1m")));
        assert_eq!(puller(&pod("demo", "0"), "demo").map(|puller| (puller.node, puller.pulled)), Some(("n1".into(), Pulled::NotYet)));
        assert_eq!(puller(&pod("other", "0"), "demo"), None);
        let mut probe = pod("demo", "0");
        probe.metadata.labels = Some([("homeroom.dev/probe".to_owned(), "asker".to_owned())].into());
        assert!(is_puller(&probe) && puller(&probe, "demo").is_none(), "nobody's load, and no image comes by it");
    }

    #[test]
    fn a_nodes_images_and_the_marks_of_one_installation_are_kept() {
        let node = json!({"metadata": {"labels": {"images.homeroom.dev/demo.0123": "pull", "images.homeroom.dev/other.0123": "pull", "disk": "ssd"}},
            "status": {"images": [{"names": ["docker.io/a/b:v1"], "sizeBytes": 1}, {"sizeBytes": 2}]}});
        let stock = stock(&serde_json::from_value(node).unwrap(), "images.homeroom.dev/demo.");
        assert_eq!(stock.marks.keys().collect::<Vec<_>>(), ["images.homeroom.dev/demo.0123"]);
        assert_eq!(stock.images.tell_of(&ImageName::of("a/b:v1")), Told::Here);
    }
}
