//! Money that goes back.

use serde_json::{Value, json};

use super::{
    super::life::{Life, Payer, VISA, Who, call_stripe},
    End, due, paid,
};
use crate::support::Home;

/// An institution whose invoice was charged to its card, and what that was.
async fn paid_by_card(life: &mut Life) -> (Payer, String, i64) {
    let payer = life.payer("card").await;
    life.save(&payer, VISA).await;
    life.bill().await;
    life.settle().await;
    let (id, due) = due(life, &payer).await;
    (payer, id, due)
}

/// Two persons disagree about a refund and agree about the next.
pub(super) async fn refund(life: &mut Life) -> (Payer, End) {
    let (payer, id, due) = paid_by_card(life).await;
    let one = life.app.session(Home::PLATFORM, "platform_admin").await;
    let other = life.app.session(Home::PLATFORM, "platform_admin").await;
    life.watch().await;
    for verdict in ["reject", "approve"] {
        let body = json!({"amount_minor": 300, "reason": "Lessons that did not take place"});
        let asked = life.post(Who::Person(&one), &format!("/v1/invoices/{id}/refunds"), &body).await.expect(201);
        assert_eq!(asked["status"], "waiting");
        life.post(Who::Person(&other), &format!("/v1/refunds/{}/{verdict}", asked.id()), &Value::Null).await.expect(200);
    }
    life.settle().await;
    (payer, End { refunded: vec![300], ..paid(due) })
}

/// All was sent back at Stripe, where somebody did it by hand; before that is told, a refund of ours is asked for, which Stripe refuses.
pub(super) async fn foreign(life: &mut Life) -> (Payer, End) {
    let (payer, id, due) = paid_by_card(life).await;
    let intent = life.at_stripe("charges").await[0]["payment_intent"].as_str().expect("an intent").to_owned();
    call_stripe(&life.stripe, "POST", "/v1/refunds", &format!("payment_intent={intent}")).await;
    life.watch().await;
    let body = json!({"amount_minor": 50, "reason": "Lessons that did not take place"});
    life.post(Who::Platform, &format!("/v1/invoices/{id}/refunds"), &body).await.expect(201);
    life.work("jobs").await;
    life.settle().await;
    (payer, End { refunded: vec![due], ..paid(due) })
}

/// A dispute is opened and lost before anybody has heard that the card was charged.
pub(super) async fn dispute(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("card").await;
    life.save(&payer, VISA).await;
    life.bill().await;
    life.stripe.control("deliveries", &json!({"hold": true, "drop": 1_000})).await.expect("dropped");
    life.fail("lost_answer", "/pay").await;
    life.work("jobs").await;
    life.stripe.control("deliveries", &json!({"hold": true})).await.expect("told again");
    let invoice = life.at_stripe("invoices").await[0]["id"].clone();
    let dispute = life.stripe.control("disputes", &json!({"invoice": invoice})).await.expect("a dispute")["id"].clone();
    life.stripe.control("disputes/close", &json!({"dispute": dispute, "status": "lost"})).await.expect("it is lost");
    life.stripe.control("deliveries", &json!({"hold": true, "order": "reverse"})).await.expect("turned round");
    life.watch().await;
    life.settle().await;
    let (_, due) = due(life, &payer).await;
    (payer, End { charged: vec![due], refunded: Vec::new(), invoice: Some(("issued", due)) })
}
