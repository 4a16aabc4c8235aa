//! The SQL of pauses.

use homeroom_domain::{
    cluster::lane::WorkLane,
    ids::{ClusterId, OrderId, TenantId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::db::purged::Purged;

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::under("order_pauses", "order_id", "orders")];

/// Since when, and why.
pub(super) type Pause = Option<(Timestamp, String)>;

/// Pauses an order. `false` where it is paused already.
#[tracing::instrument(name = "db.pauses.pause_order", skip_all)]
pub(super) async fn pause_order(
    conn: &mut PgConnection,
    (order, tenant): (OrderId, TenantId),
    why: &str,
    at: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "INSERT INTO order_pauses (order_id, tenant_id, why, since) VALUES ($1, $2, $3, $4) ON CONFLICT (order_id) DO NOTHING",
        order.uuid(),
        tenant.uuid(),
        why,
        at.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// `false` where it is not paused.
#[tracing::instrument(name = "db.pauses.unpause_order", skip_all)]
pub(super) async fn unpause_order(conn: &mut PgConnection, order: OrderId) -> sqlx::Result<bool> {
    let done = sqlx::query!("DELETE FROM order_pauses WHERE order_id = $1", order.uuid());
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

#[tracing::instrument(name = "db.pauses.of_order", skip_all)]
pub(super) async fn of_order(conn: &mut PgConnection, order: OrderId) -> sqlx::Result<Pause> {
    let row = sqlx::query!("SELECT since, why FROM order_pauses WHERE order_id = $1", order.uuid());
    Ok(row.fetch_optional(conn).await?.map(|row| (row.since.to_jiff(), row.why)))
}

/// Whose order it is. `None` where there is none.
#[tracing::instrument(name = "db.pauses.tenant_of", skip_all)]
pub(super) async fn tenant_of(conn: &mut PgConnection, order: OrderId) -> sqlx::Result<Option<TenantId>> {
    let tenant = sqlx::query_scalar!("SELECT tenant_id FROM orders WHERE id = $1", order.uuid());
    Ok(tenant.fetch_optional(conn).await?.map(TenantId::new))
}

/// Pauses a cluster. `false` where it is paused already.
#[tracing::instrument(name = "db.pauses.pause_cluster", skip_all)]
pub(super) async fn pause_cluster(conn: &mut PgConnection, cluster: ClusterId, why: &str, at: Timestamp) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "INSERT INTO cluster_pauses (cluster_id, why, since) VALUES ($1, $2, $3) ON CONFLICT (cluster_id) DO NOTHING",
        cluster.uuid(),
        why,
        at.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// `false` where it is not paused.
#[tracing::instrument(name = "db.pauses.unpause_cluster", skip_all)]
pub(super) async fn unpause_cluster(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<bool> {
    let done = sqlx::query!("DELETE FROM cluster_pauses WHERE cluster_id = $1", cluster.uuid());
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

#[tracing::instrument(name = "db.pauses.of_cluster", skip_all)]
pub(super) async fn of_cluster(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<Pause> {
    let row = sqlx::query!("SELECT since, why FROM cluster_pauses WHERE cluster_id = $1", cluster.uuid());
    Ok(row.fetch_optional(conn).await?.map(|row| (row.since.to_jiff(), row.why)))
}

/// A work that is paused.
#[derive(Debug, Clone)]
pub(super) struct LanePause {
    pub lane: WorkLane,
    /// `None`: on all.
    pub cluster: Option<ClusterId>,
    pub cluster_name: Option<String>,
    pub why: String,
    pub since: Timestamp,
    pub until: Timestamp,
}

struct LaneRow {
    lane: String,
    cluster_id: Option<Uuid>,
    cluster_name: Option<String>,
    why: String,
    since: jiff_sqlx::Timestamp,
    until_at: jiff_sqlx::Timestamp,
}

impl LaneRow {
    /// One that a newer version paused is that one's to tell of.
    fn known(self) -> Option<LanePause> {
        Some(LanePause {
            lane: WorkLane::named(&self.lane)?,
            cluster: self.cluster_id.map(ClusterId::new),
            cluster_name: self.cluster_name,
            why: self.why,
            since: self.since.to_jiff(),
            until: self.until_at.to_jiff(),
        })
    }
}

/// All that are paused, those on all clusters first, then by the cluster's name.
#[tracing::instrument(name = "db.pauses.lanes", skip_all)]
pub(super) async fn lanes(conn: &mut PgConnection) -> sqlx::Result<Vec<LanePause>> {
    let rows = sqlx::query_as!(
        LaneRow,
        r#"SELECT h.lane, h.cluster_id, c.name AS "cluster_name?", h.why, h.since, h.until_at
           FROM lane_pauses h LEFT JOIN clusters c ON c.id = h.cluster_id ORDER BY c.name NULLS FIRST, h.lane"#
    );
    Ok(rows.fetch_all(conn).await?.into_iter().filter_map(LaneRow::known).collect())
}

/// Pauses a work, or gives a pause of it another end and reason. `false` where it is paused with both already.
#[tracing::instrument(name = "db.pauses.pause_lane", skip_all)]
pub(super) async fn pause_lane(
    conn: &mut PgConnection,
    (lane, cluster): (WorkLane, Option<ClusterId>),
    why: &str,
    (at, until): (Timestamp, Timestamp),
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "INSERT INTO lane_pauses AS h (lane, cluster_id, why, since, until_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (lane, cluster_id) DO UPDATE SET why = excluded.why, until_at = excluded.until_at
         WHERE (h.why, h.until_at) IS DISTINCT FROM (excluded.why, excluded.until_at)",
        lane.as_str(),
        cluster.map(ClusterId::uuid),
        why,
        at.to_sqlx() as jiff_sqlx::Timestamp,
        until.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// `false` where it is not paused there.
#[tracing::instrument(name = "db.pauses.unpause_lane", skip_all)]
pub(super) async fn unpause_lane(conn: &mut PgConnection, lane: WorkLane, cluster: Option<ClusterId>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "DELETE FROM lane_pauses WHERE lane = $1 AND cluster_id IS NOT DISTINCT FROM $2",
        lane.as_str(),
        cluster.map(ClusterId::uuid)
    );
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// Ends those whose time is over, and gives them.
#[tracing::instrument(name = "db.pauses.end_due", skip_all)]
pub(super) async fn end_due(conn: &mut PgConnection, now: Timestamp) -> sqlx::Result<Vec<LanePause>> {
    let rows = sqlx::query_as!(
        LaneRow,
        r#"WITH over AS (DELETE FROM lane_pauses WHERE until_at <= $1 RETURNING lane, cluster_id, why, since, until_at)
           SELECT h.lane AS "lane!", h.cluster_id, c.name AS "cluster_name?", h.why AS "why!", h.since AS "since!: jiff_sqlx::Timestamp",
                  h.until_at AS "until_at!: jiff_sqlx::Timestamp"
           FROM over h LEFT JOIN clusters c ON c.id = h.cluster_id ORDER BY h.lane"#,
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(rows.fetch_all(conn).await?.into_iter().filter_map(LaneRow::known).collect())
}

/// Whether there is such a cluster.
#[tracing::instrument(name = "db.pauses.is_cluster", skip_all)]
pub(super) async fn is_cluster(conn: &mut PgConnection, id: ClusterId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM clusters WHERE id = $1) AS "is_cluster!""#, id.uuid()).fetch_one(conn).await
}
