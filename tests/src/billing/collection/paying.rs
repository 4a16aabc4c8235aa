//! Invoices that are paid by card and by link, refused, and paid by other roads meanwhile.

use serde_json::json;

use super::{Cashier, DECLINED, VISA, invoice, paid_once, pays};
use crate::{
    billing::invoices::{balance, faultless, issued, run},
    support::{TestApp, nodes},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_card_is_charged_once_when_the_invoice_is_issued() {
    let cashier = Cashier::open().await;
    let school = cashier.school("card", Some(VISA)).await;
    let (id, due) = cashier.issue(&school).await;
    assert_eq!(invoice(&school, &id).await["collection"]["status"], "collecting");
    assert!(cashier.charged().await.is_empty(), "no request calls Stripe");
    cashier.settle().await;
    paid_once(&cashier, &school, &id, due).await;
    school.post(&format!("/v1/invoices/{id}/pay")).json(&json!({})).send().await.expect_problem(409, "invoice-not-open");
    run(&cashier.app, "look-for-events").await;
    cashier.settle().await;
    paid_once(&cashier, &school, &id, due).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_card_says_why_makes_past_due_and_takes_nothing_away() {
    let cashier = Cashier::open().await;
    let school = cashier.school("card", Some(DECLINED)).await;
    let orders = school.get("/v1/orders").send().await.expect(200).items().len();
    let (id, due) = cashier.issue(&school).await;
    cashier.settle().await;
    let refused = invoice(&school, &id).await;
    assert_eq!((&refused["status"], &refused["collection"]["status"]), (&json!("issued"), &json!("open")));
    assert_eq!(refused["collection"]["failure"], "generic_decline");
    assert!(refused["collection"]["url"].as_str().is_some_and(|url| url.starts_with("http")), "there is a page on which to pay");
    assert_eq!((cashier.events(&school, "payment.failed").await, cashier.events(&school, "tenant.past_due").await), (1, 1));
    assert_eq!(school.get("/v1/orders").send().await.expect(200).items().len(), orders);
    assert!(cashier.charged().await.is_empty());
    cashier.save(&school, VISA).await;
    let pay = || school.post(&format!("/v1/invoices/{id}/pay")).json(&json!({}));
    assert_eq!(pay().send().await.expect(201)["collection"]["status"], "collecting");
    assert_eq!(pay().send().await.expect(201)["collection"]["status"], "collecting", "it is one try");
    cashier.settle().await;
    paid_once(&cashier, &school, &id, due).await;
    assert_eq!(cashier.events(&school, "tenant.settled").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_without_a_card_waits_for_one() {
    let cashier = Cashier::open().await;
    let school = cashier.school("card", None).await;
    let (id, due) = cashier.issue(&school).await;
    cashier.settle().await;
    assert_eq!(invoice(&school, &id).await["collection"]["failure"], "no_card");
    let pay = || school.post(&format!("/v1/invoices/{id}/pay"));
    pay().json(&json!({})).send().await.expect_problem(409, "no-payment-method");
    cashier.save(&school, VISA).await;
    let other = cashier.app.tenant("Other").await;
    other.post(&format!("/v1/invoices/{id}/pay")).json(&json!({})).send().await.expect_problem(404, "not-found");
    let stranger = json!({"payment_method": "pmt_0197f000-0000-7000-8000-000000000000"});
    pay().json(&stranger).send().await.expect_invalid("/payment_method");
    let card = school.get("/v1/payment-methods").send().await.expect(200)["items"][0]["id"].clone();
    pay().json(&json!({"payment_method": card})).send().await.expect(201);
    cashier.settle().await;
    paid_once(&cashier, &school, &id, due).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_sent_and_whoever_has_it_pays() {
    let cashier = Cashier::open().await;
    let school = cashier.school("link", None).await;
    let (id, due) = cashier.issue(&school).await;
    cashier.settle().await;
    let sent = invoice(&school, &id).await;
    assert_eq!((&sent["collection"]["way"], &sent["collection"]["status"]), (&json!("link"), &json!("open")));
    let invoices = cashier.at_stripe("invoices").await;
    assert_eq!((&invoices[0]["collection_method"], &invoices[0]["amount_due"]), (&json!("send_invoice"), &json!(due)));
    assert_eq!(invoices[0]["customer_email"], "accounts@qinghe.example");
    cashier.fill(sent["collection"]["url"].as_str().expect("an address"), "alipay", "yes").await;
    cashier.settle().await;
    paid_once(&cashier, &school, &id, due).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_came_twice_is_a_credit() {
    let cashier = Cashier::open().await;
    let school = cashier.school("link", None).await;
    let (id, due) = cashier.issue(&school).await;
    cashier.settle().await;
    let url = invoice(&school, &id).await["collection"]["url"].as_str().expect("an address").to_owned();
    cashier.fill(&url, "card", VISA).await;
    // Before Stripe's word is looked into, an operator records a transfer of a part.
    let transfer = json!({"amount_minor": 1_000, "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04"});
    cashier.app.platform_post(&format!("/v1/invoices/{id}/payments")).json(&transfer).send().await.expect_created();
    cashier.settle_in_time().await;
    let paid = invoice(&school, &id).await;
    assert_eq!((&paid["status"], &paid["due_minor"]), (&json!("paid"), &json!(0)));
    assert_eq!(cashier.charged().await, [due]);
    let credits = school.get("/v1/credits").send().await.expect(200);
    assert_eq!((credits["items"].as_array().map(Vec::len), &credits["items"][0]["remaining_minor"]), (Some(1), &json!(1_000)));
    assert_eq!((balance(&cashier.app, "cash").await, balance(&cashier.app, "deferred").await), (due + 1_000, -1_000));
    faultless(&cashier.app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_in_time_is_charged_no_more() {
    let cashier = Cashier::open().await;
    let school = cashier.school("card", Some(VISA)).await;
    let (id, due) = cashier.issue(&school).await;
    let transfer = json!({"amount_minor": due, "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04"});
    cashier.app.platform_post(&format!("/v1/invoices/{id}/payments")).json(&transfer).send().await.expect_created();
    cashier.settle_in_time().await;
    assert!(cashier.charged().await.is_empty());
    assert_eq!(invoice(&school, &id).await["collection"], json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_or_voided_is_asked_for_no_more() {
    let cashier = Cashier::open().await;
    let school = cashier.school("link", None).await;
    let (id, due) = cashier.issue(&school).await;
    cashier.settle().await;
    let note = json!({"amount_minor": 100, "reason": "A broken promise"});
    cashier.app.platform_post(&format!("/v1/invoices/{id}/credit-notes")).json(&note).send().await.expect_created();
    cashier.settle_in_time().await;
    let states = |invoices: &[serde_json::Value]| {
        let state = |invoice: &serde_json::Value| format!("{} {}", invoice["status"].as_str().unwrap_or_default(), invoice["amount_due"]);
        invoices.iter().map(state).collect::<Vec<_>>()
    };
    assert_eq!(states(&cashier.at_stripe("invoices").await), [format!("void {due}"), format!("open {}", due - 100)]);
    let why = json!({"reason": "Will not pay"});
    cashier.app.platform_post(&format!("/v1/invoices/{id}/write-off")).json(&why).send().await.expect(200);
    cashier.settle_in_time().await;
    assert_eq!(states(&cashier.at_stripe("invoices").await), [format!("void {due}"), format!("void {}", due - 100)]);
    assert_eq!(invoice(&school, &id).await["collection"], json!(null));
    assert!(cashier.charged().await.is_empty());
    faultless(&cashier.app).await;
}

#[tokio::test]
async fn without_a_key_of_stripes_operators_record_what_came() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, id, due) = issued(&app).await;
    pays(&school, "card").await;
    assert_eq!(school.get("/v1/payment-methods").send().await.expect(200)["is_available"], false);
    school.post("/v1/payment-methods").json(&json!({})).send().await.expect_problem(409, "collection-unavailable");
    school.post(&format!("/v1/invoices/{id}/pay")).json(&json!({})).send().await.expect_problem(409, "collection-unavailable");
    app.post("/hooks/stripe").raw("{}").send().await.expect_problem(400, "signature-invalid");
    let transfer = json!({"amount_minor": due, "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04"});
    let paid = app.platform_post(&format!("/v1/invoices/{id}/payments")).json(&transfer).send().await.expect_created();
    assert_eq!(paid["status"], "paid");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_needs_somebody_to_be_sent_to() {
    let cashier = Cashier::open().await;
    let school = cashier.app.tenant("Qinghe").await;
    let profile = json!({"name": "Qinghe", "payment": "link"});
    school.put("/v1/billing/profile", "\"0.0\"").json(&profile).send().await.expect_invalid("/email");
}
