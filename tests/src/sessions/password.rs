use serde_json::json;

use super::{OWN, PASSWORD, cookie, log_in, person};
use crate::support::TestApp;

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_needs_the_current_one() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    person(&school, "a@example.org", "viewer").await;
    let right = json!({"email": "a@example.org", "password": PASSWORD});
    let (here, there) = (cookie(&log_in(&app, &right).await), cookie(&log_in(&app, &right).await));
    let put = |body: serde_json::Value| app.call("PUT", "/v1/me/password").header("cookie", &here).header("origin", OWN).json(&body).send();
    put(json!({"password": "another horse"})).await.expect(422);
    put(json!({"password": "another horse", "current_password": "wrong"})).await.expect_problem(422, "password-wrong");
    put(json!({"password": "short", "current_password": PASSWORD})).await.expect_invalid("/password");
    put(json!({"password": "another horse", "current_password": PASSWORD})).await.expect(204);
    let status = async |cookie: &str| app.get("/v1/me").header("cookie", cookie).send().await.status.as_u16();
    assert_eq!((status(&here).await, status(&there).await), (200, 401));
    log_in(&app, &right).await.expect_problem(401, "credentials-invalid");
    log_in(&app, &json!({"email": "a@example.org", "password": "another horse"})).await.expect_created();
    let body = json!({"password": "another horse", "current_password": PASSWORD});
    app.call("PUT", "/v1/me/password").bearer(&school.key).json(&body).send().await.expect_problem(403, "credential-unsuitable");
}

#[tokio::test]
async fn the_first_platform_admin_logs_in() {
    let app = TestApp::new().await;
    let make = |password: &str| {
        homeroom::members::create_platform_admin(&app.state, "root@example.org", homeroom::auth::Secret::new(password.to_owned()))
    };
    assert!(make("short").await.is_err());
    make(PASSWORD).await.unwrap();
    assert!(make(PASSWORD).await.unwrap_err().to_string().contains("already"));
    let opened = log_in(&app, &json!({"email": "root@example.org", "password": PASSWORD})).await.expect_created();
    assert_eq!(opened["membership"]["role"], json!("platform_admin"));
}

#[tokio::test]
async fn each_place_is_told_of_its_own_member_alone() {
    let app = TestApp::new().await;
    let (one, two) = (app.tenant("One").await, app.tenant("Two").await);
    person(&one, "a@example.org", "viewer").await;
    person(&two, "a@example.org", "viewer").await;
    let session = cookie(&log_in(&app, &json!({"email": "a@example.org", "password": PASSWORD, "tenant": one.id})).await);
    let body = json!({"password": "another horse", "current_password": PASSWORD});
    app.call("PUT", "/v1/me/password").header("cookie", &session).header("origin", OWN).json(&body).send().await.expect(204);
    for (school, other) in [(&one, &two), (&two, &one)] {
        let feed = school.get("/v1/events").send().await.expect(200);
        let event = feed.items().iter().find(|event| event["type"] == "password.changed").unwrap();
        let member = school.get("/v1/members?email=a@example.org").send().await.expect(200).items()[0]["id"].clone();
        assert_eq!((&event["subject"], &event["actor"]["id"], &event["actor"]["of"]), (&member, &member, &json!(school.id)));
        assert!(!feed.text().contains(&other.id) && !feed.text().contains("usr_"), "{}", feed.text());
    }
}

#[tokio::test]
async fn trying_passwords_with_ones_own_is_counted_like_guessing() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    person(&school, "a@example.org", "viewer").await;
    let session = cookie(&log_in(&app, &json!({"email": "a@example.org", "password": PASSWORD})).await);
    let put = async |current: &str, next: &str| {
        let body = json!({"password": next, "current_password": current});
        app.call("PUT", "/v1/me/password").header("cookie", &session).header("origin", OWN).json(&body).send().await
    };
    for number in 0..5 {
        put(PASSWORD, &format!("another horse {number}")).await.expect(204);
        put(&format!("another horse {number}"), PASSWORD).await.expect(204);
    }
    put(PASSWORD, "another horse").await.expect_problem(429, "too-many-requests");
}

#[tokio::test]
async fn a_log_in_beside_a_new_password_does_not_outlive_the_old_one() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    person(&school, "li@example.org", "teacher").await;
    let mut other = app.sql().await;
    sqlx::raw_sql("BEGIN; UPDATE passwords SET hash = '\\x00'").execute(&mut other).await.unwrap();
    let entering = app.post("/v1/sessions").header("origin", OWN).json(&json!({"email": "li@example.org", "password": PASSWORD}));
    let entering = tokio::spawn(entering.send());
    app.until_somebody_waits().await;
    sqlx::raw_sql("DELETE FROM sessions; COMMIT").execute(&mut other).await.unwrap();
    entering.await.unwrap().expect_problem(401, "credentials-invalid");
    let open: i64 = sqlx::query_scalar("SELECT count(*) FROM sessions").fetch_one(&mut other).await.unwrap();
    assert_eq!(open, 0);
}
