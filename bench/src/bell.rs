//! A bell that three thousand people hear, in an installation of thirty thousand rooms, while the cluster's API server says nothing.
//!
//! Whoever enters is let in by what was known: every room was up before the silence, which has lasted so long that nothing counts as known of the cluster.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use homeroom_local::control_plane::NodeSpec;
use jiff::{ToSpan, civil::Date};
use serde_json::json;
use tokio::time::sleep;

use crate::{
    documents::{lesson, order},
    load::{Connection, Request},
    ready::Simulated,
    table::{Goal, Table, percentile},
};

const OPEN: usize = 100;
const SEATS: usize = 30;
const CLIENTS: usize = 64;
const A_ORDER: usize = 200;
const PATIENCE: Duration = Duration::from_secs(300);
/// People wait for a page, and all of them want to be in when the lesson begins.
const P95_MS: f64 = 1_000.0;
const ALL_SECONDS: f64 = 60.0;

pub(crate) async fn measure(table: &mut Table, short: bool) -> Result<()> {
    let rooms = if short { 3_000 } else { 30_000 };
    let mut simulated = Simulated::start(NodeSpec::bare_metal_fleet(40)).await?;
    elsewhere(&simulated, rooms).await?;
    let open = open_rooms(&simulated).await?;
    simulated.plane.freeze_api();
    let rung = ring(table, &simulated, &open, rooms).await;
    simulated.plane.thaw_api();
    rung?;
    simulated.stop().await
}

/// Waits until nothing is known of the cluster, and lets everybody in.
async fn ring(table: &mut Table, simulated: &Simulated, open: &[String], rooms: usize) -> Result<()> {
    let mut sql = simulated.installation.sql().await?;
    let blind = "SELECT count(*) FROM clusters WHERE blind_since IS NOT NULL";
    let began = Instant::now();
    while sqlx::query_scalar::<_, i64>(blind).fetch_one(&mut sql).await? == 0 {
        ensure!(began.elapsed() < PATIENCE, "the cluster's silence is not noticed");
        sleep(Duration::from_millis(200)).await;
    }
    let (times, took) = joins(simulated, open).await?;
    let what = format!("{} joins, {rooms} rooms, API server silent", times.len());
    table.figure(format!("{what}: all in after"), Some(Goal::AtMost(ALL_SECONDS)), &[took.as_secs_f64()], "s");
    table.figure(format!("{what}: p95 of {CLIENTS} clients"), Some(Goal::AtMost(P95_MS)), &[percentile(&times, 95)], "ms");
    table.figure(format!("{what}: memory"), None, &[simulated.installation.memory_mib()?], "MiB");
    Ok(())
}

/// Rooms that are booked, and not wanted for months.
async fn elsewhere(simulated: &Simulated, rooms: usize) -> Result<()> {
    let first: Date = "2027-09-01".parse()?;
    for number in 0..rooms / A_ORDER {
        let mut order = order(A_ORDER, 30);
        let day = first.checked_add(i64::try_from(number % 130)?.days())?;
        order["timetable"]["lessons"] = json!([{"key": "a", "dates": [day], "start": "09:00", "duration_minutes": 45}]);
        simulated.installation.post(&simulated.tenant, "/v1/orders", &order).await?;
    }
    Ok(())
}

/// Orders rooms that are in a lesson now, and waits until they are up.
async fn open_rooms(simulated: &Simulated) -> Result<Vec<String>> {
    let (installation, tenant) = (&simulated.installation, &simulated.tenant);
    let made = installation.post(tenant, "/v1/orders", &lesson(OPEN, u32::try_from(SEATS)?, Duration::ZERO)?).await?;
    let id = made["id"].as_str().context("an order has an id")?;
    let began = Instant::now();
    while installation.get(tenant, &format!("/v1/orders/{id}")).await?["classrooms"]["ready_now"] != OPEN {
        ensure!(began.elapsed() < PATIENCE, "the rooms do not come up");
        sleep(Duration::from_millis(100)).await;
    }
    let page = installation.get(tenant, &format!("/v1/classrooms?order_id={id}&limit=200")).await?;
    let rooms = page["items"].as_array().context("a page has items")?;
    Ok(rooms.iter().filter_map(|room| room["id"].as_str().map(str::to_owned)).collect())
}

/// Milliseconds of each, and how long all of them took.
async fn joins(simulated: &Simulated, open: &[String]) -> Result<(Vec<f64>, Duration)> {
    let key = &simulated.tenant.key;
    let request = |number: usize| Request {
        method: "POST",
        path: format!("/v1/classrooms/{}/join", open[number % open.len()]),
        key: key.clone(),
        body: json!({"role": "pupil", "name": format!("Pupil {number}")}).to_string(),
    };
    let requests: Vec<Request> = (0..OPEN * SEATS).map(request).collect();
    let began = Instant::now();
    let mut running = Vec::new();
    for (client, requests) in requests.chunks(requests.len().div_ceil(CLIENTS)).enumerate() {
        let (mut connection, requests) = (Connection::open(&simulated.installation.address).await?, requests.to_vec());
        running.push(tokio::spawn(async move {
            let mut times = Vec::new();
            for request in requests {
                let began = Instant::now();
                let status = connection.send(&request, client as u64).await?;
                ensure!(status == 200, "somebody was answered {status}");
                times.push(began.elapsed().as_secs_f64() * 1000.0);
            }
            Ok(times)
        }));
    }
    let mut times = Vec::new();
    for client in running {
        times.extend(client.await??);
    }
    Ok((times, began.elapsed()))
}
