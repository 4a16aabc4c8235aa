//! Pods and nodes, cut down to what decides anything: a cluster has thousands of them, and a watch keeps them all in memory.

use jiff::Timestamp;
use k8s_openapi::api::core::v1::{ContainerState as ApiState, ContainerStatus, Node, NodeCondition, Pod, PodCondition};

use crate::{
    ids::{ClassroomId, OrderId},
    workload::{CLASSROOM_LABEL, ORDER_LABEL},
};

/// A pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodFacts {
    pub name: String,
    pub uid: String,
    /// By its labels; `None` when they are missing or no ids.
    pub order: Option<OrderId>,
    pub classroom: Option<ClassroomId>,
    pub created_at: Option<Timestamp>,
    pub node: Option<String>,
    pub ip: Option<String>,
    /// It was told to stop.
    pub ending: bool,
    pub failed: bool,
    /// Since when it answers, without interruption.
    pub ready_since: Option<Timestamp>,
    /// The scheduler's message while it finds no node.
    pub unschedulable: Option<String>,
    pub containers: Vec<ContainerFacts>,
}

/// A container of a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerFacts {
    pub restarts: u32,
    pub state: ContainerState,
    /// Exit code and reason of its last end.
    pub last_exit: Option<(i32, String)>,
}

/// What a container does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContainerState {
    /// For the reason that the kubelet gives, such as `ImagePullBackOff`.
    Waiting {
        reason: String,
    },
    Running {
        since: Option<Timestamp>,
    },
    Ended,
}

/// How a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeHealth {
    pub name: String,
    pub readiness: NodeReadiness,
    /// It takes no new pods.
    pub cordoned: bool,
}

/// The node's own `Ready` condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeReadiness {
    Ready,
    NotReady,
    /// It has stopped to report.
    Unknown,
}

impl From<&Pod> for PodFacts {
    fn from(pod: &Pod) -> Self {
        let status = pod.status.as_ref();
        let conditions = status.and_then(|status| status.conditions.as_deref()).unwrap_or_default();
        let of = |kind: &str, value: &str| conditions.iter().find(|c| c.type_ == kind && c.status == value);
        let containers = status.and_then(|status| status.container_statuses.as_deref()).unwrap_or_default();
        Self {
            name: pod.metadata.name.clone().unwrap_or_default(),
            uid: pod.metadata.uid.clone().unwrap_or_default(),
            order: id(pod, ORDER_LABEL),
            classroom: id(pod, CLASSROOM_LABEL),
            created_at: pod.metadata.creation_timestamp.as_ref().map(|time| time.0),
            node: pod.spec.as_ref().and_then(|spec| spec.node_name.clone()),
            ip: status.and_then(|status| status.pod_ip.clone()),
            ending: pod.metadata.deletion_timestamp.is_some(),
            failed: status.and_then(|status| status.phase.as_deref()) == Some("Failed"),
            ready_since: of("Ready", "True").and_then(|c| c.last_transition_time.as_ref()).map(|time| time.0),
            unschedulable: of("PodScheduled", "False").filter(is_unschedulable).map(|c| c.message.clone().unwrap_or_default()),
            containers: containers.iter().map(ContainerFacts::from).collect(),
        }
    }
}

/// A label that is an id of ours.
fn id<T: std::str::FromStr>(pod: &Pod, key: &str) -> Option<T> {
    pod.metadata.labels.as_ref()?.get(key)?.parse().ok()
}

fn is_unschedulable(condition: &&PodCondition) -> bool {
    condition.reason.as_deref() == Some("Unschedulable")
}

impl From<&ContainerStatus> for ContainerFacts {
    fn from(status: &ContainerStatus) -> Self {
        let ended = |state: &Option<ApiState>| state.as_ref().and_then(|state| state.terminated.clone());
        let exit = ended(&status.state).or_else(|| ended(&status.last_state));
        Self {
            restarts: u32::try_from(status.restart_count).unwrap_or_default(),
            state: ContainerState::from(status.state.as_ref()),
            last_exit: exit.map(|end| (end.exit_code, end.reason.unwrap_or_default())),
        }
    }
}

/// Without a state it waits: so says the reference of the type.
impl From<Option<&ApiState>> for ContainerState {
    fn from(state: Option<&ApiState>) -> Self {
        let Some(state) = state else { return Self::Waiting { reason: String::new() } };
        match (&state.running, &state.terminated) {
            (Some(running), _) => Self::Running { since: running.started_at.as_ref().map(|time| time.0) },
            (None, Some(_)) => Self::Ended,
            (None, None) => Self::Waiting { reason: state.waiting.as_ref().and_then(|w| w.reason.clone()).unwrap_or_default() },
        }
    }
}

impl From<&Node> for NodeHealth {
    fn from(node: &Node) -> Self {
        let conditions = node.status.as_ref().and_then(|status| status.conditions.as_deref()).unwrap_or_default();
        Self {
            name: node.metadata.name.clone().unwrap_or_default(),
            readiness: NodeReadiness::from(conditions),
            cordoned: node.spec.as_ref().and_then(|spec| spec.unschedulable).unwrap_or_default(),
        }
    }
}

impl From<&[NodeCondition]> for NodeReadiness {
    fn from(conditions: &[NodeCondition]) -> Self {
        match conditions.iter().find(|condition| condition.type_ == "Ready").map(|condition| condition.status.as_str()) {
            Some("True") => Self::Ready,
            Some("False") => Self::NotReady,
            _ => Self::Unknown,
        }
    }
}
