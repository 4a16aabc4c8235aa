//! Resellers and marketplaces.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

mod amend;
mod create;
mod people;
mod told;

async fn make(app: &TestApp, body: &Value) -> Answer {
    app.platform_post("/v1/partners").json(body).send().await
}

/// The events of this type in the feed of whoever has the key.
async fn events(app: &TestApp, key: &str, kind: &str) -> Vec<Value> {
    let feed = app.get("/v1/events").bearer(key).send().await.expect(200);
    feed.items().iter().filter(|event| event["type"] == json!(kind)).cloned().collect()
}
