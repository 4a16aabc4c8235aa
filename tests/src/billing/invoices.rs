use serde_json::{Value, json};

use crate::support::{Answer, OrderSpec, School, TestApp, class_of, nodes};

/// A plan with a monthly fee, seats by the hour and hours that ran.
fn version() -> Value {
    json!({"currency": "CNY", "prices": [
        {"key": "base", "title": "Base fee", "meter": "month", "unit_amount_minor": "3000"},
        {"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": "5"},
        {"key": "hours", "title": "Room-hours", "meter": "room_hours", "unit_amount_minor": "200"},
    ]})
}

pub(super) fn seller() -> Value {
    json!({"number_prefix": "HR-", "name": "Homeroom Services", "address": "1 Road\nBeijing", "tax_id": "91110000MA0000000H",
        "email": "billing@example.org", "bank": "Bank of Example\n0000 1111", "tax_name": "VAT", "tax_rate_ppm": 60000, "days_until_due": 30})
}

pub(super) async fn set_seller(app: &TestApp, seller: &Value) {
    let now = app.platform_get("/v1/platform/legal-entities").send().await.expect(200);
    let put = app.call("PUT", "/v1/platform/legal-entities").bearer(&app.platform_key).header("if-match", now.etag());
    put.json(seller).send().await.expect(200);
}

/// Two rooms of 25 seats, an hour on each Monday of September and October.
pub(super) fn mondays() -> OrderSpec {
    class_of(25).rooms(2).term("2026-09-07", "2026-10-30").weekly("MO", "09:00", 60)
}

/// A school on the plan since the first of September, with its order.
pub(super) async fn school_on_a_plan(app: &TestApp) -> (School<'_>, String) {
    app.set_time("2026-08-31T16:00:00Z");
    let school = app.tenant("Qinghe").await;
    school.put_on_plan(&version()).await;
    let order = school.order(mondays()).await.expect_created().id();
    run(app, "measure-usage").await;
    (school, order)
}

pub(super) async fn run(app: &TestApp, work: &str) {
    homeroom::workers::run(&app.state, work).await.unwrap_or_else(|error| panic!("{work}: {error:#}"));
}

/// The months up to a moment are measured, drafted and, where they have stood, issued.
pub(super) async fn bill_at(app: &TestApp, at: &str) {
    app.set_time(at);
    run(app, "measure-usage").await;
    run(app, "bill").await;
}

pub(super) async fn invoices(school: &School<'_>) -> Vec<Value> {
    school.get("/v1/invoices").send().await.expect(200).items().to_vec()
}

/// A school with its invoice of September, the invoice's id, and what is owed of it.
pub(super) async fn issued(app: &TestApp) -> (School<'_>, String, i64) {
    let (school, _) = school_on_a_plan(app).await;
    set_seller(app, &seller()).await;
    bill_at(app, "2026-10-04T02:00:00Z").await;
    let invoice = invoices(&school).await[0].clone();
    let id = invoice["id"].as_str().unwrap_or_default().to_owned();
    (school, id, invoice["due_minor"].as_i64().unwrap_or_default())
}

pub(super) async fn faultless(app: &TestApp) {
    let mut sql = app.sql().await;
    let unbalanced: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM (SELECT FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0) AS u",
    )
    .fetch_one(&mut sql)
    .await
    .expect("the ledger is read");
    assert_eq!(unbalanced, 0);
}

pub(super) async fn balance(app: &TestApp, account: &str) -> i64 {
    let sum = "SELECT coalesce(sum(amount_minor), 0)::bigint FROM ledger_balances WHERE account = $1";
    sqlx::query_scalar(sum).bind(account).fetch_one(&mut app.sql().await).await.expect("a balance")
}

pub(super) fn amounts(invoice: &Value) -> Vec<(String, i64)> {
    let lines = invoice["lines"].as_array().into_iter().flatten();
    lines.map(|line| (line["price"].as_str().unwrap_or_default().to_owned(), line["amount_minor"].as_i64().unwrap_or_default())).collect()
}

#[tokio::test]
async fn a_month_becomes_a_draft_and_after_three_days_an_invoice_with_the_next_number() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, order) = school_on_a_plan(&app).await;
    set_seller(&app, &seller()).await;
    let sql = "INSERT INTO readiness (tenant_id, classroom_id, available_from, available_to)
               SELECT tenant_id, id, '2026-09-07T00:50:00Z', '2026-09-07T02:10:00Z' FROM classrooms WHERE order_id IS NOT NULL";
    sqlx::query(sql).execute(&mut app.sql().await).await.expect("rooms were up");
    bill_at(&app, "2026-09-30T16:30:00Z").await;
    let draft = invoices(&school).await;
    assert_eq!((draft.len(), &draft[0]["status"], &draft[0]["number"]), (1, &json!("draft"), &json!(null)));
    bill_at(&app, "2026-10-04T00:00:00Z").await;
    bill_at(&app, "2026-10-04T02:00:00Z").await;
    let id = invoices(&school).await[0]["id"].as_str().unwrap_or_default().to_owned();
    let invoice = school.get(&format!("/v1/invoices/{id}")).send().await.expect(200);
    // Four Mondays of 2 x 25 seats, and the one on which both rooms ran.
    let of = |price: &str, amount| (price.to_owned(), amount);
    assert_eq!(amounts(invoice.json()), [of("base", 3_000), of("seats", 1_000), of("hours", 400)]);
    assert_eq!(invoice["lines"][1]["order_id"], json!(order));
    let sums = ["subtotal_minor", "tax_minor", "total_minor", "due_minor"].map(|field| invoice[field].as_i64().unwrap_or_default());
    assert_eq!(sums, [4_400, 264, 4_664, 4_664]);
    assert_eq!((&invoice["status"], &invoice["number"], &invoice["due_on"]), (&json!("issued"), &json!("HR-000001"), &json!("2026-11-03")));
    assert_eq!((balance(&app, "receivable").await, balance(&app, "revenue").await, balance(&app, "tax").await), (4_664, -4_400, -264));
    bill_at(&app, "2026-11-04T02:00:00Z").await;
    let all = invoices(&school).await;
    assert_eq!((all.len(), &all[0]["number"], &all[0]["subtotal_minor"]), (2, &json!("HR-000002"), &json!(3_000 + 1_000)));
    faultless(&app).await;
    let other = app.tenant("Other").await;
    other.get(&format!("/v1/invoices/{id}")).send().await.expect_problem(404, "not-found");
    other.get(&format!("/v1/invoices/{id}.pdf")).send().await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn what_is_taken_back_of_an_order_is_made_good_by_the_next_invoice() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, order) = school_on_a_plan(&app).await;
    set_seller(&app, &seller()).await;
    app.set_time("2026-09-09T00:00:00Z");
    let mut rooms = mondays().json()["rooms"].clone();
    rooms[1]["seats"] = json!(75);
    school.amend(&order, &json!({"rooms": rooms})).await.expect(200);
    app.set_time("2026-10-20T00:00:00Z");
    school.cancel(&order).await.expect(200);
    bill_at(&app, "2026-11-04T02:00:00Z").await;
    let price = school.get(&format!("/v1/orders/{order}")).send().await.expect(200)["price"]["amount_minor"].as_i64().unwrap_or_default();
    // One Monday of 50 seats, three of 100 in September and three in October.
    assert_eq!(price, (50 + 6 * 100) * 5);
    let mut billed = 0;
    for invoice in invoices(&school).await {
        let id = invoice["id"].as_str().unwrap_or_default();
        let invoice = school.get(&format!("/v1/invoices/{id}")).send().await.expect(200);
        billed += amounts(invoice.json()).iter().filter(|(price, _)| price == "seats").map(|(_, amount)| amount).sum::<i64>();
    }
    assert_eq!(billed, price, "all invoices of an order sum to its price");
}

#[tokio::test]
async fn hours_that_are_learnt_of_after_their_invoice_are_made_good_by_the_next_and_each_event_says_where() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, order) = school_on_a_plan(&app).await;
    set_seller(&app, &seller()).await;
    let up = async |from: &str, to: &str| {
        let sql = "INSERT INTO readiness (tenant_id, classroom_id, available_from, available_to)
                   SELECT tenant_id, id, $1::text::timestamptz, $2::text::timestamptz FROM classrooms WHERE key = 'room-1'";
        sqlx::query(sql).bind(from).bind(to).execute(&mut app.sql().await).await.expect("a room was up");
    };
    let room = school.get(&format!("/v1/classrooms?order_id={order}")).send().await.expect(200);
    let room = room.items().iter().find(|room| room["key"] == "room-1").expect("the room")["id"].as_str().unwrap_or_default().to_owned();
    let billed = async |hour: &str| {
        let event = school.get(&format!("/v1/usage/events/{room}.{hour}.room_hours")).send().await.expect(200);
        (event["billed"]["state"].clone(), event["billed"]["invoice_number"].clone(), event["billed"]["line"].clone())
    };
    let at = |state: &str, number: Option<&str>, line: Option<i32>| (json!(state), json!(number), json!(line));
    up("2026-09-21T00:50:00Z", "2026-09-21T02:10:00Z").await;
    app.set_time("2026-09-21T03:00:00Z");
    run(&app, "measure-usage").await;
    assert_eq!(billed("20260921T01").await, at("open", None, None));
    bill_at(&app, "2026-10-01T02:00:00Z").await;
    assert_eq!(billed("20260921T01").await, at("drafted", None, Some(2)));
    bill_at(&app, "2026-10-04T02:00:00Z").await;
    assert_eq!(billed("20260921T01").await, at("invoiced", Some("HR-000001"), Some(2)));
    // A replica that was away for a fortnight tells of another lesson, and that the first was half as long.
    up("2026-09-28T00:50:00Z", "2026-09-28T02:10:00Z").await;
    let half = "UPDATE readiness SET available_to = '2026-09-21T01:30:00Z' WHERE available_from < '2026-09-22'";
    sqlx::query(half).execute(&mut app.sql().await).await.expect("it went down");
    for _ in 0..8 {
        bill_at(&app, "2026-10-13T02:00:00Z").await;
    }
    assert_eq!(billed("20260928T01").await, at("open", None, None));
    for _ in 0..8 {
        bill_at(&app, "2026-11-04T02:00:00Z").await;
    }
    let next = invoices(&school).await[0]["id"].as_str().unwrap_or_default().to_owned();
    let next = school.get(&format!("/v1/invoices/{next}")).send().await.expect(200);
    let late: Vec<_> = next["lines"].as_array().into_iter().flatten().filter(|line| line["makes_good"] == true).collect();
    assert_eq!(late.len(), 1, "{}", next.text());
    assert_eq!(
        (&late[0]["amount_minor"], &late[0]["first_day"], &late[0]["meter"]),
        (&json!(100), &json!("2026-09-01"), &json!("room_hours"))
    );
    assert_eq!(billed("20260928T01").await, at("invoiced", Some("HR-000002"), Some(2)));
    assert_eq!(billed("20260921T01").await, at("invoiced", Some("HR-000001"), Some(2)), "what was counted first stays where it was");
    faultless(&app).await;
}

#[tokio::test]
async fn money_that_came_in_is_recorded_once_and_never_more_than_is_owed() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (_, id, due) = issued(&app).await;
    let payments = format!("/v1/invoices/{id}/payments");
    let body = |amount: i64, currency: &str| json!({"amount_minor": amount, "currency": currency, "method": "bank_transfer", "reference": "4711", "received_on": "2026-10-04"});
    let pay = |amount: i64, currency: &str| app.platform_post(&payments).json(&body(amount, currency)).send();
    assert_eq!(pay(due + 1, "CNY").await.expect_problem(409, "amount-too-large")["params"], json!({"most": due}));
    pay(1, "EUR").await.expect_problem(409, "other-currency");
    pay(0, "CNY").await.expect_invalid("/amount_minor");
    let once = || app.post(&payments).bearer(&app.platform_key).header("idempotency-key", "one").json(&body(1_000, "CNY"));
    let (first, again) = (once(), once());
    assert_eq!(first.send().await.expect_created()["due_minor"], json!(due - 1_000));
    assert_eq!(again.send().await.expect_created()["due_minor"], json!(due - 1_000), "the same payment is one");
    let owed = app.platform_get("/v1/platform/receivables").send().await.expect(200);
    assert_eq!((&owed["items"][0]["due_minor"], &owed["items"][0]["tenant_name"]), (&json!(due - 1_000), &json!("Qinghe")));
    let paid = pay(due - 1_000, "CNY").await.expect_created();
    assert_eq!((&paid["status"], paid["payments"].as_array().map(Vec::len)), (&json!("paid"), Some(2)));
    assert_eq!(pay(1, "CNY").await.expect_problem(409, "invoice-not-open")["params"], json!({"status": "paid"}));
    assert_eq!((balance(&app, "receivable").await, balance(&app, "cash").await), (0, due));
    faultless(&app).await;
}

#[tokio::test]
async fn a_credit_note_lessens_what_is_owed_and_what_was_paid_is_good_for_the_next_invoice() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, id, due) = issued(&app).await;
    let pay = json!({"amount_minor": due - 100, "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04"});
    app.platform_post(&format!("/v1/invoices/{id}/payments")).json(&pay).send().await.expect_created();
    let note = |amount: i64| {
        app.platform_post(&format!("/v1/invoices/{id}/credit-notes"))
            .json(&json!({"amount_minor": amount, "reason": "A broken promise"}))
            .send()
    };
    note(due + 1).await.expect_problem(409, "amount-too-large");
    let made = note(400).await.expect_created();
    assert_eq!((&made["kind"], &made["total_minor"], &made["corrects"]), (&json!("credit_note"), &json!(-400), &json!(id)));
    let invoice = school.get(&format!("/v1/invoices/{id}")).send().await.expect(200);
    assert_eq!((&invoice["status"], &invoice["due_minor"]), (&json!("paid"), &json!(0)));
    let credits = school.get("/v1/credits").send().await.expect(200);
    assert_eq!(credits["items"][0]["remaining_minor"], 300);
    assert_eq!((balance(&app, "receivable").await, balance(&app, "deferred").await), (0, -300));
    assert_eq!(note(due - 400 + 1).await.expect_problem(409, "amount-too-large")["params"], json!({"most": due - 400}));
    bill_at(&app, "2026-11-04T02:00:00Z").await;
    let next = invoices(&school).await.into_iter().find(|invoice| invoice["first_day"] == "2026-10-01").expect("October");
    assert_eq!(
        (&next["credited_minor"], &next["due_minor"]),
        (&json!(300), &json!(next["total_minor"].as_i64().unwrap_or_default() - 300))
    );
    faultless(&app).await;
}

#[tokio::test]
async fn a_void_invoice_is_charged_again_and_one_given_up_is_not() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, id, _) = issued(&app).await;
    let why = json!({"reason": "Sent to the wrong school"});
    let void = app.platform_post(&format!("/v1/invoices/{id}/void")).json(&why).send().await.expect(200);
    assert_eq!((&void["status"], &void["due_minor"], &void["number"]), (&json!("void"), &json!(0), &json!("HR-000001")));
    assert_eq!((balance(&app, "receivable").await, balance(&app, "revenue").await), (0, 0));
    app.platform_post(&format!("/v1/invoices/{id}/void")).json(&why).send().await.expect(200);
    let again = invoices(&school).await[0].clone();
    assert_eq!((&again["status"], &again["first_day"]), (&json!("draft"), &json!("2026-09-01")), "the month is drafted again");
    run(&app, "bill").await;
    let again = invoices(&school).await[0].clone();
    assert_eq!((&again["number"], &again["total_minor"]), (&json!("HR-000002"), &void["total_minor"]), "and charges all that it charged");
    bill_at(&app, "2026-11-04T02:00:00Z").await;
    let september = format!("/v1/invoices/{}/void", again["id"].as_str().unwrap_or_default());
    let followed = app.platform_post(&september).json(&why).send().await.expect_problem(409, "invoice-not-open");
    assert_eq!(followed["params"], json!({"status": "followed"}), "the later one has made good what it asked for");
    let october = invoices(&school).await[0].clone();
    let october_id = october["id"].as_str().unwrap_or_default().to_owned();
    let gone = app.platform_post(&format!("/v1/invoices/{october_id}/write-off")).json(&why).send().await.expect(200);
    assert_eq!(gone["status"], "uncollectible");
    let of = |invoice: &Value| invoice["total_minor"].as_i64().unwrap_or_default();
    assert_eq!((balance(&app, "receivable").await, balance(&app, "breakage").await), (of(&again), of(&october)));
    app.platform_post(&format!("/v1/invoices/{october_id}/void")).json(&why).send().await.expect_problem(409, "invoice-not-open");
    faultless(&app).await;
}

#[tokio::test]
async fn invoices_wait_for_a_seller_and_for_approval_where_it_is_asked() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, _) = school_on_a_plan(&app).await;
    bill_at(&app, "2026-10-04T02:00:00Z").await;
    let draft = invoices(&school).await[0].clone();
    assert_eq!(draft["status"], "draft");
    let id = draft["id"].as_str().unwrap_or_default().to_owned();
    let issue = || app.platform_post(&format!("/v1/invoices/{id}/issue")).send();
    issue().await.expect_problem(409, "no-legal-entity");
    let mut careful = seller();
    careful["approval"] = json!(true);
    set_seller(&app, &careful).await;
    run(&app, "bill").await;
    assert_eq!(invoices(&school).await[0]["status"], "draft");
    let profile = json!({"name": "Qinghe Middle School", "tax_id": "12110000X", "purchase_order": "PO-77", "address": "2 Lane", "email": "accounts@example.org"});
    let etag = school.get("/v1/billing/profile").send().await.expect(200).etag().to_owned();
    school.put("/v1/billing/profile", &etag).json(&profile).send().await.expect(200);
    let issued = issue().await.expect(200);
    assert_eq!((&issued["status"], &issued["parties"]["buyer"]["purchase_order"]), (&json!("issued"), &json!("PO-77")));
    assert_eq!(issue().await.expect(200)["number"], issued["number"], "twice is once");
    for (field, wrong) in
        [("tax_id", "not a tax id!"), ("tax_id", "91110000MA00000000"), ("tax_id", "DE12345678"), ("email", "nobody"), ("name", "")]
    {
        let mut body = profile.clone();
        body[field] = json!(wrong);
        school.put("/v1/billing/profile", "\"1.0\"").json(&body).send().await.expect_invalid(&format!("/{field}"));
    }
}

#[tokio::test]
async fn an_invoice_is_a_document_in_two_languages_and_three_forms() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, id, _) = issued(&app).await;
    let pdf = school.get(&format!("/v1/invoices/{id}.pdf")).header("accept-language", "zh-CN").send().await.expect(200);
    assert_eq!(pdf.header("content-type"), Some("application/pdf"));
    assert!(pdf.body.starts_with(b"%PDF-"), "it is a PDF");
    let page = school.get(&format!("/v1/invoices/{id}")).header("accept", "text/html").send().await.expect(200);
    assert!(page.text().contains("HR-000001") && page.text().contains("Qinghe"), "{}", page.text());
    assert!(page.header("content-security-policy").is_some());
    let table = school.get(&format!("/v1/invoices/{id}.csv")).send().await.expect(200);
    assert!(table.text().contains("Seat-hours,2 rooms,2026-09-01,2026-09-30,200,seat-hours,0.05,"), "{}", table.text());
    let json = school.get(&format!("/v1/invoices/{id}.json")).header("accept", "text/html").send().await.expect(200);
    assert_eq!((&json["lines"][1]["unit_amount_minor"], &json["lines"][1]["rooms"]), (&json!("5"), &json!(2)));
    for accept in ["application/pdf", "text/csv"] {
        let document = school.get(&format!("/v1/invoices/{id}")).header("accept", accept).send().await.expect(200);
        assert!(document.header("content-type").is_some_and(|media| media.starts_with(accept)), "{:?}", document.header("content-type"));
    }
    school.get(&format!("/v1/invoices/{id}.doc")).send().await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn nothing_that_was_posted_or_issued_is_changed() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    issued(&app).await;
    let mut sql = app.sql().await;
    for change in [
        "UPDATE ledger_entries SET amount_minor = amount_minor + 1",
        "DELETE FROM ledger_transactions",
        "DELETE FROM invoices",
        "UPDATE invoices SET total_minor = total_minor + 1, subtotal_minor = subtotal_minor + 1",
        "UPDATE invoices SET parties = '{}'",
        "UPDATE invoices SET due_on = due_on + 1",
        "UPDATE invoice_lines SET amount_minor = amount_minor + 1",
        "DELETE FROM invoice_lines",
        "UPDATE payments SET amount_minor = 1",
    ] {
        assert!(sqlx::query(change).execute(&mut sql).await.is_err(), "{change}");
    }
}

/// Says by which of the sellers a school's invoices are issued; null: the oldest.
async fn sold_by(app: &TestApp, school: &School<'_>, seller: &Value) -> Answer {
    let path = format!("/v1/tenants/{}/seller", school.id);
    let read = app.platform_get(&path).send().await.expect(200);
    let put = app.call("PUT", &path).bearer(&app.platform_key).header("if-match", read.etag());
    put.json(&json!({"legal_entity_id": seller})).send().await
}

#[tokio::test]
async fn the_seller_that_is_chosen_for_an_institution_issues_its_invoices_by_its_own_numbers_and_tax_from_then_on() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, first, _) = issued(&app).await;
    let mut other = seller();
    (other["number_prefix"], other["name"], other["tax_rate_ppm"]) = (json!("SG-"), json!("Homeroom Singapore"), json!(90_000));
    set_seller(&app, &other).await;
    let path = format!("/v1/tenants/{}/seller", school.id);
    let of = async || app.platform_get(&path).send().await.expect(200).json().clone();
    assert_eq!((&of().await["number_prefix"], &of().await["is_chosen"]), (&json!("HR-"), &json!(false)), "the oldest");
    let sellers = app.platform_get("/v1/platform/legal-entities").send().await.expect(200);
    let chosen = sold_by(&app, &school, &sellers["items"][1]["id"]).await.expect(200);
    assert_eq!((&chosen["name"], &chosen["is_chosen"]), (&json!("Homeroom Singapore"), &json!(true)));
    sold_by(&app, &school, &json!("lgl_0197f000-0000-7000-8000-000000000000")).await.expect_invalid("/legal_entity_id");
    app.call("PUT", &path).bearer(&app.platform_key).header("if-match", "\"0.0\"").json(&json!({})).send().await.expect(412);
    bill_at(&app, "2026-11-04T02:00:00Z").await;
    let all = invoices(&school).await;
    let number_of = |day: &str| all.iter().find(|invoice| invoice["first_day"] == day).map(|invoice| invoice["number"].clone());
    assert_eq!([number_of("2026-09-01"), number_of("2026-10-01")], [Some(json!("HR-000001")), Some(json!("SG-000001"))]);
    let october = all.iter().find(|invoice| invoice["first_day"] == "2026-10-01").expect("October");
    let whole = school.get(&format!("/v1/invoices/{}", october["id"].as_str().expect("an id"))).send().await.expect(200);
    let tax = whole["subtotal_minor"].as_i64().expect("an amount") * 9 / 100;
    assert!((whole["tax_minor"].as_i64().expect("a tax") - tax).abs() <= 1, "nine per cent: {}", whole.text());
    let note = json!({"amount_minor": 100, "reason": "Goodwill"});
    let noted = app.platform_post(&format!("/v1/invoices/{first}/credit-notes")).json(&note).send().await.expect_created();
    assert_eq!(noted["number"], "HR-000002", "what corrects an invoice is its seller's");
    assert_eq!(sold_by(&app, &school, &json!(null)).await.expect(200)["number_prefix"], "HR-");
}
