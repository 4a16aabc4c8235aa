//! One room: a Deployment of one pod, which runs one media server.
//!
//! One replica or none, replaced only after the old one is gone: two servers for one room would split a class. Requests equal limits, no token, no
//! root, nothing writable but what lessons are recorded into. There is no liveness probe: a busy room is never killed for answering late.

use std::collections::BTreeMap;

use k8s_openapi::{
    api::{
        apps::v1::{Deployment, DeploymentSpec, DeploymentStrategy},
        core::v1::{
            Affinity, Capabilities, ConfigMapVolumeSource, Container, ContainerPort, EnvVar, EnvVarSource, HTTPGetAction, KeyToPath,
            NodeAffinity, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, ObjectFieldSelector, PodSecurityContext, PodSpec,
            PodTemplateSpec, Probe, ResourceRequirements, SeccompProfile, SecretKeySelector, SecurityContext, Toleration, Volume,
            VolumeMount,
        },
    },
    apimachinery::pkg::{
        api::resource::Quantity,
        apis::meta::v1::{LabelSelector, ObjectMeta},
        util::intstr::IntOrString,
    },
};

use super::{
    claim,
    desired::{RoomPlan, Settings},
    livekit::{self, MEDIA_TCP_PORT, MEDIA_UDP_PORT, METRICS_PORT, SIGNAL_PORT},
    names::{
        AVOID, CLASSROOM_LABEL, GENERATION_LABEL, KEY_ANNOTATION, NAME_ANNOTATION, NETWORK_RESOURCE, PULL_AND_AVOID, RUN_ANNOTATION,
        mark_of, room_name,
    },
};
use crate::{nodes::image::ImageName, sizing::RoomSize};

/// What all pods of rooms, and nothing else in the namespace, carry.
pub(super) const POD_LABELS: &[(&str, &str)] = &[("app.kubernetes.io/name", "classroom")];
/// The ServiceAccount, and the container.
pub(super) const ACCOUNT: &str = "classroom";
/// The headless Service that gives pods their names.
pub(super) const SUBDOMAIN: &str = "rooms";

const MADE_FOR_LESSONS: &str = "lessons";
const MADE_FOR_ALWAYS: &str = "always-";
const CONFIG_DIR: &str = "/etc/livekit";
const NOBODY: i64 = 65_532;
/// Seconds until a room leaves a node that went away; Kubernetes' own default of 300 is a third of a lesson.
const AWAY_SECONDS: i64 = 20;

/// What a room shares with the others of its order.
pub(super) struct Shared<'a> {
    pub(super) settings: &'a Settings,
    /// Name of the immutable Secret.
    pub(super) keys: &'a str,
    /// Name of the immutable ConfigMap.
    pub(super) config: &'a str,
    /// Into the order's claim.
    pub(super) records: bool,
}

pub(super) fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

pub(super) fn cpu(milli: i64) -> Quantity {
    Quantity(format!("{milli}m"))
}

pub(super) fn memory(mib: i64) -> Quantity {
    Quantity(format!("{mib}Mi"))
}

/// `metadata` is the order's; the room adds its own.
pub(super) fn deployment(room: &RoomPlan, shared: &Shared<'_>, mut metadata: ObjectMeta) -> Deployment {
    let id = room.id.to_string();
    metadata.labels.get_or_insert_default().insert(CLASSROOM_LABEL.into(), id.clone());
    let annotations = metadata.annotations.get_or_insert_default();
    annotations.insert(KEY_ANNOTATION.into(), room.key.clone());
    annotations.insert(RUN_ANNOTATION.into(), made_for(room.always, room.generation));
    if let Some(name) = &room.name {
        annotations.insert(NAME_ANNOTATION.into(), name.clone());
    }
    let selector = LabelSelector { match_labels: Some(labels(&[(CLASSROOM_LABEL, &id)])), ..LabelSelector::default() };
    let spec = DeploymentSpec {
        replicas: Some(i32::from(room.wanted)),
        revision_history_limit: Some(0),
        selector,
        strategy: Some(DeploymentStrategy { type_: Some("Recreate".into()), rolling_update: None }),
        template: template(room, shared, metadata.labels.as_ref()),
        ..DeploymentSpec::default()
    };
    Deployment { metadata, spec: Some(spec), ..Deployment::default() }
}

/// What a template is made for. A room that lessons want has rested when a run under another generation begins, so that one mark serves them all.
pub(crate) fn made_for(always: bool, generation: i64) -> String {
    if always { format!("{MADE_FOR_ALWAYS}{generation}") } else { MADE_FOR_LESSONS.to_owned() }
}

/// Whether a mark is one that [`made_for`] makes.
pub(crate) fn is_made_for(mark: &str) -> bool {
    mark == MADE_FOR_LESSONS || mark.strip_prefix(MADE_FOR_ALWAYS).is_some_and(|generation| generation.parse::<i64>().is_ok())
}

/// The generation is part of an always-room's template alone: for the others it would change every template without need.
fn template(room: &RoomPlan, shared: &Shared<'_>, inherited: Option<&BTreeMap<String, String>>) -> PodTemplateSpec {
    let mut pod_labels = inherited.cloned().unwrap_or_default();
    pod_labels.extend(labels(POD_LABELS));
    let generation = room.always.then(|| (GENERATION_LABEL.to_owned(), room.generation.to_string()));
    let annotations: BTreeMap<String, String> = generation.into_iter().chain(interface_annotation(room, shared.settings)).collect();
    let annotations = Some(annotations).filter(|annotations| !annotations.is_empty());
    PodTemplateSpec {
        metadata: Some(ObjectMeta { labels: Some(pod_labels), annotations, ..ObjectMeta::default() }),
        spec: Some(pod(room, shared)),
    }
}

/// By which the cloud gives the room's own interface its security group.
fn interface_annotation(room: &RoomPlan, settings: &Settings) -> Option<(String, String)> {
    let annotation = settings.interfaces.as_ref()?.annotation.as_ref()?;
    (room.size.interfaces > 0).then(|| (annotation.key.clone(), annotation.value.clone()))
}

fn pod(room: &RoomPlan, shared: &Shared<'_>) -> PodSpec {
    PodSpec {
        hostname: Some(room_name(room.id)),
        subdomain: Some(SUBDOMAIN.into()),
        service_account_name: Some(ACCOUNT.into()),
        automount_service_account_token: Some(false),
        enable_service_links: Some(false),
        priority_class_name: Some(room.priority_class.clone()),
        termination_grace_period_seconds: Some(i64::from(room.grace_seconds)),
        tolerations: Some(["not-ready", "unreachable"].map(away).into()),
        affinity: Some(where_the_image_is(shared.settings)),
        security_context: Some(whose_files(shared.records)),
        containers: vec![container(room, shared)],
        volumes: Some([config_volume(room, shared.config)].into_iter().chain(shared.records.then(claim::volume)).collect()),
        ..PodSpec::default()
    }
}

/// Not on nodes that are marked as lacking the image. It names the image and no nodes, so that it is the same at every start, and a cluster without marks
/// has room everywhere.
fn where_the_image_is(settings: &Settings) -> Affinity {
    let key = mark_of(&settings.installation, &ImageName::of(&settings.image));
    nodes_by(NodeSelectorRequirement { key, operator: "NotIn".into(), values: Some([AVOID, PULL_AND_AVOID].map(str::to_owned).into()) })
}

pub(super) fn nodes_by(requirement: NodeSelectorRequirement) -> Affinity {
    let term = NodeSelectorTerm { match_expressions: Some(vec![requirement]), match_fields: None };
    let required = NodeSelector { node_selector_terms: vec![term] };
    let nodes = NodeAffinity { required_during_scheduling_ignored_during_execution: Some(required), ..NodeAffinity::default() };
    Affinity { node_affinity: Some(nodes), ..Affinity::default() }
}

pub(super) fn nobody() -> PodSecurityContext {
    PodSecurityContext {
        run_as_non_root: Some(true),
        run_as_user: Some(NOBODY),
        run_as_group: Some(NOBODY),
        seccomp_profile: Some(SeccompProfile { type_: "RuntimeDefault".into(), localhost_profile: None }),
        ..PodSecurityContext::default()
    }
}

pub(super) fn unprivileged() -> SecurityContext {
    SecurityContext {
        allow_privilege_escalation: Some(false),
        read_only_root_filesystem: Some(true),
        capabilities: Some(Capabilities { drop: Some(vec!["ALL".into()]), add: None }),
        ..SecurityContext::default()
    }
}

fn container(room: &RoomPlan, shared: &Shared<'_>) -> Container {
    let needs = needs(&room.size, shared.settings);
    Container {
        name: ACCOUNT.into(),
        image: Some(shared.settings.image.clone()),
        image_pull_policy: Some("IfNotPresent".into()),
        args: Some(vec!["--config".into(), format!("{CONFIG_DIR}/livekit.yaml")]),
        env: Some(vec![env_from_field("NODE_IP", "status.podIP"), env_from_secret("LIVEKIT_KEYS", shared.keys, &room_name(room.id))]),
        ports: Some(ports()),
        readiness_probe: Some(readiness()),
        resources: Some(ResourceRequirements { requests: Some(needs.clone()), limits: Some(needs), claims: None }),
        security_context: Some(unprivileged()),
        volume_mounts: Some([config_mount()].into_iter().chain(shared.records.then(claim::mount)).collect()),
        ..Container::default()
    }
}

fn needs(size: &RoomSize, settings: &Settings) -> BTreeMap<String, Quantity> {
    let mut needs = BTreeMap::from([("cpu".to_owned(), cpu(size.cpu_milli)), ("memory".to_owned(), memory(size.memory_mib))]);
    if settings.network_limited {
        needs.insert(NETWORK_RESOURCE.into(), Quantity(size.network_mbit.to_string()));
    }
    if let Some(profile) = settings.interfaces.as_ref().filter(|_| size.interfaces > 0) {
        needs.insert(profile.resource.clone(), Quantity(size.interfaces.to_string()));
    }
    needs
}

fn ports() -> Vec<ContainerPort> {
    [
        ("signal", "TCP", SIGNAL_PORT),
        ("media-tcp", "TCP", MEDIA_TCP_PORT),
        ("media-udp", "UDP", MEDIA_UDP_PORT),
        ("metrics", "TCP", METRICS_PORT),
    ]
    .map(|(name, protocol, port)| ContainerPort {
        name: Some(name.into()),
        protocol: Some(protocol.into()),
        container_port: port,
        ..ContainerPort::default()
    })
    .into()
}

/// Answers 406 while its own statistics are stale.
fn readiness() -> Probe {
    Probe {
        http_get: Some(HTTPGetAction { path: Some("/".into()), port: IntOrString::Int(SIGNAL_PORT), ..HTTPGetAction::default() }),
        // A room takes about a second to start, and its lesson waits for whoever asks too seldom.
        period_seconds: Some(1),
        timeout_seconds: Some(2),
        failure_threshold: Some(10),
        ..Probe::default()
    }
}

fn env_from_field(name: &str, path: &str) -> EnvVar {
    let field = ObjectFieldSelector { field_path: path.into(), api_version: None };
    EnvVar { name: name.into(), value: None, value_from: Some(EnvVarSource { field_ref: Some(field), ..EnvVarSource::default() }) }
}

fn env_from_secret(name: &str, secret: &str, key: &str) -> EnvVar {
    let selector = SecretKeySelector { name: secret.into(), key: key.into(), optional: None };
    EnvVar { name: name.into(), value: None, value_from: Some(EnvVarSource { secret_key_ref: Some(selector), ..EnvVarSource::default() }) }
}

fn config_volume(room: &RoomPlan, config: &str) -> Volume {
    let item = KeyToPath { key: livekit::config_entry(room), path: "livekit.yaml".into(), mode: None };
    let config_map = ConfigMapVolumeSource { name: config.into(), items: Some(vec![item]), ..ConfigMapVolumeSource::default() };
    Volume { name: "config".into(), config_map: Some(config_map), ..Volume::default() }
}

fn config_mount() -> VolumeMount {
    VolumeMount { name: "config".into(), mount_path: CONFIG_DIR.into(), read_only: Some(true), ..VolumeMount::default() }
}

/// What is recorded belongs to the group that all rooms run as.
fn whose_files(records: bool) -> PodSecurityContext {
    let change = records.then(|| "OnRootMismatch".to_owned());
    PodSecurityContext { fs_group: records.then_some(NOBODY), fs_group_change_policy: change, ..nobody() }
}

fn away(condition: &str) -> Toleration {
    Toleration {
        key: Some(format!("node.kubernetes.io/{condition}")),
        operator: Some("Exists".into()),
        effect: Some("NoExecute".into()),
        toleration_seconds: Some(AWAY_SECONDS),
        value: None,
    }
}
