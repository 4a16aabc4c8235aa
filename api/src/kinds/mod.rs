//! The catalogue of kinds of classrooms. Rows of a table; the formula that sizes a room is `homeroom_domain::sizing`.

mod list;
pub mod store;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// The feature's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list_kinds))
}
