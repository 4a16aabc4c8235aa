use serde_json::json;

use super::{events, make};
use crate::support::{Home, TestApp};

#[tokio::test]
async fn a_partner_is_made_once_and_found_by_its_external_id() {
    let app = TestApp::new().await;
    let body = json!({"name": "Northern Schools", "external_id": "p-1", "metadata": {"contract": "7"}});
    let call = || app.platform_post("/v1/partners").json(&body);
    let once = async || app.post("/v1/partners").bearer(&app.platform_key).header("idempotency-key", "k").json(&body).send().await;
    let made = once().await.expect_created();
    assert_eq!(once().await.expect_created().id(), made.id());
    assert_eq!((made.header("location"), made.etag()), (Some(format!("/v1/partners/{}", made.id()).as_str()), "\"1.0\""));
    call().send().await.expect_problem(409, "external-id-taken");
    make(&app, &json!({"name": "Southern Schools", "external_id": "p-2"})).await.expect_created();
    let found = app.platform_get("/v1/partners?external_id=p-1").send().await.expect(200);
    assert_eq!(found["items"], json!([made.json()]));
    let read = app.platform_get(&format!("/v1/partners/{}", made.id())).send().await.expect(200);
    assert_eq!(read.json(), made.json());
}

#[tokio::test]
async fn what_is_no_partner_is_refused_by_the_field() {
    let app = TestApp::new().await;
    make(&app, &json!({"name": ""})).await.expect_invalid("/name");
    make(&app, &json!({"name": "x", "metadata": {"k": "v".repeat(10_000)}})).await.expect(422);
    make(&app, &json!({"name": "x", "livemode": true})).await.expect(422);
    let listed = app.platform_get("/v1/partners").send().await.expect(200);
    assert_eq!(listed["items"], json!([]));
}

#[tokio::test]
async fn the_platform_and_the_partner_are_told() {
    let app = TestApp::new().await;
    let made = make(&app, &json!({"name": "Northern Schools"})).await.expect_created();
    let partners = app.key(Home::partner(&made.id()), true, &["events:read"]).await;
    for key in [&app.platform_key, &partners] {
        let told = events(&app, key, "partner.created").await;
        assert_eq!(told.iter().map(|event| &event["subject"]).collect::<Vec<_>>(), [&json!(made.id())]);
    }
}
