//! `POST /v1/academic-calendars/import`: a calendar of holidays, read to be reviewed.

use serde_json::{Value, json};

use crate::{
    support::{Answer, School, TestApp, class_of, nodes},
    timetables::sample,
};

async fn import(school: &School<'_>, query: &str, file: impl Into<Vec<u8>>) -> Answer {
    let path = format!("/v1/academic-calendars/import?{query}");
    school.post(&path).header("content-type", "application/octet-stream").raw(file.into()).send().await
}

fn calendar(events: &[(&str, &str, &str)]) -> String {
    let event = |(number, (from, to, title)): (usize, &(&str, &str, &str))| {
        format!("BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART{from}\r\nDTEND{to}\r\nSUMMARY:{title}\r\nEND:VEVENT\r\n")
    };
    let events: String = events.iter().enumerate().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{events}END:VCALENDAR\r\n")
}

fn off(from: &str, to: &str) -> Value {
    json!({"from": from, "to": to, "off": true})
}

fn questions(read: &Answer) -> Vec<(&str, Value)> {
    read["questions"].as_array().unwrap().iter().map(|asked| (asked["code"].as_str().unwrap(), asked["params"].clone())).collect()
}

#[tokio::test]
async fn days_off_are_days_and_a_make_up_day_is_a_question_and_nothing_is_made() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let read = import(&school, "file_name=holidays-cn.ics", sample("holidays-cn.ics")).await.expect(200);
    assert_eq!((&read["format"], &read["encoding"]), (&json!("icalendar"), &json!("UTF-8")));
    let days = json!([off("2026-09-25", "2026-09-27"), off("2026-10-01", "2026-10-07"), off("2027-01-01", "2027-01-01")]);
    assert_eq!(read["calendar"], json!({"days": days}));
    assert_eq!(questions(&read), [("MakeUpDay", json!({"on": "2026-10-10"}))]);
    assert_eq!(read["items"], json!({"read": 5, "taken": 3, "skipped": 2, "errors": 0}));
    let told: Vec<_> = read["rows"].as_array().unwrap().iter().map(|row| [&row["at"], &row["code"], &row["text"]]).collect();
    assert_eq!(
        told,
        [
            [&json!("3"), &json!("make_up_day"), &json!("补班 上10月7日(星期三)的课")],
            [&json!("5"), &json!("not_all_day"), &json!("家长会")]
        ]
    );
    assert!(school.get("/v1/academic-calendars").send().await.expect(200).items().is_empty(), "nothing is made");
    // With an answer and a name it is a calendar that an order follows.
    let mut body = read["calendar"].clone();
    body["name"] = json!("2026/27");
    body["days"].as_array_mut().unwrap().push(json!({"date": "2026-10-10", "runs_as": "2026-10-07"}));
    let made = school.post("/v1/academic-calendars").json(&body).send().await.expect_created().id();
    let order = class_of(20).weekly("WE", "09:00", 45).term("2026-09-21", "2026-10-18").with("/timetable/academic_calendar", json!(made));
    let order = school.order(order).await.expect_created();
    let lessons = school.get(&format!("/v1/lessons?order_id={}", order.id())).send().await.expect(200);
    let held: Vec<_> = lessons.items().iter().map(|lesson| lesson["starts_at_local"].as_str().unwrap()[..10].to_owned()).collect();
    assert_eq!(held, ["2026-09-23", "2026-09-30", "2026-10-10", "2026-10-14"]);
}

#[tokio::test]
async fn questions_and_rows_are_in_the_readers_language() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    for (language, asked, told) in [
        ("en", "Which day does 2026-10-10 run as?", "It does not last all day."),
        ("zh-CN", "2026-10-10 按哪一天的课表上课？", "不是全天事件。"),
    ] {
        let call = school.post("/v1/academic-calendars/import").header("content-type", "application/octet-stream");
        let read = call.header("accept-language", language).raw(sample("holidays-cn.ics")).send().await.expect(200);
        assert_eq!((&read["questions"][0]["message"], &read["rows"][1]["message"]), (&json!(asked), &json!(told)));
    }
}

#[tokio::test]
async fn what_touches_is_one_entry_and_a_make_up_day_is_off_in_none() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let file = calendar(&[
        (";VALUE=DATE:20261003", ";VALUE=DATE:20261005", "国庆节 放假"),
        (";VALUE=DATE:20261001", ";VALUE=DATE:20261003", "国庆节 放假"),
        (";VALUE=DATE:20261005", ";VALUE=DATE:20261012", "长假"),
        (";VALUE=DATE:20261010", ";VALUE=DATE:20261011", "调休上课"),
    ]);
    let read = import(&school, "", file).await.expect(200);
    assert_eq!(read["calendar"]["days"], json!([off("2026-10-01", "2026-10-09"), off("2026-10-11", "2026-10-11")]));
    assert_eq!(questions(&read), [("MakeUpDay", json!({"on": "2026-10-10"}))]);
}

#[tokio::test]
async fn days_begin_in_the_zone_that_is_told_else_the_files_else_the_institutions() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let file = calendar(&[(":20261001T160000Z", ":20261002T160000Z", "Founders' day")]);
    let read = import(&school, "", file.clone()).await.expect(200);
    assert_eq!(
        (&read["options"]["time_zone"], &read["calendar"]["days"]),
        (&json!("Asia/Shanghai"), &json!([off("2026-10-02", "2026-10-02")]))
    );
    assert_eq!(questions(&read), [], "the zone is known");
    let told = import(&school, "time_zone=America/Los_Angeles", file.clone()).await.expect(200);
    assert_eq!((&told["calendar"]["days"], &told["rows"][0]["code"]), (&json!([]), &json!("not_all_day")));
    let named = file.replace("BEGIN:VEVENT", "X-WR-TIMEZONE:Europe/Berlin\r\nBEGIN:VEVENT");
    assert_eq!(import(&school, "", named).await.expect(200)["options"]["time_zone"], "Europe/Berlin");
}

#[tokio::test]
async fn a_file_of_several_years_asks_for_the_term_and_takes_what_lies_in_it() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let file = calendar(&[
        (";VALUE=DATE:20251001", ";VALUE=DATE:20251008", "国庆节"),
        (";VALUE=DATE:20261001", ";VALUE=DATE:20261008", "国庆节"),
        (";VALUE=DATE:20271001", ";VALUE=DATE:20271008", "国庆节"),
    ]);
    let read = import(&school, "", file.clone()).await.expect(200);
    assert_eq!(questions(&read), [("TermNeeded", json!({}))]);
    let read = import(&school, "first_day=2026-09-01&last_day=2027-07-10", file).await.expect(200);
    assert_eq!((questions(&read), &read["calendar"]["days"]), (vec![], &json!([off("2026-10-01", "2026-10-07")])));
    assert_eq!(read["items"], json!({"read": 3, "taken": 1, "skipped": 2, "errors": 0}));
}

#[tokio::test]
async fn what_is_no_calendar_is_refused_with_the_way_out_and_wrong_parameters_are_named() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    for (file, said) in
        [(&b"%PDF-1.7 ..."[..], "PDF"), (b"class,day\n7-1,Mon\n", "no calendar"), (b"\x00\x01\x02", "no calendar"), (b"", "empty")]
    {
        let refused = import(&school, "", file).await.expect_problem(422, "file-unreadable");
        let detail = refused.text_of("detail");
        assert!(detail.contains(said) && !detail.contains(".xlsx"), "{detail}");
    }
    for (query, name) in [
        ("time_zone=Mars/Olympus", "?time_zone"),
        ("encoding=klingon", "?encoding"),
        ("file_name=", "?file_name"),
        ("first_day=2026-09-08&last_day=2026-09-07", "?last_day"),
        ("first_day=2026-09-08&last_day=2028-09-07", "?last_day"),
        ("kind=class", "?kind"),
    ] {
        import(&school, query, sample("holidays-cn.ics")).await.expect_invalid(name);
    }
    import(&school, "", vec![b'x'; (16 << 20) + 1]).await.expect_problem(413, "body-too-large");
    let text = school.post("/v1/academic-calendars/import").header("content-type", "text/calendar").raw(sample("holidays-cn.ics"));
    text.send().await.expect_problem(415, "unsupported-media-type");
}
