use serde_json::json;

use super::{OWN, PASSWORD, add, cookie, log_in, post, set_password, with_mail};
use crate::support::{Answer, TestApp};

const NEW: &str = "a new and longer password";

async fn forgotten(app: &TestApp, email: &str) -> Answer {
    app.post("/v1/password-resets").header("origin", OWN).json(&json!({ "email": email })).send().await
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_a_letter_wherever_the_person_has_a_role() {
    let (app, mail) = with_mail().await;
    let (one, two) = (app.tenant("One").await, app.tenant("Two").await);
    add(&one, json!({"email": "a@example.org", "role": "owner", "password": PASSWORD})).await;
    add(&two, json!({"email": "a@example.org", "role": "teacher", "password": "another password altogether"})).await;
    let before = cookie(&log_in(&app, "a@example.org", PASSWORD).await.expect_created());
    let answer = forgotten(&app, "A@example.org").await.expect(202);
    assert!(answer.body.is_empty(), "{}", answer.text());
    post(&app).await;
    let letters = mail.letters().await;
    let [letter] = &letters[..] else { panic!("{letters:?}") };
    assert!(letter.address().starts_with("http://127.0.0.1:8080/password/new#hr_link_"), "{}", letter.address());
    assert!(letter.to == "a@example.org" && letter.text.contains("One, Two"), "{letter:?}");
    set_password(&app, letter.secret(), NEW).await.expect(204);
    app.get("/v1/me").header("cookie", &before).send().await.expect_problem(401, "unauthenticated");
    log_in(&app, "a@example.org", PASSWORD).await.expect_problem(401, "credentials-invalid");
    let session = cookie(&log_in(&app, "a@example.org", NEW).await.expect_created());
    let me = app.get("/v1/me").header("cookie", &session).send().await.expect(200);
    assert_eq!(me["memberships"].as_array().unwrap().len(), 2, "one password for both");
    set_password(&app, letter.secret(), PASSWORD).await.expect_problem(401, "unauthenticated");
    let told = two.get("/v1/events?limit=200").send().await.expect(200);
    assert!(told.items().iter().any(|event| event["type"] == "password.changed"), "{}", told.text());
}

#[tokio::test]
async fn a_letter_is_in_the_language_that_the_person_reads() {
    let (app, mail) = with_mail().await;
    let school = app.tenant("清河").await;
    add(&school, json!({"email": "a@example.org", "role": "viewer", "password": PASSWORD, "language": "zh-CN"})).await;
    forgotten(&app, "a@example.org").await.expect(202);
    post(&app).await;
    assert_eq!(mail.letters().await[0].subject, "设置新的 Homeroom 密码");
}

#[tokio::test]
async fn nobody_learns_whether_there_is_such_a_person() {
    let (app, mail) = with_mail().await;
    let school = app.tenant("School").await;
    add(&school, json!({"email": "a@example.org", "role": "viewer", "password": PASSWORD})).await;
    let waiting = async || {
        let list = app.platform_get("/v1/platform/jobs").send().await.expect(200);
        list.items().iter().map(|job| (job["name"].clone(), job["state"].clone())).collect::<Vec<_>>()
    };
    forgotten(&app, "a@example.org").await.expect(202);
    let known = waiting().await;
    post(&app).await;
    forgotten(&app, "nobody@example.org").await.expect(202);
    assert_eq!((known.len(), waiting().await), (1, known), "the same work is asked for");
    post(&app).await;
    assert_eq!(mail.letters().await.len(), 1);
    // Five letters an hour to one address, whether it is somebody's or not.
    for email in ["a@example.org", "nobody@example.org"] {
        for _ in 1..5 {
            forgotten(&app, email).await.expect(202);
        }
        let refused = forgotten(&app, email).await.expect_problem(429, "too-many-requests");
        assert_eq!(refused.header("retry-after"), Some("3600"));
    }
    app.set_time("2026-08-25T01:00:00Z");
    forgotten(&app, "a@example.org").await.expect(202);
}

#[tokio::test]
async fn a_link_ends_after_an_hour_and_with_the_next_one() {
    let (app, mail) = with_mail().await;
    let school = app.tenant("School").await;
    add(&school, json!({"email": "a@example.org", "role": "viewer", "password": PASSWORD})).await;
    for _ in 0..2 {
        forgotten(&app, "a@example.org").await.expect(202);
        post(&app).await;
    }
    let letters = mail.letters().await;
    set_password(&app, letters[0].secret(), NEW).await.expect_problem(401, "unauthenticated");
    app.set_time("2026-08-25T01:00:00Z");
    set_password(&app, letters[1].secret(), NEW).await.expect_problem(401, "unauthenticated");
    log_in(&app, "a@example.org", PASSWORD).await.expect_created();
}

#[tokio::test]
async fn without_mail_whoever_forgot_is_told_whom_to_ask_and_other_sites_ask_nothing() {
    let app = TestApp::new().await;
    forgotten(&app, "a@example.org").await.expect_problem(409, "mail-not-set-up");
    forgotten(&app, "nobody").await.expect_invalid("/email");
    let foreign = app.post("/v1/password-resets").header("origin", "https://evil.example").json(&json!({"email": "a@example.org"}));
    foreign.send().await.expect_problem(403, "cross-site");
}
