//! The durable queue: work that is asked for in a transaction and done after it, such as calls of outside services.
//!
//! A job is a struct with a name; its fields are the payload. It is done at least once: a process that is killed, or a database that is lost between
//! the work and the note of it, makes it run again, so a handler must bear that. What fails is tried again later, and after its last attempt is dead:
//! operators see it and can run it again. A job that is done is deleted. Payloads hold ids and no secrets, because every backup holds them.

mod gauges;
mod handlers;
mod store;
mod turns;
mod work;

use std::{future::Future, time::Duration};

use homeroom_domain::ids::{JobId, TenantId};
use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Wake;

pub(crate) use gauges::gauge;
pub use handlers::{Attempt, Failure, Handlers};
pub(crate) use store::{Filter, JobRow, JobState, get, list, run_now, sweep_dead};
pub use work::Worker;

/// Jobs of one tenant, or of the platform, that may wait at a time.
pub const MAX_WAITING: i64 = 10_000;
/// How long dead jobs are kept.
const DEAD_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A sort of job: its fields are what is stored until it is done. They expand before they contract, as every stored document does.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// What it works with.
    type Context: Clone + Send + Sync + 'static;
    /// Unique; never renamed while jobs of the name wait.
    const NAME: &'static str;
    /// An attempt that takes longer has failed.
    const DEADLINE: Duration = Duration::from_secs(60);
    /// After so many failures it is dead.
    const ATTEMPTS: i32 = 10;

    /// How long to wait after the attempt with this number, counted from 1, has failed.
    fn pause(attempt: i32) -> SignedDuration {
        back_off(attempt)
    }

    /// Does the work. It may have been done before, wholly or in part.
    fn run(self, context: Self::Context, attempt: Attempt) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// 5 s, three times as long with every failure, at most an hour; spread by a tenth, so that what failed together does not come back together.
fn back_off(attempt: i32) -> SignedDuration {
    let seconds = (5.0 * 3.0_f64.powi(attempt.max(1) - 1)).min(3600.0);
    SignedDuration::from_millis((seconds * (900.0 + 200.0 * rand::random::<f64>())) as i64)
}

/// A job to be done.
#[derive(Debug)]
pub struct NewJob<'a, J> {
    job: &'a J,
    tenant: Option<TenantId>,
    now: Timestamp,
    run_at: Timestamp,
    dedup_key: Option<&'a str>,
}

impl<'a, J: Job> NewJob<'a, J> {
    /// As soon as possible. Without a tenant it is the platform's, which only a system transaction may ask for.
    pub fn new(job: &'a J, tenant: Option<TenantId>, now: Timestamp) -> Self {
        Self { job, tenant, now, run_at: now, dedup_key: None }
    }

    /// Not before this instant.
    #[must_use]
    pub fn at(self, run_at: Timestamp) -> Self {
        Self { run_at, ..self }
    }

    /// Once for all who ask under this key before it begins. What is asked for while it runs is done once more.
    #[must_use]
    pub fn once(self, dedup_key: &'a str) -> Self {
        Self { dedup_key: Some(dedup_key), ..self }
    }
}

/// What became of a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Enqueued {
    Queued(JobId),
    /// The same work is queued already and has not begun.
    Known,
    /// As many jobs of the tenant wait as may.
    Full,
}

/// Asks for a job in the caller's transaction: it is done if that commits, and not otherwise.
pub async fn enqueue<J: Job>(conn: &mut PgConnection, new: NewJob<'_, J>) -> sqlx::Result<Enqueued> {
    if store::waiting(conn, new.tenant, MAX_WAITING).await? >= MAX_WAITING {
        return Ok(Enqueued::Full);
    }
    let queued = enqueue_with_row(conn, new).await?;
    if let Enqueued::Queued(_) = queued {
        super::wake(conn, Wake::Jobs).await?;
    }
    Ok(queued)
}

/// The same for a job that comes with a row its caller keeps anyhow, so that counting jobs would bound nothing; and for many such callers at once. They wake
/// the workers after their commit ([`super::SoonWakes`]): transactions that notify commit one after the other.
pub(crate) async fn enqueue_with_row<J: Job>(conn: &mut PgConnection, new: NewJob<'_, J>) -> sqlx::Result<Enqueued> {
    let id = JobId::new(Uuid::now_v7());
    let payload = serde_json::to_value(new.job).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let row = store::NewRow { id, tenant: new.tenant, name: J::NAME, payload, run_at: new.run_at, dedup_key: new.dedup_key, now: new.now };
    if !store::insert(conn, &row).await? {
        return Ok(Enqueued::Known);
    }
    Ok(Enqueued::Queued(id))
}
