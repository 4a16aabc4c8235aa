//! Subscriptions and `GET /v1/lessons.ics`: lessons where people look.

use serde_json::{Value, json};

use crate::support::{Answer, Home, School, TestApp, class_of, nodes};

/// The address that is given, without the origin.
async fn subscribe(school: &School<'_>, body: Value) -> (String, String) {
    let made = school.post("/v1/subscriptions").json(&body).send().await.expect_created();
    let address = made["address"].as_str().unwrap();
    (made.id(), address[address.find("/v1/").unwrap()..].to_owned())
}

async fn calendar(app: &TestApp, address: &str) -> Answer {
    app.get(address).send().await
}

/// The values of a property, unfolded.
fn values(calendar: &Answer, name: &str) -> Vec<String> {
    let text = String::from_utf8(calendar.body.clone()).unwrap().replace("\r\n ", "");
    let of = |line: &str| line.strip_prefix(name).filter(|rest| rest.starts_with([':', ';'])).map(|rest| rest[1..].to_owned());
    text.split("\r\n").filter_map(of).collect()
}

#[tokio::test]
async fn a_calendar_program_reads_what_it_subscribed_to_and_nothing_when_that_is_revoked() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let line = json!({"rrule": "FREQ=WEEKLY;BYDAY=MO", "start": "09:00", "duration_minutes": 45, "title": "数学", "teachers": ["Li"], "rooms": ["room-1"]});
    let order = class_of(20).rooms(2).line(line).weekly("MO", "10:00", 45).term("2026-09-01", "2026-09-20");
    let order = school.order(order).await.expect_created().id();
    let (id, all) = subscribe(&school, json!({})).await;
    let (_, teacher) = subscribe(&school, json!({"teacher": "Li"})).await;
    let (_, whole) = subscribe(&school, json!({"order_id": order})).await;
    let room = school.get(&format!("/v1/classrooms?order_id={order}")).send().await.expect(200).ids().remove(1);
    let (_, one) = subscribe(&school, json!({"classroom_id": room})).await;
    for (address, events) in [(&all, 6), (&teacher, 2), (&whole, 6), (&one, 2)] {
        assert_eq!(values(&calendar(&app, address).await.expect(200), "UID").len(), events, "{address}");
    }
    let read = calendar(&app, &teacher).await.expect(200);
    assert_eq!(read.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert_eq!(values(&read, "SUMMARY"), ["数学", "数学"]);
    assert!(values(&read, "DTSTART").contains(&"TZID=Asia/Shanghai:20260907T090000".to_owned()));
    let again = app.get(&teacher).header("if-none-match", read.etag()).send().await.expect(304);
    assert!(again.body.is_empty());
    // It opens this path alone, and no other way opens it.
    let secret = all.split_once('=').unwrap().1;
    app.get("/v1/lessons").bearer(secret).send().await.expect(401);
    app.get("/v1/lessons.ics?subscription=nonsense").send().await.expect_problem(404, "not-found");
    school.get("/v1/lessons.ics?subscription=nonsense").send().await.expect_problem(404, "not-found");
    assert!(school.get("/v1/subscriptions").send().await.expect(200).items()[0]["last_used_at"].is_string());
    school.delete(&format!("/v1/subscriptions/{id}")).send().await.expect(204);
    let gone = calendar(&app, &all).await.expect_problem(404, "not-found");
    assert_eq!(gone["instance"], "/v1/lessons.ics", "no secret is said back");
}

#[tokio::test]
async fn it_ends_with_its_makers_right_and_each_looks_after_their_own() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let session = app.session(Home::tenant(&school.id), "teacher").await;
    let as_teacher =
        |method: &str, path: &str| app.call(method, path).header("cookie", &session).header("origin", "http://127.0.0.1:8080").once();
    let made = as_teacher("POST", "/v1/subscriptions").json(&json!({})).send().await.expect_created();
    let address = made["address"].as_str().unwrap();
    let address = address[address.find("/v1/").unwrap()..].to_owned();
    calendar(&app, &address).await.expect(200);
    let (other, _) = subscribe(&school, json!({})).await;
    assert_eq!(as_teacher("GET", "/v1/subscriptions").send().await.expect(200).ids(), [made.id()]);
    as_teacher("DELETE", &format!("/v1/subscriptions/{other}")).send().await.expect_problem(409, "subscription-of-another");
    assert_eq!(school.get("/v1/subscriptions").send().await.expect(200).items().len(), 2);
    let member = made["made_by"].as_str().unwrap();
    sqlx::query("UPDATE memberships SET role = 'billing' WHERE id = $1")
        .bind(crate::support::uuid_of(member))
        .execute(&mut app.sql().await)
        .await
        .unwrap();
    calendar(&app, &address).await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn the_address_of_a_member_who_was_removed_opens_nothing_be_they_added_again() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let session = app.session(Home::tenant(&school.id), "teacher").await;
    let made = app.post("/v1/subscriptions").header("cookie", &session).header("origin", "http://127.0.0.1:8080").once();
    let made = made.json(&json!({})).send().await.expect_created();
    let address = made["address"].as_str().unwrap();
    let address = address[address.find("/v1/").unwrap()..].to_owned();
    let read = calendar(&app, &address).await.expect(200);
    let (_, other) = subscribe(&school, json!({})).await;

    let member = school.get(&format!("/v1/members/{}", made["made_by"].as_str().unwrap())).send().await.expect(200);
    school.delete(&format!("/v1/members/{}", member.id())).send().await.expect(204);
    // To a program that has read it before, and to one that never has.
    app.get(&address).header("if-none-match", read.etag()).send().await.expect_problem(404, "not-found");
    let again = json!({"email": member["email"], "role": "teacher"});
    school.post("/v1/members").json(&again).send().await.expect_created();
    calendar(&app, &address).await.expect_problem(404, "not-found");
    calendar(&app, &other).await.expect(200);
    // Nor does it stay in the list, and in the count of those that the school may have.
    assert_eq!(school.get("/v1/subscriptions").send().await.expect(200).items().len(), 2);
    homeroom::workers::run(&app.state, "sweep-subscriptions").await.unwrap();
    let left = school.get("/v1/subscriptions").send().await.expect(200);
    assert_ne!(left.items()[0]["made_by"], made["made_by"]);
    assert_eq!(left.items().len(), 1);
    calendar(&app, &other).await.expect(200);
}

#[tokio::test]
async fn what_is_asked_wrongly_is_named_and_nobody_has_more_than_twenty() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let wrong = async |body: Value| {
        school.post("/v1/subscriptions").json(&body).send().await.expect_problem(422, "invalid")["errors"][0]["pointer"].clone()
    };
    assert_eq!(wrong(json!({"teacher": ""})).await, "/teacher");
    assert_eq!(wrong(json!({"order_id": "ord_01920000-0000-7000-8000-000000000001"})).await, "/order_id");
    assert_eq!(wrong(json!({"classroom_id": "cls_01920000-0000-7000-8000-000000000001"})).await, "/classroom_id");
    let both = json!({"teacher": "Li", "order_id": "ord_01920000-0000-7000-8000-000000000001"});
    assert_eq!(wrong(both).await, "");
    for _ in 0..20 {
        subscribe(&school, json!({})).await;
    }
    school.post("/v1/subscriptions").json(&json!({})).send().await.expect_problem(409, "too-many-subscriptions");
}

#[tokio::test]
async fn what_goes_out_comes_in_again_as_the_same_lessons() {
    let app = TestApp::new().await.with_cluster("eu-1", nodes(4).region("eu")).await;
    let school = app.tenant("Gymnasium").await;
    app.set_time("2026-10-12T00:00:00Z");
    let days = json!([{"from": "2026-10-21", "to": "2026-10-22", "off": true}, {"date": "2026-10-24", "runs_as": "2026-10-21"}]);
    let changes = json!([{"lesson": "line-1", "room": "room-1", "on": "2026-10-19", "moved_to": {"date": "2026-10-20", "start": "14:05", "duration_minutes": 90}},
        {"lesson": "line-2", "room": "room-2", "on": "2026-10-27", "cancelled": true}]);
    let order = class_of(20).rooms(2).weekly("MO,WE", "09:00", 45).weekly("TU", "10:00", 45).region("eu").zone("Europe/Berlin");
    let order = order.term("2026-10-19", "2026-11-08").with("/timetable/days", days).with("/timetable/changes", changes);
    let order = school.order(order).await.expect_created().id();
    let (_, address) = subscribe(&school, json!({"order_id": order})).await;
    let exported = calendar(&app, &address).await.expect(200);
    let path = "/v1/timetables/import?time_zone=Europe/Berlin&first_day=2026-10-19&last_day=2026-11-08&room_from=LOCATION&default_seats=20&kind=class";
    let imported = school.post(path).header("content-type", "application/octet-stream").raw(exported.body.clone()).send().await.expect(200);
    assert_eq!(imported["questions"], json!([]), "{}", imported.text());
    let mut body = imported["order"].clone();
    body["name"] = json!("Again");
    body["region"] = json!("eu");
    let again = school.post("/v1/orders").json(&body).send().await.expect_created().id();
    let lessons = async |order: &str| {
        let found = school.get(&format!("/v1/lessons?order_id={order}&limit=200")).send().await.expect(200);
        let held = found.items().iter().filter(|lesson| lesson["state"] != "cancelled");
        let mut lessons: Vec<_> =
            held.map(|one| [&one["room"], &one["starts_at"], &one["ends_at"]].map(|v| v.as_str().unwrap().to_owned())).collect();
        lessons.sort();
        lessons
    };
    let (before, after) = (lessons(&order).await, lessons(&again).await);
    assert_eq!(before.len(), 17);
    assert_eq!(before, after);
}
