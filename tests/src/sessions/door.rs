use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{OWN, PASSWORD, cookie, log_in, person};
use crate::support::TestApp;

#[tokio::test]
async fn a_session_is_a_cookie_that_scripts_and_other_sites_cannot_use() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    person(&school, "a@example.org", "admin").await;
    let opened = log_in(&app, &json!({"email": "A@example.org", "password": PASSWORD})).await.expect_created();
    let set = opened.header("set-cookie").unwrap();
    assert!(set.starts_with("hr=") && set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"), "{set}");
    assert!(!opened.text().contains(cookie(&opened).trim_start_matches("hr=")));
    let cookie = cookie(&opened);
    let me = app.get("/v1/me").header("cookie", &cookie).send().await.expect(200);
    assert_eq!((&me["email"], &me["role"], &me["place"]), (&json!("a@example.org"), &json!("admin"), &json!(school.id)));
    let key = || app.post("/v1/api-keys").header("cookie", &cookie).once().json(&json!({"name": "x", "scopes": ["orders:read"]}));
    key().send().await.expect_problem(403, "cross-site");
    key().header("origin", "https://evil.example").send().await.expect_problem(403, "cross-site");
    key().header("sec-fetch-site", "cross-site").header("origin", OWN).send().await.expect_problem(403, "cross-site");
    key().header("sec-fetch-site", "same-origin").send().await.expect_created();
    app.call("DELETE", "/v1/sessions/current").header("cookie", &cookie).header("origin", OWN).send().await.expect(204);
    app.get("/v1/me").header("cookie", &cookie).send().await.expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn an_unknown_person_a_wrong_password_and_a_foreign_tenant_are_answered_alike() {
    let app = TestApp::new().await;
    let (school, other) = (app.tenant("School").await, app.tenant("Other").await);
    person(&school, "a@example.org", "admin").await;
    let tries = [
        json!({"email": "nobody@example.org", "password": PASSWORD}),
        json!({"email": "a@example.org", "password": "wrong password"}),
        json!({"email": "a@example.org", "password": PASSWORD, "tenant": other.id}),
    ];
    let mut answers = Vec::new();
    for body in tries {
        let mut problem = log_in(&app, &body).await.expect_problem(401, "credentials-invalid").json().clone();
        problem["request_id"] = json!(null);
        answers.push(problem);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    let named = log_in(&app, &json!({"email": "a@example.org", "password": PASSWORD, "tenant": school.id})).await.expect_created();
    assert_eq!(named["membership"]["place"], json!(school.id));
}

#[tokio::test]
async fn guessing_ends_after_ten_attempts_and_the_right_password_too_until_the_window_is_over() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    person(&school, "a@example.org", "admin").await;
    let wrong = json!({"email": "a@example.org", "password": "wrong password"});
    let right = json!({"email": "a@example.org", "password": PASSWORD});
    for _ in 0..10 {
        log_in(&app, &wrong).await.expect_problem(401, "credentials-invalid");
    }
    let refused = log_in(&app, &right).await.expect_problem(429, "too-many-requests");
    assert_eq!(refused.header("retry-after"), Some("900"));
    app.set_time("2026-08-25T00:15:00Z");
    log_in(&app, &right).await.expect_created();
    log_in(&app, &wrong).await.expect_problem(401, "credentials-invalid");
}

#[tokio::test]
async fn ten_wrong_log_ins_from_one_address_keep_nobody_out_who_comes_from_another() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    person(&school, "a@example.org", "admin").await;
    let from = |address: &str, password: &str| {
        let body = json!({"email": "a@example.org", "password": password});
        app.post("/v1/sessions").from(address).header("origin", OWN).json(&body).send()
    };
    for _ in 0..10 {
        from("203.0.113.7", "wrong password").await.expect_problem(401, "credentials-invalid");
    }
    from("203.0.113.7", PASSWORD).await.expect_problem(429, "too-many-requests");
    from("2001:db8:1:2::1", PASSWORD).await.expect_created();
    // One client has a whole /64.
    for number in 0..10 {
        from(&format!("2001:db8:9:9::{number}"), "wrong password").await.expect_problem(401, "credentials-invalid");
    }
    from("2001:db8:9:9::ffff", PASSWORD).await.expect_problem(429, "too-many-requests");
}

#[tokio::test]
async fn guesses_from_all_over_the_world_do_not_keep_out_a_browser_that_is_known() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    person(&school, "a@example.org", "admin").await;
    let right = json!({"email": "a@example.org", "password": PASSWORD});
    let opened = log_in(&app, &right).await.expect_created();
    let device = opened.headers.get_all("set-cookie").iter().map(|set| set.to_str().unwrap()).find(|set| set.starts_with("hr-device="));
    let device = device.unwrap().split(';').next().unwrap().to_owned();
    let everywhere = Sha256::digest("a@example.org").iter().fold("everywhere:".to_owned(), |name, byte| format!("{name}{byte:02x}"));
    let changed = sqlx::query("UPDATE attempts SET count = 500 WHERE bucket = $1").bind(everywhere).execute(&mut app.sql().await).await;
    assert_eq!(changed.unwrap().rows_affected(), 1);
    let from_elsewhere = |cookie: &str, body: &Value| {
        app.post("/v1/sessions").from("198.51.100.9").header("origin", OWN).header("cookie", cookie).json(body).send()
    };
    from_elsewhere("hr-device=x.y.z", &right).await.expect_problem(429, "too-many-requests");
    from_elsewhere(&device, &right).await.expect_created();
    // The cookie opens nothing, and its browser may guess no more than others.
    let wrong = json!({"email": "a@example.org", "password": "wrong password"});
    for _ in 0..10 {
        from_elsewhere(&device, &wrong).await.expect_problem(401, "credentials-invalid");
    }
    from_elsewhere(&device, &right).await.expect_problem(429, "too-many-requests");
}

#[tokio::test]
async fn a_password_opens_from_a_keyboard_that_composes_its_letters_otherwise() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let body = json!({"email": "jos\u{e9}@example.org", "role": "viewer", "password": "caf\u{e9} au lait"});
    school.post("/v1/members").json(&body).send().await.expect_created();
    for (email, password) in [("jos\u{e9}", "caf\u{e9}"), ("jose\u{301}", "cafe\u{301}"), ("JOSE\u{301}", "caf\u{e9}")] {
        let body = json!({"email": format!("{email}@example.org"), "password": format!("{password} au lait")});
        log_in(&app, &body).await.expect_created();
    }
    log_in(&app, &json!({"email": "jos\u{e9}@example.org", "password": "cafe au lait"})).await.expect_problem(401, "credentials-invalid");
}

#[tokio::test]
async fn a_session_ends_after_twelve_idle_hours_and_after_thirty_days_in_all() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    person(&school, "a@example.org", "admin").await;
    let right = json!({"email": "a@example.org", "password": PASSWORD});
    let idle = cookie(&log_in(&app, &right).await);
    let busy = cookie(&log_in(&app, &right).await);
    let status = async |cookie: &str| app.get("/v1/me").header("cookie", cookie).send().await.status.as_u16();
    app.set_time("2026-08-25T11:59:00Z");
    assert_eq!(status(&busy).await, 200);
    app.set_time("2026-08-25T12:00:00Z");
    assert_eq!((status(&idle).await, status(&busy).await), (401, 200));
    for _ in 0..10 {
        app.state.clock.set(app.now() + jiff::SignedDuration::from_hours(11));
        assert_eq!(status(&busy).await, 200);
    }
    let mut sql = app.sql().await;
    sqlx::query("UPDATE sessions SET last_seen_at = '2026-09-23T23:00:00Z'").execute(&mut sql).await.unwrap();
    app.set_time("2026-09-23T23:59:59Z");
    assert_eq!(status(&busy).await, 200);
    app.set_time("2026-09-24T00:00:00Z");
    assert_eq!(status(&busy).await, 401);
    homeroom::workers::run(&app.state, "sweep-sessions").await.unwrap();
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM sessions").fetch_one(&mut sql).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn an_address_may_fail_a_hundred_times_whomever_it_tries() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    person(&school, "a@example.org", "admin").await;
    let right = json!({"email": "a@example.org", "password": PASSWORD});
    let mut sql = app.sql().await;
    let counted = "INSERT INTO attempts (bucket, window_start, count) VALUES ('address:127.0.0.1', '2026-08-25', 98)";
    sqlx::query(counted).execute(&mut sql).await.unwrap();
    let from = |address: &str, body: &Value| app.post("/v1/sessions").from(address).header("origin", OWN).json(body).send();
    // One that succeeds is not counted: a school may sit behind one address.
    from("127.0.0.1", &right).await.expect_created();
    for number in 0..2 {
        let wrong = json!({"email": format!("{number}@example.org"), "password": PASSWORD});
        from("127.0.0.1", &wrong).await.expect_problem(401, "credentials-invalid");
    }
    from("127.0.0.1", &right).await.expect_problem(429, "too-many-requests");
    from("198.51.100.1", &right).await.expect_created();
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_it_and_to_this_host() {
    let app = TestApp::with(&["--public-url", "https://homeroom.example.org"]).await;
    let school = app.tenant("School").await;
    person(&school, "a@example.org", "admin").await;
    let body = json!({"email": "a@example.org", "password": PASSWORD});
    log_in(&app, &body).await.expect_problem(403, "cross-site");
    let call = app.post("/v1/sessions").header("origin", "https://homeroom.example.org");
    let opened = call.json(&body).send().await.expect_created();
    let set = opened.header("set-cookie").unwrap();
    let (name, rest) = set.split_once('=').unwrap();
    assert_eq!(name, "__Host-hr");
    assert!(["Path=/", "HttpOnly", "Secure", "SameSite=Lax"].iter().all(|flag| rest.contains(flag)) && !rest.contains("Domain"), "{set}");
    let cookie = cookie(&opened);
    app.get("/v1/me").header("cookie", &cookie).send().await.expect(200);
    let loopbacks = cookie.replace("__Host-hr", "hr");
    app.get("/v1/me").header("cookie", &loopbacks).send().await.expect_problem(401, "unauthenticated");
}
