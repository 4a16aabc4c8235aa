//! Drafts that nobody has changed for long are thrown away.

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::store;

/// After the last change.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Deletes at most so many.
pub(crate) fn sweep_drafts(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    store::forget(conn, now - KEPT, limit)
}
