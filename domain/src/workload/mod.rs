//! From an order to the exact set of Kubernetes objects that it stands for.
//!
//! Pure and deterministic: the same [`Desired`] gives the same bytes, whoever computes it. What is wanted now was decided before (the timetable);
//! what is there already does not matter here (`diff`). An order of R rooms is R + 11 objects in its namespace, and one more where its lessons are
//! recorded; three fewer where a security group stands for its NetworkPolicies.

mod canonical;
mod claim;
mod desired;
mod document;
mod livekit;
mod names;
mod namespace;
mod network;
mod object;
mod of_order;
mod plan;
mod preload;
mod priority;
mod probe;
mod room;

pub use claim::claim;
pub use desired::{ClaimPlan, Credentials, Desired, OrderFacts, RoomPlan, Settings, Stage};
pub use document::{DOCUMENT_BYTES_MAX, DocumentTooLarge, document_too_large, read_document};
pub use livekit::{MEDIA_TCP_PORT, MEDIA_UDP_PORT, METRICS_PORT, SIGNAL_PORT};
pub use names::{
    AVOID, CLASSROOM_LABEL, GENERATION_LABEL, INSTALLATION_LABEL, KEY_ANNOTATION, MANAGED_BY_LABEL, MANAGER, NAME_ANNOTATION,
    NETWORK_RESOURCE, ORDER_LABEL, PAUSED_ANNOTATION, PLAN_ANNOTATION, PRELOAD_LABEL, PROBE_LABEL, PULL, PULL_AND_AVOID, RUN_ANNOTATION,
    TEMPLATE_ANNOTATION, TENANT_LABEL, images_namespace, mark_of, marks_of, namespace_name, order_of_namespace, probe_namespace,
    puller_name, room_name,
};
pub use object::{CreationStep, ObjectKind, ObjectRef, PlannedObject};
pub use of_order::{IncompleteRoom, Surroundings};
pub use plan::{Plan, PlannedRoom, plan};
pub use preload::{images_ground, pull_by_job, pull_by_pods};
pub use priority::{priority_class_name, priority_classes};
pub use probe::{PROBE_ASKER, PROBE_LISTENER, probe_asker, probe_listener, probe_policy};

pub(crate) use names::{CONFIG_PREFIX, KEYS_PREFIX, is_hashed, is_room};
pub(crate) use room::{is_made_for, made_for};

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
