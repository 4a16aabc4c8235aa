//! `GET /v1/promises/ledger`, and `GET /v1/platform/promises/ledger` over all institutions.

use std::{cmp::Reverse, collections::BTreeMap};

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::{ClusterId, TenantId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    store::{self, WeekRow, Weekly},
    words,
};
use crate::{
    auth::{Caller, PlatformCaller, ReadOrders, ReadPlatformOrders},
    http::{
        ApiError, Problems, Query,
        csv::{Cell, Row, Table, Wanted},
        weeks,
    },
    words::Language,
};

/// Which weeks.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LedgerQuery {
    /// A day of the first week. Left out: so that there are twelve.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// A day of the last week, at most 52 weeks later. Left out: today.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
}

/// Which weeks of which institutions and clusters.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PlatformLedgerQuery {
    /// A day of the first week. Left out: so that there are twelve.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// A day of the last week, at most 52 weeks later. Left out: today.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    tenant_id: Option<TenantId>,
    cluster_id: Option<ClusterId>,
}

/// Lessons in rooms that ended in a week, and how what was promised of the rooms was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PromiseWeek {
    /// Its Monday, in UTC.
    #[schema(value_type = String, format = Date)]
    week: Date,
    /// Where they ran; only for the platform, and null where nothing is known of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cluster_id: Option<ClusterId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cluster_name: Option<String>,
    /// One for each room.
    lessons: i64,
    /// The room was ready by its `ready_by`.
    in_time: i64,
    /// It was not, but when the lesson began.
    late: i64,
    /// It was not then either.
    broken: i64,
    /// Where it ran could not be seen.
    unknown: i64,
    ready_before: ReadyBefore,
    /// Why rooms were late or not ready at all, that of most lessons first; of hours that were added up before causes were, none.
    causes: Vec<PromiseCause>,
}

/// Why rooms were not ready in time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PromiseCause {
    /// As in the condition `Ready` of orders; empty where nobody knows.
    reason: String,
    /// The same in a few words, in the language asked for.
    title: String,
    lessons: i64,
}

/// How long before the lesson the rooms were ready that were so in time, within their lead.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadyBefore {
    under_1_minute: i64,
    under_2_minutes: i64,
    under_5_minutes: i64,
    longer: i64,
}

/// The weeks of the span that had lessons, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PromiseLedger {
    /// The Monday of the first week, and of the last.
    #[schema(value_type = String, format = Date)]
    from: Date,
    #[schema(value_type = String, format = Date)]
    to: Date,
    items: Vec<PromiseWeek>,
}

/// Get the promise ledger
///
/// How the promises of this institution's rooms were kept, by week: of every lesson in every room, a day after the hour in which it ended. Those that were not
/// are in `GET /v1/breaches`, and why is summed in `causes`. Three years are kept. `Accept: text/csv` gives a table of `week`, `cluster`, `lessons`, `in_time`,
/// `late`, `broken`, `unknown`, `under_1_minute`, `under_2_minutes`, `under_5_minutes`, `longer`, `causes`.
#[utoipa::path(get, path = "/v1/promises/ledger", tag = "orders", params(LedgerQuery),
    responses((status = 200, description = "The weeks", content((PromiseLedger = "application/json"), (String = "text/csv"))), Problems))]
pub(crate) async fn get_promise_ledger(
    caller: Caller<ReadOrders>,
    Query(query): Query<LedgerQuery>,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let span = weeks::span((query.from, query.to), caller.now())?;
    let mut tx = caller.begin().await?;
    let rows = store::weeks(tx.conn(), Weekly { span, tenant: Some(caller.tenant()), cluster: None, by_cluster: false }).await?;
    Ok(answer(span, (rows, caller.language()), wanted))
}

/// Get the promise ledger of the platform
///
/// The same of all institutions, by week and cluster. `Accept: text/csv` gives a table of `week`, `cluster`, `lessons`, `in_time`, `late`, `broken`, `unknown`,
/// `under_1_minute`, `under_2_minutes`, `under_5_minutes`, `longer`, `causes`.
#[utoipa::path(get, path = "/v1/platform/promises/ledger", tag = "clusters", params(PlatformLedgerQuery),
    responses((status = 200, description = "The weeks", content((PromiseLedger = "application/json"), (String = "text/csv"))), Problems))]
pub(crate) async fn get_platform_promise_ledger(
    caller: PlatformCaller<ReadPlatformOrders>,
    Query(query): Query<PlatformLedgerQuery>,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let span = weeks::span((query.from, query.to), caller.now())?;
    let mut tx = caller.begin().await?;
    let rows = store::weeks(tx.conn(), Weekly { span, tenant: query.tenant_id, cluster: query.cluster_id, by_cluster: true }).await?;
    Ok(answer(span, (rows, caller.language()), wanted))
}

fn answer((from, to): (Date, Date), (rows, language): (Vec<WeekRow>, Language), wanted: Wanted) -> Response {
    let items: Vec<PromiseWeek> = rows.into_iter().map(|row| PromiseWeek::new(row, language)).collect();
    match wanted {
        Wanted::Json => axum::Json(PromiseLedger { from, to, items }).into_response(),
        Wanted::Csv => Table::of(&items).into_response(),
    }
}

impl PromiseWeek {
    fn new(row: WeekRow, language: Language) -> Self {
        let before = |place: usize| row.ready_before.get(place).copied().unwrap_or_default();
        Self {
            week: row.week.to_jiff(),
            cluster_id: row.cluster_id.filter(|id| *id != Uuid::nil()).map(ClusterId::new),
            ready_before: ReadyBefore {
                under_1_minute: before(0),
                under_2_minutes: before(1),
                under_5_minutes: before(2),
                longer: before(3),
            },
            cluster_name: row.cluster_name,
            lessons: row.lessons,
            in_time: row.in_time,
            late: row.late,
            broken: row.broken,
            unknown: row.unknown,
            causes: causes(row.causes.0, language),
        }
    }
}

fn causes(counted: BTreeMap<String, i64>, language: Language) -> Vec<PromiseCause> {
    let cause = |(reason, lessons): (String, i64)| PromiseCause { title: words::title(&reason, language), reason, lessons };
    let mut causes: Vec<PromiseCause> = counted.into_iter().map(cause).collect();
    causes.sort_by_key(|cause| Reverse(cause.lessons));
    causes
}

impl Row for PromiseWeek {
    const HEADING: &'static [&'static str] = &[
        "week",
        "cluster",
        "lessons",
        "in_time",
        "late",
        "broken",
        "unknown",
        "under_1_minute",
        "under_2_minutes",
        "under_5_minutes",
        "longer",
        "causes",
    ];

    fn cells(&self) -> Vec<Cell<'_>> {
        let ReadyBefore { under_1_minute, under_2_minutes, under_5_minutes, longer } = self.ready_before;
        let counts =
            [self.lessons, self.in_time, self.late, self.broken, self.unknown, under_1_minute, under_2_minutes, under_5_minutes, longer];
        let causes: Vec<String> = self.causes.iter().map(|cause| format!("{} {}", cause.title, cause.lessons)).collect();
        let first = [Cell::own(self.week), Cell::text_of(self.cluster_name.as_ref())];
        first.into_iter().chain(counts.map(Cell::own)).chain([Cell::texts(&causes)]).collect()
    }
}
