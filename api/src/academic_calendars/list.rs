//! `GET /v1/academic-calendars`.

use http::Uri;
use serde::Deserialize;

use super::{
    store::{self, CalendarRow},
    view::AcademicCalendarView,
};
use crate::{
    auth::{Caller, ReadOrders},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CalendarsQuery {
    /// Calendars on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List academic calendars
#[utoipa::path(
    get, path = "/v1/academic-calendars", tag = "academic-calendars", params(CalendarsQuery),
    responses((status = 200, description = "A page of calendars", body = Page<AcademicCalendarView>), Problems)
)]
pub(crate) async fn list_academic_calendars(
    caller: Caller<ReadOrders>,
    Query(query): Query<CalendarsQuery>,
    uri: Uri,
) -> Result<Page<AcademicCalendarView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let after = query.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    let rows = store::list(&mut tx, after, limit.probe()).await?;
    let page = Page::of(rows, limit, &uri, |row: &CalendarRow| Cursor::new(row.created_at.to_jiff(), row.id));
    Ok(page.map(AcademicCalendarView::from))
}
