//! A membership is opened by what its own place handed out, whichever place added the address first.

use serde_json::json;

use super::{log_in_at, places, set_password};
use crate::support::{Answer, School, TestApp};

const EMAIL: &str = "head@two.example";
const FROM_ONE: &str = "handed out by One";
const FROM_TWO: &str = "handed out by Two";

/// Adds the same address as an owner: with this password, or for a link.
async fn add(school: &School<'_>, password: Option<&str>) -> Answer {
    let mut body = json!({"email": EMAIL, "role": "owner"});
    if let Some(password) = password {
        body["password"] = json!(password);
    }
    school.post("/v1/members").json(&body).send().await.expect_created()
}

fn link(answer: &Answer) -> &str {
    answer.text_of("link")
}

/// That One's secret opens One and Two's opens Two, and neither the other.
async fn each_opens_its_own(app: &TestApp, one: &School<'_>, two: &School<'_>) {
    for (own, other, secret) in [(one, two, FROM_ONE), (two, one, FROM_TWO)] {
        let opened = log_in_at(app, EMAIL, secret, None).await.expect_created();
        assert_eq!(opened["membership"]["place"], json!(own.id));
        assert_eq!(places(app, &opened).await, json!([own.id]));
        log_in_at(app, EMAIL, secret, Some(&own.id)).await.expect_created();
        log_in_at(app, EMAIL, secret, Some(&other.id)).await.expect_problem(401, "credentials-invalid");
    }
}

#[tokio::test]
async fn a_password_opens_the_place_that_handed_it_out_alone() {
    let app = TestApp::new().await;
    let (one, two) = (app.tenant("One").await, app.tenant("Two").await);
    add(&one, Some(FROM_ONE)).await;
    add(&two, Some(FROM_TWO)).await;
    each_opens_its_own(&app, &one, &two).await;
}

#[tokio::test]
async fn a_link_opens_the_place_that_handed_it_out_alone() {
    let app = TestApp::new().await;
    let (one, two) = (app.tenant("One").await, app.tenant("Two").await);
    let (kept, given) = (add(&one, None).await, add(&two, None).await);
    set_password(&app, link(&kept), FROM_ONE).await.expect(204);
    log_in_at(&app, EMAIL, FROM_ONE, Some(&two.id)).await.expect_problem(401, "credentials-invalid");
    set_password(&app, link(&given), FROM_TWO).await.expect(204);
    each_opens_its_own(&app, &one, &two).await;
}

#[tokio::test]
async fn a_link_after_a_password_keeps_apart() {
    let app = TestApp::new().await;
    let (one, two) = (app.tenant("One").await, app.tenant("Two").await);
    add(&one, Some(FROM_ONE)).await;
    let given = add(&two, None).await;
    log_in_at(&app, EMAIL, FROM_ONE, Some(&two.id)).await.expect_problem(401, "credentials-invalid");
    set_password(&app, link(&given), FROM_TWO).await.expect(204);
    each_opens_its_own(&app, &one, &two).await;
}

#[tokio::test]
async fn a_password_after_a_link_keeps_apart() {
    let app = TestApp::new().await;
    let (one, two) = (app.tenant("One").await, app.tenant("Two").await);
    let kept = add(&one, None).await;
    add(&two, Some(FROM_TWO)).await;
    set_password(&app, link(&kept), FROM_ONE).await.expect(204);
    each_opens_its_own(&app, &one, &two).await;
}

#[tokio::test]
async fn the_same_password_for_both_opens_both_and_is_changed_for_both() {
    let app = TestApp::new().await;
    let (one, two, three) = (app.tenant("One").await, app.tenant("Two").await, app.tenant("Three").await);
    add(&one, Some("my own password")).await;
    let given = add(&two, None).await;
    add(&three, Some("handed out by Three")).await;
    set_password(&app, link(&given), "my own password").await.expect(204);
    let opened = log_in_at(&app, EMAIL, "my own password", Some(&two.id)).await.expect_created();
    assert_eq!(places(&app, &opened).await, json!([one.id, two.id]));
    let cookie = super::cookie(&opened);
    let body = json!({"password": "my next password", "current_password": "my own password"});
    let own = "http://127.0.0.1:8080";
    app.call("PUT", "/v1/me/password").header("cookie", &cookie).header("origin", own).json(&body).send().await.expect(204);
    for (school, password) in [(&one, "my next password"), (&two, "my next password"), (&three, "handed out by Three")] {
        log_in_at(&app, EMAIL, password, Some(&school.id)).await.expect_created();
    }
    log_in_at(&app, EMAIL, "my own password", None).await.expect_problem(401, "credentials-invalid");
}

#[tokio::test]
async fn a_removed_members_link_and_password_are_dead_even_when_added_again() {
    let app = TestApp::new().await;
    let (one, two) = (app.tenant("One").await, app.tenant("Two").await);
    // Somebody must stay an owner.
    one.post("/v1/members").json(&json!({"email": "boss@one.example", "role": "owner"})).send().await.expect_created();
    let first = add(&one, None).await;
    add(&two, Some(FROM_TWO)).await;
    one.delete(&format!("/v1/members/{}", first.id())).send().await.expect(204);
    let again = add(&one, None).await;
    set_password(&app, link(&first), FROM_ONE).await.expect_problem(401, "unauthenticated");
    set_password(&app, link(&again), FROM_ONE).await.expect(204);
    one.delete(&format!("/v1/members/{}", again.id())).send().await.expect(204);
    log_in_at(&app, EMAIL, FROM_ONE, None).await.expect_problem(401, "credentials-invalid");
    log_in_at(&app, EMAIL, FROM_TWO, None).await.expect_created();
}

#[tokio::test]
async fn what_an_institution_handed_out_opens_nothing_on_the_platform() {
    let app = TestApp::new().await;
    let one = app.tenant("One").await;
    add(&one, Some(FROM_ONE)).await;
    let operators = homeroom::auth::Secret::new("chosen by the operator".to_owned());
    homeroom::members::create_platform_admin(&app.state, EMAIL, operators).await.unwrap();
    let opened = log_in_at(&app, EMAIL, FROM_ONE, None).await.expect_created();
    assert_eq!(places(&app, &opened).await, json!([one.id]));
    let opened = log_in_at(&app, EMAIL, "chosen by the operator", None).await.expect_created();
    assert_eq!(places(&app, &opened).await, json!(["platform"]));
}

#[tokio::test]
async fn handing_out_passwords_is_counted_like_guessing() {
    let app = TestApp::new().await;
    let (one, two) = (app.tenant("One").await, app.tenant("Two").await);
    let given = add(&two, None).await;
    set_password(&app, link(&given), FROM_TWO).await.expect(204);
    let body = |number: usize| json!({"email": EMAIL, "role": "viewer", "password": format!("a guess at Two's {number}")});
    for number in 0..10 {
        let added = one.post("/v1/members").json(&body(number)).send().await.expect_created();
        one.delete(&format!("/v1/members/{}", added.id())).send().await.expect(204);
    }
    one.post("/v1/members").json(&body(10)).send().await.expect_problem(429, "too-many-requests");
    app.set_time("2026-08-25T00:15:00Z");
    one.post("/v1/members").json(&body(10)).send().await.expect_created();
}

#[tokio::test]
async fn whoever_has_a_password_has_come_whichever_version_set_it() {
    let app = TestApp::new().await;
    let one = app.tenant("One").await;
    let added = add(&one, None).await;
    assert_eq!(added["status"], "invited");
    let sql = "INSERT INTO passwords (membership_id, hash) SELECT id, '\\x00' FROM memberships WHERE taken_up_at IS NULL";
    sqlx::query(sql).execute(&mut app.sql().await).await.unwrap();
    let member = one.get(&format!("/v1/members/{}", added.id())).send().await.expect(200);
    assert_eq!(member["status"], "active");
}
