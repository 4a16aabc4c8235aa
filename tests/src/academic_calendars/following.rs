//! Orders that follow a calendar: one change amends all of them, or none.

use serde_json::{Value, json};

use super::{calendar, made};
use crate::{
    orders::calendars_are_sound,
    support::{Answer, School, TestApp, class_of, nodes, rooms, seats},
};

const OCTOBER: &str = "from=2026-09-30T16:00:00Z&to=2026-10-31T16:00:00Z";

async fn days_of(school: &School<'_>, order: &str) -> Vec<String> {
    let lessons = school.get(&format!("/v1/lessons?order_id={order}&{OCTOBER}")).send().await.expect(200);
    lessons.items().iter().map(|lesson| lesson["starts_at_local"].as_str().unwrap()[..10].to_owned()).collect()
}

async fn follower(school: &School<'_>, id: &str, days: &str, start: &str) -> String {
    let order = class_of(50).weekly(days, start, 45).with("/timetable/academic_calendar", json!(id));
    school.order(order).await.expect_created().id()
}

async fn amend(school: &School<'_>, id: &str, days: Value) -> Answer {
    let path = format!("/v1/academic-calendars/{id}");
    let etag = school.get(&path).send().await.expect(200).etag().to_owned();
    school.patch(&path, &etag).json(&json!({"days": days})).send().await
}

fn with(more: Value) -> Value {
    let mut days = calendar()["days"].as_array().unwrap().clone();
    days.push(more);
    days.into()
}

#[tokio::test]
async fn a_closed_friday_is_one_call_that_gives_back_what_was_booked_and_a_saturday_runs_as_a_wednesday() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(3), seats(500)).await;
    let (id, _) = made(&school).await;
    let mut orders = Vec::new();
    for start in ["09:00", "09:00", "11:00"] {
        orders.push(follower(&school, &id, "WE,FR", start).await);
    }
    assert_eq!(
        days_of(&school, &orders[0]).await,
        ["2026-10-09", "2026-10-14", "2026-10-16", "2026-10-21", "2026-10-23", "2026-10-28", "2026-10-30"]
    );
    let friday = with(json!({"from": "2026-10-16", "to": "2026-10-16", "off": true}));
    let quoted = school.post(&format!("/v1/academic-calendars/{id}/quote")).json(&json!({"days": friday})).send().await.expect(200);
    assert_eq!(quoted["feasible"], true);
    let removed: Vec<&Value> = quoted["orders"].as_array().unwrap().iter().map(|order| &order["difference"]["lessons_removed"]).collect();
    assert_eq!(removed, [1, 1, 1]);
    // Quoted is not done.
    let two = || class_of(50).rooms(2).on(&["2026-10-16"], "09:00", 45);
    school.order(two()).await.expect_problem(409, "quota-exceeded");
    amend(&school, &id, friday.clone()).await.expect(200);
    let without: Vec<&str> = vec!["2026-10-09", "2026-10-14", "2026-10-21", "2026-10-23", "2026-10-28", "2026-10-30"];
    for order in &orders {
        assert_eq!(days_of(&school, order).await, without);
    }
    school.order(two()).await.expect_created();
    let shown = school.get(&format!("/v1/orders/{}", orders[0])).send().await.expect(200);
    assert_eq!((&shown["generation"], shown["timetable"]["calendar_days"].as_array().unwrap().len()), (&json!(2), 2));
    let before: Vec<String> = school.get(&format!("/v1/lessons?order_id={}&{OCTOBER}", orders[1])).send().await.expect(200).ids();
    let mut saturday = friday;
    saturday.as_array_mut().unwrap().push(json!({"date": "2026-10-17", "runs_as": "2026-10-14"}));
    amend(&school, &id, saturday).await.expect(200);
    assert!(days_of(&school, &orders[1]).await.contains(&"2026-10-17".to_owned()));
    let after: Vec<String> = school.get(&format!("/v1/lessons?order_id={}&{OCTOBER}", orders[1])).send().await.expect(200).ids();
    assert!(before.iter().all(|lesson| after.contains(lesson)), "lessons keep their ids");
    let told = school.get(&format!("/v1/orders/{}/events", orders[1])).send().await.expect(200);
    assert_eq!(told.items().iter().filter(|event| event["data"]["academic_calendar"] == json!(id)).count(), 2);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn where_one_order_does_not_fit_none_is_amended_and_each_that_hinders_is_named() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2), seats(500)).await;
    let (id, _) = made(&school).await;
    let fits = follower(&school, &id, "WE", "14:00").await;
    let hinders = follower(&school, &id, "WE", "09:00").await;
    school.order(class_of(50).rooms(2).on(&["2026-10-17"], "09:00", 45)).await.expect_created();
    // An own day of this one says the contrary of what the calendar is going to say.
    let own = class_of(50).weekly("WE", "18:00", 45).with("/timetable/academic_calendar", json!(id));
    let own = own.with("/timetable/days", json!([{"from": "2026-10-24", "to": "2026-10-24", "off": true}]));
    let own = school.order(own).await.expect_created().id();
    let saturday = with(json!({"date": "2026-10-17", "runs_as": "2026-10-14"}));
    let refused = amend(&school, &id, saturday.clone()).await.expect_problem(409, "academic-calendar-refused");
    let violations = refused["violations"].as_array().unwrap();
    assert_eq!((violations.len(), &violations[0]["order_id"]), (1, &json!(hinders)), "{refused:?}");
    assert_eq!(violations[0]["at_local"], "2026-10-17T09:00:00+08:00");
    let quoted = school.post(&format!("/v1/academic-calendars/{id}/quote")).json(&json!({"days": saturday})).send().await.expect(200);
    let feasible: Vec<(&Value, &Value)> =
        quoted["orders"].as_array().unwrap().iter().map(|one| (&one["order_id"], &one["feasible"])).collect();
    assert_eq!(feasible, [(&json!(fits), &json!(true)), (&json!(hinders), &json!(false)), (&json!(own), &json!(true))]);
    let contrary = amend(&school, &id, with(json!({"date": "2026-10-24", "runs_as": "2026-10-21"}))).await;
    let contrary = contrary.expect_problem(409, "academic-calendar-refused");
    assert_eq!((&contrary["violations"][0]["order_id"], &contrary["violations"][0]["code"]), (&json!(own), &json!("day_decided_twice")));
    for order in [&fits, &hinders, &own] {
        assert_eq!(school.get(&format!("/v1/orders/{order}")).send().await.expect(200)["generation"], 1);
    }
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_calendar_that_two_orders_contradict_names_both_and_their_days_and_stays_as_it_is() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(5), seats(500)).await;
    let (id, _) = made(&school).await;
    let agrees = follower(&school, &id, "WE", "14:00").await;
    let own_days = async |days: Value| {
        let order = class_of(50).weekly("WE", "09:00", 45).with("/timetable/academic_calendar", json!(id)).with("/timetable/days", days);
        school.order(order).await.expect_created().id()
    };
    let closed = own_days(json!([{"from": "2026-10-24", "to": "2026-10-25", "off": true}])).await;
    let otherwise =
        own_days(json!([{"from": "2026-12-23", "to": "2026-12-23", "off": true}, {"date": "2026-10-24", "runs_as": "2026-10-28"}])).await;
    let etag = async || school.get(&format!("/v1/academic-calendars/{id}")).send().await.expect(200).etag().to_owned();
    let before = etag().await;
    let saturday = with(json!({"date": "2026-10-24", "runs_as": "2026-10-21"}));
    let refused = amend(&school, &id, saturday.clone()).await.expect_problem(409, "academic-calendar-refused");
    let of = |entry: &Value| [&entry["order_id"], &entry["code"], &entry["pointer"]].map(Value::clone);
    let expected = [
        [json!(closed), json!("day_decided_twice"), json!("/timetable/days/0")],
        [json!(otherwise), json!("day_decided_twice"), json!("/timetable/days/1")],
    ];
    assert_eq!(refused["violations"].as_array().unwrap().iter().map(of).collect::<Vec<_>>(), expected, "{}", refused.text());
    assert!(refused["violations"][0]["message"].as_str().is_some_and(|message| message.contains("2026-10-24")), "{}", refused.text());
    let quoted = school.post(&format!("/v1/academic-calendars/{id}/quote")).json(&json!({"days": saturday})).send().await.expect(200);
    let feasible: Vec<Value> = quoted["orders"].as_array().unwrap().iter().map(|one| json!([one["order_id"], one["feasible"]])).collect();
    assert_eq!(
        (feasible, &quoted["feasible"]),
        (vec![json!([agrees, true]), json!([closed, false]), json!([otherwise, false])], &json!(false))
    );
    assert_eq!(etag().await, before);
    for order in [&agrees, &closed, &otherwise] {
        assert_eq!(school.get(&format!("/v1/orders/{order}")).send().await.expect(200)["generation"], 1);
    }
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_calendar_that_more_than_two_hundred_orders_follow_is_not_changed_in_one_go() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let (id, _) = made(&school).await;
    let order = follower(&school, &id, "WE", "14:00").await;
    let more = "INSERT INTO orders (id, tenant_id, name, kind, region, first_day, last_day, earliest_day, latest_day, phase, generation, rooms_total,
                       next_change_at, created_at, academic_calendar_id)
         SELECT gen_random_uuid(), tenant_id, name, kind, region, first_day, last_day, earliest_day, latest_day, phase, generation, rooms_total,
                next_change_at, created_at, academic_calendar_id
         FROM orders, generate_series(1, 200)";
    sqlx::query(more).execute(&mut app.sql().await).await.unwrap();
    let path = format!("/v1/academic-calendars/{id}");
    let before = school.get(&path).send().await.expect(200);
    let closed = with(json!({"from": "2026-10-14", "to": "2026-10-14", "off": true}));
    let quoted = school.post(&format!("{path}/quote")).json(&json!({"days": closed})).send().await;
    for refused in [amend(&school, &id, closed).await, quoted] {
        let refused = refused.expect_problem(409, "too-many-followers");
        assert_eq!(refused["params"], json!({"orders": 201, "limit": 200, "limit_mib": 16}));
        assert!(refused["detail"].as_str().is_some_and(|detail| detail.starts_with("201 live orders")), "{}", refused.text());
    }
    let after = school.get(&path).send().await.expect(200);
    assert_eq!((after.etag(), &after["days"]), (before.etag(), &before["days"]));
    assert_eq!(school.get(&format!("/v1/orders/{order}")).send().await.expect(200)["generation"], 1);
    // Its name is nobody's timetable.
    school.patch(&path, after.etag()).json(&json!({"name": "2027"})).send().await.expect(200);
}

#[tokio::test]
async fn what_is_read_is_sent_back_without_its_days_being_taken_for_the_orders_own() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let (id, _) = made(&school).await;
    let order = follower(&school, &id, "TH", "09:00").await;
    let read = school.get(&format!("/v1/orders/{order}")).send().await.expect(200);
    assert_eq!(read["timetable"]["calendar_days"], calendar()["days"]);
    let mut timetable = read["timetable"].clone();
    timetable["lessons"][0]["start"] = json!("10:00");
    timetable["calendar_days"] = json!([]);
    let amended = school.amend(&order, &json!({"timetable": timetable})).await.expect(200);
    assert_eq!(amended["timetable"]["calendar_days"], calendar()["days"]);
    timetable["academic_calendar"] = Value::Null;
    let left = school.amend(&order, &json!({"timetable": timetable})).await.expect(200);
    assert_eq!((&left["timetable"]["calendar_days"], days_of(&school, &order).await[0].as_str()), (&Value::Null, "2026-10-01"));
    amend(&school, &id, json!([])).await.expect(200);
    assert_eq!(school.get(&format!("/v1/orders/{order}")).send().await.expect(200)["generation"], 3, "it does not follow any more");
}

#[tokio::test]
async fn an_order_with_a_version_to_come_hinders_and_is_named() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let (id, _) = made(&school).await;
    let order = follower(&school, &id, "TH", "09:00").await;
    let rooms = json!([{"key": "room-1", "seats": 50}, {"key": "room-2", "seats": 50}]);
    school.amend(&order, &json!({"effective_from": "2026-11-02T00:00:00Z", "rooms": rooms})).await.expect(200);
    let refused = amend(&school, &id, json!([])).await.expect_problem(409, "academic-calendar-refused");
    assert_eq!((&refused["violations"][0]["order_id"], &refused["violations"][0]["code"]), (&json!(order), &json!("pending_generation")));
}

#[tokio::test]
async fn an_order_whose_term_is_over_hinders_nobody_and_stays_as_it_was_held() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let (id, _) = made(&school).await;
    let goes_on = follower(&school, &id, "WE", "14:00").await;
    let over = class_of(50).weekly("WE", "09:00", 45).term("2026-09-01", "2026-10-18").with("/timetable/academic_calendar", json!(id));
    let over = school.order(over).await.expect_created().id();
    let held = days_of(&school, &over).await;
    // Its objects are on their way out, or its cluster does not answer: nobody has written yet that it has ended.
    app.set_time("2026-10-18T16:30:00Z");
    let mut days = with(json!({"from": "2026-10-14", "to": "2026-10-14", "off": true}));
    days.as_array_mut().unwrap().push(json!({"from": "2026-10-21", "to": "2026-10-21", "off": true}));
    amend(&school, &id, days).await.expect(200);
    assert_eq!(
        (days_of(&school, &goes_on).await, days_of(&school, &over).await),
        (vec!["2026-10-14".to_owned(), "2026-10-28".to_owned()], held)
    );
    assert_eq!(school.get(&format!("/v1/orders/{over}")).send().await.expect(200)["generation"], 1);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn changes_of_calendar_and_orders_at_once_leave_everything_booked_as_it_is_shown() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(50), seats(5_000)).await;
    let (id, _) = made(&school).await;
    let mut orders = Vec::new();
    for start in ["08:00", "09:00", "10:00", "11:00"] {
        orders.push(follower(&school, &id, "MO,TH", start).await);
    }
    let closed = |day: u8| with(json!({"from": format!("2026-10-{day}"), "to": format!("2026-10-{day}"), "off": true}));
    let smaller = json!({"rooms": [{"key": "room-1", "seats": 40}]});
    let (one, two, three, four) = tokio::join!(
        amend(&school, &id, closed(12)),
        amend(&school, &id, closed(15)),
        school.amend(&orders[2], &smaller),
        school.order(class_of(50).weekly("TH", "12:00", 45).with("/timetable/academic_calendar", json!(id))),
    );
    assert!([&one, &two].iter().any(|answer| answer.status == 200), "{one:?} {two:?}");
    assert!([200, 409, 412, 503].contains(&three.status.as_u16()), "{three:?}");
    // Who is told that the service is busy asks again; it found another calendar than it had read.
    assert!([201, 503].contains(&four.status.as_u16()), "{four:?}");
    if four.status == 201 {
        orders.push(four.id());
    }
    let days = school.get(&format!("/v1/academic-calendars/{id}")).send().await.expect(200)["days"].clone();
    for order in &orders {
        assert_eq!(school.get(&format!("/v1/orders/{order}")).send().await.expect(200)["timetable"]["calendar_days"], days);
    }
    calendars_are_sound(&app).await;
}
