use serde_json::json;

use super::{add, log_in};
use crate::support::{Home, TestApp};

const PASSWORD: &str = "correct horse battery";

#[tokio::test]
async fn the_answer_is_alike_whether_the_person_was_known_and_no_password_changes() {
    let app = TestApp::new().await;
    let (one, two) = (app.tenant("One").await, app.tenant("Two").await);
    let body = json!({"email": "Li.Wei@Example.org", "role": "teacher", "password": PASSWORD});
    let first = add(&app, Home::tenant(&one.id), "owner", body).await.expect_created();
    let body = json!({"email": "li.wei@example.org", "role": "teacher", "password": "somebody else's idea"});
    let second = add(&app, Home::tenant(&two.id), "owner", body.clone()).await.expect_created();
    let shape = |answer: &crate::support::Answer| answer.json().as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(shape(&first), shape(&second));
    assert_eq!((&first["email"], &second["email"]), (&json!("li.wei@example.org"), &json!("li.wei@example.org")));
    let session = log_in(&app, "li.wei@example.org", PASSWORD).await.expect_created();
    assert_eq!(session["membership"]["place"], json!(one.id));
    add(&app, Home::tenant(&two.id), "owner", body).await.expect_problem(409, "member-exists");
}

#[tokio::test]
async fn a_link_sets_a_first_password_once() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let made = add(&app, Home::tenant(&school.id), "admin", json!({"email": "new@example.org", "role": "viewer"})).await.expect_created();
    let link = made.text_of("link").to_owned();
    let set = |link: &str| app.call("PUT", "/v1/me/password").bearer(link).json(&json!({"password": PASSWORD})).send();
    app.get("/v1/members").bearer(&link).send().await.expect_problem(403, "forbidden");
    set(&link).await.expect(204);
    set(&link).await.expect_problem(401, "unauthenticated");
    let session = log_in(&app, "new@example.org", PASSWORD).await.expect_created();
    assert_eq!(session["membership"]["place"], json!(school.id));
}

#[tokio::test]
async fn nobody_gives_more_than_they_hold_or_what_does_not_fit_the_place() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let home = Home::tenant(&school.id);
    let body = |role: &str| json!({"email": "x@example.org", "role": role});
    add(&app, home, "admin", body("owner")).await.expect_invalid("/role");
    add(&app, home, "owner", body("platform_admin")).await.expect_invalid("/role");
    add(&app, home, "owner", body("king")).await.expect_invalid("/role");
    add(&app, home, "teacher", body("viewer")).await.expect_problem(403, "forbidden");
    add(&app, Home::PLATFORM, "platform_admin", body("owner")).await.expect_invalid("/role");
    let wrong = add(&app, home, "owner", json!({"email": "nobody", "role": "viewer", "password": "short"})).await;
    wrong.expect_invalid("/email").expect_invalid("/password");
}

#[tokio::test]
async fn a_replayed_addition_shows_no_link_again() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let body = json!({"email": "new@example.org", "role": "viewer"});
    let call = || app.post("/v1/members").bearer(&school.key).header("idempotency-key", "once").json(&body).send();
    let first = call().await.expect_created();
    let again = call().await.expect_created();
    assert!(first["link"].is_string());
    assert_eq!((&again["link"], again.header("idempotent-replayed"), again.id()), (&json!(null), Some("true"), first.id()));
}
