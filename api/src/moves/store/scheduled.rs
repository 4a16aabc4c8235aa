//! Orders that have not begun: whose objects are not made yet.

use homeroom_domain::ids::{ClusterId, OrderId, TenantId};
use sqlx::PgConnection;

use crate::clusters::store::Cluster;

/// One that is placed on another cluster.
#[derive(Debug, Clone)]
pub(crate) struct Scheduled {
    pub(crate) id: OrderId,
    pub(crate) name: String,
    pub(crate) tenant: TenantId,
    pub(crate) tenant_name: String,
    pub(crate) from: ClusterId,
    pub(crate) from_name: String,
}

/// Those of a cluster's region and sort that are placed elsewhere and do not move already, by id, after one of them, at most `limit`.
#[tracing::instrument(name = "db.moves.scheduled_elsewhere", skip_all)]
pub(crate) async fn scheduled_elsewhere(
    conn: &mut PgConnection,
    cluster: &Cluster,
    after: Option<OrderId>,
    limit: i64,
) -> sqlx::Result<Vec<Scheduled>> {
    let rows = sqlx::query!(
        "SELECT o.id, o.name, o.tenant_id, t.name AS tenant_name, p.cluster_id, c.name AS cluster_name
         FROM orders o JOIN placements p ON p.order_id = o.id AND p.state = 'live' JOIN clusters c ON c.id = p.cluster_id JOIN tenants t ON t.id = o.tenant_id
         WHERE o.phase = 'scheduled' AND o.cancelled_at IS NULL AND o.region = $1 AND c.simulated = $2 AND p.cluster_id <> $3
           AND ($4::uuid IS NULL OR o.id > $4) AND NOT EXISTS (SELECT FROM moves m WHERE m.order_id = o.id AND m.state = 'preparing')
         ORDER BY o.id LIMIT $5",
        cluster.region,
        cluster.simulated,
        cluster.id.uuid(),
        after.map(OrderId::uuid),
        limit
    );
    let scheduled = rows.fetch_all(conn).await?.into_iter().map(|row| Scheduled {
        id: OrderId::new(row.id),
        name: row.name,
        tenant: TenantId::new(row.tenant_id),
        tenant_name: row.tenant_name,
        from: ClusterId::new(row.cluster_id),
        from_name: row.cluster_name,
    });
    Ok(scheduled.collect())
}
