//! Clocks that jump in a lesson. Whose clock is right nobody can tell; that a room is in a lesson by one of them is enough for it to stay.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use homeroom::clock::Clock;
use homeroom_domain::ids::OrderId;
use jiff::{
    SignedDuration, Timestamp, ToSpan as _,
    tz::{TimeZone, offset},
};
use serde_json::Value;

use super::world::World;
use crate::support::{OrderSpec, class_of};

pub(super) const AN_HOUR: i64 = 60 * 60;

/// The clock jumps ahead past all lessons of the day, and is set right: the lesson that is on has its room again, and the bells that were left behind ring.
#[tokio::test]
async fn a_clock_that_jumped_ahead_and_was_set_right_leaves_no_bell_behind() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-02T01:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45).weekly("WE", "11:00", 45)).await;
    world.until_ready(order, 1).await;
    // Nobody disputes a clock that is held.
    world.set_time("2026-09-02T05:00:00Z");
    world.until_ready(order, 0).await;
    world.set_time("2026-09-02T01:12:00Z");
    world.until_ready(order, 1).await;
    world.set_time("2026-09-02T02:00:00Z");
    world.until_ready(order, 0).await;
    world.set_time("2026-09-02T02:52:00Z");
    world.until_ready(order, 1).await;
    replica.stop().await;
}

/// Of one room that is in a lesson at a moment, wherever in the day that is: for its institution it is about noon.
pub(super) fn on_at(now: Timestamp) -> OrderSpec {
    let hours = 12 - TimeZone::UTC.to_datetime(now).hour();
    let zone = match hours {
        0 => "Etc/GMT".to_owned(),
        1.. => format!("Etc/GMT-{hours}"),
        _ => format!("Etc/GMT+{}", -hours),
    };
    let local = TimeZone::fixed(offset(hours)).to_datetime(now);
    let begun = local - SignedDuration::from_mins(i64::from(local.minute() % 5) + 5);
    let (first, last) = (begun.date().to_string(), begun.date().saturating_add(7.days()).to_string());
    let start = format!("{:02}:{:02}", begun.hour(), begun.minute());
    class_of(50).zone(&zone).term(&first, &last).on(&[first.as_str()], &start, 45)
}

async fn uids(world: &World, order: OrderId) -> Vec<Value> {
    world.pods(order).await.iter().map(|pod| pod["metadata"]["uid"].clone()).collect()
}

/// The service's clock jumps an hour ahead in a lesson, and an hour back: by it the lesson is over, or has not begun. The database's says that it is on, so the room stays
/// as it is, and nothing is left to mend when the clock is right again.
#[tokio::test]
async fn a_clock_that_jumps_an_hour_ahead_or_back_in_a_lesson_takes_no_room_down() {
    let mut world = World::new(1).await;
    let wrong = Arc::new(AtomicI64::new(0));
    world.app.change_clock(Clock::wrong_by(wrong.clone()));
    let replica = world.replica();
    let order = world.order(&on_at(world.app.now())).await;
    world.until_ready(order, 1).await;
    let before = uids(&world, order).await;
    for seconds in [AN_HOUR, 0, -AN_HOUR, 0] {
        wrong.store(seconds, Ordering::Relaxed);
        // The second begins after all that followed from the jump itself.
        for _ in 0..2 {
            world.another_round(order).await;
        }
        let row = world.row(order).await;
        assert_eq!((&row["rooms_wanted_now"], &row["phase"]), (&Value::from(1), &Value::from("active")), "{seconds}: {row:#}");
        assert_eq!(world.deployment(order, 0).await.expect("it stands")["spec"]["replicas"], 1, "{seconds}");
        assert_eq!(uids(&world, order).await, before, "{seconds}: whoever is in the lesson notices nothing");
    }
    world.until_ready(order, 1).await;
    replica.stop().await;
}
