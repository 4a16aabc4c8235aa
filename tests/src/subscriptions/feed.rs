//! What a calendar program reads: which lessons, under which names, and how a change is told.

use serde_json::{Value, json};

use super::{calendar, subscribe, values};
use crate::support::{Answer, School, TestApp, class_of, nodes, rooms, seats};

#[tokio::test]
async fn a_calendar_program_reads_what_it_subscribed_to_and_nothing_when_that_is_revoked() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let line = json!({"rrule": "FREQ=WEEKLY;BYDAY=MO", "start": "09:00", "duration_minutes": 45, "title": "数学", "teachers": ["Li"], "rooms": ["room-1"]});
    let order = class_of(20).rooms(2).line(line).weekly("MO", "10:00", 45).term("2026-09-01", "2026-09-20");
    let order = school.order(order).await.expect_created().id();
    let (id, all) = subscribe(&school, json!({"everything": true})).await;
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
    // A list of calendars shows whose each is.
    for (address, name) in [(&all, "Qinghe"), (&teacher, "Li · Qinghe"), (&whole, "Autumn term · Qinghe"), (&one, "room-2 · Qinghe")] {
        assert_eq!(values(&calendar(&app, address).await, "X-WR-CALNAME"), [name]);
    }
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

/// UID, SEQUENCE, DTSTAMP, STATUS and start of each event, by start.
fn events(read: &Answer) -> Vec<[String; 5]> {
    let [uids, sequences, stamps, statuses, starts] =
        ["UID", "SEQUENCE", "DTSTAMP", "STATUS", "DTSTART;TZID=Asia/Shanghai"].map(|name| values(read, name));
    let rows = uids.into_iter().zip(sequences).zip(stamps).zip(statuses).zip(starts);
    rows.map(|((((uid, sequence), stamp), status), start)| [uid, sequence, stamp, status, start]).collect()
}

async fn change(school: &School<'_>, event: &[String; 5], verb: &str, body: Value) {
    let lesson = event[0].strip_suffix("@homeroom").unwrap();
    school.post(&format!("/v1/lessons/{lesson}/{verb}")).json(&body).send().await.expect(200);
}

#[tokio::test]
async fn a_changed_lesson_keeps_its_uid_and_whatever_happens_to_it_is_newer_than_what_was_read_before() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = class_of(20).weekly("MO", "09:00", 45).term("2026-09-07", "2026-09-14");
    let order = school.order(order).await.expect_created().id();
    let (_, address) = subscribe(&school, json!({"order_id": order})).await;
    let read = async || events(&calendar(&app, &address).await.expect(200));
    let number = |event: &[String; 5]| event[1].parse::<u32>().unwrap();
    let mut before = read().await;
    assert_eq!(before.iter().map(|event| event[4].as_str()).collect::<Vec<_>>(), ["20260907T090000", "20260914T090000"]);
    let steps = [
        ("move", json!({"date": "2026-09-08", "start": "14:00"}), "CONFIRMED", "20260908T140000"),
        // Whatever is cancelled is where its line has it.
        ("cancel", json!({}), "CANCELLED", "20260907T090000"),
        ("restore", json!({}), "CONFIRMED", "20260907T090000"),
    ];
    for (minute, (verb, body, status, start)) in (10..).zip(steps) {
        app.set_time(&format!("2026-09-01T00:{minute}:00Z"));
        change(&school, &before[0], verb, body).await;
        let now = read().await;
        assert_eq!([&now[0][0], &now[0][3], &now[0][4]], [&before[0][0], status, start], "after {verb}");
        assert!(number(&now[0]) > number(&before[0]), "after {verb}: {now:?}, before {before:?}");
        assert_eq!(now[0][2], format!("20260901T00{minute}00Z"), "after {verb}");
        before = now;
    }
    // With its order, from the second on: the first has begun.
    app.set_time("2026-09-07T01:10:00Z");
    school.cancel(&order).await.expect(200);
    let now = read().await;
    assert_eq!(now[0], before[0], "what goes on to its end is as it was");
    assert_eq!([&now[1][0], &now[1][3], &now[1][4]], [&before[1][0], "CANCELLED", "20260914T090000"]);
    assert!(number(&now[1]) > number(&before[1]) && now[1][2] == "20260907T011000Z", "{now:?}");
    assert_eq!(read().await, now, "the same until something changes");
}

#[tokio::test]
async fn a_lesson_that_is_given_more_time_or_goes_on_is_newer_each_time() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = class_of(20).weekly("MO", "09:00", 45).term("2026-09-07", "2026-09-14");
    let order = school.order(order).await.expect_created().id();
    let (_, address) = subscribe(&school, json!({"order_id": order})).await;
    let read = async || {
        let answer = calendar(&app, &address).await.expect(200);
        (events(&answer).remove(0), values(&answer, "DTEND;TZID=Asia/Shanghai").remove(0))
    };
    let number = |event: &[String; 5]| event[1].parse::<u32>().unwrap();
    app.set_time("2026-09-07T01:10:00Z");
    let (first, _) = read().await;
    change(&school, &first, "extend", json!({"ends_at": "2026-09-07T01:55:00Z"})).await;
    let (extended, end) = read().await;
    assert_eq!((&extended[0], end.as_str()), (&first[0], "20260907T095500"));
    assert!(number(&extended) > number(&first), "{extended:?} after {first:?}");
    // People are inside still at ten, and then.
    let mut sql = app.sql().await;
    let goes_on = "INSERT INTO overruns (tenant_id, order_id, line, room, held_on, classroom_id, ends_at, until)
        SELECT tenant_id, order_id, 'line-1', key, '2026-09-07', id, '2026-09-07 01:55Z', $1::text::timestamptz FROM classrooms
        ON CONFLICT (order_id, line, room, held_on) DO UPDATE SET until = excluded.until";
    let mut before = extended;
    for (now, until, end, stamp) in [
        ("2026-09-07T01:56:00Z", "2026-09-07 02:00Z", "20260907T100000", "20260907T015500Z"),
        ("2026-09-07T02:01:00Z", "2026-09-07 02:05Z", "20260907T100500", "20260907T020000Z"),
    ] {
        app.set_time(now);
        sqlx::query(goes_on).bind(until).execute(&mut sql).await.unwrap();
        sqlx::query("UPDATE orders SET overrun_seconds = overrun_seconds + 300").execute(&mut sql).await.unwrap();
        let (event, ends) = read().await;
        assert_eq!((&event[0], ends.as_str(), event[2].as_str()), (&before[0], end, stamp));
        assert!(number(&event) > number(&before), "{event:?} after {before:?}");
        before = event;
    }
}

#[tokio::test]
async fn of_more_than_five_thousand_lessons_those_nearest_to_now_are_read_and_it_says_so() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(20)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(5_000)).await;
    // 200 lessons a day: two weeks back and four ahead come to 8,400.
    let daily = class_of(2).rooms(100).weekly("MO,TU,WE,TH,FR,SA,SU", "09:00", 45).weekly("MO,TU,WE,TH,FR,SA,SU", "11:00", 45);
    school.order(daily.term("2026-09-07", "2026-10-18")).await.expect_created();
    app.set_time("2026-09-21T01:00:00Z");
    let (_, address) = subscribe(&school, json!({"everything": true})).await;
    let read = calendar(&app, &address).await.expect(200);
    let starts = values(&read, "DTSTART;TZID=Asia/Shanghai");
    assert_eq!(starts.len(), 5_000);
    // Half of them lie behind and half ahead, each as far as the other.
    let day = |start: &str| start[..8].to_owned();
    assert_eq!((day(&starts[0]), day(starts.last().unwrap())), ("20260909".to_owned(), "20261003".to_owned()));
    assert_eq!(starts.iter().filter(|start| day(start) == "20260921").count(), 200, "today is there");
    assert!(starts.is_sorted());
    assert!(values(&read, "X-WR-CALDESC")[0].contains("5\\,000"), "{:?}", values(&read, "X-WR-CALDESC"));
    let zh = app.get(&address).header("accept-language", "zh-CN").send().await.expect(200);
    assert!(values(&zh, "X-WR-CALDESC")[0].contains("最接近今天"));
    let (_, few) = subscribe(&school, json!({"teacher": "Li"})).await;
    assert!(values(&calendar(&app, &few).await.expect(200), "X-WR-CALDESC").is_empty());
}
