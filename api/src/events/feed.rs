//! Reading a feed: what was committed is numbered, and then read by its numbers.
//!
//! What a page costs is bounded. Narrowed by its subject a feed has an index; narrowed otherwise a page looks through so many numbers and no further.

use homeroom_domain::ids::{EventId, TenantId};
use jiff::Timestamp;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{sequence::catch_up, store, view::EventView};
use crate::{auth::Place, http::Limit};

/// Events that a page looks through.
const LOOKED_THROUGH: i64 = 10_000;

/// What a list of events is narrowed to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Narrow<'a> {
    pub(crate) kind: Option<&'static str>,
    /// The timeline of an order has one.
    pub(crate) subject: Option<&'a str>,
    /// The id of whoever did it.
    pub(crate) actor: Option<&'a str>,
    pub(crate) from: Option<Timestamp>,
    pub(crate) to: Option<Timestamp>,
}

impl Narrow<'_> {
    /// Whether events are passed over that no index passes over.
    pub(crate) const fn passes_over(&self) -> bool {
        self.kind.is_some() || self.actor.is_some() || self.from.is_some() || self.to.is_some()
    }
}

/// A page of a feed after a number, in order, and the number after which the next begins. Commit the transaction, so that their numbers stay.
pub(crate) async fn after(
    conn: &mut PgConnection,
    feed: Place,
    narrow: &Narrow<'_>,
    after: i64,
    limit: Limit,
) -> sqlx::Result<(Vec<EventView>, i64)> {
    catch_up(conn, feed).await?;
    let until = match narrow.passes_over() {
        true => store::looked_through_up(conn, feed, narrow.subject, after, LOOKED_THROUGH).await?.unwrap_or(after),
        false => i64::MAX,
    };
    let rows = store::after(conn, feed, narrow, (after, until), limit.probe() - 1).await?;
    let is_full = rows.len() >= limit.rows();
    let last = rows.last().map_or(after, |row| row.sequence);
    let next = if narrow.passes_over() && !is_full { until } else { last };
    Ok((rows.into_iter().map(EventView::from).collect(), next))
}

/// A page of a feed between two numbers, the newest first, and the number before which the next begins. Commit it, too.
pub(crate) async fn before(
    conn: &mut PgConnection,
    feed: Place,
    narrow: &Narrow<'_>,
    (after, before): (i64, i64),
    limit: Limit,
) -> sqlx::Result<(Vec<EventView>, Option<i64>)> {
    catch_up(conn, feed).await?;
    let from = match narrow.passes_over() {
        true => store::looked_through_down(conn, feed, narrow.subject, before, LOOKED_THROUGH).await?.filter(|from| *from > after + 1),
        false => None,
    };
    let lowest = from.unwrap_or(after + 1);
    let mut rows = store::before(conn, feed, narrow, (lowest, before), limit.probe()).await?;
    let has_more = rows.len() > limit.rows();
    rows.truncate(limit.rows());
    let next = if has_more { rows.last().map(|row| row.sequence) } else { from };
    Ok((rows.into_iter().map(EventView::from).collect(), next))
}

/// An event with whose it is; it may have no number yet.
#[derive(Debug)]
pub(crate) struct Whole {
    pub(crate) feed: Uuid,
    pub(crate) id: EventId,
    pub(crate) kind: String,
    pub(crate) at: Timestamp,
    pub(crate) actor: Value,
    pub(crate) subject: String,
    pub(crate) data: Value,
}

impl Whole {
    pub(crate) fn of(tenant: TenantId, event: EventView) -> Self {
        let EventView { id, sequence: _, kind, at, actor, subject, data } = event;
        Self { feed: tenant.uuid(), id, kind, at, actor, subject, data }
    }
}

/// A page of all feeds before an event, the newest first by id, and before which the next begins. Ids begin with the time at which they were made.
pub(crate) async fn of_all(
    conn: &mut PgConnection,
    narrow: &Narrow<'_>,
    before: Uuid,
    limit: Limit,
) -> sqlx::Result<(Vec<Whole>, Option<Uuid>)> {
    let from = store::looked_through_all(conn, before, LOOKED_THROUGH).await?;
    let mut events = store::of_all(conn, narrow, (from.unwrap_or(Uuid::nil()), before), limit.probe()).await?;
    let has_more = events.len() > limit.rows();
    events.truncate(limit.rows());
    let next = if has_more { events.last().map(|event| event.id.uuid()) } else { from };
    Ok((events, next))
}
