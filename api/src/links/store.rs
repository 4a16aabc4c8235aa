//! The SQL of links.

use futures::future::BoxFuture;
use homeroom_domain::ids::{ClassroomId, LinkId, OrderId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    auth::TenantTx,
    db::purged::Purged,
    seal::{SealedValues, uuid_key},
};

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::under("links", "classroom_id", "classrooms")];

/// A link without its secret.
#[derive(Debug, Clone)]
pub(super) struct LinkRow {
    pub(super) id: Uuid,
    pub(super) role: String,
    pub(super) valid: String,
    pub(super) name: Option<String>,
    pub(super) has_passcode: bool,
    pub(super) expires_at: jiff_sqlx::Timestamp,
    pub(super) revoked_at: Option<jiff_sqlx::Timestamp>,
    pub(super) uses: i64,
    pub(super) created_at: jiff_sqlx::Timestamp,
}

/// What is kept of a secret and a passcode (see `passcode`).
#[derive(Debug)]
pub(super) struct Digests {
    pub(super) secret: Vec<u8>,
    pub(super) passcode: Option<Vec<u8>>,
}

/// The order of a room of the tenant. `None` for a room that it does not have.
#[tracing::instrument(name = "db.links.room", skip_all)]
pub(super) async fn room(tx: &mut TenantTx, id: ClassroomId) -> sqlx::Result<Option<OrderId>> {
    let tenant = tx.tenant().uuid();
    let order = sqlx::query_scalar!("SELECT order_id FROM classrooms WHERE tenant_id = $1 AND id = $2", tenant, id.uuid());
    Ok(order.fetch_optional(tx.conn()).await?.map(OrderId::new))
}

/// Links of a room that open it. Nobody else makes one for it until the transaction ends.
#[tracing::instrument(name = "db.links.lock_and_count", skip_all)]
pub(super) async fn lock_and_count(tx: &mut TenantTx, room: ClassroomId, now: Timestamp) -> sqlx::Result<i64> {
    let tenant = tx.tenant().uuid();
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('links ' || $1, 0))", room.to_string()).execute(tx.conn()).await?;
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM links WHERE tenant_id = $1 AND classroom_id = $2 AND revoked_at IS NULL AND expires_at > $3"#,
        tenant,
        room.uuid(),
        now.to_sqlx() as jiff_sqlx::Timestamp
    )
    .fetch_one(tx.conn())
    .await
}

#[tracing::instrument(name = "db.links.insert", skip_all)]
pub(super) async fn insert(tx: &mut TenantTx, room: ClassroomId, link: &LinkRow, digests: &Digests) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "INSERT INTO links (id, tenant_id, classroom_id, secret_hash, passcode_hash, role, valid, name, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        link.id,
        tenant,
        room.uuid(),
        digests.secret,
        digests.passcode.as_deref(),
        link.role,
        link.valid,
        link.name.as_deref(),
        link.expires_at as _,
        link.created_at as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Links of a room by creation, at most `limit`.
#[tracing::instrument(name = "db.links.list", skip_all)]
pub(super) async fn list(tx: &mut TenantTx, room: ClassroomId, after: Option<(Timestamp, Uuid)>, limit: i64) -> sqlx::Result<Vec<LinkRow>> {
    let tenant = tx.tenant().uuid();
    let (after_at, after_id) = after.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    sqlx::query_as!(
        LinkRow,
        r#"SELECT id, role, valid, name, passcode_hash IS NOT NULL AS "has_passcode!", expires_at, revoked_at, uses, created_at
           FROM links WHERE tenant_id = $1 AND classroom_id = $2 AND ($3::timestamptz IS NULL OR (created_at, id) > ($3, $4::uuid))
           ORDER BY created_at, id LIMIT $5"#,
        tenant,
        room.uuid(),
        after_at as Option<jiff_sqlx::Timestamp>,
        after_id,
        limit
    )
    .fetch_all(tx.conn())
    .await
}

/// Whether a link of this room was revoked now; `None` when there is none.
#[tracing::instrument(name = "db.links.revoke", skip_all)]
pub(super) async fn revoke(tx: &mut TenantTx, room: ClassroomId, id: LinkId, at: Timestamp) -> sqlx::Result<Option<bool>> {
    let tenant = tx.tenant().uuid();
    let before = sqlx::query_scalar!(
        r#"WITH before AS (SELECT id, revoked_at IS NULL AS live FROM links WHERE tenant_id = $1 AND classroom_id = $2 AND id = $3 FOR UPDATE),
                done AS (UPDATE links l SET revoked_at = $4 FROM before WHERE l.id = before.id AND before.live)
           SELECT live AS "live!" FROM before"#,
        tenant,
        room.uuid(),
        id.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp
    );
    before.fetch_optional(tx.conn()).await
}

/// A link that somebody shows.
#[derive(Debug)]
pub(super) struct ShownLink {
    pub(super) id: LinkId,
    pub(super) tenant: TenantId,
    pub(super) tenant_name: String,
    pub(super) classroom: ClassroomId,
    /// The room's name, or its key where it has none.
    pub(super) classroom_name: String,
    pub(super) role: String,
    pub(super) passcode: Option<Vec<u8>>,
    pub(super) expires_at: Timestamp,
}

/// Under the worker role: whoever shows a link belongs to no tenant yet. `None` for one that is unknown, over or revoked.
#[tracing::instrument(name = "db.links.by_secret", skip_all)]
pub(super) async fn by_secret(conn: &mut PgConnection, secret_hash: &[u8], now: Timestamp) -> sqlx::Result<Option<ShownLink>> {
    let row = sqlx::query!(
        r#"SELECT l.id, l.tenant_id, t.name AS tenant_name, l.classroom_id, coalesce(r.name, r.key) AS "classroom_name!", l.role, l.passcode_hash, l.expires_at
           FROM links l JOIN classrooms r ON r.id = l.classroom_id JOIN tenants t ON t.id = l.tenant_id
           WHERE l.secret_hash = $1 AND l.revoked_at IS NULL AND l.expires_at > $2"#,
        secret_hash,
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(row.fetch_optional(conn).await?.map(|row| ShownLink {
        id: LinkId::new(row.id),
        tenant: TenantId::new(row.tenant_id),
        tenant_name: row.tenant_name,
        classroom: ClassroomId::new(row.classroom_id),
        classroom_name: row.classroom_name,
        role: row.role,
        passcode: row.passcode_hash,
        expires_at: row.expires_at.to_jiff(),
    }))
}

/// The same of one that was shown before, by its id.
#[tracing::instrument(name = "db.links.by_id", skip_all)]
pub(super) async fn by_id(tx: &mut TenantTx, id: LinkId, now: Timestamp) -> sqlx::Result<Option<ShownLink>> {
    let tenant = tx.tenant();
    let row = sqlx::query!(
        r#"SELECT t.name AS tenant_name, l.classroom_id, coalesce(r.name, r.key) AS "classroom_name!", l.role, l.passcode_hash, l.expires_at
           FROM links l JOIN classrooms r ON r.id = l.classroom_id JOIN tenants t ON t.id = l.tenant_id
           WHERE l.tenant_id = $1 AND l.id = $2 AND l.revoked_at IS NULL AND l.expires_at > $3"#,
        tenant.uuid(),
        id.uuid(),
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| ShownLink {
        id,
        tenant,
        tenant_name: row.tenant_name,
        classroom: ClassroomId::new(row.classroom_id),
        classroom_name: row.classroom_name,
        role: row.role,
        passcode: row.passcode_hash,
        expires_at: row.expires_at.to_jiff(),
    }))
}

/// Counts that somebody entered.
#[tracing::instrument(name = "db.links.count_use", skip_all)]
pub(super) async fn count_use(tx: &mut TenantTx, id: LinkId) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!("UPDATE links SET uses = uses + 1 WHERE tenant_id = $1 AND id = $2", tenant, id.uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// Sealed passcodes by their link's id, for a change of the master key.
#[tracing::instrument(name = "db.links.sealed", skip_all)]
pub(super) async fn sealed(conn: &mut PgConnection, after: Option<&str>, limit: i64) -> sqlx::Result<SealedValues> {
    let rows = sqlx::query!(
        r#"SELECT id, passcode_hash AS "passcode!" FROM links WHERE octet_length(passcode_hash) > 32 AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2"#,
        after.map(uuid_key).transpose()?,
        limit
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id.to_string(), row.passcode)).collect())
}

/// Puts a sealed passcode in the place of the one that was read, if it is still that.
#[tracing::instrument(name = "db.links.reseal", skip_all)]
pub(super) async fn reseal(conn: &mut PgConnection, key: &str, old: &[u8], new: &[u8]) -> sqlx::Result<bool> {
    let done = sqlx::query!("UPDATE links SET passcode_hash = $3 WHERE id = $1 AND passcode_hash = $2", uuid_key(key)?, old, new);
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// Deletes links that have been over for long.
#[tracing::instrument(name = "db.links.forget", skip_all)]
pub(super) fn forget(conn: &mut PgConnection, before: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let done = sqlx::query!(
            "DELETE FROM links WHERE id IN (SELECT id FROM links WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
            before.to_sqlx() as jiff_sqlx::Timestamp,
            limit
        );
        Ok(done.execute(conn).await?.rows_affected())
    })
}
