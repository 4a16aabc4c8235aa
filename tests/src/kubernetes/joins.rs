//! Entering rooms of a cluster that does not answer: what was known goes on, and what the institution decides counts.

use std::time::{Duration, Instant};

use homeroom_domain::ids::OrderId;
use serde_json::{Value, json};

use super::world::World;
use crate::support::{Answer, class_of};

/// Somebody tries to enter an order's nth room.
async fn join(world: &World, order: OrderId, nth: usize) -> Answer {
    let room = format!("cls_{}", world.rooms(order).await[nth]["id"].as_str().unwrap());
    world.school().post(&format!("/v1/classrooms/{room}/join")).json(&json!({"role": "pupil", "name": "P"})).send().await
}

/// When a closed room says that it opens.
async fn opens_at(world: &World, order: OrderId, nth: usize) -> Value {
    join(world, order, nth).await.expect_problem(409, "room-closed")["params"]["opens_at"].clone()
}

#[tokio::test]
async fn rooms_stay_open_while_their_cluster_is_silent_and_follow_what_is_decided_meanwhile() {
    let mut world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-02T01:00:00Z");
    let spec = class_of(10).rooms(2).weekly("WE", "09:00", 45);
    let (order, other) = (world.order(&spec).await, world.order(&class_of(10).weekly("WE", "09:20", 45)).await);
    world.until_ready(order, 2).await;
    assert_eq!(opens_at(&world, other, 0).await, "2026-09-02T01:10:00Z", "not yet");
    world.set_time("2026-09-02T01:11:00Z");
    world.until_ready(other, 1).await;
    join(&world, order, 0).await.expect(200);
    join(&world, other, 0).await.expect(200);

    world.plane.freeze_api();
    world.until_unknown(order).await;
    join(&world, order, 0).await.expect(200);
    join(&world, order, 1).await.expect(200);
    // Another lesson follows at once: the room does not close in between.
    let longer = class_of(10).rooms(2).weekly("WE", "09:00", 45).weekly("WE", "10:00", 45);
    world.amend(order, &longer).await;
    let until = "SELECT count(*) FROM classrooms WHERE open_until = '2026-09-02T02:55:00Z'";
    world.wait("the amendment counts", || async { world.scalar(until).await == 2 }).await;
    world.set_time("2026-09-02T02:00:00Z");
    join(&world, order, 0).await.expect(200);
    // That of the other is over by itself, and opens in a week.
    world.set_time("2026-09-02T02:16:00Z");
    assert_eq!(opens_at(&world, other, 0).await, "2026-09-09T01:10:00Z");
    // An order that is ended at once has no open door a moment later, whoever answers.
    world.school().post(&format!("/v1/orders/{order}/cancel")).json(&json!({"immediately": true})).send().await.expect(200);
    assert!(opens_at(&world, order, 1).await.is_null());
    // And an institution that is suspended opens no further room.
    world.suspend(true).await;
    let none = "SELECT count(*) FROM classrooms WHERE open_from IS NOT NULL";
    world.wait("the suspension counts", || async { world.scalar(none).await == 0 }).await;
    world.set_time("2026-09-09T01:11:00Z");
    assert!(opens_at(&world, other, 0).await.is_null());
    // A graceful stop waits for nobody who says nothing.
    let since = Instant::now();
    replica.stop().await;
    assert!(since.elapsed() < Duration::from_secs(15), "{:?}", since.elapsed());
    world.plane.thaw_api();
}
