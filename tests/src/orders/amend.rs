//! `PATCH /v1/orders/{id}`: a new generation, admitted as a whole, or other names.

use homeroom_domain::slots::SLOT_SECONDS;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::calendars_are_sound;
use crate::support::{OrderSpec, TestApp, class_of, nodes, rooms, seats};

fn lessons(start: &str) -> Value {
    json!({"time_zone": "Asia/Shanghai", "lessons": [{"key": "line-1", "rrule": "FREQ=WEEKLY;BYDAY=MO", "start": start, "duration_minutes": 45}]})
}

#[tokio::test]
async fn an_amendment_moves_what_is_booked() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let order = school.order(class_of(50).rooms(10).weekly("MO", "09:00", 45)).await.expect_created().id();
    school.order(class_of(50).rooms(10).weekly("MO", "09:00", 45)).await.expect_problem(409, "quota-exceeded");
    let amended = school.amend(&order, &json!({"timetable": lessons("14:00")})).await.expect(200);
    assert_eq!(amended["generation"], 2);
    assert_eq!(amended.etag(), "\"2.0\"");
    school.order(class_of(50).rooms(10).weekly("MO", "09:00", 45)).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_refused_amendment_changes_nothing() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let order = school.order(class_of(50).rooms(5).weekly("MO", "09:00", 45)).await.expect_created().id();
    let before = school.get(&format!("/v1/orders/{order}")).send().await.expect(200);
    let many: Vec<Value> = (0..11).map(|n| json!({"key": format!("room-{n}"), "seats": 50})).collect();
    let refused = school.amend(&order, &json!({"rooms": many})).await.expect_problem(409, "quota-exceeded");
    assert!(!refused["violations"].as_array().unwrap().is_empty());
    let after = school.get(&format!("/v1/orders/{order}")).send().await.expect(200);
    assert_eq!((before.json(), before.etag()), (after.json(), after.etag()));
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn an_alternative_of_an_amendment_is_a_patch_that_is_admitted() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    school.order(class_of(50).rooms(6).weekly("MO", "14:00", 45)).await.expect_created();
    let order = school.order(class_of(50).rooms(5).weekly("MO", "09:00", 45)).await.expect_created().id();
    let refused = school.amend(&order, &json!({"timetable": lessons("14:00")})).await.expect_problem(409, "quota-exceeded");
    school.amend(&order, &refused["alternatives"][0]["change"]).await.expect(200);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_rename_is_an_edit_and_no_generation() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    let rooms = json!([{"key": "room-1", "seats": 20, "name": "七年级1班"}, {"key": "room-2", "seats": 20}]);
    let renamed = school.amend(&order, &json!({"name": "Spring", "external_id": "po-1", "rooms": rooms})).await.expect(200);
    assert_eq!(renamed["generation"], 1);
    assert_eq!(renamed["name"], "Spring");
    assert_eq!(renamed.etag(), "\"2.0\"");
    let room = school.get(&format!("/v1/classrooms?order_id={order}")).send().await.expect(200).items()[0].clone();
    assert_eq!(room["name"], "七年级1班");
    let cleared = school.amend(&order, &json!({"external_id": null})).await.expect(200);
    assert!(cleared.json().get("external_id").is_none(), "{}", cleared.text());
}

#[tokio::test]
async fn the_etag_is_asked_for_and_a_stale_one_refused() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let path = format!("/v1/orders/{order}");
    let blind = app.call("PATCH", &path).bearer(&school.key).json(&json!({"name": "A"})).send().await;
    blind.expect_problem(428, "precondition-required");
    school.patch(&path, "\"1.0\"").json(&json!({"name": "A"})).send().await.expect(200);
    school.patch(&path, "\"1.0\"").json(&json!({"name": "B"})).send().await.expect_problem(412, "precondition-failed");
    // Our status is not someone's edit.
    sqlx::query("UPDATE orders SET revision = 7").execute(&mut app.sql().await).await.unwrap();
    school.patch(&path, "\"2.0\"").json(&json!({"name": "B"})).send().await.expect(200);
}

#[tokio::test]
async fn kind_region_and_zone_stay_what_they_are() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let zone = json!({"time_zone": "Europe/Berlin", "lessons": lessons("09:00")["lessons"]});
    for change in [json!({"kind": "seminar"}), json!({"region": "cn-shanghai"}), json!({"timetable": zone})] {
        school.amend(&order, &change).await.expect_problem(409, "fixed-field");
    }
    school
        .amend(&order, &json!({"effective_from": "2026-08-01T00:00:00Z", "timetable": lessons("10:00")}))
        .await
        .expect_invalid("/effective_from");
}

#[tokio::test]
async fn a_later_generation_waits_and_a_newer_one_drops_it_with_a_warning() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let later = json!({"effective_from": "2026-10-12T00:00:00Z", "timetable": lessons("14:00")});
    school.amend(&order, &later).await.expect(200);
    let lessons_of = |from: &str, to: &str| format!("/v1/lessons?order_id={order}&from={from}&to={to}");
    let before = school.get(&lessons_of("2026-10-05T00:00:00Z", "2026-10-06T00:00:00Z")).send().await.expect(200);
    assert_eq!(before.items()[0]["starts_at_local"], "2026-10-05T09:00:00+08:00");
    let after = school.get(&lessons_of("2026-10-12T00:00:00Z", "2026-10-13T00:00:00Z")).send().await.expect(200);
    assert_eq!(after.items()[0]["starts_at_local"], "2026-10-12T14:00:00+08:00");
    let newest = school.amend(&order, &json!({"timetable": lessons("10:00")})).await.expect(200);
    assert_eq!(newest["generation"], 3);
    assert_eq!(newest["warnings"][0]["code"], "pending_generation_dropped");
    let after = school.get(&lessons_of("2026-10-12T00:00:00Z", "2026-10-13T00:00:00Z")).send().await.expect(200);
    assert_eq!(after.items()[0]["starts_at_local"], "2026-10-12T10:00:00+08:00");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_room_that_went_up_for_a_generation_that_is_dropped_stays_booked_as_it_is() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("TU", "09:00", 45)).await.expect_created().id();
    let patch = |seats: u32| json!({"rooms": class_of(seats).json()["rooms"], "timetable": lessons("14:00")});
    let mut later = patch(50);
    later["effective_from"] = json!("2026-09-07T06:00:00Z");
    school.amend(&order, &later).await.expect(200);
    // Its room goes up at 13:50.
    app.set_time("2026-09-07T05:52:00Z");
    let newest = school.amend(&order, &patch(20)).await.expect(200);
    assert_eq!(newest["warnings"][0]["code"], "pending_generation_dropped");
    let sql = "SELECT steps FROM reservations WHERE resource = 'cpu_milli'";
    let steps: Vec<i64> = sqlx::query_scalar(sql).fetch_one(&mut app.sql().await).await.unwrap();
    let cores_at = |at: &str| {
        let slot = at.parse::<Timestamp>().unwrap().as_second() / SLOT_SECONDS;
        steps.chunks(3).find(|step| step[0] <= slot && slot < step[1]).map(|step| step[2])
    };
    assert_eq!(cores_at("2026-09-07T05:50:00Z"), Some(1716));
    assert_eq!(cores_at("2026-09-07T06:45:00Z"), Some(1716));
    assert_eq!(cores_at("2026-09-14T06:00:00Z"), Some(6 * 22 * 110 / 20));
    let kept: Vec<i64> = sqlx::query_scalar("SELECT number FROM dropped_generations").fetch_all(&mut app.sql().await).await.unwrap();
    assert_eq!(kept, [2]);
    // When the run is long over nobody asks.
    app.set_time("2026-09-09T05:52:00Z");
    school.amend(&order, &patch(21)).await.expect(200);
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM dropped_generations").fetch_one(&mut app.sql().await).await.unwrap();
    assert_eq!(kept, 0);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_running_lesson_that_is_moved_to_another_room_takes_no_second_place() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(1), seats(50)).await;
    let two = class_of(50).rooms(2);
    let mut line = lessons("09:00");
    line["lessons"][0]["rooms"] = json!(["room-1"]);
    let order = school.order(two.changed(&json!({"timetable": line}))).await.expect_created().id();
    app.set_time("2026-09-07T01:10:00Z");
    line["lessons"][0]["rooms"] = json!(["room-2"]);
    school.amend(&order, &json!({"timetable": line})).await.expect(200);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_lesson_that_is_on_goes_on_as_it_was_and_keeps_its_room() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2), seats(100)).await;
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-09-07T01:10:00Z");
    let fewer = json!({"rooms": [{"key": "room-1", "seats": 10}], "timetable": lessons("15:00")});
    school.amend(&order, &fewer).await.expect(200);
    // Both rooms are still in their lesson: there booked is the larger of old and new.
    school.order(class_of(10).on(&["2026-09-07"], "09:30", 15)).await.expect_problem(409, "quota-exceeded");
    school.order(class_of(10).on(&["2026-09-14"], "09:00", 45)).await.expect_created();
    let live = format!("/v1/lessons?order_id={order}&from=2026-09-07T01:10:00Z&to=2026-09-07T01:11:00Z");
    assert_eq!(school.get(&live).send().await.expect(200).items().len(), 2);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_quote_of_an_amendment_changes_nothing() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2), seats(100)).await;
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    let path = format!("/v1/orders/{order}");
    let stands = school.get(&path).send().await.expect(200);
    let quote = school.post(&format!("{path}/quote")).json(&json!({"timetable": lessons("10:00")})).send().await.expect(200);
    assert_eq!(quote["feasible"], true);
    let (before, after) =
        (json!({"at": "2026-09-07T01:00:00Z", "rooms": 2, "seats": 100}), json!({"at": "2026-09-07T02:00:00Z", "rooms": 2, "seats": 100}));
    assert_eq!((&quote["demand_peak_before"], &quote["demand_peak"]), (&before, &after));
    // One room less, from a later moment on: neither peak names a day before it.
    let fewer = json!({"effective_from": "2026-10-01T00:00:00Z", "rooms": [{"key": "room-1", "seats": 50}]});
    let quote = school.post(&format!("{path}/quote")).json(&fewer).send().await.expect(200);
    assert_eq!(quote["demand_peak_before"], json!({"at": "2026-10-05T01:00:00Z", "rooms": 2, "seats": 100}));
    assert_eq!(quote["demand_peak"], json!({"at": "2026-10-05T01:00:00Z", "rooms": 1, "seats": 50}));
    let many: Vec<Value> = (0..3).map(|n| json!({"key": format!("room-{n}"), "seats": 50})).collect();
    let quote = school.post(&format!("{path}/quote")).json(&json!({"rooms": many})).send().await.expect(200);
    assert_eq!(quote["feasible"], false);
    assert_eq!(quote["violations"][0]["limit"], "rooms");
    assert_eq!(stands.json(), school.get(&path).send().await.expect(200).json());
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_room_that_is_up_stays_booked_however_often_its_order_is_amended_meanwhile() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    let one_room = json!([{"key": "room-2", "seats": 50}]);
    for (now, later) in [("01:10", "14:00"), ("01:15", "15:00"), ("01:20", "16:00"), ("01:25", "17:00")] {
        app.set_time(&format!("2026-09-07T{now}:00Z"));
        school.amend(&order, &json!({"rooms": one_room, "timetable": lessons(later)})).await.expect(200);
    }
    // Both rooms are in their lesson, to 09:45 and ten minutes beyond.
    let cluster = app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0);
    let path = format!("/v1/clusters/{cluster}/capacity?from=2026-09-07T01:15:00Z&to=2026-09-07T03:00:00Z");
    let booked = app.platform_get(&path).send().await.expect(200);
    let pods = booked["resources"].as_array().unwrap().iter().find(|resource| resource["resource"] == "pods").unwrap().clone();
    assert_eq!(pods["steps"], json!([{"from": "2026-09-07T01:15:00Z", "to": "2026-09-07T01:55:00Z", "used": 2}]));
    school.order(class_of(50).rooms(9).on(&["2026-09-07"], "09:30", 15)).await.expect_problem(409, "quota-exceeded");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn an_alternative_of_an_amendment_is_the_whole_patch_and_its_moment() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    school.order(class_of(50).rooms(5).weekly("MO", "14:00", 45)).await.expect_created();
    let order = school.order(class_of(50).rooms(5).weekly("MO", "09:00", 45)).await.expect_created().id();
    let six: Vec<Value> = (1..=6).map(|n| json!({"key": format!("room-{n}"), "seats": 50})).collect();
    let patch = json!({"effective_from": "2026-10-12T00:00:00Z", "name": "Winter", "rooms": six, "timetable": lessons("14:00")});
    let refused = school.amend(&order, &patch).await.expect_problem(409, "quota-exceeded");
    let change = refused["alternatives"][0]["change"].clone();
    let mut expected = patch.clone();
    expected["timetable"]["lessons"][0]["start"] = json!("14:45");
    assert_eq!(change, expected);
    let amended = school.amend(&order, &change).await.expect(200);
    assert_eq!((&amended["name"], &amended["classrooms"]["total"]), (&json!("Winter"), &json!(6)));
    let listed =
        school.get(&format!("/v1/lessons?order_id={order}&from=2026-10-05T00:00:00Z&to=2026-10-13T00:00:00Z")).send().await.expect(200);
    let starts: Vec<&Value> = listed.items().iter().map(|lesson| &lesson["starts_at_local"]).collect();
    assert_eq!((starts.len(), starts[0], starts[10]), (11, &json!("2026-10-05T09:00:00+08:00"), &json!("2026-10-12T14:45:00+08:00")));
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn fewer_seats_are_suggested_with_the_timetable_that_was_asked_for() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let order = school.order(class_of(50).rooms(5).weekly("MO", "09:00", 45)).await.expect_created().id();
    let large: Vec<Value> = (1..=5).map(|n| json!({"key": format!("room-{n}"), "seats": 120})).collect();
    let refused = school.amend(&order, &json!({"timetable": lessons("15:00"), "rooms": large})).await.expect_problem(409, "quota-exceeded");
    assert_eq!(refused["alternatives"][0]["explain"]["params"], json!({"seats": 100}));
    let amended = school.amend(&order, &refused["alternatives"][0]["change"]).await.expect(200);
    assert_eq!((&amended["rooms"][4]["seats"], &amended["timetable"]), (&json!(100), &lessons("15:00")));
    calendars_are_sound(&app).await;
}

/// The one cluster's nodes have so many cores now, or are all lost.
async fn nodes_become(app: &TestApp, cores: Option<i64>) {
    let milli = cores.map(|cores| cores * 1000);
    let limits = "UPDATE calendars SET limits = limits || jsonb_build_object('cpu_milli', coalesce($1::bigint, 0)) WHERE tenant_id IS NULL";
    let shape = "UPDATE clusters SET capacity = capacity || jsonb_build_object(
                     'shape', CASE WHEN $1::bigint IS NOT NULL THEN capacity -> 'shape' || jsonb_build_object('cpu_milli', $1::bigint) END)";
    let mut conn = app.sql().await;
    for sql in [limits, shape] {
        sqlx::query(sql).bind(milli).execute(&mut conn).await.unwrap();
    }
}

#[tokio::test]
async fn giving_back_works_when_nodes_shrink_and_when_all_are_lost() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    // 64 cores hold 37 rooms.
    let order = school.order(class_of(50).rooms(37).weekly("MO", "09:00", 45)).await.expect_created().id();
    let so_many = |count: u32| class_of(50).rooms(count).json()["rooms"].clone();
    nodes_become(&app, Some(30)).await;
    school.amend(&order, &json!({"rooms": so_many(35)})).await.expect(200);
    school.amend(&order, &json!({"rooms": so_many(36)})).await.expect_problem(409, "capacity-unavailable");
    // What nobody changes on Monday does not stand in the way of Tuesday.
    let mut tuesday_too = lessons("09:00");
    let line = json!({"key": "line-2", "rooms": ["room-1"], "rrule": "FREQ=WEEKLY;BYDAY=TU", "start": "09:00", "duration_minutes": 45});
    tuesday_too["lessons"].as_array_mut().unwrap().push(line);
    school.amend(&order, &json!({"timetable": tuesday_too})).await.expect(200);
    nodes_become(&app, None).await;
    school.amend(&order, &json!({"rooms": so_many(20)})).await.expect(200);
    school.amend(&order, &json!({"rooms": so_many(21)})).await.expect_problem(409, "capacity-unavailable");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_lesson_of_a_room_that_no_node_could_hold_any_more_can_be_cancelled() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").await;
    // 902 streams: 8.6 cores.
    let order = school.order(OrderSpec::of("lecture", 900).weekly("MO", "09:00", 45)).await.expect_created().id();
    nodes_become(&app, Some(8)).await;
    let mut fewer = lessons("09:00");
    fewer["changes"] = json!([{"lesson": "line-1", "room": "room-1", "on": "2026-09-14", "cancelled": true}]);
    school.amend(&order, &json!({"timetable": fewer})).await.expect(200);
    let two = json!([{"key": "room-1", "seats": 900}, {"key": "room-2", "seats": 901}]);
    school.amend(&order, &json!({"rooms": two})).await.expect_invalid("/rooms/1/seats");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_room_is_gone_from_when_the_generation_that_counts_leaves_it_out() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    let (one, two) = (class_of(20).json()["rooms"].clone(), class_of(20).rooms(2).json()["rooms"].clone());
    let removed_at = async || {
        let rooms = school.get(&format!("/v1/classrooms?order_id={order}")).send().await.expect(200);
        rooms.items().iter().find(|room| room["key"] == "room-2").unwrap()["removed_at"].clone()
    };
    school.amend(&order, &json!({"effective_from": "2026-10-12T00:00:00Z", "rooms": one})).await.expect(200);
    assert_eq!(removed_at().await, "2026-10-12T00:00:00Z");
    school.amend(&order, &json!({"effective_from": "2026-10-05T00:00:00Z", "rooms": two})).await.expect(200);
    assert_eq!(removed_at().await, Value::Null);
    school.amend(&order, &json!({"effective_from": "2026-10-12T00:00:00Z", "rooms": one})).await.expect(200);
    let now = app.now().to_string();
    school.amend(&order, &json!({"rooms": one, "timetable": lessons("10:00")})).await.expect(200);
    assert_eq!(removed_at().await, now);
}

#[tokio::test]
#[ignore = "long: hundreds of amendments"]
async fn an_order_that_is_amended_all_day_keeps_the_generations_that_count_and_the_newest() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let order = school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created().id();
    for change in 0..30 {
        school.amend(&order, &json!({"timetable": lessons(["10:00", "14:00"][change % 2])})).await.expect(200);
    }
    let kept = sqlx::query_as::<_, (i64, bool)>("SELECT number, replaced_at IS NOT NULL FROM order_generations ORDER BY number");
    let kept = kept.fetch_all(&mut app.sql().await).await.unwrap();
    assert_eq!(kept[..2], [(1, false), (12, false)], "{kept:?}");
    assert_eq!(kept.len(), 21);
    // As it was before: nothing of the days of the first.
    let page =
        school.get(&format!("/v1/lessons?order_id={order}&from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z")).send().await.expect(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page:?}");
    calendars_are_sound(&app).await;
}

#[tokio::test]
#[ignore = "long: dozens of amendments"]
async fn one_generation_stands_for_those_of_long_ago_of_which_it_says_the_same() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let id = school.order(class_of(50).rooms(2).weekly("MO,TU,WE,TH,FR", "09:00", 45)).await.expect_created().id();
    let (mut timetable, mut changes) = (lessons("09:00"), Vec::new());
    timetable["lessons"][0]["rrule"] = json!("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
    for day in ["2026-09-07", "2026-09-08", "2026-09-09", "2026-09-10"] {
        app.set_time(&format!("{day}T00:00:00Z"));
        changes.push(json!({"lesson": "line-1", "room": "room-1", "on": day, "cancelled": true}));
        timetable["changes"] = json!(changes);
        school.amend(&id, &json!({"timetable": timetable})).await.expect(200);
    }
    app.set_time("2026-10-12T00:00:00Z");
    let week = format!("/v1/lessons?order_id={id}&from=2026-09-07T00:00:00Z&to=2026-09-12T00:00:00Z");
    let before = school.get(&week).send().await.expect(200);
    let cancelled = before.items().iter().filter(|lesson| lesson["state"] == "cancelled").count();
    assert_eq!((before.items().len(), cancelled), (10, 4));
    for change in 0..25 {
        school.amend(&id, &json!({"timetable": lessons(["10:00", "14:00"][change % 2])})).await.expect(200);
    }
    let path = format!("/v1/orders/{id}/generations");
    let kept = school.get(&path).send().await.expect(200);
    let oldest: Vec<_> = kept.items().iter().rev().take(4).map(|one| (one["generation"].clone(), one["effective_from"].clone())).collect();
    let first = oldest[0].1.clone();
    let expected = [(1, first.as_str().unwrap()), (4, "2026-09-07T00:00:00Z"), (5, "2026-09-10T00:00:00Z"), (11, "2026-10-12T00:00:00Z")];
    assert_eq!(oldest, expected.map(|(number, from)| (json!(number), json!(from))));
    school.get(&format!("{path}/2")).send().await.expect_problem(404, "not-found");
    assert_eq!(school.get(&week).send().await.expect(200)["items"], before["items"]);
    calendars_are_sound(&app).await;
}
