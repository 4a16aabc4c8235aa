//! Timetables as schools have them: files that are read as the body of an order, and lists to fill in.
//!
//! What a file means is decided in `homeroom-imports`; here are the request, the permit to do the work, and the sentences. Nothing is stored.

mod asked;
mod bells;
mod import;
mod template;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// The feature's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(import::import_timetable)).routes(routes!(template::get_timetable_template))
}
