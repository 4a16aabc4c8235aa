//! What was seen in an order's namespace, and of the nodes that its pods are on.
//!
//! Objects are JSON as the API server gave them, filled one by one; lists need no `kind` in their items.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde_json::Value;

use super::facts::{NodeHealth, PodFacts};
use crate::workload::{ObjectKind, ObjectRef};

/// One namespace at one moment.
#[derive(Clone, Default, PartialEq)]
pub struct Observed {
    /// `None`: there is none of that name.
    pub namespace: Option<Value>,
    /// Everything of [`ObjectKind::NAMESPACED`] in it.
    pub objects: BTreeMap<ObjectRef, Value>,
    /// What is in it under somebody else's label or none, known by name alone.
    pub strangers: BTreeSet<ObjectRef>,
    pub pods: Vec<PodFacts>,
    /// By name; at least those that the pods are on.
    pub nodes: BTreeMap<String, NodeHealth>,
}

impl Observed {
    /// Files an object under its kind and name. `metadata.managedFields` are dropped: nobody compares them, and they are the larger half.
    pub fn insert(&mut self, kind: ObjectKind, mut body: Value) {
        if let Some(metadata) = body.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.remove("managedFields");
        }
        let name = text(&body, "/metadata/name").unwrap_or_default().to_owned();
        match kind {
            ObjectKind::Namespace => self.namespace = Some(body),
            kind => drop(self.objects.insert(ObjectRef { kind, name }, body)),
        }
    }

    /// Forgets an object, as a watch tells that it is gone.
    pub fn remove(&mut self, object: &ObjectRef) {
        match object.kind {
            ObjectKind::Namespace => self.namespace = None,
            _ => drop(self.objects.remove(object)),
        }
    }

    pub fn get(&self, object: &ObjectRef) -> Option<&Value> {
        match object.kind {
            ObjectKind::Namespace => self.namespace.as_ref(),
            _ => self.objects.get(object),
        }
    }
}

/// Names alone: bodies may hold secrets.
impl fmt::Debug for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.objects.keys().map(ToString::to_string).collect();
        f.debug_struct("Observed")
            .field("namespace", &self.namespace.is_some())
            .field("objects", &names)
            .field("pods", &self.pods)
            .finish_non_exhaustive()
    }
}

pub(super) fn text<'a>(body: &'a Value, pointer: &str) -> Option<&'a str> {
    body.pointer(pointer).and_then(Value::as_str)
}

pub(super) fn label<'a>(body: &'a Value, key: &str) -> Option<&'a str> {
    body.get("metadata")?.get("labels")?.get(key)?.as_str()
}

pub(super) fn annotation<'a>(body: &'a Value, key: &str) -> Option<&'a str> {
    body.get("metadata")?.get("annotations")?.get(key)?.as_str()
}

/// Whether an object is on its way out.
pub fn is_ending(body: &Value) -> bool {
    text(body, "/metadata/deletionTimestamp").is_some()
}
