//! Pauses: an order, or a cluster with all of its orders, on which nothing is written until a person says that it goes on; and works that are not done meanwhile.
//!
//! For the hour in which somebody looks at what went wrong and does not want it mended under their hands. What runs goes on running, and is seen and told as
//! ever; what would be written is counted in the order's condition `Paused`. Lessons whose room should open meanwhile do not get it: so a pause is loud.
//! The annotation on a namespace does the same from inside of a cluster. Single works of the reconciler are paused by name, and never without an end.

mod clusters;
mod lanes;
mod orders;
mod store;
mod view;

pub(crate) use lanes::{end_pauses, gauge};
pub(crate) use store::PURGED;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// The feature's operations.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(orders::pause_order))
        .routes(routes!(orders::unpause_order))
        .routes(routes!(clusters::pause_cluster))
        .routes(routes!(clusters::unpause_cluster))
        .routes(routes!(lanes::list_lanes))
        .routes(routes!(lanes::pause_lane))
        .routes(routes!(lanes::unpause_lane))
}
