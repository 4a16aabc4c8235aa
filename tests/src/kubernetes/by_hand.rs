//! What a person of the platform decides against the timetable, on a real control plane: a room stays open, and nothing is written.

use homeroom::calendars::store::verify;
use homeroom_domain::ids::ClusterId;
use serde_json::{Value, json};

use super::world::World;
use crate::support::class_of;

fn is_paused(row: &Value) -> bool {
    row["conditions"].as_array().unwrap().iter().any(|c| c["type"] == "Paused" && c["params"]["writes"].as_i64() > Some(0))
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_room_stays_open_because_a_person_says_so_whatever_quota_and_timetable_say() {
    let world = World::new(2).await;
    let replica = world.replica();
    world.set_time("2026-09-02T00:55:00Z");
    let order = world.order(&class_of(10).rooms(2).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 2).await;
    let room = format!("cls_{}", world.rooms(order).await[0]["id"].as_str().unwrap());
    let path = format!("/v1/classrooms/{room}/keep");
    let keep = |body: Value| world.app.platform_post(&path).json(&body).send();

    let endless = keep(json!({"why": "An examination began late"})).await.expect(422);
    assert_eq!(endless.json()["errors"][0]["params"]["name"], "until");
    for until in ["2026-09-02T00:54:00Z", "2026-09-02T13:00:00Z"] {
        let refused = keep(json!({"until": until, "why": "An examination began late"})).await.expect(422);
        assert_eq!(refused.json()["errors"][0]["pointer"], "/until", "{until}");
    }
    let quota = format!("/v1/tenants/{}/quota", world.school().id);
    let etag = world.app.platform_get(&quota).send().await.expect(200).etag().to_owned();
    let none = json!({"rooms": 1, "seats": 1, "live_orders": 10, "rooms_per_order": 10});
    world.app.call("PUT", &quota).bearer(&world.app.platform_key).header("if-match", &etag).json(&none).send().await.expect(200);
    let asked = json!({"until": "2026-09-02T02:30:00Z", "why": "An examination began late"});
    let kept = keep(asked.clone()).await.expect(200);
    assert_eq!((&kept.json()["changed"], &kept.json()["until"]), (&json!(true), &asked["until"]));
    assert_eq!(kept.json()["short"]["reason"], "QuotaUsed", "{:#}", kept.json());
    assert_eq!(keep(asked).await.expect(200).json()["changed"], false);

    world.set_time("2026-09-02T02:00:00Z");
    world.until_ready(order, 1).await;
    let closes: Vec<Value> = world.rooms(order).await.iter().map(|room| room["open_until"].clone()).collect();
    assert_eq!(closes, [json!("2026-09-02T02:40:00+00:00"), json!("2026-09-09T01:55:00+00:00")]);
    world.set_time("2026-09-02T02:41:00Z");
    world.until_ready(order, 0).await;
    let closed = keep(json!({"until": "2026-09-02T03:00:00Z", "why": "Too late"})).await.expect_problem(409, "room-closed");
    assert_eq!(closed["params"]["opens_at"], "2026-09-09T00:50:00Z");
    assert!(world.timeline(order).await.contains(&"lessons.went_on".to_owned()));
    let told = "SELECT count(*) FROM events WHERE type = 'classroom.kept'";
    assert_eq!(world.scalar(told).await, 1);
    assert_eq!(verify(&mut world.app.sql().await).await.unwrap(), []);
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn rooms_do_not_open_while_openings_are_paused_and_those_that_are_up_close_as_ever() {
    let world = World::new(2).await;
    let replica = world.replica();
    world.set_time("2026-09-02T01:00:00Z");
    let order = world.order(&class_of(10).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 1).await;
    let cluster = ClusterId::new(world.cluster);
    let place = json!({"lane": "openings", "cluster_id": cluster});
    let mut asked = place.clone();
    (asked["why"], asked["until"]) = (json!("Pods storm a registry"), json!("2026-09-02T12:00:00Z"));
    world.app.platform_post("/v1/lanes/pause").json(&asked).send().await.expect(200);
    let says = |told: &Value| told["conditions"].as_array().unwrap().iter().any(|c| c["type"] == "LanesPaused");
    world.until_cluster("it says which work is paused", says).await;
    assert_eq!(world.pods(order).await.len(), 1, "what runs goes on");
    world.set_time("2026-09-02T02:01:00Z");
    world.until_ready(order, 0).await;
    world.set_time("2026-09-09T00:30:00Z");
    asked["until"] = json!("2026-09-09T12:00:00Z");
    world.app.platform_post("/v1/lanes/pause").json(&asked).send().await.expect(200);
    world.set_time("2026-09-09T00:55:00Z");
    world.until(order, "its room does not open", is_paused).await;
    assert_eq!(world.pods(order).await.len(), 0);
    world.app.platform_post("/v1/lanes/unpause").json(&place).send().await.expect(200);
    world.until_ready(order, 1).await;
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn what_is_paused_stays_as_it_is_over_a_bell_until_a_person_lets_it_go_on() {
    let world = World::new(2).await;
    let replica = world.replica();
    world.set_time("2026-09-02T01:00:00Z");
    let order = world.order(&class_of(10).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 1).await;
    let why = json!({"why": "Somebody looks at it"});
    let post = |path: String| world.app.platform_post(&path).json(&why).send();
    let paused = post(format!("/v1/orders/{order}/pause")).await.expect(200);
    assert_eq!(paused.json()["why"], why["why"]);
    world.set_time("2026-09-02T02:01:00Z");
    world.until(order, "its room is not closed", is_paused).await;
    assert_eq!(world.pods(order).await.len(), 1, "what runs goes on");
    world.app.platform_post(&format!("/v1/orders/{order}/unpause")).send().await.expect(200);
    let row = world.until_ready(order, 0).await;
    assert!(!is_paused(&row));

    let cluster = ClusterId::new(world.cluster);
    post(format!("/v1/clusters/{cluster}/pause")).await.expect(200);
    let says = |told: &Value| told["conditions"].as_array().unwrap().iter().any(|c| c["type"] == "Paused");
    world.until_cluster("it says that it is paused", says).await;
    world.set_time("2026-09-09T00:55:00Z");
    world.until(order, "its room does not open", is_paused).await;
    assert_eq!(world.pods(order).await.len(), 0);
    let resumed = world.app.platform_post(&format!("/v1/clusters/{cluster}/unpause")).send().await.expect(200);
    assert!(resumed.json()["paused_at"].is_null());
    world.until_ready(order, 1).await;
    let told =
        "SELECT count(DISTINCT type) FROM events WHERE type IN ('order.paused', 'order.unpaused', 'cluster.paused', 'cluster.unpaused')";
    assert_eq!(world.scalar(told).await, 4);
    replica.stop().await;
}
