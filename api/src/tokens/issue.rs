//! `POST /v1/tokens`: ten minutes for whoever shows a key or a session. A token makes no further tokens, or it would outlive its source.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    auth::{
        Myself,
        identity::Credential,
        token::{self, LIFETIME},
    },
    http::{ApiError, Needed, Problems},
};

/// A token, in the words of OAuth 2.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IssuedToken {
    access_token: String,
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds.
    expires_in: i64,
}

/// Issue an access token
///
/// It may do what its source may, for ten minutes, without a look into the database; but members and API keys are changed with the source itself, so
/// that nothing lasting is made after it was revoked. Verify it with `/.well-known/jwks.json`.
#[utoipa::path(post, path = "/v1/tokens", tag = "access", responses((status = 200, description = "A token", body = IssuedToken), Problems))]
pub(crate) async fn issue_token(me: Myself) -> Result<axum::Json<IssuedToken>, ApiError> {
    let identity = me.identity();
    let (Some(place), Credential::Key | Credential::Session(_)) = (identity.place, &identity.credential) else {
        return Err(ApiError::Unsuitable { needed: Needed::KeyOrRole });
    };
    let access_token = token::issue(me.app(), identity, place, me.now()).await?;
    let issued = IssuedToken { access_token, token_type: "Bearer", expires_in: LIFETIME.as_secs() };
    Ok(axum::Json(issued))
}
