//! Many orders, one bell.

use std::time::{Duration, Instant};

use super::world::World;
use crate::support::class_of;

const ORDERS: usize = 50;

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_herd_at_one_bell_is_up_well_within_the_lead() {
    let world = World::new(4).await;
    let replica = world.replica();
    world.set_time("2026-08-31T00:00:00Z");
    let mut orders = Vec::new();
    for _ in 0..ORDERS {
        orders.push(world.order(&class_of(30).rooms(2).weekly("TU", "09:00", 45).term("2026-09-01", "2026-09-30")).await);
    }
    for order in &orders {
        world.until_ready(*order, 0).await;
    }

    world.set_time("2026-09-01T00:50:00Z");
    let bell = Instant::now();
    for order in &orders {
        world.until_ready(*order, 2).await;
    }
    // Rooms are started ten minutes before their lesson. Two other control planes share the cores with this one: alone it takes a few seconds.
    assert!(bell.elapsed() < Duration::from_secs(120), "the last room was ready after {:?}", bell.elapsed());
    assert_eq!(world.scalar("SELECT count(*) FROM readiness WHERE available_to IS NULL").await, 2 * ORDERS as i64);
    replica.stop().await;
}
