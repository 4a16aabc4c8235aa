//! Everything that a round needs to know of an order, read in one transaction.

use homeroom_domain::{
    ids::{ClassroomId, ClusterId, OrderId},
    kind::Kind,
    order::Order,
    phase::RecordedCondition,
};
use jiff::Timestamp;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{auth::SystemTx, orders};

/// An order and what was last recorded of it.
#[derive(Debug, Clone)]
pub(in crate::reconcile) struct OrderRow {
    pub(in crate::reconcile) order: Order,
    /// The newest generation: what is recorded is recorded of this one.
    pub(in crate::reconcile) generation: i64,
    pub(in crate::reconcile) observed_generation: i64,
    pub(in crate::reconcile) ready: bool,
    pub(in crate::reconcile) rooms_wanted_now: i32,
    pub(in crate::reconcile) rooms_ready_now: i32,
    pub(in crate::reconcile) conditions: Vec<RecordedCondition>,
    pub(in crate::reconcile) next_change_at: Option<Timestamp>,
    pub(in crate::reconcile) touched: i64,
    pub(in crate::reconcile) handled: i64,
    pub(in crate::reconcile) rooms: Vec<RoomRow>,
}

/// A room and what was last recorded of it.
#[derive(Debug, Clone)]
pub(in crate::reconcile) struct RoomRow {
    pub(in crate::reconcile) id: ClassroomId,
    /// Sealed.
    pub(in crate::reconcile) secret: Vec<u8>,
    pub(in crate::reconcile) status: Value,
    /// Its readiness interval is open.
    pub(in crate::reconcile) is_open: bool,
}

/// Loads an order that is placed on a cluster. `None` when it is not, or not any more.
pub(in crate::reconcile) async fn load(tx: &mut SystemTx, cluster: ClusterId, id: OrderId) -> sqlx::Result<Option<OrderRow>> {
    let row = sqlx::query!(
        "SELECT o.generation, o.observed_generation, o.ready, o.rooms_wanted_now, o.rooms_ready_now, o.conditions, o.next_change_at, o.touched,
                o.handled
         FROM orders o JOIN placements p ON p.order_id = o.id
         WHERE o.id = $1 AND p.cluster_id = $2 AND p.state = 'live' AND o.phase <> 'released'",
        id.uuid(),
        cluster.uuid()
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let Some(order) = orders::store::load_full(tx.conn(), id).await? else { return Ok(None) };
    Ok(Some(OrderRow {
        order,
        generation: row.generation,
        observed_generation: row.observed_generation,
        ready: row.ready,
        rooms_wanted_now: row.rooms_wanted_now,
        rooms_ready_now: row.rooms_ready_now,
        conditions: recorded(row.conditions),
        next_change_at: row.next_change_at.map(jiff_sqlx::Timestamp::to_jiff),
        touched: row.touched,
        handled: row.handled,
        rooms: rooms(tx.conn(), id).await?,
    }))
}

/// What an older version recorded and this one does not know is forgotten, not an error.
fn recorded(conditions: Value) -> Vec<RecordedCondition> {
    let Value::Array(conditions) = conditions else { return Vec::new() };
    conditions.into_iter().filter_map(|condition| serde_json::from_value(condition).ok()).collect()
}

async fn rooms(conn: &mut PgConnection, id: OrderId) -> sqlx::Result<Vec<RoomRow>> {
    let rows = sqlx::query!(
        r#"SELECT c.id, c.secret, c.status, r.classroom_id IS NOT NULL AS "is_open!"
           FROM classrooms c LEFT JOIN readiness r ON r.classroom_id = c.id AND r.available_to IS NULL
           WHERE c.order_id = $1 ORDER BY c.id"#,
        id.uuid()
    );
    let room = |id: Uuid, secret, status, is_open| RoomRow { id: ClassroomId::new(id), secret, status, is_open };
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| room(row.id, row.secret, row.status, row.is_open)).collect())
}

/// The catalogue.
pub(in crate::reconcile) async fn kinds(conn: &mut PgConnection) -> sqlx::Result<Vec<Kind>> {
    let rows = sqlx::query_scalar!(r#"SELECT to_jsonb(kinds) AS "kind!" FROM kinds ORDER BY position"#);
    rows.fetch_all(conn)
        .await?
        .into_iter()
        .map(|kind| serde_json::from_value(kind).map_err(|error| sqlx::Error::Decode(error.into())))
        .collect()
}

/// The sealed kubeconfig of a cluster. `None` when it was taken off.
pub(in crate::reconcile) async fn cluster_secret(conn: &mut PgConnection, id: ClusterId) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!("SELECT kubeconfig FROM clusters WHERE id = $1", id.uuid()).fetch_optional(conn).await
}
