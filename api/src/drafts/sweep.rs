//! Drafts that nobody has changed for long are thrown away, and sooner those that became an order: whoever shared one need not clear it away.

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::store::{self, Before};

/// After the last change.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// After it was first said which order came of it, whatever was changed since.
const KEPT_ORDERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Deletes at most so many.
pub(crate) fn sweep_drafts(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    let before = Before { changed: now - KEPT, ordered: now - KEPT_ORDERED };
    store::forget(conn, before, limit)
}
