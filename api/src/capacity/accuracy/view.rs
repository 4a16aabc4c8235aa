//! Planned against real, as it goes out.

use homeroom_domain::{ids::ClusterId, slots::SLOT_SECONDS};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::WeekRow;
use crate::http::csv::{Cell, Row};

const SLOT_MINUTES: i64 = SLOT_SECONDS / 60;

/// The weeks of the span, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Accuracy {
    /// The Monday of the first week, and of the last.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    pub items: Vec<AccuracyWeek>,
}

/// One cluster's week.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccuracyWeek {
    /// Its Monday, in UTC.
    #[schema(value_type = String, format = Date)]
    week: Date,
    cluster_id: ClusterId,
    /// Null where it was taken off.
    cluster_name: Option<String>,
    /// That ended in the week, one for each room.
    lessons: i64,
    /// The room was ready a minute before its lesson.
    in_time: i64,
    /// It was not, but when the lesson began.
    late: i64,
    /// It was not then either.
    broken: i64,
    /// Where it ran could not be seen.
    unknown: i64,
    /// How long before the lesson the rooms were ready that were so in time, on average; at most their lead. Null where none was.
    ready_seconds_before: Option<i64>,
    /// Lessons that say how many pupils they expect.
    lessons_expecting: i64,
    /// How many they expected, together.
    expected: i64,
    /// How many pupils were let in from the opening of these lessons' rooms to their end, each once a lesson. Who stayed inside from the lesson before is not
    /// among them.
    seen: i64,
    /// Minutes in which nodes were planned or used and were counted.
    minutes_counted: i64,
    /// Minutes of nodes that what was booked came to then, what is kept free among them.
    node_minutes_planned: i64,
    /// Of nodes that held rooms.
    node_minutes_used: i64,
    /// Of nodes on which rooms might have been put.
    node_minutes_usable: i64,
    /// The most that were planned at a time.
    nodes_planned_most: i64,
    /// The most that held rooms at a time.
    nodes_used_most: i64,
}

impl From<WeekRow> for AccuracyWeek {
    fn from(row: WeekRow) -> Self {
        Self {
            week: row.week.to_jiff(),
            cluster_id: ClusterId::new(row.cluster_id),
            cluster_name: row.cluster_name,
            lessons: row.lessons,
            in_time: row.in_time,
            late: row.late,
            broken: row.broken,
            unknown: row.unknown,
            ready_seconds_before: row.ready_seconds.checked_div(row.in_time),
            lessons_expecting: row.expecting,
            expected: row.expected,
            seen: row.seen,
            minutes_counted: row.slots * SLOT_MINUTES,
            node_minutes_planned: row.nodes_planned * SLOT_MINUTES,
            node_minutes_used: row.nodes_used * SLOT_MINUTES,
            node_minutes_usable: row.nodes_usable * SLOT_MINUTES,
            nodes_planned_most: row.planned_most,
            nodes_used_most: row.used_most,
        }
    }
}

impl Row for AccuracyWeek {
    const HEADING: &'static [&'static str] = &[
        "week",
        "cluster_id",
        "cluster",
        "lessons",
        "in_time",
        "late",
        "broken",
        "unknown",
        "ready_seconds_before",
        "lessons_expecting",
        "expected",
        "seen",
        "minutes_counted",
        "node_minutes_planned",
        "node_minutes_used",
        "node_minutes_usable",
        "nodes_planned_most",
        "nodes_used_most",
    ];

    fn cells(&self) -> Vec<Cell<'_>> {
        let counts = [self.lessons, self.in_time, self.late, self.broken, self.unknown];
        let sums = [
            self.lessons_expecting,
            self.expected,
            self.seen,
            self.minutes_counted,
            self.node_minutes_planned,
            self.node_minutes_used,
            self.node_minutes_usable,
            self.nodes_planned_most,
            self.nodes_used_most,
        ];
        let mut cells = vec![Cell::own(self.week), Cell::own(self.cluster_id), Cell::text_of(self.cluster_name.as_ref())];
        cells.extend(counts.map(Cell::own));
        cells.push(Cell::own_of(self.ready_seconds_before));
        cells.extend(sums.map(Cell::own));
        cells
    }
}
