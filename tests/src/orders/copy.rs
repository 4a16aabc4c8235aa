//! `POST /v1/orders/{id}/copy`: the next term.

use serde_json::json;

use super::calendars_are_sound;
use crate::support::{TestApp, class_of, nodes, rooms, seats};

#[tokio::test]
async fn the_next_term_has_the_same_week_and_is_admitted_like_any_order() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2), seats(100)).await;
    let days = json!([{"from": "2026-10-01", "to": "2026-10-07", "off": true}]);
    let order = class_of(50).rooms(2).weekly("MO,WE", "09:00", 45).with("/timetable/days", days).with("/external_id", json!("po-1"));
    let order = school.order(order).await.expect_created().id();
    let copy = async |body| school.post(&format!("/v1/orders/{order}/copy")).json(&body).send().await;
    let spring = json!({"first_day": "2027-02-22", "last_day": "2027-03-07"});
    let made = copy(json!({"term": spring, "name": "Spring", "external_id": "po-2"})).await.expect_created();
    assert_eq!((&made["name"], &made["external_id"], &made["lessons_total"]), (&json!("Spring"), &json!("po-2"), &json!(8)));
    assert_eq!(made["timetable"]["days"], serde_json::Value::Null);
    let keys = |order: &serde_json::Value| order["timetable"]["lessons"][0]["key"].clone();
    assert_eq!(keys(made.json()), keys(school.get(&format!("/v1/orders/{order}")).send().await.expect(200).json()));
    copy(json!({"term": spring})).await.expect_problem(409, "quota-exceeded");
    let past = copy(json!({"term": {"first_day": "2020-02-22", "last_day": "2020-03-07"}})).await.expect_problem(422, "invalid");
    assert_eq!(past["errors"][0]["pointer"], "/term/last_day");
    calendars_are_sound(&app).await;
}
