//! From what stands to what is said: an order's phase, whether it is ready, its conditions, and the same for each room.
//!
//! Conditions carry a reason and facts, never prose: sentences are made when they are read, in the reader's language. They are made from the
//! difference (`diff`), from pods and from nodes. A cluster that does not answer makes them unknown, not stale.

mod condition;
mod life;
mod order;
mod reason;
mod room;
mod scheduler;
mod seen;
mod status;
mod trouble;

pub use condition::{Condition, ConditionStatus, ConditionType, RecordedCondition, carry};
pub use life::{Lifecycle, stage};
pub use order::not_looked_at;
pub use reason::{NodeRefusal, NodeResource, Reason};
pub use room::{RoomState, RoomStatus};
pub use seen::{Applied, Input, Seen, WriteFailure, WriteFault};
pub use status::{Classrooms, Status, of};

#[cfg(test)]
mod tests;
