//! `GET /v1/lessons/{id}`: found by expanding the one order that its id names. No ETag: its state changes with the clock alone.

use axum::{Json, extract::State};
use homeroom_domain::timetable::LessonId;

use super::{ready, view::LessonView};
use crate::{
    app::AppState,
    auth::{Caller, ReadLessons},
    http::{ApiError, Path, Problems},
    orders::prepare::blocking,
};

/// Get a lesson
#[utoipa::path(
    get, path = "/v1/lessons/{id}", tag = "lessons", params(("id" = String, Path, description = "`les_...`")),
    responses((status = 200, description = "The lesson", body = LessonView), Problems)
)]
pub(crate) async fn get_lesson(
    State(app): State<AppState>,
    caller: Caller<ReadLessons>,
    Path(id): Path<String>,
) -> Result<Json<LessonView>, ApiError> {
    let now = caller.now();
    let id: LessonId = id.parse().map_err(|_| ApiError::NotFound)?;
    let mut tx = caller.begin().await?;
    let timetabled = app.timetables.of(&mut tx, id.order_id()).await?.ok_or(ApiError::NotFound)?;
    drop(tx);
    let (timetabled, held) = blocking(move || {
        let held = timetabled.schedule.lesson(&timetabled.order, id).copied();
        held.map(|held| (timetabled, held)).ok_or(ApiError::NotFound)
    })
    .await??;
    let ready = ready::times(&caller, &[&held]).await?;
    Ok(Json(LessonView::new(&timetabled.order, &held, &ready, now)))
}
