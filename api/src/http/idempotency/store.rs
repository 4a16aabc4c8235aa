//! The kept answers.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

/// Which request: the key alone is the client's and means nothing elsewhere.
pub(super) struct KeyId<'a> {
    pub scope: Uuid,
    pub route: &'a str,
    pub key: &'a str,
}

/// An answer that was given.
pub(super) struct Kept {
    pub body_hash: Vec<u8>,
    pub status: i16,
    pub headers: Value,
    pub body: Vec<u8>,
}

/// False while another transaction works under the same key.
pub(super) async fn try_lock(conn: &mut PgConnection, id: &KeyId<'_>) -> sqlx::Result<bool> {
    let digest = Sha256::new().chain_update(id.scope).chain_update(id.route).chain_update([0]).chain_update(id.key).finalize();
    let number = digest.iter().take(8).fold(0_i64, |number, byte| number << 8 | i64::from(*byte));
    sqlx::query_scalar!(r#"SELECT pg_try_advisory_xact_lock($1) AS "got!""#, number).fetch_one(conn).await
}

pub(super) async fn find(conn: &mut PgConnection, id: &KeyId<'_>) -> sqlx::Result<Option<Kept>> {
    sqlx::query_as!(
        Kept,
        "SELECT body_hash, status, headers, body FROM idempotency_keys WHERE scope = $1 AND route = $2 AND key = $3",
        id.scope,
        id.route,
        id.key
    )
    .fetch_optional(conn)
    .await
}

pub(super) async fn insert(conn: &mut PgConnection, id: &KeyId<'_>, kept: &Kept, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO idempotency_keys (scope, route, key, body_hash, status, headers, body, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.scope,
        id.route,
        id.key,
        kept.body_hash,
        kept.status,
        kept.headers,
        kept.body,
        at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets answers older than `before`, at most `limit`; returns how many.
pub(super) async fn forget(conn: &mut PgConnection, before: Timestamp, limit: i64) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "DELETE FROM idempotency_keys WHERE (scope, route, key) IN
             (SELECT scope, route, key FROM idempotency_keys WHERE created_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
        before.to_sqlx() as _,
        limit
    );
    Ok(done.execute(conn).await?.rows_affected())
}
