//! Moves that ended are kept for 90 days.

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::store;

const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Deletes at most so many moves that ended long ago.
pub(crate) fn sweep_moves(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(store::sweep(conn, now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN), limit))
}
