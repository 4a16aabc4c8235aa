//! `POST /v1/academic-calendars`.

use axum::response::{IntoResponse, Response};
use homeroom_domain::{ids::AcademicCalendarId, order::NewAcademicCalendar};
use serde_json::json;
use uuid::Uuid;

use super::{CALENDARS_MAX, store, view::AcademicCalendarView};
use crate::{
    auth::{AmendOrders, Caller},
    events::{self, EventType, NewEvent},
    http::{ApiError, Begun, Created, Idempotent, Json, Problem, Problems},
};

/// Create an academic calendar
///
/// Terms, days off, make-up days and bell schedules of a school. An order that names it in `timetable.academic_calendar` follows its days: a change of them
/// amends every such order. A tenant has at most 50.
#[utoipa::path(
    post, path = "/v1/academic-calendars", tag = "academic-calendars", request_body = NewAcademicCalendar,
    params(("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "Made", body = AcademicCalendarView), Problems)
)]
pub(crate) async fn create_academic_calendar(
    caller: Caller<AmendOrders>,
    idempotent: Idempotent,
    Json(new): Json<NewAcademicCalendar>,
) -> Result<Response, ApiError> {
    let wrong = new.check();
    if !wrong.is_empty() {
        return Err(wrong.into());
    }
    let mut tx = caller.begin().await?;
    if let Begun::Replay(before) = idempotent.begin(tx.conn(), caller.place()).await? {
        return Ok(*before);
    }
    if store::lock_and_count(&mut tx).await? >= CALENDARS_MAX {
        return Err(ApiError::With(Problem::TooManyAcademicCalendars, json!({ "limit": CALENDARS_MAX })));
    }
    let id = AcademicCalendarId::new(Uuid::now_v7());
    store::insert(&mut tx, id, &new, caller.now()).await?;
    let (actor, data) = (caller.actor(), json!({ "name": new.name }));
    let kind = EventType::AcademicCalendarCreated;
    events::record(tx.conn(), NewEvent { feed: caller.place(), kind, actor: &actor, subject: id.to_string(), data, at: caller.now() })
        .await?;
    let view = AcademicCalendarView::from(store::get(&mut tx, id).await?.ok_or(ApiError::NotFound)?);
    let created = Created::new(format!("/v1/academic-calendars/{id}"), view.version(), view);
    idempotent.keep(tx.conn(), caller.place(), &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}
