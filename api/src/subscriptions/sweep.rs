//! Subscriptions whose maker is gone, a member who was removed or a key that was revoked, are thrown away: they open nothing, and would count against
//! those that a tenant may have.

use futures::future::BoxFuture;
use jiff::Timestamp;
use sqlx::PgConnection;

use super::store;

/// Deletes at most so many.
pub(crate) fn sweep_subscriptions(conn: &mut PgConnection, _now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    store::forget(conn, limit)
}
