//! `GET /v1/academic-calendars/{id}`.

use homeroom_domain::ids::AcademicCalendarId;

use super::{store, view::AcademicCalendarView};
use crate::{
    auth::{Caller, ReadOrders},
    http::{ApiError, IfNoneMatch, Path, Problems, Versioned},
};

/// Get an academic calendar
#[utoipa::path(
    get, path = "/v1/academic-calendars/{id}", tag = "academic-calendars", params(("id" = AcademicCalendarId, Path)),
    responses((status = 200, description = "The calendar", body = AcademicCalendarView), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_academic_calendar(
    caller: Caller<ReadOrders>,
    Path(id): Path<AcademicCalendarId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<AcademicCalendarView>, ApiError> {
    let mut tx = caller.begin().await?;
    let view = AcademicCalendarView::from(store::get(&mut tx, id).await?.ok_or(ApiError::NotFound)?);
    // How many follow it is nobody's edit, and moves the tag.
    let mut version = view.version();
    version.revision = view.orders;
    Ok(Versioned::new(version, view).unless(if_none_match))
}
