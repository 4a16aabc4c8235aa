use serde_json::{Value, json};

use super::invoices::{invoices, issued, mondays, run};
use crate::support::{School, TestApp, nodes};

async fn standing(app: &TestApp, school: &School<'_>) -> Value {
    app.platform_get(&format!("/v1/tenants/{}", school.id)).send().await.expect(200)["standing"].clone()
}

async fn dun_at(app: &TestApp, at: &str) {
    app.set_time(at);
    run(app, "dun").await;
}

async fn pay(app: &TestApp, school: &School<'_>) {
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
