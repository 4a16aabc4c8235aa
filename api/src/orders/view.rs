//! An order as it goes out: its columns, its conditions in the reader's language, and, for one order, the document's rooms and timetable.

use std::collections::BTreeMap;

use homeroom_domain::{
    ids::OrderId,
    order::{NewOrder, NewRoom, OrderPhase, Term, Timetable, Warning},
    phase::{self, RecordedCondition},
};
use jiff::Timestamp;
use serde::{Deserialize as _, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::store::Summary;
use crate::{
    http::{
        ConditionView,
        csv::{Cell, Row},
    },
    prices::PriceView,
    words::{self, Language},
};

/// An order in a list: everything but its rooms and its timetable.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OrderSummary {
    pub id: OrderId,
    pub name: String,
    pub kind: String,
    pub region: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub term: Term,
    pub phase: OrderPhase,
    /// The newest version of the document.
    pub generation: i64,
    /// The version that the cluster was last seen to follow.
    pub observed_generation: i64,
    /// From when on the newest version is in force.
    pub effective_from: Timestamp,
    /// Everything is as planned, and every room that is wanted now is up.
    pub ready: bool,
    pub classrooms: ClassroomCounts,
    /// Lessons that are not cancelled; 0 where rooms are always wanted.
    pub lessons_total: i32,
    /// The next moment at which the timetable changes what should run.
    pub next_change_at: Option<Timestamp>,
    /// When it ends, if it was cancelled; otherwise it ends with its term.
    pub ends_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    /// Until when it waits for a purchase order, or waited. While `phase` is `reserved` it is booked, costs nothing, and nothing of it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reserved_until: Option<Timestamp>,
    /// When it was confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub confirmed_at: Option<Timestamp>,
    /// The number of the purchase order by which it was confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub purchase_order: Option<String>,
    /// When it was given back because nobody had confirmed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reservation_expired_at: Option<Timestamp>,
    pub conditions: Vec<ConditionView>,
    /// What was accepted but probably not meant.
    pub warnings: Vec<WarningView>,
    pub created_at: Timestamp,
}

/// How many rooms there are, should be up now, and are.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct ClassroomCounts {
    pub total: i32,
    pub wanted_now: i32,
    pub ready_now: i32,
}

/// One order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OrderView {
    #[serde(flatten)]
    pub summary: OrderSummary,
    pub rooms: Vec<NewRoom>,
    pub timetable: Timetable,
    /// What it is paid from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub cost_group: Option<String>,
    /// What it costs as it stands; absent where it costs nothing. What is taken back of it, and what lessons go on, is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub price: Option<PriceView>,
}

/// Something odd about one field.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WarningView {
    /// JSON pointer into the order.
    pub pointer: String,
    pub code: String,
    #[schema(value_type = Object)]
    pub params: Value,
    pub message: String,
}

impl OrderSummary {
    pub(crate) fn new(row: Summary, language: Language) -> Self {
        let is_seen = row.blind_since.is_none();
        Self {
            conditions: conditions(&row.conditions, row.blind_since, language),
            warnings: warnings(row.warnings, language),
            id: row.id,
            name: row.name,
            kind: row.kind,
            region: row.region,
            external_id: row.external_id,
            metadata: row.metadata,
            term: Term { first_day: row.first_day, last_day: row.last_day },
            phase: row.phase,
            generation: row.generation,
            observed_generation: row.observed_generation,
            effective_from: row.effective_from,
            ready: row.ready && is_seen,
            classrooms: ClassroomCounts {
                total: row.rooms_total,
                wanted_now: row.rooms_wanted_now,
                ready_now: if is_seen { row.rooms_ready_now } else { 0 },
            },
            lessons_total: row.lessons_total,
            next_change_at: row.next_change_at,
            ends_at: row.ends_at,
            cancelled_at: row.cancelled_at,
            reserved_until: row.reserved_until,
            confirmed_at: row.confirmed_at,
            purchase_order: row.purchase_order,
            reservation_expired_at: row.reservation_expired_at,
            created_at: row.created_at,
        }
    }
}

impl Row for OrderSummary {
    const HEADING: &'static [&'static str] = &[
        "name",
        "kind",
        "region",
        "phase",
        "ready",
        "first_day",
        "last_day",
        "rooms",
        "rooms_wanted_now",
        "rooms_ready_now",
        "lessons_total",
        "next_change_at",
        "ends_at",
        "cancelled_at",
        "created_at",
        "external_id",
        "id",
    ];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            Cell::text(&self.name),
            Cell::text(&self.kind),
            Cell::text(&self.region),
            Cell::word(self.phase),
            Cell::own(self.ready),
            Cell::own(self.term.first_day),
            Cell::own(self.term.last_day),
            Cell::own(self.classrooms.total),
            Cell::own(self.classrooms.wanted_now),
            Cell::own(self.classrooms.ready_now),
            Cell::own(self.lessons_total),
            Cell::own_of(self.next_change_at),
            Cell::own_of(self.ends_at),
            Cell::own_of(self.cancelled_at),
            Cell::own(self.created_at),
            Cell::text_of(self.external_id.as_ref()),
            Cell::own(self.id),
        ]
    }
}

impl OrderView {
    pub(crate) fn new(row: Summary, document: NewOrder, price: Option<PriceView>, language: Language) -> Self {
        let NewOrder { rooms, timetable, cost_group, .. } = document;
        Self { summary: OrderSummary::new(row, language), rooms, timetable, cost_group, price }
    }
}

/// Stored conditions with their sentences; where nothing has been known of the cluster since a moment, as they are to be shown then.
pub(crate) fn conditions(stored: &Value, blind_since: Option<Timestamp>, language: Language) -> Vec<ConditionView> {
    let shown = blind_since.map_or_else(|| stored.clone(), |since| unseen(stored, since));
    ConditionView::list(shown, |reason, params| (words::reason(reason, params, language), words::fix_by(reason, params)))
}

fn unseen(stored: &Value, since: Timestamp) -> Value {
    let stored = stored.as_array().map(Vec::as_slice).unwrap_or_default();
    let known = stored.iter().filter_map(|condition| RecordedCondition::deserialize(condition).ok()).collect();
    serde_json::to_value(phase::unseen(known, since)).unwrap_or_default()
}

/// Stored warnings with their sentences; one that only a newer build knows is left out.
fn warnings(stored: Value, language: Language) -> Vec<WarningView> {
    let stored: Vec<Value> = serde_json::from_value(stored).unwrap_or_default();
    let known = stored.into_iter().filter_map(|warning| serde_json::from_value::<Warning>(warning).ok());
    known.map(|warning| WarningView::new(&warning, language)).collect()
}

impl WarningView {
    pub(crate) fn new(warning: &Warning, language: Language) -> Self {
        let mut facts = serde_json::to_value(&warning.oddity).unwrap_or_default();
        Self {
            pointer: warning.pointer.clone(),
            code: facts["code"].as_str().unwrap_or_default().to_owned(),
            params: facts["params"].take(),
            message: words::oddity(&warning.oddity, language),
        }
    }
}
