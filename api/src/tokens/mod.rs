//! Access tokens for programs that make many calls, and the keys with which anyone can verify them.

mod issue;
mod jwks;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(issue::issue_token)).routes(routes!(jwks::get_jwks))
}
