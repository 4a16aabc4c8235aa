//! `GET /v1/capacity/accuracy`: what was planned against what came, by week and cluster.
//!
//! Lessons are added by whoever looks at promises, once an hour of them is over for a day; nodes by whoever works on the cluster, slot by slot. Only sums are
//! kept: 30,000 rooms and 3 leave the same rows behind.

mod store;
mod view;

use axum::response::{IntoResponse, Response};
use futures::future::BoxFuture;
use homeroom_domain::ids::ClusterId;
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::Deserialize;
use sqlx::PgConnection;

use self::view::{Accuracy, AccuracyWeek};
use crate::{
    auth::{PlatformCaller, ReadClusters},
    http::{
        ApiError, Problems, Query,
        csv::{Table, Wanted},
        weeks,
    },
};

pub(crate) use store::{LessonSums, SlotNodes, add_lessons, add_slot};

/// How long weeks are kept: three years.
const KEPT: SignedDuration = SignedDuration::from_hours(3 * 366 * 24);

/// Which weeks of which clusters.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccuracyQuery {
    /// A day of the first week. Left out: so that there are twelve.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// A day of the last week, at most 52 weeks later. Left out: today.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// Default: all.
    cluster_id: Option<ClusterId>,
}

/// Get how accurate plans were
///
/// What was planned against what came, by week and cluster: how long before their lessons rooms were ready, how many pupils were expected and how many were let
/// in, how many nodes were planned and how many held rooms. Lessons are added a day after the hour in which they ended; nodes as each slot of five minutes ends
/// in which some were planned or used, while the cluster could be seen. Only sums are kept, for three years. A week that had neither is left out.
/// `Accept: text/csv` gives a table of `week`, `cluster_id`, `cluster`, `lessons`, `in_time`, `late`, `broken`, `unknown`, `ready_seconds_before`,
/// `lessons_expecting`, `expected`, `seen`, `minutes_counted`, `node_minutes_planned`, `node_minutes_used`, `node_minutes_usable`, `nodes_planned_most`,
/// `nodes_used_most`: a row a week and cluster.
#[utoipa::path(get, path = "/v1/capacity/accuracy", tag = "clusters", params(AccuracyQuery),
    responses((status = 200, description = "The weeks", content((Accuracy = "application/json"), (String = "text/csv"))), Problems))]
pub(crate) async fn get_accuracy(
    caller: PlatformCaller<ReadClusters>,
    Query(query): Query<AccuracyQuery>,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let (from, to) = weeks::span((query.from, query.to), caller.now())?;
    let mut tx = caller.begin().await?;
    let rows = store::accuracy(tx.conn(), (from, to), query.cluster_id).await?;
    let items: Vec<AccuracyWeek> = rows.into_iter().map(AccuracyWeek::from).collect();
    Ok(match wanted {
        Wanted::Json => axum::Json(Accuracy { from, to, items }).into_response(),
        Wanted::Csv => Table::of(&items).into_response(),
    })
}

/// Throws away weeks that were kept for long enough.
pub(crate) fn sweep_accuracy(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(store::forget_accuracy(conn, now - KEPT, limit))
}
