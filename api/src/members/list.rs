//! `GET /v1/members`.

use http::Uri;
use serde::Deserialize;

use super::{people::spelled, store, view::MemberView};
use crate::{
    auth::{PlaceCaller, ReadMembers, Role},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// Which members.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MemberFilter {
    email: Option<String>,
    #[param(inline)]
    role: Option<Role>,
    /// Members on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List members
///
/// Everybody with a role here, the oldest first.
#[utoipa::path(get, path = "/v1/members", tag = "access", params(MemberFilter),
    responses((status = 200, description = "A page of members", body = Page<MemberView>), Problems))]
pub(crate) async fn list_members(
    caller: PlaceCaller<ReadMembers>,
    Query(filter): Query<MemberFilter>,
    uri: Uri,
) -> Result<Page<MemberView>, ApiError> {
    let limit = Limit::of(filter.limit)?;
    let email = filter.email.as_deref().map(spelled);
    let which = store::Filter { place: caller.place(), email: email.as_deref(), role: filter.role.map(Role::name) };
    let mut tx = caller.begin().await?;
    let rows = store::list(tx.conn(), &which, filter.cursor.as_ref(), limit.probe()).await?;
    Page::of(rows, limit, &uri, |row| Cursor::new(row.created_at.to_jiff(), row.id)).try_map(MemberView::try_from)
}
