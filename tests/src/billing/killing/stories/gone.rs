//! Answers that are lost, others who are faster, and what is gone or done at Stripe without our having heard of it.

use std::time::Duration;

use homeroom_local::stripe::Stripe;
use serde_json::{Value, json};

use super::{
    super::{
        life::{Life, Payer, VISA, Who, call_stripe, fill},
        places::step,
    },
    End, due, paid,
    paying::sent,
};
use crate::support::Side;

const CALLS: &str = "billing/collection/calls.rs";
const COLLECT: &str = "billing/collection/collect.rs";

/// Answers are lost, and nobody asks again for longer than Stripe knows a key.
pub(super) async fn late(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("link").await;
    for path in ["/v1/customers", "/v1/invoices", "/v1/refunds"] {
        life.fail("lost_answer", path).await;
    }
    life.watch().await;
    life.bill().await;
    for _ in 0..2 {
        life.work("jobs").await;
        life.pass(30).await;
    }
    life.settle().await;
    life.pay_by_link(&payer).await;
    life.settle().await;
    a_gift(life, payer, 30).await
}

/// A part of what was paid by the link goes back, tried again after so many hours: before Stripe tells of it.
async fn a_gift(life: &mut Life, payer: Payer, hours: i64) -> (Payer, End) {
    let (id, due) = due(life, &payer).await;
    life.post(Who::Platform, &format!("/v1/invoices/{id}/refunds"), &json!({"amount_minor": 50, "reason": "A gift"})).await.expect(201);
    life.work("jobs").await;
    life.pass(hours).await;
    life.work("jobs").await;
    life.settle().await;
    (payer, End { refunded: vec![50], ..paid(due) })
}

/// Processes end when an answer of Stripe's is noted, and nothing has followed from it.
pub(super) async fn noted(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("link").await;
    life.fail("too_many", "/finalize").await;
    life.cut_off(Side::After, &["COMMIT", CALLS, &step(COLLECT, "call.end(self.app, made,")]).await;
    life.bill().await;
    life.work("jobs").await;
    life.watch().await;
    life.pass(1).await;
    life.work("jobs").await;
    life.cut_off(Side::After, &["COMMIT", CALLS, &step(COLLECT, "call.end(self.app, sent,")]).await;
    life.settle().await;
    life.pay_by_link(&payer).await;
    life.settle().await;
    life.cut_off(Side::After, &["COMMIT", CALLS, &step("billing/collection/send_refund.rs", "call.end(app, asked,")]).await;
    a_gift(life, payer, 1).await
}

/// Somebody else finalizes the invoice and pays it, each just before we would.
pub(super) async fn faster(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("link").await;
    life.watch().await;
    life.bill().await;
    for path in ["/finalize", "/send"] {
        let fault = json!({"what": "slow", "method": "POST", "path": path, "ms": 2_000});
        life.stripe.control("faults", &fault).await.expect("a fault");
    }
    life.jobs_beside(async |stripe| {
        let invoice = under_way(stripe, "/finalize").await;
        call_stripe(stripe, "POST", &format!("/v1/invoices/{}/finalize", text(&invoice["id"])), "").await;
        let invoice = under_way(stripe, "/send").await;
        fill(text(&invoice["hosted_invoice_url"]), "card", VISA).await;
    })
    .await;
    life.settle().await;
    life.pay_by_link(&payer).await;
    life.settle().await;
    let (_, due) = due(life, &payer).await;
    (payer, paid(due))
}

/// The invoice at Stripe, once a call of ours that ends so has come.
async fn under_way(stripe: &Stripe, path: &str) -> Value {
    let patience = Duration::from_secs(120);
    stripe.wait_for_call(path, false, patience).await.expect("the call comes");
    stripe.told("invoices").await.expect("invoices")[0].clone()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// The saved card is gone at Stripe, which we have not heard of. The invoice is paid by its link instead.
pub(super) async fn gone_card(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("card").await;
    life.save(&payer, VISA).await;
    life.unheard(async |stripe| {
        let customer = stripe.told("customers").await.expect("customers")[0]["id"].clone();
        let cards = call_stripe(stripe, "GET", &format!("/v1/customers/{}/payment_methods", text(&customer)), "").await;
        call_stripe(stripe, "POST", &format!("/v1/payment_methods/{}/detach", text(&cards["data"][0]["id"])), "").await;
    })
    .await;
    life.watch().await;
    life.bill().await;
    life.settle().await;
    life.pay_by_link(&payer).await;
    life.settle().await;
    let (_, due) = due(life, &payer).await;
    (payer, paid(due))
}

/// The customer was deleted at Stripe, which we have not heard of: another is made.
pub(super) async fn gone_customer(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("link").await;
    life.page(&payer, "card").await;
    life.settle().await;
    life.unheard(async |stripe| {
        let customer = stripe.told("customers").await.expect("customers")[0]["id"].clone();
        call_stripe(stripe, "DELETE", &format!("/v1/customers/{}", text(&customer)), "").await;
    })
    .await;
    life.watch().await;
    life.bill().await;
    life.settle().await;
    life.pay_by_link(&payer).await;
    life.settle().await;
    let (_, due) = due(life, &payer).await;
    (payer, paid(due))
}

/// A link is paid and we are not told; the daily look finds it.
pub(super) async fn unheard(life: &mut Life) -> (Payer, End) {
    let (payer, _, due) = sent(life).await;
    life.look_away().await;
    let url = life.invoice(&payer).await["collection"]["url"].as_str().expect("a link").to_owned();
    life.unheard(async |_| fill(&url, "alipay", "yes").await).await;
    life.watch().await;
    life.pass(24).await;
    life.work("look-for-events").await;
    life.settle().await;
    (payer, paid(due))
}
