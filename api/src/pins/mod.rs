//! Pins: on which clusters a tenant's orders may be, and on which not, by name or by tag. For who has bought machines of its own, and for who must not be somewhere.
//!
//! A pin counts where an order is placed, moved or failed over: a cluster that it keeps the tenant off is as good as cordoned for it. What runs there already stays, is
//! counted, and leaves by a move. It stands above clusters and tenants; admission asks `clusters` alone.

mod clusters;
mod store;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) use store::PURGED;

/// The feature's operations.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(clusters::get_tenant_clusters, clusters::put_tenant_clusters))
}
