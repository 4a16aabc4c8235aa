//! `DELETE /v1/links/current`: whoever leaves a shared machine leaves nothing behind in its browser.

use axum::response::{AppendHeaders, IntoResponse};
use http::{StatusCode, header};

use crate::{
    auth::guest::{Guest, Shown},
    http::Problems,
};

/// Remove the redeemed link
///
/// From this browser: the link itself goes on, and whoever has it can show it again. The same answer without a cookie.
#[utoipa::path(delete, path = "/v1/links/current", tag = "classrooms", security(()),
    responses((status = 204, description = "Forgotten"), Problems))]
pub(crate) async fn remove_current_link(guest: Guest) -> impl IntoResponse {
    let cookie = Shown::taken_back(guest.app().config.public_url.is_https());
    (StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)]))
}
