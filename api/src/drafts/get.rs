//! `GET /v1/drafts/{id}`.

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::DraftId;
use http::StatusCode;

use super::{
    fields, store,
    view::{self, DraftSummary, DraftView},
};
use crate::{
    auth::{Caller, Calling, CreateOrders, TenantTx},
    events::names,
    http::{ApiError, IfNoneMatch, Path, Problems, Versioned},
};

/// Get a draft
#[utoipa::path(
    get, path = "/v1/drafts/{id}", tag = "orders", params(("id" = DraftId, Path)),
    responses((status = 200, description = "The draft", body = DraftView), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_draft(
    caller: Caller<CreateOrders>,
    Path(id): Path<DraftId>,
    if_none_match: IfNoneMatch,
) -> Result<Response, ApiError> {
    let owner = fields::owner(&caller)?;
    let mut tx = caller.begin().await?;
    let (summary, body) = load(&mut tx, id, (&caller, owner)).await?;
    if if_none_match.has(summary.version) {
        return Ok(Versioned::new(summary.version, ()).unless(if_none_match).into_response());
    }
    view::respond(StatusCode::OK, &summary, &body)
}

/// A draft that this caller may see, with its body.
pub(super) async fn load(
    tx: &mut TenantTx,
    id: DraftId,
    (caller, owner): (&Calling, store::Owner),
) -> Result<(DraftSummary, String), ApiError> {
    let mut row = store::get(tx, id, owner).await?.ok_or(ApiError::NotFound)?;
    names::add(tx.conn(), caller, row.made_by.iter_mut().collect()).await?;
    let body = store::body(tx, id).await?.ok_or(ApiError::NotFound)?;
    Ok((DraftSummary::new(row, owner)?, body))
}
