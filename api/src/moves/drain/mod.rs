//! Draining a cluster: it takes no new orders, and those that are on it move away between their lessons, some at a time.

mod drive;
mod verbs;

pub(crate) use drive::drive;
pub(super) use verbs::{__path_cancel_drain, __path_drain_cluster, cancel_drain, drain_cluster};
