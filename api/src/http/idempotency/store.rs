//! The kept answers.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::db::purged::Purged;

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::by_column("idempotency_keys", "scope")];

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
    /// Empty where it is known what was made.
    pub body: Vec<u8>,
    pub made: Option<Vec<Uuid>>,
}

/// What is known of a key.
pub(super) enum Claim {
    /// Another transaction works under it.
    Taken,
    Free,
    Kept(Kept),
}

struct Row {
    got: bool,
    body_hash: Option<Vec<u8>>,
    status: Option<i16>,
    headers: Option<Value>,
    body: Option<Vec<u8>>,
    made: Option<Vec<Uuid>>,
}

/// The answer that is kept under a key.
#[tracing::instrument(name = "db.idempotency.kept", skip_all)]
pub(super) async fn kept(conn: &mut PgConnection, id: &KeyId<'_>) -> sqlx::Result<Option<Kept>> {
    let kept = sqlx::query_as!(
        Kept,
        "SELECT body_hash, status, headers, body, made FROM idempotency_keys WHERE scope = $1 AND route = $2 AND key = $3",
        id.scope,
        id.route,
        id.key
    );
    kept.fetch_optional(conn).await
}

/// Looks for a key's answer and claims the key where there is none, in one statement: who is answered from here holds nothing. An answer that is committed
/// between the look and the claim is not seen: then [`insert`] finds the key taken.
#[tracing::instrument(name = "db.idempotency.claim", skip_all)]
pub(super) async fn claim(conn: &mut PgConnection, id: &KeyId<'_>) -> sqlx::Result<Claim> {
    let digest = Sha256::new().chain_update(id.scope).chain_update(id.route).chain_update([0]).chain_update(id.key).finalize();
    let number = digest.iter().take(8).fold(0_i64, |number, byte| number << 8 | i64::from(*byte));
    let row = sqlx::query_as!(
        Row,
        r#"SELECT CASE WHEN k.key IS NULL THEN pg_try_advisory_xact_lock($1) ELSE true END AS "got!", k.body_hash AS "body_hash?",
                  k.status AS "status?", k.headers AS "headers?", k.body AS "body?", k.made
           FROM (VALUES (true)) AS one LEFT JOIN idempotency_keys k ON k.scope = $2 AND k.route = $3 AND k.key = $4"#,
        number,
        id.scope,
        id.route,
        id.key
    )
    .fetch_one(conn)
    .await?;
    Ok(match row {
        Row { got: false, .. } => Claim::Taken,
        Row { body_hash: Some(body_hash), status: Some(status), headers: Some(headers), body: Some(body), made, .. } => {
            Claim::Kept(Kept { body_hash, status, headers, body, made })
        }
        _ => Claim::Free,
    })
}

/// False when somebody else has written the key meanwhile.
#[tracing::instrument(name = "db.idempotency.insert", skip_all)]
pub(super) async fn insert(conn: &mut PgConnection, id: &KeyId<'_>, kept: &Kept, at: Timestamp) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "INSERT INTO idempotency_keys (scope, route, key, body_hash, status, headers, body, made, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        id.scope,
        id.route,
        id.key,
        kept.body_hash,
        kept.status,
        kept.headers,
        kept.body,
        kept.made.as_deref(),
        at.to_sqlx() as _
    );
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// Forgets answers older than `before`, at most `limit`; returns how many.
#[tracing::instrument(name = "db.idempotency.forget", skip_all)]
pub(super) async fn forget(conn: &mut PgConnection, before: Timestamp, limit: i64) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "DELETE FROM idempotency_keys WHERE (scope, route, key) IN
             (SELECT scope, route, key FROM idempotency_keys WHERE created_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
        before.to_sqlx() as _,
        limit
    );
    Ok(done.execute(conn).await?.rows_affected())
}
