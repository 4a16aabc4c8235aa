//! Events and the feeds that number them.

use homeroom_domain::ids::EventId;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Happened, NewEvent};
use crate::auth::{Actor, Place};

pub(crate) struct EventRow {
    pub id: Uuid,
    pub sequence: i64,
    pub kind: String,
    pub at: jiff_sqlx::Timestamp,
    pub actor: Value,
    pub subject: String,
    pub data: Value,
}

#[tracing::instrument(name = "db.events.insert", skip_all)]
pub(super) async fn insert(conn: &mut PgConnection, id: EventId, event: &NewEvent<'_>) -> sqlx::Result<()> {
    let actor = serde_json::to_value(event.actor).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query!(
        "INSERT INTO events (id, feed, type, at, actor, subject, data) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.uuid(),
        event.feed.uuid(),
        event.kind.name(),
        event.at.to_sqlx() as _,
        actor,
        event.subject,
        event.data
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[tracing::instrument(name = "db.events.insert_all", skip_all)]
pub(super) async fn insert_all(conn: &mut PgConnection, feed: Place, actor: &Actor, happened: Vec<Happened>) -> sqlx::Result<()> {
    let actor = serde_json::to_value(actor).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let (mut ids, mut kinds, mut ats, mut subjects, mut data) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for event in happened {
        ids.push(Uuid::now_v7());
        kinds.push(event.kind.name().to_owned());
        ats.push(event.at.to_sqlx());
        subjects.push(event.subject);
        data.push(event.data);
    }
    sqlx::query!(
        "INSERT INTO events (id, feed, type, at, actor, subject, data)
         SELECT n.id, $1, n.type, n.at, $2, n.subject, n.data
         FROM unnest($3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::jsonb[]) AS n(id, type, at, subject, data)",
        feed.uuid(),
        actor,
        &ids,
        &kinds,
        &ats as _,
        &subjects,
        &data
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[tracing::instrument(name = "db.events.has_unnumbered", skip_all)]
pub(super) async fn has_unnumbered(conn: &mut PgConnection, feed: Place) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM events WHERE feed = $1 AND sequence IS NULL) AS "some!""#, feed.uuid())
        .fetch_one(conn)
        .await
}

/// Locks the feed's row, made where it is the first time; returns the last number given.
#[tracing::instrument(name = "db.events.lock_feed", skip_all)]
pub(super) async fn lock_feed(conn: &mut PgConnection, feed: Place) -> sqlx::Result<i64> {
    sqlx::query!("INSERT INTO feeds (feed, last_sequence) VALUES ($1, 0) ON CONFLICT DO NOTHING", feed.uuid()).execute(&mut *conn).await?;
    sqlx::query_scalar!("SELECT last_sequence FROM feeds WHERE feed = $1 FOR UPDATE", feed.uuid()).fetch_one(conn).await
}

/// Numbers at most `most` committed events; returns how many.
#[tracing::instrument(name = "db.events.number", skip_all)]
pub(super) async fn number(conn: &mut PgConnection, feed: Place, last: i64, most: i64) -> sqlx::Result<i64> {
    let done = sqlx::query!(
        "UPDATE events SET sequence = $2 + new.place
         FROM (SELECT id, row_number() OVER (ORDER BY at, id) AS place
               FROM (SELECT id, at FROM events WHERE feed = $1 AND sequence IS NULL ORDER BY at, id LIMIT $3) AS oldest) AS new
         WHERE events.id = new.id",
        feed.uuid(),
        last,
        most
    )
    .execute(conn)
    .await?;
    Ok(i64::try_from(done.rows_affected()).unwrap_or(i64::MAX))
}

#[tracing::instrument(name = "db.events.set_last", skip_all)]
pub(super) async fn set_last(conn: &mut PgConnection, feed: Place, last: i64) -> sqlx::Result<()> {
    sqlx::query!("UPDATE feeds SET last_sequence = $2 WHERE feed = $1", feed.uuid(), last).execute(conn).await?;
    Ok(())
}

/// At most `limit` events after a number, of one subject or of all.
#[tracing::instrument(name = "db.events.after", skip_all)]
pub(super) async fn after(
    conn: &mut PgConnection,
    feed: Place,
    subject: Option<&str>,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<EventRow>> {
    sqlx::query_as!(
        EventRow,
        r#"SELECT id, sequence AS "sequence!", type AS kind, at, actor, subject, data FROM events
           WHERE feed = $1 AND sequence > $3 AND ($2::text IS NULL OR subject = $2) ORDER BY sequence LIMIT $4"#,
        feed.uuid(),
        subject,
        after,
        limit
    )
    .fetch_all(conn)
    .await
}
