//! What operators see across institutions. Only reads: whoever changes something acts for one institution.

mod orders;
mod store;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(orders::list_platform_orders))
}
