//! `DELETE /v1/academic-calendars/{id}`.

use homeroom_domain::ids::AcademicCalendarId;
use http::StatusCode;
use serde_json::json;

use super::store;
use crate::{
    auth::{AmendOrders, Caller},
    events::{self, EventType, NewEvent},
    http::{ApiError, Path, Problem, Problems},
};

/// Remove an academic calendar
///
/// 409 while live orders follow it.
#[utoipa::path(delete, path = "/v1/academic-calendars/{id}", tag = "academic-calendars", params(("id" = AcademicCalendarId, Path)),
    responses((status = 204, description = "Removed"), Problems))]
pub(crate) async fn delete_academic_calendar(
    caller: Caller<AmendOrders>,
    Path(id): Path<AcademicCalendarId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = caller.begin().await?;
    store::lock(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    let calendar = store::get(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    if calendar.orders > 0 {
        return Err(ApiError::With(Problem::AcademicCalendarInUse, json!({ "orders": calendar.orders })));
    }
    store::delete(&mut tx, id).await?;
    let (actor, data) = (caller.actor(), json!({ "name": calendar.name }));
    let kind = EventType::AcademicCalendarRemoved;
    events::record(tx.conn(), NewEvent { feed: caller.place(), kind, actor: &actor, subject: id.to_string(), data, at: caller.now() })
        .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
