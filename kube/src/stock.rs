//! What nodes have in stock: the images that their kubelets tell of, our marks on them, and pods of ours that pull an image.

use std::collections::BTreeMap;

use homeroom_domain::{
    nodes::image::NodeImages,
    workload::{INSTALLATION_LABEL, PRELOAD_LABEL},
};
use k8s_openapi::api::core::v1::{ContainerStatus, Node, Pod};

/// A node's images, and the labels by which one installation marks it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeStock {
    pub images: NodeImages,
    pub marks: BTreeMap<String, String>,
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
    NodeStock { images: NodeImages::of(names), marks: labels.map(|(key, value)| (key.clone(), value.clone())).collect() }
}

/// Whether a pod pulls an image for an installation.
pub(super) fn is_puller(pod: &Pod, installation: &str) -> bool {
    let label = |key: &str| pod.metadata.labels.as_ref().and_then(|labels| labels.get(key));
    label(PRELOAD_LABEL).is_some() && label(INSTALLATION_LABEL).is_some_and(|other| other == installation)
}

/// `None` while it is on no node.
pub(super) fn puller(pod: &Pod) -> Option<Puller> {
    let statuses = pod.status.as_ref().and_then(|status| status.container_statuses.as_deref()).unwrap_or_default();
    Some(Puller {
        uid: pod.metadata.uid.clone()?,
        node: pod.spec.as_ref()?.node_name.clone()?,
        image: pod.metadata.labels.as_ref()?.get(PRELOAD_LABEL)?.clone(),
        pulled: statuses.first().map_or(Pulled::NotYet, pulled),
    })
}

/// A container that ran, however it ended, ran from its image.
fn pulled(status: &ContainerStatus) -> Pulled {
    let states = [&status.state, &status.last_state];
    let ran = |state: &&Option<_>| {
        state
            .as_ref()
            .is_some_and(|state: &k8s_openapi::api::core::v1::ContainerState| state.running.is_some() || state.terminated.is_some())
    };
    if !status.image_id.is_empty() || states.iter().any(ran) {
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
    fn a_nodes_images_and_the_marks_of_one_installation_are_kept() {
        let node = json!({"metadata": {"labels": {"images.homeroom.dev/demo.0123": "pull", "images.homeroom.dev/other.0123": "pull", "disk": "ssd"}},
            "status": {"images": [{"names": ["docker.io/a/b:v1"], "sizeBytes": 1}, {"sizeBytes": 2}]}});
        let stock = stock(&serde_json::from_value(node).unwrap(), "images.homeroom.dev/demo.");
        assert_eq!(stock.marks.keys().collect::<Vec<_>>(), ["images.homeroom.dev/demo.0123"]);
        assert_eq!(stock.images.tell_of(&ImageName::of("a/b:v1")), Told::Here);
    }
}
