//! What is booked of every cluster, read side by side. Nothing is written here: calendars are booked by orders, and limits follow the clusters' nodes.

mod list;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::get_capacity))
}
