//! `GET /.well-known/jwks.json` (RFC 7517). Open to everyone; a retired key stays until its last token has ended.

use axum::extract::State;
use http::header;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::AppState,
    auth::keys::Jwk,
    http::{ApiError, Problems},
};

/// A set of public keys.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Jwks {
    keys: Vec<Jwk>,
}

/// Get the keys that verify access tokens
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "access", security(()),
    responses((status = 200, description = "The keys", body = Jwks), Problems))]
pub(crate) async fn get_jwks(State(app): State<AppState>) -> Result<([(header::HeaderName, &'static str); 1], axum::Json<Jwks>), ApiError> {
    let keys = app.keys.published().await?;
    Ok(([(header::CACHE_CONTROL, "public, max-age=60")], axum::Json(Jwks { keys })))
}
