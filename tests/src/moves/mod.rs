//! Orders that move between clusters: what is booked, what is refused, and who is told. That their objects follow is tried on control planes.

mod abandon;
mod drain;
mod failover;
mod order;
mod packed;
mod part;
mod rebalance;
mod unmet;

use serde_json::{Value, json};
use sqlx::Row;

use crate::support::{School, TestApp, nodes, rooms, seats, uuid_of};

/// Two clusters of one region, of which orders go to the first while both are empty.
async fn two() -> TestApp {
    TestApp::new().await.with_cluster("bj-1", nodes(4)).await.with_cluster("bj-2", nodes(4)).await
}

async fn school(app: &TestApp) -> School<'_> {
    app.tenant("Qinghe").with_quota(rooms(2_000), seats(100_000)).with_numbers(200, 200).await
}

async fn cluster(app: &TestApp, name: &str) -> String {
    let page = app.platform_get("/v1/clusters").send().await.expect(200);
    page.items().iter().find(|cluster| cluster["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

/// As its worker would have found it.
async fn answers(app: &TestApp, name: &str, answers: bool) {
    let set = "UPDATE clusters SET answering = $2 WHERE name = $1";
    sqlx::query(set).bind(name).bind(answers).execute(&mut app.sql().await).await.unwrap();
}

/// What was found of the road to a cluster's rooms.
async fn reached(app: &TestApp, name: &str, status: &str) {
    let reason = if status == "true" { "RoomsAnswer" } else { "RoomsNotReached" };
    let told =
        json!([{"type": "RoomsReachable", "status": status, "reason": reason, "params": {"rooms": 1}, "since": "2026-09-07T00:00:00Z"}]);
    let set = "UPDATE clusters SET conditions = $2 WHERE name = $1";
    sqlx::query(set).bind(name).bind(told).execute(&mut app.sql().await).await.unwrap();
}

/// State of the order's placements by the name of the cluster.
async fn places(app: &TestApp, order: &str) -> Vec<(String, String)> {
    let sql = "SELECT c.name, p.state FROM placements p JOIN clusters c ON c.id = p.cluster_id WHERE p.order_id = $1 ORDER BY c.name";
    let rows = sqlx::query(sql).bind(uuid_of(order)).fetch_all(&mut app.sql().await).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// The most pods that are booked on a cluster from a moment on.
async fn booked(app: &TestApp, name: &str) -> Value {
    booked_from(app, name, "2026-09-01").await
}

async fn booked_from(app: &TestApp, name: &str, day: &str) -> Value {
    let path = format!("/v1/clusters/{}/capacity?from={day}T00:00:00Z", cluster(app, name).await);
    let answer = app.platform_get(&path).send().await.expect(200);
    let pods = answer["resources"].as_array().unwrap().iter().find(|resource| resource["resource"] == "pods").unwrap().clone();
    pods["peak"].clone()
}
