//! `GET /v1/members`.

use axum::response::Response;
use http::Uri;
use serde::Deserialize;

use super::{
    listing::{self, Filter, MemberSort},
    people::spelled,
    store,
    view::MemberView,
};
use crate::{
    auth::{PlaceCaller, ReadMembers, Role},
    http::{ApiError, Limit, Page, Problems, Query, SortedCursor, Total, csv::Wanted, text},
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
    /// The `next_cursor` of the page before, sorted the same way.
    #[param(value_type = Option<String>)]
    cursor: Option<SortedCursor>,
    /// A part of the name or the e-mail address; case, accents and width do not matter.
    #[param(min_length = 1, max_length = 100)]
    q: Option<String>,
    #[param(inline)]
    #[serde(default)]
    sort: MemberSort,
    /// Whether to say how many there are, up to 10,000.
    #[serde(default)]
    count: bool,
}

/// List members
///
/// Everybody with a role here. `Accept: text/csv` gives a table of `email`, `name`, `role`, `status`, `teaches_as`, `created_at`, `id`, of up to 5,000 rows where no
/// `limit` is given, with `Link` to the rest.
#[utoipa::path(get, path = "/v1/members", tag = "access", params(MemberFilter),
    responses((status = 200, description = "A page of members", content((Page<MemberView> = "application/json"), (String = "text/csv"))), Problems))]
pub(crate) async fn list_members(
    caller: PlaceCaller<ReadMembers>,
    Query(filter): Query<MemberFilter>,
    wanted: Wanted,
    uri: Uri,
) -> Result<Response, ApiError> {
    let (limit, sort) = (Limit::wanted(filter.limit, wanted)?, filter.sort.sort());
    let after = SortedCursor::position(filter.cursor, sort)?;
    let which = Filter {
        place: caller.place(),
        email: filter.email.as_deref().map(spelled),
        role: filter.role.map(Role::name),
        part: text::part(filter.q)?,
    };
    let mut tx = caller.begin().await?;
    let found = listing::positions(tx.conn(), &which, sort, after.as_ref(), limit.probe()).await?;
    let total = if filter.count { Total::of(listing::count(tx.conn(), &which).await?) } else { Total::UNKNOWN };
    let page = Page::sorted(found, limit, &uri, sort).with_total(total);
    let rows = store::list(tx.conn(), caller.place(), &page.ids()).await?;
    Ok(page.filled(rows).try_map(MemberView::try_from)?.into_wanted(wanted))
}
