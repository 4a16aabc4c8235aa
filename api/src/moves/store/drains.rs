//! Which clusters are drained, which of their orders are next, and what keeps others. That a cluster is drained is a column of its row, which `clusters` writes.

use homeroom_domain::{
    ids::{ClusterId, OrderId},
    moves::NoPlace,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgConnection, types::Json};

/// Clusters that are drained, each with whether it was said that nothing is left on it.
#[tracing::instrument(name = "db.moves.draining", skip_all)]
pub(crate) async fn draining(conn: &mut PgConnection) -> sqlx::Result<Vec<(ClusterId, bool)>> {
    let rows = sqlx::query!(
        r#"SELECT id, drained_at IS NOT NULL AS "is_told!" FROM clusters WHERE draining_since IS NOT NULL
             AND NOT EXISTS (SELECT FROM lane_pauses h WHERE h.lane = 'drains' AND (h.cluster_id IS NULL OR h.cluster_id = clusters.id)) ORDER BY id"#
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (ClusterId::new(row.id), row.is_told)).collect())
}

/// Orders on a cluster that do not move yet: those whose next lesson is furthest away first, because they have the most time; what was refused is tried again
/// after `refused_before`.
#[tracing::instrument(name = "db.moves.due", skip_all)]
pub(crate) async fn due(conn: &mut PgConnection, cluster: ClusterId, refused_before: Timestamp, limit: i64) -> sqlx::Result<Vec<OrderId>> {
    let rows = sqlx::query_scalar!(
        "SELECT o.id FROM placements p JOIN orders o ON o.id = p.order_id LEFT JOIN drain_refusals r ON r.order_id = o.id
         WHERE p.cluster_id = $1 AND p.state = 'live' AND o.phase NOT IN ('terminating', 'released') AND o.cancelled_at IS NULL
           AND (r.tried_at IS NULL OR r.tried_at < $2)
           AND NOT EXISTS (SELECT FROM moves m WHERE m.order_id = o.id AND m.state = 'preparing')
         ORDER BY o.next_change_at DESC NULLS FIRST, o.id LIMIT $3",
        cluster.uuid(),
        refused_before.to_sqlx() as jiff_sqlx::Timestamp,
        limit
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(OrderId::new).collect())
}

/// Orders that run elsewhere and of which rooms were left behind on a cluster and are not open, nor open soon: those that were tried longest ago first; what was
/// refused is tried again after `refused_before`.
#[tracing::instrument(name = "db.moves.left_due", skip_all)]
pub(crate) async fn left_due(
    conn: &mut PgConnection,
    cluster: ClusterId,
    (now, refused_before): (Timestamp, Timestamp),
    limit: i64,
) -> sqlx::Result<Vec<OrderId>> {
    let rows = sqlx::query_scalar!(
        "SELECT o.id FROM placements p JOIN orders o ON o.id = p.order_id LEFT JOIN drain_refusals r ON r.order_id = o.id
         WHERE p.cluster_id = $1 AND p.state = 'leaving' AND o.phase NOT IN ('terminating', 'released') AND o.cancelled_at IS NULL
           AND (r.tried_at IS NULL OR r.tried_at < $2)
           AND EXISTS (SELECT FROM classrooms c WHERE c.order_id = o.id AND c.stays_on = $1 AND c.stays_until IS NULL)
           AND NOT EXISTS (SELECT FROM classrooms c WHERE c.order_id = o.id AND c.stays_on IS NOT NULL AND c.stays_until IS NULL
                             AND (c.open_from <= $4::timestamptz AND (c.open_until > $4::timestamptz) IS NOT FALSE
                                  OR c.opens_next <= $4::timestamptz + interval '2 minutes'))
           AND NOT EXISTS (SELECT FROM moves m WHERE m.order_id = o.id AND m.state = 'preparing')
         ORDER BY r.tried_at NULLS FIRST, o.next_change_at DESC NULLS FIRST, o.id LIMIT $3",
        cluster.uuid(),
        refused_before.to_sqlx() as jiff_sqlx::Timestamp,
        limit,
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(OrderId::new).collect())
}

/// Keeps why an order cannot move now.
#[tracing::instrument(name = "db.moves.refuse", skip_all)]
pub(crate) async fn refuse(conn: &mut PgConnection, order: OrderId, cluster: ClusterId, why: NoPlace, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO drain_refusals (order_id, cluster_id, why, since, tried_at) VALUES ($1, $2, $3, $4, $4)
         ON CONFLICT (order_id) DO UPDATE SET cluster_id = $2, why = $3, tried_at = $4",
        order.uuid(),
        cluster.uuid(),
        Json(why) as _,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An order moves: nothing keeps it.
#[tracing::instrument(name = "db.moves.forget_refusal", skip_all)]
pub(crate) async fn forget_refusal(conn: &mut PgConnection, order: OrderId) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM drain_refusals WHERE order_id = $1", order.uuid()).execute(conn).await?;
    Ok(())
}

/// A drain is over: nothing is kept by it.
#[tracing::instrument(name = "db.moves.forget_refusals", skip_all)]
pub(crate) async fn forget_refusals(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM drain_refusals WHERE cluster_id = $1", cluster.uuid()).execute(conn).await?;
    Ok(())
}
