//! Money that goes back, and money that the bank takes back.

use serde_json::{Value, json};

use super::{Cashier, VISA, invoice, paid_once};
use crate::{
    billing::invoices::{balance, faultless, issued},
    support::{Answer, Home, School, TestApp, nodes},
};

/// A school whose invoice a card has paid.
async fn paid(cashier: &Cashier) -> (School<'_>, String, i64) {
    let school = cashier.school("card", Some(VISA)).await;
    let (id, due) = cashier.issue(&school).await;
    cashier.settle().await;
    paid_once(cashier, &school, &id, due).await;
    (school, id, due)
}

async fn ask(app: &TestApp, id: &str, amount: i64) -> Answer {
    let body = json!({"amount_minor": amount, "reason": "Lessons that did not take place"});
    app.platform_post(&format!("/v1/invoices/{id}/refunds")).json(&body).send().await
}

fn refunds(invoice: &Value) -> Vec<(&str, i64)> {
    let all = invoice["refunds"].as_array().into_iter().flatten();
    all.map(|refund| (refund["status"].as_str().unwrap_or_default(), refund["amount_minor"].as_i64().unwrap_or_default())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_payment_goes_back_once_and_never_more_than_came() {
    let cashier = Cashier::open().await;
    let (school, id, due) = paid(&cashier).await;
    cashier.stripe.fail("lost_answer", "/v1/refunds").await.expect("a fault");
    assert_eq!(ask(&cashier.app, &id, 300).await.expect(201)["status"], "sending");
    assert_eq!(ask(&cashier.app, &id, due - 299).await.expect_problem(409, "amount-too-large")["params"], json!({"most": due - 300}));
    ask(&cashier.app, &id, 0).await.expect_invalid("/amount_minor");
    cashier.settle_in_time().await;
    let seen = invoice(&school, &id).await;
    assert_eq!((refunds(seen.json()), &seen["status"]), (vec![("succeeded", 300)], &json!("paid")));
    assert_eq!(cashier.at_stripe("refunds").await.len(), 1, "sent back once");
    assert_eq!((balance(&cashier.app, "cash").await, balance(&cashier.app, "refunds").await), (due - 300, 300));
    faultless(&cashier.app).await;
    // The bank sends it back to us.
    let refund = cashier.at_stripe("refunds").await[0]["id"].clone();
    cashier.stripe.control("refunds/fail", &json!({"refund": refund})).await.expect("it fails");
    cashier.settle().await;
    assert_eq!(refunds(invoice(&school, &id).await.json()), [("failed", 300)]);
    assert_eq!((balance(&cashier.app, "cash").await, balance(&cashier.app, "refunds").await), (due, 0));
    faultless(&cashier.app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_refund_needs_a_second_person() {
    let app = TestApp::with(&["--refund-alone-minor", "100"]).await.with_cluster("bj-1", nodes(4)).await;
    let (school, id, due) = issued(&app).await;
    let transfer = json!({"amount_minor": due, "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04"});
    app.platform_post(&format!("/v1/invoices/{id}/payments")).json(&transfer).send().await.expect_created();
    let (one, other) = (app.session(Home::PLATFORM, "platform_admin").await, app.session(Home::PLATFORM, "platform_admin").await);
    let by = |cookie: &str, path: String| app.post(&path).header("cookie", cookie).header("origin", "http://127.0.0.1:8080").once();
    let body = json!({"amount_minor": 101, "reason": "Closed for a week"});
    let asked = by(&one, format!("/v1/invoices/{id}/refunds")).json(&body).send().await.expect(201);
    assert_eq!(asked["status"], "waiting");
    let refund = asked["id"].as_str().expect("an id").to_owned();
    let approve = format!("/v1/refunds/{refund}/approve");
    let waiting = async |cookie: &str| {
        let list = app.get("/v1/platform/refunds?status=waiting").header("cookie", cookie).send().await.expect(200);
        list.items()
            .iter()
            .map(|refund| (refund["id"].clone(), refund["asked_by_you"].clone(), refund["tenant_id"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(waiting(&one).await, [(asked["id"].clone(), json!(true), json!(school.id))]);
    assert_eq!(waiting(&other).await, [(asked["id"].clone(), json!(false), json!(school.id))]);
    by(&one, approve.clone()).send().await.expect_problem(409, "second-person-needed");
    app.platform_post(&approve).send().await.expect_problem(403, "credential-unsuitable");
    assert_eq!(balance(&app, "refunds").await, 0, "nothing has gone back");
    assert_eq!(by(&other, approve.clone()).send().await.expect(200)["status"], "succeeded", "a transfer is sent back by hand");
    assert_eq!(by(&other, approve).send().await.expect(200)["status"], "succeeded", "twice is once");
    assert_eq!((balance(&app, "refunds").await, balance(&app, "cash").await), (101, due - 101));
    let asked = by(&one, format!("/v1/invoices/{id}/refunds")).json(&body).send().await.expect(201);
    let reject = format!("/v1/refunds/{}/reject", asked["id"].as_str().expect("an id"));
    assert_eq!(by(&one, reject.clone()).send().await.expect(200)["status"], "rejected");
    by(&other, reject.replace("reject", "approve")).send().await.expect_problem(409, "conflicting-transition");
    assert_eq!(refunds(invoice(&school, &id).await.json()), [("succeeded", 101), ("rejected", 101)]);
    assert_eq!(ask(&app, &id, 1).await.expect(201)["status"], "waiting", "in all it would be more than the limit");
    faultless(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_made_the_key_that_asked_is_no_second_person_and_small_refunds_need_none() {
    let app = TestApp::with(&["--refund-alone-minor", "100"]).await.with_cluster("bj-1", nodes(4)).await;
    let (_, id, due) = issued(&app).await;
    let transfer = json!({"amount_minor": due, "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04"});
    app.platform_post(&format!("/v1/invoices/{id}/payments")).json(&transfer).send().await.expect_created();
    let (one, other) = (app.session(Home::PLATFORM, "platform_admin").await, app.session(Home::PLATFORM, "platform_admin").await);
    let by = |cookie: &str, path: &str| app.post(path).header("cookie", cookie).header("origin", "http://127.0.0.1:8080").once();
    let scopes = json!({"name": "books", "scopes": ["invoices:settle"]});
    let key = by(&one, "/v1/api-keys").json(&scopes).send().await.expect(201).text_of("key").to_owned();
    let refunds = format!("/v1/invoices/{id}/refunds");
    let ask = |amount: i64| app.post(&refunds).bearer(&key).once().json(&json!({"amount_minor": amount, "reason": "Closed"})).send();
    assert_eq!(ask(100).await.expect(201)["status"], "succeeded");
    let asked = ask(1).await.expect(201);
    assert_eq!(asked["status"], "waiting");
    let approve = format!("/v1/refunds/{}/approve", asked.id());
    by(&one, &approve).send().await.expect_problem(409, "second-person-needed");
    assert_eq!(by(&other, &approve).send().await.expect(200)["status"], "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_dispute_suspends_until_it_is_paid() {
    let cashier = Cashier::open().await;
    let (school, id, due) = paid(&cashier).await;
    let at_stripe = cashier.at_stripe("invoices").await[0]["id"].clone();
    let dispute = cashier.stripe.control("disputes", &json!({"invoice": at_stripe})).await.expect("a dispute")["id"].clone();
    cashier.settle().await;
    assert_eq!(cashier.events(&school, "dispute.opened").await, 1);
    assert_eq!(invoice(&school, &id).await["status"], "paid", "it is not decided");
    cashier.stripe.control("disputes/close", &json!({"dispute": dispute, "status": "lost"})).await.expect("it is lost");
    cashier.settle().await;
    let owed = invoice(&school, &id).await;
    assert_eq!((&owed["status"], &owed["due_minor"]), (&json!("issued"), &json!(due)));
    let tenant = || cashier.app.platform_get(&format!("/v1/tenants/{}", school.id)).send();
    let is_suspended = async || !tenant().await.expect(200)["suspended_at"].is_null();
    assert!(is_suspended().await);
    crate::billing::invoices::run(&cashier.app, "dun").await;
    assert!(is_suspended().await, "not before it has paid");
    assert_eq!((balance(&cashier.app, "cash").await, balance(&cashier.app, "receivable").await), (0, due));
    school.post(&format!("/v1/invoices/{id}/pay")).json(&json!({})).send().await.expect(201);
    cashier.settle().await;
    assert!(!is_suspended().await, "paid, it is active again by itself");
    assert_eq!((balance(&cashier.app, "cash").await, balance(&cashier.app, "receivable").await), (due, 0));
    faultless(&cashier.app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_that_is_won_costs_nothing_and_one_that_is_told_first_is_understood() {
    let cashier = Cashier::open().await;
    let school = cashier.school("card", Some(VISA)).await;
    let (id, due) = cashier.issue(&school).await;
    // The call that charges is answered to nobody, and all is told backwards.
    cashier.stripe.control("deliveries", &json!({"hold": true})).await.expect("held");
    cashier.stripe.fail("lost_answer", "/pay").await.expect("a fault");
    crate::billing::invoices::run(&cashier.app, "jobs").await;
    let at_stripe = cashier.at_stripe("invoices").await[0]["id"].clone();
    let dispute = cashier.stripe.control("disputes", &json!({"invoice": at_stripe})).await.expect("a dispute")["id"].clone();
    cashier.stripe.control("disputes/close", &json!({"dispute": dispute, "status": "won"})).await.expect("it is won");
    cashier.stripe.control("deliveries", &json!({"order": "reverse"})).await.expect("sent");
    cashier.settle_in_time().await;
    paid_once(&cashier, &school, &id, due).await;
    assert_eq!(cashier.events(&school, "dispute.won").await, 1);
}
