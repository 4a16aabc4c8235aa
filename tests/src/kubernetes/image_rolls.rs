//! A new room image goes from order to order on a real control plane: one that never comes up stops after the first, and a good one reaches all.

use homeroom_domain::ids::OrderId;
use serde_json::{Value, json};

use super::world::{World, condition};
use crate::support::class_of;

/// What rooms run from unless it is set.
const IMAGE: &str = "docker.io/livekit/livekit-server:v1.13.5";
/// No pod of it becomes ready: the stages of kwok know it.
const BROKEN: &str = "registry.example/room:never-ready";
const GOOD: &str = "registry.example/room:v2";

async fn roll(world: &World, image: &str) -> String {
    let body = json!({"image": image, "first_orders": 1, "stop_after": 1});
    world.app.platform_post("/v1/images/rolls").json(&body).send().await.expect_created().id()
}

async fn seen(world: &World, roll: &str) -> Value {
    world.app.platform_get(&format!("/v1/images/rolls/{roll}")).send().await.expect(200).json().clone()
}

async fn begun(world: &World) -> i64 {
    world.scalar("SELECT count(*) FROM image_roll_orders").await
}

/// From which image an order's rooms start next, as its Deployment has it.
async fn planned(world: &World, order: OrderId) -> Value {
    world.deployment(order, 0).await.map(|found| found["spec"]["template"]["spec"]["containers"][0]["image"].clone()).unwrap_or_default()
}

/// Looks at the roll until so many orders have begun with its image: the clusters' nodes are looked at first.
async fn until_begun(world: &World, orders: i64) {
    world
        .wait("orders begin with the image", || async {
            world.work("roll-images").await;
            begun(world).await == orders
        })
        .await;
}

async fn until_planned(world: &World, order: OrderId, image: &str) {
    world.wait(image, || async { planned(world, order).await == image }).await;
}

fn rolls(cluster: &Value) -> Value {
    condition(cluster, "ImageRolls").cloned().unwrap_or_default()
}

#[tokio::test]
async fn an_image_that_never_comes_up_stops_after_the_first_order_and_is_taken_back_by_one_call() {
    let world = World::new(2).await;
    let replica = world.replica();
    world.set_time("2026-09-01T20:00:00Z");
    // At 01:00, 02:00 and 03:00 UTC.
    let spec = |start: &str| class_of(20).weekly("WE,TH", start, 50);
    let (first, second, third) = (world.order(&spec("09:00")).await, world.order(&spec("10:00")).await, world.order(&spec("11:00")).await);
    for order in [first, second, third] {
        world.until_ready(order, 0).await;
    }
    let roll = roll(&world, BROKEN).await;
    until_begun(&world, 1).await;
    until_planned(&world, first, BROKEN).await;
    assert_eq!([planned(&world, second).await, planned(&world, third).await], [json!(IMAGE), json!(IMAGE)]);

    // Its bell: the room does not come up, and nobody follows.
    world.set_time("2026-09-02T00:52:00Z");
    world.until(first, "wanted and not up", |row| row["rooms_wanted_now"] == 1 && row["rooms_ready_now"] == 0).await;
    world.work("roll-images").await;
    assert_eq!((&seen(&world, &roll).await["state"], begun(&world).await), (&json!("rolling"), 1));
    world.set_time("2026-09-02T00:59:30Z");
    world.another_round(first).await;
    world.work("roll-images").await;
    let stopped = seen(&world, &roll).await;
    assert_eq!((&stopped["state"], &stopped["cause"]["reason"]), (&json!("stopped"), &json!("rooms_missing")), "{stopped}");
    let cluster = world.until_cluster("a roll that is stopped", |cluster| rolls(cluster)["status"] == "false").await;
    assert_eq!((&rolls(&cluster)["reason"], &rolls(&cluster)["fix_by"]), (&json!("ImageRollStopped"), &json!("operator")));

    // The next bell is as ever, and what is taken back while its lesson is on leaves it alone.
    world.set_time("2026-09-02T01:52:00Z");
    world.until_ready(second, 1).await;
    let live = world.pods(second).await[0]["metadata"]["uid"].clone();
    let back = world.app.platform_post(&format!("/v1/images/rolls/{roll}/take-back")).send().await.expect(200);
    assert_eq!(back["state"], "taken_back");
    world.another_round(first).await;
    assert_eq!(planned(&world, first).await, BROKEN, "a room that is open keeps what it runs from");
    world.set_time("2026-09-02T02:05:00Z");
    until_planned(&world, first, IMAGE).await;
    world.another_round(second).await;
    assert_eq!(world.pods(second).await[0]["metadata"]["uid"], live, "a live room is left alone");
    world.until_cluster("no roll", |cluster| rolls(cluster).is_null()).await;

    world.set_time("2026-09-03T00:52:00Z");
    world.until_ready(first, 1).await;
    assert_eq!(world.pods(first).await[0]["spec"]["containers"][0]["image"], IMAGE);
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_good_image_reaches_every_order_between_its_lessons_and_then_the_cluster() {
    let world = World::new(2).await;
    let replica = world.replica();
    world.set_time("2026-09-01T20:00:00Z");
    let spec = |start: &str| class_of(20).weekly("WE,TH", start, 50);
    let (first, second) = (world.order(&spec("09:00")).await, world.order(&spec("09:20")).await);
    for order in [first, second] {
        world.until_ready(order, 0).await;
    }
    let roll = roll(&world, GOOD).await;
    until_begun(&world, 1).await;
    until_planned(&world, first, GOOD).await;
    world.set_time("2026-09-02T01:11:00Z");
    world.until_ready(first, 1).await;
    world.until_ready(second, 1).await;
    world.work("roll-images").await;
    // The first came late, because nobody was at work a minute before its bell: that is told, and its room stays.
    let late = seen(&world, &roll).await;
    assert_eq!((&late["state"], &late["rooms"]["missing"]), (&json!("stopped"), &json!(1)), "{late}");
    world.app.platform_post(&format!("/v1/images/rolls/{roll}/resume")).send().await.expect(200);
    world.work("roll-images").await;
    assert_eq!(begun(&world).await, 1, "the second is in its lesson");

    world.set_time("2026-09-02T03:00:00Z");
    world.until_ready(second, 0).await;
    until_begun(&world, 2).await;
    until_planned(&world, second, GOOD).await;
    world.set_time("2026-09-03T00:52:00Z");
    world.until_ready(first, 1).await;
    assert_eq!(world.pods(first).await[0]["spec"]["containers"][0]["image"], GOOD);
    world.set_time("2026-09-03T01:11:00Z");
    world.until_ready(second, 1).await;
    world.set_time("2026-09-03T01:20:00Z");
    world.work("roll-images").await;
    let done = seen(&world, &roll).await;
    assert_eq!((&done["state"], &done["orders"]["good"], &done["orders"]["bad"]), (&json!("done"), &json!(1), &json!(1)), "{done}");
    let taken = "SELECT count(*) FROM cluster_images WHERE image = 'registry.example/room:v2' AND taken_at IS NOT NULL";
    world.wait("that the cluster takes it", || async { world.scalar(taken).await == 1 }).await;

    // What is ordered now starts from it as well.
    let third = world.order(&spec("15:00")).await;
    until_planned(&world, third, GOOD).await;
    world.app.platform_post(&format!("/v1/images/rolls/{roll}/take-back")).send().await.expect(200);
    until_planned(&world, third, IMAGE).await;
    assert_eq!(world.pods(first).await[0]["spec"]["containers"][0]["image"], GOOD, "a live room is left alone");
    replica.stop().await;
}
