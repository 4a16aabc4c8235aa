//! Storage pools of a cluster: file servers behind a StorageClass each, into which lessons are recorded. Named here once their class was looked at; an order of
//! a kind that records gets one when it is admitted, and keeps it.

mod amend;
mod create;
mod get;
mod list;
mod remove;
mod view;

pub(super) use amend::{__path_amend_storage_pool, amend_storage_pool};
pub(super) use create::{__path_create_storage_pool, create_storage_pool};
pub(super) use get::{__path_get_storage_pool, get_storage_pool};
pub(super) use list::{__path_list_storage_pools, list_storage_pools};
pub(super) use remove::{__path_remove_storage_pool, remove_storage_pool};
