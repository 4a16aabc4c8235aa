//! One bell that many orders hear: how soon the last room is Ready, beside how long the API server takes at least for as many writes.
//!
//! Everything stands at nothing before, as it does for lessons that were ordered in time. The writes are those that the API server counts from the moment at
//! which the rooms are due until the last is Ready, whoever makes them: the service, the controllers, the scheduler, what plays the nodes. Its ceiling is what
//! it takes of small objects from clients that do nothing else, before and after; both times the cores are there for that alone, and at the bell they are not.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use homeroom_local::{control_plane::NodeSpec, kube_api::KubeApi};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::time::sleep;

use crate::{
    documents::lesson_at,
    ready::Simulated,
    table::{Goal, Table},
};

const ORDERS: i64 = 50;
const ROOMS: usize = 12;
const SEATS: u32 = 50;
const GOAL: f64 = 1.15;
/// Rooms of a class are due so long before their lesson.
const LEAD: SignedDuration = SignedDuration::from_mins(10);
/// Longer than it takes to have everything stand at nothing.
const WITHIN_MINUTES: i64 = 4;
const PATIENCE: Duration = Duration::from_secs(300);
const WRITERS: usize = 32;
const LASTS: Duration = Duration::from_secs(5);
const NAMESPACE: &str = "bench-ceiling";
/// What changes something.
const WRITES: [&str; 5] = ["POST", "PUT", "PATCH", "APPLY", "DELETE"];
/// Questions that are asked as writes, and what lives on its own beside the bell.
const NO_WRITES: [&str; 4] = ["leases", "tokenreviews", "subjectaccessreviews", "selfsubjectaccessreviews"];

pub(crate) async fn measure(table: &mut Table) -> Result<()> {
    let simulated = Simulated::start(NodeSpec::bare_metal_fleet(20)).await?;
    let api = simulated.plane.api();
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}});
    api.post("/api/v1/namespaces", &namespace).await?;
    let before = ceiling(api, 1).await?;
    let due = Timestamp::from_second((now().as_second() / 60 + WITHIN_MINUTES) * 60)?;
    for _ in 0..ORDERS {
        simulated.installation.post(&simulated.tenant, "/v1/orders", &lesson_at(ROOMS, SEATS, due + LEAD)?).await?;
    }
    until(&simulated, "everything stands", "SELECT count(*) FROM orders WHERE ready AND handled = touched", ORDERS).await?;
    let left = due.duration_since(now());
    ensure!(left.is_positive(), "rooms were due before everything stood");
    sleep(Duration::try_from(left)?).await;
    let (written, began) = (writes(api).await?, Instant::now());
    let rooms = ORDERS * i64::try_from(ROOMS)?;
    until(&simulated, "all rooms are ready", "SELECT coalesce(sum(rooms_ready_now), 0)::bigint FROM orders", rooms).await?;
    let took = began.elapsed().as_secs_f64();
    let written = writes(api).await? - written;
    let ceiling = f64::midpoint(before, ceiling(api, 2).await?);
    let what = format!("a bell of {rooms} rooms in {ORDERS} orders");
    table.figure(format!("{what}: writes of the API server"), None, &[written], "writes");
    table.figure(format!("{what}: its ceiling"), None, &[ceiling], "writes/s");
    table.compared(
        format!("{what}: last room Ready, to as many writes at the ceiling"),
        Goal::AtMost(GOAL),
        &[(took, written / ceiling)],
        "s",
    );
    simulated.stop().await
}

/// Returns when a count is as it should be.
async fn until(simulated: &Simulated, what: &str, count: &'static str, expected: i64) -> Result<()> {
    let (mut sql, began) = (simulated.installation.sql().await?, Instant::now());
    loop {
        let found: i64 = sqlx::query_scalar(count).fetch_one(&mut sql).await?;
        if found == expected {
            return Ok(());
        }
        ensure!(began.elapsed() < PATIENCE, "{found} of {expected}: not yet so far that {what}");
        sleep(Duration::from_millis(50)).await;
    }
}

/// Objects a second that it takes from clients that make nothing else; `run` makes their names new.
async fn ceiling(api: &KubeApi, run: u32) -> Result<f64> {
    let (count, began) = (Arc::new(AtomicU64::new(0)), Instant::now());
    let mut running = Vec::with_capacity(WRITERS);
    for _ in 0..WRITERS {
        let (api, count) = (api.clone(), count.clone());
        running.push(tokio::spawn(async move {
            while began.elapsed() < LASTS {
                let name = format!("object-{run}-{}", count.fetch_add(1, Ordering::Relaxed));
                // As large as a pod is.
                let object =
                    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"text": "x".repeat(3_000)}});
                api.post(&format!("/api/v1/namespaces/{NAMESPACE}/configmaps"), &object).await?;
            }
            anyhow::Ok(())
        }));
    }
    for writer in running {
        writer.await??;
    }
    Ok(count.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64())
}

/// How many writes it has done, by its own count.
async fn writes(api: &KubeApi) -> Result<f64> {
    let metrics = api.text("/metrics").await?;
    let counted = metrics.lines().filter(|line| line.starts_with("apiserver_request_total{") && is_write(line));
    let values = counted.map(|line| line.rsplit(' ').next().and_then(|value| value.parse::<f64>().ok()).context("a count without a value"));
    values.sum()
}

fn is_write(line: &str) -> bool {
    let has = |label: &str, value: &str| line.contains(&format!("{label}=\"{value}"));
    has("code", "2")
        && WRITES.iter().any(|verb| has("verb", &format!("{verb}\"")))
        && !NO_WRITES.iter().any(|name| has("resource", &format!("{name}\"")))
}

#[expect(clippy::disallowed_methods, reason = "what is measured happens now")]
fn now() -> Timestamp {
    Timestamp::now()
}
