//! Lessons whose rooms were not ready, one by one.

use homeroom_domain::{
    billing::Stretch,
    ids::{CreditId, OrderId, TenantId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{billing::promises::keep::NewBreach, db::purged::Purged};

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::of("breaches")];

/// How these lessons of a tenant were found before.
#[tracing::instrument(name = "db.billing.found_before", skip_all)]
pub(in crate::billing::promises) async fn found_before(
    conn: &mut PgConnection,
    tenant: TenantId,
    lessons: &[String],
) -> sqlx::Result<Vec<(String, String)>> {
    let rows = sqlx::query!("SELECT lesson_id, found FROM breaches WHERE tenant_id = $1 AND lesson_id = ANY($2)", tenant.uuid(), lessons);
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.lesson_id, row.found)).collect())
}

/// How lessons of these orders that ended in a window were found before.
#[tracing::instrument(name = "db.billing.found_within", skip_all)]
pub(in crate::billing::promises) async fn found_within(
    conn: &mut PgConnection,
    orders: &[Uuid],
    (from, to): Stretch,
) -> sqlx::Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "SELECT lesson_id, found FROM breaches WHERE order_id = ANY($1) AND ends_at >= $2 AND ends_at < $3",
        orders,
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.lesson_id, row.found)).collect())
}

/// Writes a breach, or what became of one that was unknown.
#[tracing::instrument(name = "db.billing.keep_breach", skip_all)]
pub(in crate::billing::promises) async fn keep_breach(conn: &mut PgConnection, new: &NewBreach<'_>) -> sqlx::Result<()> {
    let at = |at: Timestamp| -> jiff_sqlx::Timestamp { at.to_sqlx() };
    sqlx::query!(
        "INSERT INTO breaches (id, tenant_id, lesson_id, order_id, classroom_id, room, title, ready_by, starts_at, ends_at, ready_at, found, cause, currency,
                               credited_minor, credit_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         ON CONFLICT (tenant_id, lesson_id) DO UPDATE
         SET ready_at = excluded.ready_at, found = excluded.found, cause = excluded.cause, credited_minor = excluded.credited_minor,
             credit_id = excluded.credit_id
         WHERE breaches.found = 'unknown'",
        new.id.uuid(),
        new.tenant.uuid(),
        new.look.lesson_id,
        new.look.order.uuid(),
        new.look.room_id.uuid(),
        new.look.room,
        new.look.title,
        at(new.look.wanted.ready_by) as jiff_sqlx::Timestamp,
        at(new.look.wanted.starts_at) as jiff_sqlx::Timestamp,
        at(new.look.wanted.ends_at) as jiff_sqlx::Timestamp,
        new.ready_at.map(at) as Option<jiff_sqlx::Timestamp>,
        new.found,
        new.cause,
        new.currency,
        new.credited_minor,
        new.credit.filter(|_| new.credited_minor > 0).map(CreditId::uuid),
        at(new.at) as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A breach as it is shown.
#[derive(Debug, Clone)]
pub(in crate::billing::promises) struct BreachRow {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub tenant_name: String,
    pub time_zone: String,
    pub lesson_id: String,
    pub order_id: Uuid,
    pub order_name: String,
    pub classroom_id: Uuid,
    pub room: String,
    pub title: String,
    pub ready_by: jiff_sqlx::Timestamp,
    pub starts_at: jiff_sqlx::Timestamp,
    pub ends_at: jiff_sqlx::Timestamp,
    pub ready_at: Option<jiff_sqlx::Timestamp>,
    pub found: String,
    pub cause: Value,
    pub currency: String,
    pub credited_minor: i64,
    pub credit_id: Option<Uuid>,
}

/// What a list of breaches is narrowed to.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::billing::promises) struct Narrow<'a> {
    pub tenant: Option<TenantId>,
    pub order: Option<OrderId>,
    pub within: Option<Stretch>,
    pub found: Option<&'a str>,
}

/// The newest lessons first.
#[tracing::instrument(name = "db.billing.list_breaches", skip_all)]
pub(in crate::billing::promises) async fn list_breaches(
    conn: &mut PgConnection,
    narrow: Narrow<'_>,
    before: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> sqlx::Result<Vec<BreachRow>> {
    let at = |at: Timestamp| -> jiff_sqlx::Timestamp { at.to_sqlx() };
    sqlx::query_as!(
        BreachRow,
        r#"SELECT b.id, b.tenant_id, t.name AS tenant_name, t.time_zone, b.lesson_id, b.order_id, o.name AS order_name, b.classroom_id, b.room, b.title, b.ready_by,
                  b.starts_at, b.ends_at, b.ready_at, b.found, b.cause, b.currency, b.credited_minor, b.credit_id
           FROM breaches b JOIN orders o ON o.id = b.order_id JOIN tenants t ON t.id = b.tenant_id
           WHERE ($1::uuid IS NULL OR b.tenant_id = $1) AND ($2::uuid IS NULL OR b.order_id = $2)
             AND ($3::timestamptz IS NULL OR b.starts_at >= $3) AND ($4::timestamptz IS NULL OR b.starts_at < $4)
             AND ($5::text IS NULL OR b.found = $5) AND ($6::timestamptz IS NULL OR (b.starts_at, b.id) < ($6, $7::uuid))
           ORDER BY b.starts_at DESC, b.id DESC LIMIT $8"#,
        narrow.tenant.map(TenantId::uuid),
        narrow.order.map(OrderId::uuid),
        narrow.within.map(|within| at(within.0)) as Option<jiff_sqlx::Timestamp>,
        narrow.within.map(|within| at(within.1)) as Option<jiff_sqlx::Timestamp>,
        narrow.found,
        before.map(|before| at(before.0)) as Option<jiff_sqlx::Timestamp>,
        before.map(|before| before.1),
        limit
    )
    .fetch_all(conn)
    .await
}
