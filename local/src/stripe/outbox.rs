//! Events on their way to whoever is called, and how that way is disturbed. What is sent and when is decided here; sending is in `delivery`.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::seq::SliceRandom;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Notify;

/// Tries of one event, with pauses of 1, 2, 4 ... seconds between them.
const TRIES: u32 = 8;
/// Deliveries that are remembered, and that may wait.
const REMEMBERED: usize = 5_000;

/// Who is called, and with what secret it is signed. Two secrets: one is being replaced, and both sign.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hook {
    pub url: String,
    pub secrets: Vec<String>,
}

/// How deliveries are disturbed from now on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Disturbance {
    /// Nothing is sent until this is said to be over.
    hold: bool,
    /// Each event is sent so many times more.
    repeat: u32,
    /// So many of the next events are never sent.
    drop: u32,
    delay_ms: u64,
    /// How what waits is laid once: as it is, or `reverse`, or `shuffle`.
    order: Order,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    #[default]
    AsItIs,
    Reverse,
    Shuffle,
}

/// One sending of one event.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    pub(super) body: Vec<u8>,
    event: String,
    what: String,
    tries: u32,
    due: Instant,
}

#[derive(Debug, Default)]
pub(super) struct Outbox {
    pub(super) hook: Option<Hook>,
    disturbance: Disturbance,
    waiting: VecDeque<Delivery>,
    /// One is being sent.
    sending: bool,
    past: VecDeque<Value>,
    pub(super) changed: Arc<Notify>,
}

/// What the sender is to do.
pub(super) enum Next {
    Send(Hook, Delivery),
    WaitFor(Duration),
    Nothing,
}

impl Outbox {
    pub(super) fn put(&mut self, event: &Value) {
        if self.hook.is_none() {
            return;
        }
        if self.disturbance.drop > 0 {
            self.disturbance.drop -= 1;
            self.remember(event["id"].as_str().unwrap_or_default(), event["type"].as_str().unwrap_or_default(), "dropped", None);
            return;
        }
        for _ in 0..=self.disturbance.repeat.min(100) {
            self.put_once(event);
        }
    }

    /// Sends it, whatever disturbs the others.
    pub(super) fn put_once(&mut self, event: &Value) {
        let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        let due = Instant::now() + Duration::from_millis(self.disturbance.delay_ms);
        let body = event.to_string().into_bytes();
        self.waiting.push_back(Delivery { body, event: text("id"), what: text("type"), tries: 0, due });
        self.waiting.truncate(REMEMBERED);
        self.changed.notify_one();
    }

    pub(super) fn disturb(&mut self, disturbance: Disturbance) {
        let waiting = self.waiting.make_contiguous();
        match disturbance.order {
            Order::AsItIs => {}
            Order::Reverse => waiting.reverse(),
            Order::Shuffle => waiting.shuffle(&mut rand::rng()),
        }
        self.disturbance = disturbance;
        self.changed.notify_one();
    }

    /// One at a time, so that the order is the one that was asked for.
    pub(super) fn next(&mut self) -> Next {
        let (Some(hook), false) = (self.hook.clone(), self.disturbance.hold) else { return Next::Nothing };
        let now = Instant::now();
        let Some(place) = self.waiting.iter().position(|delivery| delivery.due <= now) else {
            let soonest = self.waiting.iter().map(|delivery| delivery.due.saturating_duration_since(now)).min();
            return soonest.map_or(Next::Nothing, Next::WaitFor);
        };
        let Some(delivery) = self.waiting.remove(place) else { return Next::Nothing };
        self.sending = true;
        Next::Send(hook, delivery)
    }

    /// A delivery that was not taken is tried again.
    pub(super) fn sent(&mut self, mut delivery: Delivery, status: Option<u16>) {
        self.sending = false;
        let taken = status.is_some_and(|status| (200..300).contains(&status));
        let outcome = if taken { "delivered" } else { "failed" };
        self.remember(&delivery.event, &delivery.what, outcome, status);
        delivery.tries += 1;
        if !taken && delivery.tries < TRIES {
            delivery.due = Instant::now() + Duration::from_secs(1 << (delivery.tries - 1));
            self.waiting.push_back(delivery);
        }
    }

    pub(super) fn is_settled(&self) -> bool {
        self.hook.is_none() || (self.waiting.is_empty() && !self.sending)
    }

    pub(super) fn view(&self) -> Value {
        json!({"waiting": self.waiting.iter().map(|delivery| &delivery.event).collect::<Vec<_>>(), "past": self.past})
    }

    fn remember(&mut self, event: &str, what: &str, outcome: &str, status: Option<u16>) {
        self.past.push_back(json!({"event": event, "type": what, "outcome": outcome, "status": status}));
        while self.past.len() > REMEMBERED {
            self.past.pop_front();
        }
    }
}
