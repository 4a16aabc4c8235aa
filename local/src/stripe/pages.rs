//! The pages that Stripe shows to an institution: to save a card, to look after its cards, to pay an invoice. One form each, no script, in English or Chinese.

use serde_json::Value;

use super::api::tick;
use super::failure::Failure;
use super::form::Form;
use super::html::{self, Page, escape, money};
use super::store::{Kind, Store};
use super::words::{Language, Word};
use super::world::{Shared, World};
use super::{cards, customers, invoices, sessions};

/// What a visitor gets.
pub(super) enum Shown {
    Page(u16, String),
    To(String),
}

/// `path` begins with `/c/`, `/p/` or `/i/`; `form` is what was sent, `None` where the page is only looked at.
pub(super) fn show(world: &Shared, path: &str, language: Option<&str>, form: Option<&Form>) -> Shown {
    world.with(|world| {
        tick(world);
        let shown = visit(world, path, language, form);
        if form.is_some() {
            world.keep();
        }
        shown
    })
}

fn visit(world: &mut World, path: &str, language: Option<&str>, form: Option<&Form>) -> Shown {
    let store = &mut world.store;
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let shown = match parts.as_slice() {
        ["c", id] => checkout(store, id, language, form),
        ["p", id] => portal(store, id, language, form),
        ["i", id] | ["i", id, "pdf"] => invoice(store, id, language, form),
        _ => Err(Failure::no_route("GET", path)),
    };
    shown.unwrap_or_else(|failure| {
        let language = Language::of(language, None);
        let closed = Page { title: language.say(Word::Closed), body: format!("<p>{}</p>", language.say(Word::ClosedBecause)), language };
        Shown::Page(if failure.status == 404 { 404 } else { 410 }, closed.html())
    })
}

fn checkout(store: &mut Store, id: &str, language: Option<&str>, form: Option<&Form>) -> Result<Shown, Failure> {
    let session = sessions::get(store, id)?;
    if session["status"] != "open" {
        return Err(Failure::state("checkout_session_not_open", "This page is no longer open."));
    }
    let language = Language::of(language, session["locale"].as_str());
    let problem = match form {
        None => None,
        Some(form) => {
            match given_card(form, language).and_then(|card| sessions::complete(store, id, card).map_err(|no| language.refusal(&no))) {
                Ok(address) => return Ok(Shown::To(address)),
                Err(problem) => Some(problem),
            }
        }
    };
    let customer = store.get(Kind::Customer, session["customer"].as_str().unwrap_or_default())?;
    let body = format!(
        "{}<p class=lead>{}</p>{}{}",
        html::who(customer),
        language.say(Word::SaveCardLead),
        html::card_form(language, language.say(Word::SaveCard), problem.as_deref(), form.and_then(|form| form.text("card"))),
        html::back(session["cancel_url"].as_str(), language),
    );
    let page = Page { title: language.say(Word::SaveCard), body, language };
    Ok(Shown::Page(200, page.html()))
}

/// The card in the form, or what its holder reads.
fn given_card(form: &Form, language: Language) -> Result<&'static str, String> {
    cards::of_number(form.text("card").unwrap_or_default()).map_err(|_| language.say(Word::NoTestCard).to_owned())
}

fn portal(store: &mut Store, id: &str, language: Option<&str>, form: Option<&Form>) -> Result<Shown, Failure> {
    let session = sessions::portal(store, id)?;
    let customer = session["customer"].as_str().unwrap_or_default().to_owned();
    let language = Language::of(language, session["locale"].as_str());
    let problem = form.and_then(|form| change_cards(store, &customer, form, language).err());
    if form.is_some() && problem.is_none() {
        return Ok(Shown::To(format!("{}/p/{id}", store.url)));
    }
    let customer = customers::living(store, &customer)?;
    let default = &customer["invoice_settings"]["default_payment_method"];
    let mut rows = String::new();
    for method in store.all(Kind::PaymentMethod).filter(|method| method["customer"] == customer["id"]) {
        rows.push_str(&html::saved_card(method, method["id"] == *default, language));
    }
    if rows.is_empty() {
        rows = format!("<li class=none>{}</li>", language.say(Word::NoCards));
    }
    let body = format!(
        "{}<ul class=cards>{rows}</ul><h2>{}</h2>{}{}",
        html::who(&customer),
        language.say(Word::AddCard),
        html::card_form(language, language.say(Word::SaveCard), problem.as_deref(), None),
        html::back(session["return_url"].as_str(), language),
    );
    Ok(Shown::Page(200, Page { title: language.say(Word::YourCards), body, language }.html()))
}

fn change_cards(store: &mut Store, customer: &str, form: &Form, language: Language) -> Result<(), String> {
    let theirs = |store: &Store, id: &str| store.get(Kind::PaymentMethod, id).is_ok_and(|method| method["customer"] == customer);
    let said = |failure: Failure| language.refusal(&failure);
    if let Some(id) = form.text("remove").filter(|id| theirs(store, id)) {
        return cards::detach(store, id).map(drop).map_err(said);
    }
    if let Some(id) = form.text("default").filter(|id| theirs(store, id)) {
        return make_default(store, customer, id).map_err(said);
    }
    let card = given_card(form, language)?;
    cards::on_saving(card).map_err(said)?;
    let method = cards::save(store, customer, card).map_err(said)?;
    make_default(store, customer, method["id"].as_str().unwrap_or_default()).map_err(said)
}

fn make_default(store: &mut Store, customer: &str, method: &str) -> Result<(), Failure> {
    let encoded = form_urlencoded::Serializer::new(String::new()).append_pair("invoice_settings[default_payment_method]", method).finish();
    customers::update(store, customer, &Form::parse(&[encoded.as_bytes()])?).map(drop)
}

fn invoice(store: &mut Store, id: &str, language: Option<&str>, form: Option<&Form>) -> Result<Shown, Failure> {
    let found = invoices::get(store, id)?;
    if found["status"] == "draft" || found["status"] == "void" {
        return Err(Failure::state("invoice_not_payable", "This invoice cannot be paid."));
    }
    let language = Language::of(language, None);
    let problem = form.and_then(|form| pay(store, &found, form, language).err());
    if form.is_some() && problem.is_none() {
        return Ok(Shown::To(format!("{}/i/{id}", store.url)));
    }
    let paid = found["status"] == "paid";
    let ending = if paid {
        format!("<p class=paid>{}</p>", language.say(Word::Paid))
    } else {
        let amount = money(&found["amount_due"], &found["currency"]);
        let alipay =
            found["payment_settings"]["payment_method_types"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "alipay"));
        let alipay = if alipay { html::alipay_form(language) } else { String::new() };
        let label = format!("{} {amount}", language.say(Word::Pay));
        format!("{}{alipay}", html::card_form(language, &label, problem.as_deref(), None))
    };
    let body = format!("{}{}{ending}", html::who_of_invoice(&found), html::lines(&found, language));
    let title = format!("{} {}", language.say(Word::Invoice), found["number"].as_str().unwrap_or_default());
    Ok(Shown::Page(200, Page { title: &escape(&title), body, language }.html()))
}

/// Alipay always pays; a card as it does elsewhere, with its holder there to confirm.
fn pay(store: &mut Store, invoice: &Value, form: &Form, language: Language) -> Result<(), String> {
    let said = |failure: Failure| language.refusal(&failure);
    let id = invoice["id"].as_str().unwrap_or_default();
    invoices::payable(store, id).map_err(said)?;
    let card = if form.text("alipay").is_some() { "pm_card_visa" } else { given_card(form, language)? };
    let method = cards::make(store, None, card).map_err(said)?;
    let kind = if form.text("alipay").is_some() { "alipay" } else { "card" };
    let method = store.change(Kind::PaymentMethod, method["id"].as_str().unwrap_or_default(), |method| {
        if kind == "alipay" {
            method["type"] = "alipay".into();
            method["card"] = Value::Null;
        }
    });
    invoices::take(store, id, &method.map_err(said)?, true).map(drop).map_err(said)
}
