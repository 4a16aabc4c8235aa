//! The SQL of jobs. Their times are business time, so that back-off is tried in held time.

use std::collections::BTreeMap;

use futures::future::BoxFuture;
use homeroom_domain::ids::{JobId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{DEAD_KEPT, handlers::Attempt, turns::Lane};

/// Where a job is on its way. One that is done is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JobState {
    /// Waits for its time, for its turn, or for the next attempt.
    Queued,
    /// A process works on it, or was killed while it did; then it is taken again after its deadline.
    Running,
    /// Failed for good; runs again if an operator says so.
    Dead,
}

impl JobState {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Dead => "dead",
        }
    }
}

/// Jobs of the tenant, or of the platform, that are not dead; counted up to `limit`.
#[tracing::instrument(name = "db.queue.waiting", skip_all)]
pub(super) async fn waiting(conn: &mut PgConnection, tenant: Option<TenantId>, limit: i64) -> sqlx::Result<i64> {
    let lane = tenant.map_or(Uuid::nil(), TenantId::uuid);
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (
               SELECT FROM jobs WHERE state <> 'dead' AND coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'::uuid) = $1 LIMIT $2
           ) AS counted"#,
        lane,
        limit
    )
    .fetch_one(conn)
    .await
}

pub(super) struct NewRow<'a> {
    pub(super) id: JobId,
    pub(super) tenant: Option<TenantId>,
    pub(super) name: &'a str,
    pub(super) payload: Value,
    pub(super) run_at: Timestamp,
    pub(super) dedup_key: Option<&'a str>,
    pub(super) now: Timestamp,
}

/// `false` when one with the same key has not begun.
#[tracing::instrument(name = "db.queue.insert", skip_all)]
pub(super) async fn insert(conn: &mut PgConnection, new: &NewRow<'_>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "INSERT INTO jobs (id, tenant_id, name, payload, run_at, dedup_key, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (tenant_id, name, dedup_key) WHERE dedup_key IS NOT NULL DO NOTHING",
        new.id.uuid(),
        new.tenant.map(TenantId::uuid),
        new.name,
        new.payload,
        new.run_at.to_sqlx() as _,
        new.dedup_key,
        new.now.to_sqlx() as _
    );
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// One replica at a time takes jobs, so that the limits on running ones hold over all.
#[tracing::instrument(name = "db.queue.lock_turns", skip_all)]
pub(super) async fn lock_turns(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtext('homeroom turns of jobs'))").execute(conn).await?;
    Ok(())
}

/// The lanes whose first job is due. Reads one row a lane, however many jobs it holds.
#[tracing::instrument(name = "db.queue.due_lanes", skip_all)]
pub(super) async fn due_lanes(conn: &mut PgConnection, names: &[String], now: Timestamp) -> sqlx::Result<Vec<Lane>> {
    sqlx::query_as!(
        Lane,
        r#"WITH RECURSIVE lanes AS (
               (SELECT coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'::uuid) AS tenant, name, run_at FROM jobs
                WHERE state <> 'dead' ORDER BY 1, 2, 3 LIMIT 1)
               UNION ALL
               SELECT next.tenant, next.name, next.run_at FROM lanes, LATERAL (
                   SELECT coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'::uuid) AS tenant, name, run_at FROM jobs
                   WHERE state <> 'dead' AND (coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'::uuid), name) > (lanes.tenant, lanes.name)
                   ORDER BY 1, 2, 3 LIMIT 1) AS next
           )
           SELECT tenant AS "tenant!", name AS "name!" FROM lanes WHERE run_at <= $2 AND name = ANY($1) ORDER BY run_at"#,
        names,
        now.to_sqlx() as _
    )
    .fetch_all(conn)
    .await
}

/// How many run now, by tenant; the platform is the nil UUID. One whose process was killed counts until another may take it, and no longer: as many as may
/// run at a time would keep each other from ever being taken.
#[tracing::instrument(name = "db.queue.running", skip_all)]
pub(super) async fn running(conn: &mut PgConnection, now: Timestamp) -> sqlx::Result<BTreeMap<Uuid, i64>> {
    let now = now.to_sqlx();
    let counts = sqlx::query!(
        r#"SELECT tenant_id, count(*) AS "count!" FROM jobs WHERE state = 'running' AND run_at > $1 GROUP BY tenant_id"#,
        now as _
    );
    Ok(counts.fetch_all(conn).await?.into_iter().map(|row| (row.tenant_id.unwrap_or_default(), row.count)).collect())
}

/// A job that this process works on now.
pub(super) struct Taken {
    pub(super) id: JobId,
    pub(super) tenant: Option<TenantId>,
    pub(super) name: String,
    pub(super) payload: Value,
    /// This one included.
    pub(super) attempts: i32,
}

/// Takes the lane's first job until `deadline`. Its key is given up: what is asked for from now on is done once more.
#[tracing::instrument(name = "db.queue.take", skip_all)]
pub(super) async fn take(conn: &mut PgConnection, lane: &Lane, now: Timestamp, deadline: Timestamp) -> sqlx::Result<Option<Taken>> {
    let row = sqlx::query!(
        "UPDATE jobs SET state = 'running', run_at = $4, attempts = attempts + 1, dedup_key = NULL
         WHERE id = (SELECT id FROM jobs WHERE state <> 'dead' AND coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'::uuid) = $1
                     AND name = $2 AND run_at <= $3 ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING id, tenant_id, name, payload, attempts",
        lane.tenant,
        lane.name,
        now.to_sqlx() as _,
        deadline.to_sqlx() as _
    );
    let taken = row.fetch_optional(conn).await?;
    Ok(taken.map(|row| Taken {
        id: row.id.into(),
        tenant: row.tenant_id.map(TenantId::new),
        name: row.name,
        payload: row.payload,
        attempts: row.attempts,
    }))
}

/// It is done. Like the next two: `false` when somebody else took it meanwhile.
#[tracing::instrument(name = "db.queue.done", skip_all)]
pub(super) async fn done(conn: &mut PgConnection, attempt: Attempt) -> sqlx::Result<bool> {
    let deleted = sqlx::query!("DELETE FROM jobs WHERE id = $1 AND attempts = $2 AND state = 'running'", attempt.id.uuid(), attempt.number);
    Ok(deleted.execute(conn).await?.rows_affected() > 0)
}

/// It failed and is tried again.
#[tracing::instrument(name = "db.queue.again", skip_all)]
pub(super) async fn again(conn: &mut PgConnection, attempt: Attempt, at: Timestamp, reason: &str) -> sqlx::Result<bool> {
    let put_back = sqlx::query!(
        "UPDATE jobs SET state = 'queued', run_at = $3, last_error = $4 WHERE id = $1 AND attempts = $2 AND state = 'running'",
        attempt.id.uuid(),
        attempt.number,
        at.to_sqlx() as _,
        reason
    );
    Ok(put_back.execute(conn).await?.rows_affected() > 0)
}

/// It failed for good.
#[tracing::instrument(name = "db.queue.dead", skip_all)]
pub(super) async fn dead(conn: &mut PgConnection, attempt: Attempt, now: Timestamp, reason: &str) -> sqlx::Result<bool> {
    let buried = sqlx::query!(
        "UPDATE jobs SET state = 'dead', run_at = $3, last_error = $4 WHERE id = $1 AND attempts = $2 AND state = 'running'",
        attempt.id.uuid(),
        attempt.number,
        now.to_sqlx() as _,
        reason
    );
    Ok(buried.execute(conn).await?.rows_affected() > 0)
}

/// Which jobs operators want to see.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filter<'a> {
    pub(crate) state: Option<JobState>,
    pub(crate) name: Option<&'a str>,
    pub(crate) after: Option<(Timestamp, Uuid)>,
}

/// A job without its payload.
#[derive(Debug)]
pub(crate) struct JobRow {
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Option<Uuid>,
    pub(crate) name: String,
    pub(crate) state: String,
    pub(crate) run_at: jiff_sqlx::Timestamp,
    pub(crate) attempts: i32,
    pub(crate) last_error: Option<String>,
    pub(crate) created_at: jiff_sqlx::Timestamp,
}

/// Jobs by creation, at most `limit`.
#[tracing::instrument(name = "db.queue.list", skip_all)]
pub(crate) async fn list(conn: &mut PgConnection, filter: Filter<'_>, limit: i64) -> sqlx::Result<Vec<JobRow>> {
    let (after_at, after_id) = filter.after.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    sqlx::query_as!(
        JobRow,
        "SELECT id, tenant_id, name, state, run_at, attempts, last_error, created_at FROM jobs
         WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR name = $2)
           AND ($3::timestamptz IS NULL OR (created_at, id) > ($3, $4::uuid))
         ORDER BY created_at, id LIMIT $5",
        filter.state.map(JobState::name),
        filter.name,
        after_at as Option<jiff_sqlx::Timestamp>,
        after_id,
        limit
    )
    .fetch_all(conn)
    .await
}

#[tracing::instrument(name = "db.queue.get", skip_all)]
pub(crate) async fn get(conn: &mut PgConnection, id: JobId) -> sqlx::Result<Option<JobRow>> {
    sqlx::query_as!(
        JobRow,
        "SELECT id, tenant_id, name, state, run_at, attempts, last_error, created_at FROM jobs WHERE id = $1",
        id.uuid()
    )
    .fetch_optional(conn)
    .await
}

/// Makes one that is dead, or waits for a later time, due now; a dead one has all of its attempts again. `false` when there was nothing to do.
#[tracing::instrument(name = "db.queue.run_now", skip_all)]
pub(crate) async fn run_now(conn: &mut PgConnection, id: JobId, now: Timestamp) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE jobs SET state = 'queued', run_at = $2, attempts = CASE state WHEN 'dead' THEN 0 ELSE attempts END
         WHERE id = $1 AND (state = 'dead' OR (state = 'queued' AND run_at > $2))",
        id.uuid(),
        now.to_sqlx() as _
    );
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// Deletes jobs that have been dead for long enough.
#[tracing::instrument(name = "db.queue.sweep_dead", skip_all)]
pub(crate) fn sweep_dead(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let done = sqlx::query!(
            "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE state = 'dead' AND run_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
            (now - DEAD_KEPT).to_sqlx() as _,
            limit
        );
        Ok(done.execute(conn).await?.rows_affected())
    })
}

/// Jobs of one name.
pub(super) struct Depth {
    pub(super) name: String,
    pub(super) waiting: i64,
    /// Since when the oldest of those is due, or will be.
    pub(super) oldest: Option<jiff_sqlx::Timestamp>,
    pub(super) dead: i64,
}

/// How many wait and how many are dead, by name; of a very full queue, of its first 100,000.
#[tracing::instrument(name = "db.queue.depths", skip_all)]
pub(super) async fn depths(conn: &mut PgConnection) -> sqlx::Result<Vec<Depth>> {
    sqlx::query_as!(
        Depth,
        r#"SELECT name, count(*) FILTER (WHERE state = 'queued') AS "waiting!", min(run_at) FILTER (WHERE state = 'queued') AS oldest,
                  count(*) FILTER (WHERE state = 'dead') AS "dead!"
           FROM (SELECT name, state, run_at FROM jobs LIMIT 100000) AS seen GROUP BY name"#
    )
    .fetch_all(conn)
    .await
}
