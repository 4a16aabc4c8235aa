//! Access tokens.

use std::time::Duration;

use axum::Router;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::support::{Call, Home, TestApp};

async fn issue(app: &TestApp, key: &str) -> String {
    let issued = app.post("/v1/tokens").bearer(key).send().await.expect(200);
    assert_eq!((&issued["token_type"], &issued["expires_in"]), (&json!("Bearer"), &json!(600)));
    issued.text_of("access_token").to_owned()
}

async fn status(app: &TestApp, token: &str, path: &str) -> u16 {
    app.get(path).bearer(token).send().await.status.as_u16()
}

/// The part of a token that names the key which signed it.
fn head(token: &str) -> &str {
    token.split('.').next().unwrap()
}

async fn kids(app: &TestApp) -> Vec<Value> {
    kids_of(&app.router()).await
}

async fn kids_of(replica: &Router) -> Vec<Value> {
    let keys = Call::new(replica.clone(), "GET", "/.well-known/jwks.json").send().await.expect(200);
    keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect()
}

#[tokio::test]
async fn a_token_may_what_its_source_may_for_ten_minutes() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let key = app.key(Home::tenant(&school.id), true, &["events:read"]).await;
    let token = issue(&app, &key).await;
    assert_eq!(status(&app, &token, "/v1/events").await, 200);
    assert_eq!(status(&app, &token, "/v1/members").await, 403);
    let me = app.get("/v1/me").bearer(&token).send().await.expect(200);
    assert_eq!((&me["place"], &me["permissions"]), (&json!(school.id), &json!(["events:read"])));
    app.post("/v1/tokens").bearer(&token).send().await.expect_problem(403, "credential-unsuitable");
    app.set_time("2026-08-25T00:09:59Z");
    assert_eq!(status(&app, &token, "/v1/events").await, 200);
    app.set_time("2026-08-25T00:10:00Z");
    assert_eq!(status(&app, &token, "/v1/events").await, 401);
}

#[tokio::test]
async fn a_token_that_was_touched_is_nobodys() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let token = issue(&app, &school.key).await;
    let parts: Vec<_> = token.split('.').collect();
    let flipped: String = parts[2].chars().rev().collect();
    // {"alg":"none"} and HS256 with anything.
    let (none, hmac) = ("eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiJ9");
    for forged in [
        format!("{}.{}.{flipped}", parts[0], parts[1]),
        format!("{none}.{}.", parts[1]),
        format!("{hmac}.{}.{}", parts[1], parts[2]),
        "not.a.token".to_owned(),
    ] {
        assert_eq!(status(&app, &forged, "/v1/events").await, 401, "{forged}");
    }
}

/// What a replica publishes that starts now: others look at the keys again only after a while.
async fn published_anew(app: &TestApp) -> Vec<Value> {
    kids_of(&homeroom::router::router(app.with_config(|_| {}))).await
}

#[tokio::test]
async fn a_new_key_is_published_first_signs_when_all_have_it_and_the_old_one_stays_while_it_is_needed() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let first = issue(&app, &school.key).await;
    assert_eq!(kids(&app).await.len(), 1);
    app.set_time("2026-08-25T00:01:00Z");
    let fresh = app.state.keys.rotate().await.unwrap();
    let begun = Instant::now();
    while !kids(&app).await.contains(&json!(fresh)) {
        assert!(begun.elapsed() < Duration::from_secs(20), "a replica that runs publishes it too");
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(kids(&app).await.len(), 2);
    app.set_time("2026-08-25T00:02:59Z");
    let before = issue(&app, &school.key).await;
    assert_eq!(head(&before), head(&first));
    app.set_time("2026-08-25T00:03:00Z");
    let after = issue(&app, &school.key).await;
    assert_ne!(head(&after), head(&first));
    for token in [&before, &after] {
        assert_eq!(status(&app, token, "/v1/events").await, 200);
    }
    app.set_time("2026-08-25T00:17:59Z");
    assert_eq!(published_anew(&app).await.len(), 2);
    app.set_time("2026-08-25T00:18:00Z");
    assert_eq!(published_anew(&app).await, [json!(fresh)]);
}

#[tokio::test]
async fn another_replica_takes_the_first_token_of_a_key_that_it_has_never_seen() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let other = homeroom::router::router(app.with_config(|_| {}));
    let ask = |token: String| Call::new(other.clone(), "GET", "/v1/events").bearer(&token).send();
    // It has just looked at the keys: there were none.
    Call::new(other.clone(), "GET", "/.well-known/jwks.json").send().await.expect(200);
    ask(issue(&app, &school.key).await).await.expect(200);
}

#[tokio::test]
async fn a_token_outlives_its_revoked_source_by_its_ten_minutes_and_makes_nothing_that_stays() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let body = json!({"name": "leaked", "scopes": ["api_keys:manage", "members:manage", "owners:manage", "orders:read"]});
    let made = school.post("/v1/api-keys").json(&body).send().await.expect_created();
    let token = issue(&app, made.text_of("key")).await;
    school.delete(&format!("/v1/api-keys/{}", made.id())).send().await.expect(204);
    assert_eq!(status(&app, &token, "/v1/orders").await, 200);
    let post = |path: &str, body: Value| app.post(path).bearer(&token).once().json(&body).send();
    post("/v1/api-keys", json!({"name": "x", "scopes": ["orders:read"]})).await.expect_problem(403, "forbidden");
    post("/v1/members", json!({"email": "x@example.org", "role": "viewer"})).await.expect_problem(403, "forbidden");
    let me = app.get("/v1/me").bearer(&token).send().await.expect(200);
    assert_eq!(me["permissions"], json!(["orders:read"]));
    app.set_time("2026-08-25T00:10:00Z");
    assert_eq!(status(&app, &token, "/v1/orders").await, 401);
}

#[tokio::test]
async fn a_partners_token_acts_for_its_own_institutions_alone() {
    let app = TestApp::new().await;
    let (_, north) = app.partner("North").await;
    let (own, foreign) = (app.tenant("Own").by(&north).await, app.tenant("Foreign").await);
    let token = issue(&app, &north).await;
    let ask = |tenant: &str| app.get("/v1/members").bearer(&token).header("x-tenant", tenant).send();
    ask(&own.id).await.expect(200);
    ask(&foreign.id).await.expect_problem(404, "not-found");
    ask("ten_nonsense").await.expect_problem(404, "not-found");
}
