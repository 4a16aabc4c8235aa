//! Access tokens.

use serde_json::{Value, json};

use crate::support::{Home, TestApp};

async fn issue(app: &TestApp, key: &str) -> String {
    let issued = app.post("/v1/tokens").bearer(key).send().await.expect(200);
    assert_eq!((&issued["token_type"], &issued["expires_in"]), (&json!("Bearer"), &json!(600)));
    issued["access_token"].as_str().unwrap().to_owned()
}

async fn status(app: &TestApp, token: &str, path: &str) -> u16 {
    app.get(path).bearer(token).send().await.status.as_u16()
}

async fn kids(app: &TestApp) -> Vec<Value> {
    let keys = app.get("/.well-known/jwks.json").send().await.expect(200);
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

#[tokio::test]
async fn rotation_overlaps() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let before = issue(&app, &school.key).await;
    assert_eq!(kids(&app).await.len(), 1);
    let fresh = homeroom::auth::rotate_signing_keys(&app.state).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(2_100)).await;
    let published = kids(&app).await;
    assert!(published.len() == 2 && published.contains(&json!(fresh)), "{published:?}");
    assert_eq!(status(&app, &before, "/v1/events").await, 200);
    let after = issue(&app, &school.key).await;
    assert_ne!(before.split('.').next(), after.split('.').next());
    assert_eq!(status(&app, &after, "/v1/events").await, 200);
    app.set_time("2026-08-25T00:16:00Z");
    tokio::time::sleep(std::time::Duration::from_millis(2_100)).await;
    assert_eq!(kids(&app).await, [json!(fresh)]);
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
