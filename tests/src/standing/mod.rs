use serde_json::json;

use crate::support::{TestApp, uuid_of};

#[tokio::test]
async fn suspending_twice_is_suspending_once_and_both_sides_are_told() {
    let app = TestApp::new().await;
    let (_, key) = app.partner("North").await;
    let school = app.tenant("School").by(&key).await;
    let path = format!("/v1/tenants/{}", school.id);
    let say = |verb: &str| app.post(&format!("{path}/{verb}")).bearer(&key).json(&json!({"reason": "unpaid"})).send();
    let suspended = say("suspend").await.expect(200);
    assert_eq!((&suspended["standing"], &suspended["suspended_reason"]), (&json!("suspended"), &json!("unpaid")));
    assert_eq!(say("suspend").await.expect(200).json(), suspended.json());
    assert_eq!(say("resume").await.expect(200)["standing"], json!("active"));
    app.post(&format!("{path}/suspend")).bearer(&key).json(&json!({"reason": ""})).send().await.expect_invalid("/reason");
    let told = |feed: serde_json::Value| -> Vec<String> {
        let items = feed["items"].as_array().cloned().unwrap_or_default();
        items.iter().filter_map(|event| event["type"].as_str()).filter(|kind| kind.starts_with("tenant.")).map(str::to_owned).collect()
    };
    let expected = ["tenant.created", "tenant.suspended", "tenant.resumed"];
    assert_eq!(told(school.get("/v1/events").send().await.expect(200).json().clone()), expected);
    assert_eq!(told(app.get("/v1/events").bearer(&key).send().await.expect(200).json().clone()), expected);
}

#[tokio::test]
async fn a_suspension_lets_every_order_that_is_not_over_be_looked_at() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let mut sql = app.sql().await;
    for phase in ["active", "released"] {
        sqlx::query(
            "INSERT INTO orders (id, tenant_id, name, kind, region, first_day, last_day, phase, generation, rooms_total, handled, created_at)
             VALUES ($1, $2, 'x', 'class', 'r', '2026-09-01', '2026-09-02', $3, 1, 1, 1, now())",
        )
        .bind(uuid::Uuid::now_v7())
        .bind(uuid_of(&school.id))
        .bind(phase)
        .execute(&mut sql)
        .await
        .unwrap();
    }
    let path = format!("/v1/tenants/{}/suspend", school.id);
    app.platform_post(&path).json(&json!({"reason": "unpaid"})).send().await.expect(200);
    let touched: Vec<String> = sqlx::query_scalar("SELECT phase FROM orders WHERE touched > handled").fetch_all(&mut sql).await.unwrap();
    assert_eq!(touched, ["active"]);
}
