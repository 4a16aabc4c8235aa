//! What a refusal shows to whom: an institution its own quota and, of clusters, region, time and rooms; the platform calendars and figures.

use std::time::Duration;

use serde_json::{Value, json};

use super::calendars_are_sound;
use crate::support::{OrderSpec, TestApp, class_of, nodes, rooms, seats};

/// Beijing's small cluster, and a large one that takes no orders.
async fn app_with_a_cordoned_cluster() -> TestApp {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1).cores(4)).await.with_cluster("bj-large", nodes(1)).await;
    sqlx::query("UPDATE clusters SET cordoned_at = '2026-08-01' WHERE name = 'bj-large'").execute(&mut app.sql().await).await.unwrap();
    app
}

/// Ten rooms at nine, where nine are left of the quota and the cluster has room for one.
fn too_much() -> OrderSpec {
    class_of(50).rooms(10).weekly("MO", "09:00", 45)
}

/// What takes the tenth room of the quota.
fn one_room_at_nine() -> OrderSpec {
    class_of(1).weekly("MO", "09:00", 45)
}

/// All that an institution sees of [`too_much`].
fn seen_by_the_institution() -> Value {
    json!([
        {"limit": "rooms", "needed": 10, "free": 9, "at": "2026-09-07T01:00:00Z", "at_local": "2026-09-07T09:00:00+08:00",
         "message": "10 rooms are wanted at 2026-09-07 09:00, and 9 are free."},
        {"region": "cn-beijing", "rooms_too_many": 9, "at": "2026-09-07T00:50:00Z", "at_local": "2026-09-07T08:50:00+08:00",
         "message": "cn-beijing: 9 rooms too many at 2026-09-07 08:50."},
    ])
}

#[tokio::test]
async fn an_institution_sees_no_clusters_and_no_figures_of_them_nor_does_its_partner() {
    let app = app_with_a_cordoned_cluster().await;
    let (_, partner) = app.partner("Reseller").await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(600)).by(&partner).await;
    school.order(one_room_at_nine()).await.expect_created();
    let order = too_much().json();
    let refused = school.post("/v1/orders").json(&order).send().await.expect_problem(409, "quota-exceeded");
    assert_eq!(refused["violations"], seen_by_the_institution());
    let by_partner = |path: &str| app.post(path).bearer(&partner).header("x-tenant", &school.id).once().json(&order);
    assert_eq!(by_partner("/v1/orders").send().await.expect_problem(409, "quota-exceeded")["violations"], seen_by_the_institution());
    for quote in [school.quote(too_much()).await.expect(200), by_partner("/v1/quotes").send().await.expect(200)] {
        assert_eq!((&quote["feasible"], &quote["violations"]), (&json!(false), &seen_by_the_institution()));
    }
    let platform = app.platform_post("/v1/orders").header("x-tenant", &school.id).json(&order).send().await;
    let figures = platform.expect_problem(409, "quota-exceeded")["violations"].clone();
    assert!(figures.as_array().unwrap().iter().any(|seen| seen["resource"] == "node_share" && seen["cluster"].is_string()), "{figures}");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_batch_tells_its_orders_apart_and_shows_no_more() {
    let app = app_with_a_cordoned_cluster().await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(600)).await;
    school.order(one_room_at_nine()).await.expect_created();
    let batch = json!({"orders": [class_of(10).weekly("TU", "09:00", 45).json(), too_much().json()]});
    let mut expected = seen_by_the_institution();
    expected.as_array_mut().unwrap().iter_mut().for_each(|seen| seen["order"] = json!(1));
    let refused = school.post("/v1/orders/batch").json(&batch).send().await.expect_problem(409, "quota-exceeded");
    assert_eq!(refused["violations"], expected);
    let quote = school.post("/v1/quotes").json(&batch).send().await.expect(200);
    assert_eq!(quote["violations"], expected);
}

#[tokio::test]
async fn a_room_that_a_cluster_of_the_region_could_hold_is_not_too_large() {
    let app = app_with_a_cordoned_cluster().await;
    let school = app.tenant("Qinghe").with_quota(rooms(1), seats(500)).await;
    school.order(one_room_at_nine()).await.expect_created();
    // 152 x 6 streams: 5 cores, more than the open cluster's nodes have.
    let order = || class_of(150).weekly("MO", "09:00", 45);
    let region = json!({"region": "cn-beijing", "message": "cn-beijing takes no orders at the moment."});
    let refused = school.order(order()).await.expect_problem(409, "quota-exceeded");
    assert_eq!((&refused["violations"][0]["limit"], &refused["violations"][1]), (&json!("rooms"), &region));
    assert_eq!(school.quote(order()).await.expect(200)["violations"], refused["violations"]);
}

#[tokio::test]
async fn a_room_larger_than_any_node_is_a_field_of_the_order_and_one_violation_of_a_quote() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1).cores(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(1), seats(500)).await;
    school.order(one_room_at_nine()).await.expect_created();
    let order = || class_of(150).weekly("MO", "09:00", 45);
    let refused = school.order(order()).await.expect_invalid("/rooms/0/seats");
    assert_eq!(refused["errors"][0]["params"], json!({"min": 1, "max": 119, "actual": 150}));
    let quote = school.quote(order()).await.expect(200);
    assert_eq!((&quote["feasible"], &quote["violations"][0]["limit"]), (&json!(false), &json!("rooms")));
    let large = json!({"region": "cn-beijing", "room": "room-1", "seats": 150, "seats_max": 119,
                       "message": "cn-beijing: the room room-1 is larger than any place there."});
    assert_eq!(quote["violations"][1], large);
}

#[tokio::test]
async fn where_not_even_a_room_of_one_seat_fits_no_number_of_seats_is_named() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1).cores(0)).await;
    let school = app.tenant("Qinghe").await;
    let refused = school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_problem(409, "capacity-unavailable");
    assert_eq!(refused["violations"], json!([{"region": "cn-beijing", "message": "cn-beijing takes no orders at the moment."}]));
}

#[tokio::test]
async fn who_asks_for_more_than_the_quota_allows_at_any_time_reads_what_the_quota_says_alone_and_no_alternative_helps() {
    let app = app_with_a_cordoned_cluster().await;
    for limit in [0, 9] {
        let school = app.tenant("Qinghe").with_quota(rooms(limit), seats(500)).await;
        let refused = school.order(too_much()).await.expect_problem(409, "quota-exceeded");
        let quota = json!([{"limit": "rooms", "needed": 10, "free": limit, "at": "2026-09-07T01:00:00Z", "at_local": "2026-09-07T09:00:00+08:00",
                            "message": format!("10 rooms are wanted at 2026-09-07 09:00, and {limit} are free.")}]);
        assert_eq!((&refused["violations"], &refused["alternatives"]), (&quota, &json!([])));
        assert_eq!(refused["alternatives_complete"], true);
        assert_eq!(school.quote(too_much()).await.expect(200)["violations"], quota);
    }
}

#[tokio::test]
async fn a_refusal_whose_time_for_alternatives_is_over_goes_out_without_them_and_says_so() {
    let mut app = app_with_a_cordoned_cluster().await;
    for (search, complete) in [(Duration::from_secs(60), true), (Duration::ZERO, false)] {
        app.change_config(|config| config.searches.search = search);
        let school = app.tenant("Qinghe").with_quota(rooms(1_000), seats(50_000)).await;
        let refused = school.order(too_much()).await.expect_problem(409, "capacity-unavailable");
        let quote = school.quote(too_much()).await.expect(200);
        for said in [&refused, &quote] {
            assert_eq!((said["alternatives_complete"] == true, said["alternatives"] != json!([])), (complete, complete), "{said:?}");
            assert_ne!(said["violations"], json!([]));
        }
    }
}

/// Lessons that overlap are found by whoever looks for them.
#[tokio::test]
async fn what_the_numbers_of_the_quota_refuse_is_refused_before_its_lessons_are_looked_for() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(9)).await;
    let school = app.tenant("Qinghe").with_numbers(1, 2).await;
    let overlapping = |rooms| class_of(50).rooms(rooms).weekly("MO", "09:00", 45).weekly("MO", "09:30", 45);
    school.order(overlapping(2)).await.expect_problem(422, "invalid");
    let refused = school.order(overlapping(3)).await.expect_problem(409, "quota-exceeded");
    assert_eq!((&refused["violations"][0]["limit"], &refused["violations"][0]["needed"]), (&json!("rooms_per_order"), &json!(3)));
    assert_eq!((&refused["alternatives"], &refused["alternatives_complete"]), (&json!([]), &json!(true)));
    let batch = json!({"orders": [one_room_at_nine().json(), overlapping(1).json()]});
    let refused = school.post("/v1/orders/batch").once().json(&batch).send().await.expect_problem(409, "quota-exceeded");
    assert_eq!((&refused["violations"][0]["limit"], &refused["violations"][0]["order"]), (&json!("live_orders"), &json!(1)));
    // Fields that are wrong are said first.
    school.order(overlapping(3).with("/kind", json!("ballroom"))).await.expect_problem(422, "invalid");
}
