use serde_json::json;

use super::{Browser, app, link, school, secret};

#[tokio::test]
async fn a_passcode_is_asked_for_and_wrong_ones_are_counted() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let made = link(&school, &rooms[0], json!({"role": "pupil", "valid": "term", "passcode": "blue-fox"})).await.expect_created();
    let (secret, mut browser) = (secret(&made), Browser::new(&app));
    browser.redeem(json!({"secret": secret})).await.expect_problem(422, "passcode-wrong");
    for _ in 0..10 {
        browser.redeem(json!({"secret": secret, "passcode": "red-fox"})).await.expect_problem(422, "passcode-wrong");
    }
    assert_eq!(browser.cookie, None);
    let refused = browser.redeem(json!({"secret": secret, "passcode": "blue-fox"})).await.expect_problem(429, "too-many-requests");
    assert!(refused.header("retry-after").is_some());
    // Somebody else, elsewhere, is not kept out.
    let elsewhere = app.post("/v1/links/redeem").from("203.0.113.7").header("origin", super::ORIGIN);
    elsewhere.json(&json!({"secret": secret, "passcode": "blue-fox"})).send().await.expect(200);
    app.set_time("2026-08-25T00:15:01Z");
    browser.redeem(json!({"secret": secret, "passcode": "blue-fox"})).await.expect(200);
}

#[tokio::test]
async fn a_whole_class_behind_one_address_is_no_guessing() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let made = link(&school, &rooms[0], json!({"role": "pupil", "valid": "term", "passcode": "blue-fox"})).await.expect_created();
    for _ in 0..30 {
        let mut browser = Browser::new(&app);
        browser.redeem(json!({"secret": secret(&made)})).await.expect_problem(422, "passcode-wrong");
        browser.redeem(json!({"secret": secret(&made), "passcode": "blue-fox"})).await.expect(200);
    }
}
