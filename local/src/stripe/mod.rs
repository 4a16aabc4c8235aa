//! Stripe, played over HTTP on loopback for the demo and the tests: a foreign service, never linked into ours.
//!
//! It holds customers, cards, invoices, payments, refunds, disputes and events, shows the pages where a card is given, calls back with signatures, and
//! answers a key once. `/_test/...` on the same port sets its clock, makes its calls fail, disturbs its callbacks and tells what was charged. It takes
//! test cards alone. What it answers has the fields of the API's version [`VERSION`] that a client of ours may read, and no others.

mod api;
mod cards;
mod clock;
mod control;
mod customers;
mod delivery;
mod disputes;
mod failure;
mod faults;
mod form;
mod html;
mod idempotency;
mod invoices;
mod lists;
mod outbox;
mod pages;
mod payments;
mod refunds;
mod routes;
mod server;
mod sessions;
mod store;
#[cfg(test)]
mod tests;
mod words;
mod world;

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use outbox::Hook;
use server::Site;
pub use world::Request;
use world::{Shared, World};

/// Of Stripe's API.
pub const VERSION: &str = "2026-08-26.dahlia";
/// What it takes as a secret key where nobody says another.
pub const KEY: &str = "sk_test_played";
/// With what it signs where nobody says another.
pub const HOOK_SECRET: &str = "whsec_played";

/// How it is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// 0: any.
    pub port: u16,
    /// The secret key that it takes; [`KEY`] where it is empty.
    pub key: String,
    pub hook: Option<Hook>,
    /// Keeps what it knows from one start to the next.
    pub file: Option<PathBuf>,
}

/// A Stripe that runs. Dropping it stops it.
#[derive(Debug)]
pub struct Stripe {
    /// Without a slash at the end; the API is at `/v1/`.
    pub url: String,
    pub key: String,
    world: Shared,
    client: Client,
    tasks: [JoinHandle<()>; 2],
}

impl Stripe {
    /// With the usual key, on a free port, with no one to call.
    pub async fn start() -> Result<Self> {
        Self::start_with(Options::default()).await
    }

    pub async fn start_with(options: Options) -> Result<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().build().context("no HTTP client")?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.context("the played Stripe has no port")?;
        let url = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
        let mut world = World::open(options.file)?;
        world.store.url.clone_from(&url);
        world.store.outbox.hook = options.hook;
        let world = Shared::new(world);
        let key = if options.key.is_empty() { KEY.to_owned() } else { options.key };
        let site = Site { world: world.clone(), secret: key.clone(), client: client.clone() };
        let tasks = [tokio::spawn(server::run(listener, site)), tokio::spawn(delivery::run(world.clone(), client.clone()))];
        Ok(Self { url, key, world, client, tasks })
    }

    /// An error if it has ended without having been asked to.
    pub fn check(&self) -> Result<()> {
        ensure!(!self.tasks.iter().any(JoinHandle::is_finished), "the played Stripe has ended");
        Ok(())
    }

    /// Asks what is asked beside the API: `POST /_test/<path>`.
    pub async fn control(&self, path: &str, body: &Value) -> Result<Value> {
        control::call(&self.world, &self.client, "POST", path, body.to_string().as_bytes()).await.map_err(refused)
    }

    /// `GET /_test/<path>`.
    pub async fn told(&self, path: &str) -> Result<Value> {
        control::call(&self.world, &self.client, "GET", path, b"").await.map_err(refused)
    }

    /// The charges that took money.
    pub async fn charged(&self) -> Result<Vec<Value>> {
        let all = self.told("charges").await?;
        Ok(all.as_array().into_iter().flatten().filter(|charge| charge["status"] == "succeeded").cloned().collect())
    }

    /// Holds its clock at this moment, in Unix seconds.
    pub async fn set_time(&self, now: i64) -> Result<()> {
        self.control("clock", &json!({"now": now})).await.map(drop)
    }

    /// Has a call fail: `what` as [`/_test/faults`](Self::control) names it, of the calls whose path ends so.
    pub async fn fail(&self, what: &str, path: &str) -> Result<()> {
        self.control("faults", &json!({"what": what, "path": path})).await.map(drop)
    }

    /// The calls that came, the newest last.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.world.with(|world| world.requests.iter().cloned().collect())
    }

    /// Waits until a call is under way whose path ends so, and, where that is asked for, until what it asks for is done. A fault holds it there, so that
    /// its caller can be ended meanwhile.
    pub async fn wait_for_call(&self, path: &str, done: bool, patience: Duration) -> Result<()> {
        let end = Instant::now() + patience;
        while !self.world.with(|world| world.under_way.values().any(|call| call.call.ends_with(path) && (call.done || !done))) {
            ensure!(Instant::now() < end, "no call of {path} came");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// Waits until whoever is called has taken what happened so far.
    pub async fn settle(&self, patience: Duration) -> Result<()> {
        let end = Instant::now() + patience;
        while !self.world.with(|world| world.store.outbox.is_settled()) {
            if Instant::now() > end {
                bail!("events still wait: {}", self.told("deliveries").await?);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }

    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Stripe {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is passed to map_err")]
fn refused(failure: failure::Failure) -> anyhow::Error {
    anyhow::anyhow!("the played Stripe refuses: {}", failure.body())
}
