//! `GET /v1/orders/{id}/generations`: what an order was, and who changed it.

use serde_json::{Value, json};

use crate::support::{Home, TestApp, class_of, nodes};

fn lessons(start: &str) -> Value {
    json!({"time_zone": "Asia/Shanghai", "lessons": [{"key": "line-1", "rrule": "FREQ=WEEKLY;BYDAY=MO", "start": start, "duration_minutes": 45}]})
}

#[tokio::test]
async fn each_amendment_is_a_generation_with_its_author_and_its_document() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let id = school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    let admin = app.session(Home::tenant(&school.id), "admin").await;
    school.amend(&id, &json!({"name": "Renamed"})).await.expect(200);
    let change = json!({"timetable": lessons("14:00"), "effective_from": "2026-10-01T00:00:00Z"});
    let call = app.call("PATCH", &format!("/v1/orders/{id}")).header("cookie", &admin).header("origin", "http://127.0.0.1:8080");
    call.header("if-match", "*").json(&change).send().await.expect(200);

    let path = format!("/v1/orders/{id}/generations");
    let all = school.get(&path).send().await.expect(200);
    let told = |field: &str| all.items().iter().map(|item| item[field].clone()).collect::<Vec<_>>();
    assert_eq!(told("generation"), [2, 1]);
    assert_eq!(told("current"), [false, true], "the second begins in October");
    assert_eq!(told("actor").iter().map(|actor| actor["type"].clone()).collect::<Vec<_>>(), ["user", "api_key"]);
    assert_eq!(told("actor")[1]["name"], "test", "as it is called in lists of events");
    assert_eq!(all.items()[0]["effective_from"], "2026-10-01T00:00:00Z");
    app.set_time("2026-10-01T00:00:00Z");
    let later = school.get(&path).send().await.expect(200);
    assert_eq!((&later.items()[0]["current"], &later.items()[1]["current"]), (&json!(true), &json!(false)));

    let first = school.get(&format!("{path}/1")).send().await.expect(200);
    assert_eq!(first["document"]["timetable"]["lessons"][0]["start"], "09:00");
    assert_eq!(
        (&first["document"]["name"], &first["generation"]),
        (&json!("Renamed"), &json!(1)),
        "names belong to the newest of their time"
    );
    let second = school.get(&format!("{path}/2")).send().await.expect(200);
    assert_eq!(second["document"]["timetable"]["lessons"][0]["start"], "14:00");
    for absent in ["3", "0", "-1", "x"] {
        school.get(&format!("{path}/{absent}")).send().await.expect_problem(404, "not-found");
    }
    let page = school.get(&format!("{path}?limit=1")).send().await.expect(200);
    let rest = school.get(&format!("{path}?limit=1&cursor={}", page.text_of("next_cursor"))).send().await.expect(200);
    assert_eq!((rest.items()[0]["generation"].clone(), rest["next_cursor"].clone()), (json!(1), json!(null)));
}

#[tokio::test]
async fn lines_that_change_every_day_are_told_by_one_generation_when_they_are_long_over() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let id = school.order(class_of(20).weekly("MO,TU,WE,TH,FR,SA,SU", "09:00", 45)).await.expect_created().id();
    let told = async || {
        let path = format!("/v1/lessons?order_id={id}&from=2026-09-01T16:00:00Z&to=2026-09-11T16:00:00Z&limit=100");
        let lessons = school.get(&path).send().await.expect(200);
        let fields = ["id", "lesson", "room", "starts_at", "ends_at", "title", "changed"];
        lessons.items().iter().map(|lesson| fields.map(|field| lesson[field].clone())).collect::<Vec<_>>()
    };
    let mut before = Vec::new();
    for day in 2..=30 {
        app.set_time(&format!("2026-09-{day:02}T12:00:00Z"));
        if day == 30 {
            before = told().await;
        }
        let start = if day % 2 == 0 { "10:00" } else { "09:00" };
        let lesson = json!({"key": "line-1", "title": "Maths", "rrule": "FREQ=DAILY", "start": start, "duration_minutes": 45});
        let timetable = json!({"time_zone": "Asia/Shanghai", "lessons": [lesson]});
        school.amend(&id, &json!({"timetable": timetable})).await.expect(200);
    }
    let path = format!("/v1/orders/{id}/generations");
    let all = school.get(&format!("{path}?limit=100")).send().await.expect(200);
    let numbers: Vec<i64> = all.items().iter().filter_map(|item| item["generation"].as_i64()).collect();
    assert_eq!(numbers, (10..=30).rev().chain([1]).collect::<Vec<_>>(), "the tenth stands for the eight before it");
    let joined = school.get(&format!("{path}/10")).send().await.expect(200);
    assert_eq!(joined["effective_from"], "2026-09-02T12:00:00Z");
    let lines = joined["document"]["timetable"]["lessons"].as_array().unwrap();
    let held = |line: &Value| (line["key"].clone(), line["start"].clone(), line["dates"].as_array().unwrap().len());
    assert_eq!(lines.iter().map(held).collect::<Vec<_>>(), [(json!("line-1"), json!("10:00"), 5), (json!("line-1"), json!("09:00"), 4)]);
    assert_eq!(before.len(), 10);
    assert_eq!(told().await, before, "every lesson is told as it was held");
}
