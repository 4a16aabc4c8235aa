//! Orders of a tenant that leaves: ended when its time is over, and removed when its data is.

use homeroom_domain::ids::{ClusterId, OrderId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

use crate::db::purged::Purged;

/// What a purge removes, after all that refers to it.
pub(crate) const PURGED: [Purged; 5] = [
    Purged::of("order_words"),
    Purged::under("dropped_generations", "order_id", "orders"),
    Purged::under("order_generations", "order_id", "orders"),
    Purged::of("classrooms"),
    Purged::of("orders"),
];

/// Ends one order of a tenant at once, of which no lesson runs because the tenant is suspended. `None`: there is none left that has not ended.
#[tracing::instrument(name = "db.orders.close_one", skip_all)]
pub async fn close_one(conn: &mut PgConnection, tenant: TenantId, at: Timestamp) -> sqlx::Result<Option<OrderId>> {
    let closed = sqlx::query_scalar!(
        "UPDATE orders SET phase = 'terminating', ends_at = least(coalesce(ends_at, $2), $2), cancelled_at = coalesce(cancelled_at, $2),
                edit = edit + 1, touched = touched + 1
         WHERE id = (SELECT id FROM orders WHERE tenant_id = $1 AND phase NOT IN ('terminating', 'released') ORDER BY id LIMIT 1 FOR NO KEY UPDATE)
         RETURNING id",
        tenant.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(closed.fetch_optional(conn).await?.map(OrderId::new))
}

/// Releases an order that was ending on a cluster that never comes back: nobody sees its objects go. Its version goes on counting from beyond the cluster's part of it.
/// `false`: it is not ending.
#[tracing::instrument(name = "db.orders.release_lost", skip_all)]
pub async fn release_lost(conn: &mut PgConnection, id: OrderId, cluster: ClusterId) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE orders SET phase = 'released', ready = false, rooms_wanted_now = 0, rooms_ready_now = 0, next_change_at = NULL, handled = touched,
                revision = revision + 3 + (SELECT sights FROM clusters WHERE id = $2)
         WHERE id = $1 AND phase = 'terminating'",
        id.uuid(),
        cluster.uuid()
    );
    if done.execute(&mut *conn).await?.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "UPDATE classrooms SET open_from = NULL, open_until = NULL, opens_next = NULL, address = NULL WHERE order_id = $1",
        id.uuid()
    )
    .execute(conn)
    .await?;
    Ok(true)
}
