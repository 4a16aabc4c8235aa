use serde_json::json;

use crate::support::{Home, TestApp};

#[tokio::test]
async fn whoever_reads_the_feed_learns_of_people_and_keys_nothing_but_their_ids() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let member = school.post("/v1/members").json(&json!({"email": "li@example.org", "role": "teacher"})).send().await.expect_created();
    let path = format!("/v1/members/{}", member.id());
    school.patch(&path, member.etag()).json(&json!({"role": "billing"})).send().await.expect(200);
    school.delete(&path).send().await.expect(204);
    let key = school.post("/v1/api-keys").json(&json!({"name": "payroll", "scopes": ["orders:cancel"]})).send().await.expect_created();
    let viewer = app.key(Home::tenant(&school.id), true, &["events:read"]).await;
    let feed = app.get("/v1/events").bearer(&viewer).send().await.expect(200);
    for told in ["member.added", "member.updated", "member.removed", "api_key.created"] {
        let event = feed.items().iter().find(|event| event["type"] == told).unwrap();
        assert_eq!(event["data"], json!({}), "{told}");
        assert_eq!(event["subject"], json!(if told == "api_key.created" { key.id() } else { member.id() }));
    }
}

#[tokio::test]
async fn who_may_read_people_and_keys_reads_what_actors_are_called() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    school.post("/v1/api-keys").json(&json!({"name": "payroll", "scopes": ["orders:cancel"]})).send().await.expect_created();
    let actor = async |path: &str, key: &str| {
        let feed = app.get(path).bearer(key).send().await.expect(200);
        feed.items().iter().find(|event| event["type"] == "api_key.created").unwrap()["actor"]["name"].clone()
    };
    assert_eq!(actor("/v1/events", &school.key).await, json!("test"));
    assert_eq!(actor("/v1/events?order=newest", &school.key).await, json!("test"));
    let viewer = app.key(Home::tenant(&school.id), true, &["events:read"]).await;
    assert_eq!(actor("/v1/events", &viewer).await, json!(null));
}
