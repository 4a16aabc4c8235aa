//! Test cards and what becomes of a payment with each, as Stripe documents its own; and the cards that customers have saved.

use serde_json::{Value, json};

use super::customers;
use super::failure::Failure;
use super::form::Form;
use super::lists;
use super::store::{Kind, Store};

/// What a bank says to a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Yes,
    /// And the holder disputes it at once.
    Disputed,
    /// And a refund of it fails.
    NotRefundable,
    /// The holder must be there and confirm.
    Ask,
    No(&'static str, Option<&'static str>, &'static str),
}

const DECLINED: &str = "Your card was declined.";

/// Number, brand, name at Stripe, verdict on saving it, verdict on payments.
type Card = (&'static str, &'static str, &'static str, Verdict, Verdict);

const CARDS: [Card; 14] = [
    ("4242424242424242", "visa", "pm_card_visa", Verdict::Yes, Verdict::Yes),
    ("5555555555554444", "mastercard", "pm_card_mastercard", Verdict::Yes, Verdict::Yes),
    ("6200000000000005", "unionpay", "pm_card_unionpay", Verdict::Yes, Verdict::Yes),
    ("4000001560000002", "visa", "pm_card_cn", Verdict::Yes, Verdict::Yes),
    ("4000000000000341", "visa", "pm_card_chargeCustomerFail", Verdict::Yes, GENERIC),
    ("4000000000000002", "visa", "pm_card_chargeDeclined", GENERIC, GENERIC),
    ("4000000000009995", "visa", "pm_card_chargeDeclinedInsufficientFunds", FUNDS, FUNDS),
    ("4000000000000069", "visa", "pm_card_chargeDeclinedExpiredCard", EXPIRED, EXPIRED),
    ("4000000000000119", "visa", "pm_card_chargeDeclinedProcessingError", PROCESSING, PROCESSING),
    ("4000000000009987", "visa", "pm_card_chargeDeclinedLostCard", LOST, LOST),
    ("4000002760003184", "visa", "pm_card_authenticationRequired", Verdict::Yes, Verdict::Ask),
    ("4000002500003155", "visa", "pm_card_authenticationRequiredOnSetup", Verdict::Yes, Verdict::Yes),
    ("4000000000000259", "visa", "pm_card_createDispute", Verdict::Yes, Verdict::Disputed),
    ("4000000000005126", "visa", "pm_card_refundFail", Verdict::Yes, Verdict::NotRefundable),
];
const GENERIC: Verdict = Verdict::No("card_declined", Some("generic_decline"), DECLINED);
const FUNDS: Verdict = Verdict::No("card_declined", Some("insufficient_funds"), "Your card has insufficient funds.");
const EXPIRED: Verdict = Verdict::No("expired_card", None, "Your card has expired.");
const PROCESSING: Verdict =
    Verdict::No("processing_error", None, "An error occurred while processing your card. Try again in a little bit.");
const LOST: Verdict = Verdict::No("card_declined", Some("lost_card"), DECLINED);
/// What a control call may make of a saved card.
const ON_DEMAND: [(&str, Verdict); 7] = [
    ("generic_decline", GENERIC),
    ("insufficient_funds", FUNDS),
    ("expired_card", EXPIRED),
    ("processing_error", PROCESSING),
    ("lost_card", LOST),
    ("authentication_required", Verdict::Ask),
    ("none", Verdict::Yes),
];

fn of_name(name: &str) -> Result<Card, Failure> {
    CARDS.into_iter().find(|card| card.2 == name).ok_or_else(|| Failure::no_such("PaymentMethod", name))
}

/// A card by its number, spaces and all; the message for its holder where there is none.
pub(super) fn of_number(number: &str) -> Result<&'static str, &'static str> {
    let digits: String = number.chars().filter(|sign| !sign.is_whitespace()).collect();
    CARDS.iter().find(|card| card.0 == digits).map(|card| card.2).ok_or("This is no test card.")
}

/// What the bank says to keeping the card for later.
pub(super) fn on_saving(name: &str) -> Result<(), Failure> {
    refusal(of_name(name)?.3, None)
}

/// What becomes of a payment with a saved card.
pub(super) fn verdict(method: &Value) -> Verdict {
    let demanded = method["_played"]["decline"].as_str();
    let found = demanded.and_then(|wanted| ON_DEMAND.iter().find(|(name, _)| *name == wanted)).map(|(_, verdict)| *verdict);
    found.unwrap_or_else(|| of_name(method["_played"]["card"].as_str().unwrap_or_default()).map_or(Verdict::Yes, |card| card.4))
}

/// Has a saved card answer as is asked for from now on.
pub(super) fn demand(store: &mut Store, id: &str, decline: &str) -> Result<Value, Failure> {
    if !ON_DEMAND.iter().any(|(name, _)| *name == decline) {
        return Err(Failure::request(format!("No such decline: {decline}"), Some("decline")));
    }
    store.change(Kind::PaymentMethod, id, |method| method["_played"]["decline"] = json!(decline))
}

/// A refusal in Stripe's form, where the verdict is one.
pub(super) fn refusal(verdict: Verdict, intent: Option<&Value>) -> Result<(), Failure> {
    match verdict {
        Verdict::Yes | Verdict::Disputed | Verdict::NotRefundable => Ok(()),
        Verdict::Ask => {
            let message = "Your card was declined. This transaction requires authentication.";
            Err(Failure::card("authentication_required", Some("authentication_required"), message, intent))
        }
        Verdict::No(code, decline_code, message) => Err(Failure::card(code, decline_code, message, intent)),
    }
}

/// Saves a card for a customer.
pub(super) fn save(store: &mut Store, customer: &str, name: &str) -> Result<Value, Failure> {
    customers::living(store, customer)?;
    let method = make(store, Some(customer), name)?;
    store.tell("payment_method.attached", &method);
    Ok(method)
}

/// A card that is used once, where it is nobody's.
pub(super) fn make(store: &mut Store, customer: Option<&str>, name: &str) -> Result<Value, Failure> {
    let (number, brand, name, ..) = of_name(name)?;
    let country = if name.ends_with("_cn") { "CN" } else { "US" };
    Ok(store.add(
        Kind::PaymentMethod,
        json!({
            "type": "card", "customer": customer, "metadata": {}, "allow_redisplay": "always",
            "billing_details": {"address": null, "email": null, "name": null, "phone": null, "tax_id": null},
            "card": {
                "brand": brand, "last4": number.get(12..), "exp_month": 12, "exp_year": 2034, "funding": "credit", "country": country,
                "fingerprint": format!("played{number}"), "display_brand": brand,
            },
            "_played": {"card": name},
        }),
    ))
}

/// Saves one of Stripe's named test cards, as its own interface does it.
pub(super) fn attach(store: &mut Store, name: &str, form: &Form) -> Result<Value, Failure> {
    let customer = form.needed("customer")?.to_owned();
    on_saving(name)?;
    save(store, &customer, name)
}

pub(super) fn get(store: &Store, id: &str) -> Result<Value, Failure> {
    store.get(Kind::PaymentMethod, id).cloned()
}

pub(super) fn list(store: &Store, customer: &str, form: &Form) -> Result<Value, Failure> {
    customers::living(store, customer)?;
    let kind = form.text("type");
    lists::page(store, Kind::PaymentMethod, form, |method| method["customer"] == customer && kind.is_none_or(|kind| method["type"] == kind))
}

/// A card that is nobody's stays so: it cannot be used again.
pub(super) fn detach(store: &mut Store, id: &str) -> Result<Value, Failure> {
    let method = store.get(Kind::PaymentMethod, id)?;
    let Some(customer) = method["customer"].as_str().map(str::to_owned) else {
        return Err(Failure::state("payment_method_unexpected_state", "The payment method is not attached to a customer."));
    };
    let method = store.change(Kind::PaymentMethod, id, |method| method["customer"] = Value::Null)?;
    if store.get(Kind::Customer, &customer)?["invoice_settings"]["default_payment_method"] == id {
        store.change(Kind::Customer, &customer, |customer| customer["invoice_settings"]["default_payment_method"] = Value::Null)?;
    }
    store.tell("payment_method.detached", &method);
    Ok(method)
}
