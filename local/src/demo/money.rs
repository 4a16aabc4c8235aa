//! What the demo sells: who sells it, one plan, and both institutions on it, so that quotes and orders carry a price.

use anyhow::Result;
use serde_json::{Value, json};

use super::client::HomeroomApi;

/// Who sells.
fn seller() -> Value {
    json!({
        "number_prefix": "HR-", "name": "Homeroom Demo", "address": "1 Demo Road", "email": "billing@homeroom.example",
        "bank": "Bank of the Demo\n0000 1111 2222", "tax_name": "VAT", "tax_rate_ppm": 60000,
    })
}

/// A monthly fee, seats by the hour, and hours in which rooms ran.
fn plan() -> Value {
    json!({"name": "School", "version": {"currency": "CNY", "prices": [
        {"key": "base", "title": "Base fee", "meter": "month", "unit_amount_minor": "50000"},
        {"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "model": "graduated", "tiers": [
            {"up_to": 100_000, "unit_amount_minor": "8"}, {"up_to": null, "unit_amount_minor": "6.5"},
        ]},
        {"key": "hours", "title": "Room-hours", "meter": "room_hours", "unit_amount_minor": "120"},
    ]}})
}

/// The seller, and the plan's newest version.
pub(super) async fn offer(platform: &HomeroomApi) -> Result<Value> {
    platform.put("/v1/platform/legal-entities", &seller()).await?;
    let plan = match platform.first("/v1/plans").await? {
        Some(plan) => plan,
        None => platform.post("/v1/plans", &plan()).await?,
    };
    Ok(plan["versions"][0]["id"].clone())
}

/// Puts an institution on it, unless it is on a plan.
pub(super) async fn subscribe(school: &HomeroomApi, version: &Value) -> Result<()> {
    if school.get("/v1/subscription").await?["current"].is_null() {
        school.put("/v1/subscription", &json!({"plan_version": version})).await?;
    }
    Ok(())
}
