//! Numbers for what was committed.
//!
//! Transactions do not commit in the order of their ids, so a reader who remembers "the last id that I saw" loses events. Here a reader numbers
//! whatever is committed and has no number yet, under a lock on the feed's row: a number, once seen, is only ever followed by higher ones.

use sqlx::PgConnection;
use uuid::Uuid;

use super::store;
use crate::auth::Place;

/// Events numbered in one go.
const BATCH: i64 = 1_000;

/// Numbers what is new in the feed. Writes nothing where nothing is.
pub(crate) async fn catch_up(conn: &mut PgConnection, feed: Place) -> sqlx::Result<()> {
    if !store::has_unnumbered(conn, feed).await? {
        return Ok(());
    }
    let mut last = store::lock_feed(conn, feed).await?;
    loop {
        let given = store::number(conn, feed, last, BATCH).await?;
        last += given;
        if given < BATCH {
            break;
        }
    }
    store::set_last(conn, feed, last).await
}

/// The same of many feeds at once, in as many statements as of one.
pub(crate) async fn catch_up_all(conn: &mut PgConnection, feeds: &[Uuid]) -> sqlx::Result<()> {
    store::lock_feeds(conn, feeds).await?;
    while store::number_all(conn, feeds, BATCH).await? >= BATCH {}
    Ok(())
}
