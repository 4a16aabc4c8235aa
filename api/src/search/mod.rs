//! One box that finds: orders, rooms, people, tenants and clusters by a part of what they are called, as far as the caller may read each.

mod find;
mod store;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(find::search))
}
