//! Refunds of charges.

use serde_json::{Value, json};

use super::cards::{self, Verdict};
use super::failure::Failure;
use super::form::Form;
use super::lists;
use super::store::{Kind, Store};

pub(super) fn create(store: &mut Store, form: &Form) -> Result<Value, Failure> {
    let charge = charge_of(store, form)?;
    let (whole, before) = (charge["amount_captured"].as_i64().unwrap_or_default(), charge["amount_refunded"].as_i64().unwrap_or_default());
    let left = whole - before;
    let amount = form.number("amount")?.unwrap_or(left);
    let id = charge["id"].as_str().unwrap_or_default().to_owned();
    if left == 0 {
        return Err(Failure::state("charge_already_refunded", format!("Charge {id} has already been refunded.")));
    }
    if charge["disputed"] == true {
        return Err(Failure::state("charge_disputed", format!("Charge {id} has been charged back.")));
    }
    if amount < 1 || amount > left {
        let message = format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({left})");
        return Err(Failure::state("refund_amount_invalid", message));
    }
    let mut refund = json!({
        "amount": amount, "charge": id, "currency": charge["currency"], "payment_intent": charge["payment_intent"], "reason": null,
        "status": "succeeded", "balance_transaction": null, "metadata": form.metadata(&json!({})),
    });
    form.copy(&["reason"], &mut refund);
    let refund = store.add(Kind::Refund, refund);
    let charge = store.change(Kind::Charge, &id, |charge| {
        charge["amount_refunded"] = json!(before + amount);
        charge["refunded"] = json!(before + amount == whole);
    })?;
    store.tell("refund.created", &refund);
    store.tell("charge.refunded", &charge);
    let method = store.get(Kind::PaymentMethod, charge["payment_method"].as_str().unwrap_or_default()).cloned();
    if method.is_ok_and(|method| cards::verdict(&method) == Verdict::NotRefundable) {
        return fail(store, refund["id"].as_str().unwrap_or_default()).map(|_| refund);
    }
    Ok(refund)
}

fn charge_of(store: &Store, form: &Form) -> Result<Value, Failure> {
    if let Some(id) = form.text("charge") {
        return store.get(Kind::Charge, id).cloned();
    }
    let intent = store.get(Kind::PaymentIntent, form.needed("payment_intent")?)?;
    let charge = intent["latest_charge"].as_str().filter(|_| intent["status"] == "succeeded");
    let charge = charge.ok_or_else(|| {
        Failure::state("payment_intent_unexpected_state", "This PaymentIntent does not have a successful charge to refund.")
    })?;
    store.get(Kind::Charge, charge).cloned()
}

/// The bank sends the money back: the refund has failed after all.
pub(super) fn fail(store: &mut Store, id: &str) -> Result<Value, Failure> {
    let refund = store.change(Kind::Refund, id, |refund| {
        refund["status"] = json!("failed");
        refund["failure_reason"] = json!("expired_or_canceled_card");
    })?;
    let amount = refund["amount"].as_i64().unwrap_or_default();
    store.change(Kind::Charge, refund["charge"].as_str().unwrap_or_default(), |charge| {
        charge["amount_refunded"] = json!(charge["amount_refunded"].as_i64().unwrap_or_default() - amount);
        charge["refunded"] = json!(false);
    })?;
    store.tell("refund.updated", &refund);
    store.tell("refund.failed", &refund);
    Ok(refund)
}

pub(super) fn get(store: &Store, id: &str) -> Result<Value, Failure> {
    store.get(Kind::Refund, id).cloned()
}

pub(super) fn list(store: &Store, form: &Form) -> Result<Value, Failure> {
    let (charge, intent) = (form.text("charge"), form.text("payment_intent"));
    lists::page(store, Kind::Refund, form, |refund| {
        charge.is_none_or(|id| refund["charge"] == id) && intent.is_none_or(|id| refund["payment_intent"] == id)
    })
}
