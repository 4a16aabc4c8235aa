//! Moves as they are read.

use homeroom_domain::{
    ids::{ClusterId, MoveId, OrderId, TenantId},
    moves::{MoveCause, Source},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// A move with the names of what it is about.
#[derive(Debug, Clone)]
pub(crate) struct MoveRow {
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    pub(crate) tenant_name: String,
    pub(crate) order_id: Uuid,
    pub(crate) order_name: String,
    pub(crate) from_cluster: Uuid,
    /// `None` of a cluster that was taken off.
    pub(crate) from_name: Option<String>,
    pub(crate) to_cluster: Uuid,
    pub(crate) to_name: Option<String>,
    pub(crate) cause: String,
    pub(crate) state: String,
    pub(crate) blocked: Option<Value>,
    pub(crate) withdrawn: Option<Value>,
    pub(crate) created_at: jiff_sqlx::Timestamp,
    pub(crate) prepared_at: Option<jiff_sqlx::Timestamp>,
    pub(crate) switched_at: Option<jiff_sqlx::Timestamp>,
    pub(crate) ended_at: Option<jiff_sqlx::Timestamp>,
    pub(crate) revision: i64,
}

impl MoveRow {
    pub(crate) fn id(&self) -> MoveId {
        MoveId::new(self.id)
    }
}

/// A move. `None` where there is none.
#[tracing::instrument(name = "db.moves.get", skip_all)]
pub(crate) async fn get(conn: &mut PgConnection, id: MoveId) -> sqlx::Result<Option<MoveRow>> {
    let row = sqlx::query_as!(
        MoveRow,
        r#"SELECT m.id, m.tenant_id, t.name AS tenant_name, m.order_id, o.name AS order_name, m.from_cluster, f.name AS "from_name?",
                  m.to_cluster, n.name AS "to_name?", m.cause, m.state, m.blocked, m.withdrawn, m.created_at, m.prepared_at, m.switched_at,
                  m.ended_at, m.revision
           FROM moves m JOIN tenants t ON t.id = m.tenant_id JOIN orders o ON o.id = m.order_id
           LEFT JOIN clusters f ON f.id = m.from_cluster LEFT JOIN clusters n ON n.id = m.to_cluster
           WHERE m.id = $1"#,
        id.uuid()
    );
    row.fetch_optional(conn).await
}

/// What a list of moves is narrowed to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub(crate) state: Option<&'static str>,
    /// From or to it.
    pub(crate) cluster: Option<ClusterId>,
    pub(crate) order: Option<OrderId>,
    pub(crate) after: Option<(Timestamp, Uuid)>,
}

/// Moves by their beginning, at most `limit`.
#[tracing::instrument(name = "db.moves.list", skip_all)]
pub(crate) async fn list(conn: &mut PgConnection, filter: Filter, limit: i64) -> sqlx::Result<Vec<MoveRow>> {
    let (after_at, after_id) = filter.after.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    let rows = sqlx::query_as!(
        MoveRow,
        r#"SELECT m.id, m.tenant_id, t.name AS tenant_name, m.order_id, o.name AS order_name, m.from_cluster, f.name AS "from_name?",
                  m.to_cluster, n.name AS "to_name?", m.cause, m.state, m.blocked, m.withdrawn, m.created_at, m.prepared_at, m.switched_at,
                  m.ended_at, m.revision
           FROM moves m JOIN tenants t ON t.id = m.tenant_id JOIN orders o ON o.id = m.order_id
           LEFT JOIN clusters f ON f.id = m.from_cluster LEFT JOIN clusters n ON n.id = m.to_cluster
           WHERE ($1::text IS NULL OR m.state = $1) AND ($2::uuid IS NULL OR m.from_cluster = $2 OR m.to_cluster = $2)
             AND ($3::uuid IS NULL OR m.order_id = $3)
             AND ($4::timestamptz IS NULL OR (m.created_at, m.id) > ($4, $5::uuid))
           ORDER BY m.created_at, m.id LIMIT $6"#,
        filter.state,
        filter.cluster.map(ClusterId::uuid),
        filter.order.map(OrderId::uuid),
        after_at as Option<jiff_sqlx::Timestamp>,
        after_id,
        limit
    );
    rows.fetch_all(conn).await
}

/// A move whose new place is being made, with what is known of the old one.
#[derive(Debug, Clone)]
pub(crate) struct Coming {
    pub(crate) id: MoveId,
    pub(crate) tenant: TenantId,
    pub(crate) from: ClusterId,
    pub(crate) to: ClusterId,
    pub(crate) cause: MoveCause,
    pub(crate) admitted: i64,
    pub(crate) is_prepared: bool,
    pub(crate) blocked: Option<Value>,
    pub(crate) source: Source,
}

/// The move of an order to a cluster that is being prepared. `None` where there is none. The order's last boundary has to have been looked at: else whoever works
/// at the old place might still do what it read before. What was left behind on a cluster that is lost is not waited for.
#[tracing::instrument(name = "db.moves.coming", skip_all)]
pub(crate) async fn coming(conn: &mut PgConnection, order: OrderId, to: ClusterId, now: Timestamp) -> sqlx::Result<Option<Coming>> {
    let row = sqlx::query!(
        r#"SELECT m.id, m.tenant_id, m.from_cluster, m.cause, m.generation, m.prepared_at IS NOT NULL AS "is_prepared!", m.blocked,
                  o.handled >= o.touched AND o.rooms_wanted_now = 0 AND coalesce(o.next_change_at > $3, true) AS "is_at_rest!",
                  coalesce(c.blind_since IS NULL AND c.answering IS DISTINCT FROM false, false) AS "is_seen!",
                  (SELECT count(*) FROM readiness r JOIN classrooms k ON k.id = r.classroom_id
                   WHERE k.order_id = o.id AND r.available_to IS NULL
                     AND NOT EXISTS (SELECT FROM clusters l WHERE l.id = k.stays_on AND k.stays_until IS NULL
                                         AND (l.answering IS FALSE OR l.blind_since IS NOT NULL))) AS "rooms_up!"
           FROM moves m JOIN orders o ON o.id = m.order_id LEFT JOIN clusters c ON c.id = m.from_cluster
           WHERE m.order_id = $1 AND m.to_cluster = $2 AND m.state = 'preparing'"#,
        order.uuid(),
        to.uuid(),
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(row.fetch_optional(conn).await?.map(|row| Coming {
        id: MoveId::new(row.id),
        tenant: TenantId::new(row.tenant_id),
        from: ClusterId::new(row.from_cluster),
        to,
        cause: MoveCause::named(&row.cause).unwrap_or(MoveCause::ByHand),
        admitted: row.generation,
        is_prepared: row.is_prepared,
        blocked: row.blocked,
        source: Source { rooms_up: u32::try_from(row.rooms_up).unwrap_or(u32::MAX), is_at_rest: row.is_at_rest, is_seen: row.is_seen },
    }))
}

/// A move that is being prepared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Preparing {
    pub(crate) id: MoveId,
    pub(crate) to: ClusterId,
    /// The generation that was booked there.
    pub(crate) admitted: i64,
    /// The new cluster answers, or nothing was heard of it yet, and clients are not known to reach no room of it.
    pub(crate) may_answer: bool,
}

/// The move of an order that is being prepared; the order is locked by the caller.
#[tracing::instrument(name = "db.moves.preparing", skip_all)]
pub(crate) async fn preparing(conn: &mut PgConnection, order: OrderId) -> sqlx::Result<Option<Preparing>> {
    let row = sqlx::query!(
        r#"SELECT m.id, m.to_cluster, m.generation, coalesce(c.answering IS DISTINCT FROM false AND c.blind_since IS NULL
                      AND NOT c.rooms_cut_off, false) AS "may_answer!"
           FROM moves m LEFT JOIN clusters c ON c.id = m.to_cluster WHERE m.order_id = $1 AND m.state = 'preparing'"#,
        order.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(|row| Preparing {
        id: MoveId::new(row.id),
        to: ClusterId::new(row.to_cluster),
        admitted: row.generation,
        may_answer: row.may_answer,
    }))
}

/// Moves away from a cluster that are being prepared by a drain, at most `limit`, with their orders.
#[tracing::instrument(name = "db.moves.preparing_from", skip_all)]
pub(crate) async fn preparing_from(
    conn: &mut PgConnection,
    cluster: ClusterId,
    limit: i64,
) -> sqlx::Result<Vec<(MoveId, ClusterId, OrderId)>> {
    let rows = sqlx::query!(
        "SELECT id, order_id, to_cluster FROM moves WHERE from_cluster = $1 AND state = 'preparing' AND cause = 'drain' ORDER BY order_id LIMIT $2",
        cluster.uuid(),
        limit
    );
    let row = |row: (Uuid, Uuid, Uuid)| (MoveId::new(row.0), ClusterId::new(row.1), OrderId::new(row.2));
    Ok(rows.fetch_all(conn).await?.into_iter().map(|found| row((found.id, found.to_cluster, found.order_id))).collect())
}
