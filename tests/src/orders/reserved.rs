//! `reserved_until` and `POST /v1/orders/{id}/confirm`: orders that wait for a purchase order.

use serde_json::{Value, json};

use super::{calendars_are_sound, rows_of};
use crate::support::{Answer, OrderSpec, School, TestApp, class_of, nodes, rooms, seats};

/// Ten days from the test's morning of 25 August, before the first Monday of the term.
const UNTIL: &str = "2026-09-04T00:00:00Z";

fn mondays() -> OrderSpec {
    class_of(50).rooms(10).weekly("MO", "09:00", 45)
}

fn reserved(until: &str) -> OrderSpec {
    mondays().with("/reserved_until", json!(until))
}

async fn confirm(school: &School<'_>, order: &str, number: &str) -> Answer {
    school.post(&format!("/v1/orders/{order}/confirm")).json(&json!({"purchase_order": number})).send().await
}

async fn end_reservations(app: &TestApp) {
    homeroom::workers::run(&app.state, "end-reservations").await.expect("reservations end");
}

async fn read(school: &School<'_>, order: &str) -> Answer {
    school.get(&format!("/v1/orders/{order}")).send().await.expect(200)
}

async fn told(school: &School<'_>, order: &str) -> Vec<Value> {
    let events = school.get(&format!("/v1/orders/{order}/events")).send().await.expect(200);
    events.items().iter().map(|event| event["type"].clone()).collect()
}

/// A school with room for these lessons once.
async fn school(app: &TestApp) -> School<'_> {
    app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await
}

#[tokio::test]
async fn an_order_waits_for_a_purchase_order_and_is_an_ordinary_one_when_it_has_come() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    let made = school.order(reserved(UNTIL)).await.expect_created();
    assert_eq!((&made["phase"], &made["reserved_until"]), (&json!("reserved"), &json!(UNTIL)));
    let id = made.id();
    school.order(mondays()).await.expect_problem(409, "quota-exceeded");
    assert_eq!(school.get("/v1/orders?phase=reserved").send().await.expect(200).ids(), std::slice::from_ref(&id));
    let etag = made.etag().to_owned();
    let confirmed = confirm(&school, &id, "PO-7781").await.expect(200);
    assert_eq!((&confirmed["phase"], &confirmed["purchase_order"]), (&json!("scheduled"), &json!("PO-7781")));
    assert_eq!(confirmed["confirmed_at"], "2026-08-25T00:00:00Z");
    assert_ne!(confirmed.etag(), etag);
    let again = confirm(&school, &id, "PO-7781").await.expect(200);
    assert_eq!((again.json(), again.etag()), (confirmed.json(), confirmed.etag()));
    let other = confirm(&school, &id, "PO-7782").await.expect_problem(409, "order-confirmed");
    assert_eq!(other["params"]["purchase_order"], "PO-7781");
    app.set_time("2026-09-05T00:00:00Z");
    end_reservations(&app).await;
    assert_eq!(read(&school, &id).await["phase"], "scheduled", "what is confirmed is not given back");
    assert_eq!(told(&school, &id).await, ["order.created", "order.confirmed"]);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn what_nobody_confirms_is_announced_given_back_and_kept_as_expired() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    let id = school.order(reserved(UNTIL)).await.expect_created().id();
    app.set_time("2026-09-01T23:59:59Z");
    end_reservations(&app).await;
    assert_eq!(told(&school, &id).await, ["order.created"]);
    app.set_time("2026-09-02T00:00:00Z");
    end_reservations(&app).await;
    end_reservations(&app).await;
    assert_eq!(told(&school, &id).await, ["order.created", "order.reservation_ending"]);
    app.set_time(UNTIL);
    // The clock decides, whether the worker has come by or not.
    let late = confirm(&school, &id, "PO-1").await.expect_problem(409, "reservation-ended");
    assert_eq!(late["params"]["at"], UNTIL);
    school.amend(&id, &json!({"name": "Too late"})).await.expect_problem(409, "reservation-ended");
    end_reservations(&app).await;
    end_reservations(&app).await;
    let expired = read(&school, &id).await;
    assert_eq!((&expired["phase"], &expired["reservation_expired_at"]), (&json!("terminating"), &json!(UNTIL)));
    assert_eq!(told(&school, &id).await, ["order.created", "order.reservation_ending", "order.reservation_expired"]);
    confirm(&school, &id, "PO-1").await.expect_problem(409, "reservation-ended");
    // Its quota is free at once, its place on the cluster when the reconciler has seen that nothing is there.
    school.order(mondays()).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_confirmation_and_the_end_of_the_reservation_do_not_both_win() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    let id = school.order(reserved(UNTIL)).await.expect_created().id();
    app.set_time("2026-09-03T23:59:59Z");
    let mut sql = app.sql().await;
    let mut held = sqlx::Connection::begin(&mut sql).await.unwrap();
    sqlx::query("SELECT FROM orders FOR UPDATE").execute(&mut *held).await.unwrap();
    // The confirmation is in line when the reservation ends, and the worker behind it.
    let in_line = async {
        app.until_somebody_waits().await;
        app.set_time(UNTIL);
        tokio::join!(end_reservations(&app), async {
            tokio::task::yield_now().await;
            held.commit().await.unwrap();
        });
    };
    let (confirmed, ()) = tokio::join!(confirm(&school, &id, "PO-1"), in_line);
    confirmed.expect(200);
    let order = read(&school, &id).await;
    assert_eq!((&order["phase"], &order["reservation_expired_at"]), (&json!("scheduled"), &Value::Null));
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn how_long_an_order_may_wait_is_said_with_the_field() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    let first_room = "2026-09-07T00:50:00Z";
    for (until, code) in [
        ("2026-08-25T00:00:00Z", "not_later"),
        ("2026-09-08T00:00:01Z", "too_late"),
        ("2026-09-07T00:50:01Z", "reserved_into_lessons"),
        ("next week", "bad_format"),
    ] {
        let refused = school.order(reserved(until)).await.expect_problem(422, "invalid");
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/reserved_until"), &json!(code)), "{until}");
        school.quote(reserved(until)).await.expect_problem(422, "invalid");
        let batch = json!({"orders": [mondays().json(), reserved(until).json()]});
        school.post("/v1/orders/batch").json(&batch).send().await.expect_invalid("/orders/1/reserved_until");
    }
    assert_eq!(rows_of(&app, "orders").await, 0);
    assert_eq!(school.quote(reserved(first_room)).await.expect(200)["feasible"], true);
    let order = school.order(reserved(first_room)).await.expect_created().id();
    for number in ["", " ", &"9".repeat(201)] {
        confirm(&school, &order, number).await.expect_invalid("/purchase_order");
    }
    let plain = app.tenant("Other").await;
    let other = plain.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    confirm(&plain, &other, "PO-1").await.expect_problem(409, "not-reserved");
    confirm(&plain, &order, "PO-1").await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn a_reserved_order_is_amended_outside_of_its_wait_and_cancelled_at_once() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    let id = school.order(reserved("2026-09-06T00:00:00Z")).await.expect_created().id();
    let earlier = mondays().term("2026-09-01", "2026-10-30").json()["term"].clone();
    let line = |days: &str| json!({"lessons": [{"key": "a", "rrule": format!("FREQ=WEEKLY;BYDAY={days}"), "start": "09:00", "duration_minutes": 45}], "time_zone": "Asia/Shanghai"});
    school.amend(&id, &json!({"term": earlier, "timetable": line("WE")})).await.expect_invalid("/reserved_until");
    let amended = school.amend(&id, &json!({"term": earlier, "timetable": line("MO")})).await.expect(200);
    assert_eq!((&amended["phase"], &amended["generation"]), (&json!("reserved"), &json!(2)));
    school.amend(&id, &json!({"name": "Autumn"})).await.expect(200);
    let cancelled = school.cancel(&id).await.expect(200);
    assert_eq!((&cancelled["phase"], &cancelled["ends_at"]), (&json!("terminating"), &json!("2026-08-25T00:00:00Z")));
    confirm(&school, &id, "PO-1").await.expect_problem(409, "reservation-ended");
    school.order(mondays()).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn nobody_holds_a_place_for_ever_by_reserving_again_and_again() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    let order = |until: &str| class_of(20).weekly("MO", "09:00", 45).term("2026-10-05", "2026-12-01").with("/reserved_until", json!(until));
    let id = school.order(order("2026-09-08T00:00:00Z")).await.expect_created().id();
    app.set_time("2026-08-30T00:00:00Z");
    school.cancel(&id).await.expect(200);
    let longer = school.order(order("2026-09-10T00:00:00Z")).await.expect_problem(409, "reserved-before");
    assert_eq!(
        (&longer["params"]["since"], &longer["params"]["latest"], &longer["params"]["again_from"]),
        (&json!("2026-08-25T00:00:00Z"), &json!("2026-09-08T00:00:00Z"), &json!("2026-09-13T00:00:00Z"))
    );
    let batch = json!({"orders": [order("2026-09-10T00:00:00Z").json()]});
    let of_batch = school.post("/v1/orders/batch").json(&batch).send().await.expect_problem(409, "reserved-before");
    assert_eq!(of_batch["params"]["order"], 0);
    let what_is_left = school.order(order("2026-09-08T00:00:00Z")).await.expect_created().id();
    app.set_time("2026-09-08T00:00:00Z");
    end_reservations(&app).await;
    school.order(order("2026-09-09T00:00:00Z")).await.expect_problem(409, "reserved-before");
    let copied = json!({"term": {"first_day": "2026-10-05", "last_day": "2026-12-01"}, "reserved_until": "2026-09-09T00:00:00Z"});
    school.post(&format!("/v1/orders/{what_is_left}/copy")).json(&copied).send().await.expect_problem(409, "reserved-before");
    let copied = json!({"term": copied["term"]});
    school.post(&format!("/v1/orders/{what_is_left}/copy")).json(&copied).send().await.expect_created();
    school.order(order("2026-09-09T00:00:00Z").term("2027-03-01", "2027-04-01")).await.expect_created();
    app.set_time("2026-09-22T00:00:00Z");
    school.order(order("2026-10-04T00:00:00Z")).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn at_most_twenty_orders_wait_and_a_suspended_institution_confirms_none() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).with_numbers(50, 50).await;
    let one = || class_of(1).weekly("MO", "09:00", 45).with("/reserved_until", json!(UNTIL)).json();
    let orders = |count: usize| json!({"orders": (0..count).map(|_| one()).collect::<Vec<_>>()});
    let made = school.post("/v1/orders/batch").json(&orders(19)).send().await.expect_created();
    school.post("/v1/orders/batch").json(&orders(2)).send().await.expect_problem(409, "too-many-reserved");
    school.post("/v1/orders/batch").json(&orders(1)).send().await.expect_created();
    school.order(class_of(1).weekly("MO", "09:00", 45)).await.expect_created();
    let first = made.items()[0]["id"].as_str().unwrap_or_default().to_owned();
    let tenant = school.id.clone();
    app.platform_post(&format!("/v1/tenants/{tenant}/suspend")).json(&json!({"reason": "unpaid"})).send().await.expect(200);
    confirm(&school, &first, "PO-1").await.expect_problem(409, "tenant-suspended");
    app.platform_post(&format!("/v1/tenants/{tenant}/resume")).json(&json!({"reason": "paid"})).send().await.expect(200);
    confirm(&school, &first, "PO-1").await.expect(200);
}
