//! What of an order's rows follows the cluster on which it is.

use homeroom_domain::ids::{ClusterId, OrderId};
use sqlx::PgConnection;

/// The order is on another cluster from now on: whoever works there is to look, and nobody is sent to a pod of the old one. A part of the version that clients
/// are shown is the cluster's, so the order's own goes on from beyond both.
#[tracing::instrument(name = "db.orders.follow_place", skip_all)]
pub async fn follow_place(conn: &mut PgConnection, id: OrderId, (from, to): (ClusterId, ClusterId)) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE orders SET touched = touched + 1, revision = revision + 1 + greatest(0,
             coalesce((SELECT sights FROM clusters WHERE id = $2), 0) - coalesce((SELECT sights FROM clusters WHERE id = $3), 0))
         WHERE id = $1",
        id.uuid(),
        from.uuid(),
        to.uuid()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("UPDATE classrooms SET address = NULL WHERE order_id = $1 AND address IS NOT NULL", id.uuid()).execute(conn).await?;
    Ok(())
}
