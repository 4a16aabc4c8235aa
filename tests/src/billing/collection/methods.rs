//! Saved cards, and the pages on which they are given.

use jiff::SignedDuration;
use serde_json::json;

use super::{Cashier, VISA};

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_saved_on_stripes_page_shown_and_removed() {
    let cashier = Cashier::open().await;
    let school = cashier.school("transfer", Some(VISA)).await;
    let list = school.get("/v1/payment-methods").send().await.expect(200);
    let card = &list["items"][0];
    assert_eq!((&card["brand"], &card["last4"], &card["is_default"]), (&json!("visa"), &json!("4242"), &json!(true)));
    assert_eq!((&list["page"]["status"], &list["page"]["url"]), (&json!("completed"), &json!(null)));
    assert!(!list.text().contains("pm_played"), "Stripe's ids are not shown");
    let id = card["id"].as_str().expect("an id").to_owned();
    let other = cashier.app.tenant("Other").await;
    assert!(other.get("/v1/payment-methods").send().await.expect(200).items().is_empty());
    other.delete(&format!("/v1/payment-methods/{id}")).send().await.expect_problem(404, "not-found");
    school.delete(&format!("/v1/payment-methods/{id}")).send().await.expect(204);
    school.delete(&format!("/v1/payment-methods/{id}")).send().await.expect(204);
    assert!(school.get("/v1/payment-methods").send().await.expect(200).items().is_empty(), "hidden at once");
    cashier.settle().await;
    let detached = cashier.stripe.requests().iter().filter(|call| call.path.ends_with("/detach")).count();
    assert_eq!(detached, 1);
    school.delete(&format!("/v1/payment-methods/{id}")).send().await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_is_the_same_page() {
    let cashier = Cashier::open().await;
    let school = cashier.school("transfer", None).await;
    let page = cashier.page(&school, "portal").await.expect(201);
    assert!(page["url"].as_str().is_some_and(|url| url.contains("/p/")), "{}", page.text());
    let ask = || cashier.app.post("/v1/payment-methods").bearer(&school.key).header("idempotency-key", "one").json(&json!({}));
    let asking = tokio::join!(ask().send(), async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        crate::billing::invoices::run(&cashier.app, "jobs").await;
    });
    let first = asking.0.expect(201);
    let again = ask().send().await.expect(201);
    assert_eq!((&first["id"], &first["url"]), (&again["id"], &again["url"]));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let customers = cashier.stripe.requests().iter().filter(|call| call.method == "POST" && call.path == "/v1/customers").count();
    assert_eq!(customers, 1, "a school is one customer");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_left_open_for_a_day_says_so_and_another_is_opened() {
    let cashier = Cashier::open().await;
    let school = cashier.school("transfer", None).await;
    let first = cashier.page(&school, "card").await.expect(201);
    cashier.set_time(cashier.app.now() + SignedDuration::from_hours(25)).await;
    let list = school.get("/v1/payment-methods").send().await.expect(200);
    assert_eq!((&list["page"]["status"], &list["page"]["url"]), (&json!("expired"), &json!(null)));
    cashier.stripe.told("clock").await.expect("a clock");
    cashier.settle().await;
    assert_eq!(school.get("/v1/payment-methods").send().await.expect(200)["page"]["status"], "expired");
    let second = cashier.page(&school, "card").await.expect(201);
    assert_ne!(first["url"], second["url"]);
    cashier.fill(second["url"].as_str().expect("an address"), "card", VISA).await;
    cashier.settle().await;
    assert_eq!(school.get("/v1/payment-methods").send().await.expect(200).items().len(), 1);
}
