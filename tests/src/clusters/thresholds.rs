//! What Kubernetes itself bears in one cluster: orders are refused beyond it, whatever its nodes could hold.

use homeroom::clusters::store::verify_objects;
use serde_json::{Value, json};

use crate::{
    orders::calendars_are_sound,
    support::{Answer, OrderSpec, School, TestApp, class_of, nodes, rooms, seats},
};

async fn cluster(app: &TestApp) -> String {
    app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0)
}

async fn amend(app: &TestApp, cluster: &str, change: &Value) -> Answer {
    let path = format!("/v1/clusters/{cluster}");
    let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    app.call("PATCH", &path).bearer(&app.platform_key).header("if-match", &etag).json(change).send().await
}

async fn school(app: &TestApp) -> School<'_> {
    app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await
}

/// Namespaces, then Services: the limit, what orders and others have, and what is free.
async fn counts(app: &TestApp, cluster: &str) -> Value {
    app.platform_get(&format!("/v1/clusters/{cluster}/capacity")).send().await.expect(200)["objects"].clone()
}

fn count(counted: &str, limit: i64, orders: i64, others: i64) -> Value {
    json!({"counted": counted, "limit": limit, "orders": orders, "others": others, "free": limit - orders - others})
}

fn one_room() -> OrderSpec {
    class_of(20).on(&["2026-09-07"], "09:00", 45)
}

#[tokio::test]
async fn a_cluster_takes_as_many_orders_as_it_has_namespaces_for_and_a_released_place_makes_room() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (cluster, school) = (cluster(&app).await, school(&app).await);
    let seen = app.platform_get(&format!("/v1/clusters/{cluster}")).send().await.expect(200);
    assert_eq!(seen["thresholds"], json!({"namespaces": 10_000, "services": 10_000, "pods": 150_000, "pods_per_node": null}));
    let others = "INSERT INTO cluster_objects (cluster_id, other_namespaces, other_services) SELECT id, 6, 2 FROM clusters";
    sqlx::query(others).execute(&mut app.sql().await).await.unwrap();
    let amended = amend(&app, &cluster, &json!({"thresholds": {"namespaces": 8}})).await.expect(200);
    assert_eq!(amended["thresholds"]["namespaces"], 8);
    let mut ids = Vec::new();
    for _ in 0..2 {
        ids.push(school.order(one_room()).await.expect_created().id());
    }
    assert_eq!(counts(&app, &cluster).await, json!([count("namespaces", 8, 2, 6), count("services", 10_000, 2, 2)]));

    let refused = school.order(one_room()).await.expect_problem(409, "capacity-unavailable")["violations"].clone();
    let message = "cn-beijing: as many orders run there as may. There is room when one of them ends, or in another region.";
    assert_eq!(refused, json!([{"region": "cn-beijing", "full": true, "message": message}]));
    let quote = school.quote(one_room()).await.expect(200);
    assert_eq!((&quote["feasible"], &quote["violations"]), (&json!(false), &refused));
    let platform = app.platform_post("/v1/orders").header("x-tenant", &school.id).json(&one_room().json()).send().await;
    let figures = platform.expect_problem(409, "capacity-unavailable")["violations"][0].clone();
    let expected = json!({"region": "cn-beijing", "full": true, "message": message, "cluster": cluster, "threshold": "namespaces", "needed": 1, "free": 0});
    assert_eq!(figures, expected);

    // What is there may grow.
    school.amend(&ids[0], &json!({"rooms": one_room().rooms(3).json()["rooms"]})).await.expect(200);
    let gone =
        "UPDATE placements SET state = 'gone', gone_at = '2026-08-26' WHERE order_id = (SELECT min(order_id::text)::uuid FROM placements)";
    sqlx::query(gone).execute(&mut app.sql().await).await.unwrap();
    assert_eq!(counts(&app, &cluster).await[0], count("namespaces", 8, 1, 6));
    school.order(one_room()).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn orders_that_come_at_the_same_time_never_pass_a_threshold() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (cluster, school) = (cluster(&app).await, school(&app).await);
    amend(&app, &cluster, &json!({"thresholds": {"services": 3}})).await.expect(200);
    let other = app.tenant("Shuimu").with_quota(rooms(200), seats(10_000)).await;
    let (schools, asks) = ([&school, &other], 0..8);
    let answers = futures::future::join_all(asks.map(|ask| async move { schools[ask % 2].order(one_room()).await.status.as_u16() })).await;
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 3, "{answers:?}");
    assert_eq!(counts(&app, &cluster).await[1], count("services", 3, 3, 0));
    // All of a batch, or none.
    amend(&app, &cluster, &json!({"thresholds": {"services": 4}})).await.expect(200);
    let batch = json!({"orders": [one_room().json(), one_room().json()]});
    let call = app.platform_post("/v1/orders/batch").header("x-tenant", &school.id);
    let refused = call.json(&batch).send().await.expect_problem(409, "capacity-unavailable");
    assert_eq!((&refused["violations"][0]["order"], &refused["violations"][0]["threshold"]), (&json!(1), &json!("services")));
    school.order(one_room()).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn pods_of_a_cluster_and_of_a_node_are_limits_of_its_calendar() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (cluster, school) = (cluster(&app).await, school(&app).await);
    let pods = || async {
        let seen = app.platform_get(&format!("/v1/clusters/{cluster}/capacity")).send().await.expect(200);
        seen["resources"].as_array().unwrap().iter().find(|resource| resource["resource"] == "pods").unwrap()["limit"].clone()
    };
    assert_eq!(pods().await, 440);
    amend(&app, &cluster, &json!({"thresholds": {"pods_per_node": 30}})).await.expect(200);
    assert_eq!(pods().await, 120);
    amend(&app, &cluster, &json!({"thresholds": {"pods": 5}})).await.expect(200);
    assert_eq!(pods().await, 5);
    let refused = app.platform_post("/v1/orders").header("x-tenant", &school.id).json(&one_room().rooms(6).json()).send().await;
    let short = refused.expect_problem(409, "capacity-unavailable")["violations"][0].clone();
    assert_eq!((&short["resource"], &short["needed"], &short["free"]), (&json!("pods"), &json!(6), &json!(5)));
    school.order(one_room().rooms(5)).await.expect_created();
    school.order(class_of(20).on(&["2026-09-08"], "09:00", 45).rooms(5)).await.expect_created();
    amend(&app, &cluster, &json!({"thresholds": {}})).await.expect(200);
    assert_eq!(pods().await, 440);
}

#[tokio::test]
async fn a_number_of_orders_that_is_not_that_of_places_and_kept_claims_is_named() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await.with_cluster("bj-2", nodes(4)).await;
    school(&app).await.order(one_room()).await.expect_created();
    calendars_are_sound(&app).await;
    let mut conn = app.sql().await;
    for (change, expected) in [
        ("INSERT INTO cluster_objects (cluster_id) SELECT id FROM clusters ON CONFLICT DO NOTHING", None),
        ("UPDATE cluster_objects SET orders = orders + 3 WHERE orders = 0", Some((3, 0))),
        ("UPDATE cluster_objects SET orders = orders - 3 WHERE orders = 3", None),
        ("UPDATE cluster_objects SET orders = 0", Some((0, 1))),
    ] {
        sqlx::query(change).execute(&mut conn).await.unwrap();
        let found: Vec<(i64, i64)> = verify_objects(&mut conn).await.unwrap().iter().map(|one| (one.counted, one.held)).collect();
        assert_eq!(found, Vec::from_iter(expected), "{change}");
    }
}

#[tokio::test]
async fn a_threshold_above_what_is_published_is_refused_with_its_field() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let cluster = cluster(&app).await;
    for (field, value) in [("namespaces", 10_001), ("namespaces", 0), ("services", 10_001), ("pods", 150_001), ("pods_per_node", 1_001)] {
        amend(&app, &cluster, &json!({"thresholds": {field: value}})).await.expect_invalid(&format!("/thresholds/{field}"));
    }
    amend(&app, &cluster, &json!({"thresholds": {"nodes": 1}})).await.expect(422);
}
