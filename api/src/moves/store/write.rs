//! Moves as they are written.

use homeroom_domain::{
    ids::{ClusterId, MoveId, OrderId, TenantId},
    moves::{Blocker, MoveCause, MoveState, Withdrawn},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgConnection, types::Json};

use crate::db::purged::Purged;

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::of("moves")];

/// A move that begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewMove {
    pub(crate) id: MoveId,
    pub(crate) tenant: TenantId,
    pub(crate) order: OrderId,
    pub(crate) from: ClusterId,
    pub(crate) to: ClusterId,
    pub(crate) cause: MoveCause,
    /// Preparing, or switched where nothing was prepared.
    pub(crate) state: MoveState,
    pub(crate) generation: i64,
    pub(crate) at: Timestamp,
}

/// Writes a move that begins.
#[tracing::instrument(name = "db.moves.insert", skip_all)]
pub(crate) async fn insert(conn: &mut PgConnection, new: &NewMove) -> sqlx::Result<()> {
    let switched_at = (new.state == MoveState::Switched).then(|| new.at.to_sqlx());
    sqlx::query!(
        "INSERT INTO moves (id, tenant_id, order_id, from_cluster, to_cluster, cause, state, generation, created_at, switched_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new.id.uuid(),
        new.tenant.uuid(),
        new.order.uuid(),
        new.from.uuid(),
        new.to.uuid(),
        new.cause.as_str(),
        new.state.as_str(),
        new.generation,
        new.at.to_sqlx() as jiff_sqlx::Timestamp,
        switched_at as Option<jiff_sqlx::Timestamp>
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes what a move waits for, and that its objects stand where they do.
#[tracing::instrument(name = "db.moves.block", skip_all)]
pub(crate) async fn block(conn: &mut PgConnection, id: MoveId, by: &Blocker, prepared_at: Option<Timestamp>) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE moves SET blocked = $2, prepared_at = coalesce(prepared_at, $3), revision = revision + 1 WHERE id = $1 AND state = 'preparing'",
        id.uuid(),
        Json(by) as _,
        prepared_at.map(jiff_sqlx::ToSqlx::to_sqlx) as Option<jiff_sqlx::Timestamp>
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes that the order runs at the new place, of a move that is being prepared.
#[tracing::instrument(name = "db.moves.switched", skip_all)]
pub(crate) async fn switched(conn: &mut PgConnection, id: MoveId, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE moves SET state = 'switched', blocked = NULL, prepared_at = coalesce(prepared_at, $2), switched_at = $2, revision = revision + 1
         WHERE id = $1 AND state = 'preparing'",
        id.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes that a move was given up. `false` where it is not being prepared any more.
#[tracing::instrument(name = "db.moves.withdraw", skip_all)]
pub(crate) async fn withdraw(conn: &mut PgConnection, id: MoveId, why: Withdrawn, at: Timestamp) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE moves SET state = 'cancelled', blocked = NULL, withdrawn = $2, ended_at = $3, revision = revision + 1
         WHERE id = $1 AND state = 'preparing'",
        id.uuid(),
        Json(why) as _,
        at.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// Writes that nothing of the order is left where it moved away from.
#[tracing::instrument(name = "db.moves.finish", skip_all)]
pub(crate) async fn finish(conn: &mut PgConnection, order: OrderId, from: ClusterId, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE moves SET state = 'done', ended_at = $3, revision = revision + 1
         WHERE order_id = $1 AND from_cluster = $2 AND state = 'switched'",
        order.uuid(),
        from.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes moves that ended long ago.
#[tracing::instrument(name = "db.moves.sweep", skip_all)]
pub(in crate::moves) async fn sweep(conn: &mut PgConnection, before: Timestamp, limit: i64) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "DELETE FROM moves WHERE id IN (SELECT id FROM moves WHERE ended_at < $1 ORDER BY ended_at LIMIT $2)",
        before.to_sqlx() as jiff_sqlx::Timestamp,
        limit
    );
    Ok(done.execute(conn).await?.rows_affected())
}
