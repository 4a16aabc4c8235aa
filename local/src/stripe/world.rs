//! All that a played Stripe holds, behind one lock: what it does is quick, and one call at a time is easy to understand.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use serde::Serialize;

use super::faults::Faults;
use super::store::Store;
use crate::files::write_private;

/// Calls that are remembered.
const REMEMBERED: usize = 10_000;

/// A call of the API, as it came.
#[derive(Debug, Clone, Serialize)]
pub struct Request {
    pub method: String,
    /// With its query.
    pub path: String,
    pub body: String,
    pub idempotency_key: Option<String>,
    pub version: Option<String>,
    /// Of the answer; 0 where there was none.
    pub status: u16,
}

/// A call as `POST /v1/invoices`, and whether what it asks for is done.
#[derive(Debug, Serialize)]
pub(super) struct UnderWay {
    pub(super) call: String,
    pub(super) done: bool,
}

#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) store: Store,
    pub(super) faults: Faults,
    pub(super) requests: VecDeque<Request>,
    /// Calls that came and are not answered yet.
    pub(super) under_way: BTreeMap<u64, UnderWay>,
    /// Where what is known is kept, if it is.
    file: Option<PathBuf>,
}

impl World {
    /// With what the file holds, where there is one.
    pub(super) fn open(file: Option<PathBuf>) -> Result<Self> {
        let mut world = Self { file, ..Self::default() };
        if let Some(file) = world.file.as_ref().filter(|file| file.exists()) {
            let text = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            world.store =
                serde_json::from_slice(&text).with_context(|| format!("{} is damaged: remove it to begin anew", file.display()))?;
        }
        Ok(world)
    }

    /// The turn of a call, by which it is taken from those under way.
    pub(super) fn arrived(&mut self, method: &str, path: &str) -> u64 {
        let turn = self.store.serial();
        self.under_way.insert(turn, UnderWay { call: format!("{method} {path}"), done: false });
        turn
    }

    pub(super) fn remember(&mut self, request: Request) {
        self.requests.push_back(request);
        while self.requests.len() > REMEMBERED {
            self.requests.pop_front();
        }
    }

    /// Writes the file. What cannot be written is said and goes on: a demo's Stripe is not worth stopping for.
    pub(super) fn keep(&self) {
        let Some(file) = &self.file else { return };
        let written = serde_json::to_string(&self.store).context("it cannot be written").and_then(|text| write_private(file, &text));
        if let Err(error) = written {
            eprintln!("the played Stripe is not kept: {error:#}");
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Shared(Arc<Mutex<World>>);

impl Shared {
    pub(super) fn new(world: World) -> Self {
        Self(Arc::new(Mutex::new(world)))
    }

    pub(super) fn with<T>(&self, what: impl FnOnce(&mut World) -> T) -> T {
        // What panicked inside was a test's or a handler's: the world is as good as it was.
        what(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
