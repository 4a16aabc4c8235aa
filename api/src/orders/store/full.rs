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
    ends_at: Option<jiff_sqlx::Timestamp>,
    cancelled_at: Option<jiff_sqlx::Timestamp>,
    /// The tenant's: what it means for lessons is worked out from the order.
    suspended_at: Option<jiff_sqlx::Timestamp>,
    edit: i64,
    created_at: jiff_sqlx::Timestamp,
}

/// Loads an order, whoever's it is that this transaction sees. `None` when there is none.
pub async fn load_full(conn: &mut PgConnection, id: OrderId) -> sqlx::Result<Option<Order>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT o.id, o.tenant_id, o.phase, o.ends_at, o.cancelled_at, t.suspended_at, o.edit, o.created_at
         FROM orders o JOIN tenants t ON t.id = o.tenant_id WHERE o.id = $1",
        id.uuid()
    );
    match row.fetch_optional(&mut *conn).await? {
        Some(row) => with_parts(conn, row).await.map(Some),
        None => Ok(None),
    }
}

/// Loads an order with the edit that it is, unlocked. `None` when the tenant has no such order.
pub async fn find(tx: &mut TenantTx, id: OrderId) -> sqlx::Result<Option<(Order, i64)>> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query_as!(
        Row,
        "SELECT o.id, o.tenant_id, o.phase, o.ends_at, o.cancelled_at, t.suspended_at, o.edit, o.created_at
         FROM orders o JOIN tenants t ON t.id = o.tenant_id WHERE o.tenant_id = $1 AND o.id = $2",
        tenant,
        id.uuid()
    );
    let row = row.fetch_optional(tx.conn()).await?;
    with_edit(tx.conn(), row).await
}

async fn with_edit(conn: &mut PgConnection, row: Option<Row>) -> sqlx::Result<Option<(Order, i64)>> {
    match row {
        Some(row) => {
            let edit = row.edit;
            Ok(Some((with_parts(conn, row).await?, edit)))
        }
        None => Ok(None),
    }
}

/// Locks an order for this transaction and loads it with the edit that it is. `None` when the tenant has no such order.
pub async fn lock(tx: &mut TenantTx, id: OrderId) -> sqlx::Result<Option<(Order, i64)>> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query_as!(
        Row,
        "SELECT o.id, o.tenant_id, o.phase, o.ends_at, o.cancelled_at, t.suspended_at, o.edit, o.created_at
         FROM orders o JOIN tenants t ON t.id = o.tenant_id WHERE o.tenant_id = $1 AND o.id = $2 FOR NO KEY UPDATE OF o",
        tenant,
        id.uuid()
    );
    let row = row.fetch_optional(tx.conn()).await?;
    with_edit(tx.conn(), row).await
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
        ends_at: row.ends_at.map(jiff_sqlx::Timestamp::to_jiff),
        cancelled_at: row.cancelled_at.map(jiff_sqlx::Timestamp::to_jiff),
        suspended_since: row.suspended_at.map(jiff_sqlx::Timestamp::to_jiff),
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

/// The other way round.
pub fn phase_name(phase: OrderPhase) -> &'static str {
    match phase {
        OrderPhase::Scheduled => "scheduled",
        OrderPhase::Provisioning => "provisioning",
        OrderPhase::Active => "active",
        OrderPhase::Suspended => "suspended",
        OrderPhase::Terminating => "terminating",
        OrderPhase::Released => "released",
    }
}
