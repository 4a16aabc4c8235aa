//! Orders as they are shown: columns, never an expanded timetable.

use std::collections::BTreeMap;

use homeroom_domain::{
    ids::OrderId,
    order::{NewOrder, Order, OrderPhase},
};
use jiff::{Timestamp, civil::Date};
use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::full::phase_named;
use crate::{auth::TenantTx, http::Version};

/// What a list shows of an order.
#[derive(Debug, Clone)]
pub struct Summary {
    pub id: OrderId,
    pub name: String,
    pub kind: String,
    pub region: String,
    pub external_id: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub first_day: Date,
    pub last_day: Date,
    pub phase: OrderPhase,
    pub generation: i64,
    pub observed_generation: i64,
    /// As it was last seen; see `blind_since`.
    pub ready: bool,
    pub rooms_total: i32,
    pub rooms_wanted_now: i32,
    pub rooms_ready_now: i32,
    pub lessons_total: i32,
    pub conditions: Value,
    /// Since when nothing is known of the cluster that it is on.
    pub blind_since: Option<Timestamp>,
    pub warnings: Value,
    pub effective_from: Timestamp,
    pub ends_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    /// Set of an order that was reserved, whatever became of it.
    pub reserved_until: Option<Timestamp>,
    pub confirmed_at: Option<Timestamp>,
    pub purchase_order: Option<String>,
    pub reservation_expired_at: Option<Timestamp>,
    pub next_change_at: Option<Timestamp>,
    pub edit: i64,
    pub revision: i64,
    pub created_at: Timestamp,
}

pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) region: String,
    pub(super) external_id: Option<String>,
    pub(super) metadata: Json<BTreeMap<String, String>>,
    pub(super) first_day: jiff_sqlx::Date,
    pub(super) last_day: jiff_sqlx::Date,
    pub(super) phase: String,
    pub(super) generation: i64,
    pub(super) observed_generation: i64,
    pub(super) ready: bool,
    pub(super) rooms_total: i32,
    pub(super) rooms_wanted_now: i32,
    pub(super) rooms_ready_now: i32,
    pub(super) lessons_total: i32,
    pub(super) conditions: Value,
    pub(super) blind_since: Option<jiff_sqlx::Timestamp>,
    pub(super) warnings: Value,
    pub(super) effective_from: jiff_sqlx::Timestamp,
    pub(super) ends_at: Option<jiff_sqlx::Timestamp>,
    pub(super) cancelled_at: Option<jiff_sqlx::Timestamp>,
    pub(super) reserved_until: Option<jiff_sqlx::Timestamp>,
    pub(super) confirmed_at: Option<jiff_sqlx::Timestamp>,
    pub(super) purchase_order: Option<String>,
    pub(super) reservation_expired_at: Option<jiff_sqlx::Timestamp>,
    pub(super) next_change_at: Option<jiff_sqlx::Timestamp>,
    pub(super) edit: i64,
    pub(super) revision: i64,
    pub(super) created_at: jiff_sqlx::Timestamp,
    /// The newest one, where it was asked for.
    pub(super) document: Option<Json<NewOrder>>,
}

impl Row {
    pub(super) fn with_document(mut self) -> sqlx::Result<(Summary, NewOrder)> {
        let document = self.document.take().ok_or(sqlx::Error::RowNotFound)?;
        Ok((Summary::try_from(self)?, document.0))
    }
}

impl TryFrom<Row> for Summary {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let at = jiff_sqlx::Timestamp::to_jiff;
        Ok(Self {
            id: OrderId::new(row.id),
            name: row.name,
            kind: row.kind,
            region: row.region,
            external_id: row.external_id,
            metadata: row.metadata.0,
            first_day: row.first_day.to_jiff(),
            last_day: row.last_day.to_jiff(),
            phase: phase_named(&row.phase)?,
            generation: row.generation,
            observed_generation: row.observed_generation,
            ready: row.ready,
            rooms_total: row.rooms_total,
            rooms_wanted_now: row.rooms_wanted_now,
            rooms_ready_now: row.rooms_ready_now,
            lessons_total: row.lessons_total,
            conditions: row.conditions,
            blind_since: row.blind_since.map(at),
            warnings: row.warnings,
            effective_from: at(row.effective_from),
            ends_at: row.ends_at.map(at),
            cancelled_at: row.cancelled_at.map(at),
            reserved_until: row.reserved_until.map(at),
            confirmed_at: row.confirmed_at.map(at),
            purchase_order: row.purchase_order,
            reservation_expired_at: row.reservation_expired_at.map(at),
            next_change_at: row.next_change_at.map(at),
            edit: row.edit,
            revision: row.revision,
            created_at: at(row.created_at),
        })
    }
}

/// An order with its newest document, of one moment. `None` when the tenant has no such order.
#[tracing::instrument(name = "db.orders.get", skip_all)]
pub async fn get(tx: &mut TenantTx, id: OrderId) -> sqlx::Result<Option<(Summary, NewOrder)>> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query_as!(
        Row,
        r#"SELECT o.id, o.name, o.kind, o.region, o.external_id, o.metadata AS "metadata: Json<BTreeMap<String, String>>", o.first_day,
                  o.last_day, o.phase, o.generation, o.observed_generation, o.ready, o.rooms_total, o.rooms_wanted_now, o.rooms_ready_now,
                  g.lessons_total, o.conditions, c.blind_since AS "blind_since?", g.warnings, g.effective_from, o.ends_at, o.cancelled_at,
                  o.reserved_until, o.confirmed_at, o.purchase_order, o.reservation_expired_at,
                  o.next_change_at, o.edit, o.revision + coalesce(c.sights, 0) AS "revision!", o.created_at, g.document AS "document?: Json<NewOrder>"
           FROM orders o JOIN order_generations g ON g.order_id = o.id AND g.number = o.generation
           LEFT JOIN placements p ON p.order_id = o.id AND p.state = 'live' LEFT JOIN clusters c ON c.id = p.cluster_id
           WHERE o.tenant_id = $1 AND o.id = $2"#,
        tenant,
        id.uuid()
    );
    row.fetch_optional(tx.conn()).await?.map(Row::with_document).transpose()
}

/// Edit and revision of an order, and nothing else. What is shown changes with its cluster too, so that is counted in.
#[tracing::instrument(name = "db.orders.version", skip_all)]
pub async fn version(tx: &mut TenantTx, id: OrderId) -> sqlx::Result<Option<Version>> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query!(
        r#"SELECT o.edit, o.revision + coalesce(c.sights, 0) AS "revision!" FROM orders o
           LEFT JOIN placements p ON p.order_id = o.id AND p.state = 'live' LEFT JOIN clusters c ON c.id = p.cluster_id
           WHERE o.tenant_id = $1 AND o.id = $2"#,
        tenant,
        id.uuid()
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| Version { edit: row.edit, revision: row.revision }))
}

/// Edit and revision of orders, whoever's they are: what one look for everybody who waits reads. Orders that are gone are left out.
#[tracing::instrument(name = "db.orders.versions", skip_all)]
pub async fn versions(conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<(OrderId, Version)>> {
    let rows = sqlx::query!(
        r#"SELECT o.id, o.edit, o.revision + coalesce(c.sights, 0) AS "revision!" FROM orders o
           LEFT JOIN placements p ON p.order_id = o.id AND p.state = 'live' LEFT JOIN clusters c ON c.id = p.cluster_id
           WHERE o.id = ANY($1)"#,
        ids
    );
    let rows = rows.fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (OrderId::new(row.id), Version { edit: row.edit, revision: row.revision })).collect())
}

/// What a schedule of an order is made from, as far as it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    pub edit: i64,
    pub suspended_since: Option<Timestamp>,
    pub stopped_since: Option<Timestamp>,
    /// By how much lessons went on beyond their ends, in all.
    pub overrun_seconds: i64,
}

impl Stamp {
    pub(crate) fn new(edit: i64, [suspended_at, stopped_at]: [Option<jiff_sqlx::Timestamp>; 2], overrun_seconds: i64) -> Self {
        let at = |at: Option<jiff_sqlx::Timestamp>| at.map(jiff_sqlx::Timestamp::to_jiff);
        Self { edit, suspended_since: at(suspended_at), stopped_since: at(stopped_at), overrun_seconds }
    }

    /// Of an order that was read, as the edit that it is.
    pub(crate) fn of(order: &Order, edit: i64) -> Self {
        Self { edit, suspended_since: order.suspended_since, stopped_since: order.stopped_since, overrun_seconds: order.overrun_seconds }
    }
}

/// The stamp of an order, whosever it is. `None` where there is none.
#[tracing::instrument(name = "db.orders.stamp_of", skip_all)]
pub async fn stamp_of(conn: &mut PgConnection, id: OrderId) -> sqlx::Result<Option<Stamp>> {
    let row = sqlx::query!(
        r#"SELECT o.edit, suspends(t.suspended_at, t.suspended_by, o.is_paid_for) AS suspended_at, s.since AS "stopped_at?", o.overrun_seconds
           FROM orders o JOIN tenants t ON t.id = o.tenant_id LEFT JOIN order_stops s ON s.order_id = o.id AND s.until IS NULL WHERE o.id = $1"#,
        id.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(|row| Stamp::new(row.edit, [row.suspended_at, row.stopped_at], row.overrun_seconds)))
}

/// The stamp of an order. `None` when the tenant has no such order.
#[tracing::instrument(name = "db.orders.stamp", skip_all)]
pub async fn stamp(tx: &mut TenantTx, id: OrderId) -> sqlx::Result<Option<Stamp>> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query!(
        r#"SELECT o.edit, suspends(t.suspended_at, t.suspended_by, o.is_paid_for) AS suspended_at, s.since AS "stopped_at?", o.overrun_seconds
           FROM orders o JOIN tenants t ON t.id = o.tenant_id LEFT JOIN order_stops s ON s.order_id = o.id AND s.until IS NULL WHERE o.tenant_id = $1 AND o.id = $2"#,
        tenant,
        id.uuid()
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| Stamp::new(row.edit, [row.suspended_at, row.stopped_at], row.overrun_seconds)))
}
