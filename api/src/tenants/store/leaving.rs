//! When the data of a tenant whose plan has ended is removed, and how far that is.

use homeroom_domain::ids::TenantId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::json;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// How far a purge is.
#[derive(Debug, Clone)]
pub(crate) struct PurgeRow {
    pub at: Timestamp,
    pub told_at: Option<Timestamp>,
    pub hold: Option<String>,
    pub since: Option<Timestamp>,
    pub done_at: Option<Timestamp>,
}

/// `None` where the tenant has its plan, or ended it when data was kept without an end.
#[tracing::instrument(name = "db.tenants.purge_of", skip_all)]
pub(crate) async fn purge_of(conn: &mut PgConnection, id: TenantId) -> sqlx::Result<Option<PurgeRow>> {
    let row = sqlx::query!(
        r#"SELECT purge_at AS "at!: jiff_sqlx::Timestamp", purge_told_at AS "told_at: jiff_sqlx::Timestamp", purge_hold,
                  purging_since AS "since: jiff_sqlx::Timestamp", purged_at AS "done_at: jiff_sqlx::Timestamp"
           FROM tenants WHERE id = $1 AND purge_at IS NOT NULL"#,
        id.uuid()
    );
    let moment = |at: Option<jiff_sqlx::Timestamp>| at.map(jiff_sqlx::Timestamp::to_jiff);
    Ok(row.fetch_optional(conn).await?.map(|row| PurgeRow {
        at: row.at.to_jiff(),
        told_at: moment(row.told_at),
        hold: row.purge_hold,
        since: moment(row.since),
        done_at: moment(row.done_at),
    }))
}

/// Tenants whose data may be due to be removed, is being removed, or was a little ago; by id.
#[tracing::instrument(name = "db.tenants.purges", skip_all)]
pub(crate) async fn purges(conn: &mut PgConnection, now: Timestamp, after: Option<Uuid>, limit: i64) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT id FROM tenants WHERE purge_settled_at IS NULL AND purge_at <= $1 AND (purge_hold IS NULL OR purging_since IS NOT NULL)
           AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3",
        now.to_sqlx() as jiff_sqlx::Timestamp,
        after,
        limit
    )
    .fetch_all(conn)
    .await
}

/// When the data of a tenant is removed: where it was not known, or where the warning was given that says so.
#[tracing::instrument(name = "db.tenants.set_purge_at", skip_all)]
pub(crate) async fn set_purge_at(conn: &mut PgConnection, id: TenantId, at: Timestamp, told_at: Option<Timestamp>) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE tenants SET purge_at = $2, purge_told_at = $3, revision = revision + 1 WHERE id = $1",
        id.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp,
        told_at.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Why its data is to be kept for now; `None`: no longer.
#[tracing::instrument(name = "db.tenants.set_purge_hold", skip_all)]
pub(crate) async fn set_purge_hold(conn: &mut PgConnection, id: TenantId, reason: Option<&String>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE tenants SET purge_hold = $2, revision = revision + 1 WHERE id = $1", id.uuid(), reason).execute(conn).await?;
    Ok(())
}

/// From now on its data is removed. What it wrote of itself beside its name goes at once.
#[tracing::instrument(name = "db.tenants.set_purging", skip_all)]
pub(crate) async fn set_purging(conn: &mut PgConnection, id: TenantId, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE tenants SET purging_since = $2, metadata = $3, revision = revision + 1 WHERE id = $1",
        id.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp,
        Json(json!({})) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[tracing::instrument(name = "db.tenants.set_purged", skip_all)]
pub(crate) async fn set_purged(conn: &mut PgConnection, id: TenantId, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE tenants SET purged_at = $2, revision = revision + 1 WHERE id = $1",
        id.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The last letter to it was sent, and nothing more is looked for.
#[tracing::instrument(name = "db.tenants.set_purge_settled", skip_all)]
pub(crate) async fn set_purge_settled(conn: &mut PgConnection, id: TenantId, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!("UPDATE tenants SET purge_settled_at = $2 WHERE id = $1", id.uuid(), at.to_sqlx() as jiff_sqlx::Timestamp)
        .execute(conn)
        .await?;
    Ok(())
}
