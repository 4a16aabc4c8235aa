//! Which call of the API is done by what.

use serde_json::Value;

use super::failure::Failure;
use super::form::Form;
use super::store::{Kind, Store};
use super::{cards, customers, disputes, invoices, lists, payments, refunds, sessions};

/// `path` is what follows `/v1/`.
pub(super) fn call(store: &mut Store, method: &str, path: &str, form: &Form) -> Result<Value, Failure> {
    let parts: Vec<&str> = path.split('/').collect();
    let mut answer = match method {
        "GET" => get(store, &parts, form),
        "POST" => post(store, &parts, form),
        "DELETE" => delete(store, &parts),
        _ => None,
    }
    .unwrap_or_else(|| Err(Failure::no_route(method, path)))?;
    lists::expand(store, &mut answer, form)?;
    Ok(answer)
}

type Answer = Option<Result<Value, Failure>>;

fn get(store: &Store, parts: &[&str], form: &Form) -> Answer {
    Some(match parts {
        ["customers"] => {
            let email = form.text("email");
            lists::page(store, Kind::Customer, form, |customer| {
                customer["deleted"] != true && email.is_none_or(|email| customer["email"] == email)
            })
        }
        ["customers", "search"] => lists::search(store, Kind::Customer, form),
        ["customers", id] => customers::get(store, id),
        ["customers", id, "payment_methods"] => cards::list(store, id, form),
        ["payment_methods", id] => cards::get(store, id),
        ["setup_intents", id] => store.get(Kind::SetupIntent, id).cloned(),
        ["payment_intents", id] => store.get(Kind::PaymentIntent, id).cloned(),
        ["charges", id] => store.get(Kind::Charge, id).cloned(),
        ["checkout", "sessions", id] => sessions::get(store, id),
        ["invoices"] => {
            let (customer, status) = (form.text("customer"), form.text("status"));
            lists::page(store, Kind::Invoice, form, |invoice| {
                customer.is_none_or(|id| invoice["customer"] == id) && status.is_none_or(|status| invoice["status"] == status)
            })
        }
        ["invoices", "search"] => lists::search(store, Kind::Invoice, form),
        ["invoices", id] => invoices::get(store, id),
        ["invoice_payments"] => payments::list(store, form),
        ["refunds"] => refunds::list(store, form),
        ["refunds", id] => refunds::get(store, id),
        ["disputes", id] => disputes::get(store, id),
        ["events"] => {
            let (one, several) = (form.text("type"), form.texts("types"));
            lists::page(store, Kind::Event, form, |event| {
                one.is_none_or(|one| event["type"] == one)
                    && (several.is_empty() || several.iter().any(|what| event["type"] == what.as_str()))
            })
        }
        ["events", id] => store.get(Kind::Event, id).cloned(),
        _ => return None,
    })
}

fn post(store: &mut Store, parts: &[&str], form: &Form) -> Answer {
    Some(match parts {
        ["customers"] => customers::create(store, form),
        ["customers", id] => customers::update(store, id, form),
        ["payment_methods", id, "attach"] => cards::attach(store, id, form),
        ["payment_methods", id, "detach"] => cards::detach(store, id),
        ["checkout", "sessions"] => sessions::create(store, form),
        ["checkout", "sessions", id, "expire"] => sessions::expire(store, id),
        ["billing_portal", "sessions"] => sessions::create_portal(store, form),
        ["invoices"] => invoices::create(store, form),
        ["invoices", id, "add_lines"] => invoices::add_lines(store, id, &form.items("lines")),
        ["invoiceitems"] => invoices::add_item(store, form),
        ["invoices", id, "finalize"] => invoices::finalize(store, id),
        ["invoices", id, "pay"] => invoices::pay(store, id, form),
        ["invoices", id, "send"] => invoices::send(store, id),
        ["invoices", id, "void"] => invoices::void(store, id),
        ["invoices", id, "mark_uncollectible"] => invoices::mark_uncollectible(store, id),
        ["refunds"] => refunds::create(store, form),
        _ => return None,
    })
}

fn delete(store: &mut Store, parts: &[&str]) -> Answer {
    Some(match parts {
        ["customers", id] => customers::delete(store, id),
        ["invoices", id] => invoices::delete(store, id),
        _ => return None,
    })
}
