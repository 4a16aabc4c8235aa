use serde_json::{Value, json};

use super::invoices::{bill_at, invoices, mondays, run, school_on_a_plan};
use crate::support::{TestApp, nodes};

async fn months(school: &crate::support::School<'_>) -> Vec<Value> {
    let forecast = school.get("/v1/usage/forecast").send().await.expect(200);
    forecast["months"].as_array().cloned().unwrap_or_default()
}

fn parts(of: &Value) -> [i64; 6] {
    ["fee_minor", "booked_minor", "ran_minor", "to_run_minor", "made_good_minor", "total_minor"]
        .map(|part| of[part].as_i64().unwrap_or_default())
}

#[tokio::test]
async fn a_month_is_known_before_it_is_over_and_is_its_draft_then() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, order) = school_on_a_plan(&app).await;
    let paid = mondays().with("/cost_group", json!("science")).with("/name", json!("Labs"));
    let labs = school.order(paid).await.expect_created().id();
    // Four Mondays of September and four of October, in each order 2 rooms of 25 seats for an hour.
    let told = months(&school).await;
    assert_eq!(parts(&told[0]), [3_000, 2_000, 0, 3_200, 0, 8_200]);
    assert_eq!(parts(&told[1]), [3_000, 2_000, 0, 3_200, 0, 8_200]);
    assert_eq!(parts(&told[2]), [3_000, 0, 0, 0, 0, 3_000], "nothing is booked in November, and the plan goes on");
    assert_eq!((&told[0]["first_day"], &told[0]["last_day"]), (&json!("2026-09-01"), &json!("2026-09-30")));
    let groups: Vec<_> =
        told[0]["cost_groups"].as_array().into_iter().flatten().map(|group| (group["cost_group"].clone(), parts(group)[5])).collect();
    assert_eq!(groups, [(json!(null), 2_600), (json!("science"), 2_600)]);
    let orders: Vec<_> = told[0]["orders"].as_array().into_iter().flatten().map(|order| order["order_id"].clone()).collect();
    assert!(orders.contains(&json!(order)) && orders.contains(&json!(labs)), "{orders:?}");
    let sql = "INSERT INTO readiness (tenant_id, classroom_id, available_from, available_to)
               SELECT tenant_id, id, '2026-09-07T00:50:00Z', '2026-09-07T01:30:00Z' FROM classrooms WHERE order_id IS NOT NULL";
    sqlx::query(sql).execute(&mut app.sql().await).await.expect("rooms were up");
    app.set_time("2026-09-15T00:00:00Z");
    run(&app, "measure-usage").await;
    let told = months(&school).await;
    // Both rooms of each order were up for half a lesson; one Monday more is measured, on which none came up.
    assert_eq!(parts(&told[0]), [3_000, 2_000, 400, 1_600, 0, 7_000]);
    assert_eq!(told[0]["committed_minor"], 5_400);
    let days = told[0]["days"].as_array().cloned().unwrap_or_default();
    assert_eq!(
        (days.len(), &days[6]["ran_minor"], &days[13]["to_run_minor"], &days[20]["to_run_minor"]),
        (30, &json!(400), &json!(0), &json!(800))
    );
    assert_eq!(days.iter().map(|day| day["fee_minor"].as_i64().unwrap_or_default()).sum::<i64>(), 3_000);
    app.set_time("2026-09-30T15:59:00Z");
    run(&app, "measure-usage").await;
    let last = months(&school).await[0].clone();
    bill_at(&app, "2026-09-30T16:30:00Z").await;
    let draft = invoices(&school).await[0].clone();
    assert_eq!(
        (&draft["status"], &draft["subtotal_minor"]),
        (&json!("draft"), &last["total_minor"]),
        "the draft says what the forecast said"
    );
}

#[tokio::test]
async fn what_is_taken_back_is_made_good_once_and_the_table_says_it_by_order() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, id, _) = super::invoices::issued(&app).await;
    assert!(id.starts_with("inv_"));
    let order = school.get("/v1/orders").send().await.expect(200).ids().remove(0);
    assert_eq!(parts(&months(&school).await[0])[..5], [3_000, 1_000, 0, 1_600, 0], "September is invoiced");
    school.cancel(&order).await.expect(200);
    assert_eq!(parts(&months(&school).await[0])[..5], [3_000, 0, 0, 0, 0], "October was not charged yet");
    let table = school.get("/v1/usage/forecast").header("accept", "text/csv").send().await.expect(200);
    let rows: Vec<String> = table.text().lines().map(str::to_owned).collect();
    assert_eq!(rows[1], "2026-10-01,,,3000,0,0,0,0,0,3000,CNY,");
    let nobody = app.tenant("Nobody").await;
    let nothing = nobody.get("/v1/usage/forecast").send().await.expect(200);
    assert_eq!((parts(&nothing["months"][0]), &nothing["months"][0]["orders"]), ([0; 6], &json!([])), "on no plan nothing costs anything");
}
