//! What is known of rooms that were up long ago is thrown away: nobody packs a day that is over.
//!
//! What they booked is kept, as all reservations are: invoices and the calendar of use read it, and every counter is its sum.

use futures::future::BoxFuture;
use homeroom_domain::slots::Slot;
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::store;

/// Answers ask about rooms from the day before on; the rest is for clocks that are wrong.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Forgets the rooms of at most so many orders that were over before that.
pub(crate) fn sweep_rooms(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(store::forget_rooms(conn, Slot::holding(now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN)), limit))
}
