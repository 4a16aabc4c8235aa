//! Limits on guessing passwords: attempts per account and per client address, counted in Postgres so that they hold for all replicas together.
//!
//! Whatever could tell a right guess from a wrong one is an attempt: logging in, and setting or handing out a password, which might turn out to open
//! another of the person's memberships.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::{SystemTx, store};
use crate::{
    http::{ApiError, Problem},
    seal::sha256,
};

/// How long attempts are remembered.
pub(crate) const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// What attempts are counted by.
pub(crate) struct Bucket {
    name: String,
    limit: i32,
}

impl Bucket {
    /// Passwords that were tried.
    pub(crate) fn account(email: &str) -> Self {
        Self::of_person("account", email)
    }

    /// Passwords that were set or handed out, right or wrong: never taken back.
    pub(crate) fn setting(email: &str) -> Self {
        Self::of_person("setting", email)
    }

    /// By a digest, so that the table holds no addresses of people.
    fn of_person(sort: &str, email: &str) -> Self {
        use std::fmt::Write;
        let name = sha256(email).iter().fold(format!("{sort}:"), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        Self { name, limit: 10 }
    }

    pub(crate) fn address(address: IpAddr) -> Self {
        Self { name: format!("address:{address}"), limit: 100 }
    }
}

/// Counts one attempt, in a transaction of its own: a failed one must count.
///
/// # Errors
/// 429 when one of the buckets had its share.
pub(crate) async fn count(mut tx: SystemTx, buckets: &[&Bucket], now: Timestamp) -> Result<(), ApiError> {
    let mut refused = None;
    for Bucket { name, limit } in buckets {
        let counted = store::count_attempt(tx.conn(), name, now, now - WINDOW).await?;
        if counted.count > *limit {
            let left = WINDOW - now.duration_since(counted.window_start.to_jiff());
            refused = refused.max(Some(u64::try_from(left.as_secs()).unwrap_or(0).max(1)));
        }
    }
    tx.commit().await?;
    match refused {
        Some(seconds) => Err(ApiError::RetryAfter { problem: Problem::TooManyRequests, seconds }),
        None => Ok(()),
    }
}

/// Takes back the attempt that was right, and no other: who knows one password of somebody could else clear the count of guesses at another.
pub(crate) async fn pardon(conn: &mut PgConnection, buckets: &[&Bucket]) -> sqlx::Result<()> {
    for bucket in buckets {
        store::pardon_attempt(conn, &bucket.name).await?;
    }
    Ok(())
}
