//! Writing what a round found, `WHERE` the order is still what the round has seen: what was decided on an older document, or before a cancel or a
//! suspension, is not recorded of what came after it.

use homeroom_domain::{
    ids::{ClassroomId, TenantId},
    order::OrderPhase,
    phase::RecordedCondition,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::types::Json;

use super::OrderRow;
use crate::{auth::SystemTx, orders::store::phase_name};

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
pub(in crate::reconcile) async fn record(tx: &mut SystemTx, seen: &OrderRow, new: &Recorded, is_visible: bool) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE orders SET phase = $3, observed_generation = $4, ready = $5, rooms_wanted_now = $6, rooms_ready_now = $7, conditions = $8,
                           next_change_at = $9, handled = greatest(handled, $10), revision = revision + $11
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
        seen.touched
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() > 0)
}

/// What is to be kept of a room that changed.
#[derive(Debug, Clone)]
pub(in crate::reconcile) struct RoomRecord {
    pub(in crate::reconcile) id: ClassroomId,
    pub(in crate::reconcile) status: Value,
    /// Opens (`true`) or closes its readiness interval; `None` leaves it.
    pub(in crate::reconcile) opens: Option<bool>,
}

/// Writes rooms that changed and their readiness intervals, a statement each.
pub(in crate::reconcile) async fn record_rooms(
    tx: &mut SystemTx,
    tenant: TenantId,
    rooms: &[RoomRecord],
    at: Timestamp,
) -> sqlx::Result<()> {
    let ids: Vec<_> = rooms.iter().map(|room| room.id.uuid()).collect();
    let statuses: Vec<_> = rooms.iter().map(|room| room.status.clone()).collect();
    sqlx::query!(
        "UPDATE classrooms c SET status = n.status FROM unnest($1::uuid[], $2::jsonb[]) AS n(id, status) WHERE c.id = n.id",
        &ids,
        &statuses
    )
    .execute(tx.conn())
    .await?;
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

fn changing(rooms: &[RoomRecord], opens: bool) -> Vec<uuid::Uuid> {
    rooms.iter().filter(|room| room.opens == Some(opens)).map(|room| room.id.uuid()).collect()
}
