//! What is counted, and the port that shows it. Features count with the `metrics` macros under the names described here.
//!
//! No label holds a tenant or an id: the number of series must not grow with the number of customers.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::Context;
use axum::{
    extract::{MatchedPath, Request},
    http::Method,
    middleware::Next,
    response::Response,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use metrics_util::MetricKindMask;

pub const REQUESTS: &str = "homeroom_http_requests_total";
pub const REQUEST_SECONDS: &str = "homeroom_http_request_duration_seconds";
/// Orders and amendments by `outcome`: admitted, quota, capacity.
pub const ADMISSIONS: &str = "homeroom_admissions_total";
/// Reconciles by `outcome`.
pub const RECONCILES: &str = "homeroom_reconciles_total";
pub const RECONCILE_SECONDS: &str = "homeroom_reconcile_duration_seconds";
/// How late an order was looked at after its boundary passed, or after a touch of it was heard of.
pub const WAKE_LAG_SECONDS: &str = "homeroom_wake_lag_seconds";
/// Age of the oldest order that waits to be looked at, by `cluster`.
pub const QUEUE_AGE_SECONDS: &str = "homeroom_queue_age_seconds";
/// Rooms that a lesson is in and that are not known to be up, by `cluster`. While a cluster does not answer, what was last known counts.
pub const ROOMS_NOT_READY: &str = "homeroom_rooms_not_ready_at_bell";
/// 1 when the cluster's API answers, by `cluster`.
pub const CLUSTER_REACHABLE: &str = "homeroom_cluster_reachable";
/// Attempts at jobs, by `name` and `outcome`: done, failed.
pub const JOBS: &str = "homeroom_jobs_total";
pub const JOB_SECONDS: &str = "homeroom_job_duration_seconds";
/// Jobs that wait for their time or their turn, by `name`.
pub const JOBS_WAITING: &str = "homeroom_jobs_waiting";
/// How long the oldest job that waits has been due, by `name`.
pub const JOB_AGE_SECONDS: &str = "homeroom_job_age_seconds";
/// Jobs that failed for good, by `name`.
pub const JOBS_DEAD: &str = "homeroom_jobs_dead";
/// When work that is done every so often last succeeded in any replica, in seconds since 1970, by `work`.
pub const WORK_SUCCEEDED: &str = "homeroom_work_last_success_timestamp_seconds";
/// Rooms that came up with a node to prefer, by `cluster` and `outcome`: followed, elsewhere, or nowhere, which is on no node that takes rooms after a minute.
pub const PACKING_ADVICE: &str = "homeroom_packing_advice_total";
/// Pauses in force of a work of the reconciler, by `lane`: one a cluster, and one for all.
pub const LANES_PAUSED: &str = "homeroom_lanes_paused";

const SECONDS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 30.0];

/// A herd is spread over half of a lead; what takes longer than that is late for its lesson.
const LAG_SECONDS: [f64; 11] = [0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0];
/// A gauge that nobody has set for so long is not shown. Longer than a call to a cluster, during which its worker sets none.
const SILENT_AFTER: Duration = Duration::from_secs(30);

/// Starts counting and serves the counts on a port of their own.
///
/// # Errors
/// When the port cannot be bound.
pub fn serve(listen: SocketAddr) -> anyhow::Result<()> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)?
        .set_buckets_for_metric(Matcher::Full(WAKE_LAG_SECONDS.into()), &LAG_SECONDS)?
        .idle_timeout(MetricKindMask::GAUGE, Some(SILENT_AFTER))
        .with_http_listener(listen)
        .install()
        .with_context(|| format!("METRICS_LISTEN {listen} cannot be served"))?;
    describe();
    Ok(())
}

fn describe() {
    metrics::describe_counter!(REQUESTS, "Requests answered, by method, route and status");
    metrics::describe_histogram!(REQUEST_SECONDS, "Time to answer a request, by method and route");
    metrics::describe_counter!(ADMISSIONS, "Orders and amendments decided, by outcome");
    metrics::describe_counter!(RECONCILES, "Orders looked at, by outcome");
    metrics::describe_histogram!(RECONCILE_SECONDS, "Time to look at one order");
    metrics::describe_histogram!(WAKE_LAG_SECONDS, "How late an order was looked at");
    metrics::describe_gauge!(QUEUE_AGE_SECONDS, "Age of the oldest order that waits to be looked at");
    metrics::describe_gauge!(ROOMS_NOT_READY, "Rooms that a lesson is in and that are not known to be up");
    metrics::describe_gauge!(CLUSTER_REACHABLE, "1 when the cluster's API answers");
    metrics::describe_counter!(JOBS, "Attempts at jobs, by name and outcome");
    metrics::describe_histogram!(JOB_SECONDS, "Time of one attempt at a job");
    metrics::describe_gauge!(JOBS_WAITING, "Jobs that wait for their time or their turn");
    metrics::describe_gauge!(JOB_AGE_SECONDS, "How long the oldest job that waits has been due");
    metrics::describe_gauge!(JOBS_DEAD, "Jobs that failed for good");
    metrics::describe_counter!(PACKING_ADVICE, "Rooms that came up with a node to prefer, by cluster and outcome");
    metrics::describe_gauge!(LANES_PAUSED, "Pauses in force of a work of the reconciler");
    metrics::describe_gauge!(WORK_SUCCEEDED, "When periodic work last succeeded");
}

/// Counts an attempt at a job.
pub(crate) fn job_ended(name: &'static str, took: Duration, done: bool) {
    metrics::counter!(JOBS, "name" => name, "outcome" => if done { "done" } else { "failed" }).increment(1);
    metrics::histogram!(JOB_SECONDS, "name" => name).record(took);
}

/// Shows the state of the jobs of one name.
pub(crate) fn jobs_waiting(name: String, waiting: i64, late_seconds: f64, dead: i64) {
    metrics::gauge!(JOBS_WAITING, "name" => name.clone()).set(waiting as f64);
    metrics::gauge!(JOB_AGE_SECONDS, "name" => name.clone()).set(late_seconds);
    metrics::gauge!(JOBS_DEAD, "name" => name).set(dead as f64);
}

/// Counts rooms that were told a node, by where they are.
pub(crate) fn advice_ended(cluster: &str, outcome: &'static str, rooms: u64) {
    metrics::counter!(PACKING_ADVICE, "cluster" => cluster.to_owned(), "outcome" => outcome).increment(rooms);
}

/// Shows how many pauses of a work are in force.
pub(crate) fn lane_paused(lane: &'static str, pauses: usize) {
    metrics::gauge!(LANES_PAUSED, "lane" => lane).set(pauses as f64);
}

/// Shows when periodic work last succeeded.
pub(crate) fn work_succeeded(name: String, at: f64) {
    metrics::gauge!(WORK_SUCCEEDED, "work" => name).set(at);
}

/// Counts an answer, whoever gave it, under the route that its request matched; never under its path, because ids would make a series each.
pub(crate) async fn count_request(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = label_of(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    metrics::counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => response.status().as_str().to_owned())
        .increment(1);
    metrics::histogram!(REQUEST_SECONDS, "method" => method, "route" => route).record(started.elapsed());
    response
}

/// Anybody may make up a method; that must not make a series.
fn label_of(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}
