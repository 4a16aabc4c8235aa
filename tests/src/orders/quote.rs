//! `POST /v1/quotes`

use serde_json::json;

use crate::{
    orders::{calendars_are_sound, rows_of},
    support::{TestApp, class_of, nodes, rooms, seats},
};

#[tokio::test]
async fn a_quote_says_what_an_order_would_and_changes_nothing() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let before = rows_of(&app, "events").await;
    let quote = school.quote(class_of(50).rooms(10).weekly("MO", "09:00", 45)).await.expect(200);
    assert_eq!(quote["feasible"], true);
    assert_eq!(quote["demand_peak"], json!({"at": "2026-09-07T01:00:00Z", "rooms": 10, "seats": 500}));
    assert_eq!(quote["quota_peak"]["rooms"], json!({"at": "2026-09-07T01:00:00Z", "used": 10, "limit": 10}));
    let quote = school.quote(class_of(50).rooms(11).weekly("MO", "09:00", 45)).await.expect(200);
    assert_eq!((&quote["feasible"], &quote["quota_peak"]), (&json!(false), &json!(null)));
    assert_eq!(quote["violations"][0]["limit"], "rooms");
    for table in ["orders", "reservations", "classrooms", "calendar_days"] {
        assert_eq!(rows_of(&app, table).await, 0, "{table}");
    }
    assert_eq!(rows_of(&app, "events").await, before);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_batch_is_quoted_together() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let order = class_of(50).rooms(6).weekly("MO", "09:00", 45).json();
    let quote = school.post("/v1/quotes").json(&json!({"orders": [order, order]})).send().await.expect(200);
    assert_eq!(quote["feasible"], false);
    assert_eq!(quote["demand_peak"]["rooms"], 12);
    assert_eq!(quote["violations"][0]["order"], 1);
    school.post("/v1/quotes").json(&json!({"orders": [order], "name": "A"})).send().await.expect_invalid("/name");
    school.post("/v1/quotes").json(&json!({"name": "A"})).send().await.expect_invalid("");
}

#[tokio::test]
async fn oddities_are_warnings_in_the_readers_language() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let odd =
        class_of(50).weekly("MO", "09:00", 45).with("/timetable/days", json!([{"from": "2026-09-05", "to": "2026-09-06", "off": true}]));
    let quote = school.quote(odd).await.expect(200);
    assert_eq!(quote["warnings"][0]["code"], "day_off_hits_nothing");
    assert_eq!(quote["warnings"][0]["pointer"], "/timetable/days/0");
    assert_eq!(quote["warnings"][0]["message"], "The days off from 2026-09-05 to 2026-09-06 hit no lesson.");
}

/// Two lines, of which another order of the school leaves no room for one on Mondays from the third week on.
async fn crowded(school: &crate::support::School<'_>) -> crate::support::OrderSpec {
    let mondays = ["2026-09-21", "2026-09-28", "2026-10-05"];
    school.order(class_of(50).rooms(9).on(&mondays, "09:00", 45)).await.expect_created();
    class_of(50).rooms(2).weekly("MO,WE", "09:00", 45).weekly("MO", "11:00", 45).term("2026-09-07", "2026-10-11")
}

#[tokio::test]
async fn a_quote_says_of_each_line_and_weekday_how_many_lessons_do_not_fit_and_why() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(5_000)).await;
    let quote = school.quote(crowded(&school).await).await.expect(200);
    assert_eq!((&quote["feasible"], &quote["lessons_total"]), (&json!(false), &json!(30)));
    let fit = quote["fit"].as_array().unwrap();
    let told: Vec<_> = fit.iter().map(|fit| json!([fit["lesson"], fit["weekday"], fit["start"], fit["lessons"], fit["refused"]])).collect();
    assert_eq!(
        told,
        [json!(["line-1", "MO", "09:00", 10, 6]), json!(["line-1", "WE", "09:00", 10, 0]), json!(["line-2", "MO", "11:00", 10, 0])]
    );
    assert_eq!(fit[0]["first_refused_on"], "2026-09-21");
    let short = &fit[0]["short_of"];
    assert_eq!((&short["limit"], &short["needed"], &short["free"]), (&json!("rooms"), &json!(2), &json!(1)));
    assert_eq!(short["message"], quote["violations"][0]["message"]);
    assert!(fit[1].get("short_of").is_none());
    let fits = school.quote(class_of(50).rooms(2).weekly("MO", "11:00", 45)).await.expect(200);
    assert_eq!(fits["fit"][0]["refused"], 0);
    let always = school.quote(class_of(50).always()).await.expect(200);
    assert_eq!((&always["fit"], &always["lessons_total"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn of_a_batch_each_order_has_its_own_week() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(3), seats(5_000)).await;
    let order = class_of(50).rooms(2).on(&["2026-09-07"], "09:00", 45).json();
    let quote = school.post("/v1/quotes").json(&json!({"orders": [order, order]})).send().await.expect(200);
    let told: Vec<_> = quote["fit"].as_array().unwrap().iter().map(|fit| json!([fit["order"], fit["refused"]])).collect();
    assert_eq!(told, [json!([0, 0]), json!([1, 2])]);
    assert_eq!(quote["lessons_total"], 4);
}

#[tokio::test]
async fn a_quoted_amendment_says_which_lessons_it_adds_removes_and_moves() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(5_000)).await;
    let term = ("2026-09-07", "2026-09-20");
    let order = class_of(20).weekly("MO", "09:00", 45).weekly("TU", "09:00", 45).term(term.0, term.1);
    let order = school.order(order).await.expect_created().id();
    let quote = async |patch: serde_json::Value| school.post(&format!("/v1/orders/{order}/quote")).json(&patch).send().await.expect(200);
    // From Wednesday of the first week on: Mondays an hour later, no Tuesdays, Fridays instead.
    app.set_time("2026-09-08T16:00:00Z");
    let line = |key: &str, day: &str, start: &str| json!({"key": key, "rrule": format!("FREQ=WEEKLY;BYDAY={day}"), "start": start, "duration_minutes": 45});
    let timetable = json!({"time_zone": "Asia/Shanghai", "lessons": [line("line-1", "MO", "10:00"), line("line-3", "FR", "09:00")]});
    let changed = quote(json!({"timetable": timetable})).await;
    let difference = &changed["difference"];
    assert_eq!(
        (&difference["lessons_added"], &difference["lessons_removed"], &difference["lessons_moved"]),
        (&json!(2), &json!(1), &json!(1))
    );
    let told: Vec<_> =
        difference["items"].as_array().unwrap().iter().map(|item| json!([item["change"], item["lesson"], item["on"]])).collect();
    assert_eq!(
        told,
        [
            json!(["added", "line-3", "2026-09-11"]),
            json!(["moved", "line-1", "2026-09-14"]),
            json!(["removed", "line-2", "2026-09-15"]),
            json!(["added", "line-3", "2026-09-18"]),
        ]
    );
    let moved = &difference["items"][1];
    assert_eq!(
        (&moved["from"]["starts_at_local"], &moved["to"]["starts_at_local"]),
        (&json!("2026-09-14T09:00:00+08:00"), &json!("2026-09-14T10:00:00+08:00"))
    );
    // The week counts what is to come.
    assert_eq!(changed["fit"].as_array().unwrap().iter().map(|fit| fit["lessons"].clone()).collect::<Vec<_>>(), [json!(1), json!(2)]);
    let named = quote(json!({"name": "Spring term"})).await;
    assert_eq!(named["difference"], json!({"lessons_added": 0, "lessons_removed": 0, "lessons_moved": 0, "items": []}));
    assert_eq!(named["fit"], json!([]));
}

#[tokio::test]
async fn a_quote_says_how_full_the_quota_gets_with_all_orders_together() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(20), seats(500)).await;
    // Nine rooms with few seats on Wednesday, and three with many on Friday.
    school.order(class_of(5).rooms(9).on(&["2026-09-09"], "10:00", 45)).await.expect_created();
    let order = school.order(class_of(100).rooms(3).on(&["2026-09-11"], "10:00", 45)).await.expect_created().id();
    let quote = school.quote(class_of(10).rooms(5).weekly("MO,WE,FR", "10:00", 45)).await.expect(200);
    let peak = json!({
        "rooms": {"at": "2026-09-09T02:00:00Z", "used": 14, "limit": 20},
        "seats": {"at": "2026-09-11T02:00:00Z", "used": 350, "limit": 500},
    });
    assert_eq!((&quote["quota_peak"], &quote["demand_peak"]["rooms"]), (&peak, &json!(5)));
    let fewer = json!({"rooms": class_of(100).rooms(2).on(&["2026-09-11"], "10:00", 45).json()["rooms"]});
    let amended = school.post(&format!("/v1/orders/{order}/quote")).json(&fewer).send().await.expect(200);
    assert_eq!(amended["quota_peak"]["rooms"], json!({"at": "2026-09-11T02:00:00Z", "used": 2, "limit": 20}));
}
