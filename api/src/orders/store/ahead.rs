//! What lies ahead of a list of lessons: which orders may have one from a day on, how much they come to, and their documents, in batches.
//!
//! The terms of all generations count, because an amended order may have had lessons before. A released order that ended before the list begins has
//! none to show.

use homeroom_domain::{ids::OrderId, order::Order};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{full, rows::Stamp};
use crate::auth::TenantTx;

/// Which orders a list is of.
#[derive(Debug, Clone, Copy)]
pub struct Ahead {
    pub only: Option<OrderId>,
    /// Where the whole list begins.
    pub since: Timestamp,
    /// Its last day.
    pub last: Date,
}

/// What some days from a first one on come to.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    pub days: i32,
    pub orders: i64,
    /// About; lessons are not counted by day.
    pub lessons: f64,
}

/// An order that may have lessons in a stretch.
#[derive(Debug, Clone, Copy)]
pub struct Due {
    pub id: OrderId,
    pub stamp: Stamp,
    /// Of its documents, as they are stored.
    pub bytes: i64,
}

/// The first day, from a day on, on which an order may have a lesson. `None` when there is none to come.
#[tracing::instrument(name = "db.orders.first_day", skip_all)]
pub async fn first_day(tx: &mut TenantTx, ahead: Ahead, from: Date) -> sqlx::Result<Option<Date>> {
    let tenant = tx.tenant().uuid();
    let first = sqlx::query_scalar!(
        r#"SELECT min(greatest(o.earliest_day, $2::date)) FROM orders o
           WHERE o.tenant_id = $1 AND o.latest_day >= $2::date - 2 AND o.earliest_day <= $3::date + 2 AND ($4::uuid IS NULL OR o.id = $4)
             AND (o.phase <> 'released' OR o.ends_at IS NULL OR o.ends_at >= $5 OR o.id = $4)"#,
        tenant,
        from.to_sqlx() as jiff_sqlx::Date,
        ahead.last.to_sqlx() as jiff_sqlx::Date,
        ahead.only.map(OrderId::uuid),
        ahead.since.to_sqlx() as jiff_sqlx::Timestamp
    );
    let first: Option<jiff_sqlx::Date> = first.fetch_one(tx.conn()).await?;
    Ok(first.map(jiff_sqlx::Date::to_jiff))
}

/// What each of some numbers of days from a day on comes to, ascending.
#[tracing::instrument(name = "db.orders.stretches", skip_all)]
pub async fn stretches(tx: &mut TenantTx, ahead: Ahead, from: Date, days: &[i32]) -> sqlx::Result<Vec<Stretch>> {
    let tenant = tx.tenant().uuid();
    // Two days to spare on either side: zones, and lessons over midnight. Rows of before know no first and last day.
    sqlx::query_as!(
        Stretch,
        r#"SELECT s.days AS "days!", count(o.id) AS "orders!",
                  coalesce(sum(o.lessons_total * least(s.days + 4, o.term)::float8 / o.term), 0)::float8 AS "lessons!"
           FROM unnest($6::integer[]) AS s(days) LEFT JOIN
                (SELECT o.id, o.earliest_day, g.lessons_total,
                        greatest(least(o.latest_day, $2::date + 1000) - greatest(o.earliest_day, $2::date - 1000) + 1, 1) AS term
                 FROM orders o JOIN order_generations g ON g.order_id = o.id AND g.number = o.generation
                 WHERE o.tenant_id = $1 AND o.latest_day >= $2::date - 2 AND o.earliest_day <= $3::date + 2 AND ($4::uuid IS NULL OR o.id = $4)
                   AND (o.phase <> 'released' OR o.ends_at IS NULL OR o.ends_at >= $5 OR o.id = $4)) AS o
                ON o.earliest_day <= $2::date + s.days + 2
           GROUP BY s.days ORDER BY s.days"#,
        tenant,
        from.to_sqlx() as jiff_sqlx::Date,
        ahead.last.to_sqlx() as jiff_sqlx::Date,
        ahead.only.map(OrderId::uuid),
        ahead.since.to_sqlx() as jiff_sqlx::Timestamp,
        days
    )
    .fetch_all(tx.conn())
    .await
}

/// The next orders, by id, that may have a lesson between two days, both included.
#[tracing::instrument(name = "db.orders.due", skip_all)]
pub async fn due(
    tx: &mut TenantTx,
    ahead: Ahead,
    (first, last): (Date, Date),
    after: Option<OrderId>,
    limit: i64,
) -> sqlx::Result<Vec<Due>> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query!(
        r#"SELECT o.id, o.edit, suspends(t.suspended_at, t.suspended_by, o.is_paid_for) AS suspended_at, s.since AS "stopped_at?", o.overrun_seconds,
                  (SELECT coalesce(sum(pg_column_size(g.document)), 0) FROM order_generations g WHERE g.order_id = o.id) AS "bytes!"
           FROM orders o JOIN tenants t ON t.id = o.tenant_id LEFT JOIN order_stops s ON s.order_id = o.id AND s.until IS NULL
           WHERE o.tenant_id = $1 AND o.latest_day >= $2::date - 2 AND o.earliest_day <= $3::date + 2 AND ($4::uuid IS NULL OR o.id = $4)
             AND (o.phase <> 'released' OR o.ends_at IS NULL OR o.ends_at >= $5 OR o.id = $4) AND ($6::uuid IS NULL OR o.id > $6)
           ORDER BY o.id LIMIT $7"#,
        tenant,
        first.to_sqlx() as jiff_sqlx::Date,
        last.to_sqlx() as jiff_sqlx::Date,
        ahead.only.map(OrderId::uuid),
        ahead.since.to_sqlx() as jiff_sqlx::Timestamp,
        after.map(OrderId::uuid),
        limit
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    Ok(rows
        .map(|row| Due {
            id: OrderId::new(row.id),
            stamp: Stamp::new(row.edit, [row.suspended_at, row.stopped_at], row.overrun_seconds),
            bytes: row.bytes,
        })
        .collect())
}

/// Some orders, by id. Those that are gone are left out.
#[tracing::instrument(name = "db.orders.due_of", skip_all)]
pub async fn due_of(tx: &mut TenantTx, ids: &[OrderId]) -> sqlx::Result<Vec<Due>> {
    let tenant = tx.tenant().uuid();
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"SELECT o.id, o.edit, suspends(t.suspended_at, t.suspended_by, o.is_paid_for) AS suspended_at, s.since AS "stopped_at?", o.overrun_seconds,
                  (SELECT coalesce(sum(pg_column_size(g.document)), 0) FROM order_generations g WHERE g.order_id = o.id) AS "bytes!"
           FROM orders o JOIN tenants t ON t.id = o.tenant_id LEFT JOIN order_stops s ON s.order_id = o.id AND s.until IS NULL WHERE o.tenant_id = $1 AND o.id = ANY($2) ORDER BY o.id"#,
        tenant,
        &ids
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    Ok(rows
        .map(|row| Due {
            id: OrderId::new(row.id),
            stamp: Stamp::new(row.edit, [row.suspended_at, row.stopped_at], row.overrun_seconds),
            bytes: row.bytes,
        })
        .collect())
}

/// Who teaches by the newest documents of orders that were not cancelled and are not over, in no order; at most `limit`.
#[tracing::instrument(name = "db.orders.teachers", skip_all)]
pub async fn teachers(tx: &mut TenantTx, limit: i64) -> sqlx::Result<Vec<String>> {
    let tenant = tx.tenant().uuid();
    sqlx::query_scalar!(
        r#"SELECT DISTINCT t.name #>> '{}' AS "name!"
           FROM orders o JOIN order_generations g ON g.order_id = o.id AND g.number = o.generation
           CROSS JOIN LATERAL jsonb_path_query(g.document, '$.timetable.lessons[*].teachers[*]') AS t(name)
           WHERE o.tenant_id = $1 AND o.cancelled_at IS NULL AND o.phase NOT IN ('terminating', 'released') LIMIT $2"#,
        tenant,
        limit
    )
    .fetch_all(tx.conn())
    .await
}

/// Some orders of the tenant with their documents and rooms, by id, in a statement each. Those that are gone are left out.
pub async fn read(tx: &mut TenantTx, ids: &[OrderId]) -> sqlx::Result<Vec<Order>> {
    let tenant = tx.tenant();
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    full::many(tx.conn(), tenant, &ids).await
}

/// Some orders of whichever tenants, with their documents and rooms. Those that are gone are left out.
pub async fn read_of_all(conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Order>> {
    full::many_of_all(conn, ids).await
}
