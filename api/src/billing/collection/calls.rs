//! Calls that change something at Stripe, each with a key that is committed before it is tried.

use homeroom_domain::ids::TenantId;
use homeroom_outside::stripe::{Error, IdempotencyKey};
use jiff::SignedDuration;
use uuid::Uuid;

use super::{failed, store::calls};
use crate::{app::App, auth::SystemTx, jobs::Failure};

/// Stripe answers a key alike for 24 hours; what was tried longer ago is looked up first.
const KEY_IS_GOOD: SignedDuration = SignedDuration::from_hours(23);

/// What a call is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    pub tenant: TenantId,
    /// The tenant itself, or something of it.
    pub id: Uuid,
}

/// A call that may be tried: its key stands in the database.
#[derive(Debug)]
pub(super) struct Call {
    subject: Subject,
    step: &'static str,
    round: i32,
    pub key: IdempotencyKey,
    /// What it made, where it is known to be done.
    pub made: Option<String>,
    /// Whether it may have been done under a key that says nothing any more: what it makes is looked for first.
    pub look_first: bool,
}

/// How Stripe can say no for good.
#[derive(Debug)]
pub(super) struct No(pub Error);

impl Call {
    /// The call that this step has come to, or the first one.
    ///
    /// # Errors
    /// When it could not be written: then nothing is tried.
    pub(super) async fn begin(app: &App, subject: Subject, step: &'static str) -> Result<Self, Failure> {
        let now = app.clock.now();
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let latest = calls::latest(tx.conn(), subject, step).await?;
        let begun = latest.as_ref().filter(|row| row.state != "spent" && now.duration_since(row.at) < KEY_IS_GOOD);
        let row = match begun {
            Some(row) => row.clone(),
            None => calls::write(tx.conn(), subject, step, (latest.as_ref().map_or(0, |row| row.round) + 1, now)).await?,
        };
        tx.commit().await?;
        let key = row.key.parse().map_err(|_| Failure::dead("a key of a call is none"))?;
        let made = latest.filter(|row| row.state == "done").and_then(|row| row.object);
        Ok(Self { subject, step, round: row.round, key, made, look_first: row.round > 1 })
    }

    /// Notes what became of a try, and hands it back. A key that answers the same from now on is spent; one whose answer was lost stays.
    ///
    /// # Errors
    /// Where it is to be tried again.
    pub(super) async fn end<T>(self, app: &App, tried: Result<T, Error>, made: impl Fn(&T) -> &str) -> Result<Result<T, No>, Failure> {
        let state = match &tried {
            Ok(_) => "done",
            Err(Error::TryLater { .. } | Error::Unreadable | Error::Credentials(_)) => "written",
            Err(Error::KeySpent(_) | Error::Declined(_) | Error::Gone | Error::Refused { .. } | Error::Amount(_)) => "spent",
        };
        if state != "written" {
            let mut tx = SystemTx::of_worker(&app.pools).await?;
            calls::end(tx.conn(), self.subject, (self.step, self.round), (state, tried.as_ref().ok().map(made))).await?;
            tx.commit().await?;
        }
        match tried {
            Ok(done) => Ok(Ok(done)),
            Err(error @ (Error::Declined(_) | Error::Gone | Error::Refused { .. } | Error::Amount(_))) => Ok(Err(No(error))),
            Err(error) => Err(failed(&error)),
        }
    }
}

impl From<No> for Failure {
    fn from(No(error): No) -> Self {
        failed(&error)
    }
}
