//! Clusters: registered by a vetted kubeconfig, cordoned, their capacity shown, and taken off again.
//!
//! Work on what is placed there is `reconcile`'s; here a cluster is a row, a calendar, and the few questions it is asked when it is registered.

mod amend;
mod asked;
mod capacity;
mod changes;
mod check;
mod cordon;
mod delete;
mod fields;
mod get;
mod groups;
mod interfaces;
mod list;
mod pools;
mod reasons;
mod register;
mod sealed;
pub mod store;
mod tell;
mod thresholds;
mod try_out;
mod view;
mod words;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) use capacity::LimitFromView;
pub(crate) use fields::{TAGS_MAX, is_tag};
pub(crate) use pools::{BANDWIDTH_MAX as POOL_BANDWIDTH_MAX, SPACE_MAX as POOL_SPACE_MAX};
pub(crate) use sealed::{open, seal_vetted};
pub(crate) use tell::tell;
pub(crate) use view::ClusterView;
pub(crate) use words::no_place;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_clusters, register::register_cluster))
        .routes(routes!(try_out::check_cluster))
        .routes(routes!(get::get_cluster, amend::amend_cluster, delete::remove_cluster))
        .routes(routes!(cordon::cordon_cluster))
        .routes(routes!(cordon::uncordon_cluster))
        .routes(routes!(capacity::get_cluster_capacity))
        .routes(routes!(changes::list_capacity_changes, changes::create_capacity_change))
        .routes(routes!(changes::remove_capacity_change))
        .routes(routes!(groups::list_node_groups, groups::create_node_group))
        .routes(routes!(groups::remove_node_group))
        .merge(pools::routes())
}
