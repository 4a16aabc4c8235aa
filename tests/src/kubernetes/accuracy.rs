//! What was planned against what came, where rooms really come up.

use std::time::Duration;

use serde_json::{Value, json};

use super::world::World;
use crate::support::class_of;

async fn week(world: &World) -> Value {
    world.app.platform_get("/v1/capacity/accuracy").send().await.expect(200).items().first().cloned().unwrap_or_default()
}

/// Lets the nodes that hold rooms be counted. That is each two seconds, and leaves no trace before the slot is over.
async fn a_look() {
    tokio::time::sleep(Duration::from_secs(3)).await;
}

#[tokio::test]
async fn the_figures_of_a_bell_come_out_as_it_was() {
    let world = World::new(3).await;
    world.set_time("2026-09-01T00:00:00Z");
    let replica = world.replica();
    // Wednesdays at 01:00 UTC.
    let line = json!({"rrule": "FREQ=WEEKLY;BYDAY=WE", "start": "09:00", "duration_minutes": 45, "expected": 30});
    let order = world.order(&class_of(50).rooms(2).line(line)).await;
    world.work("keep-promises").await;
    world.until_ready(order, 0).await;
    world.set_time("2026-09-02T00:52:00Z");
    world.until_ready(order, 2).await;
    let room = format!("cls_{}", world.rooms(order).await[0]["id"].as_str().unwrap());
    for name in ["p-1", "p-2", "p-1"] {
        let body = json!({"role": "pupil", "name": name, "identity": name});
        world.school().post(&format!("/v1/classrooms/{room}/join")).json(&body).send().await.expect(200);
    }
    // Rooms may be up sooner than the slot is looked at.
    a_look().await;
    // A slot is added when it is over, with the most nodes that held rooms in it.
    world.set_time("2026-09-02T00:56:00Z");
    world.wait("that a slot is added", || async { week(&world).await["minutes_counted"] == 5 }).await;
    // Whoever takes over in the middle of a slot goes on with it.
    replica.stop().await;
    let replica = world.replica();
    world.another_round(order).await;
    a_look().await;
    world.set_time("2026-09-02T01:01:00Z");
    world.wait("that the next is", || async { week(&world).await["minutes_counted"] == 10 }).await;
    let nodes: std::collections::BTreeSet<_> = world.pods(order).await.iter().map(|pod| pod["spec"]["nodeName"].to_string()).collect();
    let counted = week(&world).await;
    assert_eq!(counted["nodes_used_most"], json!(nodes.len()), "{counted}");
    assert_eq!((&counted["nodes_planned_most"], &counted["node_minutes_planned"]), (&json!(1), &json!(10)), "{counted}");
    assert_eq!(counted["node_minutes_usable"], json!(30), "{counted}");

    // A clock that jumps back comes to the same slot a second time, and adds nothing.
    for time in ["2026-09-02T00:57:00Z", "2026-09-02T01:06:00Z"] {
        world.set_time(time);
        a_look().await;
    }
    assert_eq!(week(&world).await["minutes_counted"], 10);

    world.set_time("2026-09-02T02:05:00Z");
    world.until_ready(order, 0).await;
    world.set_time("2026-09-03T02:20:00Z");
    world.work("keep-promises").await;
    world.work("keep-promises").await;
    let week = week(&world).await;
    assert_eq!([&week["lessons"], &week["in_time"], &week["broken"]], [&json!(2), &json!(2), &json!(0)], "{week}");
    assert_eq!(week["ready_seconds_before"], json!(8 * 60), "{week}");
    assert_eq!([&week["expected"], &week["seen"]], [&json!(60), &json!(2)], "{week}");
    replica.stop().await;
}
