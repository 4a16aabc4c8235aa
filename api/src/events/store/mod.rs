//! Events and the feeds that number them.

mod purge;

pub(crate) use purge::PURGED;

use homeroom_domain::ids::EventId;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Happened, NewEvent,
    feed::{Narrow, Whole},
};
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

/// At most `limit` events after a number and up to another.
#[tracing::instrument(name = "db.events.after", skip_all)]
pub(super) async fn after(
    conn: &mut PgConnection,
    feed: Place,
    narrow: &Narrow<'_>,
    (after, until): (i64, i64),
    limit: i64,
) -> sqlx::Result<Vec<EventRow>> {
    sqlx::query_as!(
        EventRow,
        r#"SELECT id, sequence AS "sequence!", type AS kind, at, actor, subject, data FROM events
           WHERE feed = $1 AND sequence > $2 AND sequence <= $3 AND ($4::text IS NULL OR subject = $4)
             AND ($5::text IS NULL OR type = $5) AND ($6::text IS NULL OR actor ->> 'id' = $6)
             AND ($7::timestamptz IS NULL OR at >= $7) AND ($8::timestamptz IS NULL OR at < $8)
           ORDER BY sequence LIMIT $9"#,
        feed.uuid(),
        after,
        until,
        narrow.subject,
        narrow.kind,
        narrow.actor,
        narrow.from.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        narrow.to.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        limit
    )
    .fetch_all(conn)
    .await
}

/// At most `limit` events from a number on and before another, the newest first.
#[tracing::instrument(name = "db.events.before", skip_all)]
pub(super) async fn before(
    conn: &mut PgConnection,
    feed: Place,
    narrow: &Narrow<'_>,
    (from, before): (i64, i64),
    limit: i64,
) -> sqlx::Result<Vec<EventRow>> {
    sqlx::query_as!(
        EventRow,
        r#"SELECT id, sequence AS "sequence!", type AS kind, at, actor, subject, data FROM events
           WHERE feed = $1 AND sequence >= $2 AND sequence < $3 AND ($4::text IS NULL OR subject = $4)
             AND ($5::text IS NULL OR type = $5) AND ($6::text IS NULL OR actor ->> 'id' = $6)
             AND ($7::timestamptz IS NULL OR at >= $7) AND ($8::timestamptz IS NULL OR at < $8)
           ORDER BY sequence DESC LIMIT $9"#,
        feed.uuid(),
        from,
        before,
        narrow.subject,
        narrow.kind,
        narrow.actor,
        narrow.from.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        narrow.to.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        limit
    )
    .fetch_all(conn)
    .await
}

/// The last number of so many events after a number; `None` where there are none.
#[tracing::instrument(name = "db.events.looked_through_up", skip_all)]
pub(super) async fn looked_through_up(
    conn: &mut PgConnection,
    feed: Place,
    subject: Option<&str>,
    after: i64,
    most: i64,
) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar!(
        "SELECT max(sequence) FROM (SELECT sequence FROM events WHERE feed = $1 AND sequence > $2 AND ($3::text IS NULL OR subject = $3)
                                    ORDER BY sequence LIMIT $4) AS looked",
        feed.uuid(),
        after,
        subject,
        most
    )
    .fetch_one(conn)
    .await
}

/// The first number of so many events before a number; `None` where there are not so many.
#[tracing::instrument(name = "db.events.looked_through_down", skip_all)]
pub(super) async fn looked_through_down(
    conn: &mut PgConnection,
    feed: Place,
    subject: Option<&str>,
    before: i64,
    most: i64,
) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar!(
        "SELECT min(sequence) FROM (SELECT sequence FROM events WHERE feed = $1 AND sequence < $2 AND sequence IS NOT NULL
                                      AND ($3::text IS NULL OR subject = $3) ORDER BY sequence DESC LIMIT $4) AS looked
         HAVING count(*) >= $4",
        feed.uuid(),
        before,
        subject,
        most
    )
    .fetch_optional(conn)
    .await
    .map(Option::flatten)
}

/// Locks the rows of these feeds, made where it is the first time. The feeds are given in order, so that two who lock do not wait for each other.
#[tracing::instrument(name = "db.events.lock_feeds", skip_all)]
pub(super) async fn lock_feeds(conn: &mut PgConnection, feeds: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("INSERT INTO feeds (feed, last_sequence) SELECT feed, 0 FROM unnest($1::uuid[]) AS n(feed) ON CONFLICT DO NOTHING", feeds)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("SELECT feed FROM feeds WHERE feed = ANY($1) ORDER BY feed FOR UPDATE", feeds).fetch_all(conn).await?;
    Ok(())
}

/// Numbers at most `most` committed events of feeds that are locked; returns how many.
#[tracing::instrument(name = "db.events.number_all", skip_all)]
pub(super) async fn number_all(conn: &mut PgConnection, feeds: &[Uuid], most: i64) -> sqlx::Result<i64> {
    let numbered = sqlx::query_scalar!(
        r#"WITH numbered AS (
             UPDATE events SET sequence = new.last + new.place
             FROM (SELECT oldest.id, f.last_sequence AS last, row_number() OVER (PARTITION BY oldest.feed ORDER BY oldest.at, oldest.id) AS place
                   FROM (SELECT id, feed, at FROM events WHERE feed = ANY($1) AND sequence IS NULL ORDER BY feed, at, id LIMIT $2) AS oldest
                   JOIN feeds f ON f.feed = oldest.feed) AS new
             WHERE events.id = new.id RETURNING events.feed, events.sequence),
           told AS (
             UPDATE feeds SET last_sequence = n.last FROM (SELECT feed, max(sequence) AS last FROM numbered GROUP BY feed) AS n
             WHERE feeds.feed = n.feed)
           SELECT count(*) AS "count!" FROM numbered"#,
        feeds,
        most
    );
    numbered.fetch_one(conn).await
}

/// An event and whose it is.
struct FollowedRow {
    feed: Uuid,
    id: Uuid,
    sequence: i64,
    kind: String,
    at: jiff_sqlx::Timestamp,
    actor: Value,
    subject: String,
    data: Value,
}

/// At most `limit` events of each of these feeds after its number, in order.
#[tracing::instrument(name = "db.events.after_each", skip_all)]
pub(super) async fn after_each(conn: &mut PgConnection, feeds: &[Uuid], after: &[i64], limit: i64) -> sqlx::Result<Vec<(Uuid, EventRow)>> {
    let rows = sqlx::query_as!(
        FollowedRow,
        r#"SELECT f.feed AS "feed!", e.id, e.sequence AS "sequence!", e.type AS kind, e.at, e.actor, e.subject, e.data
           FROM unnest($1::uuid[], $2::bigint[]) AS f(feed, after)
           CROSS JOIN LATERAL (SELECT * FROM events WHERE feed = f.feed AND sequence > f.after ORDER BY sequence LIMIT $3) AS e
           ORDER BY f.feed, e.sequence"#,
        feeds,
        after,
        limit
    );
    let parted = |FollowedRow { feed, id, sequence, kind, at, actor, subject, data }| {
        (feed, EventRow { id, sequence, kind, at, actor, subject, data })
    };
    Ok(rows.fetch_all(conn).await?.into_iter().map(parted).collect())
}

/// The last number that was given in a feed.
#[tracing::instrument(name = "db.events.last", skip_all)]
pub(super) async fn last(conn: &mut PgConnection, feed: Place) -> sqlx::Result<i64> {
    let last = sqlx::query_scalar!("SELECT last_sequence FROM feeds WHERE feed = $1", feed.uuid()).fetch_optional(conn).await?;
    Ok(last.unwrap_or_default())
}

/// What is committed now, as Postgres writes a snapshot.
#[tracing::instrument(name = "db.events.snapshot", skip_all)]
pub(super) async fn snapshot(conn: &mut PgConnection) -> sqlx::Result<String> {
    sqlx::query_scalar!(r#"SELECT pg_current_snapshot()::text AS "now!""#).fetch_one(conn).await
}

/// An event that was committed, whoever's it is.
#[derive(Debug)]
pub(super) struct Committed {
    pub feed: Uuid,
    pub kind: String,
    pub at: jiff_sqlx::Timestamp,
    pub subject: String,
}

/// At most `most` events that one snapshot does not see and a later one does.
#[tracing::instrument(name = "db.events.between", skip_all)]
pub(super) async fn between(conn: &mut PgConnection, since: &str, until: &str, most: i64) -> sqlx::Result<Vec<Committed>> {
    sqlx::query_as!(
        Committed,
        r#"SELECT feed, type AS kind, at, subject FROM events
           WHERE xid >= pg_snapshot_xmin($1::text::pg_snapshot) AND xid < pg_snapshot_xmax($2::text::pg_snapshot)
             AND NOT pg_visible_in_snapshot(xid, $1::text::pg_snapshot) AND pg_visible_in_snapshot(xid, $2::text::pg_snapshot)
           ORDER BY xid, id LIMIT $3"#,
        since,
        until,
        most
    )
    .fetch_all(conn)
    .await
}

struct WholeRow {
    feed: Uuid,
    id: Uuid,
    kind: String,
    at: jiff_sqlx::Timestamp,
    actor: Value,
    subject: String,
    data: Value,
}

impl From<WholeRow> for Whole {
    fn from(row: WholeRow) -> Self {
        let WholeRow { feed, id, kind, at, actor, subject, data } = row;
        Self { feed, id: id.into(), kind, at: at.to_jiff(), actor, subject, data }
    }
}

/// At most `limit` events of all feeds from one on and before another, the newest first by id.
#[tracing::instrument(name = "db.events.of_all", skip_all)]
pub(super) async fn of_all(
    conn: &mut PgConnection,
    narrow: &Narrow<'_>,
    (from, before): (Uuid, Uuid),
    limit: i64,
) -> sqlx::Result<Vec<Whole>> {
    let rows = sqlx::query_as!(
        WholeRow,
        r#"SELECT feed, id, type AS kind, at, actor, subject, data FROM events
           WHERE id >= $1 AND id < $2 AND ($3::text IS NULL OR subject = $3)
             AND ($4::text IS NULL OR type = $4) AND ($5::text IS NULL OR actor ->> 'id' = $5)
             AND ($6::timestamptz IS NULL OR at >= $6) AND ($7::timestamptz IS NULL OR at < $7)
           ORDER BY id DESC LIMIT $8"#,
        from,
        before,
        narrow.subject,
        narrow.kind,
        narrow.actor,
        narrow.from.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        narrow.to.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        limit
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(Whole::from).collect())
}

/// The first of so many events of all feeds before one; `None` where there are not so many.
#[tracing::instrument(name = "db.events.looked_through_all", skip_all)]
pub(super) async fn looked_through_all(conn: &mut PgConnection, before: Uuid, most: i64) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!("SELECT id FROM events WHERE id < $1 ORDER BY id DESC OFFSET $2 LIMIT 1", before, most - 1)
        .fetch_optional(conn)
        .await
}

/// What members of a place are called, by id.
#[tracing::instrument(name = "db.events.member_names", skip_all)]
pub(super) async fn member_names(conn: &mut PgConnection, place: Place, ids: &[Uuid]) -> sqlx::Result<Vec<(Uuid, String)>> {
    let (tenant, partner) = place.columns();
    let rows = sqlx::query!(
        r#"SELECT m.id, COALESCE(m.name, u.email) AS "name!" FROM memberships m JOIN users u ON u.id = m.user_id
           WHERE m.id = ANY($1) AND m.tenant_id IS NOT DISTINCT FROM $2 AND m.partner_id IS NOT DISTINCT FROM $3"#,
        ids,
        tenant,
        partner
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// What keys of a place are called, by id.
#[tracing::instrument(name = "db.events.key_names", skip_all)]
pub(super) async fn key_names(conn: &mut PgConnection, place: Place, ids: &[Uuid]) -> sqlx::Result<Vec<(Uuid, String)>> {
    let (tenant, partner) = place.columns();
    let rows = sqlx::query!(
        "SELECT id, name FROM api_keys WHERE id = ANY($1) AND tenant_id IS NOT DISTINCT FROM $2 AND partner_id IS NOT DISTINCT FROM $3",
        ids,
        tenant,
        partner
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id, row.name)).collect())
}
