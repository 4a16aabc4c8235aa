//! The SQL of lessons that go on. Orders read the table for their schedules, rooms for what is said of them.

use homeroom_domain::{
    admission::StaysShort,
    ids::{ClassroomId, OrderId, TenantId},
    order::{Closing, OrderPhase, Overrun},
    sizing::NodeShape,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::orders::store::{Stamp, phase_named};

use crate::db::purged::Purged;

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::under("overruns", "order_id", "orders")];

/// An order with a room that closes soon.
#[derive(Debug, Clone, Copy)]
pub(super) struct Due {
    pub(super) order: OrderId,
    pub(super) tenant: TenantId,
    pub(super) stamp: Stamp,
    /// When something of it changes next.
    pub(super) changes_at: Timestamp,
}

/// Orders whose lessons may go on and of which a room that is open closes between two moments, the first to change first, after one of them; at most `limit`.
#[tracing::instrument(name = "db.overruns.due", skip_all)]
pub(super) async fn due(
    conn: &mut PgConnection,
    (now, soon): (Timestamp, Timestamp),
    after: Option<Due>,
    limit: i64,
) -> sqlx::Result<Vec<Due>> {
    let rows = sqlx::query!(
        r#"SELECT o.id, o.tenant_id, o.edit, o.overrun_seconds, o.next_change_at AS "next_change_at!" FROM orders o JOIN tenants t ON t.id = o.tenant_id
         WHERE o.overrun_minutes > 0 AND o.phase = 'active' AND o.next_change_at <= $2 AND suspends(t.suspended_at, t.suspended_by, o.is_paid_for) IS NULL
           AND NOT EXISTS (SELECT FROM order_stops s WHERE s.order_id = o.id AND s.until IS NULL)
           AND EXISTS (SELECT FROM classrooms r WHERE r.order_id = o.id AND r.open_from <= $1 AND r.open_until > $1 AND r.open_until <= $2)
           AND ($4::timestamptz IS NULL OR (o.next_change_at, o.id) > ($4, $5))
         ORDER BY o.next_change_at, o.id LIMIT $3"#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        soon.to_sqlx() as jiff_sqlx::Timestamp,
        limit,
        after.map(|due| due.changes_at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        after.map(|due| due.order.uuid())
    );
    let due = rows.fetch_all(conn).await?.into_iter().map(|row| Due {
        order: OrderId::new(row.id),
        tenant: TenantId::new(row.tenant_id),
        stamp: Stamp::new(row.edit, [None, None], row.overrun_seconds),
        changes_at: row.next_change_at.to_jiff(),
    });
    Ok(due.collect())
}

/// A room that closes, as somebody reaches it.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) id: ClassroomId,
    /// Sealed.
    pub(super) secret: Vec<u8>,
    /// Of the pod that answered last.
    pub(super) address: Option<String>,
    /// See `clusters`. `None` while its order has no live place.
    pub(super) media_url: Option<String>,
    /// No server runs there, or nothing is known of its cluster: nobody is asked.
    pub(super) is_silent: bool,
    /// Somebody was let in since it opened.
    pub(super) was_entered: bool,
}

/// Rooms with what is known of who went in since each of them opened.
#[tracing::instrument(name = "db.overruns.rooms", skip_all)]
pub(super) async fn rooms(conn: &mut PgConnection, closing: &[Closing]) -> sqlx::Result<Vec<Room>> {
    let (ids, opened): (Vec<Uuid>, Vec<jiff_sqlx::Timestamp>) =
        closing.iter().map(|closing| (closing.room_id.uuid(), closing.opened_at.to_sqlx())).unzip();
    let rows = sqlx::query!(
        r#"SELECT r.id, r.secret, r.address, c.media_url AS "media_url?", coalesce(c.simulated OR c.blind_since IS NOT NULL, true) AS "silent!",
                  EXISTS (SELECT FROM joins j WHERE j.classroom_id = r.id AND j.at >= n.opened_at) AS "was_entered!"
           FROM unnest($1::uuid[], $2::timestamptz[]) AS n(id, opened_at) JOIN classrooms r ON r.id = n.id
           LEFT JOIN placements p ON p.order_id = r.order_id AND p.state = 'live' LEFT JOIN clusters c ON c.id = coalesce(r.stays_on, p.cluster_id)"#,
        &ids,
        &opened as &[jiff_sqlx::Timestamp]
    );
    let rows = rows.fetch_all(conn).await?.into_iter().map(|row| Room {
        id: ClassroomId::new(row.id),
        secret: row.secret,
        address: row.address,
        media_url: row.media_url,
        is_silent: row.silent,
        was_entered: row.was_entered,
    });
    Ok(rows.collect())
}

/// Whose room it is.
#[tracing::instrument(name = "db.overruns.order_of", skip_all)]
pub(super) async fn order_of(conn: &mut PgConnection, room: ClassroomId) -> sqlx::Result<Option<(OrderId, TenantId)>> {
    let row = sqlx::query!("SELECT order_id, tenant_id FROM classrooms WHERE id = $1", room.uuid());
    Ok(row.fetch_optional(conn).await?.map(|row| (OrderId::new(row.order_id), TenantId::new(row.tenant_id))))
}

/// Locks an order; `None` where it is gone.
#[tracing::instrument(name = "db.overruns.lock", skip_all)]
pub(super) async fn lock(conn: &mut PgConnection, id: OrderId) -> sqlx::Result<Option<(Stamp, OrderPhase)>> {
    sqlx::query!("SELECT id FROM orders WHERE id = $1 FOR NO KEY UPDATE", id.uuid()).fetch_optional(&mut *conn).await?;
    // Only after the lock: a suspension that it waited for would not be seen by the same statement.
    let row = sqlx::query!(
        r#"SELECT o.edit, o.phase, o.overrun_seconds, suspends(t.suspended_at, t.suspended_by, o.is_paid_for) AS suspended_at, s.since AS "stopped_at?"
           FROM orders o JOIN tenants t ON t.id = o.tenant_id LEFT JOIN order_stops s ON s.order_id = o.id AND s.until IS NULL WHERE o.id = $1"#,
        id.uuid()
    );
    let row = row.fetch_optional(conn).await?;
    row.map(|row| Ok((Stamp::new(row.edit, [row.suspended_at, row.stopped_at], row.overrun_seconds), phase_named(&row.phase)?))).transpose()
}

/// The cluster on which an order is.
#[derive(Debug, Clone, Copy)]
pub(super) struct LivesOn {
    pub(super) calendar: Uuid,
    pub(super) simulated: bool,
    /// What its nodes are; `None` while none is known.
    pub(super) shape: Option<NodeShape>,
}

/// Where an order is; `None` while it has no live place.
#[tracing::instrument(name = "db.overruns.place", skip_all)]
pub(super) async fn place(conn: &mut PgConnection, id: OrderId) -> sqlx::Result<Option<LivesOn>> {
    let row = sqlx::query!(
        r#"SELECT c.calendar_id, c.simulated, nullif(c.capacity -> 'shape', 'null') AS "shape: Json<NodeShape>"
           FROM placements p JOIN clusters c ON c.id = p.cluster_id WHERE p.order_id = $1 AND p.state = 'live'"#,
        id.uuid()
    );
    let lives = row.fetch_optional(conn).await?;
    Ok(lives.map(|row| LivesOn { calendar: row.calendar_id, simulated: row.simulated, shape: row.shape.map(|shape| shape.0) }))
}

/// A lesson as it is to be kept: it goes on, or its room closes although it was to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept<'a> {
    pub(super) closing: &'a Closing,
    pub(super) until: Timestamp,
    pub(super) refused: Option<StaysShort>,
}

impl<'a> Kept<'a> {
    pub(super) fn granted(closing: &'a Closing) -> Self {
        Self { closing, until: closing.next.until, refused: None }
    }

    pub(super) fn refused(closing: &'a Closing, why: StaysShort) -> Self {
        Self { closing, until: closing.ends_now, refused: Some(why) }
    }
}

/// Writes them, each over what was known of it.
#[tracing::instrument(name = "db.overruns.keep", skip_all)]
pub(super) async fn keep(conn: &mut PgConnection, (tenant, order): (TenantId, OrderId), kept: &[Kept<'_>]) -> sqlx::Result<()> {
    for Kept { closing, until, refused } in kept {
        let Overrun { line, room, on, ends_at, .. } = &closing.next;
        let closes_at = refused.map(|_| closing.closes_at.to_sqlx());
        sqlx::query!(
            "INSERT INTO overruns (tenant_id, order_id, line, room, held_on, classroom_id, ends_at, until, closes_at, refused)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (order_id, line, room, held_on) DO UPDATE SET classroom_id = excluded.classroom_id, ends_at = excluded.ends_at,
                 until = excluded.until, closes_at = excluded.closes_at, refused = excluded.refused",
            tenant.uuid(),
            order.uuid(),
            line,
            room,
            on.to_sqlx() as jiff_sqlx::Date,
            closing.room_id.uuid(),
            ends_at.to_sqlx() as jiff_sqlx::Timestamp,
            until.to_sqlx() as jiff_sqlx::Timestamp,
            closes_at as Option<jiff_sqlx::Timestamp>,
            refused.map(Json) as _
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Rooms of which it was said already that they close then.
#[tracing::instrument(name = "db.overruns.told", skip_all)]
pub(super) async fn told(conn: &mut PgConnection, order: OrderId, since: Timestamp) -> sqlx::Result<Vec<(ClassroomId, Timestamp)>> {
    let rows = sqlx::query!(
        r#"SELECT classroom_id, closes_at AS "closes_at!" FROM overruns WHERE order_id = $1 AND closes_at > $2"#,
        order.uuid(),
        since.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (ClassroomId::new(row.classroom_id), row.closes_at.to_jiff())).collect())
}
