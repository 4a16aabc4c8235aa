//! What a version of the program can do: handlers by name. A job whose name is not here is a newer version's and is left alone.

use std::{collections::BTreeMap, fmt, time::Duration};

use futures::future::{BoxFuture, FutureExt as _};
use homeroom_domain::ids::{JobId, TenantId};
use jiff::SignedDuration;
use serde_json::Value;

use super::Job;

/// Which job a handler was given, and for which time.
#[derive(Debug, Clone, Copy)]
pub struct Attempt {
    /// The same at every attempt: outside services tell by it what they have been asked before.
    pub id: JobId,
    pub tenant: Option<TenantId>,
    /// From 1.
    pub number: i32,
}

/// What is to follow from a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    BackOff,
    After(SignedDuration),
    Dead,
}

/// An attempt that failed. Its reason is stored and shown to operators: no secrets, and nothing that others sent.
#[derive(Debug, Clone)]
pub struct Failure {
    pub(super) reason: String,
    pub(super) next: Next,
}

impl Failure {
    /// Characters of a reason that are kept.
    const LONGEST: usize = 500;

    fn new(reason: &str, next: Next) -> Self {
        Self { reason: reason.replace('\0', "").chars().take(Self::LONGEST).collect(), next }
    }

    /// To be tried again, after the pause that the sort of job has.
    pub fn again(reason: &str) -> Self {
        Self::new(reason, Next::BackOff)
    }

    /// To be tried again after this pause, as the other side asked.
    pub fn after(pause: SignedDuration, reason: &str) -> Self {
        Self::new(reason, Next::After(pause))
    }

    /// Not to be tried again: it is dead at once.
    pub fn dead(reason: &str) -> Self {
        Self::new(reason, Next::Dead)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        tracing::warn!(%error, "a job's query failed");
        Self::again("a query of the database failed; the log has more")
    }
}

type Run<C> = Box<dyn Fn(Value, C, Attempt) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync>;

pub(super) struct Handler<C> {
    pub(super) deadline: Duration,
    pub(super) attempts: i32,
    pub(super) pause: fn(i32) -> SignedDuration,
    run: Run<C>,
}

impl<C> Handler<C> {
    fn of<J: Job<Context = C>>() -> Self {
        let run = |payload, context, attempt| match serde_json::from_value::<J>(payload) {
            Ok(job) => job.run(context, attempt).boxed(),
            // The error would repeat what the payload holds.
            Err(_) => std::future::ready(Err(Failure::again("this version cannot read the payload"))).boxed(),
        };
        Self { deadline: J::DEADLINE, attempts: J::ATTEMPTS, pause: J::pause, run: Box::new(run) }
    }

    pub(super) fn run(&self, payload: Value, context: C, attempt: Attempt) -> BoxFuture<'static, Result<(), Failure>> {
        (self.run)(payload, context, attempt)
    }
}

/// The handlers, by the names of their jobs.
pub struct Handlers<C>(BTreeMap<&'static str, Handler<C>>);

impl<C> fmt::Debug for Handlers<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl<C> Default for Handlers<C> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<C> Handlers<C> {
    /// And this sort of job.
    #[must_use]
    pub fn with<J: Job<Context = C>>(mut self) -> Self {
        self.0.insert(J::NAME, Handler::of::<J>());
        self
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.0.keys().map(|name| (*name).to_owned()).collect()
    }

    pub(super) fn get(&self, name: &str) -> Option<(&'static str, &Handler<C>)> {
        self.0.get_key_value(name).map(|(name, handler)| (*name, handler))
    }
}
