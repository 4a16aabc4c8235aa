//! A cluster's row as its worker reads and writes it.

use homeroom_domain::{
    cluster::{
        capacity::{ClusterCapacity, NodeOffer},
        lane::WorkLane,
    },
    ids::ClusterId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    auth::SystemTx,
    calendars,
    clusters::store::{self as clusters, Counted},
    jobs::{self, Wake},
    reconcile::pauses::Paused,
};

/// What the worker needs of a cluster.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::reconcile) struct ClusterRow {
    pub(in crate::reconcile) name: String,
    pub(in crate::reconcile) uid: Uuid,
    pub(in crate::reconcile) calendar_id: Uuid,
    pub(in crate::reconcile) node_limit: Option<i32>,
    pub(in crate::reconcile) headroom_percent: i32,
    pub(in crate::reconcile) thresholds: Value,
    pub(in crate::reconcile) is_cordoned: bool,
    pub(in crate::reconcile) is_draining: bool,
    pub(in crate::reconcile) is_paused: bool,
    pub(in crate::reconcile) sells_packed: bool,
    /// Works that are paused here, by name.
    pub(in crate::reconcile) lanes: Vec<String>,
    pub(in crate::reconcile) version: String,
    pub(in crate::reconcile) capacity: Value,
    pub(in crate::reconcile) conditions: Value,
}

impl ClusterRow {
    pub(in crate::reconcile) fn paused(&self) -> Paused {
        Paused::new(self.is_paused, self.lanes.iter().filter_map(|lane| WorkLane::named(lane)))
    }
}

/// A cluster. `None` when it was taken off.
#[tracing::instrument(name = "db.reconcile.cluster", skip_all)]
pub(in crate::reconcile) async fn cluster(conn: &mut PgConnection, id: ClusterId) -> sqlx::Result<Option<ClusterRow>> {
    let row = sqlx::query_as!(
        ClusterRow,
        r#"SELECT name, uid, calendar_id, node_limit, headroom_percent, thresholds,
                  cordoned_at IS NOT NULL AS "is_cordoned!",
                  draining_since IS NOT NULL AS "is_draining!", EXISTS (SELECT FROM cluster_pauses h WHERE h.cluster_id = clusters.id) AS "is_paused!",
                  ARRAY(SELECT DISTINCT h.lane FROM lane_pauses h WHERE h.cluster_id IS NULL OR h.cluster_id = clusters.id ORDER BY h.lane) AS "lanes!",
                  sells_packed, version, capacity, conditions
           FROM clusters WHERE id = $1"#,
        id.uuid()
    );
    row.fetch_optional(conn).await
}

/// Whether rooms are packed on a calendar on some UTC day or later.
#[tracing::instrument(name = "db.reconcile.is_packed", skip_all)]
pub(in crate::reconcile) async fn is_packed(conn: &mut PgConnection, calendar: Uuid, day: i32) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM calendar_days WHERE calendar_id = $1 AND resource = 'packed_share' AND day >= $2) AS "is_packed!""#,
        calendar,
        day
    )
    .fetch_one(conn)
    .await
}

/// Whether a work is paused on a cluster.
#[tracing::instrument(name = "db.reconcile.is_lane_paused", skip_all)]
pub(in crate::reconcile) async fn is_lane_paused(conn: &mut PgConnection, id: ClusterId, lane: WorkLane) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM lane_pauses WHERE lane = $2 AND (cluster_id IS NULL OR cluster_id = $1)) AS "is_paused!""#,
        id.uuid(),
        lane.as_str()
    )
    .fetch_one(conn)
    .await
}

/// Writes what nodes were seen and what they let the cluster sell. Takes the calendar's lock, like every writer of it.
#[tracing::instrument(name = "db.reconcile.record_capacity", skip_all)]
pub(in crate::reconcile) async fn record_capacity(
    tx: &mut SystemTx,
    id: ClusterId,
    calendar: Uuid,
    (nodes, new): (&[NodeOffer], &ClusterCapacity),
    now: Timestamp,
) -> sqlx::Result<()> {
    record_nodes(tx, id, nodes).await?;
    calendars::store::lock(tx.conn(), &[calendar]).await?;
    // Only under the lock: whoever changes what node groups give, or what is planned, holds it too.
    let Some(cluster) = clusters::get(tx.conn(), id).await? else { return Ok(()) };
    let before = cluster.seen().map_or(new.counted.len(), |before| before.counted.len());
    clusters::set_capacity(tx.conn(), id, new).await?;
    clusters::recount(tx.conn(), Counted { cluster: id, calendar, policy: cluster.node_policy(), before }, new, now).await
}

#[tracing::instrument(name = "db.reconcile.record_nodes", skip_all)]
async fn record_nodes(tx: &mut SystemTx, id: ClusterId, nodes: &[NodeOffer]) -> sqlx::Result<()> {
    let names: Vec<_> = nodes.iter().map(|node| node.name.clone()).collect();
    let schedulable: Vec<_> = nodes.iter().map(|node| node.schedulable).collect();
    let json = |of: fn(&NodeOffer) -> &homeroom_domain::sizing::NodeShape| -> Vec<Value> {
        nodes.iter().map(|node| serde_json::to_value(of(node)).unwrap_or_default()).collect()
    };
    sqlx::query!(
        "WITH gone AS (DELETE FROM cluster_nodes WHERE cluster_id = $1 AND name <> ALL ($2))
         INSERT INTO cluster_nodes (cluster_id, name, schedulable, allocatable, used_by_others)
         SELECT $1, n.* FROM unnest($2::text[], $3::boolean[], $4::jsonb[], $5::jsonb[]) AS n
         ON CONFLICT (cluster_id, name) DO UPDATE
         SET schedulable = excluded.schedulable, allocatable = excluded.allocatable, used_by_others = excluded.used_by_others",
        id.uuid(),
        &names,
        &schedulable,
        &json(|node| &node.allocatable),
        &json(|node| &node.used_by_others)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes a cluster's conditions and the version that it says it has.
#[tracing::instrument(name = "db.reconcile.record_conditions", skip_all)]
pub(in crate::reconcile) async fn record_conditions(
    tx: &mut SystemTx,
    id: ClusterId,
    conditions: &Value,
    version: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE clusters SET conditions = $2, version = $3, revision = revision + 1 WHERE id = $1",
        id.uuid(),
        conditions,
        version
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes whether a cluster answers, where that is news; who looks at promises is woken then.
#[tracing::instrument(name = "db.reconcile.record_answering", skip_all)]
pub(in crate::reconcile) async fn record_answering(tx: &mut SystemTx, id: ClusterId, answering: bool) -> sqlx::Result<()> {
    let written = sqlx::query!("UPDATE clusters SET answering = $2 WHERE id = $1 AND answering IS DISTINCT FROM $2", id.uuid(), answering)
        .execute(tx.conn())
        .await?;
    if written.rows_affected() > 0 {
        jobs::wake(tx.conn(), Wake::Limits).await?;
    }
    Ok(())
}

/// Writes that nothing is known of a cluster from now on, or that it is seen again, where that is news: all of its orders are shown otherwise then. How long
/// it lasted is kept for a month.
#[tracing::instrument(name = "db.reconcile.record_sight", skip_all)]
pub(in crate::reconcile) async fn record_sight(tx: &mut SystemTx, id: ClusterId, is_blind: bool, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM cluster_silences WHERE cluster_id = $1 AND ended_at < $2::timestamptz - interval '31 days'",
        id.uuid(),
        at(now) as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "WITH before AS (SELECT id, blind_since FROM clusters WHERE id = $1 AND (blind_since IS NULL) = $2 FOR NO KEY UPDATE),
         after AS (UPDATE clusters c SET blind_since = CASE WHEN $2 THEN $3::timestamptz END, sights = c.sights + 1 FROM before WHERE c.id = before.id)
         INSERT INTO cluster_silences (cluster_id, began_at, ended_at) SELECT id, blind_since, $3 FROM before WHERE blind_since IS NOT NULL
         ON CONFLICT DO NOTHING",
        id.uuid(),
        is_blind,
        at(now) as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    jobs::wake(tx.conn(), Wake::Limits).await
}

/// Rooms that stay on a cluster are shown otherwise when it is seen or not, and their orders, which are elsewhere, count that themselves.
#[tracing::instrument(name = "db.reconcile.count_sight_of_stays", skip_all)]
pub(in crate::reconcile) async fn count_sight_of_stays(tx: &mut SystemTx, id: ClusterId) -> sqlx::Result<()> {
    sqlx::query!(
        "WITH staying AS (SELECT id FROM orders WHERE id IN (SELECT order_id FROM classrooms WHERE stays_on = $1) ORDER BY id FOR NO KEY UPDATE)
         UPDATE orders o SET revision = o.revision + 1 FROM staying WHERE o.id = staying.id",
        id.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn at(at: Timestamp) -> jiff_sqlx::Timestamp {
    at.to_sqlx()
}
