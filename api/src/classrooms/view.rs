//! A room as it goes out: what was ordered, and how it stands, in the reader's language.

use std::collections::BTreeMap;

use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    phase::{FixBy, Reason, RoomStatus},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    lessons::{Briefs, LessonBrief},
    store::Classroom,
};
use crate::{
    http::csv::{Cell, Row},
    words::{self, Language},
};

/// One room.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ClassroomView {
    pub id: ClassroomId,
    pub order_id: OrderId,
    pub order_name: String,
    pub key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Pupils.
    pub seats: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub status: StatusView,
    /// What is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub live_lesson: Option<LessonBrief>,
    /// What comes next, within 31 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_lesson: Option<LessonBrief>,
    /// It closes soon although people are inside: their lesson was to go on and cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub closing: Option<ClosingView>,
    /// From when on an amendment leaves it out.
    pub removed_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// That a room closes although people are inside, and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ClosingView {
    pub at: Timestamp,
    #[schema(example = "QuotaUsed")]
    pub reason: String,
    #[schema(value_type = Object)]
    pub params: Value,
    /// The reason as a sentence in the language asked for.
    pub message: String,
}

impl ClosingView {
    /// `None` once it has closed.
    pub(super) fn of(row: &Classroom, now: Timestamp, language: Language) -> Option<Self> {
        let (at, why) = row.closing.as_ref().filter(|(at, _)| *at > now)?;
        let (reason, params) = (why["reason"].as_str()?.to_owned(), why["params"].clone());
        Some(Self { at: *at, message: words::cut_short(&reason, &params, language), reason, params })
    }
}

/// How a room stood when it was last looked at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StatusView {
    /// It should be up now.
    pub wanted: bool,
    /// It can be entered; null while nothing is known.
    pub available: Option<bool>,
    /// Something new waits for its next start.
    pub update_pending: bool,
    /// Why it is not, if it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub params: Option<Value>,
    /// The reason as a sentence in the language asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Who can mend it; null where nothing is to be mended.
    pub fix_by: Option<FixBy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

impl StatusView {
    /// While nothing is known of its cluster, all that is known of a room is whether it should be up.
    fn new(status: RoomStatus, blind_since: Option<Timestamp>, language: Language) -> Self {
        let (available, reason, since) = match blind_since {
            Some(since) => (None, Some(Reason::ClusterUnreachable {}), Some(since)),
            None => (Some(status.available), status.reason, status.since),
        };
        let fix_by = reason.as_ref().and_then(Reason::fix_by);
        let told = reason.map(|reason| serde_json::to_value(reason).unwrap_or_default());
        let reason = told.as_ref().and_then(|told| told["reason"].as_str()).map(str::to_owned);
        let params = told.map(|mut told| told["params"].take());
        Self {
            wanted: status.wanted,
            available,
            update_pending: status.update_pending && blind_since.is_none(),
            message: reason.as_deref().zip(params.as_ref()).map(|(reason, params)| words::reason(reason, params, language)),
            reason,
            params,
            fix_by,
            since,
        }
    }
}

impl ClassroomView {
    pub(super) fn new(row: Classroom, briefs: Briefs, now: Timestamp, language: Language) -> Self {
        Self {
            closing: ClosingView::of(&row, now, language),
            id: row.id,
            order_id: row.order_id,
            order_name: row.order_name,
            key: row.key,
            name: row.name,
            seats: row.seats,
            external_id: row.external_id,
            metadata: row.metadata,
            status: StatusView::new(row.status, row.blind_since, language),
            live_lesson: briefs.live,
            next_lesson: briefs.next,
            removed_at: row.removed_at,
            created_at: row.created_at,
        }
    }
}

impl Row for ClassroomView {
    const HEADING: &'static [&'static str] = &[
        "key",
        "name",
        "seats",
        "order_name",
        "wanted",
        "available",
        "reason",
        "message",
        "removed_at",
        "created_at",
        "external_id",
        "id",
        "order_id",
    ];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            Cell::text(&self.key),
            Cell::text_of(self.name.as_ref()),
            Cell::own(self.seats),
            Cell::text(&self.order_name),
            Cell::own(self.status.wanted),
            Cell::own_of(self.status.available),
            Cell::own_of(self.status.reason.as_ref()),
            Cell::text_of(self.status.message.as_ref()),
            Cell::own_of(self.removed_at),
            Cell::own(self.created_at),
            Cell::text_of(self.external_id.as_ref()),
            Cell::own(self.id),
            Cell::own(self.order_id),
        ]
    }
}
