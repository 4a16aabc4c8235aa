//! `/v1/plans`, `/v1/subscription`, and what orders cost.

mod orders;
mod plans;
mod subscription;

use serde_json::{Value, json};

use crate::support::{School, TestApp};

/// A plan of one version; its ids.
struct Plan {
    id: String,
    version: String,
}

/// A month, rooms by the term, seats by the hour, and hours that ran.
fn prices(month: &str, seat: &str) -> Value {
    json!([
        {"key": "base", "title": "Base fee", "meter": "month", "unit_amount_minor": month},
        {"key": "rooms", "title": "Classrooms", "meter": "room_terms", "unit_amount_minor": "1000"},
        {"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": seat},
        {"key": "hours", "title": "Room-hours", "meter": "room_hours", "unit_amount_minor": "200"},
    ])
}

fn version(month: &str, seat: &str) -> Value {
    json!({"currency": "CNY", "prices": prices(month, seat)})
}

async fn plan(app: &TestApp, name: &str, listed: bool, version: &Value) -> Plan {
    let body = json!({"name": name, "listed": listed, "version": version});
    let made = app.platform_post("/v1/plans").json(&body).send().await.expect_created();
    let version = made["versions"][0]["id"].as_str().expect("a version has an id").to_owned();
    Plan { id: made.id(), version }
}

/// Moves a school at once, whatever it was on.
async fn subscribe(school: &School<'_>, plan: &Plan) {
    school.subscribe(&json!(plan.version)).await;
}
