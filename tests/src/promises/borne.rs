//! Nodes that are kept free take what lost ones bore, and rooms that still pack are not at risk.

use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};

use super::{amend, booked, kinds, look, told};
use crate::support::{OrderSpec, TestApp, class_of, nodes, rooms, seats};

/// As if the first so many nodes were cordoned.
async fn cordoned(app: &TestApp, count: i32, headroom_percent: i32) {
    let set = "UPDATE cluster_nodes SET schedulable = name >= 'node-' || $1::text";
    sqlx::query(set).bind(count.to_string()).execute(&mut app.sql().await).await.unwrap();
    amend(app, &json!({"headroom_percent": headroom_percent})).await;
}

#[tokio::test]
async fn headroom_takes_a_lost_node_before_anybody_is_named() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4).headroom_percent(25)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    // Three of the nodes are sold, and hold 111.
    let (_, last) = (booked(&school, 60).await, booked(&school, 40).await);
    cordoned(&app, 1, 25).await;
    assert_eq!(look(&app).await, [] as [Value; 0], "the three that are left hold all of it");
    assert_eq!(told(&app).await, []);
    school.order(class_of(50).on(&["2026-09-07"], "09:00", 45)).await.expect_problem(409, "capacity-unavailable");

    cordoned(&app, 2, 25).await;
    let found = look(&app).await;
    assert_eq!((found.len(), &found[0]["order_id"], &found[0]["rooms"]), (1, &json!(last), &json!(26)), "two hold 74");
    cordoned(&app, 1, 25).await;
    assert_eq!(look(&app).await, [] as [Value; 0]);
    assert_eq!(kinds(&told(&app).await), ["promise.at_risk", "promise.holds"]);
}

#[tokio::test]
async fn rooms_that_are_packed_are_named_when_they_pack_no_more() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(3).cores(104).headroom_percent(1).without_others().sells_packed()).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(50_000)).await;
    // Two nodes are sold: the lectures fill them by their shares, and the classes pack into what they leave.
    let lectures = OrderSpec::of("lecture", 3_000).rooms(6).on(&["2026-09-07"], "09:00", 45);
    let lectures = school.order(lectures).await.expect_created().id();
    let classes = school.order(class_of(50).rooms(20).on(&["2026-09-07"], "09:00", 45)).await.expect_created().id();
    let taken = "SELECT max(a.u + b.u) FROM calendar_days s, calendar_days p, unnest(s.used) WITH ORDINALITY AS a(u, n), unnest(p.used) WITH ORDINALITY AS b(u, n)
                 WHERE s.resource = 'node_share' AND p.resource = 'packed_share' AND s.day = p.day AND a.n = b.n";
    let taken: i64 = sqlx::query_scalar(taken).fetch_one(&mut app.sql().await).await.unwrap();
    assert!(taken > 2_000_000_000, "{taken}");
    assert_eq!(look(&app).await, [] as [Value; 0]);
    cordoned(&app, 1, 1).await;
    assert_eq!(look(&app).await, [] as [Value; 0], "on two nodes they pack");
    cordoned(&app, 2, 1).await;
    let named: Vec<Value> = look(&app).await.iter().map(|one| json!([one["order_id"], one["rooms"]])).collect();
    assert_eq!(named.len(), 2, "{named:?}");
    assert!(named.contains(&json!([classes, 20])), "{named:?}");
    assert!(named.iter().any(|one| one[0] == lectures), "{named:?}");
}

#[tokio::test]
async fn rooms_are_packed_week_by_week_where_those_of_all_weeks_are_too_many() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(3).cores(104).headroom_percent(1).without_others().sells_packed()).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(50_000)).await;
    let days = ["2026-09-07", "2026-11-09"];
    let lectures = OrderSpec::of("lecture", 3_000).rooms(6).on(&days, "09:00", 45);
    school.order(lectures).await.expect_created();
    school.order(class_of(50).rooms(20).on(&days, "09:00", 45)).await.expect_created();
    // As if that many orders had rooms in a week between them.
    let others = "INSERT INTO booked_rooms (calendar_id, order_id, first_slot, last_slot, steps)
                  SELECT k.calendar_id, gen_random_uuid(), s.slot, s.slot + 1, ARRAY[s.slot, s.slot + 1, 1]
                  FROM clusters k, generate_series(1, 2001), LATERAL (SELECT extract(epoch FROM timestamptz '2026-10-07T00:00:00Z')::bigint / 300 AS slot) s";
    let mut superuser = PgConnection::connect_with(&app.database.superuser()).await.unwrap();
    sqlx::query(others).execute(&mut superuser).await.unwrap();
    cordoned(&app, 1, 1).await;
    assert_eq!(look(&app).await, [] as [Value; 0], "on two nodes they pack in each of the two weeks");
    cordoned(&app, 2, 1).await;
    assert_eq!(look(&app).await.len(), 2);
}
