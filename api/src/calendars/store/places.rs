//! Where orders are on clusters, beyond their first booking: a further place, which one is the live one, and the end of each.

use homeroom_domain::{
    calendar::{Calendar, touched_days},
    ids::{ClusterId, OrderId, TenantId},
    moves::Found,
    order::PlacementState,
    slots::Slot,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

use super::{
    claims::{Claimed, claim, leave, lock_place, pool_of},
    days::{rows, write_days},
    reservations::{Holder, note_sizes, release, reserve},
};

/// Books and prepares a further place for an order, on calendars that the caller has locked and loaded, and to which the change was not added yet: the cluster's, and
/// its storage pool's where one was found. A place that it had before, and that is gone, begins anew.
#[tracing::instrument(name = "db.calendars.take_place", skip_all)]
pub async fn take_place(
    conn: &mut PgConnection,
    of: Holder,
    (calendar, pool, found): (&mut Calendar, Option<&mut Calendar>, &Found),
    at: Timestamp,
) -> sqlx::Result<()> {
    calendar.add(&found.change, 1);
    write_days(&mut *conn, &rows(calendar, touched_days(&found.change))).await?;
    reserve(&mut *conn, of, &found.capacity).await?;
    note_sizes(&mut *conn, of.order, calendar.id, &found.sizes).await?;
    if let (Some((storage, change)), Some(pool)) = (&found.storage, pool) {
        pool.add(change, 1);
        write_days(&mut *conn, &rows(pool, touched_days(change))).await?;
        reserve(&mut *conn, of, &storage.reservation).await?;
        claim(&mut *conn, of.tenant, &[Claimed { order: of.order, cluster: found.cluster, storage }]).await?;
    }
    sqlx::query!(
        "INSERT INTO placements (tenant_id, order_id, cluster_id, state, created_at) VALUES ($1, $2, $3, 'coming', $4)
         ON CONFLICT (order_id, cluster_id) DO UPDATE
         SET state = excluded.state, created_at = excluded.created_at, live_from = NULL, left_at = NULL, gone_at = NULL
         WHERE placements.state = 'gone'",
        of.tenant.uuid(),
        of.order.uuid(),
        found.cluster.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Makes the place that is prepared the live one, and leaves the one that was.
#[tracing::instrument(name = "db.calendars.switch_place", skip_all)]
pub async fn switch_place(conn: &mut PgConnection, order: OrderId, to: ClusterId, at: Timestamp) -> sqlx::Result<()> {
    leave_place(&mut *conn, order, PlacementState::Live, at).await?;
    sqlx::query!(
        "UPDATE placements SET state = 'live', live_from = $3 WHERE order_id = $1 AND cluster_id = $2 AND state = 'coming'",
        order.uuid(),
        to.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// From now on what an order has at its live place, or at the one that is prepared, goes. Its capacity there is held until it is gone.
#[tracing::instrument(name = "db.calendars.leave_place", skip_all)]
pub async fn leave_place(conn: &mut PgConnection, order: OrderId, state: PlacementState, at: Timestamp) -> sqlx::Result<()> {
    // It never ran where it was only prepared.
    sqlx::query!(
        "UPDATE placements SET state = 'leaving', left_at = CASE WHEN state = 'coming' THEN created_at ELSE $3 END
         WHERE order_id = $1 AND state = $2",
        order.uuid(),
        state.as_str(),
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The objects of an order on a cluster are gone: its capacity there is free, the slot that holds `at` included, and the placement is
/// over. A claim that is kept holds its space until then. Doing it again changes nothing.
#[tracing::instrument(name = "db.calendars.release_placement", skip_all)]
pub async fn release_placement(
    conn: &mut PgConnection,
    order: OrderId,
    cluster: ClusterId,
    (at, kept_until): (Timestamp, Option<Timestamp>),
) -> sqlx::Result<()> {
    let found = sqlx::query!(
        "SELECT p.tenant_id, c.calendar_id FROM placements p JOIN clusters c ON c.id = p.cluster_id
         WHERE p.order_id = $1 AND p.cluster_id = $2 AND p.state <> 'gone'",
        order.uuid(),
        cluster.uuid()
    );
    let Some(found) = found.fetch_optional(&mut *conn).await? else { return Ok(()) };
    let of = Holder { tenant: TenantId::new(found.tenant_id), order };
    let pool = pool_of(&mut *conn, order, cluster).await?;
    let pool = lock_place(&mut *conn, found.calendar_id, pool).await?;
    release(&mut *conn, of, found.calendar_id, Slot::holding(at)).await?;
    sqlx::query!(
        "UPDATE placements SET state = 'gone', gone_at = $3 WHERE order_id = $1 AND cluster_id = $2",
        order.uuid(),
        cluster.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(&mut *conn)
    .await?;
    match pool {
        Some(pool) => leave(conn, (of, cluster), &pool, (at, kept_until)).await,
        None => Ok(()),
    }
}

/// Forgets where orders were on a cluster that is taken off. The caller made sure that none is there.
#[tracing::instrument(name = "db.calendars.forget_placements", skip_all)]
pub async fn forget_placements(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM placements WHERE cluster_id = $1 AND state = 'gone'", cluster.uuid()).execute(conn).await?;
    Ok(())
}
