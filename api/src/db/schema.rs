//! The schema's version: brought up by `migrate`, checked by everything that serves.
//!
//! An older schema is refused, because the code would fail in the middle of a request. A newer one is not: migrations expand before they
//! contract, so the version before must be able to go on serving while the next one is rolled out. A migration that cannot keep to that adds itself
//! to `breaking_migrations`, and whoever does not know it is refused.

use anyhow::{Context, bail, ensure};
use sqlx::{Connection, PgConnection, PgPool, postgres::PgConnectOptions};

use super::{MIGRATOR, Pools};

/// Brings the schema up to this build's version, which is returned. Doing it again changes nothing.
///
/// # Errors
/// When the database cannot be reached, a migration fails, or one that was applied has been edited since.
pub async fn migrate(owner: PgConnectOptions) -> anyhow::Result<i64> {
    let mut conn = PgConnection::connect_with(&owner).await.context("the database cannot be reached as its owner")?;
    MIGRATOR.run(&mut conn).await.context("the schema cannot be brought up to date")?;
    conn.close().await?;
    Ok(newest())
}

/// Refuses to go on when the schema is older than the code, when a migration that the code does not know has broken with it, or when a role would see
/// every institution's rows.
///
/// # Errors
/// With a sentence that says what to do.
pub async fn check(pools: &Pools) -> anyhow::Result<()> {
    is_fenced(&pools.app).await.context("DATABASE_URL")?;
    is_worker(&pools.worker).await.context("WORKER_DATABASE_URL")?;
    fits(&mut *pools.worker.acquire().await?).await
}

/// Whether this version can serve on the schema that this connection finds.
pub(super) async fn fits(conn: &mut PgConnection) -> anyhow::Result<()> {
    is_new_enough(conn).await?;
    is_not_too_new(conn).await
}

async fn is_new_enough(conn: &mut PgConnection) -> anyhow::Result<()> {
    let sql = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL, to_regclass('applied_migrations') IS NOT NULL";
    let (known, listed): (bool, bool) = sqlx::query_as(sql).fetch_one(&mut *conn).await?;
    ensure!(known, "the database has no schema yet: run `homeroom migrate`");
    ensure!(listed, "the schema is older than this version needs: run `homeroom migrate`");
    let applied: Vec<i64> = sqlx::query_scalar("SELECT version FROM applied_migrations").fetch_all(&mut *conn).await?;
    if let Some(missing) = MIGRATOR.iter().map(|migration| migration.version).find(|version| !applied.contains(version)) {
        bail!("the schema is older than this version needs ({missing} is missing): run `homeroom migrate`");
    }
    Ok(())
}

async fn is_not_too_new(conn: &mut PgConnection) -> anyhow::Result<()> {
    let known: Vec<i64> = MIGRATOR.iter().map(|migration| migration.version).collect();
    let unknown: Option<(i64, String)> =
        sqlx::query_as("SELECT version, change FROM breaking_migrations WHERE version <> ALL ($1) ORDER BY version LIMIT 1")
            .bind(known)
            .fetch_optional(&mut *conn)
            .await?;
    if let Some((version, change)) = unknown {
        bail!(
            "the schema is newer than this version can serve (since {version}: {change}): start the version that migrated it, or a later one"
        );
    }
    Ok(())
}

async fn is_fenced(pool: &PgPool) -> anyhow::Result<()> {
    let (user, bypasses, is_app): (String, bool, bool) = who(pool, "homeroom_app").await?;
    ensure!(
        !bypasses,
        "role {user:?} bypasses row-level security and would see every institution: connect as a member of homeroom_app that is neither superuser nor BYPASSRLS"
    );
    ensure!(is_app, "role {user:?} is not a member of homeroom_app");
    let (_, _, is_worker) = who(pool, "homeroom_worker").await?;
    ensure!(!is_worker, "role {user:?} is a member of homeroom_worker and would see every institution");
    Ok(())
}

async fn is_worker(pool: &PgPool) -> anyhow::Result<()> {
    let (user, _, is_worker) = who(pool, "homeroom_worker").await?;
    ensure!(is_worker, "role {user:?} is not a member of homeroom_worker");
    Ok(())
}

async fn who(pool: &PgPool, role: &str) -> anyhow::Result<(String, bool, bool)> {
    sqlx::query_as(
        "SELECT current_user::text, (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user),
                EXISTS (SELECT FROM pg_roles WHERE rolname = $1 AND pg_has_role(current_user, oid, 'USAGE'))",
    )
    .bind(role)
    .fetch_one(pool)
    .await
    .context("the database cannot be reached")
}

fn newest() -> i64 {
    MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or_default()
}
