use serde_json::json;

use super::{Browser, app, link, open, pupil, school, secret};

#[tokio::test]
async fn a_pupil_without_an_account_waits_and_enters() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let made = link(&school, &rooms[0], pupil("term")).await.expect_created();
    app.set_time("2026-09-07T00:20:00Z");
    open(&app).await;
    let mut browser = Browser::new(&app);
    let shown = browser.redeem(json!({"secret": secret(&made)})).await.expect(200);
    assert_eq!((&shown["classroom"]["id"], &shown["classroom"]["name"]), (&json!(rooms[0]), &json!("room-1")));
    assert_eq!((&shown["tenant_name"], &shown["role"]), (&json!("Qinghe"), &json!("pupil")));
    let cookie = shown.header("set-cookie").unwrap();
    assert!(cookie.starts_with("hr_link=") && cookie.contains("; HttpOnly; SameSite=Lax") && !cookie.contains(&secret(&made)), "{cookie}");

    let waiting = browser.current().await.expect(200);
    assert_eq!((&waiting["state"], &waiting["opens_at"]), (&json!("waiting"), &json!("2026-09-07T00:50:00Z")));
    let retry = waiting["retry_after_ms"].as_u64().unwrap();
    assert!((60_000..=120_000).contains(&retry), "{retry}");
    let refused = browser.enter("小明").await.expect_problem(409, "room-closed");
    assert_eq!(refused["params"]["opens_at"], "2026-09-07T00:50:00Z");

    app.set_time("2026-09-07T00:58:00Z");
    assert_eq!(browser.current().await.expect(200)["state"], "open");
    let way_in = browser.enter("小明").await.expect(200);
    assert!(way_in.text_of("url").starts_with("wss://") && way_in["token"].is_string());
    assert_eq!(way_in["expires_at"], "2026-09-07T01:08:00Z");
    let listed = school.get(&format!("/v1/classrooms/{}/links", rooms[0])).send().await.expect(200);
    assert_eq!(listed.items()[0]["uses"], 1);
}

#[tokio::test]
async fn a_page_that_is_loaded_again_is_the_same_pupil_and_another_browser_is_another() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let made = link(&school, &rooms[0], pupil("term")).await.expect_created();
    app.set_time("2026-09-07T00:58:00Z");
    open(&app).await;
    let (mut one, mut other) = (Browser::new(&app), Browser::new(&app));
    for browser in [&mut one, &mut other] {
        browser.redeem(json!({"secret": secret(&made)})).await.expect(200);
        browser.enter("P").await.expect(200);
    }
    // Loaded again, and the address opened once more.
    one.enter("P").await.expect(200);
    one.redeem(json!({"secret": secret(&made)})).await.expect(200);
    one.enter("P").await.expect(200);
    let identities = "SELECT count(*), count(DISTINCT identity) FROM joins";
    let counted: (i64, i64) = sqlx::query_as(identities).fetch_one(&mut app.sql().await).await.unwrap();
    assert_eq!(counted, (4, 2));
}

#[tokio::test]
async fn a_link_that_is_revoked_or_over_opens_nothing_at_once() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let (made, lesson) =
        (link(&school, &rooms[0], pupil("term")).await.expect_created(), link(&school, &rooms[1], pupil("lesson")).await.expect_created());
    app.set_time("2026-09-07T00:58:00Z");
    open(&app).await;
    let (mut browser, mut late) = (Browser::new(&app), Browser::new(&app));
    browser.redeem(json!({"secret": secret(&made)})).await.expect(200);
    late.redeem(json!({"secret": secret(&lesson)})).await.expect(200);
    school.delete(&format!("/v1/classrooms/{}/links/{}", rooms[0], made.id())).send().await.expect(204);
    browser.enter("P").await.expect_problem(422, "link-invalid");
    browser.current().await.expect_problem(422, "link-invalid");
    browser.redeem(json!({"secret": secret(&made)})).await.expect_problem(422, "link-invalid");
    late.enter("P").await.expect(200);
    app.set_time("2026-09-07T01:45:00Z");
    late.enter("P").await.expect_problem(422, "link-invalid");
    late.redeem(json!({"secret": secret(&lesson)})).await.expect_problem(422, "link-invalid");
}

#[tokio::test]
async fn nobody_enters_without_a_cookie_of_ours_or_from_another_site() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let made = link(&school, &rooms[0], pupil("term")).await.expect_created();
    app.set_time("2026-09-07T00:58:00Z");
    open(&app).await;
    let body = json!({"secret": secret(&made)});
    app.post("/v1/links/redeem").json(&body).send().await.expect_problem(403, "cross-site");
    app.post("/v1/links/redeem").header("origin", "https://evil.example").json(&body).send().await.expect_problem(403, "cross-site");
    let stranger = Browser { app: &app, cookie: Some("hr_link=lnk_1.ten_1.x.9999999999.AAAA".to_owned()) };
    stranger.enter("P").await.expect_problem(422, "link-invalid");
    Browser::new(&app).current().await.expect_problem(422, "link-invalid");
    Browser::new(&app).redeem(json!({"secret": "nonsense"})).await.expect_problem(422, "link-invalid");

    // A cookie of one link is of no use with the id of another.
    let other = link(&school, &rooms[1], pupil("term")).await.expect_created();
    let mut browser = Browser::new(&app);
    browser.redeem(body).await.expect(200);
    browser.cookie = browser.cookie.map(|cookie| cookie.replace(&made.id(), &other.id()));
    browser.enter("P").await.expect_problem(422, "link-invalid");
}

#[tokio::test]
async fn a_teacher_by_link_rules_the_room_and_a_pupil_does_not() {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let app = app().await;
    let (school, rooms) = school(&app).await;
    app.set_time("2026-09-07T00:58:00Z");
    open(&app).await;
    for (role, rules) in [("teacher", true), ("pupil", false)] {
        let made = link(&school, &rooms[0], json!({"role": role, "valid": "day"})).await.expect_created();
        let mut browser = Browser::new(&app);
        browser.redeem(json!({"secret": secret(&made)})).await.expect(200);
        let token = browser.enter("T").await.expect(200).text_of("token").to_owned();
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["video"]["roomAdmin"], rules, "{claims}");
    }
}

#[tokio::test]
async fn whoever_leaves_a_shared_machine_leaves_no_link_in_it() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let made = link(&school, &rooms[0], pupil("term")).await.expect_created();
    let mut browser = Browser::new(&app);
    browser.redeem(json!({"secret": secret(&made)})).await.expect(200);
    let forgotten = browser.call("DELETE", "/v1/links/current").send().await.expect(204);
    assert_eq!(forgotten.header("set-cookie"), Some("hr_link=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
    browser.current().await.expect(200);
    let evil = app.call("DELETE", "/v1/links/current").header("origin", "https://evil.example");
    evil.send().await.expect_problem(403, "cross-site");
    Browser::new(&app).redeem(json!({"secret": secret(&made)})).await.expect(200);
}
