//! Invoices that are sent and charged, and what becomes of them before they are paid.

use serde_json::{Value, json};

use super::{
    super::{
        super::invoices::{seller, set_seller},
        life::{DECLINED, Life, Payer, VISA, Who, fill},
    },
    End, due, paid, unpaid,
};

/// Somebody pays by the link that was sent, and Stripe says so.
pub(super) async fn wallet(life: &mut Life) -> (Payer, End) {
    let (payer, _, due) = sent(life).await;
    life.pay_by_link(&payer).await;
    life.settle().await;
    (payer, paid(due))
}

/// An invoice is sent as a link to an institution that Stripe knows by another address.
pub(super) async fn link(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("card").await;
    life.page(&payer, "card").await;
    life.settle().await;
    life.pays(&payer, "link").await;
    life.watch().await;
    life.bill().await;
    life.settle().await;
    let (_, due) = due(life, &payer).await;
    (payer, unpaid("issued", due))
}

/// An invoice is charged to a saved card.
pub(super) async fn card(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("card").await;
    life.save(&payer, VISA).await;
    life.watch().await;
    life.bill().await;
    life.settle().await;
    let (_, due) = due(life, &payer).await;
    (payer, paid(due))
}

/// A card is saved on a page of Stripe's, and charged when it is time.
pub(super) async fn page(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("card").await;
    life.watch().await;
    life.save(&payer, VISA).await;
    life.look_away().await;
    life.bill().await;
    life.settle().await;
    let (_, due) = due(life, &payer).await;
    (payer, paid(due))
}

/// A card is declined.
pub(super) async fn declined(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("card").await;
    life.save(&payer, DECLINED).await;
    life.watch().await;
    life.bill().await;
    life.settle().await;
    let (_, due) = due(life, &payer).await;
    (payer, unpaid("issued", due))
}

/// After a card was declined another was saved, and somebody asks for it to be charged.
pub(super) async fn again(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("card").await;
    life.save(&payer, DECLINED).await;
    life.bill().await;
    life.settle().await;
    life.save(&payer, VISA).await;
    life.watch().await;
    let (id, due) = due(life, &payer).await;
    life.post(Who::Payer(&payer), &format!("/v1/invoices/{id}/pay"), &json!({})).await.expect(201);
    life.settle().await;
    (payer, paid(due))
}

/// An invoice whose link is open.
pub(super) async fn sent(life: &mut Life) -> (Payer, String, i64) {
    let payer = life.payer("link").await;
    life.bill().await;
    life.settle().await;
    let (id, due) = due(life, &payer).await;
    life.watch().await;
    (payer, id, due)
}

/// An invoice is void while its link is open: its month is a draft again.
pub(super) async fn void(life: &mut Life) -> (Payer, End) {
    let (payer, id, _) = sent(life).await;
    life.post(Who::Platform, &format!("/v1/invoices/{id}/void"), &json!({"reason": "Sent to the wrong school"})).await.expect(200);
    life.settle().await;
    (payer, unpaid("draft", 0))
}

/// A part is taken back while the link is open, and the rest is paid by the next link.
pub(super) async fn note(life: &mut Life) -> (Payer, End) {
    let (payer, id, due) = sent(life).await;
    let body = json!({"amount_minor": 100, "reason": "A broken promise"});
    life.post(Who::Platform, &format!("/v1/invoices/{id}/credit-notes"), &body).await.expect(201);
    life.settle().await;
    let invoice = life.school(&payer).get(&format!("/v1/invoices/{id}")).send().await.expect(200);
    fill(invoice["collection"]["url"].as_str().expect("a link"), "card", VISA).await;
    life.settle().await;
    let paid = life.school(&payer).get(&format!("/v1/invoices/{id}")).send().await.expect(200);
    assert_eq!((&paid["status"], &paid["due_minor"]), (&json!("paid"), &json!(0)));
    (payer, End { charged: vec![due - 100], refunded: Vec::new(), invoice: None })
}

/// An operator issues an invoice by hand, and records the transfer that has come for it.
pub(super) async fn transfer(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("link").await;
    let mut careful = seller();
    careful["approval"] = json!(true);
    set_seller(&life.app, &careful).await;
    life.watch().await;
    life.bill().await;
    let id = life.invoice(&payer).await.id();
    let issued = life.post(Who::Platform, &format!("/v1/invoices/{id}/issue"), &Value::Null).await.expect(200);
    let body = json!({"amount_minor": issued["due_minor"], "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04"});
    life.post(Who::Platform, &format!("/v1/invoices/{id}/payments"), &body).await.expect(201);
    life.settle().await;
    (payer, unpaid("paid", 0))
}

/// An invoice is void while Stripe has but a draft of it.
pub(super) async fn draft(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("link").await;
    life.fail("too_many", "/add_lines").await;
    life.watch().await;
    life.bill().await;
    life.work("jobs").await;
    let (id, _) = due(life, &payer).await;
    life.post(Who::Platform, &format!("/v1/invoices/{id}/void"), &json!({"reason": "Sent to the wrong school"})).await.expect(200);
    life.settle().await;
    (payer, unpaid("draft", 0))
}

/// A person looks after the cards, and removes one.
pub(super) async fn removed(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("transfer").await;
    life.save(&payer, VISA).await;
    life.watch().await;
    let portal = life.page(&payer, "portal").await;
    assert!(portal["url"].is_string(), "{}", portal.text());
    let card =
        life.school(&payer).get("/v1/payment-methods").send().await.expect(200)["items"][0]["id"].as_str().expect("a card").to_owned();
    life.delete(Who::Payer(&payer), &format!("/v1/payment-methods/{card}")).await.expect(204);
    life.settle().await;
    (payer, End { charged: Vec::new(), refunded: Vec::new(), invoice: None })
}

/// One credit is taken back, one is lost with its time, and one is used.
pub(super) async fn credits(life: &mut Life) -> (Payer, End) {
    let payer = life.payer("transfer").await;
    life.watch().await;
    let mut granted = Vec::new();
    for expires_on in [Value::Null, json!("2026-09-20"), json!("2026-10-31")] {
        let body = json!({"tenant_id": payer.id, "amount_minor": 500, "currency": "CNY", "reason": "A gift", "expires_on": expires_on});
        granted.push(life.post(Who::Platform, "/v1/platform/credits", &body).await.expect(201).id());
    }
    life.post(Who::Platform, &format!("/v1/platform/credits/{}/revoke", granted[0]), &json!({"reason": "Wrong school"})).await.expect(200);
    life.bill().await;
    life.work("expire-credits").await;
    life.settle().await;
    let (_, due) = due(life, &payer).await;
    (payer, unpaid("issued", due - 500))
}
