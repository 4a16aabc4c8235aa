//! What operators see across tenants. Nothing of a tenant is changed here: whoever does that acts for one.

mod bells;
mod bookings;
mod events;
mod follow;
mod jobs;
mod orders;
mod store;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub use bells::BellDays;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(bells::list_bells))
        .routes(routes!(orders::list_platform_orders))
        .routes(routes!(bookings::list_cluster_bookings))
        .routes(routes!(events::list_platform_events))
        .routes(routes!(jobs::list_jobs))
        .routes(routes!(jobs::run_job))
        .routes(routes!(follow::follow_platform))
}
