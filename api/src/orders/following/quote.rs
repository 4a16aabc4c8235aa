//! `POST /v1/academic-calendars/{id}/quote`: what a change would do to each order that follows. Changes nothing.

use axum::Json as Answer;
use homeroom_domain::{
    ids::{AcademicCalendarId, OrderId},
    timetable::zone,
};
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    amend::decided,
    followers::{AmendAcademicCalendar, Outcome, Planned},
};
use crate::{
    auth::{Caller, QuoteOrders},
    http::{ApiError, MIB, Path, Problems, Unread},
    orders::{amending::Purpose, placing::receive, quoting::DifferenceView},
};

/// What a change of an academic calendar would come to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CalendarQuote {
    /// Whether all orders that follow would be amended now; if not, none is.
    feasible: bool,
    orders: Vec<FollowerQuote>,
}

/// What it would do to one order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FollowerQuote {
    order_id: OrderId,
    name: String,
    feasible: bool,
    /// Absent where nothing of it can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    difference: Option<DifferenceView>,
    /// What is against it: a violation, or what is wrong with the order then, with a `message` each.
    #[schema(value_type = Vec<Object>)]
    violations: Vec<Value>,
}

/// Quote an academic calendar's change
///
/// What PATCH with this body would do to each order that follows: lessons added, removed and moved, and what is against it. Changes nothing.
#[utoipa::path(
    post, path = "/v1/academic-calendars/{id}/quote", tag = "academic-calendars", params(("id" = AcademicCalendarId, Path)),
    request_body = AmendAcademicCalendar, responses((status = 200, description = "What it would come to", body = CalendarQuote), Problems)
)]
pub(crate) async fn quote_academic_calendar(
    caller: Caller<QuoteOrders>,
    Path(id): Path<AcademicCalendarId>,
    body: Unread<AmendAcademicCalendar, MIB>,
) -> Result<Answer<CalendarQuote>, ApiError> {
    let (ticket, change) = receive(&caller, body).await?;
    let planned = Planned::make(&caller, &ticket, (id, Purpose::Quote), change).await?;
    let turn = caller.app().turns.of(caller.tenant()).await?;
    let mut tx = caller.begin().await?;
    let refused = decided(&caller, &mut tx, &planned, false).await?.err().unwrap_or_default();
    tx.rollback().await?;
    drop(turn);
    let orders: Vec<FollowerQuote> = planned.followed.into_iter().map(|followed| quoted(followed, &refused)).collect();
    Ok(Answer(CalendarQuote { feasible: orders.iter().all(|order| order.feasible), orders }))
}

fn quoted(followed: super::followers::Followed, refused: &[Value]) -> FollowerQuote {
    let (order_id, name) = (followed.order.id, followed.order.name);
    let (difference, mut violations) = match followed.outcome {
        Outcome::Hindered(entries) => (None, entries),
        Outcome::Same => (Some(DifferenceView::default()), Vec::new()),
        Outcome::Amended(mut draft) => {
            let zone = zone(&draft.next.document.timetable.time_zone).unwrap_or(TimeZone::UTC);
            (draft.quoted.take().map(|quoted| DifferenceView::new(quoted.difference, &zone)), Vec::new())
        }
    };
    let id = serde_json::json!(order_id);
    violations.extend(refused.iter().filter(|entry| entry["order_id"] == id).cloned());
    FollowerQuote { order_id, name, feasible: violations.is_empty(), difference, violations }
}
