//! The SQL of pauses.

use homeroom_domain::ids::{ClusterId, OrderId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

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
