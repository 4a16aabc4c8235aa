use serde_json::{Value, json};

use super::invoices::{mondays, run, school_on_a_plan};
use crate::support::{School, TestApp, nodes, uuid_of};

fn of_all(action: &str, amount_minor: i64) -> Value {
    json!({"action": action, "amount_minor": amount_minor, "currency": "CNY"})
}

async fn cap(school: &School<'_>, body: &Value) -> Value {
    school.post("/v1/caps").json(body).send().await.expect_created().json().clone()
}

async fn told(school: &School<'_>) -> Vec<(Value, Value)> {
    let events = school.get("/v1/events?limit=200").send().await.expect(200);
    let reached = events.items().iter().filter(|event| event["type"] == "cap.reached");
    reached.map(|event| (event["data"]["percent"].clone(), event["data"]["month"].clone())).collect()
}

async fn amend(school: &School<'_>, id: &Value, change: &Value) -> crate::support::Answer {
    let path = format!("/v1/caps/{}", id.as_str().unwrap_or_default());
    let etag = school.get(&path).send().await.expect(200).etag().to_owned();
    school.patch(&path, &etag).json(change).send().await
}

/// The first lesson took place.
async fn ran(app: &TestApp) {
    let sql = "INSERT INTO readiness (tenant_id, classroom_id, available_from, available_to)
               SELECT tenant_id, id, '2026-09-07T00:50:00Z', '2026-09-07T02:10:00Z' FROM classrooms WHERE order_id IS NOT NULL";
    sqlx::query(sql).execute(&mut app.sql().await).await.expect("rooms were up");
    app.set_time("2026-09-08T00:00:00Z");
    run(app, "measure-usage").await;
    run(app, "watch-caps").await;
}

#[tokio::test]
async fn a_cap_does_not_only_alert_it_refuses_what_would_pass_it() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(6)).await;
    // The fee of 3,000, and 1,000 booked in each of September and October.
    let (school, order) = school_on_a_plan(&app).await;
    let made = cap(&school, &of_all("block_new", 5_500)).await;
    assert_eq!(
        (&made["spent_minor"], &made["expected_minor"], &made["percent"], &made["reached"]),
        (&json!(4_000), &json!(5_600), &json!(72), &json!(false))
    );
    school.order(mondays()).await.expect_created();
    let refused = school.order(mondays()).await.expect_problem(409, "cap-reached");
    let over = &refused["violations"][0]["cap"];
    assert_eq!((&over["id"], &over["month"]), (&made["id"], &json!("2026-09-01")));
    assert_eq!((&over["spent_minor"], &over["would_be_minor"], &over["amount_minor"]), (&json!(5_000), &json!(6_000), &json!(5_500)));
    let quote = school.quote(mondays()).await.expect(200);
    assert_eq!((&quote["feasible"], &quote["violations"][0]["cap"]), (&json!(false), over), "a quote says it before");
    assert_eq!(quote["violations"][0]["message"], "2026-09 would come to CNY 60.00, and a cap allows CNY 55.00.");
    let batch = json!({"orders": [mondays().term("2026-11-02", "2026-11-27").json(), mondays().json()]});
    school.post("/v1/orders/batch").json(&batch).send().await.expect_problem(409, "cap-reached");
    assert_eq!(school.get("/v1/orders").send().await.expect(200).items().len(), 2, "all or nothing");
    let seats = |seats: i64| {
        let mut rooms = mondays().json()["rooms"].clone();
        rooms[0]["seats"] = json!(seats);
        json!({"rooms": rooms})
    };
    school.amend(&order, &seats(100)).await.expect_problem(409, "cap-reached");
    school.amend(&order, &seats(20)).await.expect(200);
    school.amend(&order, &json!({"name": "Renamed"})).await.expect(200);
    amend(&school, &made["id"], &json!({"amount_minor": 9_000})).await.expect(200);
    school.order(mondays()).await.expect_created();
}

#[tokio::test]
async fn two_orders_at_once_do_not_both_pass_a_cap() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(6)).await;
    let (school, _) = school_on_a_plan(&app).await;
    cap(&school, &of_all("block_new", 5_500)).await;
    let (first, second) = tokio::join!(school.order(mondays()), school.order(mondays()));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn a_threshold_is_told_once_a_month_and_soon_after_it_is_reached() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(6)).await;
    let (school, _) = school_on_a_plan(&app).await;
    let mut body = of_all("alert", 5_000);
    body["thresholds"] = json!([100, 50, 80]);
    let made = cap(&school, &body).await;
    assert_eq!((&made["thresholds"], &made["told"]), (&json!([50, 80, 100]), &json!([50, 80])));
    let september = json!("2026-09-01");
    let at = |percent: i64, month: &Value| (json!(percent), month.clone());
    assert_eq!(told(&school).await, [at(50, &september), at(80, &september)]);
    school.order(mondays()).await.expect_created();
    run(&app, "watch-caps").await;
    run(&app, "watch-caps").await;
    assert_eq!(told(&school).await, [at(50, &september), at(80, &september), at(100, &september)]);
    let path = format!("/v1/caps/{}", made["id"].as_str().unwrap_or_default());
    assert_eq!(school.get(&path).send().await.expect(200)["reached"], true);
    app.set_time("2026-09-30T15:59:59Z");
    run(&app, "watch-caps").await;
    app.set_time("2026-09-30T16:00:00Z");
    run(&app, "watch-caps").await;
    let october = json!("2026-10-01");
    assert_eq!(told(&school).await[3..], [at(50, &october), at(80, &october), at(100, &october)]);
}

#[tokio::test]
async fn a_cost_group_and_an_order_have_caps_of_their_own() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(6)).await;
    let (school, order) = school_on_a_plan(&app).await;
    let labs = || mondays().with("/cost_group", json!("science"));
    let mut group = of_all("block_new", 1_500);
    group["cost_group"] = json!("science");
    let group = cap(&school, &group).await;
    assert_eq!((&group["spent_minor"], &group["orders"]), (&json!(0), &json!(0)), "no order is paid from it yet, and that is said");
    let mut one = of_all("block_new", 1_000);
    one["order_id"] = json!(order);
    let one = cap(&school, &one).await;
    assert_eq!((&one["spent_minor"], &one["orders"], &one["reached"]), (&json!(1_000), &json!(1), &json!(true)));
    let first = school.order(labs()).await.expect_created().id();
    school.order(labs()).await.expect_problem(409, "cap-reached");
    school.order(mondays()).await.expect_created();
    // Another order is not paid from a group that is full, and one that leaves it makes place.
    school.amend(&order, &json!({"cost_group": "science"})).await.expect_problem(409, "cap-reached");
    school.amend(&first, &json!({"cost_group": "arts"})).await.expect(200);
    school.order(labs()).await.expect_created();
    let mut rooms = mondays().json()["rooms"].clone();
    rooms[0]["seats"] = json!(26);
    school.amend(&order, &json!({"rooms": rooms})).await.expect_problem(409, "cap-reached");
    let id = one["id"].as_str().unwrap_or_default();
    school.delete(&format!("/v1/caps/{id}")).send().await.expect(204);
    school.amend(&order, &json!({"rooms": rooms})).await.expect(200);
    school.get(&format!("/v1/caps/{id}")).send().await.expect_problem(404, "not-found");
    assert_eq!(school.get("/v1/caps").send().await.expect(200).items().len(), 1);
}

#[tokio::test]
async fn what_ran_counts_and_a_month_that_is_full_takes_no_hours_more() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(6)).await;
    let (school, _) = school_on_a_plan(&app).await;
    let made = cap(&school, &of_all("block_new", 4_400)).await;
    ran(&app).await;
    let path = format!("/v1/caps/{}", made["id"].as_str().unwrap_or_default());
    let now = school.get(&path).send().await.expect(200);
    assert_eq!((&now["spent_minor"], &now["reached"]), (&json!(4_400), &json!(true)));
    let over = school.order(mondays()).await.expect_problem(409, "cap-reached");
    assert_eq!(over["violations"][0]["cap"]["spent_minor"], 4_400);
    school.order(mondays().term("2026-10-05", "2026-10-09")).await.expect_created();
}

#[tokio::test]
async fn a_cap_that_stops_is_not_set_below_what_is_spent_and_stops_what_is_charged_as_it_runs_until_it_is_raised() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(6)).await;
    let (school, order) = school_on_a_plan(&app).await;
    let refused = school.post("/v1/caps").json(&of_all("stop_at_lesson_end", 4_000)).send().await;
    assert_eq!(refused.expect_problem(409, "cap-below-spent")["params"]["spent_minor"], 4_000);
    let made = cap(&school, &of_all("stop_at_lesson_end", 4_400)).await;
    assert_eq!(made["stopped"], false);
    school.order(mondays()).await.expect_problem(409, "cap-reached");
    ran(&app).await;
    let path = format!("/v1/caps/{}", made["id"].as_str().unwrap_or_default());
    assert_eq!(school.get(&path).send().await.expect(200)["stopped"], true);
    let stopped = async || {
        let count = "SELECT count(*) FROM order_stops WHERE order_id = $1 AND until IS NULL";
        let count: i64 = sqlx::query_scalar(count).bind(uuid_of(&order)).fetch_one(&mut app.sql().await).await.expect("a count");
        count
    };
    assert_eq!(stopped().await, 1);
    let told = school.get("/v1/events?type=cap.stopped").send().await.expect(200);
    assert_eq!(told.items().len(), 1);
    school.amend(&order, &json!({"name": "Renamed"})).await.expect(200);
    amend(&school, &made["id"], &json!({"amount_minor": 9_000})).await.expect(200);
    assert_eq!(stopped().await, 0);
    amend(&school, &made["id"], &json!({"amount_minor": 4_400})).await.expect_problem(409, "cap-below-spent");
    assert_eq!(school.get("/v1/events?type=cap.lifted").send().await.expect(200).items().len(), 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_cap_is_said_at_its_field() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, order) = school_on_a_plan(&app).await;
    let with = |field: &str, value: Value| {
        let mut body = of_all("alert", 1_000);
        body[field] = value;
        school.post("/v1/caps").json(&body).send()
    };
    with("amount_minor", json!(0)).await.expect_invalid("/amount_minor");
    with("thresholds", json!([50, 0])).await.expect_invalid("/thresholds/1");
    with("thresholds", json!([101])).await.expect_invalid("/thresholds/0");
    with("thresholds", json!([50, 80, 50])).await.expect_invalid("/thresholds/2");
    with("thresholds", json!((1..=11).collect::<Vec<_>>())).await.expect_invalid("/thresholds");
    with("action", json!("shout")).await.expect_invalid("/action");
    with("cost_group", json!("")).await.expect_invalid("/cost_group");
    with("currency", json!("EUR")).await.expect_problem(409, "other-currency");
    let mut both = of_all("alert", 1_000);
    both["cost_group"] = json!("science");
    both["order_id"] = json!(order);
    school.post("/v1/caps").json(&both).send().await.expect_invalid("/order_id");
    let other = app.tenant("Other").await;
    let mut foreign = of_all("alert", 1_000);
    foreign["order_id"] = json!(order);
    other.post("/v1/caps").json(&foreign).send().await.expect_invalid("/order_id");
    let made = cap(&school, &of_all("alert", 1_000)).await;
    assert_eq!(made["thresholds"], json!([80, 100]), "usual ones where none are given");
    amend(&school, &made["id"], &json!({"currency": "EUR"})).await.expect_problem(409, "other-currency");
    amend(&school, &made["id"], &json!({"thresholds": [5, 5]})).await.expect_invalid("/thresholds/1");
    assert_eq!(amend(&school, &made["id"], &json!({"action": "block_new"})).await.expect(200)["action"], "block_new");
    let fill = "INSERT INTO caps (id, tenant_id, action, amount_minor, currency, thresholds, created_at)
                SELECT gen_random_uuid(), tenant_id, 'alert', 1, 'CNY', '{}', now() FROM caps, generate_series(1, 99)";
    sqlx::query(fill).execute(&mut app.sql().await).await.expect("many caps");
    with("amount_minor", json!(5)).await.expect_problem(409, "too-many-caps");
}
