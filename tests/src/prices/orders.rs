use serde_json::{Value, json};

use super::{plan, subscribe, version};
use crate::support::{OrderSpec, School, TestApp, class_of, nodes};

/// Two rooms of 25 seats, four Mondays in September, an hour each.
fn mondays() -> OrderSpec {
    class_of(25).rooms(2).term("2026-09-07", "2026-10-02").weekly("MO", "09:00", 60)
}

async fn school_on_a_plan(app: &TestApp) -> School<'_> {
    app.set_time("2026-09-01T00:00:00Z");
    let school = app.tenant("Qinghe").await;
    subscribe(&school, &plan(app, "School", true, &version("0", "5")).await).await;
    school
}

fn amounts(price: &Value) -> (i64, i64) {
    let amount = |field: &str| price[field].as_i64().unwrap_or_else(|| panic!("{price}"));
    (amount("amount_minor"), amount("estimated_minor"))
}

#[tokio::test]
async fn an_order_costs_what_its_quote_said_and_a_price_that_changed_is_refused() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school_on_a_plan(&app).await;
    let quote = school.quote(mondays()).await.expect(200);
    // Rooms 2 x 1000, seats 4 x 2 x 25 x 5; hours that will run 4 x 2 x 200.
    assert_eq!(amounts(&quote["price"]), (2_000 + 1_000, 1_600));
    assert_eq!(quote["valid_until"], "2026-09-07T01:00:00Z", "then the first lesson begins");
    let lines: Vec<_> = quote["price"]["lines"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|line| (line["price"].clone(), line["quantity"].clone(), line["estimate"].clone()))
        .collect();
    assert_eq!(
        lines,
        [
            (json!("rooms"), json!("2"), json!(false)),
            (json!("seats"), json!("200"), json!(false)),
            (json!("hours"), json!("8"), json!(true))
        ]
    );
    let expecting = |amount: i64| mondays().with("/expected_price", json!({"amount_minor": amount, "currency": "CNY"}));
    let refused = school.order(expecting(2_999)).await.expect_problem(409, "price-changed");
    assert_eq!(amounts(&refused["params"]["price"]), (3_000, 1_600));
    assert_eq!(school.get("/v1/orders").send().await.expect(200)["items"], json!([]), "nothing was done");
    let made = school.order(expecting(3_000)).await.expect_created();
    assert_eq!(made["price"], quote["price"]);
    assert!(made["expected_price"].is_null(), "it is compared and not kept");
    let read = school.get(&format!("/v1/orders/{}", made.id())).send().await.expect(200);
    assert_eq!(read["price"], quote["price"]);
}

#[tokio::test]
async fn an_amendment_says_the_difference_and_a_cancellation_leaves_what_was_held() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school_on_a_plan(&app).await;
    let order = school.order(mondays()).await.expect_created().id();
    app.set_time("2026-09-15T00:00:00Z");
    let mut rooms = mondays().json()["rooms"].clone();
    rooms[1]["seats"] = json!(50);
    let change = json!({"rooms": rooms});
    let quote = school.post(&format!("/v1/orders/{order}/quote")).json(&change).send().await.expect(200);
    // Two Mondays remain, with 75 seats instead of 50.
    assert_eq!((amounts(&quote["price_before"]), amounts(&quote["price"])), ((3_000, 1_600), (3_000 + 2 * 25 * 5, 1_600)));
    let expecting = |amount: i64| json!({"rooms": change["rooms"], "expected_price": {"amount_minor": amount, "currency": "CNY"}});
    school.amend(&order, &expecting(3_000)).await.expect_problem(409, "price-changed");
    let amended = school.amend(&order, &expecting(3_250)).await.expect(200);
    assert_eq!(amended["price"], quote["price"]);
    let cancelled = school.cancel(&order).await.expect(200);
    assert_eq!(amounts(&cancelled["price"]), (2_000 + 2 * 50 * 5, 800), "two Mondays were held");
}

#[tokio::test]
async fn a_room_that_is_dropped_when_the_term_has_begun_is_paid_for() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school_on_a_plan(&app).await;
    let one = json!({"rooms": [mondays().json()["rooms"][0]]});
    let early = school.order(mondays()).await.expect_created().id();
    assert_eq!(amounts(&school.amend(&early, &one).await.expect(200)["price"]), (1_000 + 4 * 25 * 5, 800));
    let late = school.order(mondays()).await.expect_created().id();
    app.set_time("2026-09-22T00:00:00Z");
    let quote = school.post(&format!("/v1/orders/{late}/quote")).json(&one).send().await.expect(200);
    assert_eq!(amounts(&quote["price"]), (2_000 + (3 * 50 + 25) * 5, 1_400));
    assert_eq!(school.amend(&late, &one).await.expect(200)["price"], quote["price"]);
}

#[tokio::test]
async fn an_order_keeps_the_version_that_it_was_bought_by() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school_on_a_plan(&app).await;
    let order = school.order(mondays()).await.expect_created();
    subscribe(&school, &plan(&app, "Dearer", true, &version("1", "6")).await).await;
    let read = school.get(&format!("/v1/orders/{}", order.id())).send().await.expect(200);
    assert_eq!(read["price"], order["price"]);
    assert_eq!(amounts(&school.quote(mondays()).await.expect(200)["price"]).0, 3_200, "what is new is bought by the new one");
}

#[tokio::test]
async fn a_trial_costs_nothing_and_a_batch_is_priced_together() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    app.set_time("2026-09-01T00:00:00Z");
    let school = app.tenant("Qinghe").await;
    assert!(school.quote(mondays()).await.expect(200)["price"].is_null(), "on no plan nothing costs anything");
    let mut trial = version("0", "5");
    trial["trial_days"] = json!(14);
    subscribe(&school, &plan(&app, "Trial", true, &trial).await).await;
    // Of four Mondays two lie before the fifteenth.
    assert_eq!(amounts(&school.quote(mondays()).await.expect(200)["price"]), (2_000 + 500, 800));
    let batch = json!({"orders": [mondays().json(), mondays().json()]});
    let quote = school.post("/v1/quotes").json(&batch).send().await.expect(200);
    assert_eq!(amounts(&quote["price"]), (2 * 2_500, 1_600));
    assert_eq!(quote["price"]["lines"][3]["order"], 1);
    let mut second = mondays().json();
    second["expected_price"] = json!({"amount_minor": 1, "currency": "CNY"});
    let wrong = json!({"orders": [mondays().json(), second]});
    let refused = school.post("/v1/orders/batch").json(&wrong).send().await.expect_problem(409, "price-changed");
    assert_eq!(refused["params"]["order"], 1);
}
