//! What goes in: the order's life and plan, what was seen of its objects, and what was done about it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::life::Lifecycle;
use crate::{
    diff::{Changes, Observed},
    order::OrderPhase,
    workload::{ObjectRef, Plan},
};

/// What decides an order's status.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The phase as it is stored.
    pub phase: OrderPhase,
    pub life: &'a Lifecycle,
    pub plan: &'a Plan,
    /// `None`: the cluster does not answer.
    pub seen: Option<Seen<'a>>,
}

/// What was seen, what followed from it, and what was done about it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub observed: &'a Observed,
    pub changes: &'a Changes,
    pub applied: &'a Applied,
    /// When, in real time: what Kubernetes says of its own moments is compared with this, never with business time.
    pub at: Timestamp,
}

/// The outcome of a round of writes. What is in no list was not tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Created, applied or deleted, and acknowledged.
    pub done: Vec<ObjectRef>,
    pub failed: Vec<WriteFailure>,
    /// Acknowledged, and yet not as planned in what the server returned.
    pub undone: Vec<ObjectRef>,
    /// Set back by somebody else after each write, so that they are written more and more seldom.
    pub contested: Vec<Contested>,
}

/// An object that somebody else sets back whenever it is repaired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contested {
    pub object: ObjectRef,
    /// JSON pointer of the first field.
    pub field: String,
    /// Who holds it, by the object's managed fields. `None`: nobody, as where a webhook undoes each write.
    pub manager: Option<String>,
}

/// A write that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteFailure {
    pub object: ObjectRef,
    pub fault: WriteFault,
}

/// Why, as far as someone can act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WriteFault {
    /// Somebody else wrote first; the next look decides again.
    Conflict,
    /// A right is missing, or a policy or quota refuses it.
    Forbidden,
    /// The API server finds it malformed.
    Invalid,
    /// It took too long, or the API server has trouble of its own.
    Unavailable,
}

pub(super) fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
