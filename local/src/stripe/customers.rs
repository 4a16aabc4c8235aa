//! Customers.

use serde_json::{Value, json};

use super::failure::Failure;
use super::form::Form;
use super::store::{Kind, Store};

const TEXTS: [&str; 6] = ["name", "email", "phone", "description", "address", "preferred_locales"];

pub(super) fn create(store: &mut Store, form: &Form) -> Result<Value, Failure> {
    let mut customer = json!({
        "address": null, "balance": 0, "currency": null, "delinquent": false, "description": null, "email": null, "name": null, "phone": null,
        "invoice_settings": {"custom_fields": null, "default_payment_method": null, "footer": null}, "preferred_locales": [],
        "shipping": null, "tax_exempt": "none",
    });
    form.copy(&TEXTS, &mut customer);
    customer["metadata"] = form.metadata(&json!({}));
    let customer = store.add(Kind::Customer, customer);
    store.tell("customer.created", &customer);
    Ok(customer)
}

pub(super) fn get(store: &Store, id: &str) -> Result<Value, Failure> {
    store.get(Kind::Customer, id).cloned()
}

pub(super) fn update(store: &mut Store, id: &str, form: &Form) -> Result<Value, Failure> {
    living(store, id)?;
    let method = form.text("invoice_settings.default_payment_method").map(str::to_owned);
    if let Some(method) = method.as_deref().filter(|method| !method.is_empty())
        && store.get(Kind::PaymentMethod, method)?["customer"] != id
    {
        return Err(Failure::state("resource_missing", format!("The customer does not have a payment method with the ID {method}.")));
    }
    let customer = store.change(Kind::Customer, id, |customer| {
        form.copy(&TEXTS, customer);
        customer["metadata"] = form.metadata(&customer["metadata"]);
        if let Some(method) = method {
            customer["invoice_settings"]["default_payment_method"] = if method.is_empty() { Value::Null } else { json!(method) };
        }
    })?;
    store.tell("customer.updated", &customer);
    Ok(customer)
}

/// What is left of a deleted customer is its id; its cards are gone.
pub(super) fn delete(store: &mut Store, id: &str) -> Result<Value, Failure> {
    let customer = living(store, id)?;
    let cards: Vec<String> = store
        .all(Kind::PaymentMethod)
        .filter(|method| method["customer"] == id)
        .filter_map(|method| Some(method["id"].as_str()?.to_owned()))
        .collect();
    for card in cards {
        store.change(Kind::PaymentMethod, &card, |method| method["customer"] = Value::Null)?;
    }
    let deleted = store.change(Kind::Customer, id, |customer| *customer = json!({"id": id, "object": "customer", "deleted": true}))?;
    store.tell("customer.deleted", &customer);
    Ok(deleted)
}

/// One that is not deleted.
pub(super) fn living(store: &Store, id: &str) -> Result<Value, Failure> {
    let customer = store.get(Kind::Customer, id)?;
    if customer["deleted"] == true {
        return Err(Failure::no_such("customer", id));
    }
    Ok(customer.clone())
}
