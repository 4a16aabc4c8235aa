//! Single events of usage are kept for thirteen months; their sums by the hour stay.

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::store;

const KEPT: SignedDuration = SignedDuration::from_hours(24 * 397);

/// Deletes at most so many.
pub(crate) fn sweep_usage(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(store::forget_events(conn, now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN), limit))
}
