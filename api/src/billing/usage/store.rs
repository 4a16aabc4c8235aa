//! The SQL of usage.

use std::collections::BTreeMap;

use homeroom_domain::billing::{BillingMonth, Stretch};
use jiff::{SignedDuration, Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{auth::TenantTx, db::purged::Purged};

/// What a purge removes.
pub(crate) const PURGED: [Purged; 2] = [Purged::of("usage_events"), Purged::of("usage_hours")];

/// The looks at an hour.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pass {
    Measured,
    Settled,
    Last,
}

impl Pass {
    const fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Settled => "settled",
            Self::Last => "last",
        }
    }
}

/// Something to record.
#[derive(Debug)]
pub(super) struct NewEvent {
    pub tenant: Uuid,
    pub id: String,
    pub order: Uuid,
    pub room: Uuid,
    pub quantity: i64,
}

#[tracing::instrument(name = "db.billing.watermark", skip_all)]
pub(super) async fn watermark(conn: &mut PgConnection, pass: Pass) -> sqlx::Result<Option<Timestamp>> {
    let hour = sqlx::query_scalar!(r#"SELECT hour AS "hour: jiff_sqlx::Timestamp" FROM usage_watermarks WHERE pass = $1"#, pass.name());
    Ok(hour.fetch_optional(conn).await?.map(jiff_sqlx::Timestamp::to_jiff))
}

#[tracing::instrument(name = "db.billing.set_watermark", skip_all)]
pub(super) async fn set_watermark(conn: &mut PgConnection, pass: Pass, hour: Timestamp) -> sqlx::Result<()> {
    let hour = hour.to_sqlx();
    sqlx::query!(
        "INSERT INTO usage_watermarks (pass, hour) VALUES ($1, $2) ON CONFLICT (pass) DO UPDATE SET hour = greatest(usage_watermarks.hour, $2)",
        pass.name(),
        hour as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The first moment from one on at which a room was up, or was counted to be; `None` where none was.
#[tracing::instrument(name = "db.usage.next_up", skip_all)]
pub(super) async fn next_up(conn: &mut PgConnection, from: Timestamp) -> sqlx::Result<Option<Timestamp>> {
    let from = from.to_sqlx();
    let at = sqlx::query_scalar!(
        r#"SELECT least((SELECT min(greatest(available_from, $1)) FROM readiness WHERE available_to > $1 OR available_to IS NULL),
                        (SELECT min(hour) FROM usage_events WHERE hour >= $1)) AS "at: jiff_sqlx::Timestamp""#,
        from as _
    );
    Ok(at.fetch_one(conn).await?.map(jiff_sqlx::Timestamp::to_jiff))
}

/// Orders of which a room was up in the window of an hour, or was counted to be.
#[tracing::instrument(name = "db.billing.orders_up", skip_all)]
pub(super) async fn orders_up(conn: &mut PgConnection, (from, to): Stretch) -> sqlx::Result<Vec<Uuid>> {
    let (from, to) = (from.to_sqlx(), to.to_sqlx());
    sqlx::query_scalar!(
        r#"SELECT DISTINCT c.order_id AS "order_id!" FROM readiness r JOIN classrooms c ON c.id = r.classroom_id
         WHERE (r.available_to > $1 OR r.available_to IS NULL) AND r.available_from < $2
         UNION SELECT order_id FROM usage_events WHERE hour = $1"#,
        from as _,
        to as _
    )
    .fetch_all(conn)
    .await
}

/// When each room of these orders was up, as far as a window goes.
#[tracing::instrument(name = "db.billing.up", skip_all)]
pub(super) async fn up(conn: &mut PgConnection, (from, to): Stretch, orders: &[Uuid]) -> sqlx::Result<BTreeMap<Uuid, Vec<Stretch>>> {
    let rows = sqlx::query!(
        "SELECT r.classroom_id, r.available_from, r.available_to FROM classrooms c JOIN readiness r ON r.classroom_id = c.id
         WHERE c.order_id = ANY($3) AND (r.available_to > $1 OR r.available_to IS NULL) AND r.available_from < $2",
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp,
        orders
    );
    let mut up: BTreeMap<Uuid, Vec<Stretch>> = BTreeMap::new();
    for row in rows.fetch_all(conn).await? {
        let until = row.available_to.map_or(to, jiff_sqlx::Timestamp::to_jiff);
        up.entry(row.classroom_id).or_default().push((row.available_from.to_jiff(), until));
    }
    Ok(up)
}

/// When nothing was known of the clusters on which these orders were.
#[tracing::instrument(name = "db.billing.unseen", skip_all)]
pub(in crate::billing) async fn unseen(
    conn: &mut PgConnection,
    orders: &[Uuid],
    from: Timestamp,
    now: Timestamp,
) -> sqlx::Result<BTreeMap<Uuid, Vec<Stretch>>> {
    let rows = sqlx::query!(
        r#"SELECT p.order_id AS "order_id!", greatest(s.began_at, p.live_from, p.created_at) AS "began_at!", least(s.ended_at, p.left_at, p.gone_at) AS "ended_at!"
           FROM placements p
           JOIN (SELECT cluster_id, began_at, ended_at FROM cluster_silences
                 UNION ALL SELECT id, blind_since, $3::timestamptz FROM clusters WHERE blind_since IS NOT NULL) AS s ON s.cluster_id = p.cluster_id
           WHERE p.order_id = ANY($1) AND s.ended_at > $2 AND p.state <> 'coming'
             AND greatest(s.began_at, p.live_from, p.created_at) < least(s.ended_at, p.left_at, p.gone_at)"#,
        orders,
        from.to_sqlx() as jiff_sqlx::Timestamp,
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    let mut unseen: BTreeMap<Uuid, Vec<Stretch>> = BTreeMap::new();
    for row in rows.fetch_all(conn).await? {
        unseen.entry(row.order_id).or_default().push((row.began_at.to_jiff(), row.ended_at.to_jiff()));
    }
    Ok(unseen)
}

/// What is recorded of an hour for each room of these orders: how many events, and what they come to.
#[tracing::instrument(name = "db.billing.counted", skip_all)]
pub(super) async fn counted(conn: &mut PgConnection, hour: Timestamp, orders: &[Uuid]) -> sqlx::Result<BTreeMap<Uuid, (i64, i64)>> {
    let hour = hour.to_sqlx();
    let rows = sqlx::query!(
        r#"SELECT classroom_id, count(*) AS "events!", sum(quantity)::bigint AS "seconds!" FROM usage_events
           WHERE hour = $1 AND order_id = ANY($2) GROUP BY classroom_id"#,
        hour as _,
        orders
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.classroom_id, (row.events, row.seconds))).collect())
}

/// Records events of room hours, and adds those that are new to the sums of their hour.
#[tracing::instrument(name = "db.billing.record", skip_all)]
pub(super) async fn record(conn: &mut PgConnection, hour: Timestamp, events: &[NewEvent], now: Timestamp) -> sqlx::Result<()> {
    let (hour, now) = (hour.to_sqlx(), now.to_sqlx());
    let tenants: Vec<Uuid> = events.iter().map(|event| event.tenant).collect();
    let ids: Vec<String> = events.iter().map(|event| event.id.clone()).collect();
    let orders: Vec<Uuid> = events.iter().map(|event| event.order).collect();
    let rooms: Vec<Uuid> = events.iter().map(|event| event.room).collect();
    let quantities: Vec<i64> = events.iter().map(|event| event.quantity).collect();
    sqlx::query!(
        "WITH new AS (
             INSERT INTO usage_events (tenant_id, event_id, meter, order_id, classroom_id, hour, quantity, recorded_at)
             SELECT n.tenant, n.id, 'room_hours', n.order_id, n.room, $1, n.quantity, $2
             FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::bigint[]) AS n(tenant, id, order_id, room, quantity)
             ON CONFLICT DO NOTHING RETURNING tenant_id, order_id, meter, hour, quantity)
         INSERT INTO usage_hours (tenant_id, order_id, meter, hour, quantity)
         SELECT tenant_id, order_id, meter, hour, sum(quantity) FROM new GROUP BY tenant_id, order_id, meter, hour
         ON CONFLICT (tenant_id, hour, order_id, meter) DO UPDATE SET quantity = usage_hours.quantity + excluded.quantity",
        hour as _,
        now as _,
        &tenants,
        &ids,
        &orders,
        &rooms,
        &quantities
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One sum of usage.
#[derive(Debug)]
pub(super) struct SumRow {
    pub day: Option<jiff_sqlx::Date>,
    pub order_id: Option<Uuid>,
    pub order_name: Option<String>,
    pub classroom_id: Option<Uuid>,
    pub room: Option<String>,
    pub cost_group: Option<String>,
    pub meter: String,
    pub quantity: i64,
}

/// By what usage is summed beside the meter.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Grouping {
    pub day: bool,
    pub order: bool,
    pub room: bool,
    pub cost_group: bool,
}

/// Sums of a window, at most `limit`. Days are those of a zone.
#[tracing::instrument(name = "db.billing.sums", skip_all)]
pub(super) async fn sums(
    tx: &mut TenantTx,
    (from, to): Stretch,
    by: Grouping,
    order: Option<Uuid>,
    limit: i64,
) -> sqlx::Result<Vec<SumRow>> {
    let tenant = tx.tenant().uuid();
    sqlx::query_as!(
        SumRow,
        r#"SELECT CASE WHEN $4 THEN (e.hour AT TIME ZONE t.time_zone)::date END AS "day: jiff_sqlx::Date",
                  CASE WHEN $5 OR $6 THEN e.order_id END AS order_id, CASE WHEN $5 OR $6 THEN o.name END AS order_name,
                  CASE WHEN $6 THEN e.classroom_id END AS classroom_id, CASE WHEN $6 THEN c.key END AS room,
                  CASE WHEN $7 THEN o.cost_group END AS cost_group, e.meter AS "meter!", sum(e.quantity)::bigint AS "quantity!"
           FROM usage_events e JOIN tenants t ON t.id = e.tenant_id JOIN orders o ON o.id = e.order_id JOIN classrooms c ON c.id = e.classroom_id
           WHERE e.tenant_id = $1 AND e.hour >= $2 AND e.hour < $3 AND ($8::uuid IS NULL OR e.order_id = $8)
           GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 6, 3, 2, 5, 4, 7 LIMIT $9"#,
        tenant,
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp,
        by.day,
        by.order,
        by.room,
        by.cost_group,
        order,
        limit
    )
    .fetch_all(tx.conn())
    .await
}

/// One event.
#[derive(Debug)]
pub(super) struct EventRow {
    pub event_id: String,
    pub meter: String,
    pub order_id: Uuid,
    pub classroom_id: Uuid,
    pub hour: jiff_sqlx::Timestamp,
    pub quantity: i64,
    pub recorded_at: jiff_sqlx::Timestamp,
    /// What the sum of its order and hour is.
    pub in_hour: Option<i64>,
}

#[tracing::instrument(name = "db.billing.event", skip_all)]
pub(super) async fn event(tx: &mut TenantTx, id: &str) -> sqlx::Result<Option<EventRow>> {
    let tenant = tx.tenant().uuid();
    sqlx::query_as!(
        EventRow,
        r#"SELECT e.event_id, e.meter, e.order_id, e.classroom_id, e.hour, e.quantity, e.recorded_at, h.quantity AS "in_hour?"
           FROM usage_events e LEFT JOIN usage_hours h ON (h.tenant_id, h.hour, h.order_id, h.meter) = (e.tenant_id, e.hour, e.order_id, e.meter)
           WHERE e.tenant_id = $1 AND e.event_id = $2"#,
        tenant,
        id
    )
    .fetch_optional(tx.conn())
    .await
}

/// A line of an invoice, or of a draft.
#[derive(Debug)]
pub(super) struct LineOf {
    pub invoice_id: Uuid,
    pub number: Option<String>,
    pub position: i32,
}

/// The line in which an event was counted: of the first invoice of its day that was not issued before it was recorded.
#[tracing::instrument(name = "db.usage.line_of", skip_all)]
pub(super) async fn line_of(tx: &mut TenantTx, event: &EventRow, day: Date) -> sqlx::Result<Option<LineOf>> {
    let tenant = tx.tenant().uuid();
    sqlx::query_as!(
        LineOf,
        "SELECT i.id AS invoice_id, i.number, l.position FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id
         WHERE l.tenant_id = $1 AND l.order_id = $2 AND l.meter = $3 AND l.first_day <= $4 AND l.last_day >= $4
           AND i.corrects IS NULL AND i.status <> 'void' AND (i.issued_at IS NULL OR i.issued_at >= $5)
         ORDER BY i.issued_at NULLS LAST, l.position LIMIT 1",
        tenant,
        event.order_id,
        event.meter,
        day.to_sqlx() as jiff_sqlx::Date,
        event.recorded_at as jiff_sqlx::Timestamp
    )
    .fetch_optional(tx.conn())
    .await
}

/// Whether its month was invoiced when an event was recorded already.
#[tracing::instrument(name = "db.usage.is_month_invoiced", skip_all)]
pub(super) async fn is_month_invoiced(tx: &mut TenantTx, event: &EventRow, month: BillingMonth) -> sqlx::Result<bool> {
    let tenant = tx.tenant().uuid();
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM invoices WHERE tenant_id = $1 AND cycle = $2 AND status NOT IN ('draft', 'void') AND issued_at >= $3) AS "is!""#,
        tenant,
        month.first_day.to_sqlx() as jiff_sqlx::Date,
        event.recorded_at as jiff_sqlx::Timestamp
    )
    .fetch_one(tx.conn())
    .await
}

/// Up to which hour usage is complete.
#[tracing::instrument(name = "db.billing.measured_until", skip_all)]
pub(in crate::billing) async fn measured_until(conn: &mut PgConnection) -> sqlx::Result<Option<Timestamp>> {
    Ok(watermark(conn, Pass::Measured).await?.and_then(|hour| hour.saturating_add(SignedDuration::from_hours(1)).ok()))
}

/// Deletes at most so many single events of before a moment.
#[tracing::instrument(name = "db.usage.forget_events", skip_all)]
pub(super) async fn forget_events(conn: &mut PgConnection, before: Timestamp, limit: i64) -> sqlx::Result<u64> {
    let before = before.to_sqlx();
    let done = sqlx::query!(
        "DELETE FROM usage_events e USING (SELECT tenant_id, event_id FROM usage_events WHERE hour < $1 ORDER BY hour LIMIT $2) AS old
         WHERE (e.tenant_id, e.event_id) = (old.tenant_id, old.event_id)",
        before as _,
        limit
    );
    Ok(done.execute(conn).await?.rows_affected())
}
