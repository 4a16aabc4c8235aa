//! The SQL of wake-ups, leases and periodic work. These live in real time, so here alone SQL asks the database's clock.

use homeroom_domain::ids::ClusterId;
use sqlx::PgConnection;
use uuid::Uuid;

#[tracing::instrument(name = "db.jobs.notify", skip_all)]
pub(super) async fn notify(conn: &mut PgConnection, channel: &str, payload: &str) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_notify($1, $2)", channel, payload).execute(conn).await?;
    Ok(())
}

/// Clusters on which nobody works. A read alone: at rest a replica that finds nothing to claim writes nothing.
#[tracing::instrument(name = "db.jobs.unclaimed", skip_all)]
pub(super) async fn unclaimed(conn: &mut PgConnection) -> sqlx::Result<Vec<ClusterId>> {
    let ids = sqlx::query_scalar!(
        "SELECT c.id FROM clusters c LEFT JOIN cluster_leases l ON l.cluster_id = c.id
         WHERE l.cluster_id IS NULL OR l.expires_at < clock_timestamp() ORDER BY c.id"
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(ClusterId::new).collect())
}

/// Takes a lease that nobody holds, under the next epoch. `None` when somebody was faster.
#[tracing::instrument(name = "db.jobs.claim", skip_all)]
pub(super) async fn claim(conn: &mut PgConnection, cluster: ClusterId, holder: Uuid, seconds: f64) -> sqlx::Result<Option<i64>> {
    let epoch = sqlx::query_scalar!(
        "INSERT INTO cluster_leases AS l (cluster_id, holder, epoch, expires_at)
         SELECT id, $2, 1, clock_timestamp() + make_interval(secs => $3) FROM clusters WHERE id = $1
         ON CONFLICT (cluster_id) DO UPDATE SET holder = excluded.holder, epoch = l.epoch + 1, expires_at = excluded.expires_at
         WHERE l.expires_at < clock_timestamp()
         RETURNING epoch",
        cluster.uuid(),
        holder.to_string(),
        seconds
    );
    epoch.fetch_optional(conn).await
}

/// Prolongs a lease. `false` when it has been taken over.
#[tracing::instrument(name = "db.jobs.renew", skip_all)]
pub(super) async fn renew(conn: &mut PgConnection, cluster: ClusterId, epoch: i64, seconds: f64) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE cluster_leases SET expires_at = clock_timestamp() + make_interval(secs => $3) WHERE cluster_id = $1 AND epoch = $2",
        cluster.uuid(),
        epoch,
        seconds
    );
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// Gives a lease up; its epoch stays, so that the next holder's is higher.
#[tracing::instrument(name = "db.jobs.give_up", skip_all)]
pub(super) async fn give_up(conn: &mut PgConnection, cluster: ClusterId, epoch: i64) -> sqlx::Result<()> {
    sqlx::query!("UPDATE cluster_leases SET expires_at = '-infinity' WHERE cluster_id = $1 AND epoch = $2", cluster.uuid(), epoch)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets the lease on a cluster that is taken off.
#[tracing::instrument(name = "db.jobs.forget", skip_all)]
pub(super) async fn forget(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM cluster_leases WHERE cluster_id = $1", cluster.uuid()).execute(conn).await?;
    Ok(())
}

/// The epoch of a cluster's lease, locked until the transaction ends so that nobody takes it over meanwhile.
#[tracing::instrument(name = "db.jobs.epoch_for_share", skip_all)]
pub(super) async fn epoch_for_share(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar!("SELECT epoch FROM cluster_leases WHERE cluster_id = $1 FOR SHARE", cluster.uuid()).fetch_optional(conn).await
}

/// Takes the turn at a periodic work, if it is due; it is due again after `seconds`.
#[tracing::instrument(name = "db.jobs.begin_periodic", skip_all)]
pub(super) async fn begin_periodic(conn: &mut PgConnection, name: &str, seconds: f64) -> sqlx::Result<bool> {
    let turn = sqlx::query!(
        "INSERT INTO periodic_works AS p (name, due_at) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
         ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at WHERE p.due_at <= clock_timestamp()",
        name,
        seconds
    );
    Ok(turn.execute(conn).await?.rows_affected() > 0)
}

#[tracing::instrument(name = "db.jobs.end_periodic", skip_all)]
pub(super) async fn end_periodic(conn: &mut PgConnection, name: &str) -> sqlx::Result<()> {
    sqlx::query!("UPDATE periodic_works SET succeeded_at = clock_timestamp() WHERE name = $1", name).execute(conn).await?;
    Ok(())
}

/// When each periodic work last succeeded, in seconds since 1970.
#[tracing::instrument(name = "db.jobs.successes", skip_all)]
pub(super) async fn successes(conn: &mut PgConnection) -> sqlx::Result<Vec<(String, f64)>> {
    let rows = sqlx::query!(
        r#"SELECT name, extract(epoch FROM succeeded_at)::double precision AS "at!" FROM periodic_works WHERE succeeded_at IS NOT NULL"#
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.name, row.at)).collect())
}
