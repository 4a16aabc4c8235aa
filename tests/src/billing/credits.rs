use serde_json::{Value, json};

use super::invoices::{amounts, balance, bill_at, faultless, invoices, issued, run, school_on_a_plan, seller, set_seller};
use crate::support::{Answer, School, TestApp, nodes};

async fn grant(app: &TestApp, school: &School<'_>, more: Value) -> Answer {
    let mut body = json!({"tenant_id": school.id, "amount_minor": 500, "currency": "CNY", "reason": "A gift"});
    for (field, value) in more.as_object().into_iter().flatten() {
        body[field] = value.clone();
    }
    app.platform_post("/v1/platform/credits").json(&body).send().await
}

async fn left(school: &School<'_>) -> Vec<(String, i64, i64)> {
    let credits = school.get("/v1/credits").send().await.expect(200);
    let number = |credit: &Value, field: &str| credit[field].as_i64().unwrap_or_default();
    let of = |credit: &Value| {
        (credit["reason"].as_str().unwrap_or_default().to_owned(), number(credit, "remaining_minor"), number(credit, "expired_minor"))
    };
    credits.items().iter().map(of).collect()
}

#[tokio::test]
async fn a_credit_is_used_by_the_month_that_ended_in_its_time_whenever_that_is_invoiced_and_is_lost_afterwards() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, _) = school_on_a_plan(&app).await;
    grant(&app, &school, json!({"reason": "until September", "expires_on": "2026-09-20"})).await.expect_created();
    grant(&app, &school, json!({"reason": "until October", "expires_on": "2026-10-02", "amount_minor": 5_000})).await.expect_created();
    grant(&app, &school, json!({"reason": "first", "priority": 1, "amount_minor": 300})).await.expect_created();
    bill_at(&app, "2026-10-03T00:00:00Z").await;
    run(&app, "expire-credits").await;
    let of = |reason: &str, remaining, expired| (reason.to_owned(), remaining, expired);
    let expected = [of("first", 300, 0), of("until October", 5_000, 0), of("until September", 0, 500)];
    assert_eq!(left(&school).await, expected, "what a month waits for does not expire before it");
    assert_eq!(balance(&app, "breakage").await, -500);
    set_seller(&app, &seller()).await;
    bill_at(&app, "2026-10-04T02:00:00Z").await;
    let invoice = invoices(&school).await[0].clone();
    let total = invoice["total_minor"].as_i64().unwrap_or_default();
    assert_eq!((&invoice["credited_minor"], &invoice["status"]), (&json!(total), &json!("paid")));
    assert_eq!(left(&school).await[..2], [of("first", 0, 0), of("until October", 5_300 - total, 0)], "the lowest priority first");
    run(&app, "expire-credits").await;
    run(&app, "expire-credits").await;
    assert_eq!(left(&school).await[1], of("until October", 0, 5_300 - total));
    assert_eq!((balance(&app, "deferred").await, balance(&app, "breakage").await), (0, -(500 + 5_300 - total)));
    let told = school.get("/v1/events?type=credit.expired").send().await.expect(200);
    assert_eq!(told.items().len(), 2);
    faultless(&app).await;
}

#[tokio::test]
async fn a_credit_is_granted_once_and_taken_back_only_while_it_is_whole() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, ..) = issued(&app).await;
    grant(&app, &school, json!({"currency": "EUR"})).await.expect_problem(409, "other-currency");
    grant(&app, &school, json!({"tenant_id": "ten_0197f000-0000-7000-8000-000000000000"})).await.expect_invalid("/tenant_id");
    grant(&app, &school, json!({"expires_on": "2026-10-03"})).await.expect_invalid("/expires_on");
    grant(&app, &school, json!({"amount_minor": 0})).await.expect_invalid("/amount_minor");
    let body = json!({"tenant_id": school.id, "amount_minor": 500, "currency": "CNY", "reason": "A gift"});
    let once = || app.post("/v1/platform/credits").bearer(&app.platform_key).header("idempotency-key", "one").json(&body).send();
    let id = once().await.expect_created()["id"].as_str().unwrap_or_default().to_owned();
    once().await.expect_created();
    assert_eq!((left(&school).await.len(), balance(&app, "deferred").await), (1, -500), "twice is once");
    let revoke = |id: &str| app.platform_post(&format!("/v1/platform/credits/{id}/revoke")).json(&json!({"reason": "Wrong school"})).send();
    let revoked = revoke(&id).await.expect(200);
    assert_eq!((&revoked["remaining_minor"], revoked["revoked_at"].is_string()), (&json!(0), true));
    assert_eq!(revoke(&id).await.expect(200).json(), revoked.json());
    assert_eq!((balance(&app, "deferred").await, balance(&app, "refunds").await), (0, 0), "by its own entries");
    let used = grant(&app, &school, json!({})).await.expect_created().id();
    bill_at(&app, "2026-11-04T02:00:00Z").await;
    revoke(&used).await.expect_problem(409, "credit-used");
    faultless(&app).await;
}

#[tokio::test]
async fn a_note_that_names_lines_is_not_charged_again_and_a_later_correction_does_not_give_it_back_twice() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, id, due) = issued(&app).await;
    let notes = format!("/v1/invoices/{id}/credit-notes");
    let note = |body: Value| app.platform_post(&notes).json(&body).send();
    note(json!({"reason": "x"})).await.expect_invalid("/amount_minor");
    note(json!({"reason": "x", "amount_minor": 1, "lines": [{"line": 1, "amount_minor": 1}]})).await.expect_invalid("/amount_minor");
    note(json!({"reason": "x", "lines": [{"line": 7, "amount_minor": 1}]})).await.expect_invalid("/lines/0/line");
    let most = note(json!({"reason": "x", "lines": [{"line": 1, "amount_minor": 1_001}]})).await.expect_problem(409, "amount-too-large");
    assert_eq!(most["params"], json!({"most": 1_000}));
    // The seats of September: the order is going to be cancelled as if it had never been.
    let made = note(json!({"reason": "Never held", "lines": [{"line": 1, "amount_minor": 1_000}]})).await.expect_created();
    assert_eq!(
        (&made["subtotal_minor"], &made["tax_minor"], &made["lines"][0]["title"]),
        (&json!(-1_000), &json!(-60), &json!("Seat-hours: Never held"))
    );
    note(json!({"reason": "x", "lines": [{"line": 1, "amount_minor": 1}]})).await.expect_problem(409, "amount-too-large");
    assert_eq!(school.get(&format!("/v1/invoices/{id}")).send().await.expect(200)["due_minor"], json!(due - 1_060));
    // With the rest all of the tax is taken back, whichever way.
    let rest = note(json!({"reason": "All", "amount_minor": due - 1_060})).await.expect_created();
    assert_eq!(rest["tax_minor"], json!(-180));
    bill_at(&app, "2026-11-04T02:00:00Z").await;
    let october = invoices(&school).await.into_iter().find(|invoice| invoice["first_day"] == "2026-10-01").expect("October");
    let october = school.get(&format!("/v1/invoices/{}", october["id"].as_str().unwrap_or_default())).send().await.expect(200);
    let of = |price: &str, amount| (price.to_owned(), amount);
    assert_eq!(amounts(october.json()), [of("base", 3_000), of("seats", 1_000)], "September's seats are not charged again");
    faultless(&app).await;
}

#[tokio::test]
async fn an_order_that_is_cancelled_after_its_note_gives_back_only_what_the_note_did_not() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, id, _) = issued(&app).await;
    let body = json!({"reason": "Half of September", "lines": [{"line": 1, "amount_minor": 600}]});
    app.platform_post(&format!("/v1/invoices/{id}/credit-notes")).json(&body).send().await.expect_created();
    // A repair takes all four Mondays of September out of what is booked: 1,000 less, of which 600 are given back already.
    let repair = "UPDATE reservations SET steps = steps[13:] WHERE resource = 'seats'";
    assert!(sqlx::query(repair).execute(&mut app.sql().await).await.expect("a repair").rows_affected() > 0);
    bill_at(&app, "2026-11-04T02:00:00Z").await;
    let october = invoices(&school).await.into_iter().find(|invoice| invoice["first_day"] == "2026-10-01").expect("October");
    let october = school.get(&format!("/v1/invoices/{}", october["id"].as_str().unwrap_or_default())).send().await.expect(200);
    let seats: Vec<_> = amounts(october.json()).into_iter().filter(|(price, _)| price == "seats").map(|(_, amount)| amount).collect();
    assert_eq!(seats, [1_000, -400], "October, less what the note did not give back of September");
    faultless(&app).await;
}

#[tokio::test]
async fn more_than_is_owed_is_a_credit_where_the_caller_says_so() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, id, due) = issued(&app).await;
    let payments = format!("/v1/invoices/{id}/payments");
    let pay = |amount: i64, surplus: Value| {
        let mut body = json!({"amount_minor": amount, "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04"});
        if !surplus.is_null() {
            body["surplus"] = surplus;
        }
        app.platform_post(&payments).json(&body).send()
    };
    let refused = pay(due + 70, Value::Null).await.expect_problem(409, "amount-too-large");
    assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains("surplus: credit")), "{}", refused.text());
    pay(due + 70, json!("refund")).await.expect_invalid("/surplus");
    let paid = pay(due + 70, json!("credit")).await.expect_created();
    assert_eq!(
        (&paid["status"], &paid["paid_minor"], &paid["payments"][0]["amount_minor"]),
        (&json!("paid"), &json!(due), &json!(due + 70))
    );
    // The bank sends it a second time.
    pay(30, json!("credit")).await.expect_created();
    pay(30, Value::Null).await.expect_problem(409, "invoice-not-open");
    assert_eq!(left(&school).await.iter().map(|credit| credit.1).collect::<Vec<_>>(), [30, 70]);
    assert_eq!((balance(&app, "receivable").await, balance(&app, "deferred").await, balance(&app, "cash").await), (0, -100, due + 100));
    faultless(&app).await;
}

#[tokio::test]
async fn what_a_payment_left_over_goes_back_once_or_pays_the_next_invoice() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, id, due) = issued(&app).await;
    let body =
        json!({"amount_minor": due + 100, "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04", "surplus": "credit"});
    app.platform_post(&format!("/v1/invoices/{id}/payments")).json(&body).send().await.expect_created();
    let refund = |amount: i64| {
        app.platform_post(&format!("/v1/invoices/{id}/refunds")).json(&json!({"amount_minor": amount, "reason": "Paid too much"})).send()
    };
    assert_eq!(refund(40).await.expect(201)["surplus_minor"], 40);
    assert_eq!(left(&school).await.iter().map(|credit| credit.1).collect::<Vec<_>>(), [60], "it is good no more");
    assert_eq!((balance(&app, "deferred").await, balance(&app, "refunds").await, balance(&app, "cash").await), (-60, 0, due + 60));
    bill_at(&app, "2026-11-04T02:00:00Z").await;
    assert_eq!(balance(&app, "deferred").await, 0, "the rest paid the next invoice");
    assert_eq!(refund(due + 1).await.expect_problem(409, "amount-too-large")["params"], json!({"most": due}), "and does not go back too");
    assert_eq!(refund(due).await.expect(201)["surplus_minor"], 0);
    faultless(&app).await;
}
