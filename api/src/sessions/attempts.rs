//! Limits on guessing: attempts per account and per client address, counted before the password is looked at.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::store;
use crate::{
    auth::SystemTx,
    http::{ApiError, Problem},
    seal::sha256,
};

/// How long attempts are remembered.
pub(super) const WINDOW: SignedDuration = SignedDuration::from_mins(15);
const PER_ACCOUNT: i32 = 10;
const PER_ADDRESS: i32 = 100;

/// Whose attempt, and from where.
pub(super) struct Attempt {
    account: String,
    address: String,
}

impl Attempt {
    /// Accounts are counted by a digest, so that the table holds no addresses of people.
    pub(super) fn new(email: &str, address: IpAddr) -> Self {
        use std::fmt::Write;
        let account = sha256(email).iter().fold("account:".to_owned(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        Self { account, address: format!("address:{address}") }
    }
}

/// Counts one attempt, in a transaction of its own: a failed one must count.
///
/// # Errors
/// 429 when the account or the address has had its share.
pub(super) async fn count(mut tx: SystemTx, attempt: &Attempt, now: Timestamp) -> Result<(), ApiError> {
    let mut refused = None;
    for (bucket, limit) in [(&attempt.account, PER_ACCOUNT), (&attempt.address, PER_ADDRESS)] {
        let counted = store::count_attempt(tx.conn(), bucket, now, now - WINDOW).await?;
        if counted.count > limit {
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

/// Takes back the attempt that was right, and no other: a place that gave somebody a password could else clear the count of its guesses at others.
pub(super) async fn pardon(conn: &mut PgConnection, attempt: &Attempt) -> sqlx::Result<()> {
    for bucket in [&attempt.account, &attempt.address] {
        store::pardon_attempt(conn, bucket).await?;
    }
    Ok(())
}
