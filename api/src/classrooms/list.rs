//! `GET /v1/classrooms`: the tenant's rooms by creation, narrowed by their fields.

use homeroom_domain::{ids::OrderId, text::composed};
use http::Uri;
use serde::Deserialize;

use super::{
    store::{self, Classroom, Filter},
    view::ClassroomView,
};
use crate::{
    auth::{Caller, ReadClassrooms},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// What to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ClassroomsQuery {
    /// Rooms on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    order_id: Option<OrderId>,
    /// The room's key in its order.
    key: Option<String>,
    /// Your id of the room.
    external_id: Option<String>,
}

/// List classrooms
#[utoipa::path(
    get, path = "/v1/classrooms", tag = "classrooms", params(ClassroomsQuery),
    responses((status = 200, description = "A page of rooms", body = Page<ClassroomView>), Problems)
)]
pub(crate) async fn list_classrooms(
    caller: Caller<ReadClassrooms>,
    Query(query): Query<ClassroomsQuery>,
    uri: Uri,
) -> Result<Page<ClassroomView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let after = query.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let filter = Filter { order_id: query.order_id, key: query.key.map(composed), external_id: query.external_id.map(composed), after };
    let mut tx = caller.begin().await?;
    let rows = store::list(&mut tx, filter, limit.probe()).await?;
    let page = Page::of(rows, limit, &uri, |row: &Classroom| Cursor::new(row.created_at, row.id.uuid()));
    Ok(page.map(|row| ClassroomView::new(row, caller.language())))
}
