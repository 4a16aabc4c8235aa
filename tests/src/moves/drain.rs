//! `POST /v1/clusters/{id}/drain`: its orders move away, and what cannot is named.

use serde_json::{Value, json};

use super::{booked, cluster, places, school, two};
use crate::{
    orders::calendars_are_sound,
    support::{TestApp, class_of, nodes},
};

pub(super) async fn drive(app: &TestApp) {
    homeroom::workers::run(&app.state, "drain").await.expect("drains get further");
}

pub(super) async fn shown(app: &TestApp, id: &str) -> Value {
    app.platform_get(&format!("/v1/clusters/{id}")).send().await.expect(200).json().clone()
}

#[tokio::test]
async fn orders_of_a_drained_cluster_begin_to_move_and_what_cannot_is_named() {
    let app = two().await;
    let school = school(&app).await;
    let soon = school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created().id();
    let always = school.order(class_of(20).always().term("2026-08-25", "2026-09-30")).await.expect_created().id();
    let id = cluster(&app, "bj-1").await;
    let drained = app.platform_post(&format!("/v1/clusters/{id}/drain")).send().await.expect(200);
    assert!(!drained["cordoned_at"].is_null());
    assert_eq!((&drained["drain"]["orders_left"], &drained["drain"]["moving"]), (&json!(2), &json!(0)));
    app.platform_post(&format!("/v1/clusters/{id}/uncordon")).send().await.expect_problem(409, "cluster-draining");

    drive(&app).await;
    let now = shown(&app, &id).await;
    assert_eq!((&now["drain"]["orders_left"], &now["drain"]["moving"], &now["drain"]["blocked_total"]), (&json!(2), &json!(1), &json!(1)));
    let blocked = &now["drain"]["blocked"][0];
    assert_eq!((&blocked["order_id"], &blocked["reason"]), (&json!(always), &json!("AlwaysOn")), "{blocked}");
    assert_eq!(places(&app, &soon).await.len(), 2);
    assert_eq!(places(&app, &always).await.len(), 1, "it is not moved by force");
    calendars_are_sound(&app).await;
    drive(&app).await;
    let moves = app.platform_get("/v1/moves").send().await.expect(200);
    assert_eq!(moves.items().len(), 1, "nothing is begun twice");
    assert_eq!(moves.items()[0]["cause"], "drain");
}

#[tokio::test]
async fn a_drain_that_is_cancelled_leaves_orders_where_they_run_and_the_cluster_cordoned() {
    let app = two().await;
    let school = school(&app).await;
    let order = school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created().id();
    let id = cluster(&app, "bj-1").await;
    app.platform_post(&format!("/v1/clusters/{id}/drain")).send().await.expect(200);
    drive(&app).await;
    let after = app.platform_post(&format!("/v1/clusters/{id}/drain/cancel")).send().await.expect(200);
    assert_eq!((&after["drain"], after["cordoned_at"].is_null()), (&Value::Null, false));
    let states: Vec<_> = places(&app, &order).await.into_iter().map(|(_, state)| state).collect();
    assert_eq!(states, ["live", "leaving"]);
    let moves = app.platform_get("/v1/moves").send().await.expect(200);
    assert_eq!(moves.items()[0]["withdrawn"]["reason"], "DrainCancelled");
    drive(&app).await;
    assert_eq!(app.platform_get("/v1/moves").send().await.expect(200).items().len(), 1);
    app.platform_post(&format!("/v1/clusters/{id}/uncordon")).send().await.expect(200);
}

#[tokio::test]
async fn a_cluster_on_which_nothing_is_left_is_told_of_once() {
    let app = two().await;
    let id = cluster(&app, "bj-1").await;
    app.platform_post(&format!("/v1/clusters/{id}/drain")).send().await.expect(200);
    drive(&app).await;
    drive(&app).await;
    assert!(!shown(&app, &id).await["drain"]["drained_at"].is_null());
    let events = app.platform_get("/v1/events?limit=200").send().await.expect(200);
    assert_eq!(events.items().iter().filter(|event| event["type"] == "cluster.drained").count(), 1);
}

#[tokio::test]
async fn what_fits_nowhere_is_tried_again_when_there_is_room() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    let order = school.order(class_of(50).rooms(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let id = cluster(&app, "bj-1").await;
    app.platform_post(&format!("/v1/clusters/{id}/drain")).send().await.expect(200);
    drive(&app).await;
    assert_eq!(shown(&app, &id).await["drain"]["blocked"][0]["reason"], "NoOtherCluster");
    let app = app.with_cluster("bj-2", nodes(4)).await;
    drive(&app).await;
    assert_eq!(places(&app, &order).await.len(), 1, "not at once: it costs");
    app.set_time("2026-08-25T00:02:00Z");
    drive(&app).await;
    assert_eq!(booked(&app, "bj-2").await["used"], 20);
    assert_eq!(shown(&app, &id).await["drain"]["blocked_total"], 0);
}
