//! The SQL of rooms as they are read. They are written with their order.

use std::collections::BTreeMap;

use futures::future::BoxFuture;
use homeroom_domain::{
    ids::{ClassroomId, OrderId, TenantId},
    order::{Opening, Readiness},
    phase::RoomStatus,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::{
    auth::{SystemTx, TenantTx},
    db::purged::Purged,
    http::Version,
};

/// What a purge removes, before the rooms that were entered.
pub(crate) const PURGED: [Purged; 1] = [Purged::by_hand("joins", purge_joins)];
/// Rooms whose joins go at once: each had some thousands at the most, in as many days as they are kept.
const ROOMS: i64 = 20;

/// A room's columns, without its secret.
#[derive(Debug, Clone)]
pub(crate) struct Classroom {
    pub id: ClassroomId,
    pub order_id: OrderId,
    pub order_name: String,
    pub key: String,
    pub name: Option<String>,
    pub seats: u32,
    pub external_id: Option<String>,
    pub metadata: BTreeMap<String, String>,
    /// As it was last seen.
    pub status: RoomStatus,
    /// Since when nothing is known of the cluster that it is on.
    pub blind_since: Option<Timestamp>,
    /// When it closes, or closed last, although people were inside, and why it could not stay.
    pub closing: Option<(Timestamp, Value)>,
    pub removed_at: Option<Timestamp>,
    pub created_at: Timestamp,
    /// Its order's: a room changes with it.
    pub version: Version,
}

struct Row {
    id: Uuid,
    order_id: Uuid,
    order_name: String,
    key: String,
    name: Option<String>,
    seats: i32,
    external_id: Option<String>,
    metadata: Json<BTreeMap<String, String>>,
    status: Value,
    blind_since: Option<jiff_sqlx::Timestamp>,
    closes_at: Option<jiff_sqlx::Timestamp>,
    refused: Option<Value>,
    removed_at: Option<jiff_sqlx::Timestamp>,
    created_at: jiff_sqlx::Timestamp,
    edit: i64,
    revision: i64,
}

impl From<Row> for Classroom {
    fn from(row: Row) -> Self {
        Self {
            id: ClassroomId::new(row.id),
            order_id: OrderId::new(row.order_id),
            order_name: row.order_name,
            key: row.key,
            name: row.name,
            seats: row.seats.unsigned_abs(),
            external_id: row.external_id,
            metadata: row.metadata.0,
            status: status(row.status),
            blind_since: row.blind_since.map(jiff_sqlx::Timestamp::to_jiff),
            closing: row.closes_at.map(jiff_sqlx::Timestamp::to_jiff).zip(row.refused),
            removed_at: row.removed_at.map(jiff_sqlx::Timestamp::to_jiff),
            created_at: row.created_at.to_jiff(),
            version: Version { edit: row.edit, revision: row.revision },
        }
    }
}

/// A room, of one moment with its order's version. `None` when the tenant has no such room.
#[tracing::instrument(name = "db.classrooms.get", skip_all)]
pub(crate) async fn get(tx: &mut TenantTx, id: ClassroomId) -> sqlx::Result<Option<Classroom>> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query_as!(
        Row,
        r#"SELECT r.id, r.order_id, o.name AS order_name, r.key, r.name, r.seats, r.external_id, r.metadata AS "metadata: Json<BTreeMap<String, String>>", r.status,
                  CASE WHEN r.stays_on IS NULL THEN c.blind_since ELSE s.blind_since END AS "blind_since?", v.closes_at AS "closes_at?", v.refused AS "refused?", r.removed_at, r.created_at, o.edit, o.revision + coalesce(c.sights, 0) AS "revision!"
           FROM classrooms r JOIN orders o ON o.id = r.order_id
           LEFT JOIN placements p ON p.order_id = o.id AND p.state = 'live' LEFT JOIN clusters c ON c.id = p.cluster_id
           LEFT JOIN clusters s ON s.id = r.stays_on
           LEFT JOIN LATERAL (SELECT closes_at, refused FROM overruns WHERE classroom_id = r.id AND closes_at = r.open_until LIMIT 1) v ON true
           WHERE r.tenant_id = $1 AND r.id = $2"#,
        tenant,
        id.uuid()
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(Classroom::from))
}

/// Rooms in the order of their ids.
#[tracing::instrument(name = "db.classrooms.list", skip_all)]
pub(crate) async fn list(tx: &mut TenantTx, ids: &[Uuid]) -> sqlx::Result<Vec<Classroom>> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT r.id, r.order_id, o.name AS order_name, r.key, r.name, r.seats, r.external_id, r.metadata AS "metadata: Json<BTreeMap<String, String>>", r.status,
                  CASE WHEN r.stays_on IS NULL THEN c.blind_since ELSE s.blind_since END AS "blind_since?", v.closes_at AS "closes_at?", v.refused AS "refused?", r.removed_at, r.created_at, o.edit, o.revision + coalesce(c.sights, 0) AS "revision!"
           FROM unnest($2::uuid[]) WITH ORDINALITY AS n(id, place) JOIN classrooms r ON r.id = n.id JOIN orders o ON o.id = r.order_id
           LEFT JOIN placements p ON p.order_id = o.id AND p.state = 'live' LEFT JOIN clusters c ON c.id = p.cluster_id
           LEFT JOIN clusters s ON s.id = r.stays_on
           LEFT JOIN LATERAL (SELECT closes_at, refused FROM overruns WHERE classroom_id = r.id AND closes_at = r.open_until LIMIT 1) v ON true
           WHERE r.tenant_id = $1 ORDER BY n.place"#,
        tenant,
        ids
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(Classroom::from).collect())
}

/// Everything that decides whether a person may enter a room, and by which way: one look at the room's row and those that it hangs on.
#[derive(Debug)]
pub(crate) struct Door {
    pub order_id: OrderId,
    /// Sealed.
    pub secret: Vec<u8>,
    /// No later than its order ends.
    pub opening: Opening,
    /// It was up when it was last seen.
    pub available: bool,
    /// Of the pod that answered then.
    pub address: Option<String>,
    /// A template of `{classroom}`, `{order}` and `{pod_ip}`, of where the room is. `None` while the order has no live place.
    pub media_url: Option<String>,
}

/// The door of a room. `None` when the tenant has no such room.
#[tracing::instrument(name = "db.classrooms.door", skip_all)]
pub(crate) async fn door(tx: &mut TenantTx, id: ClassroomId) -> sqlx::Result<Option<Door>> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query!(
        r#"SELECT r.order_id, r.secret, r.status, r.open_from, r.open_until, r.opens_next, r.address, o.ends_at,
                  CASE WHEN p.cluster_id IS NOT NULL THEN c.media_url END AS "media_url?"
           FROM classrooms r JOIN orders o ON o.id = r.order_id
           LEFT JOIN placements p ON p.order_id = r.order_id AND p.state = 'live' LEFT JOIN clusters c ON c.id = coalesce(r.stays_on, p.cluster_id)
           WHERE r.tenant_id = $1 AND r.id = $2"#,
        tenant,
        id.uuid()
    );
    let at = |at: Option<jiff_sqlx::Timestamp>| at.map(jiff_sqlx::Timestamp::to_jiff);
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| Door {
        order_id: OrderId::new(row.order_id),
        secret: row.secret,
        opening: Opening { from: at(row.open_from), until: at(row.open_until), next: at(row.opens_next) }.ending(at(row.ends_at)),
        available: status(row.status).available,
        address: row.address,
        media_url: row.media_url,
    }))
}

/// What another version wrote is read as far as it is known.
fn status(stored: Value) -> RoomStatus {
    serde_json::from_value(stored).unwrap_or_default()
}

/// A person who was let in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Joined<'a> {
    pub classroom: ClassroomId,
    pub identity: &'a str,
    pub role: &'static str,
    pub at: Timestamp,
}

/// Notes that somebody was let in.
#[tracing::instrument(name = "db.classrooms.note_join", skip_all)]
pub(crate) async fn note_join(tx: &mut TenantTx, joined: Joined<'_>) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "INSERT INTO joins (tenant_id, classroom_id, identity, role, at) VALUES ($1, $2, $3, $4, $5)",
        tenant,
        joined.classroom.uuid(),
        joined.identity,
        joined.role,
        joined.at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Makes the days of joins that come and drops those that ended more than so many days ago.
#[tracing::instrument(name = "db.classrooms.keep_joins", skip_all)]
pub(super) async fn keep_joins(tx: &mut SystemTx, today: Date, kept_days: u16) -> sqlx::Result<()> {
    sqlx::query!("SELECT keep_joins($1, $2)", today.to_sqlx() as jiff_sqlx::Date, i32::from(kept_days)).execute(tx.conn()).await?;
    Ok(())
}

/// When some rooms were Available, by room: what touches a stretch of time, and what is so at `now`.
#[tracing::instrument(name = "db.classrooms.readiness", skip_all)]
pub(crate) async fn readiness(
    tx: &mut TenantTx,
    rooms: &[Uuid],
    (from, to): (Timestamp, Timestamp),
    now: Timestamp,
) -> sqlx::Result<BTreeMap<ClassroomId, Vec<Readiness>>> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query!(
        "SELECT classroom_id, available_from, available_to FROM readiness
         WHERE tenant_id = $1 AND classroom_id = ANY($2)
           AND ((available_from < $4 AND (available_to IS NULL OR available_to > $3))
                OR (available_from <= $5 AND (available_to IS NULL OR available_to > $5)))
         ORDER BY available_from",
        tenant,
        rooms,
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp,
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    let mut out: BTreeMap<ClassroomId, Vec<_>> = BTreeMap::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let interval = Readiness { from: row.available_from.to_jiff(), to: row.available_to.map(jiff_sqlx::Timestamp::to_jiff) };
        out.entry(ClassroomId::new(row.classroom_id)).or_default().push(interval);
    }
    Ok(out)
}

/// Removes who entered some of a tenant's rooms.
#[tracing::instrument(name = "db.classrooms.purge_joins", skip_all)]
fn purge_joins(conn: &mut PgConnection, tenant: TenantId, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let done = sqlx::query!(
            "DELETE FROM joins WHERE classroom_id = ANY (ARRAY(
                 SELECT id FROM classrooms c WHERE tenant_id = $1 AND EXISTS (SELECT FROM joins j WHERE j.classroom_id = c.id) LIMIT $2))",
            tenant.uuid(),
            limit.min(ROOMS)
        );
        Ok(done.execute(conn).await?.rows_affected())
    })
}
