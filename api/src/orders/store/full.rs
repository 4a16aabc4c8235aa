//! An order with everything that decides what should run: its generations, its rooms and the lessons that went on.

use std::collections::HashMap;

use homeroom_domain::{
    ids::{ClassroomId, OrderId, TenantId},
    kind::Kind,
    order::{Dropped, Generation, NewOrder, Order, OrderPhase, Overrun, Room},
};
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
    /// Since when a cap stops it.
    stopped_at: Option<jiff_sqlx::Timestamp>,
    /// Kept when it does not wait any more.
    reserved_until: Option<jiff_sqlx::Timestamp>,
    overrun_seconds: i64,
    edit: i64,
    created_at: jiff_sqlx::Timestamp,
}

/// Loads an order, whoever's it is that this transaction sees. `None` when there is none.
#[tracing::instrument(name = "db.orders.load_full", skip_all)]
pub async fn load_full(conn: &mut PgConnection, id: OrderId) -> sqlx::Result<Option<Order>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT o.id, o.tenant_id, o.phase, o.ends_at, o.cancelled_at, suspends(t.suspended_at, t.suspended_by, o.is_paid_for) AS suspended_at, s.since AS "stopped_at?", o.reserved_until, o.overrun_seconds, o.edit, o.created_at
         FROM orders o JOIN tenants t ON t.id = o.tenant_id LEFT JOIN order_stops s ON s.order_id = o.id AND s.until IS NULL WHERE o.id = $1"#,
        id.uuid()
    );
    match row.fetch_optional(&mut *conn).await? {
        Some(row) => with_parts(conn, row).await.map(Some),
        None => Ok(None),
    }
}

/// Loads an order with the edit that it is, unlocked. `None` when the tenant has no such order.
#[tracing::instrument(name = "db.orders.find", skip_all)]
pub async fn find(tx: &mut TenantTx, id: OrderId) -> sqlx::Result<Option<(Order, i64)>> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query_as!(
        Row,
        r#"SELECT o.id, o.tenant_id, o.phase, o.ends_at, o.cancelled_at, suspends(t.suspended_at, t.suspended_by, o.is_paid_for) AS suspended_at, s.since AS "stopped_at?", o.reserved_until, o.overrun_seconds, o.edit, o.created_at
         FROM orders o JOIN tenants t ON t.id = o.tenant_id LEFT JOIN order_stops s ON s.order_id = o.id AND s.until IS NULL WHERE o.tenant_id = $1 AND o.id = $2"#,
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

/// An order that is locked: as what it was read, if it was read so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locked {
    pub edit: i64,
    /// By how much its lessons went on: that books, and is nobody's edit.
    pub overrun_seconds: i64,
    pub phase: OrderPhase,
}

impl Locked {
    /// What should be found of an order that was read as an edit.
    pub(crate) fn as_read(order: &Order, edit: i64) -> Self {
        Self { edit, overrun_seconds: order.overrun_seconds, phase: order.phase }
    }
}

/// Locks an order for this transaction. `None` when the tenant has no such order. Nothing of it is loaded, because others wait at what is locked.
#[tracing::instrument(name = "db.orders.lock", skip_all)]
pub async fn lock(tx: &mut TenantTx, id: OrderId) -> sqlx::Result<Option<Locked>> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query!(
        "SELECT edit, overrun_seconds, phase FROM orders WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
        tenant,
        id.uuid()
    );
    let row = row.fetch_optional(tx.conn()).await?;
    row.map(|row| Ok(Locked { edit: row.edit, overrun_seconds: row.overrun_seconds, phase: phase_named(&row.phase)? })).transpose()
}

/// Some orders of a tenant by id. Those that it does not have are left out.
#[tracing::instrument(name = "db.orders.many", skip_all)]
pub(super) async fn many(conn: &mut PgConnection, tenant: TenantId, ids: &[Uuid]) -> sqlx::Result<Vec<Order>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT o.id, o.tenant_id, o.phase, o.ends_at, o.cancelled_at, suspends(t.suspended_at, t.suspended_by, o.is_paid_for) AS suspended_at, s.since AS "stopped_at?", o.reserved_until, o.overrun_seconds, o.edit, o.created_at
         FROM orders o JOIN tenants t ON t.id = o.tenant_id LEFT JOIN order_stops s ON s.order_id = o.id AND s.until IS NULL WHERE o.tenant_id = $1 AND o.id = ANY($2) ORDER BY o.id"#,
        tenant.uuid(),
        ids
    );
    let rows = rows.fetch_all(&mut *conn).await?;
    let mut parts = Parts::load_parts(conn, ids).await?;
    rows.iter().map(|row| parts.take(row)).collect()
}

/// Some orders by id, whosever they are that this transaction sees.
#[tracing::instrument(name = "db.orders.many_of_all", skip_all)]
pub(super) async fn many_of_all(conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Order>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT o.id, o.tenant_id, o.phase, o.ends_at, o.cancelled_at, suspends(t.suspended_at, t.suspended_by, o.is_paid_for) AS suspended_at, s.since AS "stopped_at?", o.reserved_until, o.overrun_seconds, o.edit, o.created_at
         FROM orders o JOIN tenants t ON t.id = o.tenant_id LEFT JOIN order_stops s ON s.order_id = o.id AND s.until IS NULL WHERE o.id = ANY($1) ORDER BY o.id"#,
        ids
    );
    let rows = rows.fetch_all(&mut *conn).await?;
    let mut parts = Parts::load_parts(conn, ids).await?;
    rows.iter().map(|row| parts.take(row)).collect()
}

/// The document of a generation as it is stored, with whatever this version does not know of it.
#[tracing::instrument(name = "db.orders.document_text", skip_all)]
pub async fn document_text(tx: &mut TenantTx, id: OrderId, generation: i64) -> sqlx::Result<String> {
    let tenant = tx.tenant().uuid();
    sqlx::query_scalar!(
        r#"SELECT document::text AS "document!" FROM order_generations WHERE tenant_id = $1 AND order_id = $2 AND number = $3"#,
        tenant,
        id.uuid(),
        generation
    )
    .fetch_one(tx.conn())
    .await
}

async fn with_parts(conn: &mut PgConnection, row: Row) -> sqlx::Result<Order> {
    Parts::load_parts(conn, &[row.id]).await?.take(&row)
}

/// Generations, rooms and overruns of some orders.
#[derive(Default)]
struct Parts {
    counting: HashMap<Uuid, Vec<Generation>>,
    dropped: HashMap<Uuid, Vec<Dropped>>,
    rooms: HashMap<Uuid, Vec<Room>>,
    overruns: HashMap<Uuid, Vec<Overrun>>,
}

impl Parts {
    #[tracing::instrument(name = "db.orders.load_parts", skip_all)]
    async fn load_parts(conn: &mut PgConnection, orders: &[Uuid]) -> sqlx::Result<Self> {
        let mut parts = Self::default();
        parts.load_generations(&mut *conn, orders).await?;
        let rows =
            sqlx::query!("SELECT order_id, id, key FROM classrooms WHERE order_id = ANY($1) ORDER BY order_id, position, id", orders);
        for row in rows.fetch_all(&mut *conn).await? {
            parts.rooms.entry(row.order_id).or_default().push(Room { id: ClassroomId::new(row.id), key: row.key });
        }
        parts.load_overruns(conn, orders).await?;
        Ok(parts)
    }

    #[tracing::instrument(name = "db.orders.load_overruns", skip_all)]
    async fn load_overruns(&mut self, conn: &mut PgConnection, orders: &[Uuid]) -> sqlx::Result<()> {
        let rows = sqlx::query!("SELECT order_id, line, room, held_on, ends_at, until FROM overruns WHERE order_id = ANY($1)", orders);
        for row in rows.fetch_all(conn).await? {
            let (on, ends_at, until) = (row.held_on.to_jiff(), row.ends_at.to_jiff(), row.until.to_jiff());
            self.overruns.entry(row.order_id).or_default().push(Overrun { line: row.line, room: row.room, on, ends_at, until });
        }
        Ok(())
    }

    /// Those that count, and those that were dropped.
    #[tracing::instrument(name = "db.orders.load_generations", skip_all)]
    async fn load_generations(&mut self, conn: &mut PgConnection, orders: &[Uuid]) -> sqlx::Result<()> {
        let rows = sqlx::query!(
            r#"SELECT order_id AS "order_id!", number AS "number!", created_at AS "created_at!", effective_from AS "effective_from!", replaced_at, dropped_at,
                      document AS "document!: Json<NewOrder>", kind AS "kind!: Json<Kind>"
               FROM (SELECT order_id, number, created_at, effective_from, replaced_at, NULL AS dropped_at, document, kind FROM order_generations
                     UNION ALL
                     SELECT order_id, number, created_at, effective_from, NULL, dropped_at, document, kind FROM dropped_generations) AS known
               WHERE order_id = ANY($1) ORDER BY order_id, number"#,
            orders
        );
        for row in rows.fetch_all(conn).await? {
            let generation = Generation {
                number: row.number,
                created_at: row.created_at.to_jiff(),
                effective_from: row.effective_from.to_jiff(),
                replaced_at: row.replaced_at.map(jiff_sqlx::Timestamp::to_jiff),
                document: row.document.0,
                kind: row.kind.0,
            };
            match row.dropped_at {
                Some(at) => self.dropped.entry(row.order_id).or_default().push(Dropped { generation, at: at.to_jiff() }),
                None => self.counting.entry(row.order_id).or_default().push(generation),
            }
        }
        Ok(())
    }

    fn take(&mut self, row: &Row) -> sqlx::Result<Order> {
        let phase = phase_named(&row.phase)?;
        Ok(Order {
            id: OrderId::new(row.id),
            tenant_id: TenantId::new(row.tenant_id),
            created_at: row.created_at.to_jiff(),
            generations: self.counting.remove(&row.id).unwrap_or_default(),
            dropped: self.dropped.remove(&row.id).unwrap_or_default(),
            rooms: self.rooms.remove(&row.id).unwrap_or_default(),
            phase,
            overruns: self.overruns.remove(&row.id).unwrap_or_default(),
            overrun_seconds: row.overrun_seconds,
            ends_at: row.ends_at.map(jiff_sqlx::Timestamp::to_jiff),
            cancelled_at: row.cancelled_at.map(jiff_sqlx::Timestamp::to_jiff),
            suspended_since: row.suspended_at.map(jiff_sqlx::Timestamp::to_jiff),
            stopped_since: row.stopped_at.map(jiff_sqlx::Timestamp::to_jiff),
            reserved_until: row.reserved_until.filter(|_| phase == OrderPhase::Reserved).map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// The stored name of a phase, which is also its public one.
pub fn phase_named(name: &str) -> sqlx::Result<OrderPhase> {
    serde_json::from_value(name.into()).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// The other way round.
pub fn phase_name(phase: OrderPhase) -> &'static str {
    match phase {
        OrderPhase::Reserved => "reserved",
        OrderPhase::Scheduled => "scheduled",
        OrderPhase::Provisioning => "provisioning",
        OrderPhase::Active => "active",
        OrderPhase::Suspended => "suspended",
        OrderPhase::Terminating => "terminating",
        OrderPhase::Released => "released",
    }
}
