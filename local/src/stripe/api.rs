//! One call of the API, from its key to its answer: who asks, what goes wrong on demand, whether it was answered before, what is done.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hyper::HeaderMap;
use serde_json::Value;

use super::failure::Failure;
use super::faults::{Fault, What};
use super::form::Form;
use super::idempotency::{Kept, asked};
use super::store::without_ours;
use super::world::{Request, Shared, World};
use super::{invoices, routes, sessions};

/// A call, as it came.
pub(super) struct Call {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// What the caller gets.
pub(super) enum Outcome {
    Answer {
        status: u16,
        body: Vec<u8>,
        replayed: bool,
    },
    /// The connection closes.
    Cut,
}

impl Call {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Only what changes something is answered once.
    fn idempotency_key(&self) -> Option<&str> {
        self.header("idempotency-key").filter(|_| self.method == "POST")
    }
}

pub(super) async fn answer(world: &Shared, call: &Call, secret: &str) -> Outcome {
    let (fault, turn) = world.with(|world| (world.faults.take(&call.method, &call.path), world.arrived(&call.method, &call.path)));
    let fault = fault.as_ref();
    let pause = |what: What| fault.filter(|fault| fault.what == what).map(Fault::pause).unwrap_or_default();
    let outcome = match begin(world, call, secret, fault) {
        Ok(Begun::Before(kept)) => Outcome::Answer { status: kept.status, body: kept.body.into_bytes(), replayed: true },
        Ok(Begun::Cut) => Outcome::Cut,
        Ok(Begun::Now(form)) => {
            tokio::time::sleep(pause(What::Slow)).await;
            let kept = world.with(|world| {
                let kept = act(world, call, &form, fault);
                world.under_way.entry(turn).and_modify(|under_way| under_way.done = true);
                kept
            });
            Outcome::Answer { status: kept.status, body: kept.body.into_bytes(), replayed: false }
        }
        Err(failure) => Outcome::Answer { status: failure.status, body: bytes(&failure.body()), replayed: false },
    };
    tokio::time::sleep(pause(What::SlowAnswer)).await;
    let outcome = match fault.map(|fault| fault.what) {
        Some(What::LostAnswer) => Outcome::Cut,
        Some(What::Garbled) => Outcome::Answer { status: 200, body: b"<html>busy</html>".to_vec(), replayed: false },
        _ => outcome,
    };
    let status = if let Outcome::Answer { status, .. } = outcome { status } else { 0 };
    world.with(|world| {
        world.under_way.remove(&turn);
        world.remember(request(call, status));
        if call.method != "GET" {
            world.keep();
        }
    });
    outcome
}

enum Begun {
    /// It was answered before.
    Before(Kept),
    Now(Form),
    Cut,
}

/// What is decided before anything is done.
fn begin(world: &Shared, call: &Call, secret: &str, fault: Option<&Fault>) -> Result<Begun, Failure> {
    check_key(call, secret)?;
    match fault.map(|fault| fault.what) {
        Some(What::LostCall) => return Ok(Begun::Cut),
        Some(What::TooMany) => return Err(Failure::busy()),
        Some(What::Locked) => return Err(Failure::locked()),
        _ => {}
    }
    let form = Form::parse(&[call.query.as_bytes(), &call.body])?;
    let Some(key) = call.idempotency_key() else { return Ok(Begun::Now(form)) };
    let asked = asked(&call.method, &call.path, form.value());
    world.with(|world| {
        let now = world.store.now();
        Ok(world.store.keys.begin(key, asked, now)?.map_or(Begun::Now(form), Begun::Before))
    })
}

fn act(world: &mut World, call: &Call, form: &Form, fault: Option<&Fault>) -> Kept {
    tick(world);
    let what = fault.map(|fault| fault.what);
    let path = call.path.strip_prefix("/v1/").unwrap_or(&call.path);
    let done = match what {
        Some(What::ErrorBefore) => Err(Failure::internal()),
        _ => routes::call(&mut world.store, &call.method, path, form),
    };
    let done = if what == Some(What::ErrorAfter) { Err(Failure::internal()) } else { done };
    let (kept, keep) = match done {
        Ok(body) => (Kept { status: 200, body: without_ours(body).to_string() }, true),
        Err(failure) => (Kept { status: failure.status, body: without_ours(failure.body()).to_string() }, failure.kept),
    };
    if let Some(key) = call.idempotency_key() {
        if keep {
            world.store.keys.answered(key, kept.clone());
        } else {
            world.store.keys.forget(key);
        }
    }
    kept
}

/// What the time alone has changed.
pub(super) fn tick(world: &mut World) {
    sessions::notice_expired(&mut world.store);
    invoices::notice_overdue(&mut world.store);
}

fn check_key(call: &Call, secret: &str) -> Result<(), Failure> {
    let given = call.header("authorization").unwrap_or_default();
    let key = match given.split_once(' ') {
        Some(("Bearer", key)) => key.to_owned(),
        Some(("Basic", pair)) => {
            let pair = BASE64_STANDARD.decode(pair).ok().and_then(|pair| String::from_utf8(pair).ok()).unwrap_or_default();
            pair.split(':').next().unwrap_or_default().to_owned()
        }
        _ => return Err(Failure::key("You did not provide an API key.")),
    };
    if key == secret { Ok(()) } else { Err(Failure::key("Invalid API Key provided: sk_test_****")) }
}

fn request(call: &Call, status: u16) -> Request {
    let query = if call.query.is_empty() { String::new() } else { format!("?{}", call.query) };
    Request {
        method: call.method.clone(),
        path: format!("{}{query}", call.path),
        body: String::from_utf8_lossy(&call.body).into_owned(),
        idempotency_key: call.header("idempotency-key").map(str::to_owned),
        version: call.header("stripe-version").map(str::to_owned),
        status,
    }
}

pub(super) fn bytes(body: &Value) -> Vec<u8> {
    serde_json::to_vec(body).unwrap_or_default()
}
