//! Invoices: drafts with lines, and what they become.

use serde_json::{Value, json};

use super::customers;
use super::failure::Failure;
use super::form::Form;
use super::payments;
use super::store::{Kind, Store};

const DAY: i64 = 24 * 60 * 60;

pub(super) fn create(store: &mut Store, form: &Form) -> Result<Value, Failure> {
    let customer = customers::living(store, form.needed("customer")?)?;
    let way = form.text("collection_method").unwrap_or("charge_automatically");
    let days = form.number("days_until_due")?;
    let due = form.number("due_date")?;
    match way {
        "charge_automatically" if days.is_some() || due.is_some() => {
            return Err(Failure::request(
                "You can only specify `days_until_due` if `collection_method` is `send_invoice`.",
                Some("days_until_due"),
            ));
        }
        "send_invoice" if customer["email"].is_null() => {
            return Err(Failure::request(
                "Missing email. In order to create invoices that are sent to the customer, the customer must have a valid email.",
                None,
            ));
        }
        "send_invoice" if days.is_none() && due.is_none() => {
            return Err(Failure::request("If an invoice is sent, `days_until_due` or `due_date` is needed.", Some("days_until_due")));
        }
        "charge_automatically" | "send_invoice" => {}
        _ => return Err(Failure::request(format!("Invalid collection_method: {way}"), Some("collection_method"))),
    }
    let currency = form.text("currency").unwrap_or("usd").to_lowercase();
    let mut invoice = json!({
        "account_country": "CN", "amount_due": 0, "amount_overpaid": 0, "amount_paid": 0, "amount_remaining": 0, "amount_shipping": 0,
        "attempt_count": 0, "attempted": false, "auto_advance": form.truth("auto_advance")?.unwrap_or(false), "billing_reason": "manual",
        "collection_method": way, "currency": currency, "customer": customer["id"], "customer_email": customer["email"],
        "customer_name": customer["name"], "default_payment_method": null, "description": null, "due_date": due,
        "ending_balance": null, "footer": null, "hosted_invoice_url": null, "invoice_pdf": null, "last_finalization_error": null,
        "lines": super::lists::list(Vec::new(), false), "number": null, "parent": null,
        "payment_settings": {"payment_method_types": form.at("payment_settings.payment_method_types")},
        "starting_balance": 0, "status": "draft", "subtotal": 0, "total": 0,
        "status_transitions": {"finalized_at": null, "marked_uncollectible_at": null, "paid_at": null, "voided_at": null},
        "metadata": form.metadata(&json!({})), "_played": {"days": days, "overdue": false},
    });
    form.copy(&["description", "footer", "default_payment_method", "number"], &mut invoice);
    let invoice = store.add(Kind::Invoice, invoice);
    store.tell("invoice.created", &invoice);
    Ok(invoice)
}

pub(super) fn get(store: &Store, id: &str) -> Result<Value, Failure> {
    store.get(Kind::Invoice, id).cloned()
}

fn in_status(store: &Store, id: &str, wanted: &[&str], message: &str) -> Result<Value, Failure> {
    let invoice = get(store, id)?;
    if wanted.iter().any(|status| invoice["status"] == *status) {
        return Ok(invoice);
    }
    let status = invoice["status"].as_str().unwrap_or_default();
    Err(Failure::state("invoice_not_editable", format!("{message} (it is {status})")))
}

/// Lays lines under a draft; one whole is refused if one line is wrong.
pub(super) fn add_lines(store: &mut Store, id: &str, lines: &[Form]) -> Result<Value, Failure> {
    let invoice = in_status(store, id, &["draft"], "Finalized invoices can't be updated in this way")?;
    let (now, mut made) = (store.now(), Vec::new());
    for line in lines {
        let amount = line.number("amount")?.ok_or_else(|| Failure::missing("lines[amount]"))?;
        if line.text("currency").is_some_and(|currency| invoice["currency"] != currency) {
            return Err(Failure::request("The currency of the line is not the invoice's.", Some("currency")));
        }
        let serial = store.serial();
        made.push(json!({
            "id": format!("il_played{serial:06}"), "object": "line_item", "amount": amount, "currency": invoice["currency"],
            "description": line.text("description"), "discountable": true, "discounts": [], "invoice": id, "livemode": false,
            "metadata": line.metadata(&json!({})), "parent": null, "period": {"start": now, "end": now}, "pricing": null, "quantity": 1, "taxes": [],
        }));
    }
    let invoice = store.change(Kind::Invoice, id, |invoice| {
        if let Some(all) = invoice["lines"]["data"].as_array_mut() {
            all.extend(made);
        }
        let total: i64 = invoice["lines"]["data"].as_array().into_iter().flatten().filter_map(|line| line["amount"].as_i64()).sum();
        invoice["subtotal"] = json!(total);
        invoice["total"] = json!(total);
        invoice["amount_due"] = json!(total.max(0));
        invoice["amount_remaining"] = json!(total.max(0));
    })?;
    store.tell("invoice.updated", &invoice);
    Ok(invoice)
}

/// One line at a time, as Stripe's older calls do it.
pub(super) fn add_item(store: &mut Store, form: &Form) -> Result<Value, Failure> {
    let invoice = form.needed("invoice")?.to_owned();
    let invoice = add_lines(store, &invoice, std::slice::from_ref(form))?;
    let line = invoice["lines"]["data"].as_array().and_then(|lines| lines.last()).cloned().unwrap_or_default();
    let serial = store.serial();
    Ok(json!({
        "id": format!("ii_played{serial:06}"), "object": "invoiceitem", "amount": line["amount"], "currency": line["currency"],
        "customer": invoice["customer"], "invoice": invoice["id"], "description": line["description"], "metadata": line["metadata"],
    }))
}

pub(super) fn finalize(store: &mut Store, id: &str) -> Result<Value, Failure> {
    let draft = in_status(store, id, &["draft"], "This invoice is already finalized, you can't re-finalize a non-draft invoice.")?;
    customers::living(store, draft["customer"].as_str().unwrap_or_default())?;
    let (now, serial) = (store.now(), store.serial());
    let url = format!("{}/i/{id}", store.url);
    let invoice = store.change(Kind::Invoice, id, |invoice| {
        invoice["status"] = json!("open");
        invoice["status_transitions"]["finalized_at"] = json!(now);
        if invoice["number"].is_null() {
            invoice["number"] = json!(format!("PLAYED-{serial:04}"));
        }
        if let Some(days) = invoice["_played"]["days"].as_i64() {
            invoice["due_date"] = json!(now + days * DAY);
        }
        invoice["hosted_invoice_url"] = json!(url);
        invoice["invoice_pdf"] = json!(format!("{url}/pdf"));
    })?;
    store.tell("invoice.finalized", &invoice);
    if invoice["amount_due"] == 0 {
        return paid(store, id, false);
    }
    payments::open(store, &invoice);
    Ok(invoice)
}

pub(super) fn pay(store: &mut Store, id: &str, form: &Form) -> Result<Value, Failure> {
    let invoice = payable(store, id)?;
    if form.truth("paid_out_of_band")? == Some(true) {
        payments::cancel(store, &invoice);
        return paid(store, id, true);
    }
    let customer = customers::living(store, invoice["customer"].as_str().unwrap_or_default())?;
    let wanted = form.text("payment_method").map(|id| json!(id));
    let candidates =
        [wanted, Some(invoice["default_payment_method"].clone()), Some(customer["invoice_settings"]["default_payment_method"].clone())];
    let method = candidates.into_iter().flatten().find(|method| !method.is_null());
    let Some(method) = method.as_ref().and_then(Value::as_str) else {
        let message = "There is no `default_payment_method` set on this Customer or Invoice. Please set one.";
        return Err(Failure::state("resource_missing", message));
    };
    let method = store.get(Kind::PaymentMethod, method)?.clone();
    if method["customer"] != invoice["customer"] {
        return Err(Failure::state("payment_method_unexpected_state", "The payment method does not belong to the customer."));
    }
    take(store, id, &method, form.truth("off_session")? == Some(false))
}

pub(super) fn payable(store: &Store, id: &str) -> Result<Value, Failure> {
    let invoice = get(store, id)?;
    match invoice["status"].as_str().unwrap_or_default() {
        "open" | "uncollectible" => Ok(invoice),
        "paid" => Err(Failure::state("invoice_already_paid", "Invoice is already paid")),
        status => Err(Failure::state("invoice_not_payable", format!("Invoice cannot be paid: it is {status}"))),
    }
}

/// Tries one card.
pub(super) fn take(store: &mut Store, id: &str, method: &Value, present: bool) -> Result<Value, Failure> {
    let invoice = store.change(Kind::Invoice, id, |invoice| {
        invoice["attempted"] = json!(true);
        invoice["attempt_count"] = json!(invoice["attempt_count"].as_i64().unwrap_or_default() + 1);
    })?;
    let Err(failure) = payments::collect(store, &invoice, method, present) else { return paid(store, id, false) };
    store.tell("invoice.payment_failed", &invoice);
    if failure.body()["error"]["code"] == "authentication_required" {
        store.tell("invoice.payment_action_required", &invoice);
    }
    Err(failure)
}

/// What was paid elsewhere changes nothing but the status.
fn paid(store: &mut Store, id: &str, elsewhere: bool) -> Result<Value, Failure> {
    let now = store.now();
    let invoice = store.change(Kind::Invoice, id, |invoice| {
        invoice["status"] = json!("paid");
        invoice["attempted"] = json!(true);
        invoice["status_transitions"]["paid_at"] = json!(now);
        if !elsewhere {
            invoice["amount_paid"] = invoice["amount_due"].clone();
            invoice["amount_remaining"] = json!(0);
        }
    })?;
    store.tell("invoice.paid", &invoice);
    store.tell("invoice.payment_succeeded", &invoice);
    Ok(invoice)
}

/// No mail is sent in test mode.
pub(super) fn send(store: &mut Store, id: &str) -> Result<Value, Failure> {
    let invoice = in_status(store, id, &["open"], "You can only send open invoices.")?;
    if invoice["collection_method"] != "send_invoice" {
        return Err(Failure::state("invoice_not_sendable", "Only invoices of the collection method send_invoice are sent."));
    }
    store.tell("invoice.sent", &invoice);
    Ok(invoice)
}

pub(super) fn void(store: &mut Store, id: &str) -> Result<Value, Failure> {
    let invoice = in_status(store, id, &["open", "uncollectible"], "You can only pass in open invoices.")?;
    payments::cancel(store, &invoice);
    end(store, id, "void", "voided_at", "invoice.voided")
}

pub(super) fn mark_uncollectible(store: &mut Store, id: &str) -> Result<Value, Failure> {
    in_status(store, id, &["open"], "You can only mark open invoices uncollectible.")?;
    end(store, id, "uncollectible", "marked_uncollectible_at", "invoice.marked_uncollectible")
}

fn end(store: &mut Store, id: &str, status: &str, moment: &str, event: &str) -> Result<Value, Failure> {
    let now = store.now();
    let invoice = store.change(Kind::Invoice, id, |invoice| {
        invoice["status"] = json!(status);
        invoice["status_transitions"][moment] = json!(now);
    })?;
    store.tell(event, &invoice);
    Ok(invoice)
}

/// A draft leaves nothing behind.
pub(super) fn delete(store: &mut Store, id: &str) -> Result<Value, Failure> {
    let invoice = in_status(store, id, &["draft"], "You can only delete draft invoices.")?;
    store.remove(Kind::Invoice, id);
    store.tell("invoice.deleted", &invoice);
    Ok(json!({"id": id, "object": "invoice", "deleted": true}))
}

/// Says once of each open invoice that its day is over.
pub(super) fn notice_overdue(store: &mut Store) {
    let now = store.now();
    let late = |invoice: &&Value| {
        invoice["status"] == "open" && invoice["_played"]["overdue"] == false && invoice["due_date"].as_i64().is_some_and(|due| due < now)
    };
    let late: Vec<String> = store.all(Kind::Invoice).filter(late).filter_map(|invoice| Some(invoice["id"].as_str()?.to_owned())).collect();
    for id in late {
        if let Ok(invoice) = store.change(Kind::Invoice, &id, |invoice| invoice["_played"]["overdue"] = json!(true)) {
            store.tell("invoice.overdue", &invoice);
        }
    }
}
