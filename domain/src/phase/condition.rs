//! The questions that are asked about an order or a room.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::reason::Reason;
use crate::condition;

/// The first four are always answered; the others are there only while they are true.
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
    /// A cap on spending is reached: no further lesson starts.
    Stopped,
    /// Live rooms wait for their next start to take up what is new.
    UpdatePending,
    /// A person stopped all writes.
    Paused,
    /// Its namespace holds what Homeroom did not make.
    UnknownObjects,
}

pub use crate::condition::ConditionStatus;

pub type Condition = condition::Condition<ConditionType, Reason>;
pub type RecordedCondition = condition::RecordedCondition<ConditionType, Reason>;
