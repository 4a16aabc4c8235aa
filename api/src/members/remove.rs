//! `DELETE /v1/members/{id}`: the role ends, and with it its sessions, its password and its link; the person stays.

use homeroom_domain::ids::MembershipId;
use http::StatusCode;

use super::{keep_one, record, store, touchable, view::MemberView};
use crate::{
    auth::{ManageMembers, PlaceCaller},
    events::EventType,
    http::{ApiError, Path, Problems},
};

/// Remove a member
///
/// API keys that the person made stay: they belong to the tenant. Revoke them where that is not wanted.
#[utoipa::path(delete, path = "/v1/members/{id}", tag = "access", params(("id" = MembershipId, Path)),
    responses((status = 204, description = "Removed"), Problems))]
pub(crate) async fn remove_member(caller: PlaceCaller<ManageMembers>, Path(id): Path<MembershipId>) -> Result<StatusCode, ApiError> {
    let mut tx = caller.begin().await?;
    loop {
        let row = store::find(tx.conn(), caller.place(), id).await?.ok_or(ApiError::NotFound)?;
        let (edit, member) = (row.edit, MemberView::try_from(row)?);
        touchable(&caller, member.role)?;
        keep_one(tx.conn(), caller.place(), member.role).await?;
        // Otherwise somebody gave the member another role meanwhile, which the caller may not be allowed to take away.
        if store::delete(tx.conn(), id, edit).await? {
            break;
        }
    }
    record(tx.conn(), &caller, id, EventType::MemberRemoved).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
