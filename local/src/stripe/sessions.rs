//! Sessions of pages: one to save a card, one to look after one's cards.

use serde_json::{Value, json};

use super::cards;
use super::customers;
use super::failure::Failure;
use super::form::Form;
use super::store::{Kind, Store};

/// How long a page to save a card is open.
const OPEN_SECONDS: i64 = 24 * 60 * 60;
/// How long an address of the portal is good.
const PORTAL_SECONDS: i64 = 60 * 60;

pub(super) fn create(store: &mut Store, form: &Form) -> Result<Value, Failure> {
    let mode = form.needed("mode")?;
    if mode != "setup" {
        return Err(Failure::request("Only setup is played.", Some("mode")));
    }
    let customer = customers::living(store, form.needed("customer")?)?;
    form.needed("success_url")?;
    if form.text("currency").is_none() && form.texts("payment_method_types").is_empty() {
        return Err(Failure::missing("currency"));
    }
    let expires = form.number("expires_at")?.unwrap_or(store.now() + OPEN_SECONDS);
    let intent = store.add(
        Kind::SetupIntent,
        json!({
            "customer": customer["id"], "status": "requires_payment_method", "payment_method": null, "usage": "off_session", "last_setup_error": null,
            "metadata": form.at("setup_intent_data.metadata").cloned().unwrap_or_else(|| json!({})), "payment_method_types": ["card"],
        }),
    );
    let mut session = json!({
        "mode": mode, "status": "open", "customer": customer["id"], "setup_intent": intent["id"], "payment_status": "no_payment_required",
        "expires_at": expires, "url": null, "success_url": null, "cancel_url": null, "locale": null, "currency": null, "client_reference_id": null,
        "metadata": form.metadata(&json!({})), "payment_intent": null, "invoice": null, "subscription": null, "amount_total": null,
    });
    form.copy(&["success_url", "cancel_url", "locale", "currency", "client_reference_id"], &mut session);
    let session = store.add(Kind::Session, session);
    let id = session["id"].as_str().unwrap_or_default().to_owned();
    let url = format!("{}/c/{id}", store.url);
    store.change(Kind::Session, &id, |session| session["url"] = json!(url))
}

pub(super) fn get(store: &Store, id: &str) -> Result<Value, Failure> {
    store.get(Kind::Session, id).cloned()
}

pub(super) fn expire(store: &mut Store, id: &str) -> Result<Value, Failure> {
    if get(store, id)?["status"] != "open" {
        return Err(Failure::state("checkout_session_not_open", "Only open sessions can be expired."));
    }
    let session = store.change(Kind::Session, id, |session| {
        session["status"] = json!("expired");
        session["url"] = Value::Null;
    })?;
    store.tell("checkout.session.expired", &session);
    Ok(session)
}

/// Expires what was left open.
pub(super) fn notice_expired(store: &mut Store) {
    let now = store.now();
    let over = |session: &&Value| session["status"] == "open" && session["expires_at"].as_i64().is_some_and(|end| end <= now);
    let over: Vec<String> = store.all(Kind::Session).filter(over).filter_map(|session| Some(session["id"].as_str()?.to_owned())).collect();
    for id in over {
        let _ = expire(store, &id);
    }
}

/// The visitor gave a card. Where to send them then.
pub(super) fn complete(store: &mut Store, id: &str, card: &str) -> Result<String, Failure> {
    let session = get(store, id)?;
    if session["status"] != "open" {
        return Err(Failure::state("checkout_session_not_open", "This page is no longer open."));
    }
    let text = |name: &str| session[name].as_str().unwrap_or_default().to_owned();
    cards::on_saving(card)?;
    let method = cards::save(store, &text("customer"), card)?;
    let intent = store.change(Kind::SetupIntent, &text("setup_intent"), |intent| {
        intent["status"] = json!("succeeded");
        intent["payment_method"] = method["id"].clone();
    })?;
    store.tell("setup_intent.succeeded", &intent);
    let session = store.change(Kind::Session, id, |session| {
        session["status"] = json!("complete");
        session["url"] = Value::Null;
    })?;
    store.tell("checkout.session.completed", &session);
    Ok(text("success_url").replace("{CHECKOUT_SESSION_ID}", id))
}

pub(super) fn create_portal(store: &mut Store, form: &Form) -> Result<Value, Failure> {
    let customer = customers::living(store, form.needed("customer")?)?;
    let mut session = json!({"customer": customer["id"], "configuration": "bpc_played", "flow": null, "on_behalf_of": null, "locale": null, "return_url": null});
    form.copy(&["locale", "return_url"], &mut session);
    let session = store.add(Kind::PortalSession, session);
    let id = session["id"].as_str().unwrap_or_default().to_owned();
    let url = format!("{}/p/{id}", store.url);
    store.change(Kind::PortalSession, &id, |session| session["url"] = json!(url))
}

/// One whose address is still good.
pub(super) fn portal(store: &Store, id: &str) -> Result<Value, Failure> {
    let session = store.get(Kind::PortalSession, id)?;
    if session["created"].as_i64().unwrap_or_default() + PORTAL_SECONDS <= store.now() {
        return Err(Failure::state("portal_session_expired", "This page is no longer open."));
    }
    Ok(session.clone())
}
