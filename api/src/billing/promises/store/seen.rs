//! What happened to rooms and orders, as others noted it: by this a lesson is judged.

use std::collections::HashMap;

use homeroom_domain::{
    billing::Stretch,
    ids::{OrderId, TenantId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::billing::promises::{facts::Look, weeks::RanOn};

/// When rooms were seen to be ready from a moment on.
#[tracing::instrument(name = "db.billing.ready", skip_all)]
pub(in crate::billing::promises) async fn ready(
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

/// Where orders ran, and between which moments each place was theirs, in that order; by order.
#[tracing::instrument(name = "db.billing.places_of", skip_all)]
pub(in crate::billing::promises) async fn places_of(conn: &mut PgConnection, orders: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<RanOn>>> {
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

/// How many pupils were let into each of these rooms between two moments, each person once; in their order.
#[tracing::instrument(name = "db.promises.let_in", skip_all)]
pub(in crate::billing::promises) async fn let_in(conn: &mut PgConnection, rooms: &[(Uuid, Stretch)]) -> sqlx::Result<Vec<i64>> {
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
pub(in crate::billing::promises) async fn suspensions(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Vec<(Timestamp, bool)>> {
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
pub(in crate::billing::promises) async fn stops(conn: &mut PgConnection, tenant: TenantId, order: OrderId) -> sqlx::Result<Vec<Stretch>> {
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
pub(in crate::billing::promises) async fn cause(conn: &mut PgConnection, tenant: TenantId, look: &Look) -> sqlx::Result<Option<Value>> {
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
