//! What a refusal suggests is admitted when it is sent as it is.

use serde_json::{Value, json};

use super::calendars_are_sound;
use crate::support::{Answer, TestApp, class_of, nodes, rooms, seats};

#[tokio::test]
async fn every_alternative_is_admitted_as_it_is() {
    for nth in 0..4 {
        let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await.with_cluster("sh-1", nodes(4).region("cn-shanghai")).await;
        let school = app.tenant("Qinghe").with_quota(rooms(200), seats(20_000)).await;
        school.order(class_of(50).rooms(30).weekly("MO", "09:00", 45)).await.expect_created();
        let refused = school.order(class_of(50).rooms(20).weekly("MO", "09:00", 45)).await.expect_problem(409, "capacity-unavailable");
        let codes: Vec<_> = refused["alternatives"].as_array().unwrap().iter().map(|found| found["explain"]["code"].clone()).collect();
        assert_eq!(codes, ["StartAt", "OtherDays", "Region", "FewerSeats"], "{}", refused.text());
        school.order(refused.alternative(nth)).await.expect_created();
        calendars_are_sound(&app).await;
    }
}

#[tokio::test]
async fn a_school_that_has_bells_is_offered_them_alone_for_lines_and_for_lessons_that_are_moved() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(20_000)).await;
    school.order(class_of(50).rooms(30).weekly("MO", "09:00", 45)).await.expect_created();
    let periods: Vec<Value> = [("1", "09:00", "09:45"), ("2", "10:50", "11:35"), ("3", "15:50", "16:35")]
        .map(|(period, start, end)| json!({"period": period, "start": start, "end": end}))
        .into();
    let calendar = json!({"name": "2026", "bells": [{"name": "Usual", "periods": periods}]});
    let calendar = school.post("/v1/academic-calendars").json(&calendar).send().await.expect_created().id();
    let start = |refused: &Answer| {
        let offers = refused["alternatives"].as_array().unwrap().clone();
        let found = offers.iter().find(|offer| offer["explain"]["code"] == "StartAt");
        found.map(|offer| offer["change"]["timetable"]["lessons"][0]["start"].clone())
    };
    let order = || class_of(50).rooms(20).weekly("MO", "09:00", 45);
    let refused = school.order(order()).await.expect_problem(409, "capacity-unavailable");
    assert!(start(&refused).is_some_and(|start| start != "10:50"), "{}", refused.text());
    let following = || order().with("/timetable/academic_calendar", json!(calendar));
    let refused = school.order(following()).await.expect_problem(409, "capacity-unavailable");
    assert_eq!(start(&refused), Some(json!("10:50")), "{}", refused.text());
    // One room has its first lesson at two in the afternoon, which would be ten to four: a bell. At three it would be none.
    let moved = |to: &str| {
        let change = json!({"lesson": "line-1", "room": "room-1", "on": "2026-09-07", "moved_to": {"start": to}});
        following().with("/timetable/changes", json!([change]))
    };
    let refused = school.order(moved("14:00")).await.expect_problem(409, "capacity-unavailable");
    assert_eq!(start(&refused), Some(json!("10:50")), "{}", refused.text());
    let refused = school.order(moved("15:00")).await.expect_problem(409, "capacity-unavailable");
    assert_eq!(start(&refused), None, "{}", refused.text());
}

/// Whether an answer has what its shape in the document requires, and nothing that it does not name.
fn fits(document: &Value, shape: &str, value: &Value) {
    let schema = &document["components"]["schemas"][shape];
    let fields = value.as_object().unwrap();
    for field in fields.keys() {
        assert!(schema["properties"].get(field).is_some(), "{shape} has no {field}: {value}");
    }
    for required in schema["required"].as_array().unwrap() {
        assert!(fields.contains_key(required.as_str().unwrap()), "{required} is missing: {value}");
    }
}

#[tokio::test]
async fn a_refusal_is_what_the_document_says_for_whoever_reads_it() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await.with_cluster("sh-1", nodes(4).region("cn-shanghai")).await;
    let document = app.get("/openapi.json").send().await.expect(200).json().clone();
    let school = app.tenant("Qinghe").with_quota(rooms(60), seats(20_000)).await;
    school.order(class_of(50).rooms(30).weekly("MO", "09:00", 45)).await.expect_created();
    let of_capacity = class_of(50).rooms(20).weekly("MO", "09:00", 45).json();
    let of_quota = class_of(50).rooms(40).weekly("MO", "09:00", 45).json();
    let mut seen = 0;
    for orders in [json!({"orders": [of_capacity, of_quota]}), of_capacity, of_quota] {
        for key in [&school.key, &app.platform_key] {
            let call = app.post("/v1/quotes").bearer(key).json(&orders);
            let call = if *key == app.platform_key { call.header("x-tenant", &school.id) } else { call };
            let quote = call.send().await.expect(200);
            fits(&document, "Quote", quote.json());
            for violation in quote["violations"].as_array().unwrap() {
                fits(&document, "Violation", violation);
                seen += 1;
            }
            for alternative in quote["alternatives"].as_array().unwrap() {
                fits(&document, "Alternative", alternative);
                fits(&document, "AlternativeReason", &alternative["explain"]);
                seen += 1;
            }
        }
    }
    assert!(seen >= 12, "{seen}");
}

#[tokio::test]
async fn a_number_that_no_change_helps_has_no_alternatives() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2000), seats(20_000)).await;
    let mut conn = app.sql().await;
    sqlx::query(r#"UPDATE calendars SET limits = limits || '{"live_orders": 1}' WHERE tenant_id IS NOT NULL"#)
        .execute(&mut conn)
        .await
        .unwrap();
    school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let refused = school.order(class_of(20).weekly("TU", "09:00", 45)).await.expect_problem(409, "quota-exceeded");
    assert_eq!(refused["violations"][0]["limit"], "live_orders");
    assert_eq!(refused["alternatives"].as_array().unwrap().len(), 0);
}

/// Of 60 rooms the 58 that the quota has, at once or in one order.
#[tokio::test]
async fn the_rooms_that_the_quota_has_are_offered_to_whoever_wants_more() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    for school in [app.tenant("Qinghe").with_quota(rooms(58), seats(20_000)).await, app.tenant("Qinghe").with_numbers(1, 58).await] {
        let wanted = class_of(50).rooms(60).weekly("MO", "09:00", 45);
        let quote = school.quote(wanted.clone()).await.expect(200);
        let refused = school.order(wanted).await.expect_problem(409, "quota-exceeded");
        let found: Vec<_> = refused["alternatives"].as_array().unwrap().iter().map(|found| found["explain"]["params"].clone()).collect();
        assert_eq!(found, [json!({"rooms": 58, "of": 60})], "{}", refused.text());
        assert_eq!((&refused["alternatives_complete"], &quote["alternatives"]), (&json!(true), &refused["alternatives"]));
        assert_eq!(school.order(refused.alternative(0)).await.expect_created()["classrooms"]["total"], 58);
    }
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn what_is_suggested_to_the_orders_of_a_batch_fits_side_by_side() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(20_000)).await;
    // 64 cores hold 37 rooms.
    let full = class_of(50).rooms(37).weekly("MO", "09:00", 45);
    school.order(full.clone()).await.expect_created();
    let mut batch = json!({"orders": [full.json(), full.json()]});
    let refused = school.post("/v1/orders/batch").json(&batch).send().await.expect_problem(409, "capacity-unavailable");
    let suggested = refused["alternatives"].as_array().unwrap();
    for order in 0..2 {
        let first = suggested.iter().find(|found| found["order"] == order).unwrap();
        for (field, value) in first["change"].as_object().unwrap() {
            batch["orders"][order][field] = value.clone();
        }
    }
    let starts: Vec<&Value> = batch["orders"].as_array().unwrap().iter().map(|order| &order["timetable"]["lessons"][0]["start"]).collect();
    assert_ne!(starts[0], starts[1]);
    school.post("/v1/orders/batch").json(&batch).send().await.expect_created();
    calendars_are_sound(&app).await;
}
