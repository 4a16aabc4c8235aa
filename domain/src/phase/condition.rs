//! A condition: one question about an order or a room, with an answer, a reason and since when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::reason::Reason;

/// The question. The first four are always answered; the others are there only while they are true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum ConditionType {
    /// It fits quota and capacity.
    Admitted,
    /// It has its place.
    Placed,
    /// Its objects are as planned.
    Provisioned,
    /// Every object is as planned, and every room wanted now is available.
    Ready,
    /// Rooms end that no successor will follow.
    Draining,
    /// Live rooms wait for their next start to take up what is new.
    UpdatePending,
    /// A person stopped all writes.
    Paused,
    /// Its namespace holds what Homeroom did not make.
    UnknownObjects,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConditionStatus {
    True,
    False,
    Unknown,
}

/// Serialised as `{"type": ..., "status": ..., "reason": ..., "params": {...}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    #[serde(rename = "type")]
    pub kind: ConditionType,
    pub status: ConditionStatus,
    #[serde(flatten)]
    pub reason: Reason,
}

impl Condition {
    pub(super) fn new(kind: ConditionType, status: ConditionStatus, reason: Reason) -> Self {
        Self { kind, status, reason }
    }

    pub(super) fn yes(kind: ConditionType, reason: Reason) -> Self {
        Self::new(kind, ConditionStatus::True, reason)
    }

    pub(super) fn no(kind: ConditionType, reason: Reason) -> Self {
        Self::new(kind, ConditionStatus::False, reason)
    }

    /// The same answer for the same reason; the figures may differ.
    fn continues(&self, earlier: &Self) -> bool {
        self.kind == earlier.kind
            && self.status == earlier.status
            && std::mem::discriminant(&self.reason) == std::mem::discriminant(&earlier.reason)
    }
}

/// A condition as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedCondition {
    #[serde(flatten)]
    pub condition: Condition,
    /// Since when it has this answer for this reason.
    pub since: Timestamp,
}

/// The conditions of now, each with the moment from which it has held without a change of status or reason.
pub fn carry(earlier: &[RecordedCondition], conditions: Vec<Condition>, now: Timestamp) -> Vec<RecordedCondition> {
    let since = |condition: &Condition| earlier.iter().find(|old| condition.continues(&old.condition)).map_or(now, |old| old.since);
    conditions.into_iter().map(|condition| RecordedCondition { since: since(&condition), condition }).collect()
}
