use serde_json::json;

use super::{plan, subscribe, version};
use crate::support::TestApp;

#[tokio::test]
async fn a_plan_is_made_once_and_gets_versions_that_stay_as_they_are() {
    let app = TestApp::new().await;
    let plan = plan(&app, "School", true, &version("99000", "5")).await;
    let path = format!("/v1/plans/{}", plan.id);
    let next = app.platform_post(&format!("{path}/versions")).json(&version("109000", "5.25")).send().await.expect_created();
    let numbers: Vec<_> = next["versions"].as_array().into_iter().flatten().map(|version| version["number"].clone()).collect();
    assert_eq!(numbers, [2, 1], "the newest first");
    let read = app.platform_get(&path).send().await.expect(200);
    assert_eq!((read["versions"][1]["id"].as_str(), read.etag()), (Some(plan.version.as_str()), next.etag()));
    let mut sql = app.sql().await;
    let changed = sqlx::query("UPDATE plan_versions SET currency = 'EUR'").execute(&mut sql).await;
    assert!(changed.is_err(), "nobody changes what was sold");
    let other = json!({"currency": "EUR", "prices": version("1", "1")["prices"]});
    let refused = app.platform_post(&format!("{path}/versions")).json(&other).send().await.expect_problem(409, "other-currency");
    assert_eq!(refused["params"], json!({"currency": "EUR", "expected": "CNY"}));
}

#[tokio::test]
async fn every_mistake_in_a_plan_is_named_with_the_way_out() {
    let app = TestApp::new().await;
    let row = |fields: serde_json::Value| {
        let mut row = json!({"key": "a", "title": "A", "meter": "room_hours"});
        row.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        json!({"name": "School", "version": {"currency": "CNY", "prices": [row]}})
    };
    let send = async |body: serde_json::Value| app.platform_post("/v1/plans").json(&body).send().await;
    let unmeasured = send(row(json!({"meter": "egress_gib", "unit_amount_minor": "1"}))).await.expect_problem(422, "invalid");
    assert_eq!(
        (&unmeasured["errors"][0]["pointer"], &unmeasured["errors"][0]["code"]),
        (&json!("/version/prices/0/meter"), &json!("meter-not-served"))
    );
    for (fields, pointer) in [
        (json!({"meter": "seat_days", "unit_amount_minor": "1"}), "/version/prices/0/meter"),
        (json!({"unit_amount_minor": "-1"}), "/version/prices/0/unit_amount_minor"),
        (json!({"unit_amount_minor": 1}), "/version/prices/0/unit_amount_minor"),
        (json!({"unit_amount_minor": "1e3"}), "/version/prices/0/unit_amount_minor"),
        (json!({"unit_amount_minor": "abc"}), "/version/prices/0/unit_amount_minor"),
        (
            json!({"model": "volume", "tiers": [{"up_to": 5, "unit_amount_minor": "1"}, {"up_to": 4, "unit_amount_minor": "1"}, {"up_to": null, "unit_amount_minor": "1"}]}),
            "/version/prices/0/tiers/1/up_to",
        ),
    ] {
        send(row(fields)).await.expect_invalid(pointer);
    }
    let body = json!({"name": "School", "version": {"currency": "QQQ", "prices": []}});
    send(body).await.expect_invalid("/version/currency");
    assert_eq!(app.platform_get("/v1/plans").send().await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn a_school_chooses_what_is_sold_now_and_not_what_was() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let plan = plan(&app, "School", true, &version("0", "5")).await;
    let next = app.platform_post(&format!("/v1/plans/{}/versions", plan.id)).json(&version("0", "8")).send().await.expect_created();
    let put = |version: &serde_json::Value| school.put("/v1/subscription", "\"0.0\"").json(&json!({"plan_version": version})).send();
    put(&json!(plan.version)).await.expect_invalid("/plan_version");
    put(&next["versions"][0]["id"]).await.expect(200);
}

#[tokio::test]
async fn a_school_sees_what_is_listed_and_what_it_is_on() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let (listed, given) = (plan(&app, "School", true, &version("1", "5")).await, plan(&app, "Friends", false, &version("0", "4")).await);
    let seen = async || school.get("/v1/plans").send().await.expect(200).ids();
    assert_eq!(seen().await, std::slice::from_ref(&listed.id));
    school.get(&format!("/v1/plans/{}", given.id)).send().await.expect_problem(404, "not-found");
    let choose = school.put("/v1/subscription", "\"0.0\"").json(&json!({"plan_version": given.version}));
    choose.send().await.expect_invalid("/plan_version");
    let give = app.call("PUT", "/v1/subscription").bearer(&app.platform_key).header("x-tenant", &school.id).header("if-match", "\"0.0\"");
    give.json(&json!({"plan_version": given.version})).send().await.expect(200);
    assert_eq!(seen().await, [listed.id.clone(), given.id.clone()]);
    app.set_time("2026-09-20T00:00:00Z");
    subscribe(&school, &listed).await;
    assert_eq!(seen().await.len(), 2, "what it was on it may still read");
}
