//! `PATCH /v1/members/{id}`: another role.

use homeroom_domain::ids::MembershipId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{givable, keep_one, record, store, touchable, view::MemberView};
use crate::{
    auth::{ManageMembers, PlaceCaller, Role},
    events::EventType,
    http::{ApiError, IfMatch, Json, Path, Problem, Problems, Version, Versioned, patch},
};

/// What to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberPatch {
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = Role)]
    role: Option<Role>,
}

/// Amend a member
///
/// It counts from the member's next request on.
#[utoipa::path(patch, path = "/v1/members/{id}", tag = "access",
    params(("id" = MembershipId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, description = "Changed", body = MemberView), Problems))]
pub(crate) async fn amend_member(
    caller: PlaceCaller<ManageMembers>,
    Path(id): Path<MembershipId>,
    if_match: IfMatch,
    Json(change): Json<MemberPatch>,
) -> Result<Versioned<MemberView>, ApiError> {
    let expected = if_match.required()?;
    let mut tx = caller.begin().await?;
    let before = store::find(tx.conn(), caller.place(), id).await?.ok_or(ApiError::NotFound)?;
    expected.matches(before.edit)?;
    let (edit, before) = (before.edit, MemberView::try_from(before)?);
    touchable(&caller, before.role)?;
    let role = change.role.unwrap_or(before.role);
    givable(&caller, role)?;
    if role != before.role {
        keep_one(tx.conn(), caller.place(), before.role).await?;
    }
    if !store::set_role(tx.conn(), id, role.name(), edit).await? {
        return Err(Problem::PreconditionFailed.into());
    }
    record(tx.conn(), &caller, id, EventType::MemberUpdated).await?;
    tx.commit().await?;
    Ok(Versioned::new(Version { edit: edit + 1, revision: 0 }, MemberView { role, ..before }))
}
