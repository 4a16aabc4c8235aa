//! An order with everything that decides what should run: its generations and its rooms.

use homeroom_domain::{
    ids::{ClassroomId, OrderId, TenantId},
    kind::Kind,
    order::{Generation, NewOrder, Order, OrderPhase, Room},
};
use jiff::Timestamp;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::auth::TenantTx;

struct Row {
    id: Uuid,
    tenant_id: Uuid,
    phase: String,
    cancelled_at: Option<jiff_sqlx::Timestamp>,
    ends_at: Option<jiff_sqlx::Timestamp>,
    suspended_since: Option<jiff_sqlx::Timestamp>,
    created_at: jiff_sqlx::Timestamp,
}

/// Loads an order, whoever's it is that this transaction sees. `None` when there is none.
pub async fn load_full(conn: &mut PgConnection, id: OrderId) -> sqlx::Result<Option<Order>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, tenant_id, phase, cancelled_at, ends_at, suspended_since, created_at FROM orders WHERE id = $1",
        id.uuid()
    );
    match row.fetch_optional(&mut *conn).await? {
        Some(row) => with_parts(conn, row).await.map(Some),
        None => Ok(None),
    }
}

/// Locks an order for this transaction and loads it. `None` when the tenant has no such order.
pub async fn lock(tx: &mut TenantTx, id: OrderId) -> sqlx::Result<Option<Order>> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query_as!(
        Row,
        "SELECT id, tenant_id, phase, cancelled_at, ends_at, suspended_since, created_at FROM orders WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
        tenant,
        id.uuid()
    );
    match row.fetch_optional(tx.conn()).await? {
        Some(row) => with_parts(tx.conn(), row).await.map(Some),
        None => Ok(None),
    }
}

/// Loads several orders of one tenant with three statements; ids that the tenant does not have are left out.
pub async fn load_many(tx: &mut TenantTx, ids: &[Uuid]) -> sqlx::Result<Vec<Order>> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, tenant_id, phase, cancelled_at, ends_at, suspended_since, created_at FROM orders WHERE tenant_id = $1 AND id = ANY($2) ORDER BY id",
        tenant,
        ids
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    let mut orders = Vec::with_capacity(rows.len());
    for row in rows {
        orders.push(with_parts(tx.conn(), row).await?);
    }
    Ok(orders)
}

async fn with_parts(conn: &mut PgConnection, row: Row) -> sqlx::Result<Order> {
    let id = OrderId::new(row.id);
    Ok(Order {
        id,
        tenant_id: TenantId::new(row.tenant_id),
        created_at: row.created_at.to_jiff(),
        generations: generations(conn, id).await?,
        rooms: rooms(conn, id).await?,
        phase: phase_named(&row.phase)?,
        cancelled_at: row.cancelled_at.map(jiff_sqlx::Timestamp::to_jiff),
        ends_at: row.ends_at.map(jiff_sqlx::Timestamp::to_jiff),
        suspended_since: row.suspended_since.map(jiff_sqlx::Timestamp::to_jiff),
    })
}

async fn generations(conn: &mut PgConnection, id: OrderId) -> sqlx::Result<Vec<Generation>> {
    let rows = sqlx::query!(
        r#"SELECT number, effective_from, document AS "document: Json<NewOrder>", kind AS "kind: Json<Kind>"
           FROM order_generations WHERE order_id = $1 ORDER BY number"#,
        id.uuid()
    );
    let generation =
        |number: i64, from: Timestamp, document: NewOrder, kind: Kind| Generation { number, effective_from: from, document, kind };
    let rows = rows.fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| generation(row.number, row.effective_from.to_jiff(), row.document.0, row.kind.0)).collect())
}

async fn rooms(conn: &mut PgConnection, id: OrderId) -> sqlx::Result<Vec<Room>> {
    let rows = sqlx::query!("SELECT id, key FROM classrooms WHERE order_id = $1 ORDER BY position, id", id.uuid());
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| Room { id: ClassroomId::new(row.id), key: row.key }).collect())
}

/// The stored name of a phase, which is also its public one.
pub fn phase_named(name: &str) -> sqlx::Result<OrderPhase> {
    serde_json::from_value(name.into()).map_err(|error| sqlx::Error::Decode(error.into()))
}
