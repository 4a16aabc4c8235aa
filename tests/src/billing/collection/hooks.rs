//! What Stripe calls with: only what it signed, each once, in whatever order; and what it did not bring is found.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Cashier, VISA, invoice, paid_once};
use crate::billing::invoices::run;

async fn inbox(cashier: &Cashier) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM stripe_inbox").fetch_one(&mut cashier.app.sql().await).await.expect("the inbox")
}

/// The newest event of a sort that was sent.
async fn event(cashier: &Cashier, kind: &str) -> String {
    let deliveries = cashier.stripe.told("deliveries").await.expect("deliveries");
    let of_kind = |delivery: &&Value| delivery["type"] == kind;
    let found = deliveries["past"].as_array().into_iter().flatten().rev().find(of_kind).expect("one was sent")["event"].clone();
    found.as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_is_wrong_or_old_has_no_effect_and_a_repeated_one_no_second() {
    let cashier = Cashier::open().await;
    let school = cashier.school("card", Some(VISA)).await;
    let (id, due) = cashier.issue(&school).await;
    cashier.settle().await;
    let event = event(&cashier, "invoice.paid").await;
    sqlx::query("DELETE FROM stripe_inbox").execute(&mut cashier.app.sql().await).await.expect("as if it had never come");
    let now = cashier.app.now().as_second();
    let send = async |body: Value| cashier.stripe.control("deliveries/send", &body).await.expect("sent")["status"].clone();
    assert_eq!(send(json!({"event": event, "secret": "whsec_stolen"})).await, 400);
    assert_eq!(send(json!({"event": event, "signed_at": now - 301})).await, 400);
    assert_eq!(send(json!({"event": event, "signed_at": now + 301})).await, 400);
    assert_eq!(inbox(&cashier).await, 0);
    for _ in 0..3 {
        assert_eq!(send(json!({"event": event})).await, 200);
    }
    assert_eq!(inbox(&cashier).await, 1);
    cashier.settle().await;
    paid_once(&cashier, &school, &id, due).await;
    cashier.app.post("/hooks/stripe").raw(vec![b' '; 256 * 1024 + 1]).send().await.expect_problem(413, "body-too-large");
    let bare = cashier.app.post("/hooks/stripe").header("accept-language", "zh-CN").raw("{}").send().await;
    assert_eq!(bare.expect_problem(400, "signature-invalid")["title"], "签名无效");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_come_in_reverse_and_twice_turn_nothing_back() {
    let cashier = Cashier::open().await;
    let school = cashier.school("card", Some(VISA)).await;
    cashier.stripe.control("deliveries", &json!({"hold": true, "repeat": 2})).await.expect("held");
    let (id, due) = cashier.issue(&school).await;
    run(&cashier.app, "jobs").await;
    paid_once(&cashier, &school, &id, due).await;
    cashier.stripe.control("deliveries", &json!({"order": "reverse"})).await.expect("sent");
    cashier.settle().await;
    paid_once(&cashier, &school, &id, due).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_call_brought_is_found_within_a_day() {
    let cashier = Cashier::open().await;
    let school = cashier.school("link", None).await;
    let (id, due) = cashier.issue(&school).await;
    cashier.settle().await;
    run(&cashier.app, "look-for-events").await;
    cashier.stripe.control("deliveries", &json!({"drop": 1_000})).await.expect("dropped");
    let url = invoice(&school, &id).await["collection"]["url"].as_str().expect("an address").to_owned();
    cashier.fill(&url, "card", VISA).await;
    cashier.settle().await;
    assert_eq!(invoice(&school, &id).await["status"], "issued", "nobody said anything");
    cashier.set_time(cashier.app.now() + SignedDuration::from_hours(24)).await;
    run(&cashier.app, "look-for-events").await;
    cashier.settle().await;
    paid_once(&cashier, &school, &id, due).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_kept_for_ninety_days() {
    let cashier = Cashier::open().await;
    cashier.school("transfer", Some(VISA)).await;
    assert!(inbox(&cashier).await > 0 && !cashier.hook.is_empty());
    cashier.set_time(cashier.app.now() + SignedDuration::from_hours(91 * 24)).await;
    run(&cashier.app, "sweep-collection").await;
    assert_eq!(inbox(&cashier).await, 0);
}
