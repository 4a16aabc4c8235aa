//! Orders that wait for a purchase order: nothing of them is made, however near their lessons are.

use serde_json::json;

use super::world::World;
use crate::support::class_of;

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_reserved_order_has_no_objects_until_it_is_confirmed_and_leaves_nothing_when_it_is_not() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-08-31T00:00:00Z");
    let reserved = class_of(50).weekly("WE", "09:00", 45).with("/reserved_until", json!("2026-09-01T12:00:00Z"));
    let (bought, let_go) = (world.order(&reserved).await, world.order(&reserved).await);
    for order in [bought, let_go] {
        world.another_round(order).await;
        let row = world.until(order, "handled", |row| row["handled"] == row["touched"]).await;
        assert_eq!(row["phase"], "reserved");
        assert!(row["conditions"].to_string().contains("WaitsForPurchaseOrder"), "{}", row["conditions"]);
        assert!(world.namespace(order).await.is_none(), "its lessons are two days away, and nobody has confirmed it");
    }
    let confirm = json!({"purchase_order": "PO-7781"});
    world.school().post(&format!("/v1/orders/{bought}/confirm")).json(&confirm).send().await.expect(200);
    let row = world.until_ready(bought, 0).await;
    assert_eq!(row["phase"], "active");
    assert!(world.namespace(bought).await.is_some());

    world.set_time("2026-09-01T12:00:00Z");
    homeroom::workers::run(&world.app.state, "end-reservations").await.expect("reservations end");
    world.until_phase(let_go, "released").await;
    assert!(world.namespace(let_go).await.is_none());
    assert_eq!(world.scalar("SELECT count(*) FROM placements WHERE state = 'live'").await, 1);
    world.set_time("2026-09-02T01:00:00Z");
    world.until_ready(bought, 1).await;
    replica.stop().await;
}
