//! A breach as it goes out, with a sentence that says what happened.

use homeroom_domain::{
    ids::{BreachId, ClassroomId, CreditId, OrderId, TenantId},
    timetable::{local, zone},
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::store::BreachRow;
use crate::words::{self, Language};

/// A room that was not ready when it had to be.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Breach)]
pub(crate) struct BreachView {
    pub id: BreachId,
    #[schema(pattern = "^les_[0-9a-f]{32}_[0-9a-f]{16}$")]
    pub lesson_id: String,
    pub order_id: OrderId,
    pub order_name: String,
    pub classroom_id: ClassroomId,
    /// As the room was called then.
    pub room: String,
    /// As the lesson was called then.
    pub title: String,
    pub ready_by: Timestamp,
    pub starts_at: Timestamp,
    /// In the institution's zone.
    #[schema(format = DateTime)]
    pub starts_at_local: String,
    pub ends_at: Timestamp,
    /// Null where it never was, or nobody knows.
    pub ready_at: Option<Timestamp>,
    /// `late`: ready when the lesson began, and not by `ready_by`. `broken`: not when it began either. `unknown`: where it ran could not be seen. `kept`: was
    /// unknown, and is known now to have been in time.
    #[schema(pattern = "^(late|broken|unknown|kept)$")]
    pub found: String,
    /// What the order said of itself then, where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub cause: Option<String>,
    /// What was credited for it, by the rule of the plan by which the order was bought.
    pub credited_minor: i64,
    pub currency: String,
    /// Of all that was credited of that order and hour.
    pub credit_id: Option<CreditId>,
    /// What happened, as a sentence.
    pub message: String,
    /// Whose it is, where all are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tenant_id: Option<TenantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tenant_name: Option<String>,
}

impl BreachView {
    /// `of_all`: whose it is is said.
    pub(super) fn new(row: BreachRow, of_all: bool, language: Language) -> Self {
        let zone = zone(&row.time_zone).unwrap_or(TimeZone::UTC);
        let (starts_at, ready_at) = (row.starts_at.to_jiff(), row.ready_at.map(jiff_sqlx::Timestamp::to_jiff));
        let message = message(&row, &zone, language);
        Self {
            id: BreachId::new(row.id),
            lesson_id: row.lesson_id,
            order_id: OrderId::new(row.order_id),
            order_name: row.order_name,
            classroom_id: ClassroomId::new(row.classroom_id),
            room: row.room,
            title: row.title,
            ready_by: row.ready_by.to_jiff(),
            starts_at,
            starts_at_local: local(starts_at, &zone),
            ends_at: row.ends_at.to_jiff(),
            ready_at,
            found: row.found,
            cause: cause(&row.cause, language),
            credited_minor: row.credited_minor,
            currency: row.currency,
            credit_id: row.credit_id.map(CreditId::new),
            message,
            tenant_id: of_all.then(|| TenantId::new(row.tenant_id)),
            tenant_name: of_all.then_some(row.tenant_name),
        }
    }
}

fn cause(stored: &Value, language: Language) -> Option<String> {
    let reason = stored["reason"].as_str()?;
    Some(words::reason(reason, &stored["params"], language))
}

fn message(row: &BreachRow, zone: &TimeZone, language: Language) -> String {
    let clock = |at: Timestamp| zone.to_datetime(at).strftime("%H:%M").to_string();
    let (room, starts) = (&row.room, zone.to_datetime(row.starts_at.to_jiff()).strftime("%Y-%m-%d %H:%M").to_string());
    let ready = row.ready_at.map(|at| clock(at.to_jiff()));
    let texts = match (row.found.as_str(), &ready) {
        ("unknown", _) => ["Room {room}, {starts}: where it ran could not be seen.", "教室 {room}，{starts}：当时无法查看其运行位置。"],
        ("kept", _) => ["Room {room}, {starts}, was ready in time.", "教室 {room}，{starts}：按时就绪。"],
        (_, Some(_)) => ["Room {room}, {starts}, was ready at {ready}.", "教室 {room}，{starts}：{ready} 才就绪。"],
        _ => ["Room {room}, {starts}, was not ready.", "教室 {room}，{starts}：未就绪。"],
    };
    let params = serde_json::json!({ "room": room, "starts": starts, "ready": ready });
    words::fill(language.pick(texts), &params)
}
