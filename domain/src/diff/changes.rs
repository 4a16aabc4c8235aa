//! What must be written, and what a person should hear about.

use std::fmt;

use serde_json::Value;

use crate::{
    ids::ClassroomId,
    workload::{ObjectRef, PlannedObject},
};

/// What must be written, in this order: create, apply, delete. Empty at rest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// Missing; to be created as new objects, in this order. That one exists already means: look again.
    pub create: Vec<PlannedObject>,
    pub apply: Vec<Apply>,
    pub delete: Vec<Delete>,
    /// Planned, but on their way out: made again when they are gone.
    pub ending: Vec<ObjectRef>,
    /// In our namespace and not ours, or ours under a name that this version does not make. Reported, never deleted.
    pub unknown: Vec<ObjectRef>,
    /// Live rooms whose template waits for their next start, by id.
    pub pending: Vec<ClassroomId>,
    /// A person paused the order, its cluster or its namespace: nothing is written.
    pub paused: Option<Held>,
    /// The namespace bears our name but is not this order's: nothing is written.
    pub foreign: Option<Foreign>,
    /// Something has to end by itself before the next step.
    pub wait: Option<Wait>,
    /// The stage is `Leaving`, and nothing is left, or nothing but a claim that is kept.
    pub gone: bool,
}

impl Changes {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.create.is_empty() && self.apply.is_empty() && self.delete.is_empty()
    }

    /// Nothing is written: what is only told stays, and what would be written is counted.
    #[must_use]
    pub fn held(self) -> Self {
        if self.paused.is_some() {
            return self;
        }
        let held = Held { writes: self.writes() };
        Self { paused: Some(held), create: Vec::new(), apply: Vec::new(), delete: Vec::new(), ..self }
    }

    /// How many writes there are.
    pub fn writes(&self) -> usize {
        self.create.len() + self.apply.len() + self.delete.len()
    }
}

/// A planned object that drifted.
#[derive(Clone, PartialEq)]
pub struct Apply {
    pub object: ObjectRef,
    /// For server-side apply, with `metadata.resourceVersion` as observed.
    pub body: Value,
    /// A JSON merge patch, to be sent before: there are fields that server-side apply cannot take away, because it did not give them.
    pub takes_away: Option<Value>,
    /// JSON pointers of the planned fields that are missing or different, and of those that must not be there.
    pub drift: Vec<String>,
}

/// Without the body: it may hold secrets.
impl fmt::Debug for Apply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Apply").field("object", &self.object).field("drift", &self.drift).finish_non_exhaustive()
    }
}

/// An object that must go, with the preconditions of its deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delete {
    pub object: ObjectRef,
    pub uid: String,
    pub resource_version: String,
    pub cause: DeleteCause,
}

/// Why something is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeleteCause {
    /// The order ends.
    OrderEnds,
    /// The room is no longer part of the order, and not live.
    RoomDropped,
    /// An older content, which no Deployment names any more.
    Superseded,
    /// Its content is not what its name says. It cannot be updated, so it is made again.
    Tampered,
}

/// Writes that a pause holds back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub writes: usize,
}

/// Whose the namespace seems to be, by its labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    pub installation: Option<String>,
    pub order: Option<String>,
}

/// What ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Pods of rooms that stop.
    Rooms { pods: usize },
    /// The namespace is being deleted.
    Namespace,
}
