use serde_json::json;
use tokio::task::JoinSet;

use crate::support::TestApp;

fn body(name: &str) -> serde_json::Value {
    json!({"name": name, "time_zone": "Asia/Shanghai", "currency": "CNY"})
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_sent_many_times_at_once_does_its_work_once() {
    let app = TestApp::new().await;
    let mut retries = JoinSet::new();
    for _ in 0..24 {
        let call = app.post("/v1/tenants").bearer(&app.platform_key).header("idempotency-key", "same").json(&body("School"));
        retries.spawn(call.send());
    }
    let answers = retries.join_all().await;
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert!(!made.is_empty() && made.windows(2).all(|pair| pair[0].id() == pair[1].id()));
    assert_eq!(made.iter().filter(|answer| answer.header("idempotent-replayed").is_none()).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.clone().expect_problem(409, "idempotency-key-running");
    }
    assert_eq!(app.platform_get("/v1/tenants").send().await.items().len(), 1);
}

#[tokio::test]
async fn a_replay_is_the_first_answer_and_another_body_is_refused() {
    let app = TestApp::new().await;
    let call = |name: &str| app.post("/v1/tenants").bearer(&app.platform_key).header("idempotency-key", "k").json(&body(name)).send();
    let first = call("School").await.expect_created();
    let again = call("School").await.expect_created();
    assert_eq!(
        (again.json(), again.header("location"), again.header("etag")),
        (first.json(), first.header("location"), first.header("etag"))
    );
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), (None, Some("true")));
    call("Another").await.expect_problem(422, "idempotency-key-reused");
    // Another route, and another place, are another key.
    app.post("/v1/partners")
        .bearer(&app.platform_key)
        .header("idempotency-key", "k")
        .json(&json!({"name": "P"}))
        .send()
        .await
        .expect_created();
    let (_, partner) = app.partner("North").await;
    let theirs = app.post("/v1/tenants").bearer(&partner).header("idempotency-key", "k").json(&body("Another")).send().await;
    assert_eq!(theirs.expect_created().header("idempotent-replayed"), None);
}

#[tokio::test]
async fn a_refusal_is_not_kept() {
    let app = TestApp::new().await;
    let taken = json!({"name": "A", "time_zone": "Asia/Shanghai", "currency": "CNY", "external_id": "x"});
    let holder = app.platform_post("/v1/tenants").json(&taken).send().await.expect_created();
    let call = || app.post("/v1/tenants").bearer(&app.platform_key).header("idempotency-key", "k").json(&taken).send();
    call().await.expect_problem(409, "external-id-taken");
    let path = format!("/v1/tenants/{}", holder.id());
    let freed = json!({"external_id": null});
    app.call("PATCH", &path).bearer(&app.platform_key).header("if-match", holder.etag()).json(&freed).send().await.expect(200);
    call().await.expect_created();
}

#[tokio::test]
async fn a_key_has_at_most_255_characters() {
    let app = TestApp::new().await;
    let call =
        |key: String| app.post("/v1/partners").bearer(&app.platform_key).header("idempotency-key", &key).json(&json!({"name": "P"})).send();
    call("x".repeat(256)).await.expect_problem(400, "header-invalid");
    call(String::new()).await.expect_problem(400, "header-invalid");
    call("x".repeat(255)).await.expect_created();
}
