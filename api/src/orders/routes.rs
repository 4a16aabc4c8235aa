//! The feature's routes, apart from `mod.rs`, which re-exports state that `App` holds.

use utoipa_axum::{router::OpenApiRouter, routes};

use super::{amend, batch, cancel, copy, create, events, following, generations, get, list, quoting, reserving};
use crate::app::AppState;

/// The feature's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::create_order, list::list_orders))
        .routes(routes!(batch::create_orders))
        .routes(routes!(quoting::create_quote))
        .routes(routes!(quoting::quote_openings))
        .routes(routes!(get::get_order, amend::amend_order))
        .routes(routes!(quoting::quote_amendment))
        .routes(routes!(cancel::cancel_order))
        .routes(routes!(reserving::confirm_order))
        .routes(routes!(copy::copy_order))
        .routes(routes!(following::amend_academic_calendar))
        .routes(routes!(following::quote_academic_calendar))
        .routes(routes!(events::list_order_events))
        .routes(routes!(generations::list_generations))
        .routes(routes!(generations::get_generation))
}
