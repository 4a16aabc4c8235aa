//! `POST /v1/links/redeem`: a link is shown for the first time in a browser.

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::ClassroomId;
use http::header;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    passcode,
    store::{self, ShownLink},
};
use crate::{
    auth::{
        Secret,
        attempts::{self, Bucket},
        guest::Shown,
        origin::Visitor,
    },
    http::{ApiError, Json, Problem, Problems, patch},
    seal::sha256,
};

/// The largest body: it comes from strangers.
const BYTES_MAX: usize = 4 * 1024;

/// A link that is shown.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShowLink {
    /// The fragment of the link's address.
    #[schema(value_type = String, format = Password)]
    secret: Secret,
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false, value_type = Option<String>, format = Password)]
    passcode: Option<Secret>,
}

/// Where a link leads.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RedeemedLink {
    classroom: LinkedClassroom,
    tenant_name: String,
    /// `teacher` or `pupil`.
    role: String,
}

/// A room, as far as a guest is told.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LinkedClassroom {
    pub id: ClassroomId,
    /// The room's name, or its key where it has none.
    pub name: String,
}

/// Redeem a classroom link
///
/// Answers with a cookie that lasts as long as the link, at most twelve hours; the secret is not needed again. A secret that is wrong, over or revoked is
/// answered alike. 422 `passcode-wrong`: the link has a passcode, and it is another.
#[utoipa::path(post, path = "/v1/links/redeem", tag = "classrooms", security(()), request_body = ShowLink,
    responses((status = 200, description = "Where it leads", body = RedeemedLink), Problems))]
pub(crate) async fn redeem_link(visitor: Visitor, Json(show): Json<ShowLink, BYTES_MAX>) -> Result<Response, ApiError> {
    let app = visitor.app();
    let now = app.clock.now();
    let link = store::by_secret(visitor.begin().await?.conn(), &sha256(show.secret.expose()), now).await?;
    let link = link.ok_or(Problem::LinkInvalid)?;
    check_passcode(&visitor, &link, show.passcode.as_ref()).await?;
    let shown = Shown::anew(link.id, link.tenant, visitor.shown().as_ref());
    let cookie = shown.cookie(&app.seal, now, link.expires_at, app.config.public_url.is_https());
    let classroom = LinkedClassroom { id: link.classroom, name: link.classroom_name };
    let body = RedeemedLink { classroom, tenant_name: link.tenant_name, role: link.role };
    Ok(([(header::SET_COOKIE, cookie)], axum::Json(body)).into_response())
}

/// Only wrong guesses are counted: a whole class behind one address enters at one bell.
async fn check_passcode(visitor: &Visitor, link: &ShownLink, given: Option<&Secret>) -> Result<(), ApiError> {
    let Some(kept) = &link.passcode else { return Ok(()) };
    // To be asked for one is no guess.
    let given = given.ok_or(Problem::PasscodeWrong)?;
    let app = visitor.app();
    let now = app.clock.now();
    let (everywhere, here) = (Bucket::passcode_everywhere(link.id), Bucket::passcode(link.id, visitor.address));
    let mut tx = visitor.begin().await?;
    attempts::refuse_spent(tx.conn(), &[&everywhere, &here], now).await?;
    if passcode::is(&app.seal, link.id, given, kept).map_err(anyhow::Error::from)? {
        return Ok(());
    }
    attempts::count(tx, &[&everywhere, &here], now).await?;
    Err(Problem::PasscodeWrong.into())
}
