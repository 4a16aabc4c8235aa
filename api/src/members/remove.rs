//! `DELETE /v1/members/{id}`: the role ends, and the sessions that were opened for it; the person stays.

use homeroom_domain::ids::MembershipId;
use http::StatusCode;
use serde_json::json;

use super::{keep_one, record, store, touchable, view::MemberView};
use crate::{
    auth::{ManageMembers, PlaceCaller},
    events::EventType,
    http::{ApiError, Path, Problems},
};

/// Take somebody's role away
///
/// API keys that the person made stay: they belong to the institution. Revoke them where that is not wanted.
#[utoipa::path(delete, path = "/v1/members/{id}", tag = "access", params(("id" = MembershipId, Path)),
    responses((status = 204, description = "Removed"), Problems))]
pub(crate) async fn remove_member(caller: PlaceCaller<ManageMembers>, Path(id): Path<MembershipId>) -> Result<StatusCode, ApiError> {
    let mut tx = caller.begin().await?;
    let row = store::find(tx.conn(), caller.place(), id).await?.ok_or(ApiError::NotFound)?;
    let member = MemberView::try_from(row)?;
    touchable(&caller, member.role)?;
    keep_one(tx.conn(), caller.place(), member.role).await?;
    store::delete(tx.conn(), id).await?;
    record(tx.conn(), &caller, id, EventType::MemberRemoved, json!({ "email": member.email, "role": member.role })).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
