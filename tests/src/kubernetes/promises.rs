//! Promises, where rooms really come up: late, because nobody looked after the cluster when the lesson began.

use serde_json::{Value, json};

use super::world::World;
use crate::support::class_of;

/// Why a room does not start where the only node is closed: as a node is seen, and as its pod is.
const NO_NODE: [&str; 2] = ["NoNodeTakesRooms", "WaitsForNode"];

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_room_that_comes_up_late_is_a_breach_and_credited_once() {
    let world = World::new(1).await;
    world.set_time("2026-09-01T00:00:00Z");
    let version = json!({"currency": "CNY", "promise": {"credit_percent": 100},
        "prices": [{"key": "hours", "title": "Room-hours", "meter": "booked_room_hours", "unit_amount_minor": "400"}]});
    world.school().put_on_plan(&version).await;
    let replica = world.replica();
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.work("keep-promises").await;
    replica.stop().await;

    world.set_time("2026-09-02T01:12:00Z");
    let replica = world.replica();
    world.until_ready(order, 1).await;
    world.set_time("2026-09-02T02:10:00Z");
    world.work("keep-promises").await;
    world.work("keep-promises").await;
    let found = world.school().get(&format!("/v1/breaches?order_id={order}")).send().await.expect(200);
    assert_eq!(found.items().len(), 1);
    let breach = &found.items()[0];
    assert_eq!(
        (&breach["found"], &breach["ready_at"], &breach["credited_minor"]),
        (&json!("broken"), &json!("2026-09-02T01:12:00Z"), &json!(300))
    );
    let credits = world.school().get("/v1/credits").send().await.expect(200);
    assert_eq!((credits.items().len(), &credits.items()[0]["amount_minor"]), (1, &json!(300)));
    replica.stop().await;
}

#[tokio::test]
async fn a_room_that_is_not_ready_a_minute_before_its_bell_is_told_once_with_the_cause() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.kube().patch("/api/v1/nodes/node-1", &json!({"spec": {"unschedulable": true}})).await.unwrap();
    world.set_time("2026-09-02T00:52:00Z");
    let waits =
        |row: &Value| row["conditions"].as_array().unwrap().iter().any(|c| NO_NODE.contains(&c["reason"].as_str().unwrap_or_default()));
    world.until(order, "wanted, and without a node", |row| row["rooms_wanted_now"] == 1 && waits(row)).await;
    let told = || async { world.timeline(order).await.iter().filter(|kind| *kind == "classrooms.missing").count() };
    assert_eq!(told().await, 0);

    world.set_time("2026-09-02T00:59:10Z");
    world.wait("the institution and the operators are told", || async { told().await == 2 }).await;
    let events = world.school().get("/v1/events?limit=200").send().await.expect(200);
    let event = events.items().iter().find(|event| event["type"] == "classrooms.missing").cloned().unwrap_or_default();
    let facts = &event["data"];
    assert_eq!((&facts["bell_at"], &facts["rooms"]), (&json!("2026-09-02T01:00:00Z"), &json!(1)), "{event:#}");
    let cause = facts["cause"]["reason"].as_str().unwrap_or_default();
    assert!(NO_NODE.contains(&cause), "{event:#}");
    assert!(facts.get("cluster_id").is_none(), "{event:#}");
    replica.stop().await;

    let replica = world.replica();
    world.set_time("2026-09-02T00:59:40Z");
    world.another_round(order).await;
    world.wait("whoever takes over looks", || async { told().await == 2 }).await;
    replica.stop().await;
}
