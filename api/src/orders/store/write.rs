//! Writing orders that there are: a further generation, a rename, an end.

use homeroom_domain::{
    ids::{AcademicCalendarId, ClassroomId, OrderId, TenantId},
    kind::Kind,
    order::{Generation, NewOrder, NewRoom, Order},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::full::phase_name;
use crate::{
    auth::TenantTx,
    jobs::{self, Wake},
};

/// Two orders of a tenant with one external id.
pub const ONE_EXTERNAL_ID: &str = "orders_tenant_id_external_id_key";
/// Two rooms of a tenant with one external id.
pub const ONE_ROOM_EXTERNAL_ID: &str = "classrooms_tenant_id_external_id_key";

/// A generation to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewGeneration<'a> {
    pub number: i64,
    pub effective_from: Timestamp,
    pub document: &'a NewOrder,
    pub kind: &'a Kind,
    pub lessons_total: i32,
    pub warnings: &'a Value,
}

/// Adds a generation.
#[tracing::instrument(name = "db.orders.add_generation", skip_all)]
pub async fn add_generation(tx: &mut TenantTx, id: OrderId, new: NewGeneration<'_>, at: Timestamp) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "INSERT INTO order_generations (tenant_id, order_id, number, effective_from, document, kind, lessons_total, warnings, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        tenant,
        id.uuid(),
        new.number,
        new.effective_from.to_sqlx() as jiff_sqlx::Timestamp,
        Json(new.document) as _,
        Json(new.kind) as _,
        new.lessons_total,
        new.warnings,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes out generations that never came into force. Those to be kept go to the dropped ones, of which no others stay.
#[tracing::instrument(name = "db.orders.drop_generations", skip_all)]
pub async fn drop_generations(tx: &mut TenantTx, id: OrderId, numbers: &[i64], kept: &[i64], at: Timestamp) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "WITH gone AS (DELETE FROM order_generations WHERE tenant_id = $1 AND order_id = $2 AND number = ANY($3) RETURNING *),
              outlived AS (DELETE FROM dropped_generations WHERE tenant_id = $1 AND order_id = $2 AND NOT number = ANY($4))
         INSERT INTO dropped_generations (tenant_id, order_id, number, created_at, effective_from, document, kind, dropped_at)
         SELECT tenant_id, order_id, number, created_at, effective_from, document, kind, $5 FROM gone WHERE number = ANY($4)",
        tenant,
        id.uuid(),
        numbers,
        kept,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes out generations that decided nothing, or for which others stand. What each of the others counts from and counted until is kept.
#[tracing::instrument(name = "db.orders.take_out_generations", skip_all)]
pub async fn take_out_generations(tx: &mut TenantTx, id: OrderId, numbers: &[i64], rest: &[Generation]) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    let replaced = || rest.iter().filter_map(|generation| Some((generation.number, generation.replaced_at?.to_sqlx())));
    let (before, replaced_at): (Vec<i64>, Vec<jiff_sqlx::Timestamp>) = replaced().unzip();
    sqlx::query!(
        "WITH gone AS (DELETE FROM order_generations WHERE tenant_id = $1 AND order_id = $2 AND number = ANY($3))
         UPDATE order_generations g SET replaced_at = n.replaced_at FROM unnest($4::bigint[], $5::timestamptz[]) AS n(number, replaced_at)
         WHERE g.tenant_id = $1 AND g.order_id = $2 AND g.number = n.number AND g.replaced_at IS DISTINCT FROM n.replaced_at",
        tenant,
        id.uuid(),
        numbers,
        &before,
        &replaced_at as &[jiff_sqlx::Timestamp]
    )
    .execute(tx.conn())
    .await?;
    let (number, from): (Vec<i64>, Vec<jiff_sqlx::Timestamp>) =
        rest.iter().map(|generation| (generation.number, generation.effective_from.to_sqlx())).unzip();
    sqlx::query!(
        "UPDATE order_generations g SET effective_from = n.effective_from FROM unnest($3::bigint[], $4::timestamptz[]) AS n(number, effective_from)
         WHERE g.tenant_id = $1 AND g.order_id = $2 AND g.number = n.number AND g.effective_from > n.effective_from",
        tenant,
        id.uuid(),
        &number,
        &from as &[jiff_sqlx::Timestamp]
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Brings the order's row in line with its newest document: one more edit, and the reconciler is to look.
#[tracing::instrument(name = "db.orders.follow_document", skip_all)]
pub async fn follow_document(tx: &mut TenantTx, id: OrderId, document: &NewOrder, generation: i64) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "UPDATE orders SET name = $3, external_id = $4, metadata = $5, first_day = $6, last_day = $7, earliest_day = least(earliest_day, $6),
                           latest_day = greatest(latest_day, $7), generation = $8, rooms_total = $9, academic_calendar_id = $10,
                           overrun_minutes = coalesce($11, (SELECT (g.kind ->> 'overrun_minutes')::integer FROM order_generations g
                                                            WHERE g.tenant_id = $1 AND g.order_id = $2 AND g.number = $8), 0),
                           cost_group = $12, edit = edit + 1, touched = touched + 1
         WHERE tenant_id = $1 AND id = $2",
        tenant,
        id.uuid(),
        document.name,
        document.external_id.as_deref(),
        Json(&document.metadata) as _,
        document.term.first_day.to_sqlx() as jiff_sqlx::Date,
        document.term.last_day.to_sqlx() as jiff_sqlx::Date,
        generation,
        count(document.rooms.len()),
        document.timetable.academic_calendar.map(AcademicCalendarId::uuid),
        document.overrun_minutes.and_then(|minutes| i32::try_from(minutes).ok()),
        document.cost_group.as_deref()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes another document of a generation, which is no new one: other words of the newest, or what one of long ago says for others too.
#[tracing::instrument(name = "db.orders.reword", skip_all)]
pub async fn reword(tx: &mut TenantTx, id: OrderId, generation: i64, document: &NewOrder) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "UPDATE order_generations SET document = $4 WHERE tenant_id = $1 AND order_id = $2 AND number = $3",
        tenant,
        id.uuid(),
        generation,
        Json(document) as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A room to be written: its place in the document, and what it gets should it be new.
#[derive(Debug, Clone)]
pub struct RoomRow<'a> {
    pub room: &'a NewRoom,
    pub id: ClassroomId,
    /// Sealed.
    pub secret: Vec<u8>,
    /// When a new one opens first.
    pub opens_at: Option<Timestamp>,
}

/// The first of an order's rooms whose external id a room of another order has, by its place.
#[tracing::instrument(name = "db.orders.room_of_taken_external_id", skip_all)]
pub async fn room_of_taken_external_id(tx: &mut TenantTx, order: OrderId, rooms: &[NewRoom]) -> sqlx::Result<Option<i64>> {
    let tenant = tx.tenant().uuid();
    let ids: Vec<Option<String>> = rooms.iter().map(|room| room.external_id.clone()).collect();
    let place = sqlx::query_scalar!(
        r#"SELECT n.place - 1 AS "place!" FROM unnest($3::text[]) WITH ORDINALITY AS n(id, place)
           JOIN classrooms r ON r.tenant_id = $1 AND r.external_id = n.id WHERE r.order_id <> $2 ORDER BY n.place LIMIT 1"#,
        tenant,
        order.uuid(),
        &ids as &[Option<String>]
    );
    place.fetch_optional(tx.conn()).await
}

/// Writes the rooms of the newest document in its order. A key that the order had before keeps its id and its secret.
#[tracing::instrument(name = "db.orders.write_rooms", skip_all)]
pub async fn write_rooms(tx: &mut TenantTx, order: OrderId, rooms: &[RoomRow<'_>], at: Timestamp) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    // Two rooms may swap their external ids, and no row may hold one that another is about to get.
    sqlx::query!("UPDATE classrooms SET external_id = NULL WHERE tenant_id = $1 AND order_id = $2", tenant, order.uuid())
        .execute(tx.conn())
        .await?;
    let column = Columns::of(rooms);
    sqlx::query!(
        "INSERT INTO classrooms (id, tenant_id, order_id, key, position, name, seats, external_id, metadata, secret, open_from, created_at)
         SELECT n.id, $1, $2, n.key, n.position, n.name, n.seats, n.external_id, n.metadata, n.secret, n.open_from, $3
         FROM unnest($4::uuid[], $5::text[], $6::text[], $7::integer[], $8::text[], $9::jsonb[], $10::bytea[], $11::timestamptz[])
              WITH ORDINALITY AS n(id, key, name, seats, external_id, metadata, secret, open_from, position)
         ON CONFLICT (order_id, key) DO UPDATE
         SET position = excluded.position, name = excluded.name, seats = excluded.seats, external_id = excluded.external_id,
             metadata = excluded.metadata, removed_at = NULL",
        tenant,
        order.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp,
        &column.ids,
        &column.keys,
        &column.names as &[Option<String>],
        &column.seats,
        &column.external_ids as &[Option<String>],
        &column.metadata,
        &column.secrets,
        &column.opens_at as &[Option<jiff_sqlx::Timestamp>]
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Marks rooms that the newest document does not name as gone from a moment on, or from an earlier one on if they were to go before it.
#[tracing::instrument(name = "db.orders.remove_other_rooms", skip_all)]
pub async fn remove_other_rooms(tx: &mut TenantTx, order: OrderId, named: &[String], from: Timestamp) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "UPDATE classrooms SET removed_at = $4 WHERE tenant_id = $1 AND order_id = $2 AND key <> ALL ($3)
                                            AND (removed_at IS NULL OR removed_at > $4)",
        tenant,
        order.uuid(),
        named,
        from.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes a cancelled order: the reconciler takes its objects down from `ends_at` on.
#[tracing::instrument(name = "db.orders.cancel", skip_all)]
pub async fn cancel(tx: &mut TenantTx, order: &Order) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    let at = |at: Option<Timestamp>| at.map(jiff_sqlx::ToSqlx::to_sqlx);
    sqlx::query!(
        "UPDATE orders SET ends_at = $3, cancelled_at = $4, phase = $5, edit = edit + 1, touched = touched + 1 WHERE tenant_id = $1 AND id = $2",
        tenant,
        order.id.uuid(),
        at(order.ends_at) as Option<jiff_sqlx::Timestamp>,
        at(order.cancelled_at) as Option<jiff_sqlx::Timestamp>,
        phase_name(order.phase)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many orders of the tenant are not released yet and not cancelled: what the quota of live orders counts.
#[tracing::instrument(name = "db.orders.count_live", skip_all)]
pub async fn count_live(tx: &mut TenantTx) -> sqlx::Result<i64> {
    let tenant = tx.tenant().uuid();
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM orders WHERE tenant_id = $1 AND cancelled_at IS NULL AND phase NOT IN ('terminating', 'released')"#,
        tenant
    );
    count.fetch_one(tx.conn()).await
}

pub(super) struct Columns {
    pub(super) ids: Vec<Uuid>,
    pub(super) keys: Vec<String>,
    pub(super) names: Vec<Option<String>>,
    pub(super) seats: Vec<i32>,
    pub(super) external_ids: Vec<Option<String>>,
    pub(super) metadata: Vec<Value>,
    pub(super) secrets: Vec<Vec<u8>>,
    pub(super) opens_at: Vec<Option<jiff_sqlx::Timestamp>>,
}

impl Columns {
    pub(super) fn of(rooms: &[RoomRow<'_>]) -> Self {
        Self {
            ids: rooms.iter().map(|row| row.id.uuid()).collect(),
            keys: rooms.iter().map(|row| row.room.key.clone()).collect(),
            names: rooms.iter().map(|row| row.room.name.clone()).collect(),
            seats: rooms.iter().map(|row| i32::try_from(row.room.seats).unwrap_or(i32::MAX)).collect(),
            external_ids: rooms.iter().map(|row| row.room.external_id.clone()).collect(),
            metadata: rooms.iter().map(|row| serde_json::json!(row.room.metadata)).collect(),
            secrets: rooms.iter().map(|row| row.secret.clone()).collect(),
            opens_at: rooms.iter().map(|row| row.opens_at.map(jiff_sqlx::ToSqlx::to_sqlx)).collect(),
        }
    }
}

pub(super) fn count(rows: usize) -> i32 {
    i32::try_from(rows).unwrap_or(i32::MAX)
}

/// Notes that lessons of an order went on for so many seconds more, none where it is only told that they could not: whoever shows it is to look again.
#[tracing::instrument(name = "db.orders.went_on", skip_all)]
pub async fn went_on(conn: &mut PgConnection, id: OrderId, seconds: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE orders SET overrun_seconds = overrun_seconds + $2, revision = revision + 1, touched = touched + 1 WHERE id = $1",
        id.uuid(),
        seconds
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Lets the reconciler look at every order of a tenant that is not over, and wakes it when the transaction ends.
#[tracing::instrument(name = "db.orders.touch_all", skip_all)]
pub async fn touch_all(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<()> {
    sqlx::query!("UPDATE orders SET touched = touched + 1 WHERE tenant_id = $1 AND phase <> 'released'", tenant.uuid())
        .execute(&mut *conn)
        .await?;
    jobs::wake(conn, Wake::Orders).await
}

/// Lets the reconciler look at an order, as `touch_all` does.
#[tracing::instrument(name = "db.orders.touch", skip_all)]
pub async fn touch(conn: &mut PgConnection, id: OrderId) -> sqlx::Result<()> {
    sqlx::query!("UPDATE orders SET touched = touched + 1 WHERE id = $1 AND phase <> 'released'", id.uuid()).execute(&mut *conn).await?;
    jobs::wake(conn, Wake::Orders).await
}

/// Lets the reconciler look at these orders, whosever they are, as `touch_all` does.
#[tracing::instrument(name = "db.orders.touch_these", skip_all)]
pub async fn touch_these(conn: &mut PgConnection, orders: &[OrderId]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = orders.iter().map(|order| order.uuid()).collect();
    sqlx::query!("UPDATE orders SET touched = touched + 1 WHERE id = ANY($1) AND phase <> 'released'", &ids).execute(&mut *conn).await?;
    jobs::wake(conn, Wake::Orders).await
}

/// These orders of a tenant are paid for, and no others; lets the reconciler look where that is new, as `touch_all` does.
#[tracing::instrument(name = "db.orders.mark_paid", skip_all)]
pub async fn mark_paid(conn: &mut PgConnection, tenant: TenantId, paid: &[Uuid]) -> sqlx::Result<()> {
    let changed = sqlx::query!(
        "UPDATE orders SET is_paid_for = NOT is_paid_for, touched = touched + 1 WHERE tenant_id = $1 AND is_paid_for <> (id = ANY($2))",
        tenant.uuid(),
        paid
    );
    if changed.execute(&mut *conn).await?.rows_affected() > 0 {
        jobs::wake(conn, Wake::Orders).await?;
    }
    Ok(())
}
