//! `/v1/tenants/{id}/clusters`: on which clusters a tenant's orders may be, and on which not.

mod tags;

use serde_json::{Value, json};
use sqlx::Row as _;

use crate::{
    orders::calendars_are_sound,
    support::{Answer, School, TestApp, class_of, nodes, rooms, seats, uuid_of},
};

async fn two() -> TestApp {
    TestApp::new().await.with_cluster("bj-1", nodes(4)).await.with_cluster("bj-2", nodes(4)).await
}

async fn school<'a>(app: &'a TestApp, name: &str) -> School<'a> {
    app.tenant(name).with_quota(rooms(200), seats(10_000)).await
}

async fn cluster(app: &TestApp, name: &str) -> String {
    let page = app.platform_get("/v1/clusters").send().await.expect(200);
    page.items().iter().find(|cluster| cluster["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

async fn put(app: &TestApp, school: &School<'_>, body: &Value) -> Answer {
    let path = format!("/v1/tenants/{}/clusters", school.id);
    let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    app.call("PUT", &path).bearer(&app.platform_key).header("if-match", &etag).json(body).send().await
}

/// The cluster that a new order of the school goes to.
async fn goes_to(app: &TestApp, school: &School<'_>) -> (String, String) {
    let order = school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created().id();
    let place = place(app, &order).await;
    (order, place)
}

async fn place(app: &TestApp, order: &str) -> String {
    let sql = "SELECT c.name FROM placements p JOIN clusters c ON c.id = p.cluster_id WHERE p.order_id = $1 AND p.state = 'live'";
    sqlx::query(sql).bind(uuid_of(order)).fetch_one(&mut app.sql().await).await.unwrap().get(0)
}

#[tokio::test]
async fn a_tenant_is_kept_off_a_cluster_for_what_is_new_and_what_is_there_stays() {
    let app = two().await;
    let (school, other) = (school(&app, "Qinghe").await, school(&app, "Other").await);
    let (first, at) = goes_to(&app, &school).await;
    assert_eq!(at, "bj-1");
    let bj1 = cluster(&app, "bj-1").await;
    let set = put(&app, &school, &json!({"never": [bj1]})).await.expect(200);
    assert_eq!((&set["never"][0]["name"], &set["orders_elsewhere"]), (&json!("bj-1"), &json!(1)));
    assert_eq!(goes_to(&app, &other).await.1, "bj-1", "others go where they went");
    for _ in 0..3 {
        assert_eq!(goes_to(&app, &school).await.1, "bj-2");
    }
    // What is there may be amended, and moved away, and not back.
    school.amend(&first, &json!({"rooms": [{"key": "room-1", "seats": 50}, {"key": "room-2", "seats": 50}]})).await.expect(200);
    assert_eq!(place(&app, &first).await, "bj-1");
    assert_eq!(app.platform_post(&format!("/v1/orders/{first}/move")).send().await.expect(200)["to"]["name"], "bj-2");
    let (second, _) = goes_to(&app, &school).await;
    let refused = app.platform_post(&format!("/v1/orders/{second}/move")).json(&json!({"cluster_id": bj1})).send().await;
    let refused = refused.expect_problem(409, "no-place");
    assert_eq!((&refused["violations"][0]["cluster_name"], &refused["violations"][0]["reason"]), (&json!("bj-1"), &json!("KeptOff")));
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_tenant_that_is_pinned_goes_nowhere_else_also_when_its_cluster_is_lost() {
    let app = two().await;
    let (pinned, free) = (school(&app, "Qinghe").await, school(&app, "Other").await);
    let bj1 = cluster(&app, "bj-1").await;
    put(&app, &pinned, &json!({"only": [bj1]})).await.expect(200);
    app.set_time("2026-09-07T00:00:00Z");
    let (order, at) = goes_to(&app, &pinned).await;
    let (other, also) = goes_to(&app, &free).await;
    assert_eq!((at.as_str(), also.as_str()), ("bj-1", "bj-1"));
    let set = "UPDATE clusters SET answering = false WHERE name = 'bj-1'";
    sqlx::query(set).execute(&mut app.sql().await).await.unwrap();
    pinned.order(class_of(50).weekly("MO", "10:00", 45)).await.expect_problem(409, "capacity-unavailable");
    for (dry_run, goes) in [(true, "moves"), (false, "moved")] {
        let body = json!({"lessons_until": "2026-09-07T04:00:00Z", "dry_run": dry_run});
        let told = app.platform_post(&format!("/v1/clusters/{bj1}/failover")).json(&body).send().await.expect(200);
        let verdict = |id: &str| told["orders"].as_array().unwrap().iter().find(|told| told["order_id"] == id).unwrap()["verdict"].clone();
        assert_eq!((verdict(&order), verdict(&other)), (json!("no_place"), json!(goes)), "{}", told.text());
        assert!(told.text().contains("KeptOff"), "{}", told.text());
    }
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_choice_of_clusters_is_checked_told_to_the_platform_alone_and_taken_back() {
    let app = two().await;
    let school = school(&app, "Qinghe").await;
    let path = format!("/v1/tenants/{}/clusters", school.id);
    let (bj1, absent) = (cluster(&app, "bj-1").await, "clu_01990000-0000-7000-8000-000000000001");
    put(&app, &school, &json!({"only": [absent]})).await.expect_invalid("/only/0");
    put(&app, &school, &json!({"only": [bj1], "never": [bj1]})).await.expect_invalid("/never/0");
    put(&app, &school, &json!({"only": [bj1, bj1]})).await.expect_invalid("/only/1");
    put(&app, &school, &json!({"only": vec![absent; 101]})).await.expect_invalid("/only");
    let put_with =
        |etag: &str| app.call("PUT", &path).bearer(&app.platform_key).header("if-match", etag).json(&json!({"only": [bj1]})).send();
    put_with("\"9.9\"").await.expect_problem(412, "precondition-failed");
    app.call("PUT", &path).bearer(&app.platform_key).json(&json!({})).send().await.expect_problem(428, "precondition-required");
    let before = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    put_with(&before).await.expect(200);
    // The same again is no news.
    put(&app, &school, &json!({"only": [bj1]})).await.expect(200);
    put(&app, &school, &json!({})).await.expect(200);
    assert_eq!(app.platform_get(&path).send().await.expect(200).etag(), before);
    let count = |answer: Answer| answer.items().iter().filter(|event| event["type"] == "tenant.clusters_changed").count();
    assert_eq!(count(app.platform_get("/v1/events?limit=200").send().await.expect(200)), 2);
    assert_eq!(count(school.get("/v1/events?limit=200").send().await.expect(200)), 0, "a tenant learns of no cluster");
}
