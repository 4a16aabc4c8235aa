//! Tags of clusters, and institutions that are kept to them or off them.

use serde_json::{Value, json};

use super::{cluster, goes_to, put, school, two};
use crate::{
    orders::calendars_are_sound,
    support::{Answer, TestApp, class_of},
};

async fn tag(app: &TestApp, name: &str, tags: Value) -> Answer {
    let path = format!("/v1/clusters/{}", cluster(app, name).await);
    let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    app.call("PATCH", &path).bearer(&app.platform_key).header("if-match", &etag).json(&json!({"tags": tags})).send().await
}

#[tokio::test]
async fn tags_of_a_cluster_are_kept_in_order_and_narrow_the_list() {
    let app = two().await;
    let tagged = tag(&app, "bj-1", json!(["gpu", "campus-east", "gpu"])).await.expect(200);
    assert_eq!(tagged["tags"], json!(["campus-east", "gpu"]));
    // Nothing else was touched, and a patch that does not name them leaves them.
    assert_eq!(tagged["headroom_percent"], app.platform_get("/v1/clusters").send().await.expect(200).items()[0]["headroom_percent"]);
    let names = async |query: &str| -> Vec<Value> {
        app.platform_get(&format!("/v1/clusters?{query}")).send().await.expect(200).items().iter().map(|one| one["name"].clone()).collect()
    };
    assert_eq!((names("tag=gpu").await, names("tag=campus").await), (vec![json!("bj-1")], vec![]));
    for (tags, field) in [
        (json!(["gpu", "East"]), "/tags/1"),
        (json!([""]), "/tags/0"),
        (json!(["a".repeat(33)]), "/tags/0"),
        (json!((0..21).map(|number| format!("t{number}")).collect::<Vec<_>>()), "/tags"),
    ] {
        tag(&app, "bj-1", tags).await.expect_invalid(field);
    }
    let path = format!("/v1/clusters/{}", cluster(&app, "bj-1").await);
    app.call("PATCH", &path).bearer(&app.platform_key).json(&json!({"tags": []})).send().await.expect_problem(428, "precondition-required");
    assert_eq!(tag(&app, "bj-1", json!([])).await.expect(200)["tags"], json!([]));
}

#[tokio::test]
async fn a_tenant_goes_to_clusters_alone_that_bear_its_tags_wherever_its_orders_are_placed_or_moved() {
    let app = two().await;
    let (school, other) = (school(&app, "Qinghe").await, school(&app, "Other").await);
    let (first, at) = goes_to(&app, &school).await;
    assert_eq!(at, "bj-1");
    let set = put(&app, &school, &json!({"tags": {"all": ["gpu"]}})).await.expect(200);
    assert_eq!((&set["tags"], &set["orders_elsewhere"]), (&json!({"all": ["gpu"], "none": []}), &json!(1)));
    school.order(class_of(50).weekly("MO", "10:00", 45)).await.expect_problem(409, "capacity-unavailable");
    tag(&app, "bj-2", json!(["gpu", "new"])).await.expect(200);
    assert_eq!(goes_to(&app, &school).await.1, "bj-2");
    assert_eq!(goes_to(&app, &other).await.1, "bj-1", "others go where they went");
    assert_eq!(app.platform_post(&format!("/v1/orders/{first}/move")).send().await.expect(200)["to"]["name"], "bj-2");

    // Both rules count, and so do names beside them.
    put(&app, &school, &json!({"tags": {"all": ["gpu"], "none": ["new"]}})).await.expect(200);
    school.order(class_of(50).weekly("MO", "10:00", 45)).await.expect_problem(409, "capacity-unavailable");
    let (second, _) = goes_to(&app, &other).await;
    put(&app, &other, &json!({"tags": {"none": ["new"]}})).await.expect(200);
    let refused = app.platform_post(&format!("/v1/orders/{second}/move")).send().await.expect_problem(409, "no-place");
    assert_eq!(refused["violations"][0]["reason"], "KeptOff");
    put(&app, &school, &json!({"tags": {"none": ["new"]}, "never": [cluster(&app, "bj-1").await]})).await.expect(200);
    school.order(class_of(50).weekly("MO", "10:00", 45)).await.expect_problem(409, "capacity-unavailable");
    let kept = put(&app, &school, &json!({})).await.expect(200);
    assert_eq!((&kept["tags"]["none"], &kept["never"]), (&json!(["new"]), &json!([])), "what is not said of tags stays");
    put(&app, &school, &json!({"tags": {}})).await.expect(200);
    goes_to(&app, &school).await;
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_tenant_that_is_kept_to_a_tag_is_failed_over_to_no_cluster_without_it() {
    let app = two().await;
    let school = school(&app, "Qinghe").await;
    tag(&app, "bj-1", json!(["gpu"])).await.expect(200);
    put(&app, &school, &json!({"tags": {"all": ["gpu"]}})).await.expect(200);
    app.set_time("2026-09-07T00:00:00Z");
    let (order, _) = goes_to(&app, &school).await;
    sqlx::query("UPDATE clusters SET answering = false WHERE name = 'bj-1'").execute(&mut app.sql().await).await.unwrap();
    let body = json!({"lessons_until": "2026-09-07T04:00:00Z", "dry_run": true});
    let path = format!("/v1/clusters/{}/failover", cluster(&app, "bj-1").await);
    let verdict = async || {
        let told = app.platform_post(&path).json(&body).send().await.expect(200);
        told["orders"].as_array().unwrap().iter().find(|told| told["order_id"] == json!(order)).unwrap()["verdict"].clone()
    };
    assert_eq!(verdict().await, "no_place");
    tag(&app, "bj-2", json!(["gpu"])).await.expect(200);
    assert_eq!(verdict().await, "moves");
}

#[tokio::test]
async fn tags_of_a_choice_are_checked_and_are_what_is_edited() {
    let app = two().await;
    let school = school(&app, "Qinghe").await;
    for (tags, field) in [
        (json!({"all": ["GPU"]}), "/tags/all/0"),
        (json!({"all": ["gpu"], "none": ["new", "gpu"]}), "/tags/none/1"),
        (json!({"none": vec!["x"; 21]}), "/tags/none"),
    ] {
        put(&app, &school, &json!({"tags": tags})).await.expect_invalid(field);
    }
    let path = format!("/v1/tenants/{}/clusters", school.id);
    let before = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    let set = put(&app, &school, &json!({"tags": {"none": ["gpu"]}})).await.expect(200);
    assert_ne!(set.etag(), before);
    put(&app, &school, &json!({"tags": {"none": ["gpu"]}})).await.expect(200);
    let events = app.platform_get("/v1/events?limit=200").send().await.expect(200);
    let told: Vec<&Value> = events.items().iter().filter(|event| event["type"] == "tenant.clusters_changed").collect();
    assert_eq!((told.len(), &told[0]["data"]["tags"]), (1, &json!({"all": [], "none": ["gpu"]})), "the same again is no news");
}
