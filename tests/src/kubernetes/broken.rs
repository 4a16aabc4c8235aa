//! Orders that cannot be looked at: what is stored cannot be read, or a round panics. That is said, and it is theirs alone.

use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use super::world::World;
use crate::support::class_of;

/// Whether order and cluster are said to be as they should not be, for this reason.
fn is_broken(row: &Value, reason: &str) -> bool {
    let conditions = row["conditions"].as_array().unwrap();
    let says = |kind: &str| conditions.iter().any(|c| c["type"] == kind && c["status"] == "false" && c["reason"] == reason);
    row["ready"] == false && says("Provisioned") && says("Ready")
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_secret_that_cannot_be_read_is_said_and_keeps_no_order_from_its_end() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;

    let mut sql = PgConnection::connect_with(&world.app.database.superuser()).await.unwrap();
    let touch = "UPDATE orders SET touched = touched + 1";
    for statement in ["ALTER TABLE classrooms ADD COLUMN kept bytea", "UPDATE classrooms SET kept = secret, secret = '\\x00'"] {
        sqlx::query(statement).execute(&mut sql).await.unwrap();
    }
    sqlx::query(touch).execute(&mut sql).await.unwrap();
    world.until(order, "unreadable", |row| is_broken(row, "StoredOrderUnreadable")).await;
    assert!(world.timeline(order).await.contains(&"order.not_ready".to_owned()));
    let listed = world.app.platform_get("/v1/platform/orders?ready=false").send().await.expect(200);
    let shown = &listed.items()[0];
    assert_eq!(shown["id"], order.to_string());
    assert!(is_broken(shown, "StoredOrderUnreadable"), "{shown}");

    // Mended, it goes on by itself; broken again, it can still end.
    sqlx::query("UPDATE classrooms SET secret = kept").execute(&mut sql).await.unwrap();
    sqlx::query(touch).execute(&mut sql).await.unwrap();
    world.until_ready(order, 0).await;
    sqlx::query("UPDATE classrooms SET secret = '\\x00'").execute(&mut sql).await.unwrap();
    // Nor does a kind that the catalogue has no more.
    sqlx::query("UPDATE orders SET kind = 'withdrawn'").execute(&mut sql).await.unwrap();
    world.cancel(order).await;
    world.until_phase(order, "released").await;
    assert!(world.namespace(order).await.is_none());
    replica.stop().await;
}

#[tokio::test]
async fn a_panic_in_one_order_is_said_of_it_and_stops_no_other() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let spec = class_of(50).weekly("WE", "09:00", 45);
    let (broken, other) = (world.order(&spec).await, world.order(&spec).await);
    world.until_ready(broken, 0).await;
    world.until_ready(other, 0).await;

    // An order without a document is nothing that Homeroom makes.
    let mut sql = PgConnection::connect_with(&world.app.database.superuser()).await.unwrap();
    for statement in
        ["DELETE FROM order_generations WHERE order_id = $1", "UPDATE orders SET edit = edit + 1, touched = touched + 1 WHERE id = $1"]
    {
        sqlx::query(statement).bind(broken.uuid()).execute(&mut sql).await.unwrap();
    }
    world.until(broken, "broken", |row| is_broken(row, "InternalError")).await;
    world.set_time("2026-09-02T00:50:00Z");
    world.until_ready(other, 1).await;
    let row = world.row(broken).await;
    assert!(is_broken(&row, "InternalError"), "{row}");
    assert_eq!(row["phase"], json!("active"), "nothing else is made up");
    replica.stop().await;
}
