//! The reads of the bells: orders of all tenants that may have a lesson in a window, their rooms as they stand, and what was.

use std::collections::{HashMap, HashSet};

use homeroom_domain::phase::{FixBy, Reason, RoomStatus};
use jiff::{Timestamp, tz::TimeZone};
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use uuid::Uuid;

use crate::{auth::SystemTx, orders::store::Stamp};

/// An order that may ring in the window.
#[derive(Debug)]
pub(super) struct DueOrder {
    pub(super) id: Uuid,
    pub(super) stamp: Stamp,
    pub(super) name: String,
    pub(super) tenant_id: Uuid,
    pub(super) tenant_name: String,
    /// Where it is placed, if it is.
    pub(super) cluster: Option<(Uuid, String)>,
    /// Since when nothing is known of that cluster.
    pub(super) blind_since: Option<Timestamp>,
}

/// Orders whose term is in the window, wherever on earth. A released one counts with the bells that rang while it lasted.
#[tracing::instrument(name = "db.bells.due", skip_all)]
pub(super) async fn due(tx: &mut SystemTx, (from, to): (Timestamp, Timestamp)) -> sqlx::Result<Vec<DueOrder>> {
    let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date().to_sqlx();
    let rows = sqlx::query!(
        r#"SELECT o.id, o.edit, suspends(t.suspended_at, t.suspended_by, o.is_paid_for) AS suspended_at, s.since AS "stopped_at?", o.overrun_seconds, o.name, o.tenant_id, t.name AS tenant_name, c.id AS "cluster_id?", c.name AS "cluster_name?",
                  c.blind_since AS "blind_since?"
           FROM orders o JOIN tenants t ON t.id = o.tenant_id LEFT JOIN order_stops s ON s.order_id = o.id AND s.until IS NULL
           LEFT JOIN placements p ON p.order_id = o.id AND p.state = 'live' LEFT JOIN clusters c ON c.id = p.cluster_id
           WHERE o.latest_day >= $1::date - 2 AND o.earliest_day <= $2::date + 2
             AND (o.phase <> 'released' OR o.ends_at IS NULL OR o.ends_at >= $3)"#,
        day(from) as jiff_sqlx::Date,
        day(to) as jiff_sqlx::Date,
        from.to_sqlx() as jiff_sqlx::Timestamp
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    Ok(rows
        .map(|row| DueOrder {
            id: row.id,
            stamp: Stamp::new(row.edit, [row.suspended_at, row.stopped_at], row.overrun_seconds),
            name: row.name,
            tenant_id: row.tenant_id,
            tenant_name: row.tenant_name,
            cluster: row.cluster_id.zip(row.cluster_name),
            blind_since: row.blind_since.map(jiff_sqlx::Timestamp::to_jiff),
        })
        .collect())
}

/// A room as it was last seen, in what the bells ask of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct RoomNow {
    pub(super) order: Uuid,
    pub(super) seats: u32,
    pub(super) wanted: bool,
    pub(super) available: bool,
    pub(super) fix_by: Option<FixBy>,
    pub(super) since: Option<Timestamp>,
    pub(super) open_from: Option<Timestamp>,
    pub(super) open_until: Option<Timestamp>,
}

/// The rooms of some orders.
#[tracing::instrument(name = "db.bells.rooms", skip_all)]
pub(super) async fn rooms(tx: &mut SystemTx, orders: &[Uuid]) -> sqlx::Result<HashMap<Uuid, RoomNow>> {
    let rows = sqlx::query!(
        r#"SELECT id, order_id, seats, coalesce(status ->> 'wanted' = 'true', false) AS "wanted!", coalesce(status ->> 'available' = 'true', false) AS "available!",
                  CASE WHEN status ->> 'available' = 'true' THEN NULL ELSE status - 'since' END AS unavailable, (status ->> 'since')::timestamptz AS since,
                  open_from, open_until
           FROM classrooms WHERE order_id = ANY($1)"#,
        orders
    );
    let at = |at: Option<jiff_sqlx::Timestamp>| at.map(jiff_sqlx::Timestamp::to_jiff);
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    // There are few reasons and many rooms.
    let mut known = HashMap::new();
    Ok(rows
        .map(|row| {
            let fix_by = row.unavailable.and_then(|status| fix_by(status, &mut known));
            let seats = row.seats.unsigned_abs();
            let (since, open_from, open_until) = (at(row.since), at(row.open_from), at(row.open_until));
            let room =
                RoomNow { order: row.order_id, seats, wanted: row.wanted, available: row.available, fix_by, since, open_from, open_until };
            (row.id, room)
        })
        .collect())
}

/// By the reason's name: nobody's part depends on its figures. A reason that only a newer version knows is an operator's to look at.
fn fix_by(status: Value, known: &mut HashMap<String, Option<FixBy>>) -> Option<FixBy> {
    let name = status["reason"].as_str()?.to_owned();
    *known.entry(name).or_insert_with(|| match serde_json::from_value::<Reason>(status) {
        Ok(reason) => reason.fix_by(),
        Err(_) => Some(FixBy::Operator),
    })
}

/// Rooms with a moment at which they were up.
#[tracing::instrument(name = "db.platform.held", skip_all)]
pub(super) async fn held(tx: &mut SystemTx, asked: &[(Uuid, Timestamp)]) -> sqlx::Result<HashSet<(Uuid, Timestamp)>> {
    let (rooms, bells): (Vec<Uuid>, Vec<jiff_sqlx::Timestamp>) = asked.iter().map(|(room, at)| (*room, at.to_sqlx())).unzip();
    let rows = sqlx::query!(
        r#"SELECT n.room AS "room!", n.at AS "at!" FROM unnest($1::uuid[], $2::timestamptz[]) AS n(room, at)
           WHERE EXISTS (SELECT FROM readiness r WHERE r.classroom_id = n.room AND r.available_from <= n.at
                         AND (r.available_to IS NULL OR r.available_to > n.at))"#,
        &rooms,
        &bells as &[jiff_sqlx::Timestamp]
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.room, row.at.to_jiff())).collect())
}

/// A room by name, with all that was seen of it.
#[derive(Debug)]
pub(super) struct ToldRoom {
    pub(super) key: String,
    pub(super) name: Option<String>,
    pub(super) status: RoomStatus,
}

/// Rooms that are to be told of, whichever bell they belong to.
#[tracing::instrument(name = "db.platform.told", skip_all)]
pub(super) async fn told(tx: &mut SystemTx, rooms: &[(Timestamp, Uuid)]) -> sqlx::Result<HashMap<Uuid, ToldRoom>> {
    let ids: Vec<Uuid> = rooms.iter().map(|(_, room)| *room).collect::<HashSet<_>>().into_iter().collect();
    let rows = sqlx::query!("SELECT id, key, name, status FROM classrooms WHERE id = ANY($1)", &ids);
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let status = |stored| serde_json::from_value(stored).unwrap_or_default();
    Ok(rows.map(|row| (row.id, ToldRoom { key: row.key, name: row.name, status: status(row.status) })).collect())
}
