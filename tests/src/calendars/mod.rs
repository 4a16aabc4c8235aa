//! Calendars, looked at from outside.

use homeroom::calendars::store::verify;
use homeroom_domain::slots::Slot;

use crate::support::{TestApp, at, class_of, nodes};

#[tokio::test]
async fn a_counter_that_is_not_the_sum_of_its_reservations_is_named() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").await;
    school.order(class_of(20).on(&["2026-09-07"], "09:00", 45)).await.expect_created();
    let mut conn = app.sql().await;
    assert_eq!(verify(&mut conn).await.unwrap(), []);
    // 01:15 UTC is the 16th slot of the day.
    sqlx::query("UPDATE calendar_days SET used[16] = used[16] + 1 WHERE resource = 'rooms'").execute(&mut conn).await.unwrap();
    let found = verify(&mut conn).await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].resource.as_str(), found[0].used, found[0].reserved), ("rooms", 2, 1));
    assert_eq!(found[0].slot, Slot::holding(at("2026-09-07T01:15:00Z")));
}

#[tokio::test]
async fn no_counter_falls_below_zero_whoever_writes_it() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").await;
    school.order(class_of(20).on(&["2026-09-07"], "09:00", 45)).await.expect_created();
    let below = sqlx::query("UPDATE calendar_days SET used[16] = -1 WHERE resource = 'rooms'").execute(&mut app.sql().await).await;
    assert!(below.is_err());
}
