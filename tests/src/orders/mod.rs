//! Orders, from quote to cancelled. Whatever booked anything ends with `calendars_are_sound`.

mod alternatives;
mod amend;
mod bad_input;
mod batch;
mod bounds;
mod cancel;
mod copy;
mod cover;
mod create;
mod finding;
mod generations;
mod get;
mod list;
mod openings;
mod packing;
mod quote;
mod race;
mod refusal;
mod reserved;
mod tomorrow;
mod waiting;

use homeroom::{calendars::store::verify, clusters::store::verify_objects};
use homeroom_domain::slots::Slot;
use jiff::SignedDuration;
use sqlx::Connection;

use crate::support::TestApp;

/// What is used is the sum of what is reserved, on every calendar, and every cluster counts as many orders as are there.
pub(crate) async fn calendars_are_sound(app: &TestApp) {
    let mut conn = app.sql().await;
    let mut tx = conn.begin().await.unwrap();
    assert_eq!(verify(&mut tx).await.unwrap(), []);
    assert_eq!(verify_objects(&mut tx).await.unwrap(), []);
    drop(tx);
    // What others may know of rooms is what is booked of them, unless they were up long ago; each look reads all of a cluster.
    let unlike = "SELECT count(*) FROM (SELECT * FROM reservations WHERE resource = 'pods' AND steps[cardinality(steps) - 1] > $1 ORDER BY order_id DESC LIMIT 50) AS r
                  WHERE NOT EXISTS (
                      SELECT FROM rooms_booked(r.calendar_id, -9000000000000000000, 9000000000000000000, ARRAY[r.order_id], 1000000) AS b
                      WHERE b.order_id = r.order_id AND b.steps = r.steps AND b.sizes IS NOT DISTINCT FROM r.sizes)";
    let long_ago = Slot::holding(app.now() - SignedDuration::from_hours(30 * 24)).0;
    let unlike: i64 = sqlx::query_scalar(unlike).bind(long_ago).fetch_one(&mut conn).await.unwrap();
    assert_eq!(unlike, 0);
}

/// Rows of a table, to see that nothing came or went.
pub(crate) async fn rows_of(app: &TestApp, table: &str) -> i64 {
    let counts = [
        ("orders", "SELECT count(*) FROM orders"),
        ("reservations", "SELECT count(*) FROM reservations"),
        ("classrooms", "SELECT count(*) FROM classrooms"),
        ("calendar_days", "SELECT count(*) FROM calendar_days"),
        ("events", "SELECT count(*) FROM events"),
    ];
    let (_, sql) = counts.iter().find(|(name, _)| *name == table).expect("a table that is counted");
    sqlx::query_scalar(*sql).fetch_one(&mut app.sql().await).await.unwrap()
}
