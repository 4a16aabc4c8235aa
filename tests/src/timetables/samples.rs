//! Files of planners over HTTP: the counts of the index, and an order that is admitted as it stands. What each row must say is held in `imports/`.

use serde_json::{Value, json};

use super::{import, sample};
use crate::support::{School, TestApp, nodes, rooms, seats};

const UNI: &str = r#"[["1","08:00","08:45"],["2","08:50","09:35"],["3","09:50","10:35"],["4","10:40","11:25"],["5","11:30","12:15"],["6","13:30","14:15"],
    ["7","14:20","15:05"],["8","15:15","16:00"],["9","16:05","16:50"],["10","18:30","19:15"],["11","19:20","20:05"],["12","20:10","20:55"]]"#;

fn bells(table: &str) -> String {
    let rows: Vec<[String; 3]> = serde_json::from_str(table).unwrap();
    let bells: Vec<Value> = rows.iter().map(|[period, start, end]| json!({"period": period, "start": start, "end": end})).collect();
    form_urlencoded(&json!(bells).to_string())
}

fn form_urlencoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

async fn admitted(school: &School<'_>, order: &Value) {
    let mut body = order.clone();
    body["name"] = json!("Imported");
    school.post("/v1/orders").json(&body).send().await.expect_created();
}

const ORDERED: &str = "kind=class&region=cn-beijing";

async fn school(app: &TestApp) -> School<'_> {
    app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await
}

#[tokio::test]
async fn a_list_in_gb18030_becomes_an_order_and_its_bad_rows_are_named() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    let room = form_urlencoded("教学班");
    let query = format!("{ORDERED}&time_zone=Asia/Shanghai&first_day=2026-09-07&last_day=2027-01-15&room_from={room}&bells={}", bells(UNI));
    let read = import(&school, &query, sample("cn-university-list-gb18030.csv")).await.expect(200);
    assert_eq!((&read["format"], &read["encoding"], &read["separator"]), (&json!("csv"), &json!("gb18030"), &json!(",")));
    assert_eq!((&read["rooms_total"], &read["lessons_total"]), (&json!(2), &json!(91)));
    assert_eq!(read["first_lesson_at_local"], "2026-09-07T08:00:00+08:00");
    let rows = read["rows"].as_array().unwrap();
    let told: Vec<_> = rows.iter().map(|row| (text(row, "at"), text(row, "status"), text(row, "code"))).collect();
    for wanted in [("12", "error", "unknown_day"), ("13", "error", "bad_week_list"), ("10", "skipped", "no_time")] {
        assert!(told.contains(&wanted), "{wanted:?} in {told:?}");
    }
    assert!(rows.iter().all(|row| text(row, "message").ends_with('.') && text(row, "text").chars().count() <= 80));
    let orders = school.get("/v1/orders").send().await.expect(200);
    assert!(orders.items().is_empty(), "nothing is created");
    admitted(&school, &read["order"]).await;
    let orders = school.get("/v1/orders").send().await.expect(200);
    assert_eq!(orders.items()[0]["lessons_total"], 91);
}

#[tokio::test]
async fn a_calendar_becomes_an_order_with_what_was_moved() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    let query = format!("{ORDERED}&time_zone=Asia/Shanghai&first_day=2026-09-01&last_day=2027-01-15&room_from=LOCATION&default_seats=40");
    let read = import(&school, &query, sample("google-class.ics")).await.expect(200);
    assert_eq!((&read["format"], &read["lessons_total"], &read["items"]["skipped"]), (&json!("icalendar"), &json!(48), &json!(1)));
    assert!(read["order"]["timetable"]["lessons"].as_array().unwrap().len() <= 4);
    admitted(&school, &read["order"]).await;
}

#[tokio::test]
async fn a_workbook_with_a_sheet_a_class_needs_its_bell_times_and_says_which() {
    let app = TestApp::new().await;
    let school = school(&app).await;
    let query = "time_zone=Asia/Shanghai&first_day=2026-09-07&last_day=2027-01-15&room_from=sheet&default_seats=40";
    let read = import(&school, query, sample("cn-class-week-sheets.xlsx")).await.expect(200);
    let question = read["questions"].as_array().unwrap().iter().find(|asked| asked["code"] == "BellsNeeded").unwrap();
    assert!(question["params"]["periods"].as_array().unwrap().iter().any(|period| period == "1"), "{question}");
    assert!(text(question, "message").contains('1'));
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}
