//! Plans whose units do not all cost the same, and currencies that do not have cents: from the order through to the invoice, by sums that are worked out here.

use serde_json::{Value, json};

use super::invoices::{amounts, bill_at, faultless, invoices, mondays, run, seller, set_seller};
use crate::support::{Answer, Home, SCOPES, School, TestApp, class_of, nodes, uuid_of};

/// The Mondays of September.
const MONDAYS: [&str; 4] = ["2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28"];

/// A school on these prices since the first of September, with its order of `mondays`: 200 hours of a seat in September and as many in October.
async fn school_on<'a>(app: &'a TestApp, prices: &Value) -> (School<'a>, String) {
    app.set_time("2026-08-31T16:00:00Z");
    set_seller(app, &seller()).await;
    let school = app.tenant("Qinghe").await;
    school.put_on_plan(&json!({"currency": "CNY", "prices": prices})).await;
    let order = school.order(mondays()).await.expect_created().id();
    run(app, "measure-usage").await;
    (school, order)
}

fn base() -> Value {
    json!({"key": "base", "title": "Base fee", "meter": "month", "unit_amount_minor": "3000"})
}

/// The rooms of an order were up from one time of a day to another.
async fn up(app: &TestApp, order: &str, day: &str, (from, to): (&str, &str)) {
    let sql = "INSERT INTO readiness (tenant_id, classroom_id, available_from, available_to)
               SELECT tenant_id, id, $2::text::timestamptz, $3::text::timestamptz FROM classrooms WHERE order_id = $1";
    let query = sqlx::query(sql).bind(uuid_of(order)).bind(format!("{day}T{from}Z")).bind(format!("{day}T{to}Z"));
    query.execute(&mut app.sql().await).await.expect("rooms were up");
}

/// Both rooms ran for all of the lessons of September but the last, which they came to twenty minutes late: for seven hours and twenty minutes.
async fn ran(app: &TestApp, order: &str) {
    for day in &MONDAYS[..3] {
        up(app, order, day, ("00:50:00", "02:10:00")).await;
    }
    up(app, order, MONDAYS[3], ("01:20:00", "02:10:00")).await;
}

/// The invoice of the month that begins on a day.
async fn invoice_of(school: &School<'_>, first_day: &str) -> Answer {
    let found = invoices(school).await.into_iter().find(|invoice| invoice["first_day"] == first_day).expect("an invoice of the month");
    school.get(&format!("/v1/invoices/{}", found["id"].as_str().expect("an id"))).send().await.expect(200)
}

fn sums(invoice: &Answer) -> [i64; 3] {
    ["subtotal_minor", "tax_minor", "total_minor"].map(|field| invoice[field].as_i64().expect("an amount"))
}

fn of(price: &str, amount: i64) -> (String, i64) {
    (price.to_owned(), amount)
}

#[tokio::test]
async fn graduated_tiers_are_climbed_by_the_order_and_by_the_hours_of_the_month() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let prices = json!([
        base(),
        {"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "model": "graduated", "tiers": [
            {"up_to": 100, "unit_amount_minor": "10", "flat_amount_minor": 51},
            {"up_to": 300, "unit_amount_minor": "7"},
            {"up_to": null, "unit_amount_minor": "3.5"}]},
        {"key": "hours", "title": "Room-hours", "meter": "room_hours", "model": "graduated", "tiers": [
            {"up_to": 3, "unit_amount_minor": "100"},
            {"up_to": 5, "unit_amount_minor": "80.5", "flat_amount_minor": 20},
            {"up_to": null, "unit_amount_minor": "61"}]},
    ]);
    let (school, order) = school_on(&app, &prices).await;
    ran(&app, &order).await;
    // 100 x 10 + 51, 200 x 7 and 100 x 3.5: of the whole order, whenever it is held.
    let price = school.get(&format!("/v1/orders/{order}")).send().await.expect(200)["price"]["amount_minor"].clone();
    assert_eq!(price, 2_801);
    bill_at(&app, "2026-10-04T02:00:00Z").await;
    let september = invoice_of(&school, "2026-09-01").await;
    // A half of 2,801, to the even one; and 3 x 100, 2 x 80.5 + 20, and 2 hours 20 minutes of 61, which are 142.33.
    assert_eq!(amounts(september.json()), [of("base", 3_000), of("seats", 1_400), of("hours", 623)]);
    assert_eq!(sums(&september), [5_023, 301, 5_324]);
    bill_at(&app, "2026-11-04T02:00:00Z").await;
    let october = invoice_of(&school, "2026-10-01").await;
    assert_eq!(amounts(october.json()), [of("base", 3_000), of("seats", 1_401)], "the rest of the order's price");
    assert_eq!(sums(&october), [4_401, 264, 4_665]);
    faultless(&app).await;
}

#[tokio::test]
async fn volume_tiers_price_all_units_by_the_tier_that_they_end_in() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let prices = json!([
        base(),
        {"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "model": "volume", "tiers": [
            {"up_to": 399, "unit_amount_minor": "10"},
            {"up_to": 400, "unit_amount_minor": "6", "flat_amount_minor": 100},
            {"up_to": null, "unit_amount_minor": "1"}]},
        {"key": "hours", "title": "Room-hours", "meter": "room_hours", "model": "volume", "tiers": [
            {"up_to": 7, "unit_amount_minor": "100"},
            {"up_to": 8, "unit_amount_minor": "90.75", "flat_amount_minor": 11},
            {"up_to": null, "unit_amount_minor": "1"}]},
    ]);
    let (school, order) = school_on(&app, &prices).await;
    ran(&app, &order).await;
    let price = school.get(&format!("/v1/orders/{order}")).send().await.expect(200)["price"]["amount_minor"].clone();
    assert_eq!(price, 2_500, "400 x 6 + 100: the last unit of a tier is in it");
    bill_at(&app, "2026-10-04T02:00:00Z").await;
    let september = invoice_of(&school, "2026-09-01").await;
    // A half of 2,500; and 7 hours 20 minutes of 90.75 are 665.5, to the even one, + 11.
    assert_eq!(amounts(september.json()), [of("base", 3_000), of("seats", 1_250), of("hours", 677)]);
    assert_eq!(sums(&september), [4_927, 296, 5_223]);
    faultless(&app).await;
}

#[tokio::test]
async fn what_is_included_costs_nothing_once_an_order_and_once_a_month() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let prices = json!([
        base(),
        {"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": "8", "included": 150},
        {"key": "hours", "title": "Room-hours", "meter": "room_hours", "unit_amount_minor": "100", "included": 5},
    ]);
    let (school, large) = school_on(&app, &prices).await;
    // 20 seats for 45 minutes on eight Tuesdays are 120 hours of a seat, of which 150 are included.
    let tuesdays = class_of(20).term("2026-09-08", "2026-10-30").weekly("TU", "09:00", 45);
    let small = school.order(tuesdays).await.expect_created();
    assert_eq!(small["price"]["amount_minor"], 0);
    let small = small.id();
    ran(&app, &large).await;
    for day in ["2026-09-08", "2026-09-15", "2026-09-22", "2026-09-29"] {
        up(&app, &small, day, ("00:50:00", "02:10:00")).await;
    }
    let price = school.get(&format!("/v1/orders/{large}")).send().await.expect(200)["price"]["amount_minor"].clone();
    assert_eq!(price, (400 - 150) * 8);
    bill_at(&app, "2026-10-04T02:00:00Z").await;
    let september = invoice_of(&school, "2026-09-01").await;
    let line = |line: &Value| (line["order_id"].clone(), line["price"].clone(), line["quantity"].clone(), line["amount_minor"].clone());
    let lines: Vec<_> = september["lines"].as_array().into_iter().flatten().map(line).collect();
    let said = |order: Value, price: &str, quantity: &str, amount: i64| (order, json!(price), json!(quantity), json!(amount));
    // Both together ran for 10 hours 20 minutes, of which five are included: 533.33, of which each order bears its part by its hours.
    let expected = [
        said(Value::Null, "base", "30", 3_000),
        said(json!(large), "seats", "200", 1_000),
        said(json!(large), "hours", "7.3333", 378),
        said(json!(small), "hours", "3", 155),
    ];
    assert_eq!(lines, expected);
    assert_eq!(sums(&september), [4_533, 272, 4_805]);
    faultless(&app).await;
}

/// A school that pays in a currency, on a plan since the first of September in its zone, with its order of `mondays` there.
async fn school_in<'a>(app: &'a TestApp, currency: &str, zone: &str, [month, seat]: [&str; 2]) -> School<'a> {
    let body = json!({"name": "Qinghe", "time_zone": zone, "currency": currency, "livemode": true});
    let id = app.platform_post("/v1/tenants").json(&body).send().await.expect_created().id();
    let school = School::of(app, &id, &app.key(Home::tenant(&id), true, &SCOPES).await);
    let prices = json!([
        {"key": "base", "title": "Base fee", "meter": "month", "unit_amount_minor": month},
        {"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": seat},
    ]);
    school.put_on_plan(&json!({"currency": currency, "prices": prices})).await;
    school.order(mondays().zone(zone)).await.expect_created();
    school
}

/// What stands in the accounts of a school, by account.
async fn accounts(app: &TestApp, school: &School<'_>) -> Vec<(String, String, i64)> {
    let balances = "SELECT account, currency, amount_minor FROM ledger_balances WHERE tenant_id = $1 ORDER BY account";
    sqlx::query_as(balances).bind(uuid_of(&school.id)).fetch_all(&mut app.sql().await).await.expect("balances")
}

async fn pays(app: &TestApp, id: &str, currency: &str, amount: i64) -> Answer {
    let body = json!({"amount_minor": amount, "currency": currency, "method": "bank_transfer", "received_on": "2026-10-04"});
    app.platform_post(&format!("/v1/invoices/{id}/payments")).json(&body).send().await
}

/// Texts of its forms that a person reads.
async fn reads(school: &School<'_>, id: &str, form: &str, texts: &[&str]) {
    let document = school.get(&format!("/v1/invoices/{id}.{form}")).send().await.expect(200).text();
    for text in texts {
        assert!(document.contains(text), "no {text} in {document}");
    }
}

#[tokio::test]
async fn a_school_is_billed_in_a_currency_without_decimals_and_in_one_with_three() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    // It is the first of September in both zones.
    app.set_time("2026-08-31T21:00:00Z");
    set_seller(&app, &seller()).await;
    let yen = school_in(&app, "JPY", "Asia/Tokyo", ["30000", "55.5"]).await;
    let dinar = school_in(&app, "KWD", "Asia/Kuwait", ["3000", "0.555"]).await;
    run(&app, "measure-usage").await;
    bill_at(&app, "2026-10-04T02:00:00Z").await;

    let invoice = invoice_of(&yen, "2026-09-01").await;
    // 200 hours of a seat at 55.5 yen, and six percent.
    assert_eq!((&invoice["currency"], amounts(invoice.json())), (&json!("JPY"), vec![of("base", 30_000), of("seats", 11_100)]));
    assert_eq!(sums(&invoice), [41_100, 2_466, 43_566]);
    let entry = |account: &str, currency: &str, amount: i64| (account.to_owned(), currency.to_owned(), amount);
    let expected = [entry("receivable", "JPY", 43_566), entry("revenue", "JPY", -41_100), entry("tax", "JPY", -2_466)];
    assert_eq!(accounts(&app, &yen).await, expected);
    reads(&yen, &invoice.id(), "csv", &[",JPY,30000,30000\r\n", ",JPY,11100,11100\r\n"]).await;
    reads(&yen, &invoice.id(), "html", &[">JP¥43,566<", ">JP¥41,100<", ">JP¥2,466<", ">30,000<", ">11,100<"]).await;
    let refused = pays(&app, &invoice.id(), "CNY", 43_566).await.expect_problem(409, "other-currency");
    assert_eq!(refused["params"], json!({"currency": "CNY", "expected": "JPY"}));
    assert_eq!(pays(&app, &invoice.id(), "JPY", 43_566).await.expect_created()["status"], "paid");

    let invoice = invoice_of(&dinar, "2026-09-01").await;
    // 200 hours of a seat at 0.555 thousandths, and six percent, which are 186.66.
    assert_eq!((&invoice["currency"], amounts(invoice.json())), (&json!("KWD"), vec![of("base", 3_000), of("seats", 111)]));
    assert_eq!(sums(&invoice), [3_111, 187, 3_298]);
    let expected = [entry("receivable", "KWD", 3_298), entry("revenue", "KWD", -3_111), entry("tax", "KWD", -187)];
    assert_eq!(accounts(&app, &dinar).await, expected);
    reads(&dinar, &invoice.id(), "csv", &[",KWD,3000,3.000\r\n", ",KWD,111,0.111\r\n"]).await;
    let printed = [">KWD\u{a0}3.298<", ">KWD\u{a0}3.111<", ">KWD\u{a0}0.187<", ">3.000<", ">0.111<"];
    reads(&dinar, &invoice.id(), "html", &printed).await;
    assert_eq!(pays(&app, &invoice.id(), "KWD", 3_298).await.expect_created()["status"], "paid");
    let expected = [entry("cash", "KWD", 3_298), entry("receivable", "KWD", 0), entry("revenue", "KWD", -3_111), entry("tax", "KWD", -187)];
    assert_eq!(accounts(&app, &dinar).await, expected);
    faultless(&app).await;
}
