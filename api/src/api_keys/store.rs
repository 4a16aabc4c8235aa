//! Keys. Every query names its place, besides the fence around tenants.

use homeroom_domain::ids::{ApiKeyId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{auth::Place, db::purged::Purged, http::Cursor};

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::of("api_keys")];

#[derive(Debug, Clone)]
pub(super) struct KeyRow {
    pub id: Uuid,
    pub name: String,
    pub public_id: String,
    pub scopes: Vec<String>,
    pub expires_at: Option<jiff_sqlx::Timestamp>,
    pub last_used_at: Option<jiff_sqlx::Timestamp>,
    pub revoked_at: Option<jiff_sqlx::Timestamp>,
    pub created_at: jiff_sqlx::Timestamp,
}

/// Who made a key; `None` for one that a program made.
#[tracing::instrument(name = "db.api_keys.maker", skip_all)]
pub(crate) async fn maker(conn: &mut PgConnection, key: ApiKeyId) -> sqlx::Result<Option<UserId>> {
    let made_by = sqlx::query_scalar!("SELECT created_by FROM api_keys WHERE id = $1", key.uuid());
    Ok(made_by.fetch_optional(conn).await?.flatten().map(UserId::new))
}

/// Keys here that work now. Nobody else makes one until the transaction ends.
#[tracing::instrument(name = "db.api_keys.lock_and_count", skip_all)]
pub(super) async fn lock_and_count(conn: &mut PgConnection, place: Place, now: Timestamp) -> sqlx::Result<i64> {
    let (tenant, partner) = place.columns();
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('api_keys ' || $1, 0))", place.to_string()).execute(&mut *conn).await?;
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM api_keys WHERE tenant_id IS NOT DISTINCT FROM $1 AND partner_id IS NOT DISTINCT FROM $2
           AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3)"#,
        tenant,
        partner,
        now.to_sqlx() as _
    )
    .fetch_one(conn)
    .await
}

#[tracing::instrument(name = "db.api_keys.insert", skip_all)]
pub(super) async fn insert(conn: &mut PgConnection, place: Place, row: &KeyRow, hash: &[u8], made_by: Option<Uuid>) -> sqlx::Result<()> {
    let (tenant, partner) = place.columns();
    sqlx::query!(
        "INSERT INTO api_keys (id, tenant_id, partner_id, name, public_id, secret_hash, scopes, created_by, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        row.id,
        tenant,
        partner,
        row.name,
        row.public_id,
        hash,
        &row.scopes,
        made_by,
        row.expires_at as _,
        row.created_at as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[tracing::instrument(name = "db.api_keys.list", skip_all)]
pub(super) async fn list(conn: &mut PgConnection, place: Place, after: Option<&Cursor>, rows: i64) -> sqlx::Result<Vec<KeyRow>> {
    let (tenant, partner) = place.columns();
    sqlx::query_as!(
        KeyRow,
        "SELECT id, name, public_id, scopes, expires_at, last_used_at, revoked_at, created_at FROM api_keys
         WHERE tenant_id IS NOT DISTINCT FROM $1 AND partner_id IS NOT DISTINCT FROM $2
           AND ($3::timestamptz IS NULL OR (created_at, id) > ($3, $4))
         ORDER BY created_at, id LIMIT $5",
        tenant,
        partner,
        after.map(|cursor| cursor.at.to_sqlx()) as _,
        after.map(Cursor::uuid),
        rows
    )
    .fetch_all(conn)
    .await
}

/// What became of a revocation.
pub(super) enum Revoked {
    Now,
    Before,
    NoSuchKey,
}

#[tracing::instrument(name = "db.api_keys.revoke", skip_all)]
pub(super) async fn revoke(conn: &mut PgConnection, place: Place, id: ApiKeyId, at: Timestamp) -> sqlx::Result<Revoked> {
    let (tenant, partner) = place.columns();
    let row = sqlx::query!(
        r#"SELECT revoked_at IS NULL AS "live!" FROM api_keys
           WHERE id = $1 AND tenant_id IS NOT DISTINCT FROM $2 AND partner_id IS NOT DISTINCT FROM $3 FOR UPDATE"#,
        id.uuid(),
        tenant,
        partner
    )
    .fetch_optional(&mut *conn)
    .await?;
    match row {
        None => Ok(Revoked::NoSuchKey),
        Some(row) if !row.live => Ok(Revoked::Before),
        Some(_) => {
            sqlx::query!("UPDATE api_keys SET revoked_at = $2 WHERE id = $1", id.uuid(), at.to_sqlx() as _).execute(conn).await?;
            Ok(Revoked::Now)
        }
    }
}
