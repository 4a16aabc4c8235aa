use serde_json::{Value, json};

use crate::support::{OrderSpec, School, TestApp, class_of, nodes};

/// Two rooms, a lesson of 45 minutes at nine on four Mondays of Shanghai.
fn mondays() -> OrderSpec {
    class_of(20).rooms(2).term("2026-09-07", "2026-10-02").weekly("MO", "09:00", 45)
}

/// A school with these lessons, on the morning of the first.
async fn school(app: &TestApp) -> (School<'_>, String) {
    app.set_time("2026-09-06T23:30:00Z");
    let school = app.tenant("Qinghe").await;
    let order = school.order(mondays().with("/cost_group", json!("Sciences"))).await.expect_created().id();
    // From now on there is a watermark.
    measure(app).await;
    (school, order)
}

async fn measure(app: &TestApp) {
    homeroom::workers::run(&app.state, "measure-usage").await.expect("usage is measured");
}

/// Rooms of this key were up in a stretch; without an end they still are.
async fn up(app: &TestApp, room: &str, from: &str, to: Option<&str>) {
    let sql = "INSERT INTO readiness (tenant_id, classroom_id, available_from, available_to)
               SELECT tenant_id, id, $2::text::timestamptz, $3::text::timestamptz FROM classrooms WHERE key = $1";
    sqlx::query(sql).bind(room).bind(from).bind(to).execute(&mut app.sql().await).await.expect("a room was up");
}

async fn sums(school: &School<'_>, by: &str) -> Value {
    school.get(&format!("/v1/usage?first_day=2026-09-01&last_day=2026-09-30&by={by}")).send().await.expect(200).json().clone()
}

#[tokio::test]
async fn a_room_counts_while_it_was_up_in_its_lesson_and_never_twice() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, order) = school(&app).await;
    let keys: Vec<String> = mondays().json()["rooms"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|room| room["key"].as_str().unwrap_or_default().to_owned())
        .collect();
    up(&app, &keys[0], "2026-09-07T00:52:00Z", Some("2026-09-07T01:55:00Z")).await;
    up(&app, &keys[1], "2026-09-07T01:15:00Z", None).await;
    app.set_time("2026-09-07T02:05:00Z");
    measure(&app).await;
    assert_eq!(sums(&school, "order").await["items"], json!([]), "the hour is told ten minutes after its end");
    app.set_time("2026-09-07T02:10:00Z");
    measure(&app).await;
    measure(&app).await;
    let by_room = sums(&school, "room").await;
    let quantities: Vec<_> =
        by_room["items"].as_array().into_iter().flatten().map(|item| (item["room"].clone(), item["quantity"].clone())).collect();
    assert_eq!(quantities, [(json!(keys[0]), json!("0.75")), (json!(keys[1]), json!("0.5"))], "lead and drain cost nothing");
    assert_eq!(by_room["measured_until"], "2026-09-07T02:00:00Z");
    let by_order = sums(&school, "order").await;
    assert_eq!(
        (&by_order["items"][0]["order_id"], &by_order["items"][0]["quantity"], &by_order["items"][0]["unit"]),
        (&json!(order), &json!("1.25"), &json!("room_hour"))
    );
    assert_eq!(sums(&school, "day").await["items"][0]["day"], "2026-09-07");
    let by_group = sums(&school, "cost_group").await;
    assert_eq!((&by_group["items"][0]["cost_group"], &by_group["items"][0]["quantity"]), (&json!("Sciences"), &json!("1.25")));
    let table =
        school.get("/v1/usage?first_day=2026-09-01&last_day=2026-09-30&by=order_day").header("accept", "text/csv").send().await.expect(200);
    let text = table.text();
    let rows: Vec<&str> = text.lines().skip(1).filter_map(|row| row.split(",ord_").next()).collect();
    assert_eq!(rows, ["2026-09-07,,Autumn term,,room_hours,1.25,room_hour"]);
}

#[tokio::test]
async fn what_is_learnt_late_is_a_correction_that_says_so() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, order) = school(&app).await;
    let key = mondays().json()["rooms"][0]["key"].as_str().unwrap_or_default().to_owned();
    up(&app, &key, "2026-09-07T00:52:00Z", None).await;
    app.set_time("2026-09-07T02:10:00Z");
    measure(&app).await;
    // It turns out that it went down within the lesson.
    let sql = "UPDATE readiness SET available_to = '2026-09-07T01:30:00Z'";
    sqlx::query(sql).execute(&mut app.sql().await).await.expect("a room went down");
    app.set_time("2026-09-08T03:00:00Z");
    measure(&app).await;
    assert_eq!(sums(&school, "order").await["items"][0]["quantity"], "0.5");
    let rooms = school.get(&format!("/v1/classrooms?order_id={order}")).send().await.expect(200);
    let room = rooms.items().iter().find(|room| room["key"] == json!(key)).expect("the room")["id"].as_str().unwrap_or_default().to_owned();
    let event = async |number: &str| school.get(&format!("/v1/usage/events/{room}.20260907T01.room_hours{number}")).send().await;
    let (first, correction) = (event("").await.expect(200), event(".1").await.expect(200));
    assert_eq!(
        (&first["quantity_seconds"], &correction["quantity_seconds"], &first["order_hour_seconds"]),
        (&json!(2_700), &json!(-900), &json!(1_800))
    );
    event(".2").await.expect_problem(404, "not-found");
    let other = app.tenant("Other").await;
    other.get(&format!("/v1/usage/events/{room}.20260907T01.room_hours")).send().await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn what_nobody_could_see_is_not_counted() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, _) = school(&app).await;
    for room in mondays().json()["rooms"].as_array().into_iter().flatten() {
        up(&app, room["key"].as_str().unwrap_or_default(), "2026-09-07T00:52:00Z", None).await;
    }
    let silence = "INSERT INTO cluster_silences (cluster_id, began_at, ended_at) SELECT id, '2026-09-07T01:15:00Z', '2026-09-07T01:30:00Z' FROM clusters";
    sqlx::query(silence).execute(&mut app.sql().await).await.expect("a silence");
    app.set_time("2026-09-07T02:10:00Z");
    measure(&app).await;
    assert_eq!(sums(&school, "order").await["items"][0]["quantity"], "1", "half an hour of each room");
    // It turns out that none of them was up at all.
    sqlx::query("DELETE FROM readiness").execute(&mut app.sql().await).await.expect("it is forgotten");
    app.set_time("2026-09-08T03:00:00Z");
    measure(&app).await;
    assert_eq!(sums(&school, "order").await["items"][0]["quantity"], "0");
}

#[tokio::test]
async fn days_that_make_no_sense_are_refused() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    for days in ["first_day=2026-09-02&last_day=2026-09-01", "first_day=2025-01-01&last_day=2026-09-01"] {
        school.get(&format!("/v1/usage?{days}")).send().await.expect_invalid("?last_day");
    }
    school.get("/v1/usage?first_day=today").send().await.expect_invalid("?first_day");
    assert_eq!(school.get("/v1/usage").send().await.expect(200)["items"], json!([]));
}
