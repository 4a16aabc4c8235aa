//! Usage: what really ran, counted by the hour from when rooms were seen to be up, and told by order, room, day and cost group.

mod event;
mod get;
mod measure;
mod store;
mod sweep;

pub(crate) use store::PURGED;

pub(super) use event::{__path_get_usage_event, get_usage_event};
pub(super) use get::{__path_get_usage, get_usage};
pub(crate) use measure::measure;
pub(super) use store::{measured_until, unseen};
pub(crate) use sweep::sweep_usage;
