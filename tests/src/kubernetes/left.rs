//! An order of which a failover left a room behind: it comes up where it was by its bells, and holds there what that room needs.

use serde_json::json;

use super::moves::Two;
use crate::support::class_of;

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_room_that_was_left_behind_comes_up_where_it_was_by_its_bells_and_is_booked_there_alone() {
    let mut two = Two::new().await;
    let replica = two.world.replica();
    two.world.set_time("2026-09-02T01:10:00Z");
    let order = two.world.order(&class_of(50).rooms(2).weekly("WE", "09:00", 45)).await;
    two.world.until_ready(order, 2).await;
    two = two.with_second().await;
    let unreached = "UPDATE classrooms SET unreached_since = now() + interval '10 years' WHERE order_id = $1 AND position = (SELECT max(position) FROM classrooms)";
    sqlx::query(unreached).bind(order.uuid()).execute(&mut two.world.app.sql().await).await.unwrap();
    two.world.plane.freeze_api();
    two.world.until_unknown(order).await;
    let path = format!("/v1/clusters/clu_{}/failover", two.world.cluster);
    let done = two.world.app.platform_post(&path).json(&json!({"lessons_until": "2026-09-02T01:30:00Z"})).send().await.expect(200);
    assert_eq!(done["rooms"], json!({"total": 2, "placed": 1, "short": 0, "staying": 1}), "{done:#?}");
    // As if there had been no room for it on the second.
    let left = "WITH left_behind AS (UPDATE classrooms SET stays_until = NULL WHERE stays_on IS NOT NULL RETURNING order_id)
                UPDATE orders SET touched = touched + 1 WHERE id IN (SELECT order_id FROM left_behind)";
    sqlx::query(left).execute(&mut two.world.app.sql().await).await.unwrap();
    two.world.plane.thaw_api();

    // The last step of what is booked is a lesson of the term's end.
    let of_one = "SELECT count(*) FROM reservations r JOIN clusters c ON c.calendar_id = r.calendar_id JOIN placements p ON p.cluster_id = c.id AND p.order_id = r.order_id
                  WHERE p.state = 'leaving' AND r.resource = 'pods' AND r.steps[cardinality(r.steps)] = 1";
    two.world.wait("one room is booked on the first", || async { two.world.scalar(of_one).await == 1 }).await;
    assert!(two.world.deployment(order, 1).await.is_none(), "what went is gone from it");
    two.world.until_ready(order, 2).await;
    let replicas = async |two: &Two| two.world.deployment(order, 0).await.map(|room| room["spec"]["replicas"].clone());
    assert_eq!(replicas(&two).await, Some(json!(1)), "its lesson goes on");

    for (time, expected) in [("2026-09-02T02:00:00Z", 0), ("2026-09-09T01:00:00Z", 1), ("2026-09-09T02:00:00Z", 0)] {
        two.world.set_time(time);
        two.world.wait("its bell rings where it is", || async { replicas(&two).await == Some(json!(expected)) }).await;
        two.world.until_ready(order, 2 * expected).await;
    }
    let there = two.replicas_by_room(order).await;
    assert_eq!(there.values().sum::<i64>(), 0, "{there:?}");
    assert_eq!(two.world.scalar("SELECT count(*) FROM classrooms WHERE stays_on IS NOT NULL AND stays_until IS NULL").await, 1);
    replica.stop().await;
}
