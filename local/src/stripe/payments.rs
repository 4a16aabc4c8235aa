//! Payments of invoices: intents, and the charges that are made for them. A charge is the only thing here that takes money.

use serde_json::{Value, json};

use super::cards::{self, Verdict};
use super::disputes;
use super::failure::Failure;
use super::store::{Kind, Store};

/// The way in which an invoice waits for its money.
pub(super) fn open(store: &mut Store, invoice: &Value) {
    let amount = &invoice["amount_due"];
    let intent = store.add(
        Kind::PaymentIntent,
        json!({
            "amount": amount, "amount_received": 0, "currency": invoice["currency"], "customer": invoice["customer"], "status": "requires_payment_method",
            "capture_method": "automatic", "confirmation_method": "automatic", "latest_charge": null, "last_payment_error": null, "metadata": {},
            "payment_method": null, "payment_method_types": ["card"], "client_secret": null, "canceled_at": null, "next_action": null,
        }),
    );
    store.add(
        Kind::InvoicePayment,
        json!({
            "amount_paid": null, "amount_requested": amount, "currency": invoice["currency"], "invoice": invoice["id"], "is_default": true,
            "payment": {"type": "payment_intent", "payment_intent": intent["id"]}, "status": "open",
            "status_transitions": {"canceled_at": null, "paid_at": null},
        }),
    );
}

fn waiting(store: &Store, invoice: &Value) -> Option<(String, String)> {
    let open = |payment: &&Value| payment["invoice"] == invoice["id"] && payment["status"] == "open";
    let payment = store.all(Kind::InvoicePayment).rev().find(open)?;
    Some((payment["id"].as_str()?.to_owned(), payment["payment"]["payment_intent"].as_str()?.to_owned()))
}

/// Nothing will be paid any more.
pub(super) fn cancel(store: &mut Store, invoice: &Value) {
    let now = store.now();
    let Some((payment, intent)) = waiting(store, invoice) else { return };
    let _ = store.change(Kind::InvoicePayment, &payment, |payment| {
        payment["status"] = json!("canceled");
        payment["status_transitions"]["canceled_at"] = json!(now);
    });
    let canceled = store.change(Kind::PaymentIntent, &intent, |intent| {
        intent["status"] = json!("canceled");
        intent["canceled_at"] = json!(now);
    });
    if let Ok(intent) = canceled {
        store.tell("payment_intent.canceled", &intent);
    }
}

/// Takes the money of an open invoice. `present`: the holder is there and confirms what is asked.
pub(super) fn collect(store: &mut Store, invoice: &Value, method: &Value, present: bool) -> Result<(), Failure> {
    let Some((payment, intent)) = waiting(store, invoice) else {
        return Err(Failure::state("payment_intent_unexpected_state", "There is nothing to pay."));
    };
    let verdict = match cards::verdict(method) {
        Verdict::Ask if present => Verdict::Yes,
        verdict => verdict,
    };
    let charge = charge(store, invoice, method, &intent, verdict);
    if let Err(failure) = cards::refusal(verdict, None) {
        let mut error = failure.body()["error"].take();
        error["payment_method"] = method.clone();
        let intent = store.change(Kind::PaymentIntent, &intent, |intent| {
            intent["last_payment_error"] = error;
            intent["latest_charge"] = charge["id"].clone();
        })?;
        store.tell("payment_intent.payment_failed", &intent);
        return cards::refusal(verdict, Some(&intent));
    }
    let now = store.now();
    let paid = store.change(Kind::PaymentIntent, &intent, |intent| {
        intent["status"] = json!("succeeded");
        intent["amount_received"] = intent["amount"].clone();
        intent["latest_charge"] = charge["id"].clone();
        intent["payment_method"] = method["id"].clone();
        intent["last_payment_error"] = Value::Null;
    })?;
    store.tell("payment_intent.succeeded", &paid);
    store.change(Kind::InvoicePayment, &payment, |payment| {
        payment["status"] = json!("paid");
        payment["amount_paid"] = payment["amount_requested"].clone();
        payment["status_transitions"]["paid_at"] = json!(now);
    })?;
    if verdict == Verdict::Disputed {
        disputes::open(store, charge["id"].as_str().unwrap_or_default(), "fraudulent")?;
    }
    Ok(())
}

/// What goes to the bank. One that must be confirmed never gets there.
fn charge(store: &mut Store, invoice: &Value, method: &Value, intent: &str, verdict: Verdict) -> Value {
    if verdict == Verdict::Ask {
        return json!({"id": null});
    }
    let failure = cards::refusal(verdict, None).err().map(|failure| failure.body()["error"].take());
    let status = if failure.is_some() { "failed" } else { "succeeded" };
    let failure = failure.unwrap_or_default();
    let charge = store.add(
        Kind::Charge,
        json!({
            "amount": invoice["amount_due"], "amount_captured": if status == "failed" { json!(0) } else { invoice["amount_due"].clone() },
            "amount_refunded": 0, "captured": status == "succeeded", "currency": invoice["currency"], "customer": invoice["customer"],
            "disputed": false, "failure_code": failure["code"], "failure_message": failure["message"], "metadata": {}, "paid": status == "succeeded",
            "outcome": {"network_status": if status == "failed" { "declined_by_network" } else { "approved_by_network" }, "reason": failure["decline_code"]},
            "payment_intent": intent, "payment_method": method["id"], "payment_method_details": {"type": method["type"], "card": method["card"]},
            "refunded": false, "status": status, "_played": {"invoice": invoice["id"], "card": method["_played"]["card"]},
        }),
    );
    store.tell(if status == "failed" { "charge.failed" } else { "charge.succeeded" }, &charge);
    charge
}

/// The payments of invoices, by invoice or by intent.
pub(super) fn list(store: &Store, form: &super::form::Form) -> Result<Value, Failure> {
    let (invoice, intent) = (form.text("invoice"), form.text("payment.payment_intent"));
    super::lists::page(store, Kind::InvoicePayment, form, |payment| {
        invoice.is_none_or(|id| payment["invoice"] == id) && intent.is_none_or(|id| payment["payment"]["payment_intent"] == id)
    })
}
