use serde_json::json;

use super::{app, link, pupil, school, secret};
use crate::support::Home;

#[tokio::test]
async fn a_link_is_shown_once_and_only_its_digest_is_kept() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let path = format!("/v1/classrooms/{}/links", rooms[0]);
    let body = json!({"role": "pupil", "valid": "term", "name": "Notice board", "passcode": "blue-fox"});
    let make = || app.post(&path).bearer(&school.key).header("idempotency-key", "k").json(&body).send();
    let made = make().await.expect_created();
    assert!(secret(&made).len() >= 43, "{}", made.text());
    assert_eq!(
        (&made["role"], &made["has_passcode"], &made["name"], &made["uses"]),
        (&json!("pupil"), &json!(true), &json!("Notice board"), &json!(0))
    );
    assert_eq!(make().await.expect_created()["address"], json!(null), "a repeated request shows no secret");
    let listed = school.get(&path).send().await.expect(200);
    assert_eq!(listed.ids(), [made.id()]);
    assert!(!listed.text().contains(&secret(&made)) && !listed.text().contains("blue-fox"));
    let events = school.get("/v1/events").send().await.expect(200);
    assert!(events.text().contains("link.created") && !events.text().contains(&secret(&made)));
    let kept: String = sqlx::query_scalar("SELECT l::text FROM links l").fetch_one(&mut app.sql().await).await.unwrap();
    assert!(!kept.contains(&secret(&made)) && !kept.contains("blue-fox"));
}

#[tokio::test]
async fn a_link_lasts_for_the_lesson_the_day_or_the_term() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let ends = async |valid: &str| link(&school, &rooms[0], pupil(valid)).await.expect_created()["expires_at"].clone();
    assert_eq!(ends("lesson").await, "2026-09-07T01:45:00Z", "the first lesson of the term");
    app.set_time("2026-09-07T01:10:00Z");
    assert_eq!(ends("lesson").await, "2026-09-07T01:45:00Z", "the lesson that is on");
    app.set_time("2026-09-07T01:45:00Z");
    assert_eq!(ends("lesson").await, "2026-09-07T06:45:00Z");
    assert_eq!(ends("day").await, "2026-09-07T16:00:00Z", "midnight in Shanghai");
    assert_eq!(ends("term").await, "2027-01-18T16:00:00Z");
    app.set_time("2027-01-18T06:45:00Z");
    link(&school, &rooms[0], pupil("lesson")).await.expect_problem(409, "room-closed");
}

#[tokio::test]
async fn whoever_may_join_makes_links_and_others_do_not() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let path = format!("/v1/classrooms/{}/links", rooms[0]);
    for (role, status) in [("teacher", 201), ("viewer", 403)] {
        let cookie = app.session(Home::tenant(&school.id), role).await;
        let call = app.post(&path).header("cookie", &cookie).header("origin", super::ORIGIN).once();
        call.json(&pupil("lesson")).send().await.expect(status);
    }
    link(&school, &rooms[0], json!({"role": "observer", "valid": "day"})).await.expect_invalid("/role");
    link(&school, &rooms[0], json!({"role": "pupil", "valid": "day", "passcode": "short"})).await.expect_invalid("/passcode");
    link(&school, "cls_0197f000-0000-7000-8000-000000000000", pupil("day")).await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn a_room_has_two_hundred_live_links_and_ended_ones_go_after_a_month() {
    let app = app().await;
    let (school, rooms) = school(&app).await;
    let first = link(&school, &rooms[0], pupil("lesson")).await.expect_created().id();
    let fill = "INSERT INTO links (id, tenant_id, classroom_id, secret_hash, role, valid, expires_at, created_at)
                SELECT gen_random_uuid(), tenant_id, classroom_id, decode(lpad(to_hex(n), 8, '0'), 'hex'), role, valid, expires_at, created_at
                FROM links, generate_series(1, 199) AS n";
    sqlx::query(fill).execute(&mut app.sql().await).await.unwrap();
    link(&school, &rooms[0], pupil("lesson")).await.expect_problem(409, "too-many-links");
    link(&school, &rooms[1], pupil("lesson")).await.expect_created();
    let path = format!("/v1/classrooms/{}/links/{first}", rooms[0]);
    for _ in 0..2 {
        school.delete(&path).send().await.expect(204);
    }
    link(&school, &rooms[0], pupil("lesson")).await.expect_created();
    school.delete(&format!("/v1/classrooms/{}/links/{first}", rooms[1])).send().await.expect_problem(404, "not-found");

    app.set_time("2026-10-07T01:45:00Z");
    homeroom::workers::run(&app.state, "sweep-links").await.unwrap();
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM links").fetch_one(&mut app.sql().await).await.unwrap();
    assert_eq!(left, 0);
}
