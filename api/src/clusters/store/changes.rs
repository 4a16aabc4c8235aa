//! Nodes that come or go by a person's doing.

use homeroom_domain::{
    cluster::supply::PlannedChange,
    ids::{CapacityChangeId, ClusterId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::auth::SystemTx;

/// A planned change, as it is stored.
#[derive(Debug, Clone)]
pub struct Change {
    pub id: CapacityChangeId,
    pub planned: PlannedChange,
    pub note: String,
    pub created_at: Timestamp,
}

struct Row {
    id: Uuid,
    nodes: i32,
    from_at: jiff_sqlx::Timestamp,
    until_at: Option<jiff_sqlx::Timestamp>,
    note: String,
    nodes_before: Option<i64>,
    created_at: jiff_sqlx::Timestamp,
}

impl From<Row> for Change {
    fn from(row: Row) -> Self {
        let planned = PlannedChange {
            nodes: row.nodes.into(),
            from: row.from_at.to_jiff(),
            until: row.until_at.map(jiff_sqlx::Timestamp::to_jiff),
            nodes_before: row.nodes_before,
        };
        Self { id: CapacityChangeId::new(row.id), planned, note: row.note, created_at: row.created_at.to_jiff() }
    }
}

/// A cluster's, by when they begin, after one of them; at most `limit`. Those that are over are left out.
#[tracing::instrument(name = "db.clusters.changes", skip_all)]
pub async fn changes(
    conn: &mut PgConnection,
    (cluster, now): (ClusterId, Timestamp),
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> sqlx::Result<Vec<Change>> {
    let (after_at, after_id) = after.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, nodes, from_at, until_at, note, nodes_before, created_at FROM capacity_changes
         WHERE cluster_id = $1 AND (until_at > $2 OR until_at IS NULL AND (nodes < 0 OR from_at > $2))
           AND ($3::timestamptz IS NULL OR (from_at, id) > ($3, $4::uuid))
         ORDER BY from_at, id LIMIT $5",
        cluster.uuid(),
        now.to_sqlx() as jiff_sqlx::Timestamp,
        after_at as Option<jiff_sqlx::Timestamp>,
        after_id,
        limit
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(Change::from).collect())
}

/// One of a cluster's, also if it is over. `None` when there is none of that id.
#[tracing::instrument(name = "db.clusters.change", skip_all)]
pub async fn change(conn: &mut PgConnection, cluster: ClusterId, id: CapacityChangeId) -> sqlx::Result<Option<Change>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, nodes, from_at, until_at, note, nodes_before, created_at FROM capacity_changes WHERE cluster_id = $1 AND id = $2",
        cluster.uuid(),
        id.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(Change::from))
}

/// Everything of a cluster that may still say something: what is over for less than a day too, for who asks why there are too few nodes.
#[tracing::instrument(name = "db.clusters.recent", skip_all)]
pub(super) async fn recent(conn: &mut PgConnection, cluster: Uuid, now: Timestamp) -> sqlx::Result<Vec<Change>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, nodes, from_at, until_at, note, nodes_before, created_at FROM capacity_changes
         WHERE cluster_id = $1 AND coalesce(until_at, CASE WHEN nodes > 0 THEN from_at END, 'infinity') > $2::timestamptz - interval '1 day'
         ORDER BY from_at, id",
        cluster,
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(Change::from).collect())
}

/// How many of a cluster's are not over.
#[tracing::instrument(name = "db.clusters.change_count", skip_all)]
pub async fn change_count(conn: &mut PgConnection, cluster: ClusterId, now: Timestamp) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM capacity_changes
           WHERE cluster_id = $1 AND (until_at > $2 OR until_at IS NULL AND (nodes < 0 OR from_at > $2))"#,
        cluster.uuid(),
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    count.fetch_one(conn).await
}

/// A change to be written.
#[derive(Debug)]
pub struct NewChange<'a> {
    pub id: CapacityChangeId,
    pub cluster: ClusterId,
    pub nodes: i32,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    pub note: &'a str,
    pub at: Timestamp,
}

/// Writes a change, and throws away what was over a month ago. The caller has locked the cluster's calendar.
#[tracing::instrument(name = "db.clusters.insert_change", skip_all)]
pub async fn insert_change(tx: &mut SystemTx, new: &NewChange<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "WITH over AS (
             DELETE FROM capacity_changes
             WHERE cluster_id = $2 AND coalesce(until_at, CASE WHEN nodes > 0 THEN from_at END, 'infinity') < $7::timestamptz - interval '31 days')
         INSERT INTO capacity_changes (id, cluster_id, nodes, from_at, until_at, note, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        new.id.uuid(),
        new.cluster.uuid(),
        new.nodes,
        new.from.to_sqlx() as jiff_sqlx::Timestamp,
        new.until.map(jiff_sqlx::ToSqlx::to_sqlx) as Option<jiff_sqlx::Timestamp>,
        new.note,
        new.at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes a change back. Gives whether there was one.
#[tracing::instrument(name = "db.clusters.delete_change", skip_all)]
pub async fn delete_change(tx: &mut SystemTx, cluster: ClusterId, id: CapacityChangeId) -> sqlx::Result<bool> {
    let done = sqlx::query!("DELETE FROM capacity_changes WHERE cluster_id = $1 AND id = $2", cluster.uuid(), id.uuid());
    Ok(done.execute(tx.conn()).await?.rows_affected() > 0)
}

/// Keeps how many nodes counted before changes that are at hand.
#[tracing::instrument(name = "db.clusters.note", skip_all)]
pub(super) async fn note(conn: &mut PgConnection, noted: &[(Uuid, Option<i64>)]) -> sqlx::Result<()> {
    for (id, nodes_before) in noted {
        sqlx::query!("UPDATE capacity_changes SET nodes_before = $2 WHERE id = $1", id, *nodes_before).execute(&mut *conn).await?;
    }
    Ok(())
}
