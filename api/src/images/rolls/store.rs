//! The SQL of image rolls, and of the orders that begin with another image.

use homeroom_domain::{
    ids::{ImageRollId, OrderId},
    nodes::roll::{RollCause, RollState, Tally},
};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

pub(super) const ONE_OPEN: &str = "image_rolls_open_key";

/// Rolls that are kept; of those that ended the oldest go first.
const KEPT: i64 = 200;
/// A room that stays open for longer has no next start to wait for.
const ALWAYS: SignedDuration = SignedDuration::from_hours(36);
/// An order whose next room opens later is not waited for: it has no objects yet, or a holiday.
const AHEAD: SignedDuration = SignedDuration::from_hours(7 * 24);
/// No order begins with another image so shortly before its rooms open: its objects are to be as planned by then.
const NEAR: SignedDuration = SignedDuration::from_mins(5);
/// After the moment at which rooms have to be ready, until it is looked whether they were: what was seen then has to be written.
const WRITTEN: SignedDuration = SignedDuration::from_secs(20);

/// A roll, as it is stored.
#[derive(Debug, Clone)]
pub(super) struct Roll {
    pub id: ImageRollId,
    pub image: String,
    pub from_image: String,
    pub configured: String,
    pub first_orders: i32,
    pub stop_after: i32,
    pub state: RollState,
    pub cause: Option<RollCause>,
    pub orders_good: i64,
    pub orders_bad: i64,
    pub rooms: Tally,
    pub others: Tally,
    pub created_at: Timestamp,
    pub stopped_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

struct Row {
    id: Uuid,
    image: String,
    from_image: String,
    configured: String,
    first_orders: i32,
    stop_after: i32,
    state: String,
    cause: Option<Value>,
    orders_good: i64,
    orders_bad: i64,
    rooms_ready: i64,
    rooms_missing: i64,
    others_ready: i64,
    others_missing: i64,
    created_at: jiff_sqlx::Timestamp,
    stopped_at: Option<jiff_sqlx::Timestamp>,
    ended_at: Option<jiff_sqlx::Timestamp>,
}

impl From<Row> for Roll {
    /// A state that a newer version wrote and this one does not know is none in which anything is done.
    fn from(row: Row) -> Self {
        let Row { image, from_image, configured, first_orders, stop_after, orders_good, orders_bad, .. } = row;
        Self {
            id: ImageRollId::new(row.id),
            image,
            from_image,
            configured,
            first_orders,
            stop_after,
            state: RollState::ALL.into_iter().find(|state| state.name() == row.state).unwrap_or(RollState::TakenBack),
            cause: row.cause.and_then(|cause| serde_json::from_value(cause).ok()),
            orders_good,
            orders_bad,
            rooms: Tally { ready: row.rooms_ready, missing: row.rooms_missing },
            others: Tally { ready: row.others_ready, missing: row.others_missing },
            created_at: row.created_at.to_jiff(),
            stopped_at: row.stopped_at.map(jiff_sqlx::Timestamp::to_jiff),
            ended_at: row.ended_at.map(jiff_sqlx::Timestamp::to_jiff),
        }
    }
}

/// What the clusters' nodes are to have beside what rooms start from now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// What all rooms are to start from by the last roll that was done; `None`: what is configured.
    pub done: Option<String>,
    /// What a roll that is not over brings.
    pub open: Option<String>,
}

/// Which images rolls want, as long as this one is configured.
#[tracing::instrument(name = "db.images.wanted", skip_all)]
pub(crate) async fn wanted(conn: &mut PgConnection, configured: &str) -> sqlx::Result<Wanted> {
    sqlx::query_as!(
        Wanted,
        "SELECT (SELECT image FROM image_rolls WHERE configured = $1 AND state = 'done' ORDER BY created_at DESC, id DESC LIMIT 1) AS done,
                (SELECT image FROM image_rolls WHERE configured = $1 AND state IN ('rolling', 'stopped') LIMIT 1) AS open",
        configured
    )
    .fetch_one(conn)
    .await
}

/// The image of the roll that is not over, and why it is stopped, if it is.
#[tracing::instrument(name = "db.images.open_roll", skip_all)]
pub(crate) async fn open_roll(conn: &mut PgConnection, configured: &str) -> sqlx::Result<Option<(String, Option<RollCause>)>> {
    let row = sqlx::query!("SELECT image, cause FROM image_rolls WHERE configured = $1 AND state IN ('rolling', 'stopped')", configured);
    let cause = |cause: Option<Value>| cause.and_then(|cause| serde_json::from_value(cause).ok());
    Ok(row.fetch_optional(conn).await?.map(|row| (row.image, cause(row.cause))))
}

#[tracing::instrument(name = "db.images.roll", skip_all)]
pub(super) async fn roll(conn: &mut PgConnection, id: ImageRollId) -> sqlx::Result<Option<Roll>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, image, from_image, configured, first_orders, stop_after, state, cause, orders_good, orders_bad, rooms_ready, rooms_missing, others_ready,
                others_missing, created_at, stopped_at, ended_at
         FROM image_rolls WHERE id = $1",
        id.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(Roll::from))
}

/// The same, locked for whoever changes it.
#[tracing::instrument(name = "db.images.lock_roll", skip_all)]
pub(super) async fn lock_roll(conn: &mut PgConnection, id: ImageRollId) -> sqlx::Result<Option<Roll>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, image, from_image, configured, first_orders, stop_after, state, cause, orders_good, orders_bad, rooms_ready, rooms_missing, others_ready,
                others_missing, created_at, stopped_at, ended_at
         FROM image_rolls WHERE id = $1 FOR UPDATE",
        id.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(Roll::from))
}

/// The roll that goes on, if one does; there is one at most.
#[tracing::instrument(name = "db.images.rolling", skip_all)]
pub(super) async fn rolling(conn: &mut PgConnection) -> sqlx::Result<Option<ImageRollId>> {
    let id = sqlx::query_scalar!("SELECT id FROM image_rolls WHERE state = 'rolling'");
    Ok(id.fetch_optional(conn).await?.map(ImageRollId::new))
}

/// What was done under another configuration counts no more, also when that comes back.
#[tracing::instrument(name = "db.images.outlive", skip_all)]
pub(super) async fn outlive(conn: &mut PgConnection, configured: &str) -> sqlx::Result<()> {
    sqlx::query!("UPDATE image_rolls SET configured = '' WHERE state = 'done' AND configured NOT IN ('', $1)", configured)
        .execute(conn)
        .await?;
    Ok(())
}

/// By their beginning, the newest first.
#[tracing::instrument(name = "db.images.rolls", skip_all)]
pub(super) async fn rolls(conn: &mut PgConnection, before: Option<(Timestamp, Uuid)>, limit: i64) -> sqlx::Result<Vec<Roll>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, image, from_image, configured, first_orders, stop_after, state, cause, orders_good, orders_bad, rooms_ready, rooms_missing, others_ready,
                others_missing, created_at, stopped_at, ended_at
         FROM image_rolls WHERE $1::timestamptz IS NULL OR (created_at, id) < ($1, $2::uuid) ORDER BY created_at DESC, id DESC LIMIT $3",
        before.map(|(at, _)| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        before.map(|(_, id)| id),
        limit
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(Roll::from).collect())
}

/// Whether a later roll is in the way of taking this one back.
#[tracing::instrument(name = "db.images.is_overtaken", skip_all)]
pub(super) async fn is_overtaken(conn: &mut PgConnection, roll: &Roll) -> sqlx::Result<bool> {
    let later = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM image_rolls WHERE state <> 'taken_back' AND (created_at, id) > ($1, $2::uuid)) AS "is_overtaken!""#,
        roll.created_at.to_sqlx() as jiff_sqlx::Timestamp,
        roll.id.uuid()
    );
    later.fetch_one(conn).await
}

/// Writes a new one in place of what is left of those before it.
#[tracing::instrument(name = "db.images.insert_roll", skip_all)]
pub(super) async fn insert_roll(conn: &mut PgConnection, new: &Roll) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO image_rolls (id, image, from_image, configured, first_orders, stop_after, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        new.id.uuid(),
        new.image,
        new.from_image,
        new.configured,
        new.first_orders,
        new.stop_after,
        new.state.name(),
        new.created_at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(&mut *conn)
    .await?;
    // Clusters took the image of the last one when it was done.
    sqlx::query!("DELETE FROM image_roll_orders WHERE roll_id <> $1", new.id.uuid()).execute(&mut *conn).await?;
    sqlx::query!(
        "DELETE FROM image_rolls WHERE state IN ('done', 'taken_back')
           AND id NOT IN (SELECT id FROM image_rolls ORDER BY created_at DESC, id DESC LIMIT $1)
           AND id NOT IN (SELECT id FROM image_rolls WHERE state = 'done' ORDER BY created_at DESC, id DESC LIMIT 1)",
        KEPT
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes where a roll stands, and what was counted.
#[tracing::instrument(name = "db.images.update_roll", skip_all)]
pub(super) async fn update_roll(conn: &mut PgConnection, roll: &Roll) -> sqlx::Result<()> {
    let at = |at: Timestamp| -> jiff_sqlx::Timestamp { at.to_sqlx() };
    sqlx::query!(
        "UPDATE image_rolls SET state = $2, cause = $3, orders_good = $4, orders_bad = $5, rooms_ready = $6, rooms_missing = $7, others_ready = $8,
                others_missing = $9, stopped_at = $10, ended_at = $11
         WHERE id = $1",
        roll.id.uuid(),
        roll.state.name(),
        roll.cause.as_ref().and_then(|cause| serde_json::to_value(cause).ok()),
        roll.orders_good,
        roll.orders_bad,
        roll.rooms.ready,
        roll.rooms.missing,
        roll.others.ready,
        roll.others.missing,
        roll.stopped_at.map(at) as Option<jiff_sqlx::Timestamp>,
        roll.ended_at.map(at) as Option<jiff_sqlx::Timestamp>
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An order whose first bell with the image has rung.
#[derive(Debug)]
pub(super) struct Judged {
    pub order_id: Uuid,
    pub ready: i64,
    pub missing: i64,
}

/// Orders of a roll whose first bell with its image has rung and was seen, with how many of the rooms that opened for it were ready a minute before it.
#[tracing::instrument(name = "db.images.judged", skip_all)]
pub(super) async fn judged(conn: &mut PgConnection, roll: ImageRollId, now: Timestamp) -> sqlx::Result<Vec<Judged>> {
    let at = now.saturating_sub(WRITTEN).unwrap_or(now);
    let rows = sqlx::query_as!(
        Judged,
        r#"SELECT b.order_id AS "order_id!", count(*) FILTER (WHERE b.was_up) AS "ready!", count(*) FILTER (WHERE NOT b.was_up) AS "missing!"
           FROM (SELECT d.order_id, EXISTS (SELECT FROM readiness u WHERE u.classroom_id = d.id AND u.available_from <= d.ready_by
                                              AND (u.available_to IS NULL OR u.available_to > d.ready_by)) AS was_up
                 FROM (SELECT r.order_id, c.id, c.open_from + make_interval(secs => greatest(60 * coalesce(k.lead_minutes, 10) - 60, 60)) AS ready_by
                       FROM image_roll_orders r JOIN orders o ON o.id = r.order_id LEFT JOIN kinds k ON k.name = o.kind
                       JOIN placements p ON p.order_id = o.id AND p.state = 'live' JOIN clusters s ON s.id = p.cluster_id AND s.blind_since IS NULL
                       JOIN classrooms c ON c.order_id = o.id
                       WHERE r.roll_id = $1 AND r.judged_at IS NULL AND c.open_from > r.rolled_at
                         AND NOT EXISTS (SELECT FROM order_pauses h WHERE h.order_id = o.id)
                         AND NOT EXISTS (SELECT FROM cluster_pauses h WHERE h.cluster_id = p.cluster_id)) AS d
                 WHERE d.ready_by <= $2) AS b
           GROUP BY b.order_id ORDER BY b.order_id"#,
        roll.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp
    );
    rows.fetch_all(conn).await
}

/// Rooms of other orders at the bells of these, on the same clusters: whether they were ready a minute before.
#[tracing::instrument(name = "db.images.beside", skip_all)]
pub(super) async fn beside(conn: &mut PgConnection, orders: &[Uuid], now: Timestamp) -> sqlx::Result<Tally> {
    let at = now.saturating_sub(WRITTEN).unwrap_or(now);
    sqlx::query_as!(
        Tally,
        r#"WITH bells AS (
               SELECT p.cluster_id, min(c.open_from) AS first, max(c.open_from) AS last
               FROM placements p JOIN classrooms c ON c.order_id = p.order_id
               WHERE p.order_id = ANY($1) AND p.state = 'live' AND c.open_from <= $2 GROUP BY p.cluster_id)
           SELECT count(*) FILTER (WHERE b.was_up) AS "ready!", count(*) FILTER (WHERE NOT b.was_up) AS "missing!"
           FROM (SELECT EXISTS (SELECT FROM readiness u WHERE u.classroom_id = d.id AND u.available_from <= d.ready_by
                                  AND (u.available_to IS NULL OR u.available_to > d.ready_by)) AS was_up
                 FROM (SELECT c.id, c.open_from + make_interval(secs => greatest(60 * coalesce(k.lead_minutes, 10) - 60, 60)) AS ready_by
                       FROM bells e JOIN placements p ON p.cluster_id = e.cluster_id AND p.state = 'live' JOIN orders o ON o.id = p.order_id
                       LEFT JOIN kinds k ON k.name = o.kind JOIN classrooms c ON c.order_id = o.id
                       WHERE c.open_from BETWEEN e.first AND e.last AND NOT EXISTS (SELECT FROM image_roll_orders r WHERE r.order_id = o.id)) AS d
                 WHERE d.ready_by <= $2) AS b"#,
        orders,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .fetch_one(conn)
    .await
}

/// Notes that it was seen how the first bell of these orders went.
#[tracing::instrument(name = "db.images.note_judged", skip_all)]
pub(super) async fn note_judged(conn: &mut PgConnection, orders: &[Uuid], at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!("UPDATE image_roll_orders SET judged_at = $2 WHERE order_id = ANY($1)", orders, at.to_sqlx() as jiff_sqlx::Timestamp)
        .execute(conn)
        .await?;
    Ok(())
}

/// Orders of a roll by how far they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// They begin with the image, and wait for their first bell within a week.
    pub waiting: i64,
    /// Rooms of theirs open within a week, and do not begin with it.
    pub left: i64,
}

#[tracing::instrument(name = "db.images.progress", skip_all)]
pub(super) async fn progress(conn: &mut PgConnection, roll: ImageRollId, now: Timestamp) -> sqlx::Result<Progress> {
    let later = |by: SignedDuration| -> jiff_sqlx::Timestamp { now.saturating_add(by).unwrap_or(now).to_sqlx() };
    sqlx::query_as!(
        Progress,
        r#"SELECT count(*) FILTER (WHERE d.roll_id IS NOT NULL) AS "waiting!", count(*) FILTER (WHERE d.roll_id IS NULL) AS "left!"
           FROM (SELECT o.id, r.roll_id, min(CASE WHEN c.open_until IS NULL OR c.open_until > $2::timestamptz THEN c.open_from ELSE c.opens_next END) AS opens_at,
                        bool_or(c.open_from <= $2 AND c.open_until > $4) AS is_always
                 FROM orders o JOIN placements p ON p.order_id = o.id AND p.state = 'live' JOIN classrooms c ON c.order_id = o.id
                 LEFT JOIN image_roll_orders r ON r.order_id = o.id
                 WHERE o.phase IN ('provisioning', 'active') AND (r.roll_id IS NULL OR (r.roll_id = $1 AND r.judged_at IS NULL))
                 GROUP BY o.id, r.roll_id) AS d
           WHERE d.opens_at <= $3 AND NOT d.is_always"#,
        roll.uuid(),
        now.to_sqlx() as jiff_sqlx::Timestamp,
        later(AHEAD) as jiff_sqlx::Timestamp,
        later(ALWAYS) as jiff_sqlx::Timestamp
    )
    .fetch_one(conn)
    .await
}

/// Orders that may begin with an image now, those whose rooms open next first: none is open or about to, the cluster is seen and at least half of its nodes
/// have the image, and nobody has paused them.
#[tracing::instrument(name = "db.images.candidates", skip_all)]
pub(super) async fn candidates(conn: &mut PgConnection, image: &str, now: Timestamp, limit: i64) -> sqlx::Result<Vec<OrderId>> {
    let later = |by: SignedDuration| -> jiff_sqlx::Timestamp { now.saturating_add(by).unwrap_or(now).to_sqlx() };
    let ids = sqlx::query_scalar!(
        r#"SELECT d.id AS "id!" FROM (
               SELECT o.id, min(CASE WHEN c.open_until IS NULL OR c.open_until > $2::timestamptz THEN c.open_from ELSE c.opens_next END) AS opens_at
               FROM orders o JOIN placements p ON p.order_id = o.id AND p.state = 'live' JOIN clusters s ON s.id = p.cluster_id AND s.blind_since IS NULL
               JOIN cluster_images i ON i.cluster_id = s.id AND i.image = $1 AND i.nodes_wanted > 0
                    AND (i.state = 'unknown' OR i.nodes_holding * 2 >= i.nodes_wanted)
               JOIN classrooms c ON c.order_id = o.id
               WHERE o.phase IN ('provisioning', 'active') AND NOT EXISTS (SELECT FROM image_roll_orders r WHERE r.order_id = o.id)
                 AND NOT EXISTS (SELECT FROM order_pauses h WHERE h.order_id = o.id)
                 AND NOT EXISTS (SELECT FROM cluster_pauses h WHERE h.cluster_id = p.cluster_id)
                 AND NOT EXISTS (SELECT FROM lane_pauses h WHERE h.lane = 'image_rolls' AND (h.cluster_id IS NULL OR h.cluster_id = p.cluster_id))
               GROUP BY o.id) AS d
           WHERE d.opens_at > $3 AND d.opens_at <= $4 ORDER BY d.opens_at, d.id LIMIT $5"#,
        image,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        later(NEAR) as jiff_sqlx::Timestamp,
        later(AHEAD) as jiff_sqlx::Timestamp,
        limit
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(OrderId::new).collect())
}

/// These orders start their next rooms from the roll's image.
#[tracing::instrument(name = "db.images.begin_with", skip_all)]
pub(super) async fn begin_with(conn: &mut PgConnection, roll: ImageRollId, orders: &[OrderId], at: Timestamp) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = orders.iter().map(|order| order.uuid()).collect();
    sqlx::query!(
        "INSERT INTO image_roll_orders (order_id, roll_id, rolled_at) SELECT id, $1, $3 FROM unnest($2::uuid[]) AS n(id) ON CONFLICT DO NOTHING",
        roll.uuid(),
        &ids,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The orders of a roll start their next rooms from what all others do. Gives which.
#[tracing::instrument(name = "db.images.let_go", skip_all)]
pub(super) async fn let_go(conn: &mut PgConnection, roll: ImageRollId) -> sqlx::Result<Vec<OrderId>> {
    let ids = sqlx::query_scalar!("DELETE FROM image_roll_orders WHERE roll_id = $1 RETURNING order_id", roll.uuid());
    Ok(ids.fetch_all(conn).await?.into_iter().map(OrderId::new).collect())
}
