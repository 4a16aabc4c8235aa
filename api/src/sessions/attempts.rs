//! Limits on guessing: attempts per account and per client address, counted before the password is looked at.

use std::net::IpAddr;

use jiff::SignedDuration;
use sqlx::PgConnection;

use super::store;
use crate::{
    app::App,
    auth::SystemTx,
    http::{ApiError, Problem},
    seal::sha256,
};

/// How long attempts are remembered.
pub(super) const WINDOW: SignedDuration = SignedDuration::from_mins(15);
const PER_ACCOUNT: i32 = 10;
const PER_ADDRESS: i32 = 100;

/// Accounts are counted by a digest, so that the table holds no addresses of people.
pub(super) fn account_bucket(email: &str) -> String {
    use std::fmt::Write;
    sha256(email).iter().fold("account:".to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whose attempt, and from where.
pub(super) struct Attempt {
    pub account: String,
    pub address: IpAddr,
}

impl Attempt {
    fn buckets(&self) -> [(String, i32); 2] {
        [(self.account.clone(), PER_ACCOUNT), (format!("address:{}", self.address), PER_ADDRESS)]
    }
}

/// Counts one attempt, in a transaction of its own: a failed one must count.
///
/// # Errors
/// 429 when the account or the address has had its share.
pub(super) async fn count(app: &App, attempt: &Attempt) -> Result<(), ApiError> {
    let now = app.clock.now();
    let mut tx = SystemTx::begin(&app.pools).await?;
    let mut refused = None;
    for (bucket, limit) in attempt.buckets() {
        let counted = store::count_attempt(tx.conn(), &bucket, now, now - WINDOW).await?;
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
    for (bucket, _) in attempt.buckets() {
        store::pardon_attempt(conn, &bucket).await?;
    }
    Ok(())
}
