//! Images of rooms on clusters' nodes, as operators see them, for a cluster and for an order, and how a new one goes from order to order. Bringing them to nodes is `reconcile`'s; what it found is
//! kept by the store here.

mod list;
mod of_orders;
pub(crate) mod rolls;
pub(crate) mod store;
mod view;
mod words;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) use of_orders::of_orders;
pub(crate) use view::report;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list_cluster_images)).merge(rolls::routes())
}
