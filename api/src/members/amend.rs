//! `PATCH /v1/members/{id}`: another role, name, or names in timetables.

use homeroom_domain::ids::MembershipId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{check_said, givable, keep_one, record, store, touchable, view::MemberView};
use crate::{
    auth::{ManageMembers, PlaceCaller, Role},
    events::EventType,
    http::{ApiError, Checks, IfMatch, Json, Path, Problem, Problems, Version, Versioned, patch, text},
};

/// What to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberPatch {
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = Role)]
    role: Option<Role>,
    /// 1 to 200 characters; null removes it.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    name: Option<Option<String>>,
    /// The names under which timetables list this teacher, at most 20 of 1 to 200 characters.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Vec<String>, max_items = 20)]
    teaches_as: Option<Vec<String>>,
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
    let mut checks = Checks::default();
    check_said("", change.name.as_ref().and_then(Option::as_deref), change.teaches_as.as_deref().unwrap_or_default(), &mut checks);
    checks.done()?;
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
    let after = MemberView {
        role,
        name: change.name.unwrap_or_else(|| before.name.clone()),
        teaches_as: change.teaches_as.unwrap_or_else(|| before.teaches_as.clone()),
        ..before
    };
    let said = store::Said { role: role.name(), name: after.name.as_deref(), teaches_as: &after.teaches_as };
    if !store::amend(tx.conn(), id, &said, edit).await? {
        return Err(Problem::PreconditionFailed.into());
    }
    record(tx.conn(), &caller, id, EventType::MemberUpdated).await?;
    tx.commit().await?;
    Ok(Versioned::new(Version { edit: edit + 1, revision: 0 }, after))
}
