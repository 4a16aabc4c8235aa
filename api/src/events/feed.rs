//! Reading a feed: what was committed is numbered, and then read by its numbers.

use sqlx::PgConnection;

use super::{sequence::catch_up, store, view::EventView};
use crate::auth::Place;

/// At most `limit` events of a feed after a number, in order, of one subject (the timeline of an order) or of all. Commit the transaction, so that their
/// numbers stay.
pub(crate) async fn after(
    conn: &mut PgConnection,
    feed: Place,
    subject: Option<&str>,
    since: i64,
    limit: i64,
) -> sqlx::Result<Vec<EventView>> {
    catch_up(conn, feed).await?;
    Ok(store::after(conn, feed, subject, since, limit).await?.into_iter().map(EventView::from).collect())
}
