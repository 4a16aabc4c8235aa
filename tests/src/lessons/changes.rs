//! `POST /v1/lessons/{id}/move | cancel | extend | restore` and `POST /v1/lessons`: one lesson of a term that runs.

use serde_json::{Value, json};

use crate::{
    orders::calendars_are_sound,
    support::{Answer, School, TestApp, class_of, nodes, rooms, seats},
};

/// Lessons of Monday 7 September, cancelled ones too: room, start, end and state.
async fn monday(school: &School<'_>) -> Vec<String> {
    let day = school.get("/v1/lessons?from=2026-09-06T16:00:00Z&to=2026-09-07T16:00:00Z").send().await.expect(200);
    let clock = |value: &Value| value.as_str().unwrap()[11..16].to_owned();
    let text = |lesson: &Value| {
        let (room, state) = (lesson["room"].as_str().unwrap(), lesson["state"].as_str().unwrap());
        format!("{room} {}-{} {state}", clock(&lesson["starts_at_local"]), clock(&lesson["ends_at_local"]))
    };
    day.items().iter().map(text).collect()
}

async fn change(school: &School<'_>, lesson: &str, verb: &str, body: Value) -> Answer {
    school.post(&format!("/v1/lessons/{lesson}/{verb}")).json(&body).send().await
}

/// The lesson that begins at a time of Monday in a room.
async fn lesson(school: &School<'_>, room: &str, start: &str) -> String {
    let day = school.get(&format!("/v1/lessons?from=2026-09-06T16:00:00Z&to=2026-09-07T16:00:00Z&room={room}")).send().await.expect(200);
    let is_it = |lesson: &&Value| &lesson["starts_at_local"].as_str().unwrap()[11..16] == start;
    day.items().iter().find(is_it).unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_lesson_is_moved_cancelled_and_restored_under_its_id_and_everything_booked_follows() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2), seats(100)).await;
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45).weekly("MO", "10:00", 45)).await.expect_created().id();
    let first = lesson(&school, "room-1", "09:00").await;
    let moved = change(&school, &first, "move", json!({"start": "14:00", "duration_minutes": 30})).await.expect(200);
    assert_eq!((&moved["id"], &moved["on"]), (&json!(first), &json!("2026-09-07")));
    assert_eq!((&moved["starts_at_local"], &moved["changed"]), (&json!("2026-09-07T14:00:00+08:00"), &json!(true)));
    assert_eq!(moved.etag(), school.get(&format!("/v1/lessons/{first}")).send().await.expect(200).etag());
    // Its place of before is free, and its new one is not.
    let one_more = |start: &str| class_of(50).on(&["2026-09-07"], start, 45);
    school.order(one_more("14:00")).await.expect_created();
    school.order(one_more("14:00")).await.expect_problem(409, "quota-exceeded");
    let other = school.order(one_more("09:00")).await.expect_created().id();
    let taken = change(&school, &first, "restore", json!({})).await.expect_problem(409, "quota-exceeded");
    assert_eq!(taken["violations"][0]["at_local"], "2026-09-07T09:00:00+08:00");
    school.cancel(&other).await.expect(200);
    let again = change(&school, &first, "move", json!({"start": "14:00"})).await.expect(200);
    assert_eq!(again.etag(), moved.etag(), "what is so already makes no generation");
    assert_eq!(change(&school, &first, "cancel", json!({})).await.expect(200)["state"], "cancelled");
    change(&school, &first, "cancel", json!({})).await.expect(200);
    change(&school, &first, "extend", json!({"ends_at": "2026-09-07T09:00:00Z"})).await.expect_problem(409, "lesson-cancelled");
    let restored = change(&school, &first, "restore", json!({})).await.expect(200);
    assert_eq!((&restored["starts_at_local"], &restored["changed"]), (&json!("2026-09-07T09:00:00+08:00"), &json!(false)));
    let order = school.get(&format!("/v1/orders/{order}")).send().await.expect(200);
    assert_eq!(order["timetable"]["changes"], Value::Null);
    let told = school.get(&format!("/v1/orders/{}/events", order.id())).send().await.expect(200);
    let verbs: Vec<&str> = told.items().iter().filter_map(|event| event["data"]["change"].as_str()).collect();
    assert_eq!(verbs, ["moved", "cancelled", "restored"]);
    assert!(told.items().iter().filter(|event| event["data"]["change"].is_string()).all(|event| event["data"]["lesson"] == json!(first)));
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_lesson_that_runs_is_extended_where_there_is_room_and_refused_where_there_is_none() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2), seats(100)).await;
    school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45).weekly("MO", "10:30", 45)).await.expect_created();
    school.order(class_of(50).on(&["2026-09-07"], "10:00", 30)).await.expect_created();
    app.set_time("2026-09-07T01:30:00Z");
    let [one, two] = [lesson(&school, "room-1", "09:00").await, lesson(&school, "room-2", "09:00").await];
    let extended = change(&school, &one, "extend", json!({"ends_at": "2026-09-07T02:15:00Z"})).await.expect(200);
    assert_eq!(
        (&extended["ends_at_local"], &extended["starts_at_local"]),
        (&json!("2026-09-07T10:15:00+08:00"), &json!("2026-09-07T09:00:00+08:00"))
    );
    // The quota has one room left at ten o'clock, which the first has taken.
    let refused = change(&school, &two, "extend", json!({"ends_at": "2026-09-07T02:15:00Z"})).await.expect_problem(409, "quota-exceeded");
    assert_eq!(refused["violations"][0]["at_local"], "2026-09-07T10:00:00+08:00");
    // The longest that is admitted, to be sent as it is.
    assert_eq!(refused["alternatives"][0]["explain"]["message"], "Extend it to 10:00.");
    assert_eq!(refused["alternatives"][0]["change"], json!({"ends_at": "2026-09-07T02:00:00Z"}));
    change(&school, &two, "extend", json!({"ends_at": "2026-09-07T01:55:00Z"})).await.expect(200);
    let wrong = async |body: Value| change(&school, &one, "extend", body).await.expect_problem(422, "invalid")["errors"][0].clone();
    assert_eq!(wrong(json!({"ends_at": "2026-09-07T01:50:00Z"})).await["code"], "not_later");
    let overlaps = wrong(json!({"ends_at": "2026-09-07T02:31:00Z"})).await;
    assert_eq!((&overlaps["code"], &overlaps["pointer"]), (&json!("lessons_overlap"), &json!("/ends_at")));
    for verb in ["move", "cancel", "restore"] {
        change(&school, &two, verb, if verb == "move" { json!({"start": "15:00"}) } else { json!({}) })
            .await
            .expect_problem(409, "lesson-begun");
    }
    app.set_time("2026-09-07T02:20:00Z");
    change(&school, &one, "extend", json!({"ends_at": "2026-09-07T02:25:00Z"})).await.expect_problem(409, "lesson-over");
    assert_eq!(monday(&school).await[..2], ["room-1 09:00-10:15 missed", "room-2 09:00-09:55 missed"]);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_move_that_does_not_fit_is_offered_other_starts_of_the_day_and_other_days() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(1), seats(100)).await;
    let mine = class_of(50).weekly("MO", "09:00", 45).weekly("MO", "16:00", 45).weekly("TU", "10:00", 45);
    let mine = school.order(mine).await.expect_created().id();
    let other = school.order(class_of(50).on(&["2026-09-07"], "11:00", 45)).await.expect_created().id();
    let first = lesson(&school, "room-1", "09:00").await;
    let refused = change(&school, &first, "move", json!({"start": "11:00"})).await.expect_problem(409, "quota-exceeded");
    let offers: Vec<_> = refused["alternatives"].as_array().unwrap().iter().map(|offer| offer["change"].clone()).collect();
    let at = |date: &str, start: &str| json!({"date": date, "start": start});
    assert_eq!(offers, [at("2026-09-07", "10:00"), at("2026-09-08", "11:00"), at("2026-09-09", "11:00")]);
    assert_eq!(refused["alternatives"][0]["explain"]["message"], "Hold it on 2026-09-07 at 10:00.");
    // Nothing is offered that is further away than the order allows.
    school.amend(&mine, &json!({"flexible": {"minutes": 30, "days": 1}})).await.expect(200);
    let refused = change(&school, &first, "move", json!({"start": "11:00"})).await.expect_problem(409, "quota-exceeded");
    let near: Vec<_> = refused["alternatives"].as_array().unwrap().iter().map(|offer| offer["change"].clone()).collect();
    assert_eq!(near, [at("2026-09-08", "11:00")]);
    change(&school, &first, "move", offers[1].clone()).await.expect(200);
    let room = school.get(&format!("/v1/classrooms?order_id={other}")).send().await.expect(200).ids().remove(0);
    let mut once = json!({"classroom_id": room, "date": "2026-09-08", "start": "11:00", "duration_minutes": 45});
    let refused = school.post("/v1/lessons").json(&once).send().await.expect_problem(409, "quota-exceeded");
    once.as_object_mut().unwrap().extend(refused["alternatives"][0]["change"].as_object().unwrap().clone());
    school.post("/v1/lessons").json(&once).send().await.expect(201);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_school_that_has_bells_is_offered_no_other_time_for_a_lesson() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(1), seats(100)).await;
    let periods = [("1", "09:00", "09:45"), ("2", "13:00", "13:45")]
        .map(|(period, start, end)| json!({"period": period, "start": start, "end": end}));
    let calendar = json!({"name": "2026", "bells": [{"name": "Usual", "periods": periods}]});
    let calendar = school.post("/v1/academic-calendars").json(&calendar).send().await.expect_created().id();
    let order = class_of(50).weekly("MO", "09:00", 45).weekly("TU", "10:00", 45);
    school.order(order.with("/timetable/academic_calendar", json!(calendar))).await.expect_created();
    school.order(class_of(50).on(&["2026-09-07"], "11:00", 45)).await.expect_created();
    let first = lesson(&school, "room-1", "09:00").await;
    let refused = change(&school, &first, "move", json!({"start": "11:00"})).await.expect_problem(409, "quota-exceeded");
    let offers: Vec<_> = refused["alternatives"].as_array().unwrap().iter().map(|offer| offer["change"].clone()).collect();
    assert_eq!(offers, [json!({"date": "2026-09-07", "start": "13:00"})], "ten is no bell, nor is eleven on another day");
    change(&school, &first, "move", offers[0].clone()).await.expect(200);
}

#[tokio::test]
async fn a_move_says_what_is_wrong_with_its_own_fields() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45).weekly("MO", "10:00", 45)).await.expect_created();
    let first = lesson(&school, "room-1", "09:00").await;
    app.set_time("2026-09-06T00:00:00Z");
    let cases = [
        (json!({}), "", "moves_nothing"),
        (json!({"start": "10:00"}), "/start", "lessons_overlap"),
        (json!({"start": "10:20"}), "/start", "lessons_overlap"),
        (json!({"date": "2026-09-14"}), "/date", "lessons_overlap"),
        (json!({"date": "2026-09-14", "start": "10:00"}), "/start", "lessons_overlap"),
        (json!({"duration_minutes": 61}), "/duration_minutes", "lessons_overlap"),
        (json!({"room": "room-2"}), "/room", "lessons_overlap"),
        (json!({"room": "attic"}), "/room", "unknown_room"),
        (json!({"date": "2027-09-07"}), "/date", "date_out_of_range"),
        (json!({"date": "2026-09-02"}), "/date", "not_later"),
        (json!({"duration_minutes": 0}), "/duration_minutes", "number_out_of_range"),
        (json!({"strat": "10:00"}), "/strat", "unknown_field"),
    ];
    for (body, pointer, code) in cases {
        let error = change(&school, &first, "move", body.clone()).await.expect_problem(422, "invalid")["errors"][0].clone();
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{body}");
    }
    let mut unmoved = monday(&school).await;
    unmoved.sort();
    let expected = ["room-1 09:00-09:45", "room-1 10:00-10:45", "room-2 09:00-09:45", "room-2 10:00-10:45"];
    assert_eq!(unmoved, expected.map(|lesson| format!("{lesson} scheduled")));
    let elsewhere = change(&school, &first, "move", json!({"room": "room-2", "start": "11:00"})).await.expect(200);
    assert_eq!((&elsewhere["room"], &elsewhere["id"]), (&json!("room-2"), &json!(first)));
}

#[tokio::test]
async fn a_change_joins_what_takes_over_later_and_is_refused_where_that_would_undo_it() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let first = lesson(&school, "room-1", "09:00").await;
    let timetable = json!({"time_zone": "Asia/Shanghai",
        "lessons": [{"key": "line-1", "rrule": "FREQ=WEEKLY;BYDAY=MO", "start": "11:00", "duration_minutes": 45}]});
    school.amend(&order, &json!({"effective_from": "2026-09-14T00:00:00Z", "timetable": timetable})).await.expect(200);
    let refused = change(&school, &first, "cancel", json!({})).await.expect_problem(409, "pending-generation");
    assert_eq!(refused["params"], json!({"generation": 2, "effective_from": "2026-09-14T00:00:00Z"}));
    let later =
        school.get(&format!("/v1/lessons?order_id={order}&from=2026-09-14T00:00:00Z&to=2026-09-15T00:00:00Z")).send().await.expect(200);
    let later = later.ids().remove(0);
    assert_eq!(
        change(&school, &later, "move", json!({"start": "15:00"})).await.expect(200)["starts_at_local"],
        "2026-09-14T15:00:00+08:00"
    );
    let shown = school.get(&format!("/v1/orders/{order}")).send().await.expect(200);
    assert_eq!((&shown["generation"], &shown["timetable"]["lessons"][0]["start"]), (&json!(3), &json!("11:00")));
    assert_eq!(monday(&school).await, ["room-1 09:00-09:45 scheduled"]);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_lesson_beside_the_timetable_is_held_once_however_often_it_is_asked_for() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(1), seats(50)).await;
    let order = school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created().id();
    let room = school.get(&format!("/v1/classrooms?order_id={order}")).send().await.expect(200).ids().remove(0);
    app.set_time("2026-09-07T02:00:20Z");
    let now = json!({"classroom_id": room, "title": "答疑", "teachers": ["Li"], "duration_minutes": 30, "expected": 12});
    let ask =
        async |key: &str, body: &Value| app.post("/v1/lessons").bearer(&school.key).header("idempotency-key", key).json(body).send().await;
    let made = ask("one", &now).await.expect(201);
    assert_eq!((&made["starts_at"], &made["ready_by"]), (&json!("2026-09-07T02:01:00Z"), &json!("2026-09-07T02:09:20Z")));
    assert_eq!(made.header("location"), Some(format!("/v1/lessons/{}", made.id()).as_str()));
    assert_eq!(made.etag(), school.get(&format!("/v1/lessons/{}", made.id())).send().await.expect(200).etag());
    let again = ask("one", &now).await.expect(201);
    assert_eq!((again.id(), again.header("idempotent-replayed")), (made.id(), Some("true")));
    assert_eq!(monday(&school).await[1..], ["room-1 10:01-10:31 warming"]);
    let overlaps = ask("two", &now).await.expect_problem(422, "invalid");
    assert_eq!((&overlaps["errors"][0]["pointer"], &overlaps["errors"][0]["code"]), (&json!("/start"), &json!("lessons_overlap")));
    let at = |date: &str, start: &str| json!({"classroom_id": room, "date": date, "start": start, "duration_minutes": 45});
    ask("three", &at("2026-09-07", "14:00")).await.expect(201);
    for (body, pointer, code) in [
        (at("2026-09-07", "08:00"), "/start", "not_later"),
        (at("2027-09-07", "09:30"), "/date", "date_out_of_range"),
        (json!({"classroom_id": room, "date": "2026-09-08", "duration_minutes": 45}), "/start", "missing_field"),
        (json!({"classroom_id": room, "duration_minutes": 45, "expected": 51}), "/expected", "expected_above_seats"),
        (json!({"classroom_id": "cls_01920000-0000-7000-8000-000000000001", "duration_minutes": 45}), "/classroom_id", "unknown_room"),
    ] {
        let error = ask("four", &body).await.expect_problem(422, "invalid")["errors"][0].clone();
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{body}");
    }
    app.set_time("2026-09-07T02:05:00Z");
    change(&school, &made.id(), "cancel", json!({})).await.expect_problem(409, "lesson-begun");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn changes_of_one_order_at_once_are_all_made() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    school.order(class_of(20).rooms(4).weekly("MO", "09:00", 45)).await.expect_created();
    let mut ids = Vec::new();
    for room in 1..=4 {
        ids.push(lesson(&school, &format!("room-{room}"), "09:00").await);
    }
    let moves = ids.iter().map(|id| change(&school, id, "move", json!({"start": "15:00"})));
    for moved in futures::future::join_all(moves).await {
        moved.expect(200);
    }
    assert_eq!(monday(&school).await.iter().filter(|lesson| lesson.contains("15:00")).count(), 4);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_lesson_that_is_over_stays_as_it_was_held() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45).weekly("MO", "10:00", 45)).await.expect_created().id();
    let [held, called_off] = [lesson(&school, "room-1", "09:00").await, lesson(&school, "room-1", "10:00").await];
    change(&school, &called_off, "cancel", json!({})).await.expect(200);
    app.set_time("2026-09-07T02:45:00Z");
    for (lesson, verb, body, ended_at) in [
        (&held, "cancel", json!({}), "2026-09-07T01:45:00Z"),
        (&held, "move", json!({"date": "2026-09-08"}), "2026-09-07T01:45:00Z"),
        (&held, "extend", json!({"ends_at": "2026-09-07T04:00:00Z"}), "2026-09-07T01:45:00Z"),
        (&held, "restore", json!({}), "2026-09-07T01:45:00Z"),
        (&called_off, "restore", json!({}), "2026-09-07T02:45:00Z"),
        (&called_off, "cancel", json!({}), "2026-09-07T02:45:00Z"),
    ] {
        let refused = change(&school, lesson, verb, body).await.expect_problem(409, "lesson-over");
        assert_eq!(refused["params"], json!({ "ended_at": ended_at }), "{verb}");
    }
    assert_eq!(monday(&school).await, ["room-1 09:00-09:45 missed", "room-1 10:00-10:45 cancelled"]);
    assert_eq!(school.get(&format!("/v1/orders/{order}")).send().await.expect(200)["generation"], 2);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_lesson_is_extended_past_midnight_up_to_the_next_in_its_room_be_it_the_last_day_of_the_term() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2), seats(100)).await;
    school.order(class_of(50).weekly("MO", "23:00", 45).weekly("TU", "00:30", 30)).await.expect_created();
    let last = class_of(50).on(&["2026-09-07"], "23:00", 45).term("2026-09-01", "2026-09-07");
    let last = school.order(last).await.expect_created().id();
    let of_last = school.get(&format!("/v1/lessons?order_id={last}")).send().await.expect(200).ids().remove(0);
    let tuesday = "/v1/lessons?from=2026-09-07T16:00:00Z&to=2026-09-07T16:30:00Z";
    app.set_time("2026-09-07T15:30:00Z");
    assert_eq!(school.get(tuesday).send().await.expect(200).ids(), Vec::<String>::new());
    let evening = school.get("/v1/lessons?from=2026-09-07T15:00:00Z&to=2026-09-07T15:30:00Z").send().await.expect(200).ids();
    let first = evening.into_iter().find(|lesson| *lesson != of_last).unwrap();

    let until = async |lesson: &str, end: &str| change(&school, lesson, "extend", json!({ "ends_at": end })).await;
    let extended = until(&first, "2026-09-07T16:20:00Z").await.expect(200);
    assert_eq!((&extended["on"], &extended["ends_at_local"]), (&json!("2026-09-07"), &json!("2026-09-08T00:20:00+08:00")));
    assert_eq!(school.get(tuesday).send().await.expect(200).ids(), std::slice::from_ref(&first));
    let overlaps = until(&first, "2026-09-07T16:31:00Z").await.expect_problem(422, "invalid")["errors"][0].clone();
    assert_eq!((&overlaps["code"], &overlaps["pointer"]), (&json!("lessons_overlap"), &json!("/ends_at")));
    let too_late = until(&first, "2026-09-08T15:01:00Z").await.expect_problem(422, "invalid")["errors"][0].clone();
    assert_eq!((&too_late["code"], &too_late["params"]), (&json!("too_late"), &json!({"latest": "2026-09-08T15:00:00Z"})));

    // The day after its term is booked like any other.
    let extended = until(&of_last, "2026-09-07T16:20:00Z").await.expect(200);
    assert_eq!(extended["ends_at_local"], "2026-09-08T00:20:00+08:00");
    let refused = school.order(class_of(50).on(&["2026-09-08"], "00:10", 20)).await.expect_problem(409, "quota-exceeded");
    assert_eq!(refused["violations"][0]["at_local"], "2026-09-08T00:10:00+08:00");
    school.order(class_of(50).on(&["2026-09-08"], "00:30", 30)).await.expect_created();
    app.set_time("2026-09-07T16:10:00Z");
    until(&of_last, "2026-09-07T16:25:00Z").await.expect(200);
    assert_eq!(school.get(tuesday).send().await.expect(200).ids().len(), 2);
    until(&of_last, "2026-09-07T17:00:00Z").await.expect_problem(409, "quota-exceeded");
    let room = school.get(&format!("/v1/classrooms?order_id={last}")).send().await.expect(200).ids().remove(0);
    let now = school.post("/v1/lessons").json(&json!({"classroom_id": room, "duration_minutes": 5})).send().await;
    let over = now.expect_problem(422, "invalid")["errors"][0].clone();
    assert_eq!((&over["pointer"], &over["code"]), (&json!("/date"), &json!("date_out_of_range")));
    calendars_are_sound(&app).await;
}
