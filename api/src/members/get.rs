//! `GET /v1/members/{id}`.

use homeroom_domain::ids::MembershipId;

use super::{store, view::MemberView};
use crate::{
    auth::{PlaceCaller, ReadMembers},
    http::{ApiError, IfNoneMatch, Path, Problems, Version, Versioned},
};

/// Get a member
#[utoipa::path(get, path = "/v1/members/{id}", tag = "access", params(("id" = MembershipId, Path)),
    responses((status = 200, description = "The member", body = MemberView), (status = 304, description = "Unchanged"), Problems))]
pub(crate) async fn get_member(
    caller: PlaceCaller<ReadMembers>,
    Path(id): Path<MembershipId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<MemberView>, ApiError> {
    let mut tx = caller.begin().await?;
    let row = store::find(tx.conn(), caller.place(), id).await?.ok_or(ApiError::NotFound)?;
    Ok(Versioned::new(Version { edit: row.edit, revision: 0 }, MemberView::try_from(row)?).unless(if_none_match))
}
