//! `POST /v1/drafts`.

use axum::response::Response;
use homeroom_domain::ids::DraftId;
use http::{HeaderValue, StatusCode, header};
use uuid::Uuid;

use super::{
    REQUEST_BYTES_MAX, bound,
    fields::{self, NewDraft},
    get::load,
    store,
    view::{self, DraftView},
};
use crate::{
    auth::{Caller, Calling, CreateOrders, TenantTx},
    http::{ApiError, Begun, Idempotent, Problems, Unread, replayed},
};

/// Create a draft
///
/// It is the caller's own: the person's, in this tenant, or the API key's. An owner has at most 50, and 64 MiB in all. A repeated request answers with the
/// draft as it is then.
#[utoipa::path(
    post, path = "/v1/drafts", tag = "orders", request_body = NewDraft,
    params(("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "Kept", body = DraftView), Problems)
)]
pub(crate) async fn create_draft(
    caller: Caller<CreateOrders>,
    idempotent: Idempotent,
    body: Unread<NewDraft, REQUEST_BYTES_MAX>,
) -> Result<Response, ApiError> {
    let draft = fields::receive(&caller, body).await?;
    let owner = fields::owner(&caller)?;
    let mut tx = caller.begin().await?;
    match idempotent.begin(tx.conn(), caller.place()).await? {
        Begun::Fresh => {}
        Begun::Replay(answer) => return Ok(*answer),
        Begun::Made(made) => {
            let id = made.first().copied().map_or(DraftId::new(Uuid::nil()), DraftId::new);
            return created(&mut tx, id, (&caller, owner)).await.map(replayed);
        }
    }
    fields::check_made(&mut tx, &draft).await?;
    let id = DraftId::new(Uuid::now_v7());
    store::lock(&mut tx).await?;
    store::insert(&mut tx, id, owner, &fields::written(&caller, &draft)?).await?;
    bound(store::count(&mut tx, owner).await?)?;
    idempotent.keep_made(tx.conn(), caller.place(), vec![id.uuid()]).await?;
    let response = created(&mut tx, id, (&caller, owner)).await?;
    tx.commit().await?;
    Ok(response)
}

async fn created(tx: &mut TenantTx, id: DraftId, (caller, owner): (&Calling, store::Owner)) -> Result<Response, ApiError> {
    let (summary, body) = load(tx, id, (caller, owner)).await?;
    let mut response = view::respond(StatusCode::CREATED, &summary, &body)?;
    if let Ok(location) = HeaderValue::from_str(&format!("/v1/drafts/{id}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}
