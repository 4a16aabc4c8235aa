//! How refusals look in the document: what is against an order, and what would be admitted instead. In a problem, and in a quote.
//!
//! They are made as JSON in `orders::placing`, a reader's view of each case; a test compares what goes out with what is said here.

use homeroom_domain::{calendar::Resource, ids::ClusterId};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// One thing that does not hold: `limit` of the quota, or `rooms_too_many` in a region, or, with neither, a region that takes no orders at the moment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Violation)]
pub(crate) struct ViolationDocument {
    /// It as a sentence in the language asked for.
    message: String,
    /// Of a batch: the order's index.
    #[schema(nullable = false)]
    order: Option<usize>,
    /// What the quota is short of: `rooms`, `seats`, `live_orders` or `rooms_per_order`.
    #[schema(nullable = false)]
    limit: Option<Resource>,
    /// The region that is short.
    #[schema(nullable = false)]
    region: Option<String>,
    /// When the first slot (five minutes of UTC) begins in which it does not hold; absent for numbers that are not booked by time.
    #[schema(nullable = false, value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// The same in the timetable's zone.
    #[schema(nullable = false, format = DateTime)]
    at_local: Option<String>,
    /// How much is asked for there.
    #[schema(nullable = false)]
    needed: Option<i64>,
    /// How much is free there.
    #[schema(nullable = false)]
    free: Option<i64>,
    /// So many rooms less would fit at that time.
    #[schema(nullable = false)]
    rooms_too_many: Option<i64>,
    /// For the platform: the calendar that refuses.
    #[schema(nullable = false)]
    calendar: Option<Uuid>,
    /// For the platform: the cluster that is short.
    #[schema(nullable = false)]
    cluster: Option<ClusterId>,
    /// For the platform: what of the cluster `needed` and `free` count.
    #[schema(nullable = false)]
    resource: Option<Resource>,
}

/// What would be admitted now instead.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Alternative)]
pub(crate) struct AlternativeDocument {
    /// Top-level fields of the order to replace: send it as it is to amend, merge it into the body for a new order.
    #[schema(value_type = Object)]
    change: Value,
    explain: ExplainDocument,
    /// Of a batch: the order's index.
    #[schema(nullable = false)]
    order: Option<usize>,
}

/// What an alternative does.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlternativeReason)]
pub(crate) struct ExplainDocument {
    code: ExplainCode,
    /// `start` and `shift_minutes`, or `region`, or `seats`.
    #[schema(value_type = Object)]
    params: Value,
    /// It as a sentence in the language asked for.
    message: String,
}

/// The sorts of alternatives.
#[expect(dead_code, reason = "describes what is made as JSON")]
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlternativeCode)]
pub(crate) enum ExplainCode {
    /// All lessons begin earlier or later by the same time.
    StartAt,
    /// The classrooms run in another region.
    Region,
    /// No room has more seats than `seats`.
    FewerSeats,
}
