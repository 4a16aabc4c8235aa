//! Subscriptions whose maker is gone are thrown away: whoever removes a member or revokes a key need not know that there are any.

use futures::future::BoxFuture;
use jiff::Timestamp;
use sqlx::PgConnection;

use super::store;

/// Deletes at most so many that open nothing for ever.
pub(crate) fn sweep_subscriptions(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    store::forget(conn, now, limit)
}
