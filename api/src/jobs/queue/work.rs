//! Doing jobs: take those whose turn it is, run each to its end or its deadline, and note what became of it.
//!
//! A job that is taken belongs to its process until a while after its deadline (`MARGIN`); then another takes it. No transaction is open while a
//! handler runs, and what is noted counts only if the job was not taken by somebody else meanwhile.

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use futures::future::{FutureExt as _, join_all};
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    super::{Wake, Wakes},
    handlers::{Attempt, Failure, Handler, Handlers, Next},
    store::{self, Taken},
    turns::Turns,
};
use crate::{auth::SystemTx, clock::Clock, db::Pools, metrics};

/// Jobs that a replica runs at a time.
const SLOTS: usize = 8;
/// How long a job is left alone after its deadline.
const MARGIN: Duration = Duration::from_secs(30);
/// How often the queue is looked at when nothing is heard.
const POLL: Duration = Duration::from_secs(2);

/// What does jobs in a replica. Clones share their turns.
#[derive(Debug)]
pub struct Worker<C> {
    pools: Pools,
    clock: Clock,
    handlers: Arc<Handlers<C>>,
    context: C,
    /// The tenant that had the last turn here.
    last: Arc<Mutex<Uuid>>,
}

impl<C: Clone> Clone for Worker<C> {
    fn clone(&self) -> Self {
        let (pools, clock, handlers) = (self.pools.clone(), self.clock.clone(), self.handlers.clone());
        Self { pools, clock, handlers, context: self.context.clone(), last: self.last.clone() }
    }
}

impl<C: Clone + Send + Sync + 'static> Worker<C> {
    pub fn new(pools: Pools, clock: Clock, handlers: Handlers<C>, context: C) -> Self {
        Self { pools, clock, handlers: Arc::new(handlers), context, last: Arc::default() }
    }

    /// Works until cancelled, and lets those that run come to their end.
    pub async fn run(&self, wakes: &Wakes, stopping: &CancellationToken) {
        let mut running = JoinSet::new();
        while !stopping.is_cancelled() {
            for taken in self.take_or_complain(SLOTS - running.len()).await {
                let worker = self.clone();
                running.spawn(async move { worker.attempt(taken).await });
            }
            tokio::select! {
                () = stopping.cancelled() => {}
                Some(_) = running.join_next() => {}
                () = wakes.wait(Wake::Jobs, POLL) => {}
            }
            while running.try_join_next().is_some() {}
        }
        while running.join_next().await.is_some() {}
    }

    /// Does everything that is due now; returns how many attempts that were.
    ///
    /// # Errors
    /// When the queue cannot be read.
    pub async fn run_due(&self) -> sqlx::Result<usize> {
        let mut done = 0;
        loop {
            let taken = self.take(SLOTS).await?;
            if taken.is_empty() {
                return Ok(done);
            }
            done += join_all(taken.into_iter().map(|taken| self.attempt(taken))).await.len();
        }
    }

    async fn take_or_complain(&self, free: usize) -> Vec<Taken> {
        self.take(free).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "no jobs could be taken; the queue is looked at again");
            Vec::new()
        })
    }

    async fn take(&self, free: usize) -> sqlx::Result<Vec<Taken>> {
        let names = self.handlers.names();
        if free == 0 || names.is_empty() {
            return Ok(Vec::new());
        }
        let now = self.clock.now();
        let mut tx = SystemTx::of_worker(&self.pools).await?;
        store::lock_turns(tx.conn()).await?;
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let mut turns = Turns::new(store::due_lanes(tx.conn(), &names, now).await?, store::running(tx.conn(), now).await?, last);
        let mut all = Vec::new();
        while all.len() < free {
            let Some(lane) = turns.next() else { break };
            let Some((_, handler)) = self.handlers.get(&lane.name) else { continue };
            if let Some(taken) = store::take(tx.conn(), &lane, now, now + handler.deadline + MARGIN).await? {
                all.push(taken);
                turns.taken(lane);
            }
        }
        tx.commit().await?;
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = turns.last();
        Ok(all)
    }

    async fn attempt(&self, taken: Taken) {
        let Some((name, handler)) = self.handlers.get(&taken.name) else { return };
        let attempt = Attempt { id: taken.id, tenant: taken.tenant, number: taken.attempts };
        let began = Instant::now();
        let result = if taken.attempts > handler.attempts {
            Err(Failure::dead("its process ended while it ran, at the last attempt"))
        } else {
            self.try_it(handler, taken.payload, attempt).await
        };
        metrics::job_ended(name, began.elapsed(), result.is_ok());
        if let Err(error) = self.note(handler, attempt, &result).await {
            tracing::warn!(job = %attempt.id, name, %error, "what became of a job could not be noted; it runs again");
        }
        if let Err(Failure { reason, .. }) = result {
            tracing::warn!(job = %attempt.id, name, attempt = attempt.number, reason, "a job failed");
        }
    }

    async fn try_it(&self, handler: &Handler<C>, payload: serde_json::Value, attempt: Attempt) -> Result<(), Failure> {
        // Reading the payload may panic as well, so that is inside.
        let work = AssertUnwindSafe(async { handler.run(payload, self.context.clone(), attempt).await }).catch_unwind();
        match tokio::time::timeout(handler.deadline, work).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(Failure::again("the handler panicked; the log has more")),
            Err(_) => Err(Failure::again("it was not done by its deadline")),
        }
    }

    async fn note(&self, handler: &Handler<C>, attempt: Attempt, result: &Result<(), Failure>) -> sqlx::Result<()> {
        let mut tx = SystemTx::of_worker(&self.pools).await?;
        let ours = match result {
            Ok(()) => store::done(tx.conn(), attempt).await?,
            Err(failure) => match next_try(handler, attempt, failure.next, self.clock.now()) {
                Some(at) => store::again(tx.conn(), attempt, at, &failure.reason).await?,
                None => store::dead(tx.conn(), attempt, self.clock.now(), &failure.reason).await?,
            },
        };
        tx.commit().await?;
        if !ours {
            tracing::warn!(job = %attempt.id, "a job took so long that somebody else took it");
        }
        Ok(())
    }
}

/// When it is tried again, if it is.
fn next_try<C>(handler: &Handler<C>, attempt: Attempt, next: Next, now: Timestamp) -> Option<Timestamp> {
    let pause = match next {
        Next::Dead => return None,
        _ if attempt.number >= handler.attempts => return None,
        Next::BackOff => (handler.pause)(attempt.number),
        Next::After(pause) => pause.max(SignedDuration::ZERO),
    };
    Some(now.saturating_add(pause).unwrap_or(now))
}
