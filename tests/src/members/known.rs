//! How a place calls its members, and whether they have come.

use serde_json::json;

use super::{add, browser, log_in, set_password};
use crate::support::{Home, TestApp};

const PASSWORD: &str = "correct horse battery";

#[tokio::test]
async fn a_teacher_is_known_by_the_names_in_the_timetable() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let body = json!({"email": "wang@example.org", "role": "teacher", "name": "王老师", "teaches_as": ["王"], "language": "zh-CN"});
    let made = school.post("/v1/members").json(&body).send().await.expect_created();
    assert_eq!(
        (&made["name"], &made["teaches_as"], &made["status"], &made["link_sent_to"]),
        (&json!("王老师"), &json!(["王"]), &json!("invited"), &json!(null))
    );
    let path = format!("/v1/members/{}", made.id());
    let amended = school.patch(&path, "\"1.0\"").json(&json!({"teaches_as": ["王老师", "Wang L."]})).send().await.expect(200);
    assert_eq!(
        (&amended["name"], &amended["teaches_as"], &amended["role"]),
        (&json!("王老师"), &json!(["王老师", "Wang L."]), &json!("teacher"))
    );
    let nameless = school.patch(&path, "\"2.0\"").json(&json!({"name": null})).send().await.expect(200);
    assert_eq!((&nameless["name"], nameless.etag()), (&json!(null), "\"3.0\""));
    let read = school.get(&path).send().await.expect(200);
    assert_eq!(read.json(), nameless.json());
    assert_eq!(school.get("/v1/members").send().await.expect(200).items()[0], *read.json());
    let patch = |body| school.patch(&path, "\"3.0\"").json(&body).send();
    patch(json!({"teaches_as": vec!["x"; 21]})).await.expect_invalid("/teaches_as");
    patch(json!({"teaches_as": ["x", ""]})).await.expect_invalid("/teaches_as/1");
    patch(json!({"teaches_as": null})).await.expect_invalid("/teaches_as");
    patch(json!({"name": "x".repeat(201)})).await.expect_invalid("/name");
}

#[tokio::test]
async fn a_member_is_invited_until_a_password_is_set() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let invited = school.post("/v1/members").json(&json!({"email": "a@example.org", "role": "viewer"})).send().await.expect_created();
    let body = json!({"email": "b@example.org", "role": "viewer", "password": PASSWORD});
    assert_eq!(school.post("/v1/members").json(&body).send().await.expect_created()["status"], "active");
    set_password(&app, invited.text_of("link"), PASSWORD).await.expect(204);
    let read = school.get(&format!("/v1/members/{}", invited.id())).send().await.expect(200);
    assert_eq!(read["status"], "active");
}

#[tokio::test]
async fn a_new_link_takes_the_place_of_the_old_one_until_the_member_has_come() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let made = school.post("/v1/members").json(&json!({"email": "a@example.org", "role": "viewer"})).send().await.expect_created();
    let path = format!("/v1/members/{}/link", made.id());
    let anew = school.post(&path).send().await.expect(200);
    assert_eq!(anew["link_sent_to"], json!(null));
    set_password(&app, made.text_of("link"), PASSWORD).await.expect_problem(401, "unauthenticated");
    set_password(&app, anew.text_of("link"), PASSWORD).await.expect(204);
    log_in(&app, "a@example.org", PASSWORD).await.expect_created();
    school.post(&path).send().await.expect_problem(409, "member-active");
}

#[tokio::test]
async fn an_admin_gets_no_link_to_the_role_of_an_owner() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let home = Home::tenant(&school.id);
    let owner = add(&app, home, "owner", json!({"email": "o@example.org", "role": "owner"})).await.expect_created();
    let call = app.post(&format!("/v1/members/{}/link", owner.id())).once();
    browser(&app, home, "admin", call).await.send().await.expect_problem(403, "forbidden");
}
