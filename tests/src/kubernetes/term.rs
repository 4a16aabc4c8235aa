//! A school's term in simulated time.

use serde_json::json;

use super::world::World;
use crate::support::{OrderSpec, class_of};

/// Two classes, a lesson each morning; National Day off, and Saturday 10 October runs as the Wednesday lost.
fn term() -> OrderSpec {
    class_of(50)
        .rooms(2)
        .weekly("MO,TU,WE,TH,FR", "09:00", 45)
        .line(json!({"key": "art", "rooms": ["room-1"], "rrule": "FREQ=WEEKLY;BYDAY=WE", "start": "14:00", "duration_minutes": 45}))
        .with(
            "/timetable/days",
            json!([{"from": "2026-10-01", "to": "2026-10-07", "off": true}, {"date": "2026-10-10", "runs_as": "2026-10-07"}]),
        )
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_schools_term_from_the_first_bell_to_empty_calendars() {
    let world = World::new(2).await;
    let replica = world.replica();
    world.set_time("2026-08-25T02:00:00Z");
    let order = world.order(&term()).await;
    world.until_ready(order, 0).await;

    // The first day is a Tuesday. Shanghai is 8 hours ahead.
    world.set_time("2026-09-01T00:49:59Z");
    world.until_ready(order, 0).await;
    world.set_time("2026-09-01T00:50:00Z");
    world.until_ready(order, 2).await;
    world.set_time("2026-09-01T01:55:00Z");
    world.until_ready(order, 0).await;
    world.set_time("2026-09-02T06:10:00Z");
    world.until_ready(order, 1).await;
    world.set_time("2026-09-02T07:00:00Z");
    world.until_ready(order, 0).await;

    // 1 to 7 October are off.
    for day in ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"] {
        world.set_time(&format!("{day}T01:00:00Z"));
        world.another_round(order).await;
        world.until_ready(order, 0).await;
        assert!(world.pods(order).await.is_empty(), "{day} is a holiday");
    }
    // Saturday 10 October runs as Wednesday 7 October: the morning for both, and the afternoon for one.
    world.set_time("2026-10-10T01:00:00Z");
    world.until_ready(order, 2).await;
    world.set_time("2026-10-10T03:00:00Z");
    world.until_ready(order, 0).await;
    world.set_time("2026-10-10T06:10:00Z");
    world.until_ready(order, 1).await;
    world.set_time("2026-10-10T08:00:00Z");
    world.until_ready(order, 0).await;

    // An amendment in the middle of a lesson: more seats from now on, and a third class.
    world.set_time("2026-10-12T01:10:00Z");
    world.until_ready(order, 2).await;
    let before: Vec<_> = uids(&world, order).await;
    let amended = term().rooms(3).with("/rooms/0/seats", json!(80));
    world.amend(order, &amended).await;
    let row = world.until(order, "following the amendment", |row| row["observed_generation"] == 2 && row["ready"] == true).await;
    assert_eq!(row["rooms_wanted_now"], 2, "a lesson that began under the old document is not begun by the new");
    assert_eq!(uids(&world, order).await, before, "live rooms keep their pods");
    world.set_time("2026-10-12T02:00:00Z");
    world.until_ready(order, 0).await;
    world.set_time("2026-10-13T01:00:00Z");
    world.until_ready(order, 3).await;
    let first = world.deployment(order, 0).await.unwrap();
    let second = world.deployment(order, 1).await.unwrap();
    let cpu =
        |deployment: &serde_json::Value| deployment["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"]["cpu"].clone();
    assert_ne!(cpu(&first), cpu(&second), "the larger class has a larger room");

    // The order's end: the day after Monday 18 January begins.
    world.set_time("2027-01-18T15:59:59Z");
    world.until_ready(order, 0).await;
    assert!(world.namespace(order).await.is_some());
    world.set_time("2027-01-18T16:00:00Z");
    world.until_phase(order, "released").await;
    assert!(world.namespace(order).await.is_none());
    assert_eq!(world.scalar("SELECT count(*) FROM placements WHERE state <> 'gone'").await, 0);
    assert_eq!(world.scalar("SELECT count(*) FROM readiness WHERE available_to IS NULL").await, 0);
    assert_eq!(world.booked_from("2027-01-18T16:00:00Z").await, Vec::<serde_json::Value>::new(), "calendars are empty");
    crate::orders::calendars_are_sound(&world.app).await;
    replica.stop().await;
}

async fn uids(world: &World, order: homeroom_domain::ids::OrderId) -> Vec<String> {
    let mut uids: Vec<_> = world.pods(order).await.iter().map(|pod| pod["metadata"]["uid"].as_str().unwrap().to_owned()).collect();
    uids.sort();
    uids
}
