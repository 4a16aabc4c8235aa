//! The SQL of recognising callers, of signing keys and of attempts. Runs under the worker role: before it, nobody knows which tenant it is.

use homeroom_domain::ids::TenantId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

pub(super) struct KeyRow {
    pub id: Uuid,
    pub tenant_id: Option<Uuid>,
    pub partner_id: Option<Uuid>,
    pub secret_hash: Vec<u8>,
    pub scopes: Vec<String>,
    pub expires_at: Option<jiff_sqlx::Timestamp>,
    pub revoked_at: Option<jiff_sqlx::Timestamp>,
    pub last_used_at: Option<jiff_sqlx::Timestamp>,
    pub livemode: bool,
}

#[tracing::instrument(name = "db.auth.key_by_public_id", skip_all)]
pub(super) async fn key_by_public_id(conn: &mut PgConnection, public_id: &str) -> sqlx::Result<Option<KeyRow>> {
    sqlx::query_as!(
        KeyRow,
        r#"SELECT k.id, k.tenant_id, k.partner_id, k.secret_hash, k.scopes, k.expires_at, k.revoked_at, k.last_used_at,
                  coalesce(t.livemode, true) AS "livemode!"
           FROM api_keys k LEFT JOIN tenants t ON t.id = k.tenant_id WHERE k.public_id = $1"#,
        public_id
    )
    .fetch_optional(conn)
    .await
}

/// Of many uses at once, one writes.
#[tracing::instrument(name = "db.auth.key_used", skip_all)]
pub(super) async fn key_used(conn: &mut PgConnection, id: Uuid, at: Timestamp, not_since: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE api_keys SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)",
        id,
        at.to_sqlx() as _,
        not_since.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) struct SessionRow {
    pub id: Uuid,
    pub user_id: Uuid,
    pub last_seen_at: jiff_sqlx::Timestamp,
    pub expires_at: jiff_sqlx::Timestamp,
    pub membership_id: Option<Uuid>,
    pub role: Option<String>,
    pub tenant_id: Option<Uuid>,
    pub partner_id: Option<Uuid>,
    pub livemode: Option<bool>,
}

#[tracing::instrument(name = "db.auth.session_by_token", skip_all)]
pub(super) async fn session_by_token(conn: &mut PgConnection, hash: &[u8]) -> sqlx::Result<Option<SessionRow>> {
    sqlx::query_as!(
        SessionRow,
        r#"SELECT s.id, s.user_id, s.last_seen_at, s.expires_at, s.membership_id, m.role AS "role?", m.tenant_id, m.partner_id, t.livemode AS "livemode?"
           FROM sessions s LEFT JOIN memberships m ON m.id = s.membership_id LEFT JOIN tenants t ON t.id = m.tenant_id WHERE s.token_hash = $1"#,
        hash
    )
    .fetch_optional(conn)
    .await
}

/// Of many requests at once, one writes.
#[tracing::instrument(name = "db.auth.session_seen", skip_all)]
pub(super) async fn session_seen(conn: &mut PgConnection, id: Uuid, at: Timestamp, not_since: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at <= $3",
        id,
        at.to_sqlx() as _,
        not_since.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The person that an unused link is for.
#[tracing::instrument(name = "db.auth.live_link", skip_all)]
pub(super) async fn live_link(conn: &mut PgConnection, hash: &[u8], now: Timestamp) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "SELECT user_id FROM password_links WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
        hash,
        now.to_sqlx() as _
    )
    .fetch_optional(conn)
    .await
}

/// What a caller needs to know of the tenant that it acts for.
pub(super) struct TenantRow {
    pub partner_id: Option<Uuid>,
    pub livemode: bool,
    /// Its data is being removed, or was.
    pub is_purged: bool,
}

#[tracing::instrument(name = "db.auth.tenant", skip_all)]
pub(super) async fn tenant(conn: &mut PgConnection, id: TenantId) -> sqlx::Result<Option<TenantRow>> {
    sqlx::query_as!(
        TenantRow,
        r#"SELECT partner_id, livemode, purging_since IS NOT NULL AS "is_purged!" FROM tenants WHERE id = $1"#,
        id.uuid()
    )
    .fetch_optional(conn)
    .await
}

/// A session or a key that has not ended.
pub(super) struct AliveRow {
    pub id: Uuid,
    pub membership_id: Option<Uuid>,
    pub role: Option<String>,
    pub scopes: Option<Vec<String>>,
}

/// Those of these sessions and keys that have not ended, with what they allow.
#[tracing::instrument(name = "db.auth.alive", skip_all)]
pub(super) async fn alive(
    conn: &mut PgConnection,
    sessions: &[Uuid],
    keys: &[Uuid],
    now: Timestamp,
    seen_after: Timestamp,
) -> sqlx::Result<Vec<AliveRow>> {
    sqlx::query_as!(
        AliveRow,
        r#"SELECT s.id AS "id!", s.membership_id, m.role AS "role?", NULL::text[] AS scopes
           FROM sessions s LEFT JOIN memberships m ON m.id = s.membership_id
           WHERE s.id = ANY($1) AND s.expires_at > $3 AND s.last_seen_at > $4
           UNION ALL
           SELECT id, NULL, NULL, scopes FROM api_keys
           WHERE id = ANY($2) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3)"#,
        sessions,
        keys,
        now.to_sqlx() as _,
        seen_after.to_sqlx() as _
    )
    .fetch_all(conn)
    .await
}

pub(super) struct SigningKeyRow {
    pub kid: String,
    pub public_key: Vec<u8>,
    pub private_key: Vec<u8>,
    pub created_at: jiff_sqlx::Timestamp,
    pub retired_at: Option<jiff_sqlx::Timestamp>,
}

/// Keys that sign, or whose tokens may still be met, the newest first.
#[tracing::instrument(name = "db.auth.signing_keys", skip_all)]
pub(super) async fn signing_keys(conn: &mut PgConnection, retired_after: Timestamp) -> sqlx::Result<Vec<SigningKeyRow>> {
    sqlx::query_as!(
        SigningKeyRow,
        "SELECT kid, public_key, private_key, created_at, retired_at FROM signing_keys WHERE retired_at IS NULL OR retired_at > $1 ORDER BY created_at DESC, kid",
        retired_after.to_sqlx() as _
    )
    .fetch_all(conn)
    .await
}

/// One rotation at a time.
#[tracing::instrument(name = "db.auth.lock_signing_keys", skip_all)]
pub(super) async fn lock_signing_keys(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtext('homeroom signing keys'))").execute(conn).await?;
    Ok(())
}

/// The keys that sign are to do so no longer from `at` on.
#[tracing::instrument(name = "db.auth.retire_signing_keys", skip_all)]
pub(super) async fn retire_signing_keys(conn: &mut PgConnection, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!("UPDATE signing_keys SET retired_at = $1 WHERE retired_at IS NULL", at.to_sqlx() as _).execute(conn).await?;
    Ok(())
}

#[tracing::instrument(name = "db.auth.insert_signing_key", skip_all)]
pub(super) async fn insert_signing_key(
    conn: &mut PgConnection,
    kid: &str,
    public_key: &[u8],
    private_key: &[u8],
    at: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO signing_keys (kid, public_key, private_key, created_at) VALUES ($1, $2, $3, $4)",
        kid,
        public_key,
        private_key,
        at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) struct AttemptRow {
    pub count: i32,
    pub window_start: jiff_sqlx::Timestamp,
}

/// Counts an attempt; a window that began before `begun_before` is over.
#[tracing::instrument(name = "db.auth.count_attempt", skip_all)]
pub(super) async fn count_attempt(
    conn: &mut PgConnection,
    bucket: &str,
    now: Timestamp,
    begun_before: Timestamp,
) -> sqlx::Result<AttemptRow> {
    sqlx::query_as!(
        AttemptRow,
        "INSERT INTO attempts (bucket, window_start, count) VALUES ($1, $2, 1)
         ON CONFLICT (bucket) DO UPDATE SET
             count = CASE WHEN attempts.window_start <= $3 THEN 1 ELSE attempts.count + 1 END,
             window_start = CASE WHEN attempts.window_start <= $3 THEN $2 ELSE attempts.window_start END
         RETURNING count, window_start",
        bucket,
        now.to_sqlx() as _,
        begun_before.to_sqlx() as _
    )
    .fetch_one(conn)
    .await
}

/// Nobody else takes this lock until the transaction ends.
#[tracing::instrument(name = "db.auth.lock_attempts", skip_all)]
pub(super) async fn lock_attempts(conn: &mut PgConnection, bucket: &str) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('attempts ' || $1, 0))", bucket).execute(conn).await?;
    Ok(())
}

/// The attempts of a window that is not over.
#[tracing::instrument(name = "db.auth.attempts", skip_all)]
pub(super) async fn attempts(conn: &mut PgConnection, bucket: &str, begun_before: Timestamp) -> sqlx::Result<Option<AttemptRow>> {
    sqlx::query_as!(
        AttemptRow,
        "SELECT count, window_start FROM attempts WHERE bucket = $1 AND window_start > $2",
        bucket,
        begun_before.to_sqlx() as _
    )
    .fetch_optional(conn)
    .await
}

/// Takes an attempt back.
#[tracing::instrument(name = "db.auth.pardon_attempt", skip_all)]
pub(super) async fn pardon_attempt(conn: &mut PgConnection, bucket: &str) -> sqlx::Result<()> {
    sqlx::query!("UPDATE attempts SET count = count - 1 WHERE bucket = $1 AND count > 0", bucket).execute(conn).await?;
    Ok(())
}

/// Deletes counts of attempts whose window is over: one of a sort that is counted for longer has a moment of its own.
#[tracing::instrument(name = "db.auth.sweep_attempts", skip_all)]
pub(super) async fn sweep_attempts(
    conn: &mut PgConnection,
    begun_before: Timestamp,
    (longer, long_before): (&str, Timestamp),
    limit: i64,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "DELETE FROM attempts WHERE bucket IN
             (SELECT bucket FROM attempts WHERE window_start <= $1 AND (window_start <= $3 OR NOT starts_with(bucket, $2))
              LIMIT $4 FOR UPDATE SKIP LOCKED)",
        begun_before.to_sqlx() as _,
        longer,
        long_before.to_sqlx() as _,
        limit
    );
    Ok(done.execute(conn).await?.rows_affected())
}

/// Deletes keys that were retired before this instant.
#[tracing::instrument(name = "db.auth.sweep_signing_keys", skip_all)]
pub(super) async fn sweep_signing_keys(conn: &mut PgConnection, retired_before: Timestamp, limit: i64) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "DELETE FROM signing_keys WHERE kid IN (SELECT kid FROM signing_keys WHERE retired_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
        retired_before.to_sqlx() as _,
        limit
    );
    Ok(done.execute(conn).await?.rows_affected())
}

pub(super) struct SubscriptionRow {
    pub tenant_id: Uuid,
    pub maker_id: Uuid,
    pub livemode: bool,
    pub user_id: Option<Uuid>,
    pub role: Option<String>,
    pub key_scopes: Option<Vec<String>>,
    pub key_revoked_at: Option<jiff_sqlx::Timestamp>,
    pub key_expires_at: Option<jiff_sqlx::Timestamp>,
}

/// A subscription with what its maker is now.
#[tracing::instrument(name = "db.auth.subscription_by_secret", skip_all)]
pub(super) async fn subscription_by_secret(conn: &mut PgConnection, hash: &[u8]) -> sqlx::Result<Option<SubscriptionRow>> {
    sqlx::query_as!(
        SubscriptionRow,
        r#"SELECT s.tenant_id, s.maker_id, t.livemode, m.user_id AS "user_id?", m.role AS "role?", k.scopes AS "key_scopes?",
                  k.revoked_at AS key_revoked_at, k.expires_at AS key_expires_at
           FROM subscriptions s JOIN tenants t ON t.id = s.tenant_id
           LEFT JOIN memberships m ON s.maker_kind = 'user' AND m.id = s.maker_id
           LEFT JOIN api_keys k ON s.maker_kind = 'api_key' AND k.id = s.maker_id
           WHERE s.secret_hash = $1"#,
        hash
    )
    .fetch_optional(conn)
    .await
}
