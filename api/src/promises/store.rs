//! The SQL of promises at risk. What is booked is read from calendars, and where nodes are from clusters.

use std::collections::{HashMap, HashSet};

use homeroom_domain::{
    at_risk::{Booking, RoomsHeard},
    ids::{ClusterId, OrderId, TenantId},
    slots::Slot,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{calendars::store::amounts, db::purged::Purged};

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::of("promises_at_risk")];

/// Clusters whose bookings have to be looked at: their limits are others than at the last look, or it is time; those that are lost; and those where something is at
/// risk, because an order may have changed, or the cluster is back.
#[tracing::instrument(name = "db.promises.to_look_at", skip_all)]
pub(super) async fn to_look_at(conn: &mut PgConnection, now: Timestamp) -> sqlx::Result<Vec<ClusterId>> {
    let ids = sqlx::query_scalar!(
        r#"SELECT k.id FROM clusters k JOIN calendars c ON c.id = k.calendar_id LEFT JOIN promise_looks l ON l.cluster_id = k.id
         WHERE l.edit IS DISTINCT FROM c.edit OR l.due_at <= $1 OR k.answering IS FALSE OR k.blind_since IS NOT NULL
             OR k.rooms_cut_off OR EXISTS (SELECT FROM promises_at_risk r WHERE r.cluster_id = k.id) ORDER BY k.id"#,
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(ClusterId::new).collect())
}

/// Everything that this transaction reads is as of one moment. Its first statement.
#[tracing::instrument(name = "db.promises.as_of_one_moment", skip_all)]
pub(super) async fn as_of_one_moment(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").execute(conn).await?;
    Ok(())
}

/// Whose it is where it runs there, when it was placed, and by resource what it holds.
type Booked = (Option<TenantId>, Timestamp, Vec<(String, Vec<i64>)>);

/// What orders hold of the calendar of a cluster or of a storage pool from a slot on, with whose they are: `None` for one that is on its way there or from there, and runs elsewhere.
#[tracing::instrument(name = "db.promises.bookings", skip_all)]
pub(super) async fn bookings(conn: &mut PgConnection, calendar: Uuid, from: Slot) -> sqlx::Result<Vec<(Option<TenantId>, Booking)>> {
    let rows = sqlx::query!(
        r#"SELECT r.order_id, r.tenant_id, coalesce(p.created_at, o.created_at) AS "placed_at!: jiff_sqlx::Timestamp", r.resource, r.steps,
                  coalesce(p.state NOT IN ('coming', 'leaving'), true) AS "is_live!"
           FROM reservations r JOIN orders o ON o.id = r.order_id
           LEFT JOIN placements p ON p.order_id = r.order_id AND p.cluster_id =
               (SELECT id FROM clusters WHERE calendar_id = $1 UNION ALL SELECT cluster_id FROM storage_pools WHERE calendar_id = $1)
           WHERE r.calendar_id = $1 AND r.steps[cardinality(r.steps) - 1] > $2"#,
        calendar,
        from.0
    );
    let mut found: HashMap<Uuid, Booked> = HashMap::new();
    for row in rows.fetch_all(conn).await? {
        let of = found
            .entry(row.order_id)
            .or_insert_with(|| (row.is_live.then(|| TenantId::new(row.tenant_id)), row.placed_at.to_jiff(), Vec::new()));
        of.2.push((row.resource, row.steps));
    }
    let booking = |(order, (tenant, placed_at, steps)): (Uuid, Booked)| {
        Ok((tenant, Booking { order: OrderId::new(order), placed_at, steps: amounts(steps)? }))
    };
    found.into_iter().map(booking).collect()
}

/// Rooms of orders that run on a cluster which are up there, and not known not to be reached. Whether they are up is as it was seen last.
#[tracing::instrument(name = "db.promises.rooms_heard", skip_all)]
pub(super) async fn rooms_heard(conn: &mut PgConnection, cluster: ClusterId, now: Timestamp) -> sqlx::Result<RoomsHeard> {
    let rows = sqlx::query!(
        r#"SELECT r.order_id, r.open_until AS "open_until: jiff_sqlx::Timestamp"
           FROM placements p JOIN classrooms r ON r.order_id = p.order_id AND r.stays_on IS NULL
           JOIN readiness a ON a.classroom_id = r.id AND a.available_to IS NULL
           WHERE p.cluster_id = $1 AND p.state = 'live' AND r.open_from <= $2 AND r.seen_at >= coalesce(p.live_from, p.created_at)
             AND (r.unreached_since IS NULL OR r.unreached_since < a.available_from)"#,
        cluster.uuid(),
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    let mut heard = RoomsHeard::new();
    for row in rows.fetch_all(conn).await? {
        let until = row.open_until.map(|until| Slot::at_or_after(until.to_jiff()));
        heard.entry(OrderId::new(row.order_id)).or_default().push(until);
    }
    Ok(heard)
}

/// A promise at risk, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) order: OrderId,
    pub(super) tenant: TenantId,
    pub(super) since: Timestamp,
    pub(super) lesson: Option<String>,
    pub(super) bell_at: Timestamp,
    pub(super) until: Timestamp,
    pub(super) rooms: i64,
    pub(super) resource: String,
    pub(super) short_by: i64,
    pub(super) cause: Value,
    pub(super) told_at: Option<Timestamp>,
}

/// What is known of a cluster.
#[derive(Debug)]
pub(super) struct Known {
    /// Up to which change of its limits it was looked at. `None` of one that was taken off.
    pub(super) edit: Option<i64>,
    pub(super) kept: HashMap<OrderId, Kept>,
    /// What no look finds any more and is at risk all the same. Those that a failover named: the order still runs there, the last of the lessons is not over, and
    /// fewer of its rooms have come up since; where no place was found and the cluster is back, fewer of them are up, and where some rooms were left behind, fewer of
    /// those. And those of a lost cluster whose institution
    /// was told, until ten minutes after the bell: that the cluster is back shortly before it is no room yet.
    pub(super) standing: HashSet<OrderId>,
}

/// What is known of a cluster, locked against another look at it. Where orders are named, what is known of these, on whichever cluster: they may have just moved here.
#[tracing::instrument(name = "db.promises.lock", skip_all)]
pub(super) async fn lock(conn: &mut PgConnection, cluster: ClusterId, of: Option<&[Uuid]>, now: Timestamp) -> sqlx::Result<Known> {
    sqlx::query!("INSERT INTO promise_looks (cluster_id, edit) VALUES ($1, 0) ON CONFLICT DO NOTHING", cluster.uuid())
        .execute(&mut *conn)
        .await?;
    let edit = sqlx::query_scalar!("SELECT edit FROM promise_looks WHERE cluster_id = $1 FOR UPDATE", cluster.uuid());
    let edit = edit.fetch_optional(&mut *conn).await?;
    let rows = sqlx::query!(
        r#"SELECT r.order_id, r.tenant_id, r.since AS "since: jiff_sqlx::Timestamp", r.lesson_id, r.bell_at AS "bell_at: jiff_sqlx::Timestamp",
                  r.until_at AS "until_at: jiff_sqlx::Timestamp", r.rooms, r.resource, r.short_by, r.cause,
                  r.told_at AS "told_at: jiff_sqlx::Timestamp",
                  r.until_at > $2
                      AND (r.cause ->> 'reason' IN ('RoomsComeUpLate', 'NoPlaceElsewhere')
                           OR r.cause ->> 'reason' IN ('ClusterSilent', 'RoomsNotReached') AND r.told_at IS NOT NULL
                               AND r.bell_at BETWEEN $2::timestamptz - interval '10 minutes' AND $2::timestamptz + interval '10 minutes'
                               AND EXISTS (SELECT FROM classrooms c WHERE c.order_id = r.order_id
                                               AND NOT EXISTS (SELECT FROM readiness u WHERE u.classroom_id = c.id AND u.available_to IS NULL
                                                                   AND (c.unreached_since IS NULL OR c.unreached_since < u.available_from))))
                      AND EXISTS (SELECT FROM placements p JOIN orders o ON o.id = p.order_id
                                  WHERE p.order_id = r.order_id AND p.cluster_id = r.cluster_id AND p.state = 'live' AND o.cancelled_at IS NULL
                                    AND o.phase NOT IN ('terminating', 'released'))
                      AND r.rooms > CASE
                          -- What was left behind somewhere else, where somebody sees it up.
                          WHEN r.cause ->> 'reason' = 'NoPlaceElsewhere' AND k.answering IS NOT FALSE AND k.blind_since IS NULL
                               AND EXISTS (SELECT FROM classrooms c WHERE c.order_id = r.order_id AND c.stays_on IS NOT NULL AND c.stays_until IS NULL)
                          THEN (SELECT count(*) FROM classrooms c JOIN readiness u ON u.classroom_id = c.id AND u.available_to IS NULL
                                    JOIN clusters l ON l.id = c.stays_on
                                WHERE c.order_id = r.order_id AND c.stays_until IS NULL AND l.answering IS NOT FALSE AND l.blind_since IS NULL
                                    AND NOT l.rooms_cut_off)
                          ELSE (SELECT count(*) FROM readiness u JOIN classrooms c ON c.id = u.classroom_id
                                     WHERE c.order_id = r.order_id AND u.available_to IS NULL
                                         AND (u.available_from >= r.since
                                              OR r.cause ->> 'reason' = 'NoPlaceElsewhere' AND k.answering IS NOT FALSE AND k.blind_since IS NULL
                                                  AND NOT k.rooms_cut_off)) END AS "stands!"
           FROM promises_at_risk r JOIN clusters k ON k.id = r.cluster_id WHERE (r.cluster_id = $1 AND $3::uuid[] IS NULL) OR r.order_id = ANY($3)"#,
        cluster.uuid(),
        now.to_sqlx() as jiff_sqlx::Timestamp,
        of
    );
    let mut known = Known { edit, kept: HashMap::new(), standing: HashSet::new() };
    for row in rows.fetch_all(conn).await? {
        let order = OrderId::new(row.order_id);
        if row.stands {
            known.standing.insert(order);
        }
        let kept = Kept {
            order,
            tenant: TenantId::new(row.tenant_id),
            since: row.since.to_jiff(),
            lesson: row.lesson_id,
            bell_at: row.bell_at.to_jiff(),
            until: row.until_at.to_jiff(),
            rooms: row.rooms,
            resource: row.resource,
            short_by: row.short_by,
            cause: row.cause,
            told_at: row.told_at.map(jiff_sqlx::Timestamp::to_jiff),
        };
        known.kept.insert(order, kept);
    }
    Ok(known)
}

/// A lesson that does not fit. `None` where a room is always wanted, or it was not looked up yet: then by the slot.
#[derive(Debug, Clone)]
pub(super) struct Bell {
    pub(super) lesson: Option<String>,
    pub(super) at: Timestamp,
}

/// What is known of a cluster's orders at risk by earlier looks.
#[tracing::instrument(name = "db.promises.bells", skip_all)]
pub(super) async fn bells(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<HashMap<OrderId, Bell>> {
    let rows = sqlx::query!(
        r#"SELECT order_id, lesson_id, bell_at AS "bell_at: jiff_sqlx::Timestamp" FROM promises_at_risk WHERE cluster_id = $1"#,
        cluster.uuid()
    );
    let bell = rows
        .fetch_all(conn)
        .await?
        .into_iter()
        .map(|row| (OrderId::new(row.order_id), Bell { lesson: row.lesson_id, at: row.bell_at.to_jiff() }));
    Ok(bell.collect())
}

/// Of some orders those that run on another cluster by now.
#[tracing::instrument(name = "db.promises.elsewhere", skip_all)]
pub(super) async fn elsewhere(conn: &mut PgConnection, cluster: ClusterId, orders: &[Uuid]) -> sqlx::Result<HashSet<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT order_id FROM placements WHERE order_id = ANY($1) AND state = 'live' AND cluster_id <> $2",
        orders,
        cluster.uuid()
    );
    Ok(ids.fetch_all(conn).await?.into_iter().collect())
}

/// Keeps what a look found, over what was known of each.
#[tracing::instrument(name = "db.promises.keep", skip_all)]
pub(super) async fn keep(conn: &mut PgConnection, cluster: ClusterId, found: &[Kept]) -> sqlx::Result<()> {
    for kept in found {
        sqlx::query!(
            "INSERT INTO promises_at_risk (order_id, tenant_id, cluster_id, since, lesson_id, bell_at, until_at, rooms, resource, short_by, cause, told_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
             ON CONFLICT (order_id) DO UPDATE SET cluster_id = excluded.cluster_id, since = excluded.since, lesson_id = excluded.lesson_id,
                 bell_at = excluded.bell_at, until_at = excluded.until_at, rooms = excluded.rooms, resource = excluded.resource,
                 short_by = excluded.short_by, cause = excluded.cause, told_at = excluded.told_at",
            kept.order.uuid(),
            kept.tenant.uuid(),
            cluster.uuid(),
            kept.since.to_sqlx() as jiff_sqlx::Timestamp,
            kept.lesson,
            kept.bell_at.to_sqlx() as jiff_sqlx::Timestamp,
            kept.until.to_sqlx() as jiff_sqlx::Timestamp,
            kept.rooms,
            kept.resource,
            kept.short_by,
            kept.cause,
            kept.told_at.map(jiff_sqlx::ToSqlx::to_sqlx) as Option<jiff_sqlx::Timestamp>
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Forgets those that are not at risk any more. Says which were this cluster's still.
#[tracing::instrument(name = "db.promises.forget", skip_all)]
pub(super) async fn forget(conn: &mut PgConnection, cluster: ClusterId, orders: &[Uuid]) -> sqlx::Result<HashSet<Uuid>> {
    let forgotten = sqlx::query_scalar!(
        "DELETE FROM promises_at_risk WHERE cluster_id = $1 AND order_id = ANY($2) RETURNING order_id",
        cluster.uuid(),
        orders
    );
    Ok(forgotten.fetch_all(conn).await?.into_iter().collect())
}

/// Notes that a cluster was looked at up to a change of its limits, and when it is to be looked at again.
#[tracing::instrument(name = "db.promises.looked", skip_all)]
pub(super) async fn looked(conn: &mut PgConnection, cluster: ClusterId, edit: i64, due: Option<Timestamp>) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE promise_looks SET edit = $2, due_at = $3 WHERE cluster_id = $1",
        cluster.uuid(),
        edit,
        due.map(jiff_sqlx::ToSqlx::to_sqlx) as Option<jiff_sqlx::Timestamp>
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    pub(super) cluster: Option<ClusterId>,
    pub(super) region: Option<String>,
    /// Only what comes after this one.
    pub(super) after: Option<(Timestamp, Uuid)>,
}

/// A promise at risk with the names of whose and where it is.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) order_id: Uuid,
    pub(super) order_name: String,
    pub(super) tenant_id: Uuid,
    pub(super) tenant_name: String,
    pub(super) cluster_id: Uuid,
    pub(super) cluster_name: String,
    pub(super) region: String,
    pub(super) since: jiff_sqlx::Timestamp,
    pub(super) lesson_id: Option<String>,
    pub(super) bell_at: jiff_sqlx::Timestamp,
    pub(super) until_at: jiff_sqlx::Timestamp,
    pub(super) rooms: i64,
    pub(super) resource: String,
    pub(super) short_by: i64,
    pub(super) cause: Value,
}

/// By the bell, at most `limit`.
#[tracing::instrument(name = "db.promises.list", skip_all)]
pub(super) async fn list(conn: &mut PgConnection, filter: Filter, limit: i64) -> sqlx::Result<Vec<Row>> {
    let (after_at, after_id) = filter.after.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    let rows = sqlx::query_as!(
        Row,
        "SELECT r.order_id, o.name AS order_name, r.tenant_id, t.name AS tenant_name, r.cluster_id, k.name AS cluster_name, k.region, r.since, r.lesson_id,
                r.bell_at, r.until_at, r.rooms, r.resource, r.short_by, r.cause
         FROM promises_at_risk r JOIN orders o ON o.id = r.order_id JOIN tenants t ON t.id = r.tenant_id JOIN clusters k ON k.id = r.cluster_id
         WHERE ($1::uuid IS NULL OR r.cluster_id = $1) AND ($2::text IS NULL OR k.region = $2)
           AND ($3::timestamptz IS NULL OR (r.bell_at, r.order_id) > ($3, $4::uuid))
         ORDER BY r.bell_at, r.order_id LIMIT $5",
        filter.cluster.map(ClusterId::uuid),
        filter.region,
        after_at as Option<jiff_sqlx::Timestamp>,
        after_id,
        limit
    );
    rows.fetch_all(conn).await
}

/// What an operator's list says of an order whose promise is at risk.
#[derive(Debug, Clone)]
pub(crate) struct OrderAtRisk {
    pub(crate) since: Timestamp,
    pub(crate) bell_at: Timestamp,
    pub(crate) rooms: i64,
    pub(crate) cause: Value,
}

/// Of some orders those whose promise is at risk.
#[tracing::instrument(name = "db.promises.of_orders", skip_all)]
pub(crate) async fn of_orders(conn: &mut PgConnection, orders: &[Uuid]) -> sqlx::Result<HashMap<Uuid, OrderAtRisk>> {
    let rows = sqlx::query!(
        r#"SELECT order_id, since AS "since: jiff_sqlx::Timestamp", bell_at AS "bell_at: jiff_sqlx::Timestamp", rooms, cause
           FROM promises_at_risk WHERE order_id = ANY($1)"#,
        orders
    );
    let rows = rows.fetch_all(conn).await?.into_iter().map(|row| {
        let at_risk = OrderAtRisk { since: row.since.to_jiff(), bell_at: row.bell_at.to_jiff(), rooms: row.rooms, cause: row.cause };
        (row.order_id, at_risk)
    });
    Ok(rows.collect())
}
