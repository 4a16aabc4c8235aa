//! What an order would come to: whether it fits, when it asks for most, and what would fit instead. Changes nothing.

mod create;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// The feature's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create::create_quote))
}
