//! `POST /v1/orders/{id}/cancel`

use serde_json::json;

use super::calendars_are_sound;
use crate::support::{TestApp, class_of, nodes, rooms, seats};

#[tokio::test]
async fn a_cancelled_order_gives_its_quota_back_at_once_and_twice_is_once() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let order = || class_of(50).rooms(10).weekly("MO", "09:00", 45);
    let first = school.order(order()).await.expect_created().id();
    let cancelled = school.cancel(&first).await.expect(200);
    assert_eq!(cancelled["ends_at"], "2026-08-25T00:00:00Z");
    let again = school.cancel(&first).await.expect(200);
    assert_eq!((cancelled.json(), cancelled.etag()), (again.json(), again.etag()));
    school.order(order()).await.expect_created();
    school
        .amend(&first, &json!({"term": {"first_day": "2026-09-01", "last_day": "2026-12-01"}}))
        .await
        .expect_problem(409, "conflicting-transition");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn running_lessons_end_first_unless_it_is_to_be_at_once() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(1), seats(500)).await;
    let order = school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-09-07T01:10:00Z");
    let ending = school.cancel(&order).await.expect(200);
    // To the lesson's end and its drain.
    assert_eq!(ending["ends_at"], "2026-09-07T01:55:00Z");
    school.order(class_of(50).on(&["2026-09-07"], "09:30", 15)).await.expect_problem(409, "quota-exceeded");
    school.order(class_of(50).on(&["2026-09-07"], "09:45", 15)).await.expect_created();
    let now = school.post(&format!("/v1/orders/{order}/cancel")).json(&json!({"immediately": true})).send().await.expect(200);
    assert_eq!(now["ends_at"], "2026-09-07T01:10:00Z");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn the_clusters_capacity_comes_back_when_the_objects_are_gone() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    let order = || class_of(50).rooms(37).weekly("MO", "09:00", 45);
    let first = school.order(order()).await.expect_created().id();
    school.cancel(&first).await.expect(200);
    school.order(order()).await.expect_problem(409, "capacity-unavailable");
    let mut conn = app.sql().await;
    let cluster: uuid::Uuid = sqlx::query_scalar("SELECT cluster_id FROM placements").fetch_one(&mut conn).await.unwrap();
    homeroom::calendars::store::release_placement(&mut conn, first.parse().unwrap(), cluster.into(), (app.now(), None)).await.unwrap();
    school.order(order()).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn what_ends_at_once_gives_its_present_slot_back() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(37), seats(5_000)).await;
    app.set_time("2026-09-07T01:02:00Z");
    // As many rooms as the quota and the cluster have, at all times.
    let order = || class_of(50).rooms(37).always();
    let first = school.order(order()).await.expect_created().id();
    app.set_time("2026-09-07T01:03:00Z");
    let cancelled = school.post(&format!("/v1/orders/{first}/cancel")).json(&json!({"immediately": true})).send().await.expect(200);
    assert_eq!(cancelled["ends_at"], "2026-09-07T01:03:00Z");
    // The quota has them back; the cluster as soon as nothing is there any more.
    school.order(order()).await.expect_problem(409, "capacity-unavailable");
    let mut conn = app.sql().await;
    let cluster: uuid::Uuid = sqlx::query_scalar("SELECT cluster_id FROM placements").fetch_one(&mut conn).await.unwrap();
    homeroom::calendars::store::release_placement(&mut conn, first.parse().unwrap(), cluster.into(), (app.now(), None)).await.unwrap();
    school.order(order()).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn what_was_used_before_the_end_stays_in_the_calendars() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(1), seats(100)).await;
    let order = school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-09-10T00:00:00Z");
    school.cancel(&order).await.expect(200);
    let used: Option<i64> = sqlx::query_scalar("SELECT sum(u)::bigint FROM calendar_days, unnest(used) u WHERE resource = 'rooms'")
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap();
    // One lesson of 45 minutes was held: nine slots.
    assert_eq!(used, Some(9));
    calendars_are_sound(&app).await;
}
