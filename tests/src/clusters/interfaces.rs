//! Rooms with network interfaces of their own, on clusters whose nodes are rows: where they go, what is booked and what is refused.

use serde_json::{Value, json};

use crate::{
    orders::calendars_are_sound,
    support::{Answer, OrderSpec, TestApp, class_of, give_seminars_interfaces, nodes, rooms, seats},
};

async fn clusters(app: &TestApp) -> Vec<String> {
    app.platform_get("/v1/clusters").send().await.expect(200).ids()
}

async fn amend(app: &TestApp, cluster: &str, change: &Value) -> Answer {
    let path = format!("/v1/clusters/{cluster}");
    let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    app.call("PATCH", &path).bearer(&app.platform_key).header("if-match", &etag).json(change).send().await
}

fn profile(isolation: &str) -> Value {
    json!({"resource": "example.com/eni", "isolation": isolation, "annotation": {"key": "example.com/security-groups", "value": "sg-1"}})
}

/// On one Monday in September.
fn alone(count: u32) -> OrderSpec {
    OrderSpec::of("seminar", 10).rooms(count).on(&["2026-09-07"], "09:00", 45)
}

#[tokio::test]
async fn rooms_that_ask_for_an_interface_go_only_where_nodes_offer_some_and_no_more_than_there_are() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    give_seminars_interfaces(&app.database).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(9_000)).await;
    let refused = school.order(alone(1)).await.expect_problem(409, "capacity-unavailable")["violations"].clone();
    let message = "cn-beijing has no rooms with a network interface of their own. Choose another kind, or another region.";
    assert_eq!(refused, json!([{"region": "cn-beijing", "interfaces": true, "message": message}]));
    let kinds = school.get("/v1/kinds").send().await.expect(200);
    let asks: Vec<&Value> = kinds.items().iter().filter(|kind| kind["exclusive_interface"] == true).map(|kind| &kind["kind"]).collect();
    assert_eq!(asks, ["seminar"]);

    let app = app.with_cluster("bj-2", nodes(2).interfaces(3)).await;
    let school = app.tenant("Shuimu").with_quota(rooms(200), seats(9_000)).await;
    school.order(alone(5)).await.expect_created();
    let sent = app.platform_post("/v1/orders").header("x-tenant", &school.id).json(&alone(2).json()).send().await;
    let violations = sent.expect_problem(409, "capacity-unavailable")["violations"].clone();
    let short = violations.as_array().unwrap().iter().find(|short| short["resource"] == "interfaces").unwrap().clone();
    assert_eq!((&short["needed"], &short["free"], &short["cluster"]), (&json!(2), &json!(1), &json!(clusters(&app).await[1])));
    // Another hour is free, and others need none.
    school.order(OrderSpec::of("seminar", 10).rooms(2).on(&["2026-09-07"], "14:00", 45)).await.expect_created();
    school.order(class_of(20).rooms(20).on(&["2026-09-07"], "09:00", 45)).await.expect_created();
    let all = app.platform_get("/v1/capacity?resource=interfaces&from=2026-09-07T00:00:00Z").send().await.expect(200);
    let of = |place: usize| (all["items"][place]["limit"].clone(), all["items"][place]["peak"]["booked"].clone());
    assert_eq!([of(0), of(1)], [(Value::Null, Value::Null), (json!(6), json!(5))]);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn how_interfaces_are_given_is_not_changed_under_rooms_that_have_them() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2).interfaces(3)).await;
    give_seminars_interfaces(&app.database).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(9_000)).await;
    let cluster = clusters(&app).await.remove(0);
    assert_eq!(
        amend(&app, &cluster, &json!({"interfaces": profile("network_policy")})).await.expect(200)["interfaces"],
        profile("network_policy")
    );
    school.order(alone(1)).await.expect_created();
    for change in [json!(null), profile("security_group")] {
        let refused = amend(&app, &cluster, &json!({"interfaces": change})).await.expect_invalid("/interfaces");
        assert_eq!(refused["errors"][0]["code"], "interfaces_in_use");
    }
    amend(&app, &cluster, &json!({"interfaces": profile("network_policy"), "headroom_percent": 10})).await.expect(200);
    app.set_time("2026-09-08T00:00:00Z");
    assert_eq!(amend(&app, &cluster, &json!({"interfaces": null})).await.expect(200)["interfaces"], Value::Null);
}

#[tokio::test]
async fn a_profile_that_cannot_be_is_refused_with_its_field() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let cluster = clusters(&app).await.remove(0);
    let with = |pointer: &str, value: Value| {
        let mut profile = profile("security_group");
        *profile.pointer_mut(pointer).unwrap() = value;
        json!({ "interfaces": profile })
    };
    for (field, value) in [
        ("/resource", json!("eni")),
        ("/resource", json!("homeroom.dev/network-mbit")),
        ("/annotation/key", json!("security-groups")),
        ("/annotation/key", json!("homeroom.dev/paused")),
        ("/annotation/value", json!("")),
        ("/annotation/value", json!("x".repeat(1_001))),
    ] {
        amend(&app, &cluster, &with(field, value)).await.expect_invalid(&format!("/interfaces{field}"));
    }
    let without = json!({"interfaces": {"resource": "example.com/eni", "isolation": "security_group"}});
    let refused = amend(&app, &cluster, &without).await.expect_invalid("/interfaces/annotation");
    assert_eq!(refused["errors"][0]["code"], "interfaces_annotation_missing");
    amend(&app, &cluster, &json!({"interfaces": {"resource": "example.com/eni", "isolation": "network_policy"}})).await.expect(200);
}
