//! The SQL of breaches and of the hours that were looked at.

use std::collections::{BTreeMap, HashMap};

use homeroom_domain::{
    billing::Stretch,
    ids::{ClusterId, CreditId, OrderId, TenantId},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::{
    facts::Look,
    keep::NewBreach,
    weeks::{Count, RanOn},
};
use crate::db::purged::Purged;

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::of("breaches")];

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

/// Notes that an hour was looked at, by whoever had come to the one before. `false` where somebody else was faster.
#[tracing::instrument(name = "db.promises.advance", skip_all)]
pub(super) async fn advance(conn: &mut PgConnection, pass: Pass, (from, to): Stretch) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE promise_watermarks SET hour = $3 WHERE pass = $1 AND hour = $2",
        pass.name(),
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// Orders that may have had a lesson between two days of UTC, by id, whosever they are; at the first look priced ones alone. What waits for a purchase order
/// has none.
#[tracing::instrument(name = "db.billing.promised_orders", skip_all)]
pub(super) async fn promised_orders(
    conn: &mut PgConnection,
    ((from, to), pass): (Stretch, Pass),
    after: Option<Uuid>,
    limit: i64,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT o.id FROM orders o
         WHERE ($5 OR EXISTS (SELECT FROM order_prices b WHERE b.order_id = o.id)) AND o.earliest_day <= ($2::timestamptz)::date + 2 AND o.latest_day >= ($1::timestamptz)::date - 2 AND o.phase <> 'reserved'
           AND (o.phase <> 'released' OR o.ends_at IS NULL OR o.ends_at >= $1) AND ($3::uuid IS NULL OR o.id > $3)
         ORDER BY o.id LIMIT $4",
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp,
        after,
        limit,
        pass == Pass::Second
    )
    .fetch_all(conn)
    .await
}

/// Where orders ran, and between which moments each place was theirs, in that order; by order.
#[tracing::instrument(name = "db.billing.places_of", skip_all)]
pub(super) async fn places_of(conn: &mut PgConnection, orders: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<RanOn>>> {
    let rows = sqlx::query!(
        r#"SELECT order_id, cluster_id, coalesce(live_from, created_at) AS "since!: jiff_sqlx::Timestamp",
                  coalesce(left_at, gone_at) AS "until?: jiff_sqlx::Timestamp"
           FROM placements WHERE order_id = ANY($1) AND state <> 'coming' ORDER BY order_id, coalesce(live_from, created_at)"#,
        orders
    );
    let mut places: HashMap<Uuid, Vec<RanOn>> = HashMap::new();
    for row in rows.fetch_all(conn).await? {
        let ran = RanOn { cluster: row.cluster_id, since: row.since.to_jiff(), until: row.until.map(jiff_sqlx::Timestamp::to_jiff) };
        places.entry(row.order_id).or_default().push(ran);
    }
    Ok(places)
}

/// Adds to what is known of a week.
#[tracing::instrument(name = "db.promises.add_week", skip_all)]
pub(super) async fn add_week(conn: &mut PgConnection, (tenant, week, cluster): (TenantId, Date, Uuid), count: &Count) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO promise_weeks AS w (tenant_id, week, cluster_id, lessons, in_time, late, broken, unknown, ready_before, causes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (tenant_id, week, cluster_id) DO UPDATE
         SET lessons = w.lessons + excluded.lessons, in_time = w.in_time + excluded.in_time, late = w.late + excluded.late,
             broken = w.broken + excluded.broken, unknown = w.unknown + excluded.unknown,
             ready_before = ARRAY(SELECT a + b FROM unnest(w.ready_before, excluded.ready_before) WITH ORDINALITY AS u(a, b, place) ORDER BY place),
             causes = (SELECT coalesce(jsonb_object_agg(summed.key, summed.lessons), '{}')
                       FROM (SELECT each_of.key, sum(each_of.value::bigint) AS lessons
                             FROM (SELECT key, value FROM jsonb_each_text(w.causes) UNION ALL SELECT key, value FROM jsonb_each_text(excluded.causes)) AS each_of
                             GROUP BY each_of.key) AS summed)",
        tenant.uuid(),
        week.to_sqlx() as jiff_sqlx::Date,
        cluster,
        count.lessons,
        count.in_time,
        count.late,
        count.broken,
        count.unknown,
        &count.ready_before[..],
        Json(&count.causes) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Which weeks: between two Mondays, by cluster too where that is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weekly {
    pub span: (Date, Date),
    pub tenant: Option<TenantId>,
    pub cluster: Option<ClusterId>,
    pub by_cluster: bool,
}

/// Sums of a week.
#[derive(Debug)]
pub(super) struct WeekRow {
    pub week: jiff_sqlx::Date,
    pub cluster_id: Option<Uuid>,
    pub cluster_name: Option<String>,
    pub lessons: i64,
    pub in_time: i64,
    pub late: i64,
    pub broken: i64,
    pub unknown: i64,
    pub ready_before: Vec<i64>,
    /// Of each reason how many lessons were late or broken.
    pub causes: Json<BTreeMap<String, i64>>,
}

/// The latest first.
#[tracing::instrument(name = "db.promises.weeks", skip_all)]
pub(super) async fn weeks(conn: &mut PgConnection, of: Weekly) -> sqlx::Result<Vec<WeekRow>> {
    let rows = sqlx::query_as!(
        WeekRow,
        r#"SELECT s.week AS "week!: jiff_sqlx::Date", s.cluster_id, c.name AS "cluster_name?", s.lessons AS "lessons!", s.in_time AS "in_time!",
                  s.late AS "late!", s.broken AS "broken!", s.unknown AS "unknown!", s.ready_before AS "ready_before!",
                  (SELECT coalesce(jsonb_object_agg(summed.key, summed.lessons), '{}')
                   FROM (SELECT e.key, sum(e.value::bigint) AS lessons FROM promise_weeks x, jsonb_each_text(x.causes) AS e
                         WHERE x.week = s.week AND ($3::uuid IS NULL OR x.tenant_id = $3) AND ($4::uuid IS NULL OR x.cluster_id = $4)
                           AND (NOT $5 OR x.cluster_id = s.cluster_id) GROUP BY e.key) AS summed) AS "causes!: Json<BTreeMap<String, i64>>"
           FROM (SELECT w.week, CASE WHEN $5 THEN w.cluster_id END AS cluster_id, sum(w.lessons)::bigint AS lessons, sum(w.in_time)::bigint AS in_time,
                        sum(w.late)::bigint AS late, sum(w.broken)::bigint AS broken, sum(w.unknown)::bigint AS unknown,
                        ARRAY[sum(w.ready_before[1]), sum(w.ready_before[2]), sum(w.ready_before[3]), sum(w.ready_before[4])]::bigint[] AS ready_before
                 FROM promise_weeks w
                 WHERE w.week BETWEEN $1 AND $2 AND ($3::uuid IS NULL OR w.tenant_id = $3) AND ($4::uuid IS NULL OR w.cluster_id = $4)
                 GROUP BY 1, 2) s
           LEFT JOIN clusters c ON c.id = s.cluster_id ORDER BY s.week DESC, c.name"#,
        of.span.0.to_sqlx() as jiff_sqlx::Date,
        of.span.1.to_sqlx() as jiff_sqlx::Date,
        of.tenant.map(TenantId::uuid),
        of.cluster.map(ClusterId::uuid),
        of.by_cluster
    );
    rows.fetch_all(conn).await
}

/// Deletes weeks that began before a moment.
#[tracing::instrument(name = "db.promises.forget_weeks", skip_all)]
pub(super) async fn forget_weeks(conn: &mut PgConnection, before: Timestamp, limit: i64) -> sqlx::Result<u64> {
    let gone = sqlx::query!(
        "DELETE FROM promise_weeks WHERE ctid = ANY(ARRAY(SELECT ctid FROM promise_weeks WHERE week < ($1::timestamptz)::date LIMIT $2))",
        before.to_sqlx() as jiff_sqlx::Timestamp,
        limit
    );
    Ok(gone.execute(conn).await?.rows_affected())
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

/// How many pupils were let into each of these rooms between two moments, each person once; in their order.
#[tracing::instrument(name = "db.promises.let_in", skip_all)]
pub(super) async fn let_in(conn: &mut PgConnection, rooms: &[(Uuid, Stretch)]) -> sqlx::Result<Vec<i64>> {
    let ids: Vec<Uuid> = rooms.iter().map(|(room, _)| *room).collect();
    let at = |at: Timestamp| -> jiff_sqlx::Timestamp { at.to_sqlx() };
    let (from, to): (Vec<_>, Vec<_>) = rooms.iter().map(|(_, (from, to))| (at(*from), at(*to))).unzip();
    sqlx::query_scalar!(
        r#"SELECT (SELECT count(DISTINCT j.identity) FROM joins j
                   WHERE j.classroom_id = w.room AND j.at >= w.opens AND j.at < w.ends AND j.role = 'pupil') AS "pupils!"
           FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS w(room, opens, ends, place) ORDER BY w.place"#,
        &ids,
        &from as &[jiff_sqlx::Timestamp],
        &to as &[jiff_sqlx::Timestamp]
    )
    .fetch_all(conn)
    .await
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

/// What an order told last of not being ready while a lesson's room should have been; else what was told of its bell.
#[tracing::instrument(name = "db.billing.cause", skip_all)]
pub(super) async fn cause(conn: &mut PgConnection, tenant: TenantId, look: &Look) -> sqlx::Result<Option<Value>> {
    sqlx::query_scalar!(
        r#"SELECT CASE type WHEN 'order.not_ready' THEN data ELSE data -> 'cause' END AS "cause!" FROM events
           WHERE feed = $1 AND subject = $2 AND (type = 'order.not_ready' OR type = 'classrooms.missing' AND (data ->> 'bell_at')::timestamptz = $5
                 AND jsonb_typeof(data -> 'cause') = 'object')
             AND at BETWEEN $3 AND $4
           ORDER BY type = 'order.not_ready' DESC, at DESC, id DESC LIMIT 1"#,
        tenant.uuid(),
        look.order.to_string(),
        look.opens_at.to_sqlx() as jiff_sqlx::Timestamp,
        look.wanted.ends_at.to_sqlx() as jiff_sqlx::Timestamp,
        look.wanted.starts_at.to_sqlx() as jiff_sqlx::Timestamp
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
