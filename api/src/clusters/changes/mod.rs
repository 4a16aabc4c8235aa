//! Nodes that come or go by a person's doing, planned before: what a cluster sells follows them slot by slot from the moment that they are written down.

mod create;
mod list;
mod remove;
mod view;

pub(super) use create::{__path_create_capacity_change, create_capacity_change};
pub(super) use list::{__path_list_capacity_changes, list_capacity_changes};
pub(super) use remove::{__path_remove_capacity_change, remove_capacity_change};
