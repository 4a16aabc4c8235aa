//! `POST /v1/partners/{id}/members`: the platform gives a partner its people, of whom the first has nobody at the partner who could.

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::PartnerId;

use super::{
    add::{NewMember, welcome},
    givable,
    view::AddedMember,
};
use crate::{
    auth::{ManagePartners, Place, PlatformCaller},
    http::{ApiError, Begun, Created, Idempotent, Json, Path, Problems},
    partners,
};

/// Add a partner's member
///
/// As `POST /v1/members` does it for whoever belongs to the partner: the only role there is `partner_admin`.
#[utoipa::path(post, path = "/v1/partners/{id}/members", tag = "partners", request_body = NewMember,
    params(("id" = PartnerId, Path), ("Idempotency-Key" = String, Header, description = "At most 255 characters; the same key does the work once")),
    responses((status = 201, description = "Added", body = AddedMember), Problems))]
pub(crate) async fn add_partner_member(
    caller: PlatformCaller<ManagePartners>,
    Path(id): Path<PartnerId>,
    idempotent: Idempotent,
    Json(new): Json<NewMember>,
) -> Result<Response, ApiError> {
    let email = new.checked_email()?;
    let there = caller.acting_at(Place::Partner(id));
    givable(&there, new.role)?;
    let mut tx = caller.begin().await?;
    if !partners::is_known(tx.conn(), id).await? {
        return Err(ApiError::NotFound);
    }
    let newcomer = new.counted(&there, email, tx).await?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), caller.home()).await? {
        return Ok(*answer);
    }
    let created = Created::without_address(welcome(tx.conn(), &there, newcomer).await?);
    idempotent.keep_without(tx.conn(), caller.home(), &created, &["link"]).await?;
    tx.commit().await?;
    Ok(created.into_response())
}
