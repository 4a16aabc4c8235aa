//! `DELETE /v1/sessions/current`: log out.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use jiff::SignedDuration;

use super::{open::set_cookie, store};
use crate::{
    auth::{Myself, identity::Credential},
    http::{ApiError, Needed, Problems},
};

/// Log out
#[utoipa::path(delete, path = "/v1/sessions/current", tag = "access",
    responses((status = 204, description = "Logged out; the cookie is taken back"), Problems))]
pub(crate) async fn close_session(me: Myself) -> Result<Response, ApiError> {
    let Credential::Session(id) = me.identity().credential else {
        return Err(ApiError::Unsuitable { needed: Needed::Session });
    };
    let mut tx = me.begin().await?;
    store::delete_session(tx.conn(), id).await?;
    tx.commit().await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, set_cookie(me.app(), "", SignedDuration::ZERO))]).into_response())
}
