//! Writing what a round found, `WHERE` the order is still what the round has seen: what was decided on an older document, or before a cancel or a
//! suspension, is not recorded of what came after it.

use homeroom_domain::{
    ids::{ClassroomId, ClusterId, TenantId},
    order::{Opening, OrderPhase},
    phase::{RecordedCondition, RoomStatus},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::OrderRow;
use crate::{
    auth::SystemTx,
    db::purged::Purged,
    orders::store::{self as orders, phase_name},
};

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::under("readiness", "classroom_id", "classrooms")];

/// What is to be kept of an order.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::reconcile) struct Recorded {
    pub(in crate::reconcile) phase: OrderPhase,
    pub(in crate::reconcile) observed_generation: i64,
    pub(in crate::reconcile) ready: bool,
    pub(in crate::reconcile) rooms_wanted_now: i32,
    pub(in crate::reconcile) rooms_ready_now: i32,
    pub(in crate::reconcile) conditions: Vec<RecordedCondition>,
    pub(in crate::reconcile) next_change_at: Option<Timestamp>,
    pub(in crate::reconcile) handled: i64,
}

/// Writes an order's status. `revision` counts what clients see, so it moves only with `is_visible`. `false`: somebody has changed the order since it was
/// seen. A cancel and a suspension raise no generation, so `touched` is compared too.
///
/// A part of the version that clients are shown is the cluster's; a released order, which is on none, keeps it and goes on counting from beyond it.
#[tracing::instrument(name = "db.reconcile.record", skip_all)]
pub(in crate::reconcile) async fn record(
    tx: &mut SystemTx,
    (seen, cluster): (&OrderRow, ClusterId),
    new: &Recorded,
    is_visible: bool,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE orders SET phase = $3, observed_generation = $4, ready = $5, rooms_wanted_now = $6, rooms_ready_now = $7, conditions = $8,
                           next_change_at = $9, handled = greatest(handled, $10),
                           revision = revision + $11 + CASE WHEN $3 = 'released' THEN (SELECT sights + 2 FROM clusters WHERE id = $13) ELSE 0 END
         WHERE id = $1 AND generation = $2 AND touched = $12",
        seen.id.uuid(),
        seen.generation,
        phase_name(new.phase),
        new.observed_generation,
        new.ready,
        new.rooms_wanted_now,
        new.rooms_ready_now,
        Json(&new.conditions) as _,
        new.next_change_at.map(jiff_sqlx::ToSqlx::to_sqlx) as Option<jiff_sqlx::Timestamp>,
        new.handled,
        i64::from(is_visible),
        seen.touched,
        cluster.uuid()
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() > 0)
}

/// Begins writing what was seen of rooms that stay where their order was before: its status is written by whoever works where it runs. `false`: somebody has
/// changed the order since it was seen. Where that is to be heard there, the order is touched.
#[tracing::instrument(name = "db.reconcile.record_stays", skip_all)]
pub(in crate::reconcile) async fn record_stays(
    tx: &mut SystemTx,
    seen: &OrderRow,
    (is_visible, is_heard): (bool, bool),
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE orders SET revision = revision + $4 WHERE id = $1 AND generation = $2 AND touched = $3",
        seen.id.uuid(),
        seen.generation,
        seen.touched,
        i64::from(is_visible)
    );
    let is_done = done.execute(tx.conn()).await?.rows_affected() > 0;
    if is_done && is_heard {
        orders::touch(tx.conn(), seen.id).await?;
    }
    Ok(is_done)
}

/// What is to be kept of a room that changed.
#[derive(Debug, Clone)]
pub(in crate::reconcile) struct RoomRecord {
    pub(in crate::reconcile) id: ClassroomId,
    pub(in crate::reconcile) status: RoomStatus,
    pub(in crate::reconcile) opening: Opening,
    /// Where it answers.
    pub(in crate::reconcile) address: Option<String>,
    /// When it was looked at; `None` leaves the time of the last look.
    pub(in crate::reconcile) seen_at: Option<Timestamp>,
    /// Opens (`true`) or closes its readiness interval; `None` leaves it.
    pub(in crate::reconcile) opens: Option<bool>,
    /// Clients see a difference.
    pub(in crate::reconcile) is_visible: bool,
    /// It stays where its order was before; `false` ends that.
    pub(in crate::reconcile) stays: bool,
    /// Until when; `None` of one that was left behind there.
    pub(in crate::reconcile) stays_until: Option<Timestamp>,
    /// It is looked at elsewhere: its status and address are left as they are by now.
    pub(in crate::reconcile) is_elsewhere: bool,
}

/// Openings as columns.
struct Openings {
    from: Vec<Option<jiff_sqlx::Timestamp>>,
    until: Vec<Option<jiff_sqlx::Timestamp>>,
    next: Vec<Option<jiff_sqlx::Timestamp>>,
}

impl Openings {
    fn of(openings: impl Iterator<Item = Opening> + Clone) -> Self {
        let at = |at: Option<Timestamp>| at.map(jiff_sqlx::ToSqlx::to_sqlx);
        Self {
            from: openings.clone().map(|opening| at(opening.from)).collect(),
            until: openings.clone().map(|opening| at(opening.until)).collect(),
            next: openings.map(|opening| at(opening.next)).collect(),
        }
    }
}

/// Writes when some rooms of an order open. `false`: somebody has changed the order since it was seen.
#[tracing::instrument(name = "db.reconcile.record_openings", skip_all)]
pub(in crate::reconcile) async fn record_openings(
    tx: &mut SystemTx,
    seen: &OrderRow,
    openings: &[(ClassroomId, Opening)],
) -> sqlx::Result<bool> {
    let ids: Vec<Uuid> = openings.iter().map(|(room, _)| room.uuid()).collect();
    let Openings { from, until, next } = Openings::of(openings.iter().map(|(_, opening)| *opening));
    let done = sqlx::query!(
        "WITH seen AS (SELECT id FROM orders WHERE id = $1 AND generation = $2 AND touched = $3 FOR SHARE)
         UPDATE classrooms c SET open_from = n.open_from, open_until = n.open_until, opens_next = n.opens_next
         FROM seen, unnest($4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[]) AS n(id, open_from, open_until, opens_next)
         WHERE c.order_id = seen.id AND c.id = n.id",
        seen.id.uuid(),
        seen.generation,
        seen.touched,
        &ids,
        &from as &[Option<jiff_sqlx::Timestamp>],
        &until as &[Option<jiff_sqlx::Timestamp>],
        &next as &[Option<jiff_sqlx::Timestamp>]
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() > 0)
}

/// Writes rooms that changed and their readiness intervals, a statement each.
#[tracing::instrument(name = "db.reconcile.record_rooms", skip_all)]
pub(in crate::reconcile) async fn record_rooms(
    tx: &mut SystemTx,
    tenant: TenantId,
    rooms: &[RoomRecord],
    at: Timestamp,
) -> sqlx::Result<()> {
    write_rooms(tx, rooms).await?;
    let (opened, closed) = (changing(rooms, true), changing(rooms, false));
    sqlx::query!(
        "INSERT INTO readiness (tenant_id, classroom_id, available_from) SELECT $1, id, $3 FROM unnest($2::uuid[]) AS n(id) ON CONFLICT DO NOTHING",
        tenant.uuid(),
        &opened,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "UPDATE readiness SET available_to = greatest($2, available_from) WHERE classroom_id = ANY($1) AND available_to IS NULL",
        &closed,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

#[tracing::instrument(name = "db.reconcile.write_rooms", skip_all)]
async fn write_rooms(tx: &mut SystemTx, rooms: &[RoomRecord]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = rooms.iter().map(|room| room.id.uuid()).collect();
    let statuses: Vec<Value> = rooms.iter().map(|room| serde_json::to_value(&room.status).unwrap_or_default()).collect();
    let Openings { from, until, next } = Openings::of(rooms.iter().map(|room| room.opening));
    let addresses: Vec<Option<String>> = rooms.iter().map(|room| room.address.clone()).collect();
    let seen_at: Vec<_> = rooms.iter().map(|room| room.seen_at.map(jiff_sqlx::ToSqlx::to_sqlx)).collect();
    let elsewhere: Vec<bool> = rooms.iter().map(|room| room.is_elsewhere).collect();
    let stays: Vec<bool> = rooms.iter().map(|room| room.stays).collect();
    let stays_until: Vec<_> = rooms.iter().map(|room| room.stays_until.map(jiff_sqlx::ToSqlx::to_sqlx)).collect();
    sqlx::query!(
        "UPDATE classrooms c SET status = CASE WHEN n.is_elsewhere THEN c.status ELSE n.status END, open_from = n.open_from, open_until = n.open_until, opens_next = n.opens_next,
                                 address = CASE WHEN n.is_elsewhere THEN c.address ELSE n.address END, seen_at = coalesce(n.seen_at, c.seen_at),
                                 stays_on = CASE WHEN n.stays THEN c.stays_on END,
                                 stays_since = CASE WHEN n.stays THEN c.stays_since END,
                                 stays_until = CASE WHEN n.stays AND c.stays_on IS NOT NULL THEN n.stays_until END
         FROM unnest($1::uuid[], $2::jsonb[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::boolean[], $10::boolean[])
              AS n(id, status, open_from, open_until, opens_next, address, seen_at, stays_until, is_elsewhere, stays)
         WHERE c.id = n.id",
        &ids,
        &statuses,
        &from as &[Option<jiff_sqlx::Timestamp>],
        &until as &[Option<jiff_sqlx::Timestamp>],
        &next as &[Option<jiff_sqlx::Timestamp>],
        &addresses as &[Option<String>],
        &seen_at as &[Option<jiff_sqlx::Timestamp>],
        &stays_until as &[Option<jiff_sqlx::Timestamp>],
        &elsewhere,
        &stays
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn changing(rooms: &[RoomRecord], opens: bool) -> Vec<Uuid> {
    rooms.iter().filter(|room| room.opens == Some(opens)).map(|room| room.id.uuid()).collect()
}
