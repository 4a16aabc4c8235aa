//! What the played Stripe knows: its objects as the JSON in which they are told, by kind and in the order in which they were made.
//!
//! Of each kind the newest are kept. The whole can be written to a file, so that a demo finds its customers again.

use std::collections::{BTreeMap, HashMap};

use rand::distr::{Alphanumeric, SampleString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::clock::Clock;
use super::failure::Failure;
use super::idempotency::Keys;
use super::outbox::Outbox;

/// Objects of a kind that are kept. An event holds a whole object, and there are many.
const KEPT: usize = 20_000;
const KEPT_EVENTS: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Kind {
    Charge,
    Customer,
    Dispute,
    Event,
    Invoice,
    InvoicePayment,
    PaymentIntent,
    PaymentMethod,
    PortalSession,
    Refund,
    Session,
    SetupIntent,
}

impl Kind {
    const ALL: [Self; 12] = [
        Self::Charge,
        Self::Customer,
        Self::Dispute,
        Self::Event,
        Self::Invoice,
        Self::InvoicePayment,
        Self::PaymentIntent,
        Self::PaymentMethod,
        Self::PortalSession,
        Self::Refund,
        Self::Session,
        Self::SetupIntent,
    ];

    /// The beginning of its ids, and the name of its objects.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Charge => ("ch_", "charge"),
            Self::Customer => ("cus_", "customer"),
            Self::Dispute => ("du_", "dispute"),
            Self::Event => ("evt_", "event"),
            Self::Invoice => ("in_", "invoice"),
            Self::InvoicePayment => ("inpay_", "invoice_payment"),
            Self::PaymentIntent => ("pi_", "payment_intent"),
            Self::PaymentMethod => ("pm_", "payment_method"),
            Self::PortalSession => ("bps_", "billing_portal.session"),
            Self::Refund => ("re_", "refund"),
            Self::Session => ("cs_test_", "checkout.session"),
            Self::SetupIntent => ("seti_", "setup_intent"),
        }
    }

    fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| id.starts_with(kind.names().0))
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Store {
    /// Where its pages are found, without a slash at the end.
    #[serde(skip)]
    pub(super) url: String,
    pub(super) clock: Clock,
    /// Counts whatever is made.
    serial: u64,
    shelves: BTreeMap<Kind, BTreeMap<u64, Value>>,
    /// Where each object is on its shelf.
    places: HashMap<String, u64>,
    pub(super) keys: Keys,
    #[serde(skip)]
    pub(super) outbox: Outbox,
}

impl Store {
    pub(super) fn now(&self) -> i64 {
        self.clock.now()
    }

    /// A number that nothing else has.
    pub(super) fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// Keeps a new object and gives it its id, name, time and mode.
    pub(super) fn add(&mut self, kind: Kind, mut object: Value) -> Value {
        let (prefix, name) = kind.names();
        let serial = self.serial();
        let id = format!("{prefix}{}{serial:06}", Alphanumeric.sample_string(&mut rand::rng(), 12));
        object["id"] = json!(id);
        object["object"] = json!(name);
        // Refunds say it by their charges.
        if kind != Kind::Refund {
            object["livemode"] = json!(false);
        }
        object["created"] = json!(self.now());
        let shelf = self.shelves.entry(kind).or_default();
        shelf.insert(serial, object.clone());
        self.places.insert(id, serial);
        if shelf.len() > if kind == Kind::Event { KEPT_EVENTS } else { KEPT }
            && let Some((_, oldest)) = shelf.pop_first()
        {
            self.places.remove(oldest["id"].as_str().unwrap_or_default());
        }
        object
    }

    pub(super) fn get(&self, kind: Kind, id: &str) -> Result<&Value, Failure> {
        let found = self.places.get(id).and_then(|place| self.shelves.get(&kind)?.get(place));
        found.ok_or_else(|| Failure::no_such(kind.names().1, id))
    }

    /// Changes an object and returns it as it is then.
    pub(super) fn change(&mut self, kind: Kind, id: &str, change: impl FnOnce(&mut Value)) -> Result<Value, Failure> {
        let place = self.places.get(id).copied().unwrap_or_default();
        let found = self.shelves.get_mut(&kind).and_then(|shelf| shelf.get_mut(&place));
        let object = found.ok_or_else(|| Failure::no_such(kind.names().1, id))?;
        change(object);
        Ok(object.clone())
    }

    pub(super) fn remove(&mut self, kind: Kind, id: &str) {
        if let (Some(place), Some(shelf)) = (self.places.remove(id), self.shelves.get_mut(&kind)) {
            shelf.remove(&place);
        }
    }

    /// All of a kind, the oldest first.
    pub(super) fn all(&self, kind: Kind) -> impl DoubleEndedIterator<Item = &Value> {
        self.shelves.get(&kind).into_iter().flat_map(BTreeMap::values)
    }

    /// The object in the place of its id, where that is one.
    pub(super) fn expanded(&self, id: &str) -> Option<Value> {
        self.get(Kind::of_id(id)?, id).ok().cloned()
    }

    /// Says that something happened, to whoever lists events and to whoever is called.
    pub(super) fn tell(&mut self, what: &str, object: &Value) {
        let event = json!({
            "type": what, "api_version": super::VERSION, "data": {"object": without_ours(object.clone())}, "pending_webhooks": 1, "request": {"id": null},
        });
        let event = self.add(Kind::Event, event);
        self.outbox.put(&event);
    }
}

/// What only we know of an object stays here.
pub(super) fn without_ours(mut value: Value) -> Value {
    match &mut value {
        Value::Object(map) => {
            map.remove("_played");
            map.values_mut().for_each(|inner| *inner = without_ours(inner.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| *inner = without_ours(inner.take())),
        _ => {}
    }
    value
}
