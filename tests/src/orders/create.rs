//! `POST /v1/orders`

use serde_json::json;

use super::{calendars_are_sound, rows_of};
use crate::support::{TestApp, class_of, nodes, rooms, seats};

#[tokio::test]
async fn an_order_is_booked_and_comes_back_as_it_was_sent() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe No. 2 Middle School").with_quota(rooms(100), seats(5_000)).await;
    let order =
        class_of(50).rooms(2).weekly("MO,WE", "09:00", 45).with("/external_id", json!("po-7781")).with("/metadata", json!({"a": "b"}));
    let asked = order.json();
    let created = school.order(order).await.expect_created();
    assert_eq!(created.header("location"), Some(format!("/v1/orders/{}", created.id()).as_str()));
    assert_eq!(created.etag(), "\"1.0\"");
    for field in ["name", "kind", "region", "external_id", "metadata", "rooms", "term", "timetable"] {
        assert_eq!(created[field], asked[field], "{field}");
    }
    assert_eq!(created["phase"], "scheduled");
    assert_eq!(created["generation"], 1);
    assert_eq!(created["observed_generation"], 0);
    assert_eq!(created["lessons_total"], 80);
    assert_eq!(created["classrooms"], json!({"total": 2, "wanted_now": 0, "ready_now": 0}));
    assert_eq!(created["conditions"][0]["type"], "Admitted");
    assert_eq!(created["conditions"][0]["reason"], "FitsQuotaAndCapacity");
    assert_eq!(created["conditions"][0]["message"], "It fits the quota, and its capacity is booked.");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn refuses_what_does_not_fit_and_names_a_slot_that_does() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe No. 2 Middle School").with_quota(rooms(200), seats(20_000)).await;
    // 64 cores hold 37 rooms of 1.72: two nodes 74.
    school.order(class_of(50).rooms(60).weekly("MO", "09:00", 45)).await.expect_created();
    let refused = school.order(class_of(50).rooms(60).weekly("MO", "09:00", 45)).await.expect_problem(409, "capacity-unavailable");
    let violation = &refused["violations"][0];
    assert_eq!(violation["region"], "cn-beijing");
    assert_eq!(violation["at_local"], "2026-09-07T08:50:00+08:00");
    assert_eq!(violation["at"], "2026-09-07T00:50:00Z");
    assert!(violation["rooms_too_many"].as_i64().unwrap() > 0, "{}", refused.text());
    for secret in ["calendar", "cluster", "needed", "free", "resource"] {
        assert!(violation.get(secret).is_none(), "a tenant sees {secret}");
    }
    school.order(refused.alternative(0)).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn the_platform_sees_calendars_and_figures_of_a_refusal() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(20_000)).await;
    let order = class_of(50).rooms(60).weekly("MO", "09:00", 45).json();
    let refused = app.platform_post("/v1/orders").header("x-tenant", &school.id).json(&order).send().await;
    let refused = refused.expect_problem(409, "capacity-unavailable");
    for field in ["calendar", "cluster", "resource", "needed", "free", "rooms_too_many"] {
        assert!(refused["violations"][0].get(field).is_some(), "no {field} in {}", refused.text());
    }
}

#[tokio::test]
async fn a_lesson_that_begins_when_another_ends_needs_no_second_room_of_the_quota() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(1), seats(50)).await;
    school.order(class_of(50).on(&["2026-09-07"], "09:00", 40)).await.expect_created();
    // One minute of the lesson before is one too many; between a lesson's end and the next one's beginning one fits that fills the gap.
    let early = school.order(class_of(50).on(&["2026-09-07"], "09:39", 41)).await.expect_problem(409, "quota-exceeded");
    assert_eq!(early["violations"][0]["at_local"], "2026-09-07T09:35:00+08:00");
    school.order(class_of(50).on(&["2026-09-07"], "10:20", 40)).await.expect_created();
    let taken = school.order(class_of(50).on(&["2026-09-07"], "09:20", 40)).await.expect_problem(409, "quota-exceeded");
    assert_eq!(taken["alternatives"][0]["explain"]["params"]["shift_minutes"], 20);
    school.order(class_of(50).on(&["2026-09-07"], "09:40", 40)).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn the_quota_counts_rooms_in_the_slots_of_lessons_alone() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(12), seats(600)).await;
    school.order(class_of(50).rooms(12).weekly("MO", "09:00", 45)).await.expect_created();
    school.order(class_of(50).rooms(12).weekly("MO", "10:00", 45)).await.expect_created();
    let refused = school.order(class_of(50).rooms(1).weekly("MO", "09:30", 15)).await.expect_problem(409, "quota-exceeded");
    let limits: Vec<_> = refused["violations"].as_array().unwrap().iter().map(|violation| violation["limit"].clone()).collect();
    assert_eq!(limits, ["rooms", "seats"]);
    assert_eq!(refused["violations"][0]["needed"], 1);
    assert_eq!(refused["violations"][0]["free"], 0);
    assert_eq!(refused["violations"][0]["at_local"], "2026-09-07T09:30:00+08:00");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_refusal_speaks_the_readers_language() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(1), seats(100)).await;
    school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created();
    let again = class_of(50).weekly("MO", "09:00", 45).json();
    let refused =
        school.post("/v1/orders").header("accept-language", "zh-CN").json(&again).send().await.expect_problem(409, "quota-exceeded");
    assert_eq!(refused["title"], "超出配额");
    assert!(refused["violations"][0]["message"].as_str().unwrap().contains("教室"), "{}", refused.text());
    assert_eq!(refused["alternatives"][0]["explain"]["code"], "StartAt");
    assert!(refused["alternatives"][0]["explain"]["message"].as_str().unwrap().contains("开始"), "{}", refused.text());
}

#[tokio::test]
async fn test_mode_goes_to_simulated_clusters_and_only_there() {
    let app = TestApp::new().await.with_cluster("real", nodes(2)).await.with_cluster("sim", nodes(2).simulated().region("cn-sim")).await;
    let live = app.tenant("Live").await;
    let trial = app.tenant("Trial").test_mode().await;
    live.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    live.order(class_of(20).weekly("MO", "10:00", 45).region("cn-sim")).await.expect_invalid("/region");
    trial.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_invalid("/region");
    trial.order(class_of(20).weekly("MO", "09:00", 45).region("cn-sim")).await.expect_created();
}

#[tokio::test]
async fn the_same_request_twice_is_one_order() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = class_of(20).weekly("MO", "09:00", 45).json();
    let send = || app.post("/v1/orders").bearer(&school.key).header("idempotency-key", "k-1").json(&order).send();
    let first = send().await.expect_created();
    let second = send().await.expect_created();
    assert_eq!(second.header("idempotent-replayed"), Some("true"));
    assert_eq!(first.json(), second.json());
    assert_eq!(rows_of(&app, "orders").await, 1);
    let mut other = order.clone();
    other["name"] = "Another".into();
    let reused = app.post("/v1/orders").bearer(&school.key).header("idempotency-key", "k-1").json(&other).send().await;
    reused.expect_problem(422, "idempotency-key-reused");
    app.post("/v1/orders").bearer(&school.key).json(&order).send().await.expect_problem(400, "header-missing");
}

#[tokio::test]
async fn an_external_id_is_unique_in_its_institution_alone() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (one, other) = (app.tenant("One").await, app.tenant("Other").await);
    let order = || class_of(20).weekly("MO", "09:00", 45).with("/external_id", json!("po-1"));
    one.order(order()).await.expect_created();
    one.order(order()).await.expect_problem(409, "external-id-taken");
    other.order(order()).await.expect_created();
    assert_eq!(rows_of(&app, "orders").await, 2);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn an_always_room_is_one_long_lesson_to_the_quota() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(1), seats(100)).await;
    let always = class_of(20).always().term("2026-09-01", "2026-09-03");
    let created = school.order(always).await.expect_created();
    assert_eq!(created["lessons_total"], 0);
    school.order(class_of(20).on(&["2026-09-02"], "03:00", 45)).await.expect_problem(409, "quota-exceeded");
    school.order(class_of(20).on(&["2026-09-04"], "00:00", 45)).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_suspended_institution_orders_and_amends_nothing_but_may_cancel() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let path = format!("/v1/tenants/{}", school.id);
    app.platform_post(&format!("{path}/suspend")).json(&json!({"reason": "unpaid"})).send().await.expect(200);
    school.order(class_of(20).weekly("TU", "09:00", 45)).await.expect_problem(409, "tenant-suspended");
    school.quote(class_of(20).weekly("TU", "09:00", 45)).await.expect_problem(409, "tenant-suspended");
    let dates = json!({"term": {"first_day": "2026-09-01", "last_day": "2026-12-01"}});
    school.amend(&order, &dates).await.expect_problem(409, "tenant-suspended");
    app.platform_post(&format!("{path}/resume")).json(&json!({"reason": "paid"})).send().await.expect(200);
    school.amend(&order, &dates).await.expect(200);
    app.platform_post(&format!("{path}/suspend")).json(&json!({"reason": "unpaid"})).send().await.expect(200);
    school.cancel(&order).await.expect(200);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn what_a_cluster_could_not_keep_beside_the_rooms_is_refused() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    // Text that does not compress: 1.9 MB of it.
    let mut order = class_of(20);
    for line in 0..1_900_u64 {
        let teachers: Vec<String> = (0..20_u64).map(|n| noise(line * 100 + n)).collect();
        order = order.line(json!({"dates": ["2026-09-07"], "start": "09:00", "duration_minutes": 1, "teachers": teachers}));
    }
    for (line, lesson) in order.json()["timetable"]["lessons"].as_array().unwrap().clone().into_iter().enumerate() {
        let (date, minute) = (line / 1_400, line % 1_400);
        let mut lesson = lesson;
        lesson["dates"] = json!([format!("2026-09-0{}", 7 + date)]);
        lesson["start"] = format!("{:02}:{:02}", minute / 60, minute % 60).into();
        order = order.with(&format!("/timetable/lessons/{line}"), lesson);
    }
    school.order(order).await.expect_problem(422, "document-too-large");
    assert_eq!(rows_of(&app, "orders").await, 0);
}

/// 48 characters that look random.
fn noise(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b'!' + (state % 90) as u8)
    };
    (0..48).map(|_| next()).collect()
}

#[tokio::test]
async fn the_school_of_the_story_has_46_080_lessons() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    let mut order = class_of(50).rooms(60);
    for start in ["08:00", "08:55", "09:50", "10:45", "13:30", "14:25", "15:20", "16:15"] {
        order = order.weekly("MO,TU,WE,TH,FR", start, 45);
    }
    let days = json!([{"from": "2026-10-01", "to": "2026-10-07", "off": true}, {"date": "2026-10-10", "runs_as": "2026-10-07"}]);
    let created = school.order(order.with("/timetable/days", days)).await.expect_created();
    assert_eq!(created["lessons_total"], 46_080);
    calendars_are_sound(&app).await;
}
