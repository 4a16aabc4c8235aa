use serde_json::json;

use super::{Person, draft};
use crate::support::TestApp;

#[tokio::test]
async fn a_person_keeps_fifty_and_another_has_fifty_too() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let (owner, admin) = (Person::of(&app, &school, "owner").await, Person::of(&app, &school, "admin").await);
    let mut last = String::new();
    for _ in 0..50 {
        last = owner.keep(&draft("x")).await.expect_created().id();
    }
    let refused = owner.keep(&draft("x")).await.expect_problem(409, "too-many-drafts");
    assert_eq!(refused["params"]["limit"], 50);
    admin.keep(&draft("x")).await.expect_created();
    owner.call("DELETE", &format!("/v1/drafts/{last}")).send().await.expect(204);
    owner.keep(&draft("x")).await.expect_created();
}

#[tokio::test]
async fn a_body_has_four_mebibytes_and_all_of_them_sixty_four() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let owner = Person::of(&app, &school, "owner").await;
    let of = |bytes: usize| json!({"kind": "order", "step": "week", "body": {"x": "a".repeat(bytes - 8)}});
    owner.keep(&of((4 << 20) + 1)).await.expect_invalid("/body");
    let first = owner.keep(&of(4 << 20)).await.expect_created().id();
    for _ in 1..16 {
        owner.keep(&of(4 << 20)).await.expect_created();
    }
    owner.keep(&of(8)).await.expect_problem(409, "too-many-drafts");
    let path = format!("/v1/drafts/{first}");
    owner.set(&path, "\"1.0\"", &of(4 << 20)).await.expect(200);
    owner.set(&path, "\"2.0\"", &of(8)).await.expect(200);
    owner.keep(&of(8)).await.expect_created();
}

#[tokio::test]
async fn what_is_beside_the_body_is_checked() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let with = |field: &str, value: serde_json::Value| {
        let mut body = draft("x");
        body[field] = value;
        school.post("/v1/drafts").json(&body).send()
    };
    with("kind", json!("amendment")).await.expect_invalid("");
    with("kind", json!("cancel")).await.expect_invalid("/kind");
    with("step", json!("")).await.expect_invalid("/step");
    with("name", json!("x".repeat(201))).await.expect_invalid("/name");
    with("body", json!([])).await.expect_invalid("/body");
    with("base", json!({"order_id": "ten_1", "etag": "x"})).await.expect_invalid("/base/order_id");
    with("attempt", json!({"key": "k".repeat(256), "body_hash": "x"})).await.expect_invalid("/attempt/key");
    with("surprise", json!(1)).await.expect_invalid("/surprise");
}
