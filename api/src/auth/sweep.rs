//! Throwing away what recognising callers has left behind.

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::{attempts, store};

/// Long after the last token of a retired key.
const RETIRED_KEYS: SignedDuration = SignedDuration::from_hours(24);

/// Deletes counts of attempts that are over.
pub(crate) fn attempts(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    let (daily, day) = attempts::DAILY;
    Box::pin(store::sweep_attempts(conn, now - attempts::LONGEST_WINDOW, (daily, now - day), limit))
}

/// Deletes signing keys whose tokens have all ended.
pub(crate) fn signing_keys(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(store::sweep_signing_keys(conn, now - RETIRED_KEYS, limit))
}
