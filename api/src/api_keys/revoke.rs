//! `DELETE /v1/api-keys/{id}`. The key ends with its next use; tokens that were made with it end within their ten minutes.

use homeroom_domain::ids::ApiKeyId;
use http::StatusCode;
use serde_json::json;

use super::store::{self, Revoked};
use crate::{
    auth::{ManageApiKeys, PlaceCaller},
    events::{self, EventType, NewEvent},
    http::{ApiError, Path, Problems},
};

/// Revoke an API key
///
/// It cannot be undone. Doing it again changes nothing.
#[utoipa::path(delete, path = "/v1/api-keys/{id}", tag = "access", params(("id" = ApiKeyId, Path)),
    responses((status = 204, description = "Revoked"), Problems))]
pub(crate) async fn revoke_api_key(caller: PlaceCaller<ManageApiKeys>, Path(id): Path<ApiKeyId>) -> Result<StatusCode, ApiError> {
    let mut tx = caller.begin().await?;
    match store::revoke(tx.conn(), caller.place(), id, caller.now()).await? {
        Revoked::NoSuchKey => return Err(ApiError::NotFound),
        Revoked::Before => {}
        Revoked::Now => {
            let actor = caller.actor();
            let kind = EventType::ApiKeyRevoked;
            let event = NewEvent { feed: caller.place(), kind, actor: &actor, subject: id.to_string(), data: json!({}), at: caller.now() };
            events::record(tx.conn(), event).await?;
        }
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
