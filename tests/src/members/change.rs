use serde_json::json;

use super::{add, browser};
use crate::support::{Home, TestApp, uuid_of};

#[tokio::test]
async fn the_last_owner_stays_one_and_an_admin_does_not_touch_owners() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let home = Home::tenant(&school.id);
    let owner = add(&app, Home::PLATFORM, "platform_admin", json!({"email": "x@example.org", "role": "platform_support"})).await;
    owner.expect_created();
    let first = app.post("/v1/members").bearer(&school.key).once().json(&json!({"email": "o@example.org", "role": "owner"})).send().await;
    let path = format!("/v1/members/{}", first.expect_created().id());
    school.delete(&path).send().await.expect_problem(409, "last-owner");
    let demote = |etag: &str| school.patch(&path, etag).json(&json!({"role": "viewer"})).send();
    demote("\"1.0\"").await.expect_problem(409, "last-owner");
    browser(&app, home, "admin", app.call("DELETE", &path)).await.send().await.expect_problem(403, "forbidden");
    // Whoever asks is an owner too, so from now on there are two.
    let call = app.call("PATCH", &path).header("if-match", "\"1.0\"").json(&json!({"role": "viewer"}));
    let demoted = browser(&app, home, "owner", call).await.send().await.expect(200);
    assert_eq!((&demoted["role"], demoted.etag()), (&json!("viewer"), "\"2.0\""));
    school.delete(&path).send().await.expect(204);
    school.get(&path).send().await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn a_removed_member_is_out_at_once() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let cookie = app.session(Home::tenant(&school.id), "teacher").await;
    app.get("/v1/me").header("cookie", &cookie).send().await.expect(200);
    let members = school.get("/v1/members?role=teacher").send().await.expect(200);
    let path = format!("/v1/members/{}", members.items()[0]["id"].as_str().unwrap());
    school.delete(&path).send().await.expect(204);
    app.get("/v1/me").header("cookie", &cookie).send().await.expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn whoever_was_made_an_owner_meanwhile_is_not_an_admins_to_remove() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let home = Home::tenant(&school.id);
    let member = add(&app, home, "owner", json!({"email": "x@example.org", "role": "viewer"})).await.expect_created().id();
    let remove = browser(&app, home, "admin", app.call("DELETE", &format!("/v1/members/{member}"))).await;
    // Promoted, but not committed: the removal reads a viewer and waits for the row.
    let mut sql = app.sql().await;
    let mut promoting = sqlx::Connection::begin(&mut sql).await.unwrap();
    let promote = "UPDATE memberships SET role = 'owner', edit = edit + 1 WHERE id = $1";
    sqlx::query(promote).bind(uuid_of(&member)).execute(&mut *promoting).await.unwrap();
    let commit = async {
        app.until_somebody_waits().await;
        promoting.commit().await.unwrap();
    };
    let (answer, ()) = tokio::join!(remove.send(), commit);
    answer.expect_problem(403, "forbidden");
    assert_eq!(school.get(&format!("/v1/members/{member}")).send().await.expect(200)["role"], json!("owner"));
}
