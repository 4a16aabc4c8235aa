//! Why one wanted room is not available, from its pods, their nodes and its Deployment.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{
    reason::{NodeRefusal, NodeResource, Reason},
    scheduler::{self, Obstacle},
    seen::Seen,
};
use crate::{
    diff::{ContainerFacts, ContainerState, NodeReadiness, Observed, PodFacts},
    sizing::RoomSize,
    workload::{ObjectKind, ObjectRef, PlannedRoom},
};

/// A media server answers within seconds; one that runs for longer without an answer is stuck.
const ANSWERS_WITHIN: SignedDuration = SignedDuration::from_secs(60);

/// Ordered by how much it deserves to be told; of two equals the larger figure stands for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trouble {
    PodsRefused,
    Lacks { resource: NodeResource, needed: i64 },
    Refuses(NodeRefusal),
    NodeLost,
    NodeNotReady,
    ImagePullFailing,
    OutOfMemory,
    Crashing { restarts: u32, exit_code: i32 },
    ConfigurationMissing,
    NotStarting,
    PodFailed,
    NotAnswering,
    PredecessorEnding,
    Starting,
    BeingMade,
}

impl Trouble {
    /// It passes by itself, in the course of a normal start.
    pub(super) fn passes(self) -> bool {
        matches!(self, Self::PredecessorEnding | Self::Starting | Self::BeingMade)
    }

    /// Troubles of one sort are told together.
    pub(super) fn same_sort(self, other: Self) -> bool {
        match (self, other) {
            (Self::Lacks { resource: a, .. }, Self::Lacks { resource: b, .. }) => a == b,
            (Self::Refuses(a), Self::Refuses(b)) => a == b,
            (a, b) => std::mem::discriminant(&a) == std::mem::discriminant(&b),
        }
    }

    pub(super) fn reason(self, rooms: u32, of: u32) -> Reason {
        match self {
            Self::PodsRefused => Reason::PodsRefused { rooms, of },
            Self::Lacks { resource, needed } => Reason::WaitsForNode { rooms, of, resource, needed },
            Self::Refuses(cause) => Reason::NoNodeTakesRooms { rooms, of, cause },
            Self::NodeLost => Reason::NodeLost { rooms, of },
            Self::NodeNotReady => Reason::NodeNotReady { rooms, of },
            Self::ImagePullFailing => Reason::ImagePullFailing { rooms, of },
            Self::OutOfMemory => Reason::OutOfMemory { rooms, of },
            Self::Crashing { restarts, exit_code } => Reason::ContainerCrashing { rooms, of, restarts, exit_code },
            Self::ConfigurationMissing => Reason::ConfigurationMissing { rooms, of },
            Self::NotStarting => Reason::ContainerNotStarting { rooms, of },
            Self::PodFailed => Reason::PodFailed { rooms, of },
            Self::NotAnswering => Reason::NotAnswering { rooms, of },
            Self::PredecessorEnding => Reason::PredecessorEnding { rooms, of },
            Self::Starting => Reason::RoomsStarting { rooms, of },
            Self::BeingMade => Reason::RoomsBeingMade { rooms, of },
        }
    }
}

/// `pods` are the room's. Asked only of a room that is wanted and not available.
pub(super) fn trouble(room: &PlannedRoom, pods: &[&PodFacts], seen: &Seen<'_>) -> Trouble {
    let current = pods.iter().filter(|pod| !pod.ending && !pod.failed).max_by_key(|pod| pod.created_at);
    match current {
        Some(pod) => of_pod(pod, &room.size, seen),
        None => without_pod(room, pods, seen.observed),
    }
}

fn without_pod(room: &PlannedRoom, pods: &[&PodFacts], observed: &Observed) -> Trouble {
    let deployment = observed.objects.get(&ObjectRef::new(ObjectKind::Deployment, &room.name));
    match deployment {
        _ if pods.iter().any(|pod| pod.ending) => Trouble::PredecessorEnding,
        None => Trouble::BeingMade,
        Some(body) if body.pointer("/spec/replicas").and_then(Value::as_i64) == Some(0) => Trouble::BeingMade,
        Some(body) if is_refused(body) => Trouble::PodsRefused,
        Some(_) if pods.iter().any(|pod| pod.failed) => Trouble::PodFailed,
        Some(_) => Trouble::Starting,
    }
}

fn is_refused(deployment: &Value) -> bool {
    let conditions = deployment.pointer("/status/conditions").and_then(Value::as_array);
    conditions.is_some_and(|conditions| conditions.iter().any(|c| c["type"] == "ReplicaFailure" && c["status"] == "True"))
}

fn of_pod(pod: &PodFacts, size: &RoomSize, seen: &Seen<'_>) -> Trouble {
    if let Some(message) = &pod.unschedulable {
        return of_scheduler(message, size);
    }
    match node_readiness(pod, seen.observed) {
        None => Trouble::Starting,
        Some(NodeReadiness::Unknown) => Trouble::NodeLost,
        Some(NodeReadiness::NotReady) => Trouble::NodeNotReady,
        Some(NodeReadiness::Ready) => {
            pod.containers.iter().map(|container| of_container(container, seen.at)).min().unwrap_or(Trouble::Starting)
        }
    }
}

/// Of the pod's node; one that is gone is as one that is silent. `None` while the pod has none.
fn node_readiness(pod: &PodFacts, observed: &Observed) -> Option<NodeReadiness> {
    let node = pod.node.as_ref()?;
    Some(observed.nodes.get(node).map_or(NodeReadiness::Unknown, |node| node.readiness))
}

/// Nobody is there to end the pod.
pub(super) fn is_on_lost_node(pod: &PodFacts, observed: &Observed) -> bool {
    node_readiness(pod, observed) == Some(NodeReadiness::Unknown)
}

fn of_scheduler(message: &str, size: &RoomSize) -> Trouble {
    match scheduler::obstacle(message) {
        Obstacle::Refuses(cause) => Trouble::Refuses(cause),
        Obstacle::Lacks(resource) => {
            let needed = match resource {
                NodeResource::CpuMilli => size.cpu_milli,
                NodeResource::MemoryMib => size.memory_mib,
                NodeResource::NetworkMbit => size.network_mbit,
                NodeResource::Pods => 1,
                NodeResource::Other => 0,
            };
            Trouble::Lacks { resource, needed }
        }
    }
}

fn of_container(container: &ContainerFacts, now: Timestamp) -> Trouble {
    match &container.state {
        ContainerState::Waiting { reason } => of_waiting(reason, container),
        ContainerState::Ended => after_exit(container),
        ContainerState::Running { since } => match since {
            Some(since) if now.duration_since(*since) > ANSWERS_WITHIN => Trouble::NotAnswering,
            _ => Trouble::Starting,
        },
    }
}

/// The kubelet's reasons; others (`ContainerCreating`, `PodInitializing`) are part of a start.
fn of_waiting(reason: &str, container: &ContainerFacts) -> Trouble {
    match reason {
        "ErrImagePull" | "ImagePullBackOff" | "InvalidImageName" | "ErrImageNeverPull" | "ImageInspectError" | "RegistryUnavailable" => {
            Trouble::ImagePullFailing
        }
        "CrashLoopBackOff" => after_exit(container),
        "CreateContainerConfigError" => Trouble::ConfigurationMissing,
        "CreateContainerError" | "RunContainerError" | "PostStartHookError" => Trouble::NotStarting,
        _ => Trouble::Starting,
    }
}

fn after_exit(container: &ContainerFacts) -> Trouble {
    match &container.last_exit {
        Some((_, reason)) if reason == "OOMKilled" => Trouble::OutOfMemory,
        exit => Trouble::Crashing { restarts: container.restarts, exit_code: exit.as_ref().map_or(0, |(code, _)| *code) },
    }
}
