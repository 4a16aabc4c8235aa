use serde_json::{Value, json};

use super::invoices::{bill_at, invoices, issued, mondays, run, seller, set_seller};
use crate::support::{School, TestApp, nodes, uuid_of};

async fn standing(app: &TestApp, school: &School<'_>) -> Value {
    app.platform_get(&format!("/v1/tenants/{}", school.id)).send().await.expect(200)["standing"].clone()
}

pub(super) async fn dun_at(app: &TestApp, at: &str) {
    app.set_time(at);
    run(app, "dun").await;
}

pub(super) async fn pay(app: &TestApp, school: &School<'_>) {
    for invoice in invoices(school).await.into_iter().filter(|invoice| invoice["status"] == "issued") {
        let id = invoice["id"].as_str().unwrap_or_default();
        let body = json!({"amount_minor": invoice["due_minor"], "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04"});
        app.platform_post(&format!("/v1/invoices/{id}/payments")).json(&body).send().await.expect_created();
    }
}

#[tokio::test]
async fn who_does_not_pay_is_past_due_then_suspended_and_back_by_itself_when_it_has_paid() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, ..) = issued(&app).await;
    dun_at(&app, "2026-11-03T12:00:00Z").await;
    assert_eq!(standing(&app, &school).await, "active", "the day on which it is due is not over");
    dun_at(&app, "2026-11-05T00:00:00Z").await;
    assert_eq!(standing(&app, &school).await, "past_due");
    school.order(mondays().term("2026-11-09", "2026-12-18")).await.expect_created();
    dun_at(&app, "2026-11-18T23:00:00Z").await;
    assert_eq!(standing(&app, &school).await, "past_due", "fourteen days are not over");
    dun_at(&app, "2026-11-19T00:00:00Z").await;
    assert_eq!(standing(&app, &school).await, "suspended");
    school.order(mondays().term("2026-11-23", "2026-12-18")).await.expect_problem(409, "tenant-suspended");
    assert!(!invoices(&school).await.is_empty(), "it reads what it owes");
    pay(&app, &school).await;
    dun_at(&app, "2026-11-19T01:00:00Z").await;
    assert_eq!(standing(&app, &school).await, "active");
    let told = school.get("/v1/events?limit=200").send().await.expect(200);
    let kinds: Vec<&str> =
        told.items().iter().filter_map(|event| event["type"].as_str()).filter(|kind| kind.starts_with("tenant.")).collect();
    assert_eq!(kinds, ["tenant.created", "tenant.past_due", "tenant.suspended", "tenant.resumed"]);
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM standing_changes").fetch_one(&mut app.sql().await).await.expect("rows");
    assert_eq!(kept, 3);
}

#[tokio::test]
async fn paying_in_time_settles_and_what_a_person_suspended_stays_so() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, ..) = issued(&app).await;
    dun_at(&app, "2026-11-05T00:00:00Z").await;
    let hold = json!({"reason": "A dispute"});
    app.platform_post(&format!("/v1/tenants/{}/suspend", school.id)).json(&hold).send().await.expect(200);
    pay(&app, &school).await;
    dun_at(&app, "2026-11-06T00:00:00Z").await;
    assert_eq!(standing(&app, &school).await, "suspended");
    app.platform_post(&format!("/v1/tenants/{}/resume", school.id)).json(&hold).send().await.expect(200);
    assert_eq!(standing(&app, &school).await, "active");
    let filtered = app.platform_get("/v1/tenants?standing=past_due").send().await.expect(200);
    assert_eq!(filtered["items"], json!([]));
}

#[tokio::test]
async fn an_order_that_is_paid_for_goes_on_whatever_is_owed_elsewhere() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(6)).await;
    app.set_time("2026-08-31T16:00:00Z");
    set_seller(&app, &seller()).await;
    let school = app.tenant("Qinghe").await;
    let version =
        json!({"currency": "CNY", "prices": [{"key": "term", "title": "Rooms", "meter": "room_terms", "unit_amount_minor": "5000"}]});
    school.put_on_plan(&version).await;
    let paid = school.order(mondays().term("2026-09-07", "2027-01-29")).await.expect_created().id();
    bill_at(&app, "2026-10-04T02:00:00Z").await;
    pay(&app, &school).await;
    let owed = school.order(mondays().term("2026-10-05", "2027-01-29")).await.expect_created().id();
    bill_at(&app, "2026-11-04T02:00:00Z").await;
    let due = invoices(&school).await.iter().find(|invoice| invoice["status"] == "issued").expect("an invoice")["due_on"].clone();
    let due: jiff::civil::Date = due.as_str().expect("a day").parse().expect("a day");
    for days in [2, 17] {
        dun_at(&app, &format!("{}T00:00:00Z", due.saturating_add(jiff::Span::new().days(days)))).await;
    }
    assert_eq!(standing(&app, &school).await, "suspended");
    let starts_none = async |order: &str| -> bool {
        let since = "SELECT suspends(t.suspended_at, t.suspended_by, o.is_paid_for) IS NOT NULL
                     FROM orders o JOIN tenants t ON t.id = o.tenant_id WHERE o.id = $1";
        sqlx::query_scalar(since).bind(uuid_of(order)).fetch_one(&mut app.sql().await).await.expect("an order")
    };
    assert_eq!((starts_none(&paid).await, starts_none(&owed).await), (false, true));
    let hold = json!({"reason": "A dispute"});
    app.platform_post(&format!("/v1/tenants/{}/suspend", school.id)).json(&hold).send().await.expect(200);
    assert!(starts_none(&paid).await, "a person's suspension stops all");
}
