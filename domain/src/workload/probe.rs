//! What finds out whether a cluster enforces NetworkPolicy: a pod that listens, one that asks for it, and a policy that allows nothing, in a namespace of its
//! own that goes afterwards.
//!
//! Both pods run the room image, because nothing else is sure to be there, and use what its base offers, as LiveKit's own image does and that of the real local
//! node: `nc`, `sleep` and `timeout`. An image without them does not come up, and then nothing is known. They ask for nothing of their nodes but a place, so that nothing that was sold is missing.

use std::collections::BTreeMap;

use k8s_openapi::{
    api::{
        apps::v1::{Deployment, DeploymentSpec, DeploymentStrategy},
        core::v1::{Container, ExecAction, PodSpec, PodTemplateSpec, Probe, TCPSocketAction},
    },
    apimachinery::pkg::{
        apis::meta::v1::{LabelSelector, ObjectMeta},
        util::intstr::IntOrString,
    },
};

use super::{
    names::{INSTALLATION_LABEL, MANAGED_BY_LABEL, MANAGER, PROBE_LABEL, probe_namespace},
    namespace, network,
    object::{ObjectKind, PlannedObject},
    preload::next_to_nothing,
    room,
};

/// The pod that listens, and the other: how the names of their Deployments are, and those of the pods begin.
pub const PROBE_LISTENER: &str = "listener";
pub const PROBE_ASKER: &str = "asker";
const POLICY: &str = "deny-all";
const PORT: i32 = 7880;
/// Nobody who died with it leaves it running.
const SECONDS: &str = "900";

fn labels(installation: &str) -> BTreeMap<String, String> {
    room::labels(&[(MANAGED_BY_LABEL, MANAGER), (INSTALLATION_LABEL, installation)])
}

fn metadata(installation: &str, name: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(probe_namespace(installation)),
        labels: Some(labels(installation)),
        ..ObjectMeta::default()
    }
}

/// The namespace, and the pod that listens in it.
pub fn probe_listener(installation: &str, image: &str) -> [PlannedObject; 2] {
    let ground = namespace::restricted(probe_namespace(installation), labels(installation));
    let ready = Probe {
        tcp_socket: Some(TCPSocketAction { port: IntOrString::Int(PORT), host: None }),
        period_seconds: Some(1),
        ..Probe::default()
    };
    let listens = ["timeout", SECONDS, "nc", "-lk", "-p", &PORT.to_string(), "-e", "true"].map(str::to_owned).into();
    let listener = deployment(installation, PROBE_LISTENER, container(image, listens, ready));
    [PlannedObject::seal(ObjectKind::Namespace, &ground), listener]
}

/// The pod that is ready for as long as it gets through to an address.
pub fn probe_asker(installation: &str, image: &str, ip: &str) -> PlannedObject {
    let asks = ["nc", "-z", "-w", "2", ip, &PORT.to_string()].map(str::to_owned).into();
    let ready = Probe {
        exec: Some(ExecAction { command: Some(asks) }),
        period_seconds: Some(2),
        timeout_seconds: Some(4),
        failure_threshold: Some(3),
        ..Probe::default()
    };
    deployment(installation, PROBE_ASKER, container(image, ["sleep", SECONDS].map(str::to_owned).into(), ready))
}

/// Nobody in the namespace speaks to anybody.
pub fn probe_policy(installation: &str) -> PlannedObject {
    PlannedObject::seal(ObjectKind::NetworkPolicy, &network::deny_all(metadata(installation, POLICY)))
}

fn deployment(installation: &str, name: &str, container: Container) -> PlannedObject {
    let own = room::labels(&[(PROBE_LABEL, name)]);
    let mut pod_labels = labels(installation);
    pod_labels.extend(own.clone());
    let pod = PodSpec {
        automount_service_account_token: Some(false),
        enable_service_links: Some(false),
        security_context: Some(room::nobody()),
        termination_grace_period_seconds: Some(1),
        containers: vec![container],
        ..PodSpec::default()
    };
    let spec = DeploymentSpec {
        replicas: Some(1),
        revision_history_limit: Some(0),
        selector: LabelSelector { match_labels: Some(own), ..LabelSelector::default() },
        strategy: Some(DeploymentStrategy { type_: Some("Recreate".into()), rolling_update: None }),
        template: PodTemplateSpec { metadata: Some(ObjectMeta { labels: Some(pod_labels), ..ObjectMeta::default() }), spec: Some(pod) },
        ..DeploymentSpec::default()
    };
    let deployment = Deployment { metadata: metadata(installation, name), spec: Some(spec), ..Deployment::default() };
    PlannedObject::seal(ObjectKind::Deployment, &deployment)
}

fn container(image: &str, command: Vec<String>, ready: Probe) -> Container {
    Container {
        name: "probe".into(),
        image: Some(image.to_owned()),
        image_pull_policy: Some("IfNotPresent".into()),
        command: Some(command),
        readiness_probe: Some(ready),
        resources: Some(next_to_nothing()),
        security_context: Some(room::unprivileged()),
        ..Container::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_pods_run_as_nobody_ask_for_nothing_and_one_asks_for_the_others_address() {
        let [ground, listener] = probe_listener("demo", "a.example/livekit-server@sha256:0123");
        let asker = probe_asker("demo", "a.example/livekit-server@sha256:0123", "10.0.0.7");
        assert_eq!(ground.body["metadata"]["labels"]["pod-security.kubernetes.io/enforce"], "restricted");
        for (planned, name) in [(&listener, "listener"), (&asker, "asker")] {
            assert_eq!((&planned.body["metadata"]["namespace"], planned.object.name.as_str()), (&json!("homeroom-probe-demo"), name));
            let template = &planned.body["spec"]["template"];
            assert_eq!(template["metadata"]["labels"]["homeroom.dev/probe"], name);
            assert_eq!(template["spec"]["containers"][0]["resources"]["requests"], json!({"cpu": "0", "memory": "0"}));
            assert_eq!(template["spec"]["securityContext"]["runAsNonRoot"], true);
        }
        let probe = &asker.body["spec"]["template"]["spec"]["containers"][0]["readinessProbe"];
        assert_eq!(probe["exec"]["command"], json!(["nc", "-z", "-w", "2", "10.0.0.7", "7880"]));
        let policy = probe_policy("demo").body;
        assert_eq!((&policy["spec"]["podSelector"], &policy["spec"]["policyTypes"]), (&json!({}), &json!(["Ingress", "Egress"])));
        assert!(policy["spec"].get("ingress").is_none());
        assert!(probe_namespace(&"x".repeat(63)).len() <= 63);
    }
}
