//! What is used, owed and paid. Above orders and everything that they stand on: it reads what was booked and what ran, and changes none of it.

mod usage;

pub(crate) use usage::{measure, sweep_usage};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// The feature's operations.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(usage::get_usage)).routes(routes!(usage::get_usage_event))
}
