//! An address ends with whoever made it, and nothing is left of it.

use serde_json::json;

use super::{calendar, path_of, subscribe};
use crate::support::{Home, School, TestApp, class_of, nodes};

async fn stored(app: &TestApp) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM subscriptions").fetch_one(&mut app.sql().await).await.unwrap()
}

async fn sweep(app: &TestApp) -> i64 {
    homeroom::workers::run(&app.state, "sweep-subscriptions").await.unwrap();
    stored(app).await
}

#[tokio::test]
async fn the_address_of_a_member_who_was_removed_opens_nothing_and_is_swept() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let session = app.session(Home::tenant(&school.id), "teacher").await;
    let call = app.call("POST", "/v1/subscriptions").header("cookie", &session).header("origin", "http://127.0.0.1:8080").once();
    let made = call.json(&json!({"everything": true})).send().await.expect_created();
    let address = path_of(&made);
    let (_, kept) = subscribe(&school, json!({"everything": true})).await;
    assert_eq!(sweep(&app).await, 2, "of those who are there nothing is swept");
    calendar(&app, &address).await.expect(200);
    school.delete(&format!("/v1/members/{}", made.text_of("made_by"))).send().await.expect(204);
    calendar(&app, &address).await.expect_problem(404, "not-found");
    assert_eq!(sweep(&app).await, 1);
    calendar(&app, &kept).await.expect(200);
}

#[tokio::test]
async fn the_address_of_a_key_that_was_revoked_or_has_expired_opens_nothing_and_is_swept() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let scopes = ["lessons:read", "lessons:subscribe"];
    let key = |name: &str| json!({"name": name, "scopes": scopes, "expires_at": if name == "short" { Some("2026-09-02T00:00:00Z") } else { None }});
    let mut addresses = Vec::new();
    let mut revoked = String::new();
    for name in ["short", "long"] {
        let made = school.post("/v1/api-keys").json(&key(name)).send().await.expect_created();
        revoked = made.id();
        let maker = School::of(&app, &school.id, made.text_of("key"));
        addresses.push(subscribe(&maker, json!({"everything": true})).await.1);
    }
    for address in &addresses {
        calendar(&app, address).await.expect(200);
    }
    app.set_time("2026-09-02T00:00:00Z");
    calendar(&app, &addresses[0]).await.expect_problem(404, "not-found");
    calendar(&app, &addresses[1]).await.expect(200);
    assert_eq!(sweep(&app).await, 1);
    school.delete(&format!("/v1/api-keys/{revoked}")).send().await.expect(204);
    calendar(&app, &addresses[1]).await.expect_problem(404, "not-found");
    assert_eq!(sweep(&app).await, 0);
}

#[tokio::test]
async fn of_makers_from_outside_the_institution_nothing_is_swept_while_they_are_there() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let made = app.platform_post("/v1/subscriptions").header("x-tenant", &school.id).json(&json!({"everything": true}));
    let address = path_of(&made.send().await.expect_created());
    assert_eq!(sweep(&app).await, 1);
    calendar(&app, &address).await.expect(200);
}
