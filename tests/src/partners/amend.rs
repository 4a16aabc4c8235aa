use serde_json::json;

use super::{events, make};
use crate::support::TestApp;

#[tokio::test]
async fn each_field_that_is_present_replaces_the_whole_field() {
    let app = TestApp::new().await;
    let body = json!({"name": "Northern Schools", "external_id": "p-1", "metadata": {"a": "1", "b": "2"}});
    let path = format!("/v1/partners/{}", make(&app, &body).await.expect_created().id());
    let patch = |etag: &str, body: serde_json::Value| {
        app.call("PATCH", &path).bearer(&app.platform_key).header("if-match", etag).json(&body).send()
    };
    let renamed = patch("\"1.0\"", json!({"name": "North"})).await.expect(200);
    assert_eq!((&renamed["name"], &renamed["external_id"], renamed.etag()), (&json!("North"), &json!("p-1"), "\"2.0\""));
    patch("\"1.0\"", json!({"name": "Late"})).await.expect_problem(412, "precondition-failed");
    let changed = patch("\"2.0\"", json!({"external_id": null, "metadata": {"c": "3"}})).await.expect(200);
    assert_eq!((&changed["external_id"], &changed["metadata"]), (&json!(null), &json!({"c": "3"})));
    patch("\"3.0\"", json!({"name": ""})).await.expect_invalid("/name");
    make(&app, &json!({"name": "Southern Schools", "external_id": "p-2"})).await.expect_created();
    patch("\"3.0\"", json!({"external_id": "p-2"})).await.expect_problem(409, "external-id-taken");
    let read = app.platform_get(&path).send().await.expect(200);
    assert_eq!((read.json(), read.etag()), (changed.json(), "\"3.0\""));
    assert_eq!(events(&app, &app.platform_key, "partner.updated").await.len(), 2);
}
