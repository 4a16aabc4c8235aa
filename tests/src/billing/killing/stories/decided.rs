//! What is decided about money, and what is found out, before any is moved.

use serde_json::{Value, json};

use super::{
    super::{
        super::invoices::seller,
        life::{Life, Payer, Who},
    },
    End, due, unpaid,
};
use crate::support::class_of;

/// An institution does not pay: it is reminded, past due and suspended, exempt, chased again, and held by a person.
pub(super) async fn owing(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("transfer").await;
    life.bill().await;
    life.settle().await;
    let (_, due) = due(life, &payer).await;
    life.write_letters().await;
    life.watch().await;
    for at in ["2026-11-05T00:00:00Z", "2026-11-19T00:00:00Z"] {
        life.set_time(at.parse().expect("a time")).await;
        life.work("dun").await;
        life.settle().await;
    }
    for verb in ["exempt", "chase", "suspend", "resume"] {
        let path = format!("/v1/tenants/{}/{verb}", payer.id);
        life.post(Who::Platform, &path, &json!({"reason": "A pilot"})).await.expect(200);
    }
    life.settle().await;
    (payer, unpaid("issued", due))
}

/// Rooms are up in their lesson, one of them too late for what was promised; a day later it is learnt that the other went down.
pub(super) async fn ran(life: &mut Life) -> (Payer, End) {
    let version = json!({"currency": "CNY", "promise": {"credit_percent": 50, "full_after_minutes": 15}, "prices": [
        {"key": "hours", "title": "Room-hours", "meter": "room_hours", "unit_amount_minor": "200"},
    ]});
    life.app.set_time("2026-09-06T23:30:00Z");
    let school = life.app.tenant("Qinghe").await;
    school.put_on_plan(&version).await;
    school.order(class_of(25).rooms(2).term("2026-09-07", "2026-09-11").weekly("MO", "09:00", 60)).await.expect_created();
    let payer = Payer { id: school.id.clone(), key: school.key.clone() };
    life.set_time(life.app.now()).await;
    life.watch().await;
    look(life).await;
    let up = "INSERT INTO readiness (tenant_id, classroom_id, available_from)
              SELECT tenant_id, id, ('2026-09-07T0' || CASE key WHEN 'room-1' THEN '0:52' ELSE '1:12' END || ':00Z')::timestamptz FROM classrooms";
    sqlx::query(up).execute(&mut life.app.sql().await).await.expect("rooms were up");
    life.set_time("2026-09-07T03:10:00Z".parse().expect("a time")).await;
    look(life).await;
    let down = "UPDATE readiness SET available_to = '2026-09-07T01:40:00Z' WHERE available_from < '2026-09-07T01:00:00Z'";
    sqlx::query(down).execute(&mut life.app.sql().await).await.expect("a room went down");
    life.set_time("2026-09-08T03:10:00Z".parse().expect("a time")).await;
    look(life).await;
    life.settle().await;
    (payer, nothing())
}

async fn look(life: &mut Life) {
    for work in ["measure-usage", "keep-promises"] {
        life.work(work).await;
    }
}

/// No money is moved and nothing invoiced.
fn nothing() -> End {
    End { charged: Vec::new(), refunded: Vec::new(), invoice: None }
}

/// A cap is set, reached, raised and removed.
pub(super) async fn capped(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("transfer").await;
    life.watch().await;
    let who = Who::Payer(&payer);
    let body = json!({"action": "block_new", "amount_minor": 4_500, "currency": "CNY", "thresholds": [80, 100]});
    let cap = life.post(who, "/v1/caps", &body).await.expect(201).id();
    life.pass(1).await;
    life.work("watch-caps").await;
    let path = format!("/v1/caps/{cap}");
    life.change(who, "PATCH", &path, &json!({"amount_minor": 4_000})).await.expect(200);
    let other = life.post(who, "/v1/caps", &json!({"action": "alert", "amount_minor": 9_000, "currency": "CNY"})).await.expect(201).id();
    let removed = life.delete(who, &format!("/v1/caps/{other}")).await;
    // Whoever was not answered asks again, and hears that there is none.
    assert!(removed.status == 204 || life.deaths > 0, "{}", removed.text());
    life.settle().await;
    (payer, nothing())
}

/// A plan is made, gets another version, is chosen, cancelled and kept.
pub(super) async fn planned(life: &mut Life) -> (Payer, End) {
    life.app.set_time("2026-09-06T23:30:00Z");
    let school = life.app.tenant("Qinghe").await;
    let payer = Payer { id: school.id.clone(), key: school.key.clone() };
    life.set_time(life.app.now()).await;
    life.watch().await;
    let version =
        |fee: &str| json!({"currency": "CNY", "prices": [{"key": "fee", "title": "Fee", "meter": "month", "unit_amount_minor": fee}]});
    let plan = life.post(Who::Platform, "/v1/plans", &json!({"name": "School", "version": version("3000")})).await.expect(201);
    let path = format!("/v1/plans/{}/versions", plan.id());
    let plan = life.post(Who::Platform, &path, &version("4000")).await.expect(201);
    let moving = json!({"plan_version": plan["versions"][0]["id"]});
    life.change(Who::Payer(&payer), "PUT", "/v1/subscription", &moving).await.expect(200);
    for verb in ["cancel", "keep", "renew"] {
        life.post(Who::Payer(&payer), &format!("/v1/subscription/{verb}"), &Value::Null).await.expect(200);
    }
    life.settle().await;
    (payer, nothing())
}

/// Who sells and who buys is written down.
pub(super) async fn sold(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("transfer").await;
    life.watch().await;
    let mut other = seller();
    other["name"] = json!("Homeroom of Example");
    let sellers = life.change(Who::Platform, "PUT", "/v1/platform/legal-entities", &other).await.expect(200);
    let chosen = json!({"legal_entity_id": sellers["items"][0]["id"]});
    life.change(Who::Platform, "PUT", &format!("/v1/tenants/{}/seller", payer.id), &chosen).await.expect(200);
    let profile = json!({"name": "Qinghe", "email": "accounts@qinghe.example", "payment": "transfer"});
    life.change(Who::Payer(&payer), "PUT", "/v1/billing/profile", &profile).await.expect(200);
    life.settle().await;
    (payer, nothing())
}

/// It left at the end of September and does not come back.
const LEFT: [&str; 2] = [
    "UPDATE tenants SET cancelled_at = '2026-10-01Z', suspended_at = '2026-10-01Z', suspended_by = 'customer', suspended_reason = 'x', purge_at = '2026-10-31Z'",
    "INSERT INTO plan_pauses (tenant_id, from_day, from_at, chosen_by) SELECT tenant_id, '2026-10-01', '2026-09-30T16:00:00Z', 'customer' FROM plan_subscriptions",
];
/// Nothing of it is on a cluster.
const GONE: [&str; 2] = ["UPDATE orders SET phase = 'released'", "UPDATE placements SET state = 'gone', gone_at = '2026-11-08Z'"];

async fn let_be(life: &Life, statements: [&'static str; 2]) {
    for sql in statements {
        sqlx::query(sql).execute(&mut life.app.sql().await).await.expect("it is so");
    }
}

async fn look_at(life: &mut Life, at: &str, work: &str) {
    life.set_time(at.parse().expect("a time")).await;
    life.work(work).await;
    life.settle().await;
}

/// An institution that left stays away: its data is held for a while, then what it ordered is ended, and all is removed but what was invoiced.
pub(super) async fn left(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("transfer").await;
    life.bill().await;
    life.settle().await;
    life.write_letters().await;
    let_be(life, LEFT).await;
    life.set_time("2026-10-31T01:00:00Z".parse().expect("a time")).await;
    life.watch().await;
    for verb in ["hold-purge", "release-purge"] {
        let path = format!("/v1/tenants/{}/{verb}", payer.id);
        life.post(Who::Platform, &path, &json!({"reason": "An audit"})).await.expect(200);
    }
    look_at(life, "2026-10-31T02:00:00Z", "dun").await;
    look_at(life, "2026-11-07T03:00:00Z", "purge").await;
    let_be(life, GONE).await;
    for at in ["2026-11-07T04:00:00Z", "2026-11-07T05:00:00Z", "2026-11-07T06:00:00Z"] {
        look_at(life, at, "purge").await;
    }
    (payer, nothing())
}
