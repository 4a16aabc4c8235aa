//! What an institution has of everything that money leaves: made here, for most of it comes of months that pass.

use serde_json::json;
use uuid::Uuid;

use crate::support::{School, TestApp, uuid_of};

/// One of each.
#[derive(Debug, Clone)]
pub(super) struct Money {
    pub(super) cap: String,
    pub(super) plan: String,
    pub(super) usage: String,
    pub(super) invoice: String,
    pub(super) card: String,
    pub(super) credit: String,
    pub(super) refund: String,
}

impl Money {
    pub(super) async fn make(app: &TestApp, school: &School<'_>, classroom: &str) -> Self {
        Self {
            cap: cap(school).await,
            plan: plan(app, &school.id).await,
            usage: usage(app, classroom).await,
            invoice: invoice(app, &school.id).await,
            card: card(app, &school.id).await,
            credit: credit(app, &school.id).await,
            refund: refund(app, &school.id).await,
        }
    }
}

/// An hour that was counted of a room.
async fn usage(app: &TestApp, classroom: &str) -> String {
    let id = format!("{classroom}.20260901T00.room_hours");
    let insert = "INSERT INTO usage_events (tenant_id, event_id, meter, order_id, classroom_id, hour, quantity, recorded_at)
                  SELECT tenant_id, $1, 'room_hours', order_id, id, '2026-09-01', 2700, '2026-09-02' FROM classrooms WHERE id = $2";
    sqlx::query(insert).bind(&id).bind(uuid_of(classroom)).execute(&mut app.sql().await).await.expect("an hour");
    id
}

/// A draft of a month.
async fn invoice(app: &TestApp, tenant: &str) -> String {
    let id = Uuid::now_v7();
    let insert = "INSERT INTO invoices (id, tenant_id, kind, key, status, currency, first_day, last_day, subtotal_minor, tax_minor, total_minor, created_at)
                  VALUES ($1, $2, 'invoice', 'a', 'draft', 'CNY', '2026-08-01', '2026-08-31', 0, 0, 0, '2026-09-01')";
    sqlx::query(insert).bind(id).bind(uuid_of(tenant)).execute(&mut app.sql().await).await.expect("a draft");
    format!("inv_{id}")
}

/// Of the whole institution.
async fn cap(school: &School<'_>) -> String {
    let cap = json!({"action": "alert", "amount_minor": 100_000, "currency": "CNY"});
    school.post("/v1/caps").json(&cap).send().await.expect_created().id()
}

/// A refund that waits for a second person, of a transfer for the draft.
async fn refund(app: &TestApp, tenant: &str) -> String {
    let (id, payment) = (Uuid::now_v7(), Uuid::now_v7());
    let mut sql = app.sql().await;
    let paid = "INSERT INTO payments (id, tenant_id, invoice_id, method, reference, received_on, amount_minor, created_at)
                SELECT $1, tenant_id, id, 'bank_transfer', '', '2026-09-01', 5, '2026-09-01' FROM invoices WHERE tenant_id = $2";
    sqlx::query(paid).bind(payment).bind(uuid_of(tenant)).execute(&mut sql).await.expect("a payment");
    let back = "INSERT INTO refunds (id, tenant_id, invoice_id, payment_id, amount_minor, reason, status, asked_by, created_at, updated_at)
                SELECT $1, tenant_id, invoice_id, id, 5, 'wrong', 'waiting', 'usr_a', '2026-09-01', '2026-09-01' FROM payments WHERE id = $2";
    sqlx::query(back).bind(id).bind(payment).execute(&mut sql).await.expect("a refund");
    format!("ref_{id}")
}

/// A credit by hand.
async fn credit(app: &TestApp, tenant: &str) -> String {
    let credit = json!({"tenant_id": tenant, "amount_minor": 5, "currency": "CNY", "reason": "A lesson that was cut short"});
    app.platform_post("/v1/platform/credits").json(&credit).send().await.expect_created().id()
}

/// A saved card.
async fn card(app: &TestApp, tenant: &str) -> String {
    let id = Uuid::now_v7();
    let insert = "INSERT INTO payment_methods (id, tenant_id, stripe_id, brand, last4, exp_month, exp_year, is_default, created_at)
                  VALUES ($1, $2, $3, 'visa', '4242', 12, 2034, true, '2026-09-01')";
    sqlx::query(insert).bind(id).bind(uuid_of(tenant)).bind(format!("pm_{id}")).execute(&mut app.sql().await).await.expect("a card");
    format!("pmt_{id}")
}

/// A plan that only this institution is on.
async fn plan(app: &TestApp, tenant: &str) -> String {
    let price = json!({"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": "5"});
    let body = json!({"name": "School", "listed": false, "version": {"currency": "CNY", "prices": [price]}});
    let plan = app.platform_post("/v1/plans").json(&body).send().await.expect_created();
    let put = app.call("PUT", "/v1/subscription").bearer(&app.platform_key).header("x-tenant", tenant).header("if-match", "\"0.0\"");
    put.json(&json!({"plan_version": plan["versions"][0]["id"]})).send().await.expect(200);
    plan.id()
}
