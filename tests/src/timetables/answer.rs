//! What is understood can be corrected by sending the file again, and is told in the reader's language.

use serde_json::json;

use super::{import, sample};
use crate::support::{Answer, TestApp};

const TERM: &str = "time_zone=Asia/Shanghai&first_day=2026-09-07&last_day=2026-12-18&default_seats=40";
const LIST: &str =
    "Class,Subject,Day,Start,End,Hall\n7-1,Maths,Mon,08:00,08:45,A101\n7-2,Maths,Tue,08:00,08:45,A102\n7-1,Art,Xyz,09:00,09:45,A101\n";

#[tokio::test]
async fn a_column_is_understood_anew_when_it_is_sent_back() {
    let app = TestApp::new().await;
    let school = app.tenant("Lakeside").await;
    let read = import(&school, TERM, LIST.into()).await.expect(200);
    let meaning = |at: &str| read["columns"].as_array().unwrap().iter().find(|column| column["at"] == at).unwrap()["meaning"].clone();
    assert_eq!((meaning("A"), meaning("B"), meaning("C")), (json!("room"), json!("title"), json!("weekday")));
    let used = |read: &Answer, name: &str| read["options"][name].clone();
    assert_eq!((used(&read, "room_from"), used(&read, "heading")), (json!("Class"), json!(1)));
    let columns = "%5B%7B%22at%22%3A%22F%22%2C%22meaning%22%3A%22room%22%7D%2C%7B%22at%22%3A%22A%22%2C%22meaning%22%3A%22ignored%22%7D%5D";
    let again = import(&school, &format!("{TERM}&columns={columns}"), LIST.into()).await.expect(200);
    let rooms: Vec<_> = again["order"]["rooms"].as_array().unwrap().iter().map(|room| room["key"].clone()).collect();
    assert_eq!(rooms, ["A101", "A102"], "{}", again["order"]);
    assert_eq!((used(&again, "room_from"), used(&again, "heading")), (json!("Hall"), json!(1)));
    let fixed = import(&school, &format!("{TERM}&room_from=fixed:7-9"), LIST.into()).await.expect(200);
    assert_eq!(used(&fixed, "room_from"), "fixed:7-9");
    assert_eq!(again["items"], json!({"read": 3, "taken": 2, "skipped": 0, "errors": 1}));
}

#[tokio::test]
async fn bell_times_are_those_of_a_schedule_of_the_schools_own_calendars() {
    let app = TestApp::new().await;
    let (school, other) = (app.tenant("Lakeside").await, app.tenant("Other").await);
    let file = || b"Class,Subject,Day,Period\n7-1,Maths,Mon,1\n".to_vec();
    let by_name = format!("{TERM}&bells=Usual");
    import(&school, &by_name, file()).await.expect_invalid("?bells");
    let periods = json!([{"period": "1", "start": "08:10", "end": "08:55"}]);
    let calendar = json!({"name": "2026/27", "terms": [], "days": [], "bells": [{"name": "Usual", "periods": periods}]});
    school.post("/v1/academic-calendars").json(&calendar).send().await.expect_created();
    let named = import(&school, &by_name, file()).await.expect(200);
    assert_eq!(named["options"]["bells"], periods);
    let line = &named["order"]["timetable"]["lessons"][0];
    assert_eq!((&line["start"], &line["duration_minutes"]), (&json!("08:10"), &json!(45)));
    let list = "%5B%7B%22period%22%3A%221%22%2C%22start%22%3A%2208%3A10%22%2C%22end%22%3A%2208%3A55%22%7D%5D";
    let listed = import(&school, &format!("{TERM}&bells={list}"), file()).await.expect(200);
    assert_eq!(listed["order"], named["order"]);
    import(&school, &format!("{TERM}&bells=Unusual"), file()).await.expect_invalid("?bells");
    import(&other, &by_name, file()).await.expect_invalid("?bells");
}

#[tokio::test]
async fn sentences_are_in_the_readers_language() {
    let app = TestApp::new().await;
    let school = app.tenant("Lakeside").await;
    for (language, sentence) in [("en", "Xyz is no weekday."), ("zh-CN", "Xyz 不是星期。")] {
        let call = school.post(&format!("/v1/timetables/import?{TERM}")).header("content-type", "application/octet-stream");
        let read = call.header("accept-language", language).raw(LIST).send().await.expect(200);
        let row = read["rows"].as_array().unwrap().iter().find(|row| row["status"] == "error").unwrap().clone();
        assert_eq!((&row["at"], &row["code"], &row["message"]), (&json!("4"), &json!("unknown_day"), &json!(sentence)));
    }
}

/// A row of a workbook is told cell by cell, and a cell that is sent back as it should be is read in place of what stands there.
#[tokio::test]
async fn a_cell_of_a_workbook_is_mended_when_it_is_sent_back() {
    let app = TestApp::new().await;
    let school = app.tenant("Lakeside").await;
    let asked = "time_zone=Asia/Shanghai&default_seats=35";
    let read = import(&school, asked, sample("xlsx-typed-list.xlsx")).await.expect(200);
    let row = |at: &str| read["rows"].as_array().unwrap().iter().find(|row| row["at"] == at).unwrap().clone();
    assert_eq!((&row("9")["code"], &row("9")["cells"][2]), (&json!("end_before_start"), &json!({"at": "C9", "text": "10:00"})));
    assert_eq!(row("10")["cells"][3], json!({"at": "D10", "text": ""}));
    let cells = "%5B%7B%22at%22%3A%22C9%22%2C%22text%22%3A%2211%3A45%22%7D%2C%7B%22at%22%3A%22D10%22%2C%22text%22%3A%22703%22%7D%5D";
    let again = import(&school, &format!("{asked}&mended={cells}"), sample("xlsx-typed-list.xlsx")).await.expect(200);
    assert_eq!(again["items"], json!({"read": 9, "taken": 8, "skipped": 0, "errors": 1}));
    let listed = import(&school, TERM, LIST.into()).await.expect(200);
    assert!(listed["rows"].as_array().unwrap().iter().all(|row| row["cells"].is_null()), "text is mended as text");
}
