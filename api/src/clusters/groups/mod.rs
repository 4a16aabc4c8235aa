//! Node groups of a cluster: objects in it whose number of replicas is the number of its nodes. Named here once each was tried; scaled ahead of demand by the
//! reconciler.

mod create;
mod list;
mod remove;
mod view;

pub(super) use create::{__path_create_node_group, create_node_group};
pub(super) use list::{__path_list_node_groups, list_node_groups};
pub(super) use remove::{__path_remove_node_group, remove_node_group};
