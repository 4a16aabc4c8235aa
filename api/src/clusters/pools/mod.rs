//! Storage pools of a cluster: file servers behind a StorageClass each, into which lessons are recorded. Named here once their class was looked at; an order of
//! a kind that records gets one when it is admitted, and keeps it.

mod amend;
mod create;
mod get;
mod list;
mod remove;
mod view;

pub(crate) use create::{BANDWIDTH_MAX, SPACE_MAX};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list_storage_pools, create::create_storage_pool)).routes(routes!(
        get::get_storage_pool,
        amend::amend_storage_pool,
        remove::remove_storage_pool
    ))
}
