//! `GET /v1/classrooms`: the tenant's rooms by creation, narrowed by their fields.

use std::collections::HashMap;

use axum::response::Response;
use homeroom_domain::{ids::OrderId, text::composed};
use http::Uri;
use serde::Deserialize;

use super::{
    lessons::briefs,
    listing::{self, ClassroomSort, ClassroomState, Filter},
    store,
    view::ClassroomView,
};
use crate::{
    auth::{Caller, ReadClassrooms},
    http::{ApiError, Limit, Page, Problems, Query, SortedCursor, Total, csv::Wanted, text},
};

/// What to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ClassroomsQuery {
    /// Rooms on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before, sorted the same way.
    #[param(value_type = Option<String>)]
    cursor: Option<SortedCursor>,
    /// A part of the key, the name or the external id; case, accents and width do not matter.
    #[param(min_length = 1, max_length = 100)]
    q: Option<String>,
    /// How it stands now.
    #[param(inline)]
    state: Option<ClassroomState>,
    #[param(inline)]
    #[serde(default)]
    sort: ClassroomSort,
    /// Whether to say how many there are, up to 10,000.
    #[serde(default)]
    count: bool,
    order_id: Option<OrderId>,
    /// The room's key in its order.
    key: Option<String>,
    /// Your id of the room.
    external_id: Option<String>,
}

/// List classrooms
///
/// `Accept: text/csv` gives a table of `key`, `name`, `seats`, `order_name`, `wanted`, `available`, `reason`, `message`, `removed_at`, `created_at`, `external_id`, `id`,
/// `order_id`, of up to 5,000 rows where no `limit` is given, with `Link` to the rest.
#[utoipa::path(
    get, path = "/v1/classrooms", tag = "classrooms", params(ClassroomsQuery),
    responses((status = 200, description = "A page of rooms", content((Page<ClassroomView> = "application/json"), (String = "text/csv"))), Problems)
)]
pub(crate) async fn list_classrooms(
    caller: Caller<ReadClassrooms>,
    Query(query): Query<ClassroomsQuery>,
    wanted: Wanted,
    uri: Uri,
) -> Result<Response, ApiError> {
    let (limit, sort) = (Limit::wanted(query.limit, wanted)?, query.sort.sort());
    let after = SortedCursor::position(query.cursor, sort)?;
    let filter = Filter {
        order_id: query.order_id,
        key: query.key.map(composed),
        external_id: query.external_id.map(composed),
        part: text::part(query.q)?,
        state: query.state,
    };
    let mut tx = caller.begin().await?;
    let of = (caller.tenant(), &filter);
    let found = listing::positions(tx.conn(), of, sort, after.as_ref(), limit.probe()).await?;
    let total = if query.count { Total::of(listing::count(tx.conn(), of).await?) } else { Total::UNKNOWN };
    let page = Page::sorted(found, limit, &uri, sort).with_total(total);
    let rows = store::list(&mut tx, &page.ids()).await?;
    tx.rollback().await?;
    // A table shows no lessons: those of thousands of rooms would have to be worked out.
    let mut briefs = if wanted == Wanted::Json { briefs(&caller, &rows).await? } else { HashMap::new() };
    let page = page.filled(rows).map(|row| {
        let of_room = briefs.remove(&row.id).unwrap_or_default();
        ClassroomView::new(row, of_room, caller.now(), caller.language())
    });
    Ok(page.into_wanted(wanted))
}
