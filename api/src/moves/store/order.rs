//! An order as far as it decides whether it may move.

use std::collections::HashMap;

use homeroom_domain::{
    ids::{ClassroomId, ClusterId, OrderId, TenantId},
    moves::RoomsSeen,
    order::OrderPhase,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::orders::store::{Stamp, phase_named};

/// An order that is locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lives {
    pub(crate) tenant: TenantId,
    pub(crate) livemode: bool,
    pub(crate) region: String,
    pub(crate) phase: OrderPhase,
    pub(crate) is_cancelled: bool,
    pub(crate) generation: i64,
    pub(crate) touched: i64,
    pub(crate) stamp: Stamp,
}

/// Locks an order against edits, and against whoever records what is seen of it. `None` where there is none.
#[tracing::instrument(name = "db.moves.lock", skip_all)]
pub(crate) async fn lock(conn: &mut PgConnection, id: OrderId) -> sqlx::Result<Option<Lives>> {
    sqlx::query!("SELECT id FROM orders WHERE id = $1 FOR NO KEY UPDATE", id.uuid()).fetch_optional(&mut *conn).await?;
    // Only after the lock: a suspension that it waited for would not be seen by the same statement.
    let row = sqlx::query!(
        r#"SELECT o.tenant_id, t.livemode, o.region, o.phase, o.cancelled_at IS NOT NULL AS "is_cancelled!", o.generation, o.touched, o.edit,
                  o.overrun_seconds, suspends(t.suspended_at, t.suspended_by, o.is_paid_for) AS suspended_at, s.since AS "stopped_at?"
           FROM orders o JOIN tenants t ON t.id = o.tenant_id LEFT JOIN order_stops s ON s.order_id = o.id AND s.until IS NULL WHERE o.id = $1"#,
        id.uuid()
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    Ok(Some(Lives {
        tenant: TenantId::new(row.tenant_id),
        livemode: row.livemode,
        region: row.region,
        phase: phase_named(&row.phase)?,
        is_cancelled: row.is_cancelled,
        generation: row.generation,
        touched: row.touched,
        stamp: Stamp::new(row.edit, [row.suspended_at, row.stopped_at], row.overrun_seconds),
    }))
}

/// An order that runs on a cluster.
#[derive(Debug, Clone)]
pub(crate) struct OnCluster {
    pub(crate) id: OrderId,
    pub(crate) name: String,
    pub(crate) tenant: TenantId,
    pub(crate) tenant_name: String,
    pub(crate) rooms: i32,
}

struct Row {
    id: Uuid,
    name: String,
    tenant_id: Uuid,
    tenant_name: String,
    rooms: i32,
}

impl From<Row> for OnCluster {
    fn from(row: Row) -> Self {
        let (id, tenant) = (OrderId::new(row.id), TenantId::new(row.tenant_id));
        Self { id, name: row.name, tenant, tenant_name: row.tenant_name, rooms: row.rooms }
    }
}

/// The orders that run on a cluster and of which rooms are open or something happens until a moment, the soonest first, at most `limit`.
#[tracing::instrument(name = "db.moves.on_cluster", skip_all)]
pub(crate) async fn on_cluster(conn: &mut PgConnection, cluster: ClusterId, until: Timestamp, limit: i64) -> sqlx::Result<Vec<OnCluster>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT o.id, o.name, o.tenant_id, t.name AS tenant_name, o.rooms_total AS rooms
           FROM placements p JOIN orders o ON o.id = p.order_id JOIN tenants t ON t.id = o.tenant_id
           WHERE p.cluster_id = $1 AND p.state = 'live' AND o.phase NOT IN ('terminating', 'released') AND o.cancelled_at IS NULL
             AND (o.next_change_at <= $2 OR o.rooms_wanted_now > 0)
           ORDER BY o.rooms_wanted_now > 0 DESC, o.next_change_at, o.id LIMIT $3",
        cluster.uuid(),
        until.to_sqlx() as jiff_sqlx::Timestamp,
        limit
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(OnCluster::from).collect())
}

/// The same of the orders that run elsewhere and of which rooms were left behind on a cluster, with how many.
#[tracing::instrument(name = "db.moves.left_on_cluster", skip_all)]
pub(crate) async fn left_on_cluster(
    conn: &mut PgConnection,
    cluster: ClusterId,
    until: Timestamp,
    limit: i64,
) -> sqlx::Result<Vec<OnCluster>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT o.id, o.name, o.tenant_id, t.name AS tenant_name, count(*)::integer AS "rooms!"
           FROM classrooms c JOIN orders o ON o.id = c.order_id JOIN tenants t ON t.id = o.tenant_id
           WHERE c.stays_on = $1 AND c.stays_until IS NULL AND o.phase NOT IN ('terminating', 'released') AND o.cancelled_at IS NULL
             AND (o.next_change_at <= $2 OR o.rooms_wanted_now > 0)
           GROUP BY o.id, t.id ORDER BY o.rooms_wanted_now > 0 DESC, o.next_change_at, o.id LIMIT $3"#,
        cluster.uuid(),
        until.to_sqlx() as jiff_sqlx::Timestamp,
        limit
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(OnCluster::from).collect())
}

/// An order's rooms as they were last looked at where it runs, on a cluster whose rooms are reached or not. One that was up elsewhere and has not been looked at
/// here is not known to be up.
#[tracing::instrument(name = "db.moves.rooms_seen", skip_all)]
pub(crate) async fn rooms_seen(conn: &mut PgConnection, order: OrderId, are_reached: bool) -> sqlx::Result<RoomsSeen> {
    let rows = sqlx::query!(
        r#"SELECT c.id, c.stays_on IS NOT NULL AS "is_elsewhere!",
                  r.classroom_id IS NOT NULL AND coalesce((c.status ->> 'available')::boolean, false)
                      AND coalesce(c.seen_at >= coalesce(p.live_from, p.created_at), false)
                      AND (c.unreached_since IS NULL OR c.unreached_since < r.available_from) AS "is_up!"
           FROM classrooms c LEFT JOIN readiness r ON r.classroom_id = c.id AND r.available_to IS NULL
           LEFT JOIN placements p ON p.order_id = c.order_id AND p.state = 'live' WHERE c.order_id = $1"#,
        order.uuid()
    );
    let mut seen = RoomsSeen { are_reached, ..RoomsSeen::default() };
    for row in rows.fetch_all(conn).await? {
        let room = ClassroomId::new(row.id);
        if row.is_elsewhere {
            seen.elsewhere.insert(room);
        } else if row.is_up {
            seen.up.insert(room);
        }
    }
    Ok(seen)
}

/// What some orders have elsewhere: by order, where something of it is coming (`true`) or leaving.
#[tracing::instrument(name = "db.moves.elsewhere", skip_all)]
pub(crate) async fn elsewhere(conn: &mut PgConnection, orders: &[Uuid]) -> sqlx::Result<HashMap<OrderId, Vec<(ClusterId, bool)>>> {
    let rows = sqlx::query!(
        r#"SELECT order_id, cluster_id, state = 'coming' AS "coming!" FROM placements WHERE order_id = ANY($1) AND state IN ('coming', 'leaving')"#,
        orders
    );
    let mut elsewhere: HashMap<OrderId, Vec<(ClusterId, bool)>> = HashMap::new();
    for row in rows.fetch_all(conn).await? {
        elsewhere.entry(OrderId::new(row.order_id)).or_default().push((ClusterId::new(row.cluster_id), row.coming));
    }
    Ok(elsewhere)
}

/// What is on a cluster and has no future there, at most `limit`: places that orders have left (`false`), and the live places of orders that are ending.
/// Rooms that were left behind there have none but that.
#[tracing::instrument(name = "db.moves.without_future", skip_all)]
pub(crate) async fn without_future(
    conn: &mut PgConnection,
    cluster: ClusterId,
    limit: i64,
) -> sqlx::Result<Vec<(OrderId, TenantId, bool)>> {
    let rows = sqlx::query!(
        r#"SELECT p.order_id, p.tenant_id, p.state = 'live' AS "is_live!" FROM placements p JOIN orders o ON o.id = p.order_id
           WHERE p.cluster_id = $1 AND (p.state = 'leaving' OR (p.state = 'live' AND o.phase = 'terminating'))
             AND NOT (o.phase NOT IN ('terminating', 'released') AND o.cancelled_at IS NULL AND EXISTS (SELECT FROM classrooms c WHERE c.order_id = p.order_id
                          AND c.stays_on = p.cluster_id AND c.stays_until IS NULL))
           ORDER BY p.order_id LIMIT $2"#,
        cluster.uuid(),
        limit
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    Ok(rows.map(|row| (OrderId::new(row.order_id), TenantId::new(row.tenant_id), row.is_live)).collect())
}
