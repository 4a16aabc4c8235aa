//! Links that have been over for a month are thrown away; until then a list shows that there was one.

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::store;

const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Deletes at most so many.
pub(crate) fn sweep_links(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    store::forget(conn, now - KEPT, limit)
}
