//! `GET /v1/lessons`

mod board;
mod changes;
mod pages;
mod summary;
mod teachers;

use serde_json::{Value, json};

use crate::support::{Home, School, TestApp, class_of, nodes};

async fn lessons(school: &School<'_>, query: &str) -> Vec<Value> {
    school.get(&format!("/v1/lessons?{query}")).send().await.expect(200).items().to_vec()
}

#[tokio::test]
async fn lessons_follow_the_wall_clock_over_a_change_of_clocks() {
    let app = TestApp::new().await.with_cluster("eu-1", nodes(2).region("eu")).await;
    let school = app.tenant("Gymnasium").await;
    let order = class_of(20).weekly("MO", "09:00", 45).region("eu").zone("Europe/Berlin").term("2026-10-19", "2026-11-08");
    let order = school.order(order).await.expect_created().id();
    let found = lessons(&school, &format!("order_id={order}&from=2026-10-19T00:00:00Z&to=2026-11-09T00:00:00Z")).await;
    let starts: Vec<_> = found.iter().map(|lesson| (lesson["starts_at"].clone(), lesson["starts_at_local"].clone())).collect();
    assert_eq!(
        starts,
        [
            (json!("2026-10-19T07:00:00Z"), json!("2026-10-19T09:00:00+02:00")),
            (json!("2026-10-26T08:00:00Z"), json!("2026-10-26T09:00:00+01:00")),
            (json!("2026-11-02T08:00:00Z"), json!("2026-11-02T09:00:00+01:00")),
        ]
    );
}

#[tokio::test]
async fn pages_go_on_within_one_bell_and_filters_narrow() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let line = json!({"rrule": "FREQ=WEEKLY;BYDAY=MO", "start": "09:00", "duration_minutes": 45, "teachers": ["Li"], "title": "数学"});
    let order = class_of(20).rooms(5).line(line).weekly("MO", "10:00", 45);
    let order = school.order(order).await.expect_created().id();
    let mut seen = Vec::new();
    let mut path = "/v1/lessons?from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z&limit=3".to_owned();
    let base = path.clone();
    loop {
        let page = school.get(&path).send().await.expect(200);
        seen.extend(page.ids());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("{base}&cursor={cursor}");
    }
    assert_eq!(seen.len(), 10);
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), 10);
    let window = "from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z";
    assert_eq!(lessons(&school, &format!("{window}&teacher=Li")).await.len(), 5);
    assert_eq!(lessons(&school, &format!("{window}&room=room-2")).await.len(), 2);
    assert_eq!(lessons(&school, &format!("{window}&order_id={order}&room=nope")).await.len(), 0);
    assert_eq!(lessons(&school, &format!("{window}&line=line-2")).await.len(), 5);
    let one = school.get(&format!("/v1/lessons/{}", seen[0])).send().await.expect(200);
    assert_eq!((&one["title"], &one["state"], &one["on"]), (&json!("数学"), &json!("scheduled"), &json!("2026-09-07")));
    assert_eq!(one["ready_by"], "2026-09-07T00:59:00Z");
    let other = app.tenant("Other").await;
    other.get(&format!("/v1/lessons/{}", seen[0])).send().await.expect_problem(404, "not-found");
    other.get("/v1/lessons/les_1").send().await.expect_problem(404, "not-found");
    school.get("/v1/lessons?from=2026-09-08T00:00:00Z&to=2026-09-07T00:00:00Z").send().await.expect_invalid("?to");
}

#[tokio::test]
async fn a_moved_lesson_keeps_its_id_and_states_follow_what_happened() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let id = lessons(&school, "from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z").await[0]["id"].as_str().unwrap().to_owned();
    let changes = json!([{"lesson": "line-1", "room": "room-1", "on": "2026-09-07", "moved_to": {"date": "2026-09-08", "start": "14:00"}}]);
    let mut timetable = class_of(20).weekly("MO", "09:00", 45).json()["timetable"].clone();
    timetable["changes"] = changes;
    school.amend(&order, &json!({"timetable": timetable})).await.expect(200);
    let path = format!("/v1/lessons/{id}");
    let scheduled = school.get(&path).send().await.expect(200);
    assert_eq!(scheduled["starts_at_local"], "2026-09-08T14:00:00+08:00");
    school.get(&path).header("if-none-match", scheduled.etag()).send().await.expect(304);
    app.set_time("2026-09-08T05:55:00Z");
    // Nothing was written, and yet it is another lesson than it was.
    let warming = school.get(&path).header("if-none-match", scheduled.etag()).send().await.expect(200);
    assert_eq!(warming["state"], "warming");
    sqlx::query(
        "INSERT INTO readiness (tenant_id, classroom_id, available_from) SELECT tenant_id, id, '2026-09-08T05:52:00Z' FROM classrooms",
    )
    .execute(&mut app.sql().await)
    .await
    .unwrap();
    let ready = school.get(&path).send().await.expect(200);
    assert_eq!((&ready["state"], &ready["ready_at"]), (&json!("ready"), &json!("2026-09-08T05:52:00Z")));
    app.set_time("2026-09-08T06:10:00Z");
    assert_eq!(school.get(&path).send().await.expect(200)["state"], "live");
    app.set_time("2026-09-08T08:00:00Z");
    assert_eq!(school.get(&path).send().await.expect(200)["state"], "ended");
    app.set_time("2026-09-20T00:00:00Z");
    let missed = lessons(&school, "from=2026-09-14T00:00:00Z&to=2026-09-15T00:00:00Z").await;
    // The room is still Available by its open interval, so the lesson of the 14th ended too.
    assert_eq!(missed[0]["state"], "ended");
}

#[tokio::test]
async fn an_order_whose_term_was_shortened_still_shows_the_lessons_that_it_held() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-09-10T00:00:00Z");
    school.amend(&order, &json!({"term": {"first_day": "2026-09-10", "last_day": "2026-10-01"}})).await.expect(200);
    let held = lessons(&school, "from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z").await;
    assert_eq!(held.len(), 1);
    assert_eq!(lessons(&school, "from=2026-09-14T00:00:00Z&to=2026-09-15T00:00:00Z").await.len(), 1);
    assert_eq!(lessons(&school, "from=2026-11-02T00:00:00Z&to=2026-11-03T00:00:00Z").await.len(), 0);
}

#[tokio::test]
async fn an_amended_order_of_another_term_is_not_looked_at() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let moved = class_of(20).weekly("MO", "10:00", 45).json()["timetable"].clone();
    school.amend(&order, &json!({"timetable": moved})).await.expect(200);
    assert_eq!(lessons(&school, "from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z").await.len(), 1);
    // What cannot be read would fail a list that looked at it.
    sqlx::query("UPDATE order_generations SET document = '{}'").execute(&mut app.sql().await).await.unwrap();
    sqlx::query("UPDATE orders SET edit = edit + 1").execute(&mut app.sql().await).await.unwrap();
    school.get("/v1/lessons?from=2027-03-01T00:00:00Z&to=2027-03-08T00:00:00Z").send().await.expect(200);
    school.get("/v1/lessons?from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z").send().await.expect_problem(500, "internal");
}

#[tokio::test]
async fn a_room_is_shown_ready_by_what_touches_the_page_and_by_now() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    school.order(class_of(20).weekly("MO", "09:00", 45).weekly("MO", "14:00", 45)).await.expect_created();
    // Up for the morning of the 7th, and again since before the afternoon of the 14th.
    for span in ["'2026-09-07T00:52:00Z', '2026-09-07T01:55:00Z'", "'2026-09-14T05:50:00Z', NULL"] {
        let sql = format!(
            "INSERT INTO readiness (tenant_id, classroom_id, available_from, available_to) SELECT tenant_id, id, {span} FROM classrooms"
        );
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut app.sql().await).await.unwrap();
    }
    app.set_time("2026-09-14T05:55:00Z");
    let states = async |day: &str| -> Vec<Value> {
        let found = lessons(&school, &format!("from={day}T00:00:00Z&to={day}T12:00:00Z")).await;
        found.iter().map(|lesson| json!([lesson["state"], lesson["ready_at"]])).collect()
    };
    assert_eq!(states("2026-09-07").await, [json!(["ended", "2026-09-07T00:52:00Z"]), json!(["missed", null])]);
    assert_eq!(states("2026-09-14").await, [json!(["missed", null]), json!(["ready", "2026-09-14T05:50:00Z"])]);
}

#[tokio::test]
async fn a_list_is_narrowed_to_lessons_that_stand_alike() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let changes = json!([{"lesson": "line-2", "room": "room-2", "on": "2026-09-07", "cancelled": true}]);
    let order = class_of(20).rooms(2).weekly("MO", "09:00", 45).weekly("MO", "14:00", 45).with("/timetable/changes", changes);
    school.order(order).await.expect_created();
    sqlx::query(
        "INSERT INTO readiness (tenant_id, classroom_id, available_from, available_to)
         SELECT tenant_id, id, '2026-09-07T00:55:00Z', '2026-09-07T01:55:00Z' FROM classrooms WHERE key = 'room-1'",
    )
    .execute(&mut app.sql().await)
    .await
    .unwrap();
    app.set_time("2026-09-07T05:55:00Z");
    let rooms = async |state: &str| -> Vec<Value> {
        let found = lessons(&school, &format!("from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z&state={state}")).await;
        assert!(found.iter().all(|lesson| lesson["state"] == state));
        found.iter().map(|lesson| json!([lesson["room"], lesson["lesson"]])).collect()
    };
    assert_eq!(rooms("ended").await, [json!(["room-1", "line-1"])]);
    assert_eq!(rooms("missed").await, [json!(["room-2", "line-1"])]);
    assert_eq!(rooms("warming").await, [json!(["room-1", "line-2"])]);
    assert_eq!(rooms("cancelled").await, [json!(["room-2", "line-2"])]);
    assert_eq!(rooms("live").await, Vec::<Value>::new());
    school.get("/v1/lessons?state=over").send().await.expect_invalid("?state");
}

#[tokio::test]
async fn a_teacher_asks_for_the_lessons_that_are_listed_under_its_names() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let line = |teachers: Value, start: &str| json!({"rrule": "FREQ=WEEKLY;BYDAY=MO", "start": start, "duration_minutes": 45, "teachers": teachers});
    let order = class_of(20)
        .line(line(json!(["Li Wei"]), "09:00"))
        .line(line(json!(["Mr Li", "Wang"]), "10:00"))
        .line(line(json!(["Wang"]), "11:00"));
    school.order(order).await.expect_created();
    let session = app.session(Home::tenant(&school.id), "teacher").await;
    let own = async || -> Vec<Value> {
        let path = "/v1/lessons?from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z&teacher=me";
        app.get(path).header("cookie", &session).send().await.expect(200).items().iter().map(|lesson| lesson["lesson"].clone()).collect()
    };
    assert_eq!(own().await, Vec::<Value>::new(), "nobody said who that is");
    sqlx::query("UPDATE memberships SET teaches_as = '{Li Wei,Mr Li}' WHERE role = 'teacher'").execute(&mut app.sql().await).await.unwrap();
    assert_eq!(own().await, ["line-1", "line-2"]);
    // A key is nobody who teaches.
    assert_eq!(lessons(&school, "from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z&teacher=me").await, Vec::<Value>::new());
}
