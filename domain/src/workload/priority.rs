//! A PriorityClass per kind, once a cluster.
//!
//! Its value cannot be changed, so it is part of the name; several installations on one cluster share it. It never preempts: priority decides who
//! is scheduled first, and a live room is never moved.

use k8s_openapi::{api::scheduling::v1::PriorityClass, apimachinery::pkg::apis::meta::v1::ObjectMeta};

use super::{
    names::{MANAGED_BY_LABEL, MANAGER},
    object::{ObjectKind, PlannedObject},
};
use crate::kind::Kind;

/// The class that a kind's pods run in.
pub fn priority_class_name(kind: &Kind) -> String {
    format!("homeroom-{}-{}", kind.name, kind.priority)
}

/// The classes that these kinds need on every cluster.
pub fn priority_classes(kinds: &[Kind]) -> Vec<PlannedObject> {
    kinds.iter().map(|kind| PlannedObject::seal(ObjectKind::PriorityClass, &priority_class(kind))).collect()
}

fn priority_class(kind: &Kind) -> PriorityClass {
    PriorityClass {
        metadata: ObjectMeta {
            name: Some(priority_class_name(kind)),
            labels: Some([(MANAGED_BY_LABEL.to_owned(), MANAGER.to_owned())].into()),
            ..ObjectMeta::default()
        },
        value: Some(kind.priority),
        preemption_policy: Some("Never".into()),
        global_default: None,
        description: Some(format!("Classrooms of the kind {}", kind.name)),
    }
}
