//! Writing a new order: its row, its first generation and its rooms in one statement, because the hottest of the calendars is locked meanwhile.

use std::collections::BTreeMap;

use homeroom_domain::{
    ids::{AcademicCalendarId, ClusterId, OrderId},
    kind::Kind,
    order::{NewOrder, OrderPhase},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::types::Json;

use super::{
    full::phase_name,
    rows::{Row, Summary},
    write::{Columns, RoomRow, count},
};
use crate::auth::TenantTx;

/// A new order with what follows from its document.
#[derive(Debug, Clone)]
pub struct Insertion<'a> {
    pub id: OrderId,
    /// Where it is going to be placed: what is shown of an order depends on its cluster too.
    pub cluster: ClusterId,
    pub document: &'a NewOrder,
    pub kind: &'a Kind,
    pub lessons_total: i32,
    pub warnings: &'a Value,
    pub rooms: &'a [RoomRow<'a>],
    pub conditions: Value,
    pub next_change_at: Option<Timestamp>,
    /// Until when it waits for a purchase order.
    pub reserved_until: Option<Timestamp>,
    pub at: Timestamp,
}

/// Writes the order and returns it as it is shown.
#[tracing::instrument(name = "db.orders.insert", skip_all)]
pub async fn insert(tx: &mut TenantTx, new: &Insertion<'_>) -> sqlx::Result<(Summary, NewOrder)> {
    let (tenant, document, rooms) = (tx.tenant().uuid(), new.document, Columns::of(new.rooms));
    let row = sqlx::query_as!(
        Row,
        r#"WITH o AS (
               INSERT INTO orders (id, tenant_id, name, kind, region, external_id, metadata, first_day, last_day, earliest_day, latest_day, phase,
                                   generation, rooms_total, conditions, next_change_at, created_at, academic_calendar_id, overrun_minutes, cost_group,
                                   reserved_until)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $9, $31, 1, $10, $11, $12, $13, $27, $28, $29, $30)
               RETURNING id, name, kind, region, external_id, metadata, first_day, last_day, phase, generation, observed_generation, ready,
                         rooms_total, rooms_wanted_now, rooms_ready_now, conditions, ends_at, cancelled_at, reserved_until, confirmed_at, purchase_order,
                         reservation_expired_at, next_change_at, edit, revision, created_at),
           g AS (
               INSERT INTO order_generations (tenant_id, order_id, number, effective_from, document, kind, lessons_total, warnings, created_at)
               SELECT $2, o.id, o.generation, o.created_at, $14, $15, $16, $17, o.created_at FROM o
               RETURNING effective_from, document, lessons_total, warnings),
           r AS (
               INSERT INTO classrooms (id, tenant_id, order_id, key, position, name, seats, external_id, metadata, secret, open_from, created_at)
               SELECT n.id, $2, $1, n.key, n.position, n.name, n.seats, n.external_id, n.metadata, n.secret, n.open_from, $13
               FROM unnest($18::uuid[], $19::text[], $20::text[], $21::integer[], $22::text[], $23::jsonb[], $24::bytea[], $25::timestamptz[])
                    WITH ORDINALITY AS n(id, key, name, seats, external_id, metadata, secret, open_from, position))
           SELECT o.id AS "id!", o.name AS "name!", o.kind AS "kind!", o.region AS "region!", o.external_id,
                  o.metadata AS "metadata!: Json<BTreeMap<String, String>>", o.first_day AS "first_day!", o.last_day AS "last_day!",
                  o.phase AS "phase!", o.generation AS "generation!", o.observed_generation AS "observed_generation!", o.ready AS "ready!",
                  o.rooms_total AS "rooms_total!", o.rooms_wanted_now AS "rooms_wanted_now!", o.rooms_ready_now AS "rooms_ready_now!",
                  g.lessons_total AS "lessons_total!", o.conditions AS "conditions!", c.blind_since AS "blind_since?", g.warnings AS "warnings!",
                  g.effective_from AS "effective_from!", o.ends_at, o.cancelled_at, o.reserved_until, o.confirmed_at, o.purchase_order, o.reservation_expired_at,
                  o.next_change_at, o.edit AS "edit!",
                  o.revision + coalesce(c.sights, 0) AS "revision!", o.created_at AS "created_at!", g.document AS "document?: Json<NewOrder>"
           FROM o CROSS JOIN g LEFT JOIN clusters c ON c.id = $26"#,
        new.id.uuid(),
        tenant,
        document.name,
        document.kind,
        document.region,
        document.external_id.as_deref(),
        Json(&document.metadata) as _,
        document.term.first_day.to_sqlx() as jiff_sqlx::Date,
        document.term.last_day.to_sqlx() as jiff_sqlx::Date,
        count(document.rooms.len()),
        new.conditions,
        new.next_change_at.map(jiff_sqlx::ToSqlx::to_sqlx) as Option<jiff_sqlx::Timestamp>,
        new.at.to_sqlx() as jiff_sqlx::Timestamp,
        Json(document) as _,
        Json(new.kind) as _,
        new.lessons_total,
        new.warnings,
        &rooms.ids,
        &rooms.keys,
        &rooms.names as &[Option<String>],
        &rooms.seats,
        &rooms.external_ids as &[Option<String>],
        &rooms.metadata,
        &rooms.secrets,
        &rooms.opens_at as &[Option<jiff_sqlx::Timestamp>],
        new.cluster.uuid(),
        document.timetable.academic_calendar.map(AcademicCalendarId::uuid),
        i32::try_from(document.overrun_minutes.unwrap_or(new.kind.overrun_minutes)).unwrap_or_default(),
        document.cost_group.as_deref(),
        new.reserved_until.map(jiff_sqlx::ToSqlx::to_sqlx) as Option<jiff_sqlx::Timestamp>,
        phase_name(if new.reserved_until.is_some() { OrderPhase::Reserved } else { OrderPhase::Scheduled })
    );
    row.fetch_one(tx.conn()).await?.with_document()
}
