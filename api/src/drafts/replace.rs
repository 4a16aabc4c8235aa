//! `PUT /v1/drafts/{id}`: what came takes the place of all that is there.

use axum::response::Response;
use homeroom_domain::ids::DraftId;
use http::StatusCode;
use serde_json::json;

use super::{
    REQUEST_BYTES_MAX, bound,
    fields::{self, NewDraft},
    get::load,
    store::{self, Locked},
    view::{self, DraftView},
};
use crate::{
    auth::{Caller, CreateOrders},
    http::{ApiError, IfMatch, Path, Problem, Problems, Unread, Version},
};

/// Set a draft
///
/// All of it. `If-Match` names the version that was read; where another was written since, 412 says its ETag in `params.etag`. Whoever sees a shared draft may
/// set it, but it stays shared: only its owner takes it back. The order that was made of it stays named, too. Where `verdict` alone is another than before,
/// nobody edited it: `updated_at` and the edit in its ETag stay, only the revision moves.
#[utoipa::path(
    put, path = "/v1/drafts/{id}", tag = "orders", request_body = NewDraft,
    params(("id" = DraftId, Path), ("If-Match" = String, Header, description = "The ETag that you read.")),
    responses((status = 200, description = "As it is now", body = DraftView), Problems)
)]
pub(crate) async fn replace_draft(
    caller: Caller<CreateOrders>,
    Path(id): Path<DraftId>,
    if_match: IfMatch,
    body: Unread<NewDraft, REQUEST_BYTES_MAX>,
) -> Result<Response, ApiError> {
    let draft = fields::receive(&caller, body).await?;
    let expected = if_match.required()?;
    let owner = fields::owner(&caller)?;
    let mut tx = caller.begin().await?;
    let Locked { own, edit, revision } = store::lock_one(&mut tx, id, owner).await?.ok_or(ApiError::NotFound)?;
    let current = Version { edit, revision }.to_string();
    expected.matches(edit).map_err(|_| ApiError::With(Problem::PreconditionFailed, json!({ "etag": current })))?;
    if !own && !draft.shared {
        return Err(Problem::DraftOfAnother.into());
    }
    fields::check_made(&mut tx, &draft).await?;
    store::replace(&mut tx, id, &fields::written(&caller, &draft)?).await?;
    if own {
        bound(store::count(&mut tx, owner).await?)?;
    }
    let (summary, body) = load(&mut tx, id, (&caller, owner)).await?;
    tx.commit().await?;
    view::respond(StatusCode::OK, &summary, &body)
}
