//! Amounts that no money can be, wherever one is sent, and prices that come to more than an amount can be.

use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use super::invoices::{balance, bill_at, faultless, invoices, issued, run, seller, set_seller};
use crate::support::{Answer, OrderSpec, School, TestApp, class_of, nodes, rooms, seats};

/// What every reader of JSON holds exactly: 2^53 - 1.
const LARGEST: i64 = 9_007_199_254_740_991;

/// What no field takes for an amount.
fn never() -> Vec<Value> {
    vec![
        json!(LARGEST + 1),
        json!(i64::MAX),
        json!(9_223_372_036_854_775_808_u64),
        json!(1e30),
        json!("123"),
        json!(1.5),
        json!(-1),
        json!(-LARGEST - 1),
    ]
}

/// What no field takes for the price of a unit: above a million million, of too many digits, or not written as one.
fn never_of_a_unit() -> Vec<Value> {
    let texts = [
        "1000000000001",
        "1000000000000.00000001",
        "900719925474099",
        "9007199254740992",
        "9223372036854775807",
        "1.123456789",
        "1e30",
        "-1",
        "+1",
        " 1",
        "",
        ".5",
        "5.",
        "0x10",
        "NaN",
    ];
    texts.iter().map(|text| json!(text)).chain([json!(1), json!(1.5), json!(-1), json!(i64::MAX), json!(null)]).collect()
}

/// A request in which an amount stands.
struct Asked<'a> {
    key: &'a str,
    path: String,
    /// Where in the body.
    at: &'a str,
    body: Value,
}

impl Asked<'_> {
    async fn send(&self, app: &TestApp, amount: &Value) -> Answer {
        let mut body = self.body.clone();
        *body.pointer_mut(self.at).expect("an amount stands there") = amount.clone();
        app.post(&self.path).bearer(self.key).once().json(&body).send().await
    }

    async fn refuses(&self, app: &TestApp, amounts: &[Value]) {
        for amount in amounts {
            let answer = self.send(app, amount).await;
            let is_named = answer["errors"].as_array().is_some_and(|errors| errors.iter().any(|error| error["pointer"] == self.at));
            assert!(answer.status == 422 && is_named, "{} {} of {amount}: {} {}", self.path, self.at, answer.status, answer.text());
        }
    }
}

/// Wherever money is moved or bounded: there nothing is no amount either.
fn of_money<'a>(app: &'a TestApp, school: &'a School<'_>, invoice: &str) -> Vec<Asked<'a>> {
    let platform = |path: &str, at: &'a str, body: Value| Asked { key: &app.platform_key, path: path.to_owned(), at, body };
    let of_invoice = |what: &str, at: &'a str, body: Value| platform(&format!("/v1/invoices/{invoice}/{what}"), at, body);
    let paid = json!({"amount_minor": 1, "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04", "surplus": "credit"});
    let credit = json!({"tenant_id": school.id, "amount_minor": 1, "currency": "CNY", "reason": "A gift"});
    let cap = json!({"action": "alert", "amount_minor": 1, "currency": "CNY"});
    vec![
        of_invoice("payments", "/amount_minor", paid),
        of_invoice("refunds", "/amount_minor", json!({"amount_minor": 1, "reason": "Closed for a day"})),
        of_invoice("credit-notes", "/amount_minor", json!({"amount_minor": 1, "reason": "Goodwill"})),
        of_invoice("credit-notes", "/lines/0/amount_minor", json!({"lines": [{"line": 0, "amount_minor": 1}], "reason": "Goodwill"})),
        platform("/v1/platform/credits", "/amount_minor", credit),
        Asked { key: &school.key, path: "/v1/caps".to_owned(), at: "/amount_minor", body: cap },
    ]
}

fn of_a_plan<'a>(app: &'a TestApp, at: &'a str) -> Asked<'a> {
    let prices = json!([
        {"key": "a", "title": "A", "meter": "room_hours", "unit_amount_minor": "1", "included": 1},
        {"key": "b", "title": "B", "meter": "room_hours", "model": "volume",
            "tiers": [{"up_to": 1, "unit_amount_minor": "1", "flat_amount_minor": 1}, {"up_to": null, "unit_amount_minor": "1"}]},
    ]);
    let body = json!({"name": "School", "version": {"currency": "CNY", "minimum_minor": 1, "prices": prices}});
    Asked { key: &app.platform_key, path: "/v1/plans".to_owned(), at, body }
}

/// Rows of all that such a request might write.
async fn written(app: &TestApp) -> Vec<i64> {
    let rows = "SELECT ARRAY[(SELECT count(*) FROM payments), (SELECT count(*) FROM refunds), (SELECT count(*) FROM invoices),
                             (SELECT count(*) FROM invoice_lines), (SELECT count(*) FROM credits), (SELECT count(*) FROM caps),
                             (SELECT count(*) FROM plans), (SELECT count(*) FROM plan_versions), (SELECT count(*) FROM ledger_entries),
                             (SELECT count(*) FROM events)]";
    // Some tables are shown to nobody but their owner's kind.
    let mut sql = PgConnection::connect_with(&app.database.superuser()).await.expect("the database");
    sqlx::query_scalar(rows).fetch_one(&mut sql).await.expect("rows")
}

async fn pay(app: &TestApp, id: &str, amount: i64) -> Answer {
    let body =
        json!({"amount_minor": amount, "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04", "surplus": "credit"});
    app.platform_post(&format!("/v1/invoices/{id}/payments")).json(&body).send().await
}

#[tokio::test]
async fn an_amount_that_no_money_can_be_is_named_and_nothing_is_written() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, id, _) = issued(&app).await;
    pay(&app, &id, 1_000).await.expect_created();
    let before = written(&app).await;
    for asked in of_money(&app, &school, &id) {
        asked.refuses(&app, &never()).await;
        asked.refuses(&app, &[json!(0)]).await;
    }
    assert_eq!(written(&app).await, before);
    faultless(&app).await;
    // The same is done with an amount that can be: it was refused for nothing else.
    for asked in of_money(&app, &school, &id) {
        assert_eq!(asked.send(&app, &json!(1)).await.status, 201, "{} {}", asked.path, asked.at);
    }
    faultless(&app).await;
}

#[tokio::test]
async fn an_amount_in_a_plan_that_no_money_can_be_is_named_and_there_is_no_plan() {
    let app = TestApp::new().await;
    let (before, amounts) =
        (written(&app).await, ["/version/minimum_minor", "/version/prices/0/included", "/version/prices/1/tiers/0/flat_amount_minor"]);
    let units = ["/version/prices/0/unit_amount_minor", "/version/prices/1/tiers/0/unit_amount_minor"];
    for at in amounts {
        of_a_plan(&app, at).refuses(&app, &never()).await;
    }
    for at in units {
        of_a_plan(&app, at).refuses(&app, &never_of_a_unit()).await;
    }
    assert_eq!(written(&app).await, before);
    for at in amounts {
        for amount in [0, LARGEST] {
            assert_eq!(of_a_plan(&app, at).send(&app, &json!(amount)).await.status, 201, "{at} of {amount}");
        }
    }
    for at in units {
        for amount in ["0", "0.00000001", "1000000000000", "000000000000001.50000000"] {
            assert_eq!(of_a_plan(&app, at).send(&app, &json!(amount)).await.status, 201, "{at} of {amount}");
        }
    }
}

#[tokio::test]
async fn a_cap_is_not_amended_to_an_amount_that_no_money_can_be() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, ..) = issued(&app).await;
    let cap = json!({"action": "alert", "amount_minor": 5_000, "currency": "CNY"});
    let path = format!("/v1/caps/{}", school.post("/v1/caps").json(&cap).send().await.expect_created().id());
    let before = school.get(&path).send().await.expect(200);
    for amount in never().into_iter().chain([json!(0), json!(null)]) {
        school.patch(&path, before.etag()).json(&json!({"amount_minor": amount})).send().await.expect_invalid("/amount_minor");
    }
    let after = school.get(&path).send().await.expect(200);
    assert_eq!((&after["amount_minor"], after.etag()), (&json!(5_000), before.etag()));
    let amended = school.patch(&path, before.etag()).json(&json!({"amount_minor": LARGEST})).send().await.expect(200);
    assert_eq!((&amended["amount_minor"], &amended["reached"]), (&json!(LARGEST), &json!(false)));
}

#[tokio::test]
async fn the_largest_amount_is_kept_to_the_last_cent() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, id, due) = issued(&app).await;
    let paid = pay(&app, &id, LARGEST).await.expect_created();
    assert_eq!((&paid["payments"][0]["amount_minor"], &paid["paid_minor"]), (&json!(LARGEST), &json!(due)));
    let credits = school.get("/v1/credits").send().await.expect(200);
    assert_eq!(credits.items()[0]["remaining_minor"], json!(LARGEST - due));
    let gift = json!({"tenant_id": school.id, "amount_minor": LARGEST, "currency": "CNY", "reason": "A gift"});
    let given = app.platform_post("/v1/platform/credits").json(&gift).send().await.expect_created();
    assert_eq!(given["remaining_minor"], json!(LARGEST));
    assert_eq!((balance(&app, "cash").await, balance(&app, "deferred").await), (LARGEST, due - 2 * LARGEST));
    bill_at(&app, "2026-11-04T02:00:00Z").await;
    let october = invoices(&school).await.into_iter().find(|invoice| invoice["first_day"] == "2026-10-01").expect("October");
    let total = october["total_minor"].as_i64().expect("a total");
    assert_eq!((&october["credited_minor"], &october["status"]), (&json!(total), &json!("paid")));
    assert_eq!(balance(&app, "deferred").await, due - 2 * LARGEST + total);
    faultless(&app).await;
}

/// A school that pays a million million for each hour of a seat.
async fn dearest(app: &TestApp) -> School<'_> {
    app.set_time("2026-08-31T16:00:00Z");
    set_seller(app, &seller()).await;
    let school = app.tenant("Qinghe").with_quota(rooms(1_000), seats(50_000)).await;
    let price = json!({"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": "1000000000000"});
    school.put_on_plan(&json!({"currency": "CNY", "prices": [price]})).await;
    run(app, "measure-usage").await;
    school
}

/// Ten rooms of 25 seats on eight Mondays: 2,000 hours of a seat for each hour of a lesson.
fn mondays(minutes: u32) -> OrderSpec {
    class_of(25).rooms(10).term("2026-09-07", "2026-10-30").weekly("MO", "09:00", minutes)
}

#[tokio::test]
async fn an_order_that_costs_more_than_an_amount_can_be_is_refused_and_one_just_below_is_taken() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(40)).await;
    let school = dearest(&app).await;
    school.order(mondays(300)).await.expect_problem(422, "price-too-large");
    school.quote(mondays(300)).await.expect_problem(422, "price-too-large");
    assert_eq!(school.get("/v1/orders").send().await.expect(200)["items"], json!([]), "nothing was booked");
    let made = school.order(mondays(270)).await.expect_created();
    assert_eq!(made["price"]["amount_minor"], json!(9_000_000_000_000_000_i64));
    // One seat more for 36 hours.
    let mut rooms = mondays(270).json()["rooms"].clone();
    rooms[0]["seats"] = json!(26);
    let dearer = json!({"rooms": rooms});
    school.amend(&made.id(), &dearer).await.expect_problem(422, "price-too-large");
    let path = format!("/v1/orders/{}", made.id());
    school.post(&format!("{path}/quote")).json(&dearer).send().await.expect_problem(422, "price-too-large");
    let after = school.get(&path).send().await.expect(200);
    assert_eq!((&after["price"], after.etag()), (&made["price"], made.etag()), "it is as it was");
}

#[tokio::test]
async fn orders_that_cost_more_together_than_an_amount_can_be_are_not_quoted_as_one_amount() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(40)).await;
    let school = dearest(&app).await;
    let one = school.post("/v1/quotes").json(&json!({"orders": [mondays(270).json()]})).send().await.expect(200);
    assert_eq!(one["price"]["amount_minor"], json!(9_000_000_000_000_000_i64));
    let both = json!({"orders": [mondays(270).json(), mondays(270).json()]});
    school.post("/v1/quotes").json(&both).send().await.expect_problem(422, "price-too-large");
}

#[tokio::test]
async fn an_invoice_never_comes_to_more_than_an_amount_can_be_with_its_tax() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(40)).await;
    let school = dearest(&app).await;
    // All of it in September: 9,000 hours of a seat, which fit, and six percent more, which do not.
    let made = school.order(mondays(540).term("2026-09-07", "2026-09-30")).await.expect_created();
    assert_eq!(made["price"]["amount_minor"], json!(9_000_000_000_000_000_i64));
    bill_at(&app, "2026-10-04T02:00:00Z").await;
    let all = invoices(&school).await;
    assert!(!all.is_empty(), "its month is not passed over");
    for invoice in all {
        for field in ["subtotal_minor", "tax_minor", "total_minor", "due_minor"] {
            let amount = invoice[field].as_i64().expect("an amount");
            assert!(amount.abs() <= LARGEST, "{field} is {amount}: {invoice}");
        }
    }
    faultless(&app).await;
}
