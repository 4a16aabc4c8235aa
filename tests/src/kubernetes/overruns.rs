//! Lessons that go on because people are inside, on a real control plane: the room stays, and where there is no room for it that is said in time.

use homeroom::{calendars::store::verify, workers};
use homeroom_domain::ids::OrderId;
use serde_json::{Value, json};

use super::world::World;
use crate::support::class_of;

async fn join(world: &World, room: &str) {
    let body = json!({"role": "pupil", "name": "P"});
    world.school().post(&format!("/v1/classrooms/{room}/join")).json(&body).send().await.expect(200);
}

async fn decide(world: &World, at: &str) {
    world.set_time(at);
    workers::run(&world.app.state, "go-on").await.unwrap();
}

/// How many rooms close at a moment.
async fn until_closing(world: &World, order: OrderId, at: &str, rooms: usize) {
    let closing = || async { world.rooms(order).await.iter().filter(|room| room["open_until"] == at).count() };
    world.wait("the rooms close then", || async { closing().await == rooms }).await;
}

async fn classroom(world: &World, room: &str) -> Value {
    world.school().get(&format!("/v1/classrooms/{room}")).send().await.expect(200).json().clone()
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_lesson_goes_on_while_people_are_inside_and_where_there_is_no_room_that_is_said_five_minutes_before() {
    let world = World::new(2).await;
    let replica = world.replica();
    world.set_time("2026-09-02T00:55:00Z");
    let order = world.order(&class_of(10).rooms(3).weekly("WE", "09:00", 45).with("/overrun_minutes", json!(10))).await;
    world.until_ready(order, 3).await;
    let ids: Vec<String> = world.rooms(order).await.iter().map(|room| format!("cls_{}", room["id"].as_str().unwrap())).collect();
    join(&world, &ids[0]).await;
    join(&world, &ids[1]).await;

    decide(&world, "2026-09-02T01:45:00Z").await;
    until_closing(&world, order, "2026-09-02T02:00:00+00:00", 2).await;
    until_closing(&world, order, "2026-09-02T01:55:00+00:00", 1).await;
    let lessons = world
        .school()
        .get(&format!("/v1/lessons?order_id={order}&from=2026-09-02T00:00:00Z&to=2026-09-02T03:00:00Z"))
        .send()
        .await
        .expect(200);
    let shown: Vec<Value> =
        lessons.items().iter().map(|lesson| json!([lesson["ends_at"], lesson["overrun_minutes"], lesson["state"]])).collect();
    let (longer, over) = (json!(["2026-09-02T01:50:00Z", 5, "live"]), json!(["2026-09-02T01:45:00Z", null, "ended"]));
    assert_eq!(shown, [longer.clone(), longer, over]);

    // From now on the quota has one room.
    let quota = format!("/v1/tenants/{}/quota", world.school().id);
    let etag = world.app.platform_get(&quota).send().await.expect(200).etag().to_owned();
    let one = json!({"rooms": 1, "seats": 100, "live_orders": 10, "rooms_per_order": 10});
    world.app.call("PUT", &quota).bearer(&world.app.platform_key).header("if-match", &etag).json(&one).send().await.expect(200);
    decide(&world, "2026-09-02T01:50:00Z").await;
    until_closing(&world, order, "2026-09-02T02:05:00+00:00", 1).await;
    assert!(classroom(&world, &ids[1]).await["closing"].is_null(), "there may be room yet");
    decide(&world, "2026-09-02T01:55:00Z").await;
    decide(&world, "2026-09-02T01:56:00Z").await;
    let closing = classroom(&world, &ids[1]).await["closing"].clone();
    assert_eq!((&closing["at"], &closing["reason"]), (&json!("2026-09-02T02:00:00Z"), &json!("QuotaUsed")));
    assert_eq!(closing["params"], json!({"limit": "rooms", "needed": 1, "free": 0}));
    world.until_ready(order, 2).await;

    world.set_time("2026-09-02T02:01:00Z");
    world.until_ready(order, 1).await;
    assert!(classroom(&world, &ids[1]).await["closing"].is_null(), "it has closed");
    // Ten minutes are all that the order allows.
    decide(&world, "2026-09-02T02:01:00Z").await;
    world.set_time("2026-09-02T02:06:00Z");
    world.until_ready(order, 0).await;
    let told = world.timeline(order).await;
    let of = |kind: &str| told.iter().filter(|told| *told == kind).count();
    assert_eq!((of("lessons.went_on"), of("lessons.cut_short")), (2, 1), "{told:?}");
    assert_eq!(verify(&mut world.app.sql().await).await.unwrap(), []);
    replica.stop().await;
}
