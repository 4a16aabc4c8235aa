//! The SQL of breaches and of the hours that were looked at.

use homeroom_domain::{
    billing::Stretch,
    ids::{CreditId, OrderId, TenantId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::keep::NewBreach;

/// The first look at an hour, and the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    First,
    Second,
}

impl Pass {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }
}

#[tracing::instrument(name = "db.promises.watermark", skip_all)]
pub(super) async fn watermark(conn: &mut PgConnection, pass: Pass) -> sqlx::Result<Option<Timestamp>> {
    let hour = sqlx::query_scalar!(r#"SELECT hour AS "hour: jiff_sqlx::Timestamp" FROM promise_watermarks WHERE pass = $1"#, pass.name());
    Ok(hour.fetch_optional(conn).await?.map(jiff_sqlx::Timestamp::to_jiff))
}

#[tracing::instrument(name = "db.promises.set_watermark", skip_all)]
pub(super) async fn set_watermark(conn: &mut PgConnection, pass: Pass, hour: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO promise_watermarks (pass, hour) VALUES ($1, $2) ON CONFLICT (pass) DO UPDATE SET hour = greatest(promise_watermarks.hour, $2)",
        pass.name(),
        hour.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Priced orders that may have had a lesson between two days of UTC, by id, whosever they are. What waits for a purchase order has none.
#[tracing::instrument(name = "db.billing.promised_orders", skip_all)]
pub(super) async fn promised_orders(
    conn: &mut PgConnection,
    (from, to): Stretch,
    after: Option<Uuid>,
    limit: i64,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT o.id FROM order_prices b JOIN orders o ON o.id = b.order_id
         WHERE o.earliest_day <= ($2::timestamptz)::date + 2 AND o.latest_day >= ($1::timestamptz)::date - 2 AND o.phase <> 'reserved'
           AND (o.phase <> 'released' OR o.ends_at IS NULL OR o.ends_at >= $1) AND ($3::uuid IS NULL OR o.id > $3)
         ORDER BY o.id LIMIT $4",
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp,
        after,
        limit
    )
    .fetch_all(conn)
    .await
}

/// When rooms were seen to be ready from a moment on.
#[tracing::instrument(name = "db.billing.ready", skip_all)]
pub(super) async fn ready(
    conn: &mut PgConnection,
    rooms: &[Uuid],
    from: Timestamp,
) -> sqlx::Result<Vec<(Uuid, Timestamp, Option<Timestamp>)>> {
    let rows = sqlx::query!(
        "SELECT classroom_id, available_from, available_to FROM readiness
         WHERE classroom_id = ANY($1) AND (available_to > $2 OR available_to IS NULL)",
        rooms,
        from.to_sqlx() as jiff_sqlx::Timestamp
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    Ok(rows.map(|row| (row.classroom_id, row.available_from.to_jiff(), row.available_to.map(jiff_sqlx::Timestamp::to_jiff))).collect())
}

/// Whether the tenant was suspended by each of its steps, in order: `true` suspends.
#[tracing::instrument(name = "db.billing.suspensions", skip_all)]
pub(super) async fn suspensions(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Vec<(Timestamp, bool)>> {
    let rows = sqlx::query!(
        r#"SELECT at, type IN ('tenant.suspended', 'tenant.cancelled') OR coalesce(data ->> 'suspended', '') = 'true' AS "suspends!" FROM events
           WHERE feed = $1 AND subject = $2 AND type IN ('tenant.suspended', 'tenant.resumed', 'tenant.cancelled', 'tenant.renewed') ORDER BY at, id"#,
        tenant.uuid(),
        tenant.to_string()
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.at.to_jiff(), row.suspends)).collect())
}

/// When a cap stopped an order.
#[tracing::instrument(name = "db.billing.stops", skip_all)]
pub(super) async fn stops(conn: &mut PgConnection, tenant: TenantId, order: OrderId) -> sqlx::Result<Vec<Stretch>> {
    let rows = sqlx::query!(
        r#"SELECT since AS "since: jiff_sqlx::Timestamp", until AS "until: jiff_sqlx::Timestamp" FROM order_stops WHERE tenant_id = $1 AND order_id = $2"#,
        tenant.uuid(),
        order.uuid()
    );
    let stretch = |since: jiff_sqlx::Timestamp, until: Option<jiff_sqlx::Timestamp>| {
        (since.to_jiff(), until.map_or(Timestamp::MAX, jiff_sqlx::Timestamp::to_jiff))
    };
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| stretch(row.since, row.until)).collect())
}

/// What an order told last of not being ready, between two moments.
#[tracing::instrument(name = "db.billing.cause", skip_all)]
pub(super) async fn cause(
    conn: &mut PgConnection,
    (tenant, order): (TenantId, OrderId),
    (from, to): Stretch,
) -> sqlx::Result<Option<Value>> {
    sqlx::query_scalar!(
        "SELECT data FROM events WHERE feed = $1 AND subject = $2 AND type = 'order.not_ready' AND at BETWEEN $3 AND $4 ORDER BY at DESC, id DESC LIMIT 1",
        tenant.uuid(),
        order.to_string(),
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp
    )
    .fetch_optional(conn)
    .await
}

/// How these lessons of a tenant were found before.
#[tracing::instrument(name = "db.billing.found_before", skip_all)]
pub(super) async fn found_before(conn: &mut PgConnection, tenant: TenantId, lessons: &[String]) -> sqlx::Result<Vec<(String, String)>> {
    let rows = sqlx::query!("SELECT lesson_id, found FROM breaches WHERE tenant_id = $1 AND lesson_id = ANY($2)", tenant.uuid(), lessons);
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.lesson_id, row.found)).collect())
}

/// Writes a breach, or what became of one that was unknown.
#[tracing::instrument(name = "db.billing.keep_breach", skip_all)]
pub(super) async fn keep_breach(conn: &mut PgConnection, new: &NewBreach<'_>) -> sqlx::Result<()> {
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
pub(super) struct BreachRow {
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
pub(super) struct Narrow<'a> {
    pub tenant: Option<TenantId>,
    pub order: Option<OrderId>,
    pub within: Option<Stretch>,
    pub found: Option<&'a str>,
}

/// The newest lessons first.
#[tracing::instrument(name = "db.billing.list_breaches", skip_all)]
pub(super) async fn list_breaches(
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

/// How lessons of these orders that ended in a window were found before.
#[tracing::instrument(name = "db.billing.found_within", skip_all)]
pub(super) async fn found_within(conn: &mut PgConnection, orders: &[Uuid], (from, to): Stretch) -> sqlx::Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "SELECT lesson_id, found FROM breaches WHERE order_id = ANY($1) AND ends_at >= $2 AND ends_at < $3",
        orders,
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.lesson_id, row.found)).collect())
}
