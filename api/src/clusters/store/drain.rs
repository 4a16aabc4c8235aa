//! How far the drain of a cluster is. What moves is written by `moves`.

use homeroom_domain::ids::{ClusterId, OrderId, TenantId};
use jiff::Timestamp;
use serde_json::Value;
use sqlx::PgConnection;

/// Orders that cannot move and are named; a cluster may have thousands.
const NAMED: i64 = 50;

/// How far it is.
#[derive(Debug, Clone, Default)]
pub struct Drain {
    /// Orders with something left on it.
    pub left: i64,
    /// Of them those whose new place is being made.
    pub moving: i64,
    /// Of them those that cannot move now, or of which rooms were left behind there that find no place where it runs.
    pub blocked: i64,
    /// The first of those, by how long.
    pub named: Vec<Blocked>,
}

/// An order that cannot move now.
#[derive(Debug, Clone)]
pub struct Blocked {
    pub order: OrderId,
    pub name: String,
    pub tenant: TenantId,
    /// `{"reason", "params"}`
    pub why: Value,
    pub since: Timestamp,
}

/// Of a cluster that is drained.
#[tracing::instrument(name = "db.clusters.drain", skip_all)]
pub async fn drain(conn: &mut PgConnection, id: ClusterId) -> sqlx::Result<Drain> {
    let mut drain = drain_counts(conn, id).await?;
    let rows = sqlx::query!(
        "SELECT r.order_id, o.name, o.tenant_id, r.why, r.since FROM drain_refusals r JOIN orders o ON o.id = r.order_id
         JOIN placements p ON p.order_id = r.order_id AND p.cluster_id = r.cluster_id
         WHERE r.cluster_id = $1 AND (p.state = 'live' OR p.state = 'leaving' AND EXISTS (
             SELECT FROM classrooms c WHERE c.order_id = r.order_id AND c.stays_on = r.cluster_id AND c.stays_until IS NULL)) ORDER BY r.since, r.order_id LIMIT $2",
        id.uuid(),
        NAMED
    );
    let named = rows.fetch_all(conn).await?.into_iter().map(|row| Blocked {
        order: OrderId::new(row.order_id),
        name: row.name,
        tenant: TenantId::new(row.tenant_id),
        why: row.why,
        since: row.since.to_jiff(),
    });
    drain.named = named.collect();
    Ok(drain)
}

/// The same without names.
#[tracing::instrument(name = "db.clusters.drain_counts", skip_all)]
pub async fn drain_counts(conn: &mut PgConnection, id: ClusterId) -> sqlx::Result<Drain> {
    let row = sqlx::query!(
        r#"SELECT (SELECT count(*) FROM placements WHERE cluster_id = $1 AND state <> 'gone') AS "left!",
                  (SELECT count(*) FROM moves WHERE from_cluster = $1 AND state = 'preparing') AS "moving!",
                  (SELECT count(*) FROM drain_refusals r JOIN placements p ON p.order_id = r.order_id AND p.cluster_id = r.cluster_id
                   WHERE r.cluster_id = $1 AND (p.state = 'live' OR p.state = 'leaving' AND EXISTS (
                       SELECT FROM classrooms c WHERE c.order_id = r.order_id AND c.stays_on = r.cluster_id AND c.stays_until IS NULL))) AS "blocked!""#,
        id.uuid()
    );
    let row = row.fetch_one(conn).await?;
    Ok(Drain { left: row.left, moving: row.moving, blocked: row.blocked, named: Vec::new() })
}
