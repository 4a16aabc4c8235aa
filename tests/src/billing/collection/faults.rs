//! Answers that are lost, calls that are lost, and processes that are gone in the middle: whatever is cut off is gone on with, and charged once.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;

use super::{Cashier, VISA, paid_once};
use crate::billing::invoices::run;

/// Calls by which an invoice is collected by card, and how their paths end: the first of all, the one that makes an invoice, and the one that moves money.
const CALLS: [&str; 3] = ["/v1/customers", "/v1/invoices", "/pay"];
/// Those between the latter two.
const FURTHER: [&str; 2] = ["/add_lines", "/finalize"];

/// A school whose invoice is to be charged to a card, at a Stripe where this call of it goes wrong.
async fn broken(fault: &str, path: &str) {
    let cashier = Cashier::open().await;
    if path == "/v1/customers" {
        cashier.stripe.control("faults", &json!({"what": fault, "method": "POST", "path": path})).await.expect("a fault");
    }
    let school = cashier.school("card", None).await;
    let page = cashier.page(&school, "card");
    let page = tokio::time::timeout(Duration::from_secs(60), page).await.expect("an answer").expect(201);
    cashier.settle_in_time().await;
    let url = if let Some(url) = page["url"].as_str() { url.to_owned() } else { opened(&school).await };
    cashier.fill(&url, "card", VISA).await;
    cashier.settle_in_time().await;
    let (id, due) = cashier.issue(&school).await;
    if path != "/v1/customers" {
        cashier.stripe.control("faults", &json!({"what": fault, "method": "POST", "path": path})).await.expect("a fault");
    }
    cashier.settle_in_time().await;
    paid_once(&cashier, &school, &id, due).await;
    let payable = cashier.at_stripe("invoices").await.iter().filter(|invoice| invoice["status"] != "draft").count();
    assert_eq!(payable, 1, "{fault} at {path}: one invoice at Stripe");
}

async fn opened(school: &crate::support::School<'_>) -> String {
    let list = school.get("/v1/payment-methods").send().await.expect(200);
    list["page"]["url"].as_str().unwrap_or_else(|| panic!("{}", list.text())).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_after_the_work_is_asked_for_again() {
    for path in CALLS {
        broken("lost_answer", path).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_never_came_is_made_again() {
    for path in CALLS {
        broken("lost_call", path).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_that_used_up_its_key_is_looked_into() {
    for path in CALLS {
        broken("error_after", path).await;
        broken("error_before", path).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: further calls"]
async fn whatever_goes_wrong_between_an_invoice_and_its_payment_is_gone_on_with() {
    for path in FURTHER {
        for fault in ["lost_answer", "lost_call", "error_after", "error_before"] {
            broken(fault, path).await;
        }
        for done in [false, true] {
            gone_in_the_middle(path, done).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_cannot_be_read_is_given_again() {
    for path in ["/v1/invoices", "/pay"] {
        broken("garbled", path).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_day_without_stripe_nothing_is_made_twice() {
    let cashier = Cashier::open().await;
    let school = cashier.school("card", Some(VISA)).await;
    let (id, due) = cashier.issue(&school).await;
    // Made, and the answer lost; then a day passes before anybody asks again, and the key is known no more.
    cashier.stripe.fail("lost_answer", "/v1/invoices").await.expect("a fault");
    run(&cashier.app, "jobs").await;
    cashier.set_time(cashier.app.now() + SignedDuration::from_hours(30)).await;
    cashier.settle_in_time().await;
    paid_once(&cashier, &school, &id, due).await;
    assert_eq!(cashier.at_stripe("invoices").await.len(), 1, "what was made was found again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_gone_in_the_middle_of_a_call_is_gone_on_for() {
    for path in ["/v1/invoices", "/pay"] {
        for done in [false, true] {
            gone_in_the_middle(path, done).await;
        }
    }
}

/// A process that is gone before the work of this call is done, or after it.
async fn gone_in_the_middle(path: &str, done: bool) {
    let cashier = Cashier::open().await;
    let school = cashier.school("card", Some(VISA)).await;
    let (id, due) = cashier.issue(&school).await;
    let fault = json!({"what": if done { "slow_answer" } else { "slow" }, "method": "POST", "path": path, "ms": 1_500});
    cashier.stripe.control("faults", &fault).await.expect("a fault");
    tokio::select! {
        () = run(&cashier.app, "jobs") => panic!("{path} was not slow"),
        waited = cashier.stripe.wait_for_call(path, done, Duration::from_secs(20)) => waited.expect("the call came"),
    }
    tokio::time::sleep(Duration::from_millis(1_600)).await;
    cashier.settle_in_time().await;
    paid_once(&cashier, &school, &id, due).await;
}
