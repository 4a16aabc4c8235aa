//! What tests and the demo ask beside the API, under `/_test/`, in JSON:
//!
//! | call | body |
//! |---|---|
//! | `GET charges`, `invoices`, `refunds`, `customers`, `requests`, `under-way`, `deliveries`, `clock` | |
//! | `POST clock` | `{"now": 1700000000}`, `{"advance": 86400}`, or `{}` for the machine's time |
//! | `POST faults`, `DELETE faults` | `{"what": "lost_answer", "method": "POST", "path": "/pay", "skip": 0, "times": 1, "ms": 0}` |
//! | `POST hook`, `DELETE hook` | `{"url": "http://...", "secrets": ["whsec_..."]}` |
//! | `POST deliveries` | `{"hold": true, "repeat": 1, "drop": 2, "delay_ms": 50, "order": "reverse"}`, from now on; `{}` for the usual |
//! | `POST deliveries/repeat`, `POST deliveries/send` | `{"event": "evt_..."}`; the second with `secret` and `signed_at`, answers with the status |
//! | `POST cards`, `POST cards/decline` | `{"customer", "card": "pm_card_visa", "default": true}`; `{"payment_method", "decline": "insufficient_funds"}` |
//! | `POST disputes`, `POST disputes/close` | `{"charge"}` or `{"invoice"}`; `{"dispute", "status": "lost"}` |
//! | `POST refunds/fail` | `{"refund": "re_..."}` |

use reqwest::Client;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::api::tick;
use super::delivery;
use super::failure::Failure;
use super::faults::Fault;
use super::outbox::{Disturbance, Hook};
use super::store::{Kind, Store};
use super::world::{Shared, World};
use super::{cards, disputes, refunds};

/// `path` is what follows `/_test/`.
pub(super) async fn call(world: &Shared, client: &Client, method: &str, path: &str, body: &[u8]) -> Result<Value, Failure> {
    if (method, path) == ("POST", "deliveries/send") {
        return send(world, client, read(body)?).await;
    }
    world
        .with(|world| match method {
            "GET" => get(world, path),
            "POST" => post(world, path, body),
            "DELETE" => delete(world, path),
            _ => None,
        })
        .unwrap_or_else(|| Err(Failure::no_route(method, path)))
}

type Answer = Option<Result<Value, Failure>>;

fn get(world: &World, path: &str) -> Answer {
    Some(Ok(match path {
        "charges" => all(&world.store, Kind::Charge),
        "invoices" => all(&world.store, Kind::Invoice),
        "refunds" => all(&world.store, Kind::Refund),
        "customers" => all(&world.store, Kind::Customer),
        "requests" => json!(world.requests),
        "under-way" => json!(world.under_way.values().collect::<Vec<_>>()),
        "deliveries" => world.store.outbox.view(),
        "clock" => json!({"now": world.store.now()}),
        _ => return None,
    }))
}

fn all(store: &Store, kind: Kind) -> Value {
    store.all(kind).cloned().collect()
}

fn post(world: &mut World, path: &str, body: &[u8]) -> Answer {
    Some(match path {
        "clock" => read(body).map(|set| set_clock(world, &set)),
        "hook" => read(body).map(|hook: Hook| {
            world.store.outbox.hook = Some(hook);
            json!({})
        }),
        "deliveries" => read(body).map(|disturbance: Disturbance| {
            world.store.outbox.disturb(disturbance);
            json!({})
        }),
        "deliveries/repeat" => read(body).and_then(|event: EventId| {
            let event = world.store.get(Kind::Event, &event.event)?.clone();
            world.store.outbox.put_once(&event);
            Ok(json!({}))
        }),
        "faults" => read(body).map(|fault: Fault| {
            world.faults.add(fault);
            json!({})
        }),
        "cards" => read(body).and_then(|card: NewCard| save_card(&mut world.store, &card)),
        "cards/decline" => {
            read(body).and_then(|decline: NewDecline| cards::demand(&mut world.store, &decline.payment_method, &decline.decline))
        }
        "disputes" => read(body).and_then(|dispute: NewDispute| open_dispute(&mut world.store, &dispute)),
        "disputes/close" => read(body).and_then(|end: EndOfDispute| disputes::close(&mut world.store, &end.dispute, &end.status)),
        "refunds/fail" => read(body).and_then(|refund: RefundId| refunds::fail(&mut world.store, &refund.refund)),
        _ => return None,
    })
}

fn delete(world: &mut World, path: &str) -> Answer {
    match path {
        "faults" => world.faults.clear(),
        "hook" => world.store.outbox.hook = None,
        "requests" => world.requests.clear(),
        _ => return None,
    }
    Some(Ok(json!({})))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|error| Failure::request(error.to_string(), None))
}

/// Stands at `now`; goes on by `advance` seconds; goes with the machine again where neither is said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetClock {
    now: Option<i64>,
    advance: Option<i64>,
}

fn set_clock(world: &mut World, set: &SetClock) -> Value {
    let moment = set.now.or_else(|| set.advance.map(|seconds| world.store.now() + seconds));
    world.store.clock.set(moment);
    tick(world);
    json!({"now": world.store.now()})
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EventId {
    event: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RefundId {
    refund: String,
}

/// Saves even a card that would be refused: what is wanted is what comes of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCard {
    customer: String,
    card: String,
    #[serde(default)]
    default: bool,
}

fn save_card(store: &mut Store, card: &NewCard) -> Result<Value, Failure> {
    let method = cards::save(store, &card.customer, &card.card)?;
    if card.default {
        store.change(Kind::Customer, &card.customer, |customer| {
            customer["invoice_settings"]["default_payment_method"] = method["id"].clone();
        })?;
    }
    Ok(method)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewDecline {
    payment_method: String,
    decline: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewDispute {
    charge: Option<String>,
    invoice: Option<String>,
    #[serde(default = "fraudulent")]
    reason: String,
}

fn fraudulent() -> String {
    "fraudulent".to_owned()
}

fn open_dispute(store: &mut Store, dispute: &NewDispute) -> Result<Value, Failure> {
    let of_invoice = |id: &str| {
        let charge = store.all(Kind::Charge).rev().find(|charge| charge["_played"]["invoice"] == id && charge["status"] == "succeeded");
        charge.and_then(|charge| charge["id"].as_str().map(str::to_owned))
    };
    let charge = dispute.charge.clone().or_else(|| of_invoice(dispute.invoice.as_deref()?));
    disputes::open(store, &charge.ok_or_else(|| Failure::missing("charge"))?, &dispute.reason)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndOfDispute {
    dispute: String,
    status: String,
}

/// Sends an event by hand, with another secret or as if it were signed at another time, and answers with the status that came back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ByHand {
    event: String,
    secret: Option<String>,
    signed_at: Option<i64>,
}

async fn send(world: &Shared, client: &Client, wanted: ByHand) -> Result<Value, Failure> {
    let found = world.with(|world| {
        let hook = world.store.outbox.hook.clone().ok_or_else(|| Failure::missing("hook"))?;
        Ok::<_, Failure>((hook, world.store.get(Kind::Event, &wanted.event)?.to_string().into_bytes(), world.store.now()))
    });
    let (hook, body, now) = found?;
    let secrets = wanted.secret.map_or(hook.secrets, |secret| vec![secret]);
    let header = delivery::signature(&body, &secrets, wanted.signed_at.unwrap_or(now));
    Ok(json!({"status": delivery::send(client, &hook.url, &header, body).await}))
}
