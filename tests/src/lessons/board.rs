//! `GET /v1/lessons/board`

use serde_json::{Value, json};

use crate::support::{School, TestApp, class_of, nodes, rooms, seats};

async fn board(school: &School<'_>, query: &str) -> Value {
    school.get(&format!("/v1/lessons/board?{query}")).send().await.expect(200).json().clone()
}

fn keys(board: &Value) -> Vec<&str> {
    board["items"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap()).collect()
}

fn starts(row: &Value) -> Vec<&str> {
    row["lessons"].as_array().unwrap().iter().map(|lesson| lesson["starts_at_local"].as_str().unwrap()).collect()
}

/// Twelve rooms of grade 7 in one order and one of grade 10 in another; on Mondays two lessons each, one of them Li's.
async fn some_orders(school: &School<'_>) {
    let line =
        json!({"rrule": "FREQ=WEEKLY;BYDAY=MO", "start": "08:00", "duration_minutes": 45, "teachers": ["Li Wei", "Zoë"], "title": "数学"});
    let room = |key: String| json!({"key": key, "seats": 20, "name": format!("Class {key}")});
    let grade = |keys: Vec<String>| class_of(20).with("/rooms", keys.into_iter().map(room).collect());
    let seven = grade((1..=12).map(|n| format!("7-{n}")).collect()).line(line.clone()).weekly("MO", "08:55", 45);
    school.order(seven).await.expect_created();
    school.order(grade(vec!["10-1".into()]).weekly("MO", "08:55", 45).weekly("TU", "09:00", 45)).await.expect_created();
}

#[tokio::test]
async fn a_board_has_a_row_a_room_by_its_name_as_people_sort_them() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    some_orders(&school).await;
    let monday = board(&school, "date=2026-09-07").await;
    let expected: Vec<String> = (1..=12).map(|n| format!("7-{n}")).chain(["10-1".to_owned()]).collect();
    assert_eq!(keys(&monday), expected);
    assert_eq!(
        (&monday["date"], &monday["time_zone"], &monday["next_cursor"]),
        (&json!("2026-09-07"), &json!("Asia/Shanghai"), &Value::Null)
    );
    let first = &monday["items"][0];
    assert_eq!(first["name"], "Class 7-1");
    assert_eq!(starts(first), ["2026-09-07T08:00:00+08:00", "2026-09-07T08:55:00+08:00"]);
    assert_eq!(first["classroom_id"], first["lessons"][0]["classroom_id"]);
    assert_eq!((&first["lessons"][0]["title"], &first["lessons"][0]["state"]), (&json!("数学"), &json!("scheduled")));
    let periods: Vec<_> = monday["periods"].as_array().unwrap().iter().map(|period| period["starts_at_local"].as_str().unwrap()).collect();
    assert_eq!(periods, ["2026-09-07T08:00:00+08:00", "2026-09-07T08:55:00+08:00"]);
    // A day without lessons has no rows, and the other grade's Tuesday one.
    assert_eq!(keys(&board(&school, "date=2026-09-06").await), Vec::<&str>::new());
    assert_eq!(keys(&board(&school, "date=2026-09-08").await), ["10-1"]);
    let other = app.tenant("Other").await;
    assert_eq!(keys(&board(&other, "date=2026-09-07").await), Vec::<&str>::new());
}

#[tokio::test]
async fn pages_of_a_board_have_the_same_periods_and_join_to_the_whole() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    some_orders(&school).await;
    let whole = board(&school, "date=2026-09-07").await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = board(&school, &format!("date=2026-09-07&limit=5{cursor}")).await;
        assert_eq!(page["periods"], whole["periods"]);
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(json!(seen), whole["items"]);
}

#[tokio::test]
async fn a_board_by_teacher_shows_whoever_teaches_and_a_part_of_a_name_finds_a_row() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    some_orders(&school).await;
    let teachers = board(&school, "date=2026-09-07&by=teacher").await;
    assert_eq!(keys(&teachers), ["Li Wei", "Zoë"]);
    assert_eq!(teachers["items"][0]["lessons"].as_array().unwrap().len(), 12);
    assert_eq!(teachers["items"][0].get("classroom_id"), None);
    assert_eq!(keys(&board(&school, "date=2026-09-07&by=teacher&q=ZOE").await), ["Zoë"]);
    assert_eq!(keys(&board(&school, "date=2026-09-07&q=7-1").await), ["7-1", "7-10", "7-11", "7-12"]);
    assert_eq!(keys(&board(&school, "date=2026-09-07&q=class%2010").await), ["10-1"]);
    school.get("/v1/lessons/board?q=").send().await.expect_invalid("?q");
    school.get("/v1/lessons/board?date=2026-9-7").send().await.expect_invalid("?date");
    school.get("/v1/lessons/board?by=order").send().await.expect_invalid("?by");
}

#[tokio::test]
async fn a_day_is_the_tenants_own_and_so_is_today() {
    let app = TestApp::new().await.with_cluster("eu-1", nodes(2).region("eu")).await;
    let school = app.tenant("Qinghe").await;
    // At one in the morning of Berlin's Monday it is seven o'clock of Shanghai's.
    let early = class_of(20).region("eu").zone("Europe/Berlin").weekly("MO", "01:00", 45).weekly("MO", "20:00", 45);
    school.order(early).await.expect_created();
    app.set_time("2026-09-06T16:30:00Z");
    let monday = board(&school, "").await;
    assert_eq!(monday["date"], "2026-09-07");
    assert_eq!(starts(&monday["items"][0]), ["2026-09-07T01:00:00+02:00"]);
    assert_eq!(monday["periods"][0]["starts_at_local"], "2026-09-07T07:00:00+08:00");
    assert_eq!(starts(&board(&school, "date=2026-09-08").await["items"][0]), ["2026-09-07T20:00:00+02:00"]);
}
