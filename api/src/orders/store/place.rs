//! What of an order's rows follows the cluster on which it is, and which rooms stay where it was.

use homeroom_domain::ids::{ClassroomId, ClusterId, OrderId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// The order is on another cluster from now on: whoever works there is to look, and nobody is sent to a pod of the old one, but for rooms that stay. A part of
/// the version that clients are shown is the cluster's, so the order's own goes on from beyond both.
#[tracing::instrument(name = "db.orders.follow_place", skip_all)]
pub async fn follow_place(conn: &mut PgConnection, id: OrderId, (from, to): (ClusterId, ClusterId)) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE orders SET touched = touched + 1, revision = revision + 1 + greatest(0,
             coalesce((SELECT sights FROM clusters WHERE id = $2), 0) - coalesce((SELECT sights FROM clusters WHERE id = $3), 0))
         WHERE id = $1",
        id.uuid(),
        from.uuid(),
        to.uuid()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("UPDATE classrooms SET address = NULL WHERE order_id = $1 AND address IS NOT NULL AND stays_on IS NULL", id.uuid())
        .execute(conn)
        .await?;
    Ok(())
}

/// Rooms that stay on a cluster, each until a moment, although their order is about to follow another place. The order is locked.
#[tracing::instrument(name = "db.orders.stay_behind", skip_all)]
pub async fn stay_behind(
    conn: &mut PgConnection,
    id: OrderId,
    on: ClusterId,
    (rooms, since): (&[(ClassroomId, Timestamp)], Timestamp),
) -> sqlx::Result<()> {
    if rooms.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = rooms.iter().map(|(room, _)| room.uuid()).collect();
    let until: Vec<jiff_sqlx::Timestamp> = rooms.iter().map(|(_, until)| until.to_sqlx()).collect();
    sqlx::query!(
        "UPDATE classrooms c SET stays_on = $2, stays_since = $3, stays_until = n.stays_until
         FROM unnest($4::uuid[], $5::timestamptz[]) AS n(id, stays_until) WHERE c.order_id = $1 AND c.id = n.id AND c.stays_on IS NULL",
        id.uuid(),
        on.uuid(),
        since.to_sqlx() as jiff_sqlx::Timestamp,
        &ids,
        &until as &[jiff_sqlx::Timestamp]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Rooms that are left behind on a cluster, because the place that their order is about to follow has no room for them. The order is locked.
#[tracing::instrument(name = "db.orders.leave_behind", skip_all)]
pub async fn leave_behind(
    conn: &mut PgConnection,
    id: OrderId,
    on: ClusterId,
    (rooms, since): (&[ClassroomId], Timestamp),
) -> sqlx::Result<()> {
    if rooms.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = rooms.iter().map(|room| room.uuid()).collect();
    sqlx::query!(
        "UPDATE classrooms SET stays_on = $2, stays_since = $3, stays_until = NULL WHERE order_id = $1 AND id = ANY($4) AND stays_on IS NULL",
        id.uuid(),
        on.uuid(),
        since.to_sqlx() as jiff_sqlx::Timestamp,
        &ids
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Rooms of an order that were left behind, but for some, have a place with it from now on. One that was seen up in the run that is on stays to its end. Whoever
/// works at its place is to look.
#[tracing::instrument(name = "db.orders.gather", skip_all)]
pub async fn gather(conn: &mut PgConnection, id: OrderId, (but, at): (&[ClassroomId], Timestamp)) -> sqlx::Result<()> {
    let but: Vec<Uuid> = but.iter().map(|room| room.uuid()).collect();
    // The order first, as everybody does who writes its rooms.
    let touched = sqlx::query!(
        "UPDATE orders SET touched = touched + 1, revision = revision + 1 WHERE id = $1 AND EXISTS (SELECT FROM classrooms
             WHERE order_id = $1 AND stays_on IS NOT NULL AND stays_until IS NULL AND id <> ALL ($2))",
        id.uuid(),
        &but
    );
    if touched.execute(&mut *conn).await?.rows_affected() == 0 {
        return Ok(());
    }
    sqlx::query!(
        "WITH left_behind AS (SELECT c.id, coalesce((c.status ->> 'available')::boolean, false) AND c.open_from <= $3 AND c.open_until > $3
                                      AND r.available_from >= c.open_from
                                      AND (c.unreached_since IS NULL OR c.unreached_since < r.available_from) AS runs
                              FROM classrooms c LEFT JOIN readiness r ON r.classroom_id = c.id AND r.available_to IS NULL
                              WHERE c.order_id = $1 AND c.stays_on IS NOT NULL AND c.stays_until IS NULL AND c.id <> ALL ($2))
         UPDATE classrooms c SET stays_on = CASE WHEN l.runs THEN c.stays_on END, stays_since = CASE WHEN l.runs THEN $3::timestamptz END,
                                 stays_until = CASE WHEN l.runs THEN c.open_until END, address = CASE WHEN l.runs THEN c.address END
         FROM left_behind l WHERE c.id = l.id",
        id.uuid(),
        &but,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A room that is not where its order runs.
#[derive(Debug, Clone, Copy)]
pub struct Apart {
    pub room: ClassroomId,
    pub on: ClusterId,
    /// It was left behind there.
    pub is_left: bool,
    /// It was up when it was last looked at.
    pub is_up: bool,
    /// The end of the run that is on, where it was seen up in that.
    pub runs_until: Option<Timestamp>,
}

/// Rooms of an order that are not where it runs at a moment, by id.
#[tracing::instrument(name = "db.orders.apart", skip_all)]
pub async fn apart(conn: &mut PgConnection, id: OrderId, at: Timestamp) -> sqlx::Result<Vec<Apart>> {
    let rows = sqlx::query!(
        r#"SELECT c.id, c.stays_on AS "stays_on!", c.stays_until IS NULL AS "is_left!", r.classroom_id IS NOT NULL AS "is_up!",
                  CASE WHEN coalesce((c.status ->> 'available')::boolean, false) AND c.open_from <= $2 AND c.open_until > $2 AND r.available_from >= c.open_from
                           AND (c.unreached_since IS NULL OR c.unreached_since < r.available_from) THEN c.open_until
                  END AS "runs_until?: jiff_sqlx::Timestamp"
           FROM classrooms c LEFT JOIN readiness r ON r.classroom_id = c.id AND r.available_to IS NULL
           WHERE c.order_id = $1 AND c.stays_on IS NOT NULL ORDER BY c.id"#,
        id.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let apart = rows.map(|row| Apart {
        room: ClassroomId::new(row.id),
        on: ClusterId::new(row.stays_on),
        is_left: row.is_left,
        is_up: row.is_up,
        runs_until: row.runs_until.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(apart.collect())
}

/// Rooms of an order that have stayed on a cluster are where the order runs from now on: nothing of it is left there. Whoever works at its place is to look.
#[tracing::instrument(name = "db.orders.end_stays", skip_all)]
pub async fn end_stays(conn: &mut PgConnection, id: OrderId, on: ClusterId) -> sqlx::Result<()> {
    // The order first, as everybody does who writes its rooms.
    let touched = sqlx::query!(
        "UPDATE orders SET touched = touched + 1 WHERE id = $1 AND EXISTS (SELECT FROM classrooms WHERE order_id = $1 AND stays_on = $2)",
        id.uuid(),
        on.uuid()
    );
    if touched.execute(&mut *conn).await?.rows_affected() > 0 {
        sqlx::query!(
            "UPDATE classrooms SET stays_on = NULL, stays_since = NULL, stays_until = NULL, address = NULL WHERE order_id = $1 AND stays_on = $2",
            id.uuid(),
            on.uuid()
        )
        .execute(conn)
        .await?;
    }
    Ok(())
}

/// Rooms that stay on a cluster until their run is over, and that were not up when they were last looked at, or are known not to be reached; and how many others stay there.
#[tracing::instrument(name = "db.orders.lost_stays", skip_all)]
pub async fn lost_stays(conn: &mut PgConnection, on: ClusterId) -> sqlx::Result<(Vec<(OrderId, ClassroomId)>, usize)> {
    let rows = sqlx::query!(
        r#"SELECT c.order_id, c.id, r.classroom_id IS NULL OR (c.status ->> 'available')::boolean IS NOT TRUE
                  OR coalesce(c.unreached_since >= r.available_from, false) AS "is_lost!"
           FROM classrooms c LEFT JOIN readiness r ON r.classroom_id = c.id AND r.available_to IS NULL
           WHERE c.stays_on = $1 AND c.stays_until IS NOT NULL ORDER BY c.order_id, c.id"#,
        on.uuid()
    );
    let rows = rows.fetch_all(conn).await?;
    let others = rows.iter().filter(|row| !row.is_lost).count();
    let lost = rows.into_iter().filter(|row| row.is_lost);
    Ok((lost.map(|row| (OrderId::new(row.order_id), ClassroomId::new(row.id))).collect(), others))
}

/// These rooms of an order stay no longer. Whoever works at its place is to look.
#[tracing::instrument(name = "db.orders.recall", skip_all)]
pub async fn recall(conn: &mut PgConnection, id: OrderId, rooms: &[ClassroomId]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = rooms.iter().map(|room| room.uuid()).collect();
    sqlx::query!("UPDATE orders SET touched = touched + 1 WHERE id = $1", id.uuid()).execute(&mut *conn).await?;
    sqlx::query!(
        "UPDATE classrooms SET stays_on = NULL, stays_since = NULL, stays_until = NULL, address = NULL
         WHERE order_id = $1 AND id = ANY($2) AND stays_on IS NOT NULL",
        id.uuid(),
        &ids
    )
    .execute(conn)
    .await?;
    Ok(())
}
