//! `DELETE /v1/caps/{id}`.

use homeroom_domain::ids::CapId;
use http::StatusCode;
use serde_json::json;

use super::{store, watch::Watching};
use crate::{
    auth::{Caller, ManageBilling},
    events::{self, EventType, NewEvent},
    http::{ApiError, Path, Problems},
    tenants,
};

/// Remove a cap
///
/// It tells and refuses nothing any more.
#[utoipa::path(delete, path = "/v1/caps/{id}", tag = "billing", params(("id" = CapId, Path)),
    responses((status = 204, description = "Removed"), Problems))]
pub(crate) async fn delete_cap(caller: Caller<ManageBilling>, Path(id): Path<CapId>) -> Result<StatusCode, ApiError> {
    let mut tx = caller.begin().await?;
    tenants::store::hold(tx.conn(), caller.tenant()).await?;
    if !store::delete(&mut tx, id).await? {
        return Err(ApiError::NotFound);
    }
    let (actor, kind) = (caller.actor(), EventType::CapRemoved);
    let new = NewEvent { feed: caller.place(), kind, actor: &actor, subject: id.to_string(), data: json!({}), at: caller.now() };
    events::record(tx.conn(), new).await?;
    // What it stopped goes on.
    Watching { app: caller.app(), tenant: caller.tenant(), now: caller.now() }.look(tx.conn()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
