//! A condition: one question about something, with an answer, a reason and since when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConditionStatus {
    True,
    False,
    Unknown,
}

/// `K` are the questions, `R` the reasons. Serialised as `{"type": ..., "status": ..., "reason": ..., "params": {...}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition<K, R> {
    #[serde(rename = "type")]
    pub kind: K,
    pub status: ConditionStatus,
    #[serde(flatten)]
    pub reason: R,
}

/// A condition as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedCondition<K, R> {
    #[serde(flatten)]
    pub condition: Condition<K, R>,
    /// Since when it has this answer for this reason.
    pub since: Timestamp,
}

impl<K: PartialEq, R> Condition<K, R> {
    pub fn new(kind: K, status: ConditionStatus, reason: R) -> Self {
        Self { kind, status, reason }
    }

    pub fn yes(kind: K, reason: R) -> Self {
        Self::new(kind, ConditionStatus::True, reason)
    }

    pub fn no(kind: K, reason: R) -> Self {
        Self::new(kind, ConditionStatus::False, reason)
    }

    /// The same answer for the same reason; the figures may differ.
    fn continues(&self, earlier: &Self) -> bool {
        self.kind == earlier.kind
            && self.status == earlier.status
            && std::mem::discriminant(&self.reason) == std::mem::discriminant(&earlier.reason)
    }
}

/// The conditions of now, each with the moment from which it has held without a change of status or reason.
pub fn carry<K: PartialEq, R>(
    earlier: &[RecordedCondition<K, R>],
    conditions: Vec<Condition<K, R>>,
    now: Timestamp,
) -> Vec<RecordedCondition<K, R>> {
    let since = |condition: &Condition<K, R>| earlier.iter().find(|old| condition.continues(&old.condition)).map_or(now, |old| old.since);
    conditions.into_iter().map(|condition| RecordedCondition { since: since(&condition), condition }).collect()
}
