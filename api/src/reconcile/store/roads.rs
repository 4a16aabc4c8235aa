//! Rooms that are up, as far as somebody reaches them.

use homeroom_domain::ids::{ClassroomId, ClusterId, OrderId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::auth::SystemTx;

/// A room that was up when it was last looked at.
#[derive(Debug, Clone)]
pub(in crate::reconcile) struct RoomUp {
    pub(in crate::reconcile) id: ClassroomId,
    pub(in crate::reconcile) order: OrderId,
    /// See `clusters`.
    pub(in crate::reconcile) media_url: String,
    /// Of the pod that answered then.
    pub(in crate::reconcile) address: Option<String>,
    /// It did not answer when it was last tried.
    pub(in crate::reconcile) is_unreached: bool,
}

/// Ids of rooms of a cluster that are up, by id, after one of them and from the first again, at most `limit`, each once. One that was up where its order was
/// before, and has not been looked at here, is not.
#[tracing::instrument(name = "db.reconcile.rooms_up", skip_all)]
pub(in crate::reconcile) async fn rooms_up(
    conn: &mut PgConnection,
    cluster: ClusterId,
    (after, limit): (Option<Uuid>, i64),
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT r.id FROM placements p JOIN classrooms r ON r.order_id = p.order_id JOIN readiness a ON a.classroom_id = r.id AND a.available_to IS NULL
         WHERE p.cluster_id = $1 AND p.state IN ('live', 'leaving') AND CASE
             WHEN r.stays_on IS NULL THEN p.state = 'live' AND r.seen_at >= coalesce(p.live_from, p.created_at) ELSE r.stays_on = $1 END
         ORDER BY ($2::uuid IS NULL OR r.id > $2) DESC, r.id LIMIT $3",
        cluster.uuid(),
        after,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Of some rooms those that are up on a cluster.
#[tracing::instrument(name = "db.reconcile.rooms_still_up", skip_all)]
pub(in crate::reconcile) async fn rooms_still_up(conn: &mut PgConnection, cluster: ClusterId, ids: &[Uuid]) -> sqlx::Result<Vec<RoomUp>> {
    let rows = sqlx::query!(
        r#"SELECT r.id, r.order_id, r.address, k.media_url, coalesce(r.unreached_since >= a.available_from, false) AS "is_unreached!"
           FROM classrooms r JOIN placements p ON p.order_id = r.order_id AND p.state IN ('live', 'leaving') JOIN clusters k ON k.id = p.cluster_id
           JOIN readiness a ON a.classroom_id = r.id AND a.available_to IS NULL
           WHERE r.id = ANY($2) AND p.cluster_id = $1 AND CASE
               WHEN r.stays_on IS NULL THEN p.state = 'live' AND r.seen_at >= coalesce(p.live_from, p.created_at) ELSE r.stays_on = $1 END"#,
        cluster.uuid(),
        ids
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let room = rows.map(|row| RoomUp {
        id: ClassroomId::new(row.id),
        order: OrderId::new(row.order_id),
        media_url: row.media_url,
        address: row.address,
        is_unreached: row.is_unreached,
    });
    Ok(room.collect())
}

/// Rooms of a cluster that are up and did not answer when they were last tried, those that were found last first, at most `limit`.
#[tracing::instrument(name = "db.reconcile.unreached", skip_all)]
pub(in crate::reconcile) async fn unreached(conn: &mut PgConnection, cluster: ClusterId, limit: i64) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT r.id FROM placements p JOIN classrooms r ON r.order_id = p.order_id AND r.unreached_since IS NOT NULL
         JOIN readiness a ON a.classroom_id = r.id AND a.available_to IS NULL
         WHERE p.cluster_id = $1 AND p.state IN ('live', 'leaving') AND r.unreached_since >= a.available_from AND CASE
             WHEN r.stays_on IS NULL THEN p.state = 'live' AND r.seen_at >= coalesce(p.live_from, p.created_at) ELSE r.stays_on = $1 END
         ORDER BY r.unreached_since DESC, r.id LIMIT $2",
        cluster.uuid(),
        limit
    )
    .fetch_all(conn)
    .await
}

/// How many rooms of a cluster are up and did not answer when they were last tried.
#[tracing::instrument(name = "db.reconcile.count_unreached", skip_all)]
pub(in crate::reconcile) async fn count_unreached(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM placements p JOIN classrooms r ON r.order_id = p.order_id AND r.unreached_since IS NOT NULL
           JOIN readiness a ON a.classroom_id = r.id AND a.available_to IS NULL
           WHERE p.cluster_id = $1 AND p.state IN ('live', 'leaving') AND r.unreached_since >= a.available_from AND CASE
               WHEN r.stays_on IS NULL THEN p.state = 'live' AND r.seen_at >= coalesce(p.live_from, p.created_at) ELSE r.stays_on = $1 END"#,
        cluster.uuid()
    )
    .fetch_one(conn)
    .await
}

/// Writes which rooms did not answer from now on, and which answer again. A room that somebody else is writing is left out: it is tried again, and nobody
/// waits for another who waits for them.
#[tracing::instrument(name = "db.reconcile.record_roads", skip_all)]
pub(in crate::reconcile) async fn record_roads(
    tx: &mut SystemTx,
    (unreached, answering): (&[Uuid], &[Uuid]),
    at: Timestamp,
) -> sqlx::Result<()> {
    let all = [unreached, answering].concat();
    let locked = sqlx::query_scalar!("SELECT id FROM classrooms WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED", &all)
        .fetch_all(tx.conn())
        .await?;
    sqlx::query!(
        "UPDATE classrooms SET unreached_since = CASE WHEN array_position($2::uuid[], id) IS NOT NULL THEN $3::timestamptz END WHERE id = ANY($1)",
        &locked,
        unreached,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
