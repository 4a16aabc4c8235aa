//! `/v1/academic-calendars`: what a school plans for all of its orders, and what a change does to those that follow.

mod following;
mod import;
mod touched;

use serde_json::{Value, json};

use crate::support::{School, TestApp, class_of, nodes};

/// A calendar with the national holiday of October off.
fn calendar() -> Value {
    json!({"name": "2026/27", "terms": [{"name": "Autumn", "first_day": "2026-09-01", "last_day": "2027-01-18"}],
        "days": [{"from": "2026-10-01", "to": "2026-10-07", "off": true}],
        "bells": [{"name": "Usual", "periods": [{"period": "1", "start": "08:00", "end": "08:45"}]}]})
}

async fn made(school: &School<'_>) -> (String, String) {
    let made = school.post("/v1/academic-calendars").json(&calendar()).send().await.expect_created();
    (made.id(), made.etag().to_owned())
}

#[tokio::test]
async fn a_calendar_is_made_read_changed_and_removed() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let (id, etag) = made(&school).await;
    let path = format!("/v1/academic-calendars/{id}");
    let read = school.get(&path).send().await.expect(200);
    assert_eq!((&read["days"], &read["bells"], read.etag()), (&calendar()["days"], &calendar()["bells"], etag.as_str()));
    assert_eq!(school.get("/v1/academic-calendars").send().await.expect(200).ids(), std::slice::from_ref(&id));
    let renamed = school.patch(&path, &etag).json(&json!({"name": "2026"})).send().await.expect(200);
    assert_eq!((&renamed["name"], &renamed["days"]), (&json!("2026"), &calendar()["days"]));
    school.patch(&path, &etag).json(&json!({"name": "2027"})).send().await.expect_problem(412, "precondition-failed");
    let wrong = school.patch(&path, renamed.etag()).json(&json!({"days": [{"from": "2026-10-07", "to": "2026-10-01", "off": true}]}));
    assert_eq!(wrong.send().await.expect_problem(422, "invalid")["errors"][0]["pointer"], "/days/0/to");
    let order = class_of(20).weekly("MO", "09:00", 45).with("/timetable/academic_calendar", json!(id));
    let order = school.order(order).await.expect_created().id();
    let in_use = school.delete(&path).send().await.expect_problem(409, "academic-calendar-in-use");
    assert_eq!(in_use["params"], json!({"orders": 1}));
    school.cancel(&order).await.expect(200);
    school.delete(&path).send().await.expect(204);
    school.get(&path).send().await.expect_problem(404, "not-found");
    let told = school.get("/v1/events?limit=200").send().await.expect(200);
    let kinds: Vec<&str> =
        told.items().iter().filter_map(|event| event["type"].as_str()).filter(|kind| kind.starts_with("academic")).collect();
    assert_eq!(kinds, ["academic_calendar.created", "academic_calendar.amended", "academic_calendar.removed"]);
}

#[tokio::test]
async fn an_order_names_a_calendar_of_its_own_tenant_and_nobody_has_more_than_fifty() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Other").await);
    let (id, _) = made(&school).await;
    let following = |id: &str| class_of(20).weekly("TH", "09:00", 45).with("/timetable/academic_calendar", json!(id));
    let unknown = other.order(following(&id)).await.expect_problem(422, "invalid");
    assert_eq!(
        (&unknown["errors"][0]["pointer"], &unknown["errors"][0]["code"]),
        (&json!("/timetable/academic_calendar"), &json!("unknown_calendar"))
    );
    other.get(&format!("/v1/academic-calendars/{id}")).send().await.expect_problem(404, "not-found");
    let always = class_of(20).always().with("/timetable/academic_calendar", json!(id));
    assert_eq!(school.order(always).await.expect_problem(422, "invalid")["errors"][0]["code"], "not_with_always");
    // Of two that disagree about a day, the order's own is the one that its request can mend.
    for own in [json!({"date": "2026-10-01", "runs_as": "2026-10-09"}), json!({"date": "2026-10-07", "runs_as": "2026-10-14"})] {
        let contrary = following(&id).with("/timetable/days", json!([{"from": "2026-12-24", "to": "2026-12-24", "off": true}, own]));
        let contrary = school.order(contrary).await.expect_problem(422, "invalid");
        let error = &contrary["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/timetable/days/1"), &json!("day_decided_twice")), "{contrary:?}");
    }
    for _ in 1..50 {
        made(&school).await;
    }
    school.post("/v1/academic-calendars").json(&calendar()).send().await.expect_problem(409, "too-many-academic-calendars");
}
