//! Orders that wait for a purchase order, and those that waited.

use homeroom_domain::{
    ids::{OrderId, TenantId},
    order::{NewOrder, OrderPhase, RESERVED_MAX, ReservedBefore},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::full::phase_named;
use crate::auth::TenantTx;

/// How many orders of the tenant wait.
#[tracing::instrument(name = "db.orders.count_reserved", skip_all)]
pub async fn count_reserved(tx: &mut TenantTx) -> sqlx::Result<i64> {
    let tenant = tx.tenant().uuid();
    let count = sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM orders WHERE tenant_id = $1 AND phase = 'reserved'"#, tenant);
    count.fetch_one(tx.conn()).await
}

/// What the tenant reserved and let go of late, of the kind and region of this document and for a term that touches its own. Terms of all versions count.
#[tracing::instrument(name = "db.orders.reserved_before", skip_all)]
pub async fn reserved_before(tx: &mut TenantTx, document: &NewOrder, now: Timestamp) -> sqlx::Result<Option<ReservedBefore>> {
    let tenant = tx.tenant().uuid();
    let day = |day: Date| -> jiff_sqlx::Date { day.to_sqlx() };
    let row = sqlx::query!(
        r#"SELECT min(created_at) AS "since: jiff_sqlx::Timestamp", max(cancelled_at) AS "ended_at: jiff_sqlx::Timestamp" FROM orders
           WHERE tenant_id = $1 AND reserved_until IS NOT NULL AND confirmed_at IS NULL AND cancelled_at > $2
             AND kind = $3 AND region = $4 AND earliest_day <= $6 AND latest_day >= $5"#,
        tenant,
        now.saturating_sub(RESERVED_MAX).unwrap_or(Timestamp::MIN).to_sqlx() as jiff_sqlx::Timestamp,
        document.kind,
        document.region,
        day(document.term.first_day) as jiff_sqlx::Date,
        day(document.term.last_day) as jiff_sqlx::Date
    );
    let row = row.fetch_one(tx.conn()).await?;
    Ok(row.since.zip(row.ended_at).map(|(since, ended_at)| ReservedBefore { since: since.to_jiff(), ended_at: ended_at.to_jiff() }))
}

/// What became of a reservation. `until` is `None` where there never was one.
#[derive(Debug, Clone)]
pub struct Reserved {
    pub phase: OrderPhase,
    pub until: Option<Timestamp>,
    pub purchase_order: Option<String>,
    /// When the order was cancelled, or given back.
    pub ended_at: Option<Timestamp>,
}

/// Locks an order and reads how it waits. `None` when the tenant has no such order.
#[tracing::instrument(name = "db.orders.lock_reserved", skip_all)]
pub async fn lock_reserved(tx: &mut TenantTx, id: OrderId) -> sqlx::Result<Option<Reserved>> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query!(
        "SELECT phase, reserved_until, purchase_order, cancelled_at FROM orders WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
        tenant,
        id.uuid()
    );
    let at = |at: Option<jiff_sqlx::Timestamp>| at.map(jiff_sqlx::Timestamp::to_jiff);
    let row = row.fetch_optional(tx.conn()).await?;
    row.map(|row| {
        Ok(Reserved {
            phase: phase_named(&row.phase)?,
            until: at(row.reserved_until),
            purchase_order: row.purchase_order,
            ended_at: at(row.cancelled_at),
        })
    })
    .transpose()
}

/// Makes an ordinary order of one that waits; it is locked.
#[tracing::instrument(name = "db.orders.confirm", skip_all)]
pub async fn confirm(tx: &mut TenantTx, id: OrderId, purchase_order: &str, at: Timestamp) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "UPDATE orders SET phase = 'scheduled', confirmed_at = $3, purchase_order = $4, edit = edit + 1, touched = touched + 1
         WHERE tenant_id = $1 AND id = $2",
        tenant,
        id.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp,
        purchase_order
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An order that waits, whoever's it is.
#[derive(Debug, Clone, Copy)]
pub struct Waits {
    pub id: OrderId,
    pub tenant: TenantId,
    pub until: Timestamp,
}

/// Those that nobody has confirmed in time, the longest due first.
#[tracing::instrument(name = "db.orders.reservations_due", skip_all)]
pub async fn reservations_due(conn: &mut PgConnection, now: Timestamp, after: Option<Waits>, limit: i64) -> sqlx::Result<Vec<Waits>> {
    let rows = sqlx::query!(
        r#"SELECT id, tenant_id, reserved_until AS "until!" FROM orders
           WHERE phase = 'reserved' AND reserved_until <= $1 AND ($2::timestamptz IS NULL OR (reserved_until, id) > ($2, $3::uuid))
           ORDER BY reserved_until, id LIMIT $4"#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        after.map(|after| after.until.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        after.map(|after| after.id.uuid()),
        limit
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    Ok(rows.map(|row| Waits { id: OrderId::new(row.id), tenant: TenantId::new(row.tenant_id), until: row.until.to_jiff() }).collect())
}

/// Gives an order back that still waits when nobody may confirm it any more. `false`: it does not.
#[tracing::instrument(name = "db.orders.expire", skip_all)]
pub async fn expire(conn: &mut PgConnection, id: OrderId, at: Timestamp) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE orders SET phase = 'terminating', ends_at = $2, cancelled_at = $2, reservation_expired_at = $2, edit = edit + 1, touched = touched + 1
         WHERE id = $1 AND phase = 'reserved' AND reserved_until <= $2",
        id.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// Marks those that end before a moment, waited for longer than `at_least_secs`, and were not announced yet; at most `limit`.
#[tracing::instrument(name = "db.orders.announce_ends", skip_all)]
pub async fn announce_ends(
    conn: &mut PgConnection,
    (now, before): (Timestamp, Timestamp),
    at_least_secs: f64,
    limit: i64,
) -> sqlx::Result<Vec<Waits>> {
    let rows = sqlx::query!(
        r#"UPDATE orders SET reservation_told_at = $1
           WHERE id IN (SELECT id FROM orders WHERE phase = 'reserved' AND reserved_until > $1 AND reserved_until <= $2 AND reservation_told_at IS NULL
                          AND reserved_until - created_at > make_interval(secs => $3)
                        ORDER BY reserved_until, id LIMIT $4 FOR NO KEY UPDATE)
             AND phase = 'reserved'
           RETURNING id, tenant_id, reserved_until AS "until!""#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        before.to_sqlx() as jiff_sqlx::Timestamp,
        at_least_secs,
        limit
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    Ok(rows.map(|row| Waits { id: OrderId::new(row.id), tenant: TenantId::new(row.tenant_id), until: row.until.to_jiff() }).collect())
}

/// Numbers of the purchase orders by which some orders of a tenant were confirmed.
#[tracing::instrument(name = "db.orders.purchase_orders", skip_all)]
pub async fn purchase_orders(conn: &mut PgConnection, tenant: TenantId, ids: &[Uuid]) -> sqlx::Result<Vec<(OrderId, String)>> {
    let rows = sqlx::query!(
        r#"SELECT id, purchase_order AS "purchase_order!" FROM orders
           WHERE tenant_id = $1 AND id = ANY($2) AND purchase_order IS NOT NULL ORDER BY created_at, id"#,
        tenant.uuid(),
        ids
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (OrderId::new(row.id), row.purchase_order)).collect())
}
