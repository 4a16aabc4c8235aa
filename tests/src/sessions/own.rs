//! Where somebody is logged in, what they are called, and going from one place to another.

use serde_json::json;

use super::{OWN, PASSWORD, cookie, log_in, person};
use crate::support::{Answer, Call, Home, TestApp};

const ELSEWHERE: &str = "another password altogether";

/// A request by a page of ours.
fn by(cookie: &str, call: Call) -> Call {
    call.header("cookie", cookie).header("origin", OWN)
}

async fn me(app: &TestApp, cookie: &str) -> Answer {
    by(cookie, app.get("/v1/me")).send().await.expect(200)
}

async fn open(app: &TestApp, email: &str, password: &str, browser: &str) -> String {
    let body = json!({"email": email, "password": password});
    let opened = app.post("/v1/sessions").header("origin", OWN).header("user-agent", browser).json(&body).send().await.expect_created();
    cookie(&opened)
}

#[tokio::test]
async fn a_page_is_told_whose_week_it_shows() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe No. 2").test_mode().await;
    person(&school, "a@example.org", "teacher").await;
    let cookie = open(&app, "a@example.org", PASSWORD, "Firefox").await;
    let shown = me(&app, &cookie).await;
    let named = json!({"id": school.id, "name": "Qinghe No. 2", "time_zone": "Asia/Shanghai", "currency": "CNY"});
    for (field, value) in named.as_object().unwrap() {
        assert_eq!(shown["tenant"][field], *value);
    }
    assert_eq!((&shown["tenant"]["livemode"], &shown["tenant"]["standing"]), (&json!(false), &json!("active")));
    assert_eq!((&shown["user_name"], &shown["language"], &shown["time_zone"]), (&json!(null), &json!(null), &json!(null)));
    assert_eq!(shown["session"]["expires_at"], "2026-09-24T00:00:00Z");
    let suspend = app.platform_post(&format!("/v1/tenants/{}/suspend", school.id)).json(&json!({"reason": "unpaid"}));
    suspend.send().await.expect(200);
    assert_eq!(me(&app, &cookie).await["tenant"]["standing"], "suspended");
}

#[tokio::test]
async fn whoever_acts_for_a_tenant_is_told_of_it_and_nobody_else_may_ask() {
    let app = TestApp::new().await;
    let (school, other) = (app.tenant("School").await, app.tenant("Other").await);
    let acting = app.platform_get("/v1/me").header("x-tenant", &school.id).send().await.expect(200);
    assert_eq!((&acting["tenant"]["id"], &acting["place"], &acting["name"]), (&json!(school.id), &json!("platform"), &json!(null)));
    assert_eq!(app.platform_get("/v1/me").send().await.expect(200)["tenant"], json!(null));
    let (_, partner) = app.partner("Northern").await;
    app.get("/v1/me").bearer(&partner).header("x-tenant", &school.id).send().await.expect_problem(404, "not-found");
    school.get("/v1/me").header("x-tenant", &other.id).send().await.expect_problem(403, "acting-forbidden");
    app.platform_get("/v1/sessions").header("x-tenant", &school.id).send().await.expect_problem(400, "tenant-not-applicable");
}

#[tokio::test]
async fn a_person_says_how_they_are_called_and_spoken_to() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    person(&school, "a@example.org", "teacher").await;
    let cookie = open(&app, "a@example.org", PASSWORD, "Firefox").await;
    let amend = |body: serde_json::Value| by(&cookie, app.call("PATCH", "/v1/me")).json(&body).send();
    let amended = amend(json!({"name": "王老师", "language": "zh-CN", "time_zone": "Asia/Urumqi"})).await.expect(200);
    assert_eq!(
        (&amended["user_name"], &amended["language"], &amended["time_zone"]),
        (&json!("王老师"), &json!("zh-CN"), &json!("Asia/Urumqi"))
    );
    let kept = amend(json!({"time_zone": null})).await.expect(200);
    assert_eq!((&kept["user_name"], &kept["language"], &kept["time_zone"]), (&json!("王老师"), &json!("zh-CN"), &json!(null)));
    assert_eq!(me(&app, &cookie).await["user_name"], "王老师");
    amend(json!({"name": ""})).await.expect_invalid("/name");
    amend(json!({"name": "a\u{202e}b"})).await.expect_invalid("/name");
    amend(json!({"time_zone": "Beijing"})).await.expect_invalid("/time_zone");
    amend(json!({"language": "tlh"})).await.expect_invalid("/language");
    let told = school.get("/v1/events").send().await.expect(200);
    let told: Vec<_> = told.items().iter().filter(|event| event["type"] == "member.updated").collect();
    assert_eq!(told.len(), 1, "the place is told of the name, and not of the language: {told:?}");
    school.get("/v1/me").send().await.expect(200);
    let by_key = app.call("PATCH", "/v1/me").bearer(&school.key).json(&json!({"name": "Robot"})).send().await;
    by_key.expect_problem(403, "credential-unsuitable");
}

#[tokio::test]
async fn a_session_goes_where_its_password_opens_and_nowhere_else() {
    let app = TestApp::new().await;
    let (one, two, three) = (app.tenant("One").await, app.tenant("Two").await, app.tenant("Three").await);
    person(&one, "a@example.org", "owner").await;
    person(&two, "a@example.org", "teacher").await;
    let body = json!({"email": "a@example.org", "role": "viewer", "password": ELSEWHERE});
    let locked = three.post("/v1/members").json(&body).send().await.expect_created().id();
    let cookie = open(&app, "a@example.org", PASSWORD, "Firefox").await;
    let before = me(&app, &cookie).await;
    assert_eq!((&before["place"], before["memberships"].as_array().unwrap().len()), (&json!(one.id), 2));
    let there = before["memberships"][1]["id"].as_str().unwrap().to_owned();
    let go = |membership: &str| by(&cookie, app.call("PUT", "/v1/sessions/current")).json(&json!({"membership": membership})).send();
    let gone = go(&there).await.expect(200);
    assert_eq!((&gone["membership"]["place"], &gone["email"]), (&json!(two.id), &json!("a@example.org")));
    let after = me(&app, &cookie).await;
    assert_eq!((&after["place"], &after["role"], &after["session"]), (&json!(two.id), &json!("teacher"), &before["session"]));
    go(&there).await.expect(200);
    let opened = two.get("/v1/events?limit=200").send().await.expect(200);
    let opened = opened.items().iter().filter(|event| event["type"] == "session.opened").count();
    assert_eq!(opened, 1, "the place is told that somebody came, once");
    let absent = go("mem_0197f000-0000-7000-8000-000000000000").await.expect_problem(409, "membership-locked").json().clone();
    let other = go(&locked).await.expect_problem(409, "membership-locked").json().clone();
    assert_eq!((&absent["detail"], &absent["status"]), (&other["detail"], &other["status"]));
    assert_eq!(me(&app, &cookie).await["place"], json!(two.id));
}

#[tokio::test]
async fn a_person_sees_where_they_are_logged_in_and_ends_it() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    person(&school, "a@example.org", "owner").await;
    person(&school, "b@example.org", "owner").await;
    let stranger = open(&app, "b@example.org", PASSWORD, "Opera").await;
    let first = open(&app, "a@example.org", PASSWORD, "Firefox on a school PC").await;
    app.set_time("2026-08-25T01:00:00Z");
    let second = open(&app, "a@example.org", PASSWORD, "Safari").await;
    let third = open(&app, "a@example.org", PASSWORD, "Chromium").await;
    let list = by(&second, app.get("/v1/sessions")).send().await.expect(200);
    let shown: Vec<_> = list.items().iter().map(|item| (item["user_agent"].as_str().unwrap(), item["current"] == true)).collect();
    assert_eq!(shown.len(), 3);
    assert!(shown.contains(&("Safari", true)) && shown[2] == ("Firefox on a school PC", false), "{shown:?}");
    let oldest = list.items()[2].clone();
    assert_eq!((&oldest["created_at"], &oldest["membership"]["place"]), (&json!("2026-08-25T00:00:00Z"), &json!(school.id)));
    let end = |cookie: &str, id: &str| by(cookie, app.call("DELETE", &format!("/v1/sessions/{id}"))).send();
    end(&stranger, oldest["id"].as_str().unwrap()).await.expect_problem(404, "not-found");
    end(&second, oldest["id"].as_str().unwrap()).await.expect(204);
    by(&first, app.get("/v1/me")).send().await.expect_problem(401, "unauthenticated");
    by(&second, app.call("DELETE", "/v1/sessions")).send().await.expect(204);
    by(&third, app.get("/v1/me")).send().await.expect_problem(401, "unauthenticated");
    me(&app, &second).await;
    me(&app, &stranger).await;
    school.get("/v1/sessions").send().await.expect_problem(403, "credential-unsuitable");
}

#[tokio::test]
async fn a_password_of_one_place_neither_shows_nor_ends_what_another_opened() {
    let app = TestApp::new().await;
    let (one, two) = (app.tenant("One").await, app.tenant("Two").await);
    person(&one, "a@example.org", "owner").await;
    two.post("/v1/members").json(&json!({"email": "a@example.org", "role": "owner", "password": ELSEWHERE})).send().await.expect_created();
    let (here, there) = (open(&app, "a@example.org", PASSWORD, "Here").await, open(&app, "a@example.org", ELSEWHERE, "There").await);
    let list = by(&there, app.get("/v1/sessions")).send().await.expect(200);
    assert_eq!((list.items().len(), &list.items()[0]["user_agent"]), (1, &json!("There")));
    by(&there, app.call("PATCH", "/v1/me")).json(&json!({"name": "Somebody", "language": "en"})).send().await.expect(200);
    by(&there, app.call("DELETE", "/v1/sessions")).send().await.expect(204);
    let unchanged = me(&app, &here).await;
    assert_eq!((&unchanged["user_name"], &unchanged["language"]), (&json!(null), &json!(null)));
}

#[tokio::test]
async fn an_idle_session_is_no_longer_listed() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    person(&school, "a@example.org", "owner").await;
    open(&app, "a@example.org", PASSWORD, "Firefox").await;
    app.set_time("2026-08-25T12:00:00Z");
    let body = json!({"email": "a@example.org", "password": PASSWORD});
    let cookie = cookie(&log_in(&app, &body).await.expect_created());
    let list = by(&cookie, app.get("/v1/sessions")).send().await.expect(200);
    assert_eq!((list.items().len(), &list.items()[0]["current"], &list.items()[0]["user_agent"]), (1, &json!(true), &json!(null)));
    let session = app.session(Home::tenant(&school.id), "teacher").await;
    assert_eq!(by(&session, app.get("/v1/sessions")).send().await.expect(200).items().len(), 1);
}
