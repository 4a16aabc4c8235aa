//! What pulls an image on nodes, in a namespace of its own: pods of the image that end at once, or OpenKruise's job.
//!
//! The pods are those of a DaemonSet that is led to marked nodes alone: where no node lacks the image there are none. A pod runs the image itself, because
//! nothing else is sure to be there, and asks it for its version: the media server says it and ends, and whatever it does the image is on the node by then. It
//! asks for nothing of its node but a place, so that nothing that was sold is missing.

use std::collections::BTreeMap;

use k8s_openapi::{
    api::{
        apps::v1::{DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy},
        core::v1::{Container, NodeSelectorRequirement, PodSpec, PodTemplateSpec, ResourceRequirements},
    },
    apimachinery::pkg::{
        api::resource::Quantity,
        apis::meta::v1::{LabelSelector, ObjectMeta},
    },
};
use serde_json::json;

use super::{
    names::{INSTALLATION_LABEL, MANAGED_BY_LABEL, MANAGER, PRELOAD_LABEL, PULL, PULL_AND_AVOID, images_namespace, mark_of, puller_name},
    namespace, network,
    object::{ObjectKind, PlannedObject},
    room,
};
use crate::nodes::image::ImageName;

/// Nodes that pull at once in a job: a registry serves so many.
const AT_ONCE: u32 = 20;
/// For one node.
const TIMEOUT_SECONDS: u32 = 600;
const ATTEMPTS: u32 = 3;
/// A job that was not done by then is over.
const JOB_SECONDS: u32 = 3_600;
/// A job that nobody takes away, because nobody is at work, goes by itself.
const KEPT_SECONDS: u32 = 3_600;

fn labels(installation: &str) -> BTreeMap<String, String> {
    room::labels(&[(MANAGED_BY_LABEL, MANAGER), (INSTALLATION_LABEL, installation)])
}

fn metadata(installation: &str, name: String) -> ObjectMeta {
    ObjectMeta {
        name: Some(name),
        namespace: Some(images_namespace(installation)),
        labels: Some(labels(installation)),
        ..ObjectMeta::default()
    }
}

/// The namespace, and that nobody in it speaks to anybody.
pub fn images_ground(installation: &str) -> Vec<PlannedObject> {
    let ground = namespace::restricted(images_namespace(installation), labels(installation));
    let silence = network::deny_all(metadata(installation, "deny-all".into()));
    vec![PlannedObject::seal(ObjectKind::Namespace, &ground), PlannedObject::seal(ObjectKind::NetworkPolicy, &silence)]
}

/// The DaemonSet that pulls an image on the nodes that are marked for it.
pub fn pull_by_pods(installation: &str, image: &ImageName) -> PlannedObject {
    let mut labels = labels(installation);
    labels.insert(PRELOAD_LABEL.into(), image.short());
    let selector = LabelSelector { match_labels: Some(room::labels(&[(PRELOAD_LABEL, &image.short())])), ..LabelSelector::default() };
    let template = PodTemplateSpec {
        metadata: Some(ObjectMeta { labels: Some(labels), ..ObjectMeta::default() }),
        spec: Some(pod(installation, image)),
    };
    let spec = DaemonSetSpec {
        selector,
        template,
        revision_history_limit: Some(0),
        update_strategy: Some(DaemonSetUpdateStrategy { type_: Some("OnDelete".into()), rolling_update: None }),
        ..DaemonSetSpec::default()
    };
    let set = DaemonSet { metadata: metadata(installation, puller_name(image)), spec: Some(spec), ..DaemonSet::default() };
    PlannedObject::seal(ObjectKind::DaemonSet, &set)
}

fn pod(installation: &str, image: &ImageName) -> PodSpec {
    let marked = NodeSelectorRequirement {
        key: mark_of(installation, image),
        operator: "In".into(),
        values: Some([PULL, PULL_AND_AVOID].map(str::to_owned).into()),
    };
    PodSpec {
        affinity: Some(room::nodes_by(marked)),
        automount_service_account_token: Some(false),
        enable_service_links: Some(false),
        security_context: Some(room::nobody()),
        termination_grace_period_seconds: Some(1),
        containers: vec![Container {
            name: "image".into(),
            image: Some(image.as_str().to_owned()),
            image_pull_policy: Some("IfNotPresent".into()),
            args: Some(vec!["--version".into()]),
            resources: Some(next_to_nothing()),
            security_context: Some(room::unprivileged()),
            ..Container::default()
        }],
        ..PodSpec::default()
    }
}

/// Said outright: without a request, Kubernetes takes the limit for one.
pub(super) fn next_to_nothing() -> ResourceRequirements {
    let of = |cpu: &str, memory: &str| {
        BTreeMap::from([("cpu".to_owned(), Quantity(cpu.to_owned())), ("memory".to_owned(), Quantity(memory.to_owned()))])
    };
    ResourceRequirements { requests: Some(of("0", "0")), limits: Some(of("100m", "128Mi")), claims: None }
}

/// The job that pulls an image on these nodes, once.
pub fn pull_by_job(installation: &str, image: &ImageName, nodes: &[String]) -> PlannedObject {
    let job = json!({
        "metadata": {
            "name": puller_name(image),
            "namespace": images_namespace(installation),
            "labels": labels(installation),
        },
        "spec": {
            "image": image.as_str(),
            "imagePullPolicy": "IfNotPresent",
            "parallelism": AT_ONCE,
            "selector": {"names": nodes},
            "pullPolicy": {"timeoutSeconds": TIMEOUT_SECONDS, "backoffLimit": ATTEMPTS},
            "completionPolicy": {"type": "Always", "activeDeadlineSeconds": JOB_SECONDS, "ttlSecondsAfterFinished": KEPT_SECONDS},
        },
    });
    PlannedObject::seal(ObjectKind::ImagePullJob, &job)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pulls_an_image_is_led_to_marked_nodes_and_asks_for_nothing() {
        let image = ImageName::of("a.example/livekit-server@sha256:0123");
        let set = pull_by_pods("demo", &image).body;
        let spec = &set["spec"]["template"]["spec"];
        let term = &spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"][0];
        let expected = json!({"key": mark_of("demo", &image), "operator": "In", "values": ["pull", "pull-avoid"]});
        assert_eq!(term["matchExpressions"], json!([expected]));
        assert_eq!(spec["containers"][0]["resources"]["requests"], json!({"cpu": "0", "memory": "0"}));
        assert_eq!(set["metadata"]["namespace"], "homeroom-images-demo");
        let ground = images_ground("demo");
        assert_eq!(ground[0].body["metadata"]["labels"]["pod-security.kubernetes.io/enforce"], "restricted");
        let job = pull_by_job("demo", &image, &["n1".to_owned()]).body;
        assert_eq!((&job["spec"]["selector"]["names"], &job["metadata"]["name"]), (&json!(["n1"]), &set["metadata"]["name"]));
    }

    #[test]
    fn an_installation_marks_nodes_under_a_name_of_its_own_however_long_it_is() {
        let image = ImageName::of("a.example/b:v1");
        assert_ne!(mark_of("demo", &image), mark_of("other", &image));
        let long = "x".repeat(63);
        assert!(mark_of(&long, &image).split_once('/').is_some_and(|(_, name)| name.len() <= 63));
        assert!(images_namespace(&long).len() <= 63);
    }
}
