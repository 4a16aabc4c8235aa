//! From what stands to what is said: an order's phase, whether it is ready, its conditions, and the same for each room.
//!
//! Conditions carry a reason and facts, never prose: sentences are made when they are read, in the reader's language. They are made from the
//! difference (`diff`), from pods and from nodes. A cluster that does not answer makes them unknown, not stale.

mod condition;
mod fix;
mod life;
mod order;
mod reason;
mod room;
mod room_status;
mod scheduler;
mod seen;
mod status;
mod trouble;
mod unseen;

pub use condition::{Condition, ConditionStatus, ConditionType, RecordedCondition};
pub use fix::FixBy;
pub use life::{Lifecycle, stage};
pub use order::not_looked_at;
pub use reason::{NodeRefusal, NodeResource, Reason};
pub use room::{RoomReport, RoomState};
pub use room_status::RoomStatus;
pub use scheduler::nodes_are_full;
pub use seen::{Applied, Contested, Input, Seen, WriteFailure, WriteFault};
pub use status::{Classrooms, Status, of};
pub use unseen::unseen;

pub use crate::condition::carry;

#[cfg(test)]
mod tests;
