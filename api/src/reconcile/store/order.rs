//! Everything that a round needs to know of an order, but its documents, which are kept as long as they stay.

use homeroom_domain::{
    cluster::lane::WorkLane,
    ids::{ClassroomId, ClusterId, OrderId, TenantId},
    order::{Opening, PlacementState},
    phase::{RecordedCondition, RoomStatus},
};
use jiff::Timestamp;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Recorded;
use crate::{
    auth::SystemTx,
    orders::store::{Stamp, phase_named},
};

/// An order and what was last recorded of it.
#[derive(Debug, Clone)]
pub(in crate::reconcile) struct OrderRow {
    pub(in crate::reconcile) id: OrderId,
    pub(in crate::reconcile) tenant_id: TenantId,
    /// What the cluster is to it.
    pub(in crate::reconcile) place: PlacementState,
    /// The newest generation: what is recorded is recorded of this one.
    pub(in crate::reconcile) generation: i64,
    /// Raised by whoever changes what should run: what is recorded is recorded of this.
    pub(in crate::reconcile) touched: i64,
    pub(in crate::reconcile) stamp: Stamp,
    /// A person paused it, or its cluster: nothing is written.
    pub(in crate::reconcile) is_paused: bool,
    /// Its cluster is paused.
    pub(in crate::reconcile) is_cluster_paused: bool,
    /// Works that are paused on its cluster.
    pub(in crate::reconcile) lanes: Vec<WorkLane>,
    /// Its rooms start from this one, where an image is rolled; `None`: from what rooms on its cluster start from.
    pub(in crate::reconcile) image: Option<String>,
    /// Since when and until when it is, or was, at this place.
    pub(in crate::reconcile) there: (Timestamp, Option<Timestamp>),
    /// What its lessons are recorded into here.
    pub(in crate::reconcile) claim: Option<ClaimRow>,
    pub(in crate::reconcile) recorded: Recorded,
    /// What the database's clock said when this was read: a witness of ours, and nothing else is decided by it.
    pub(in crate::reconcile) read_at: Timestamp,
}

/// A claim, with what its pool says of it.
#[derive(Debug, Clone)]
pub(in crate::reconcile) struct ClaimRow {
    pub(in crate::reconcile) storage_class: String,
    pub(in crate::reconcile) space_mib: i64,
    /// Whether the class lets it grow.
    pub(in crate::reconcile) grows: bool,
    pub(in crate::reconcile) retention_days: u16,
    /// Of what it left there when it was there before.
    pub(in crate::reconcile) kept_until: Option<Timestamp>,
}

/// A room and what was last recorded of it.
#[derive(Debug, Clone)]
pub(in crate::reconcile) struct RoomRow {
    pub(in crate::reconcile) id: ClassroomId,
    /// Sealed.
    pub(in crate::reconcile) secret: Vec<u8>,
    pub(in crate::reconcile) status: RoomStatus,
    pub(in crate::reconcile) opening: Opening,
    pub(in crate::reconcile) address: Option<String>,
    /// Its readiness interval is open.
    pub(in crate::reconcile) is_open: bool,
    /// Since when that is.
    pub(in crate::reconcile) up_since: Option<Timestamp>,
    /// It is not where its order runs, or was not when that was written.
    pub(in crate::reconcile) stay: Option<Stay>,
}

/// A room that stays where its order was before a failover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reconcile) struct Stay {
    pub(in crate::reconcile) on: ClusterId,
    pub(in crate::reconcile) since: Timestamp,
    /// `None` of one that was left behind there, because nothing else had room for it: until a failover finds some.
    pub(in crate::reconcile) until: Option<Timestamp>,
}

struct Row {
    tenant_id: Uuid,
    place: String,
    phase: String,
    generation: i64,
    observed_generation: i64,
    ready: bool,
    rooms_wanted_now: i32,
    rooms_ready_now: i32,
    conditions: Value,
    next_change_at: Option<jiff_sqlx::Timestamp>,
    touched: i64,
    handled: i64,
    edit: i64,
    suspended_at: Option<jiff_sqlx::Timestamp>,
    stopped_at: Option<jiff_sqlx::Timestamp>,
    overrun_seconds: i64,
    is_paused: bool,
    is_cluster_paused: bool,
    lanes: Vec<String>,
    image: Option<String>,
    since: jiff_sqlx::Timestamp,
    left_at: Option<jiff_sqlx::Timestamp>,
    storage_class: Option<String>,
    space_mib: Option<i64>,
    grows: Option<bool>,
    retention_days: Option<i32>,
    kept_until: Option<jiff_sqlx::Timestamp>,
    read_at: jiff_sqlx::Timestamp,
}

/// An order that is placed on a cluster, or on its way there, or from there, while this room image is configured. `None` when it is not, or not any more.
#[tracing::instrument(name = "db.reconcile.load", skip_all)]
pub(in crate::reconcile) async fn load(
    tx: &mut SystemTx,
    cluster: ClusterId,
    id: OrderId,
    configured: &str,
) -> sqlx::Result<Option<OrderRow>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT o.tenant_id, p.state AS place, o.phase, o.generation, o.observed_generation, o.ready, o.rooms_wanted_now, o.rooms_ready_now, o.conditions,
                o.next_change_at, o.touched, o.handled, o.edit, suspends(t.suspended_at, t.suspended_by, o.is_paid_for) AS suspended_at, s.since AS "stopped_at?", o.overrun_seconds,
                EXISTS (SELECT FROM order_pauses h WHERE h.order_id = o.id) AS "is_paused!",
                EXISTS (SELECT FROM cluster_pauses h WHERE h.cluster_id = p.cluster_id) AS "is_cluster_paused!",
                ARRAY(SELECT h.lane FROM lane_pauses h WHERE h.cluster_id IS NULL OR h.cluster_id = p.cluster_id) AS "lanes!",
                (SELECT r.image FROM image_roll_orders i JOIN image_rolls r ON r.id = i.roll_id
                 WHERE i.order_id = o.id AND r.configured = $3 AND r.state <> 'taken_back') AS image,
                coalesce(p.live_from, p.created_at) AS "since!", p.left_at,
                d.storage_class AS "storage_class?", c.space_mib AS "space_mib?", d.grows AS "grows?", d.retention_days AS "retention_days?", c.kept_until AS "kept_until?",
                clock_timestamp() AS "read_at!"
         FROM orders o JOIN placements p ON p.order_id = o.id JOIN tenants t ON t.id = o.tenant_id LEFT JOIN order_stops s ON s.order_id = o.id AND s.until IS NULL
              LEFT JOIN storage_claims c ON c.order_id = o.id AND c.cluster_id = p.cluster_id LEFT JOIN storage_pools d ON d.id = c.pool_id
         WHERE o.id = $1 AND p.cluster_id = $2 AND p.state IN ('coming', 'live', 'leaving') AND (p.state <> 'live' OR o.phase <> 'released')"#,
        id.uuid(),
        cluster.uuid(),
        configured
    );
    row.fetch_optional(tx.conn()).await?.map(|row| of_row(id, row)).transpose()
}

fn of_row(id: OrderId, row: Row) -> sqlx::Result<OrderRow> {
    let at = |at: Option<jiff_sqlx::Timestamp>| -> Option<Timestamp> { at.map(jiff_sqlx::Timestamp::to_jiff) };
    Ok(OrderRow {
        id,
        tenant_id: TenantId::new(row.tenant_id),
        place: PlacementState::named(&row.place).ok_or_else(|| sqlx::Error::Decode("a place of no known state".into()))?,
        generation: row.generation,
        touched: row.touched,
        stamp: Stamp::new(row.edit, [row.suspended_at, row.stopped_at], row.overrun_seconds),
        is_paused: row.is_paused || row.is_cluster_paused,
        is_cluster_paused: row.is_cluster_paused,
        lanes: row.lanes.iter().filter_map(|lane| WorkLane::named(lane)).collect(),
        image: row.image,
        there: (row.since.to_jiff(), at(row.left_at)),
        claim: row.storage_class.map(|storage_class| ClaimRow {
            storage_class,
            space_mib: row.space_mib.unwrap_or_default(),
            grows: row.grows.unwrap_or_default(),
            retention_days: row.retention_days.and_then(|days| u16::try_from(days).ok()).unwrap_or_default(),
            kept_until: at(row.kept_until),
        }),
        recorded: Recorded {
            phase: phase_named(&row.phase)?,
            observed_generation: row.observed_generation,
            ready: row.ready,
            rooms_wanted_now: row.rooms_wanted_now,
            rooms_ready_now: row.rooms_ready_now,
            conditions: conditions(row.conditions),
            next_change_at: at(row.next_change_at),
            handled: row.handled,
        },
        read_at: row.read_at.to_jiff(),
    })
}

/// What an older version recorded and this one does not know is forgotten, not an error.
fn conditions(recorded: Value) -> Vec<RecordedCondition> {
    let Value::Array(conditions) = recorded else { return Vec::new() };
    conditions.into_iter().filter_map(|condition| serde_json::from_value(condition).ok()).collect()
}

/// The rooms of an order, by id.
#[tracing::instrument(name = "db.reconcile.rooms", skip_all)]
pub(in crate::reconcile) async fn rooms(conn: &mut PgConnection, id: OrderId) -> sqlx::Result<Vec<RoomRow>> {
    let rows = sqlx::query!(
        r#"SELECT c.id, c.secret, c.status, c.open_from, c.open_until, c.opens_next, c.address, r.classroom_id IS NOT NULL AS "is_open!", r.available_from AS "up_since?",
                  c.stays_on, c.stays_since, c.stays_until
           FROM classrooms c LEFT JOIN readiness r ON r.classroom_id = c.id AND r.available_to IS NULL
           WHERE c.order_id = $1 ORDER BY c.id"#,
        id.uuid()
    );
    let at = |at: Option<jiff_sqlx::Timestamp>| -> Option<Timestamp> { at.map(jiff_sqlx::Timestamp::to_jiff) };
    let rows = rows.fetch_all(conn).await?.into_iter();
    Ok(rows
        .map(|row| RoomRow {
            id: ClassroomId::new(row.id),
            secret: row.secret,
            status: serde_json::from_value(row.status).unwrap_or_default(),
            opening: Opening { from: at(row.open_from), until: at(row.open_until), next: at(row.opens_next) },
            address: row.address,
            is_open: row.is_open,
            up_since: at(row.up_since),
            stay: stay(row.stays_on, at(row.stays_since), at(row.stays_until)),
        })
        .collect())
}

fn stay(on: Option<Uuid>, since: Option<Timestamp>, until: Option<Timestamp>) -> Option<Stay> {
    Some(Stay { on: ClusterId::new(on?), since: since?, until })
}

/// What a cluster is opened with: work on it begins again when it is another.
#[derive(Clone, PartialEq)]
pub(in crate::reconcile) struct Entry {
    /// The sealed kubeconfig.
    pub(in crate::reconcile) kubeconfig: Vec<u8>,
    /// How it gives rooms network interfaces of their own.
    pub(in crate::reconcile) interfaces: Option<Value>,
}

/// What a cluster is opened with. `None` when it was taken off.
#[tracing::instrument(name = "db.reconcile.cluster_entry", skip_all)]
pub(in crate::reconcile) async fn cluster_entry(conn: &mut PgConnection, id: ClusterId) -> sqlx::Result<Option<Entry>> {
    sqlx::query_as!(Entry, "SELECT kubeconfig, interfaces FROM clusters WHERE id = $1", id.uuid()).fetch_optional(conn).await
}
