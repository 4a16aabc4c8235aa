//! Credentials of programs.

use serde_json::{Value, json};

use crate::support::{Home, SCOPES, TestApp};

#[tokio::test]
async fn a_key_is_shown_once_works_and_ends_when_revoked() {
    let app = TestApp::new().await;
    let school = app.tenant("School").test_mode().await;
    let body = json!({"name": "timetable import", "scopes": ["api_keys:read", "events:read"]});
    let call = || app.post("/v1/api-keys").bearer(&school.key).header("idempotency-key", "k").json(&body).send();
    let made = call().await.expect_created();
    let key = made.text_of("key");
    assert!(key.starts_with("hr_test_") && key.starts_with(made.text_of("prefix")), "{key}");
    assert_eq!(call().await.expect_created()["key"], json!(null));
    let listed = app.get("/v1/api-keys").bearer(key).send().await.expect(200);
    assert!(!listed.text().contains(key));
    app.get("/v1/members").bearer(key).send().await.expect_problem(403, "forbidden");
    let path = format!("/v1/api-keys/{}", made.id());
    school.delete(&path).send().await.expect(204);
    school.delete(&path).send().await.expect(204);
    app.get("/v1/events").bearer(key).send().await.expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_key_that_is_mistyped_expired_or_of_the_other_mode_is_nobody() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let until = "2026-08-26T00:00:00Z";
    let body = json!({"name": "short", "scopes": ["events:read"], "expires_at": until});
    let made = school.post("/v1/api-keys").json(&body).send().await.expect_created();
    let key = made.text_of("key");
    let status = async |key: &str| app.get("/v1/events").bearer(key).send().await.status.as_u16();
    assert_eq!(status(key).await, 200);
    let last = if key.ends_with('a') { "b" } else { "a" };
    assert_eq!(status(&format!("{}{last}", &key[..key.len() - 1])).await, 401);
    assert_eq!(status(&app.key(Home::tenant(&school.id), false, &["events:read"]).await).await, 401);
    app.set_time("2026-08-25T23:59:59Z");
    assert_eq!(status(key).await, 200);
    app.set_time(until);
    assert_eq!(status(key).await, 401);
}

#[tokio::test]
async fn a_key_never_holds_what_its_maker_lacks() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let maker = app.key(Home::tenant(&school.id), true, &["api_keys:manage", "orders:read"]).await;
    let make =
        |key: &str, scopes: &[&str]| app.post("/v1/api-keys").bearer(key).once().json(&json!({"name": "x", "scopes": scopes})).send();
    make(&maker, &["orders:read", "orders:create"]).await.expect_invalid("/scopes/1");
    make(&school.key, &["clusters:manage"]).await.expect_invalid("/scopes/0");
    make(&school.key, &["orders:everything"]).await.expect_invalid("/scopes/0");
    make(&school.key, &[]).await.expect_invalid("/scopes");
    make(&maker, &["orders:read"]).await.expect_created();
}

#[tokio::test]
async fn more_scopes_than_there_are_get_a_short_answer() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let body = json!({"name": "x", "scopes": vec!["x"; 200_000]});
    let refused = school.post("/v1/api-keys").json(&body).send().await.expect_invalid("/scopes");
    assert!(refused.body.len() < 100_000, "{} bytes", refused.body.len());
    let document = app.get("/openapi.json").send().await.expect(200);
    assert_eq!(document["components"]["schemas"]["NewApiKey"]["properties"]["scopes"]["maxItems"], SCOPES.len());
}

#[tokio::test]
async fn there_are_fifty_and_one_can_be_replaced() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let make = || school.post("/v1/api-keys").json(&json!({"name": "x", "scopes": ["orders:read"]})).send();
    // The key that asks is one of them.
    let mut last = String::new();
    for _ in 0..49 {
        last = make().await.expect_created().id();
    }
    make().await.expect_problem(409, "too-many-keys");
    school.delete(&format!("/v1/api-keys/{last}")).send().await.expect(204);
    make().await.expect_created();
}

#[tokio::test]
async fn last_used_is_written_once_an_hour() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let used = async || school.get("/v1/api-keys").send().await.expect(200).items()[0]["last_used_at"].clone();
    assert_eq!(used().await, json!("2026-08-25T00:00:00Z"));
    app.set_time("2026-08-25T00:59:00Z");
    assert_eq!(used().await, json!("2026-08-25T00:00:00Z"));
    app.set_time("2026-08-25T01:00:00Z");
    assert_eq!(used().await, json!("2026-08-25T01:00:00Z"));
}

#[tokio::test]
async fn the_platform_and_partners_have_keys_of_their_own() {
    let app = TestApp::new().await;
    let (_, partner) = app.partner("North").await;
    let school = app.tenant("School").by(&partner).test_mode().await;
    let body = json!({"name": "x", "scopes": ["events:read"]});
    for key in [&app.platform_key, &partner] {
        let own = app.post("/v1/api-keys").bearer(key).once().json(&body).send().await.expect_created();
        assert!(own["key"].as_str().is_some_and(|text| text.starts_with("hr_live_")));
        let theirs = app.post("/v1/api-keys").bearer(key).header("x-tenant", &school.id).once().json(&body).send().await.expect_created();
        assert!(theirs["key"].as_str().is_some_and(|text| text.starts_with("hr_test_")));
        let me = app.get("/v1/me").bearer(theirs.text_of("key")).send().await.expect(200);
        assert_eq!((&me["place"], &me["permissions"]), (&json!(school.id), &json!(["events:read"])));
    }
}

#[tokio::test]
async fn a_key_that_expires_makes_none_that_lasts_longer() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let make = async |key: &str, expires_at: Value| {
        let body = json!({"name": "x", "scopes": ["api_keys:manage"], "expires_at": expires_at});
        app.post("/v1/api-keys").bearer(key).once().json(&body).send().await.expect_created()
    };
    let maker = make(&school.key, json!("2026-08-26T00:00:00Z")).await;
    let maker = maker.text_of("key");
    for (asked, given) in [
        (json!(null), "2026-08-26T00:00:00Z"),
        (json!("2027-01-01T00:00:00Z"), "2026-08-26T00:00:00Z"),
        (json!("2026-08-25T12:00:00Z"), "2026-08-25T12:00:00Z"),
    ] {
        assert_eq!(make(maker, asked).await["expires_at"], json!(given));
    }
}

#[tokio::test]
async fn a_repeated_request_is_answered_when_the_key_that_it_made_has_expired() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let body = json!({"name": "short", "scopes": ["events:read"], "expires_at": "2026-08-25T01:00:00Z"});
    let call = || app.post("/v1/api-keys").bearer(&school.key).header("idempotency-key", "k").json(&body).send();
    let first = call().await.expect_created().id();
    app.set_time("2026-08-25T02:00:00Z");
    assert_eq!(call().await.expect_created().id(), first);
    school.post("/v1/api-keys").json(&body).send().await.expect_invalid("/expires_at");
}

#[tokio::test]
async fn a_key_belongs_to_its_place_and_stays_when_its_maker_goes() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let cookie = app.session(Home::tenant(&school.id), "admin").await;
    let call = app.post("/v1/api-keys").header("cookie", &cookie).header("origin", "http://127.0.0.1:8080").once();
    let made = call.json(&json!({"name": "x", "scopes": ["events:read"]})).send().await.expect_created();
    let maker = school.get("/v1/members?role=admin").send().await.expect(200).ids().remove(0);
    school.delete(&format!("/v1/members/{maker}")).send().await.expect(204);
    app.get("/v1/events").bearer(made.text_of("key")).send().await.expect(200);
}
