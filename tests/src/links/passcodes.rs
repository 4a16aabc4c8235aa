use homeroom::{cli::rewrap_secrets, config::MasterKey, seal::Seal};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Browser, ORIGIN, app, link, school, secret};
use crate::support::{Answer, School, TestApp, uuid_of};

#[tokio::test]
async fn a_passcode_is_asked_for_and_wrong_ones_are_counted() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let made = coded(&school, &rooms[0]).await;
    let (secret, mut browser) = (secret(&made), Browser::new(&app));
    browser.redeem(json!({"secret": secret})).await.expect_problem(422, "passcode-wrong");
    for _ in 0..50 {
        browser.redeem(json!({"secret": secret, "passcode": "red-fox"})).await.expect_problem(422, "passcode-wrong");
    }
    assert_eq!(browser.cookie, None);
    let refused = browser.redeem(json!({"secret": secret, "passcode": "blue-fox"})).await.expect_problem(429, "too-many-requests");
    assert!(refused.header("retry-after").is_some());
    // Somebody else, elsewhere, is not kept out.
    from(&app, "203.0.113.7", &secret, "blue-fox").await.expect(200);
    app.set_time("2026-08-25T00:15:01Z");
    browser.redeem(json!({"secret": secret, "passcode": "blue-fox"})).await.expect(200);
}

/// A link of the term whose passcode is blue-fox.
async fn coded(school: &School<'_>, room: &str) -> Answer {
    link(school, room, json!({"role": "pupil", "valid": "term", "passcode": "blue-fox"})).await.expect_created()
}

async fn from(app: &TestApp, address: &str, secret: &str, passcode: &str) -> Answer {
    let call = app.post("/v1/links/redeem").from(address).header("origin", ORIGIN);
    call.json(&json!({"secret": secret, "passcode": passcode})).send().await
}

#[tokio::test]
async fn a_day_has_so_many_wrong_passcodes_wherever_they_come_from_and_the_sweep_forgets_none_of_them_before() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let made = coded(&school, &rooms[0]).await;
    let secret = secret(&made);
    for address in 1..=5 {
        for _ in 0..50 {
            from(&app, &format!("203.0.113.{address}"), &secret, "red-fox").await.expect_problem(422, "passcode-wrong");
        }
    }
    from(&app, "203.0.113.9", &secret, "blue-fox").await.expect_problem(429, "too-many-requests");
    app.set_time("2026-08-25T23:00:00Z");
    homeroom::workers::run(&app.state, "sweep-attempts").await.unwrap();
    from(&app, "203.0.113.9", &secret, "blue-fox").await.expect_problem(429, "too-many-requests");
    app.set_time("2026-08-26T00:00:01Z");
    from(&app, "203.0.113.9", &secret, "blue-fox").await.expect(200);
}

#[tokio::test]
async fn guesses_at_once_are_no_more_than_guesses_one_after_another() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let made = coded(&school, &rooms[0]).await;
    let secret = secret(&made);
    let guesses = (0..80).map(|_| from(&app, "203.0.113.7", &secret, "red-fox"));
    let answers = futures::future::join_all(guesses).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 422).count(), 50);
}

#[tokio::test]
async fn a_passcode_outlasts_a_change_of_the_master_key() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let made = coded(&school, &rooms[0]).await;
    // As links were made before.
    let old = coded(&school, &rooms[0]).await;
    let digest = Sha256::digest(format!("passcode of {}: blue-fox", old.id())).into();
    let before = app.state.seal.fingerprint(&digest);
    let id = uuid_of(&old.id());
    sqlx::query("UPDATE links SET passcode_hash = $2 WHERE id = $1").bind(id).bind(before).execute(&mut app.sql().await).await.unwrap();
    for link in [&made, &old] {
        from(&app, "203.0.113.7", &secret(link), "red-fox").await.expect_problem(422, "passcode-wrong");
        from(&app, "203.0.113.7", &secret(link), "blue-fox").await.expect(200);
    }
    let key = |text: &str| MasterKey::parse(text).unwrap();
    let changed = app.with_config(|config| {
        config.previous_master_keys = vec![config.master_key.clone()];
        config.master_key = key("AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=");
    });
    rewrap_secrets(&changed).await.unwrap();
    let kept: Vec<u8> =
        sqlx::query_scalar("SELECT passcode_hash FROM links WHERE id <> $1").bind(id).fetch_one(&mut app.sql().await).await.unwrap();
    let place = format!("links.passcode_hash/{}", uuid_of(&made.id()));
    assert!(Seal::new(&[2; 32], &[]).open(&place, &kept).is_ok(), "the key before is needed no more");
}

#[tokio::test]
async fn a_whole_class_behind_one_address_is_no_guessing() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let made = coded(&school, &rooms[0]).await;
    for _ in 0..60 {
        let mut browser = Browser::new(&app);
        browser.redeem(json!({"secret": secret(&made)})).await.expect_problem(422, "passcode-wrong");
        browser.redeem(json!({"secret": secret(&made), "passcode": "blue-fox"})).await.expect(200);
    }
}
