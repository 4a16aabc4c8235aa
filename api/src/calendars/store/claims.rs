//! Claims of orders on storage pools: which pool an order has at one of its places, and until when what it left there is kept.

use homeroom_domain::{
    calendar::Reservation,
    ids::{ClusterId, OrderId, StoragePoolId, TenantId},
    pools::{Storage, left_behind},
    slots::Slot,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    days,
    headers::{self, Header},
    reservations::{Holder, reserve, reserved},
};

/// The claim of an order at a place.
#[derive(Debug, Clone, Copy)]
pub struct Claimed<'a> {
    pub order: OrderId,
    pub cluster: ClusterId,
    pub storage: &'a Storage,
}

/// Writes claims, or what they ask for now. Their reservations are written beside them.
#[tracing::instrument(name = "db.calendars.claim", skip_all)]
pub async fn claim(conn: &mut PgConnection, tenant: TenantId, claims: &[Claimed<'_>]) -> sqlx::Result<()> {
    if claims.is_empty() {
        return Ok(());
    }
    let of = |id: fn(&Claimed<'_>) -> Uuid| claims.iter().map(id).collect::<Vec<Uuid>>();
    let (orders, clusters, pools) =
        (of(|claim| claim.order.uuid()), of(|claim| claim.cluster.uuid()), of(|claim| claim.storage.pool.uuid()));
    let spaces: Vec<i64> = claims.iter().map(|claim| claim.storage.space_mib).collect();
    sqlx::query!(
        "INSERT INTO storage_claims (tenant_id, order_id, cluster_id, pool_id, space_mib)
         SELECT $1, n.order_id, n.cluster_id, n.pool_id, n.space_mib
         FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[]) AS n(order_id, cluster_id, pool_id, space_mib)
         ON CONFLICT (order_id, cluster_id) DO UPDATE
         SET space_mib = greatest(storage_claims.space_mib, excluded.space_mib), in_use = true",
        tenant.uuid(),
        &orders,
        &clusters,
        &pools,
        &spaces
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What an order holds, or left, of a pool of a cluster.
#[tracing::instrument(name = "db.calendars.claim_of", skip_all)]
pub async fn claim_of(conn: &mut PgConnection, order: OrderId, cluster: ClusterId) -> sqlx::Result<Option<Storage>> {
    let found = sqlx::query!(
        "SELECT c.pool_id, c.space_mib, p.calendar_id FROM storage_claims c JOIN storage_pools p ON p.id = c.pool_id
         WHERE c.order_id = $1 AND c.cluster_id = $2",
        order.uuid(),
        cluster.uuid()
    );
    let Some(found) = found.fetch_optional(&mut *conn).await? else { return Ok(None) };
    let reservation = reserved(conn, order, found.calendar_id).await?;
    Ok(Some(Storage { pool: StoragePoolId::new(found.pool_id), space_mib: found.space_mib, reservation }))
}

/// How many orders have, or left, something on each pool that any has.
#[tracing::instrument(name = "db.calendars.claims_on", skip_all)]
pub async fn claims_on(conn: &mut PgConnection, pools: &[Uuid]) -> sqlx::Result<Vec<ClaimsOn>> {
    let rows = sqlx::query!(
        r#"SELECT pool_id, count(*) FILTER (WHERE in_use) AS "orders!", count(*) FILTER (WHERE NOT in_use) AS "kept!"
           FROM storage_claims WHERE pool_id = ANY($1) GROUP BY pool_id"#,
        pools
    );
    let on = rows.fetch_all(conn).await?.into_iter();
    Ok(on.map(|row| ClaimsOn { pool: StoragePoolId::new(row.pool_id), orders: row.orders, kept: row.kept }).collect())
}

/// Claims on one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimsOn {
    pub pool: StoragePoolId,
    /// Of orders that are there.
    pub orders: i64,
    /// Of orders that are not, and whose recordings are kept.
    pub kept: i64,
}

/// Gives back what an order that is gone from a place does not need there any more of its pool. The pool's header is locked.
pub(super) async fn leave(
    conn: &mut PgConnection,
    (of, cluster): (Holder, ClusterId),
    header: &Header,
    (at, kept_until): (Timestamp, Option<Timestamp>),
) -> sqlx::Result<()> {
    let held: Reservation = reserved(&mut *conn, of.order, header.id).await?;
    let left = left_behind(&held, Slot::holding(at), kept_until);
    days::add(&mut *conn, header, &held.difference(&left)).await?;
    reserve(&mut *conn, of, &left).await?;
    match kept_until {
        Some(until) => keep(conn, of.order, cluster, until).await,
        None => forget_claim(conn, of.order, cluster).await,
    }
}

/// The pool's calendar of an order at a place.
#[tracing::instrument(name = "db.calendars.pool_of", skip_all)]
pub(super) async fn pool_of(conn: &mut PgConnection, order: OrderId, cluster: ClusterId) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "SELECT p.calendar_id FROM storage_claims c JOIN storage_pools p ON p.id = c.pool_id WHERE c.order_id = $1 AND c.cluster_id = $2",
        order.uuid(),
        cluster.uuid()
    )
    .fetch_optional(conn)
    .await
}

#[tracing::instrument(name = "db.calendars.keep", skip_all)]
async fn keep(conn: &mut PgConnection, order: OrderId, cluster: ClusterId, until: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE storage_claims SET in_use = false, kept_until = $3 WHERE order_id = $1 AND cluster_id = $2",
        order.uuid(),
        cluster.uuid(),
        until.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A claim of an order that is not there any more stands no longer.
#[tracing::instrument(name = "db.calendars.forget_claim", skip_all)]
pub async fn forget_claim(conn: &mut PgConnection, order: OrderId, cluster: ClusterId) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM storage_claims WHERE order_id = $1 AND cluster_id = $2
             AND NOT EXISTS (SELECT FROM placements p WHERE p.order_id = $1 AND p.cluster_id = $2 AND p.state <> 'gone')",
        order.uuid(),
        cluster.uuid()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Orders whose claims on a cluster have been kept for long enough, the first ones first.
#[tracing::instrument(name = "db.calendars.claims_over", skip_all)]
pub async fn claims_over(conn: &mut PgConnection, cluster: ClusterId, now: Timestamp, most: i64) -> sqlx::Result<Vec<OrderId>> {
    let ids = sqlx::query_scalar!(
        "SELECT order_id FROM storage_claims WHERE cluster_id = $1 AND NOT in_use AND kept_until <= $2 ORDER BY kept_until, order_id LIMIT $3",
        cluster.uuid(),
        now.to_sqlx() as jiff_sqlx::Timestamp,
        most
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(OrderId::new).collect())
}

/// Gives up what orders that are gone left on a cluster that is lost for good, some of it; says how much.
#[tracing::instrument(name = "db.calendars.give_up_kept", skip_all)]
pub async fn give_up_kept(conn: &mut PgConnection, cluster: ClusterId, at: Timestamp, most: i64) -> sqlx::Result<usize> {
    let kept = sqlx::query!(
        "SELECT c.tenant_id, c.order_id, p.calendar_id FROM storage_claims c JOIN storage_pools p ON p.id = c.pool_id
         WHERE c.cluster_id = $1 AND NOT c.in_use ORDER BY c.kept_until, c.order_id LIMIT $2",
        cluster.uuid(),
        most
    );
    let kept = kept.fetch_all(&mut *conn).await?;
    let calendars: Vec<Uuid> = kept.iter().map(|row| row.calendar_id).collect();
    let headers = headers::lock(&mut *conn, &calendars).await?;
    for row in &kept {
        let of = Holder { tenant: TenantId::new(row.tenant_id), order: OrderId::new(row.order_id) };
        for header in headers.iter().filter(|header| header.id == row.calendar_id) {
            leave(&mut *conn, (of, cluster), header, (at, None)).await?;
        }
    }
    Ok(kept.len())
}

/// Locks the calendars of a place: the cluster's, and the pool's where the order has one there, whose header it gives.
pub(super) async fn lock_place(conn: &mut PgConnection, calendar: Uuid, pool: Option<Uuid>) -> sqlx::Result<Option<Header>> {
    let ids: Vec<Uuid> = [calendar].into_iter().chain(pool).collect();
    Ok(headers::lock(conn, &ids).await?.into_iter().find(|header| Some(header.id) == pool))
}
