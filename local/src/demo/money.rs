//! What the demo sells: who sells it, one plan, and both institutions on it, so that quotes and orders carry a price; and an invoice of last month, so that
//! there is something to pay.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use super::client::{HomeroomApi, field};
use super::service::Service;
use super::state::Tenant;
use crate::postgres::RoleUrls;

/// The plan counts from the first of last month on, in the tenant's zone. An invoice waits until the last hour of its month was measured a second time, which
/// in the first day of the next month it was not; nothing ran then, so nothing is lost by saying that it was.
const BEGIN_LAST_MONTH: &str = "
    WITH month AS (
        SELECT id, begun::date AS first_day, begun AT TIME ZONE time_zone AS from_at, (begun + interval '1 month') AT TIME ZONE time_zone AS over_at
        FROM (SELECT id, time_zone, date_trunc('month', now() AT TIME ZONE time_zone) - interval '1 month' AS begun
              FROM tenants WHERE id = $1::uuid) AS t),
    charged AS (UPDATE plan_subscriptions s SET charged_from = m.from_at FROM month m WHERE s.tenant_id = m.id),
    moved AS (UPDATE plan_periods p SET from_day = m.first_day, from_at = m.from_at FROM month m WHERE p.tenant_id = m.id)
    INSERT INTO usage_watermarks (pass, hour) SELECT 'settled', m.over_at - interval '1 hour' FROM month m
    ON CONFLICT (pass) DO UPDATE SET hour = greatest(usage_watermarks.hour, excluded.hour)";

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

/// To whom invoices are written, and that a link to pay comes with them.
fn buyer(email: &str) -> Value {
    json!({"name": "Corner Tutoring", "address": "7 Corner Street", "email": email, "payment": "link"})
}

/// Has last month's invoice issued to an institution, unless it has one. From a plan to its first invoice it is a month and three days: the plan is moved back
/// in the database, since no call takes the past; all that follows is the service's own work.
pub(super) async fn bill_last_month(service: &Service, urls: &RoleUrls, platform: &HomeroomApi, tenant: &Tenant) -> Result<()> {
    let school = HomeroomApi::with_key(&service.url, &tenant.owner.api_key)?;
    if school.first("/v1/invoices").await?.is_some_and(|newest| newest["status"] != "draft") {
        return Ok(());
    }
    school.put("/v1/billing/profile", &buyer(&tenant.owner.email)).await?;
    begin_last_month(&urls.admin, &tenant.id).await.context("the plan could not be moved back")?;
    service.admin(&["run", "bill"])?;
    let invoice = school.first("/v1/invoices").await?.context("last month has no invoice")?;
    // In the first three days of a month it stands as a draft.
    if invoice["status"] == "draft" {
        platform.post(&format!("/v1/invoices/{}/issue", field(&invoice, "id")?), &json!({})).await?;
    }
    Ok(())
}

async fn begin_last_month(database_url: &str, tenant: &str) -> Result<()> {
    let (_, uuid) = tenant.split_once('_').with_context(|| format!("{tenant} is no id of an institution"))?;
    let mut superuser = PgConnection::connect(database_url).await?;
    sqlx::query(BEGIN_LAST_MONTH).bind(uuid).execute(&mut superuser).await?;
    Ok(superuser.close().await?)
}
