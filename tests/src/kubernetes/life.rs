//! From an order to Ready, and from its end to nothing.

use homeroom_domain::workload::namespace_name;
use serde_json::json;
use sqlx::Connection as _;

use super::world::World;
use crate::support::class_of;

#[tokio::test]
async fn an_order_becomes_ready_rooms_follow_the_lessons_and_nothing_is_left_in_the_end() {
    let world = World::new(2).await;
    let replica = world.replica();
    world.set_time("2026-08-20T00:00:00Z");
    let order = world.order(&class_of(50).rooms(3).weekly("MO,WE", "09:00", 45).term("2026-09-01", "2026-09-30")).await;

    // Its objects come 7 days before Wednesday 2 September, 09:00 in Shanghai.
    world.until(order, "handled", |row| row["handled"] == row["touched"]).await;
    assert_eq!(world.row(order).await["phase"], "scheduled");
    assert!(world.namespace(order).await.is_none());
    world.set_time("2026-08-26T01:00:00Z");
    let row = world.until_ready(order, 0).await;
    assert_eq!((&row["phase"], &row["observed_generation"]), (&json!("active"), &json!(1)));
    let namespace = world.namespace(order).await.expect("the namespace stands");
    assert_eq!(namespace["metadata"]["labels"]["homeroom.dev/order"], order.to_string());
    assert!(world.pods(order).await.is_empty(), "outside lessons rooms are at zero");

    // Up from 10 minutes before the lesson to 10 minutes after.
    world.set_time("2026-09-02T00:50:00Z");
    world.until_ready(order, 3).await;
    assert_eq!(world.pods(order).await.len(), 3);
    let room = &world.rooms(order).await[0];
    assert_eq!((&room["status"]["wanted"], &room["status"]["available"]), (&json!(true), &json!(true)));
    assert!(room["address"].is_string(), "{room}");
    assert_eq!(world.scalar("SELECT count(*) FROM readiness WHERE available_to IS NULL").await, 3);
    world.set_time("2026-09-02T01:54:00Z");
    world.set_time("2026-09-02T01:55:00Z");
    world.until_ready(order, 0).await;
    world.wait("the rooms are gone", || async { world.pods(order).await.is_empty() }).await;
    world
        .wait("readiness has ended", || async { world.scalar("SELECT count(*) FROM readiness WHERE available_to IS NULL").await == 0 })
        .await;

    // The term's end does it by itself.
    world.set_time("2026-09-30T16:00:00Z");
    let row = world.until_phase(order, "released").await;
    assert!(row["next_change_at"].is_null());
    assert!(world.namespace(order).await.is_none(), "{} is still there", namespace_name(order));
    assert_eq!(world.scalar("SELECT count(*) FROM placements WHERE state <> 'gone'").await, 0);

    // And the timeline tells it.
    let told = world.timeline(order).await;
    let mut expected =
        ["order.phase_changed", "order.ready", "classrooms.available", "classrooms.unavailable", "order.released"].into_iter();
    let mut next = expected.next();
    for kind in &told {
        if Some(kind.as_str()) == next {
            next = expected.next();
        }
    }
    assert_eq!(next, None, "{told:?}");
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_cancelled_order_ends_with_its_running_lesson() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-02T01:00:00Z");
    let order = world.order(&class_of(50).rooms(2).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 2).await;

    world.set_time("2026-09-02T01:10:00Z");
    world.cancel(order).await;
    world.until(order, "handled", |row| row["handled"] == row["touched"]).await;
    assert_eq!(world.pods(order).await.len(), 2, "a lesson is not cut off");
    world.set_time("2026-09-02T01:55:00Z");
    world.until_phase(order, "terminating").await;
    world.until_phase(order, "released").await;
    assert!(world.namespace(order).await.is_none());
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_round_that_began_before_a_cancel_writes_nothing_over_it() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;

    // Whoever writes the order waits in line: first the cancel, then a round that has read the order before it.
    let mut sql = world.app.sql().await;
    let mut held = sql.begin().await.unwrap();
    sqlx::query("SELECT FROM orders WHERE id = $1 FOR UPDATE").bind(order.uuid()).execute(&mut *held).await.unwrap();
    let waiting = "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()";
    let in_line = async {
        world.wait("the cancel waits", || async { world.scalar(waiting).await == 1 }).await;
        world.set_time("2026-09-02T00:50:00Z");
        world.wait("the round waits", || async { world.scalar(waiting).await == 2 }).await;
        held.commit().await.unwrap();
    };
    tokio::join!(world.cancel(order), in_line);
    world.until_phase(order, "released").await;
    let told = world.timeline(order).await;
    let since = told.iter().skip_while(|kind| *kind != "order.cancelled").skip(1);
    assert!(since.clone().all(|kind| kind != "order.phase_changed"), "it was active again: {told:?}");
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_suspended_institution_starts_no_lesson_and_finishes_those_that_run() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-02T01:00:00Z");
    let order = world.order(&class_of(50).weekly("WE,TH,FR", "09:00", 45)).await;
    world.until_ready(order, 1).await;
    world.set_time("2026-09-02T01:10:00Z");
    world.suspend(true).await;
    let row = world.until_phase(order, "suspended").await;
    assert_eq!(row["rooms_wanted_now"], 1, "a lesson is not cut off");
    world.set_time("2026-09-02T02:00:00Z");
    world.until(order, "down", |row| row["rooms_wanted_now"] == 0).await;
    world.set_time("2026-09-03T01:00:00Z");
    world.another_round(order).await;
    assert!(world.pods(order).await.is_empty(), "no new lesson starts");

    world.suspend(false).await;
    world.until_phase(order, "active").await;
    world.set_time("2026-09-04T01:00:00Z");
    world.until_ready(order, 1).await;
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_cap_that_is_reached_starts_no_lesson_more_finishes_those_that_run_and_lets_go_with_the_month() {
    let world = World::new(1).await;
    world.set_time("2026-09-01T00:00:00Z");
    world
        .school()
        .put_on_plan(&json!({"currency": "CNY",
            "prices": [{"key": "hours", "title": "Room-hours", "meter": "room_hours", "unit_amount_minor": "400"}]}))
        .await;
    let replica = world.replica();
    let order = world.order(&class_of(50).weekly("WE", "09:00", 150).term("2026-09-01", "2026-10-09")).await;
    // An hour of the first lesson, which lasts until 11:30 in Shanghai.
    let cap = json!({"action": "stop_at_lesson_end", "amount_minor": 400, "currency": "CNY"});
    let cap = world.school().post("/v1/caps").json(&cap).send().await.expect_created().id();
    world.work("measure-usage").await;
    world.set_time("2026-09-02T01:00:00Z");
    world.until_ready(order, 1).await;
    world.set_time("2026-09-02T02:15:00Z");
    world.another_round(order).await;
    world.work("measure-usage").await;
    world.work("watch-caps").await;
    let row = world.until_phase(order, "suspended").await;
    assert_eq!(row["rooms_wanted_now"], 1, "a lesson is not cut off");
    let seen = world.school().get(&format!("/v1/orders/{order}")).send().await.expect(200);
    let stopped = seen["conditions"].as_array().into_iter().flatten().find(|condition| condition["type"] == "Stopped");
    assert_eq!(stopped.map(|condition| &condition["fix_by"]), Some(&json!("school")), "{}", seen.text());
    world.set_time("2026-09-09T01:00:00Z");
    world.work("watch-caps").await;
    world.another_round(order).await;
    assert!(world.pods(order).await.is_empty(), "no new lesson starts");

    world.set_time("2026-10-01T00:00:00Z");
    world.work("watch-caps").await;
    world.until_phase(order, "active").await;
    assert_eq!(world.school().get(&format!("/v1/caps/{cap}")).send().await.expect(200)["stopped"], false);
    world.set_time("2026-10-07T01:00:00Z");
    world.until_ready(order, 1).await;
    replica.stop().await;
}
