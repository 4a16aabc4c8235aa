//! The platform gives a partner its first person, who then adds the others.

use serde_json::json;

use super::make;
use crate::support::{Answer, TestApp};

const OWN: &str = "http://127.0.0.1:8080";

async fn first(app: &TestApp, partner: &str, key: &str) -> Answer {
    let call = app.post(&format!("/v1/partners/{partner}/members")).bearer(&app.platform_key).header("idempotency-key", key);
    call.json(&json!({"email": "lead@north.example", "role": "partner_admin"})).send().await
}

#[tokio::test]
async fn a_partners_first_person_comes_by_a_link_and_adds_the_others() {
    let app = TestApp::new().await;
    let partner = make(&app, &json!({"name": "North"})).await.expect_created().id();
    let added = first(&app, &partner, "once").await.expect_created();
    assert_eq!((&added["role"], &added["status"]), (&json!("partner_admin"), &json!("invited")));
    let again = first(&app, &partner, "once").await.expect_created();
    assert_eq!((again.id(), &again["link"]), (added.id(), &json!(null)), "a link is shown once");

    let password = json!({"password": "correct horse battery"});
    app.call("PUT", "/v1/me/password").bearer(added.text_of("link")).json(&password).send().await.expect(204);
    let log_in = json!({"email": "lead@north.example", "password": "correct horse battery"});
    let opened = app.post("/v1/sessions").header("origin", OWN).json(&log_in).send().await.expect_created();
    assert_eq!(opened["membership"]["place"], json!(partner));
    let cookie = opened.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let next = app.post("/v1/members").header("origin", OWN).header("cookie", &cookie).once();
    next.json(&json!({"email": "second@north.example", "role": "partner_admin"})).send().await.expect_created();
    let people = app.get("/v1/members").header("cookie", &cookie).send().await.expect(200);
    assert_eq!(people.items().len(), 2);
}

#[tokio::test]
async fn only_what_a_partner_has_is_given_at_one_that_there_is() {
    let app = TestApp::new().await;
    let partner = make(&app, &json!({"name": "North"})).await.expect_created().id();
    let owner = json!({"email": "lead@north.example", "role": "owner"});
    app.platform_post(&format!("/v1/partners/{partner}/members")).json(&owner).send().await.expect_invalid("/role");
    first(&app, "par_0197f000-0000-7000-8000-000000000000", "other").await.expect_problem(404, "not-found");
}
