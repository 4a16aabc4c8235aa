//! Limits on requests: per client address before anybody is recognised, per caller after; said in `RateLimit-Policy` and `RateLimit`
//! (IETF draft-ietf-httpapi-ratelimit-headers-11).
//!
//! Counted in this replica's memory in windows of a minute: a limit protects a replica from one client, and a shared count would cost a write a
//! request. Log-in attempts, which must hold across replicas and restarts, are counted in Postgres; see `sessions`.

use std::{
    collections::HashMap,
    fmt::Write,
    hash::{BuildHasher, Hash, RandomState},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, request::Parts};
use ipnet::IpNet;

use super::{address::client_address, problem::ApiError, problems::Problem};
use crate::config::RateLimits;

const WINDOW: Duration = Duration::from_secs(60);
/// Most clients that are counted at once, each in some 40 bytes. One who is new beyond that waits for the window's end: whoever commands so many
/// addresses would else make every count start again by pushing the others out.
const CLIENTS_MAX: usize = 200_000;

/// The counters of this replica.
#[derive(Debug)]
pub struct Limiter {
    limits: RateLimits,
    /// Keyed by chance, so that nobody can choose who is counted with them.
    hasher: RandomState,
    counters: Mutex<Counters>,
}

#[derive(Debug)]
struct Counters {
    by_client: HashMap<u64, Counter>,
    swept: Instant,
}

impl Counters {
    /// Counts one more, of a new window where the last has ended.
    fn count(&mut self, client: u64, now: Instant) -> Counter {
        self.sweep(now);
        if self.by_client.len() >= CLIENTS_MAX && !self.by_client.contains_key(&client) {
            return Counter { began: self.swept, count: u32::MAX };
        }
        let counter = self.by_client.entry(client).or_insert(Counter { began: now, count: 0 });
        if now.duration_since(counter.began) >= WINDOW {
            *counter = Counter { began: now, count: 0 };
        }
        counter.count = counter.count.saturating_add(1);
        *counter
    }

    /// Throws those of ended windows away, once a window: at each request it would cost more than it saves.
    fn sweep(&mut self, now: Instant) {
        if now.duration_since(self.swept) >= WINDOW {
            self.by_client.retain(|_, counter| now.duration_since(counter.began) < WINDOW);
            self.swept = now;
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Counter {
    began: Instant,
    count: u32,
}

/// What a response says about one limit.
#[derive(Debug, Clone, Copy)]
struct Standing {
    policy: &'static str,
    quota: u32,
    /// `None`: this request was one too many.
    remaining: Option<u32>,
    reset_seconds: u64,
}

/// The limits that this request was counted against.
#[derive(Debug, Clone, Default)]
struct Charged(Arc<Mutex<Vec<Standing>>>);

impl Charged {
    /// Remembers the limit for the response, and refuses the request when it was one too many.
    fn note(&self, standing: Standing) -> Result<(), ApiError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(standing);
        let too_many = ApiError::RetryAfter { problem: Problem::TooManyRequests, seconds: standing.reset_seconds };
        standing.remaining.map(drop).ok_or(too_many)
    }

    /// The two header values: policies, and where this client stands.
    fn headers(&self) -> (String, String) {
        let mut headers = (String::new(), String::new());
        for standing in self.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let comma = if headers.0.is_empty() { "" } else { ", " };
            let Standing { policy, quota, remaining, reset_seconds } = standing;
            // Writing to a string cannot fail.
            let _ = write!(headers.0, "{comma}\"{policy}\";q={quota};w={}", WINDOW.as_secs());
            let _ = write!(headers.1, "{comma}\"{policy}\";r={};t={reset_seconds}", remaining.unwrap_or(0));
        }
        headers
    }
}

impl Limiter {
    pub fn new(limits: RateLimits) -> Self {
        Self { limits, hasher: RandomState::new(), counters: Mutex::new(Counters { by_client: HashMap::new(), swept: Instant::now() }) }
    }

    /// Counts a request of somebody who was recognised.
    pub(crate) fn charge_caller(&self, parts: &Parts, who: &impl Hash) -> Result<(), ApiError> {
        let standing = self.charge("caller", self.limits.per_caller, who);
        parts.extensions.get::<Charged>().cloned().unwrap_or_default().note(standing)
    }

    fn charge(&self, policy: &'static str, quota: u32, who: &impl Hash) -> Standing {
        let client = self.hasher.hash_one((policy, who));
        let now = Instant::now();
        let counter = self.counters.lock().unwrap_or_else(PoisonError::into_inner).count(client, now);
        let reset_seconds = WINDOW.saturating_sub(now.duration_since(counter.began)).as_secs().max(1);
        Standing { policy, quota, remaining: quota.checked_sub(counter.count), reset_seconds }
    }
}

/// What requests are counted with, and which proxies say where they come from.
#[derive(Debug, Clone)]
pub struct ByAddress {
    pub limiter: Arc<Limiter>,
    pub trusted_proxies: Arc<[IpNet]>,
}

/// Counts every request by its address, and puts the headers on every answer.
pub(super) async fn rate_limit(State(by): State<ByAddress>, mut request: Request, next: Next) -> Response {
    let address = client_address(request.extensions(), request.headers(), &by.trusted_proxies);
    let charged = Charged::default();
    request.extensions_mut().insert(charged.clone());
    let mut response = match charged.note(by.limiter.charge("address", by.limiter.limits.per_address, &address)) {
        Ok(()) => next.run(request).await,
        Err(too_many) => too_many.into_response(),
    };
    let (policy, standing) = charged.headers();
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", standing)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_of_ended_windows_go_once_a_window() {
        let began = Instant::now();
        let at = |seconds| began + Duration::from_secs(seconds);
        let mut counters = Counters { by_client: HashMap::new(), swept: began };
        for client in 0..3 {
            counters.by_client.insert(client, Counter { began: at(20 * client), count: 1 });
        }
        counters.sweep(at(59));
        assert_eq!(counters.by_client.len(), 3);
        counters.sweep(at(61));
        assert_eq!(counters.by_client.len(), 2);
        counters.sweep(at(120));
        assert_eq!(counters.by_client.len(), 2, "not again so soon");
        counters.sweep(at(121));
        assert_eq!(counters.by_client.len(), 0);
    }

    #[test]
    fn more_clients_than_can_be_counted_wait_and_those_who_are_counted_go_on() {
        let began = Instant::now();
        let mut counters = Counters { by_client: HashMap::new(), swept: began };
        let most = CLIENTS_MAX as u64;
        for client in 0..most {
            counters.count(client, began);
        }
        let standing = |counter: Counter| 10_u32.checked_sub(counter.count);
        assert_eq!(standing(counters.count(most, began)), None, "one more is refused");
        assert_eq!(standing(counters.count(0, began)), Some(8), "one who is known is counted as before");
        assert_eq!(counters.by_client.len(), CLIENTS_MAX);
        assert_eq!(standing(counters.count(most, began + WINDOW)), Some(9), "the next window has room");
    }

    #[test]
    fn a_client_is_refused_after_its_quota_and_another_is_not() {
        let limiter = Limiter::new(RateLimits { per_address: 2, per_caller: 1 });
        let charged = Charged::default();
        assert!(charged.note(limiter.charge("address", 2, &"a")).is_ok());
        assert_eq!(charged.headers(), ("\"address\";q=2;w=60".into(), "\"address\";r=1;t=60".into()));
        assert!(Charged::default().note(limiter.charge("address", 2, &"a")).is_ok());
        let refused = Charged::default().note(limiter.charge("address", 2, &"a"));
        assert!(matches!(refused, Err(ApiError::RetryAfter { problem: Problem::TooManyRequests, seconds: 1..=60 })));
        assert!(Charged::default().note(limiter.charge("address", 2, &"b")).is_ok());
    }
}
