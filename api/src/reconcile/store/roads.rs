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

/// Rooms of a cluster that are up, by id, after one of them and from the first again, at most `limit`, each once.
#[tracing::instrument(name = "db.reconcile.rooms_up", skip_all)]
pub(in crate::reconcile) async fn rooms_up(
    conn: &mut PgConnection,
    cluster: ClusterId,
    (after, limit): (Option<ClassroomId>, i64),
) -> sqlx::Result<Vec<RoomUp>> {
    let rows = sqlx::query!(
        r#"SELECT r.id, r.order_id, r.address, k.media_url, coalesce(r.unreached_since >= a.available_from, false) AS "is_unreached!"
           FROM clusters k JOIN placements p ON p.cluster_id = k.id AND p.state IN ('live', 'leaving') JOIN classrooms r ON r.order_id = p.order_id
           JOIN readiness a ON a.classroom_id = r.id AND a.available_to IS NULL
           WHERE k.id = $1 AND CASE WHEN r.stays_on IS NULL THEN p.state = 'live' ELSE r.stays_on = k.id END ORDER BY ($2::uuid IS NULL OR r.id > $2) DESC, r.id LIMIT $3"#,
        cluster.uuid(),
        after.map(ClassroomId::uuid),
        limit
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

/// How many rooms of a cluster are up and did not answer when they were last tried.
#[tracing::instrument(name = "db.reconcile.count_unreached", skip_all)]
pub(in crate::reconcile) async fn count_unreached(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM classrooms r JOIN readiness a ON a.classroom_id = r.id AND a.available_to IS NULL
           JOIN placements p ON p.order_id = r.order_id AND p.state IN ('live', 'leaving')
           WHERE p.cluster_id = $1 AND CASE WHEN r.stays_on IS NULL THEN p.state = 'live' ELSE r.stays_on = $1 END
             AND r.unreached_since >= a.available_from"#,
        cluster.uuid()
    )
    .fetch_one(conn)
    .await
}

/// Writes which rooms did not answer from now on, and which answer again. Rows are locked by id, so that whoever writes the rooms of an order
/// at the same time is waited for.
#[tracing::instrument(name = "db.reconcile.record_roads", skip_all)]
pub(in crate::reconcile) async fn record_roads(
    tx: &mut SystemTx,
    (unreached, answering): (&[Uuid], &[Uuid]),
    at: Timestamp,
) -> sqlx::Result<()> {
    let all = [unreached, answering].concat();
    sqlx::query!("SELECT id FROM classrooms WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE", &all).fetch_all(tx.conn()).await?;
    sqlx::query!("UPDATE classrooms SET unreached_since = $2 WHERE id = ANY($1)", unreached, at.to_sqlx() as jiff_sqlx::Timestamp)
        .execute(tx.conn())
        .await?;
    sqlx::query!("UPDATE classrooms SET unreached_since = NULL WHERE id = ANY($1)", answering).execute(tx.conn()).await?;
    Ok(())
}
