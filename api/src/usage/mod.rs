//! How much of its quota a tenant uses.

mod calendar;
mod quota;
mod store;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// The feature's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(quota::get_quota_usage)).routes(routes!(calendar::get_usage_calendar))
}
