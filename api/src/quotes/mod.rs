//! What an order would come to: whether it fits, when it asks for most, and what would fit instead. Changes nothing.

mod create;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) use view::{Quote, demand_peak};

/// The feature's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create::create_quote))
}
