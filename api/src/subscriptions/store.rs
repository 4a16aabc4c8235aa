//! The SQL of subscriptions. That a secret is one of them is `auth`'s to know.

use futures::future::BoxFuture;
use homeroom_domain::ids::SubscriptionId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::auth::{Actor, ActorType, TenantTx};

use crate::db::purged::Purged;

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::of("subscriptions")];

/// Whose it is: a membership or an API key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Maker {
    pub kind: &'static str,
    pub id: Uuid,
}

impl Maker {
    pub(super) fn of(actor: &Actor) -> Option<Self> {
        // An id is its prefix, an underscore and a UUID.
        let id = actor.id.as_deref()?.split_once('_')?.1.parse().ok()?;
        match actor.kind {
            ActorType::User => Some(Self { kind: "user", id }),
            ActorType::ApiKey => Some(Self { kind: "api_key", id }),
            ActorType::System | ActorType::Operator => None,
        }
    }
}

/// A subscription without its secret.
#[derive(Debug, Clone)]
pub(super) struct SubscriptionRow {
    pub id: Uuid,
    pub maker_kind: String,
    pub maker_id: Uuid,
    pub order_id: Option<Uuid>,
    pub classroom_id: Option<Uuid>,
    pub teacher: Option<String>,
    pub created_at: jiff_sqlx::Timestamp,
    pub last_used_at: Option<jiff_sqlx::Timestamp>,
}

/// How many a maker has, and how many there are whose maker is not gone. Nobody else in the tenant makes one until the transaction ends.
#[tracing::instrument(name = "db.subscriptions.lock_and_count", skip_all)]
pub(super) async fn lock_and_count(tx: &mut TenantTx, maker: Maker, now: Timestamp) -> sqlx::Result<(i64, i64)> {
    let tenant = tx.tenant();
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('subscriptions ' || $1, 0))", tenant.to_string())
        .execute(tx.conn())
        .await?;
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE s.maker_id = $2) AS "own!",
                  count(*) FILTER (WHERE s.maker_is_outside OR m.id IS NOT NULL OR k.id IS NOT NULL) AS "all!"
           FROM subscriptions s
           LEFT JOIN memberships m ON s.maker_kind = 'user' AND m.tenant_id = $1 AND m.id = s.maker_id
           LEFT JOIN api_keys k ON s.maker_kind = 'api_key' AND k.tenant_id = $1 AND k.id = s.maker_id AND k.revoked_at IS NULL
                AND (k.expires_at IS NULL OR k.expires_at > $3)
           WHERE s.tenant_id = $1"#,
        tenant.uuid(),
        maker.id,
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    row.fetch_one(tx.conn()).await.map(|row| (row.own, row.all))
}

/// `is_outside`: its maker is of the platform or of a partner, and not to be seen within the fence.
#[tracing::instrument(name = "db.subscriptions.insert", skip_all)]
pub(super) async fn insert(tx: &mut TenantTx, row: &SubscriptionRow, is_outside: bool, secret_hash: &[u8]) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "INSERT INTO subscriptions (id, tenant_id, maker_kind, maker_id, maker_is_outside, secret_hash, order_id, classroom_id, teacher, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        row.id,
        tenant,
        row.maker_kind,
        row.maker_id,
        is_outside,
        secret_hash,
        row.order_id,
        row.classroom_id,
        row.teacher,
        row.created_at as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The caller's own or, without a maker, everybody's, the oldest first.
#[tracing::instrument(name = "db.subscriptions.list", skip_all)]
pub(super) async fn list(
    tx: &mut TenantTx,
    maker: Option<Maker>,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> sqlx::Result<Vec<SubscriptionRow>> {
    let tenant = tx.tenant().uuid();
    let (after_at, after_id) = after.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    sqlx::query_as!(
        SubscriptionRow,
        "SELECT id, maker_kind, maker_id, order_id, classroom_id, teacher, created_at, last_used_at FROM subscriptions
         WHERE tenant_id = $1 AND ($2::uuid IS NULL OR maker_id = $2) AND ($3::timestamptz IS NULL OR (created_at, id) > ($3, $4::uuid))
         ORDER BY created_at, id LIMIT $5",
        tenant,
        maker.map(|maker| maker.id),
        after_at as Option<jiff_sqlx::Timestamp>,
        after_id,
        limit
    )
    .fetch_all(tx.conn())
    .await
}

/// Ends one, of this maker or of anybody. False where there is none.
#[tracing::instrument(name = "db.subscriptions.delete", skip_all)]
pub(super) async fn delete(tx: &mut TenantTx, id: SubscriptionId, maker: Option<Maker>) -> sqlx::Result<bool> {
    let tenant = tx.tenant().uuid();
    let done = sqlx::query!(
        "DELETE FROM subscriptions WHERE tenant_id = $1 AND id = $2 AND ($3::uuid IS NULL OR maker_id = $3)",
        tenant,
        id.uuid(),
        maker.map(|maker| maker.id)
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() > 0)
}

/// Whether the tenant has such a one, whosever it is.
#[tracing::instrument(name = "db.subscriptions.is_there", skip_all)]
pub(super) async fn is_there(tx: &mut TenantTx, id: SubscriptionId) -> sqlx::Result<bool> {
    let tenant = tx.tenant().uuid();
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM subscriptions WHERE tenant_id = $1 AND id = $2) AS "there!""#, tenant, id.uuid())
        .fetch_one(tx.conn())
        .await
}

/// Notes that it was used, at most hourly.
#[tracing::instrument(name = "db.subscriptions.used", skip_all)]
pub(super) async fn used(tx: &mut TenantTx, id: Uuid, at: Timestamp, not_since: Timestamp) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "UPDATE subscriptions SET last_used_at = $3 WHERE tenant_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at <= $4)",
        tenant,
        id,
        at.to_sqlx() as jiff_sqlx::Timestamp,
        not_since.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a secret is of. The caller came with it.
#[tracing::instrument(name = "db.subscriptions.by_secret", skip_all)]
pub(super) async fn by_secret(tx: &mut TenantTx, secret_hash: &[u8]) -> sqlx::Result<Option<SubscriptionRow>> {
    let tenant = tx.tenant().uuid();
    sqlx::query_as!(
        SubscriptionRow,
        "SELECT id, maker_kind, maker_id, order_id, classroom_id, teacher, created_at, last_used_at FROM subscriptions
         WHERE tenant_id = $1 AND secret_hash = $2",
        tenant,
        secret_hash
    )
    .fetch_optional(tx.conn())
    .await
}

/// Whether the tenant has such an order and such a classroom; what is not named is there.
#[tracing::instrument(name = "db.subscriptions.exist", skip_all)]
pub(super) async fn exist(tx: &mut TenantTx, order: Option<Uuid>, classroom: Option<Uuid>) -> sqlx::Result<(bool, bool)> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query!(
        r#"SELECT $2::uuid IS NULL OR EXISTS (SELECT FROM orders WHERE tenant_id = $1 AND id = $2) AS "order!",
                  $3::uuid IS NULL OR EXISTS (SELECT FROM classrooms WHERE tenant_id = $1 AND id = $3) AS "classroom!""#,
        tenant,
        order,
        classroom
    );
    row.fetch_one(tx.conn()).await.map(|row| (row.order, row.classroom))
}

/// What a calendar is called after.
#[derive(Debug)]
pub(super) struct Names {
    pub institution: String,
    pub order: Option<String>,
    pub classroom: Option<String>,
}

/// The names of what a subscription is of.
#[tracing::instrument(name = "db.subscriptions.names", skip_all)]
pub(super) async fn names(tx: &mut TenantTx, of: &SubscriptionRow) -> sqlx::Result<Names> {
    let tenant = tx.tenant().uuid();
    sqlx::query_as!(
        Names,
        r#"SELECT t.name AS institution,
                  (SELECT o.name FROM orders o WHERE o.tenant_id = $1 AND o.id = $2) AS "order",
                  (SELECT r.shown_name FROM classrooms r WHERE r.tenant_id = $1 AND r.id = $3) AS classroom
           FROM tenants t WHERE t.id = $1"#,
        tenant,
        of.order_id,
        of.classroom_id
    )
    .fetch_one(tx.conn())
    .await
}

/// Deletes some whose maker is gone: a member who was removed, a key that was revoked or has expired.
#[tracing::instrument(name = "db.subscriptions.forget", skip_all)]
pub(super) fn forget(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let done = sqlx::query!(
            "DELETE FROM subscriptions WHERE id IN (
                 SELECT s.id FROM subscriptions s
                 WHERE CASE s.maker_kind
                       WHEN 'user' THEN NOT EXISTS (SELECT FROM memberships m WHERE m.id = s.maker_id)
                       ELSE NOT EXISTS (SELECT FROM api_keys k WHERE k.id = s.maker_id AND k.revoked_at IS NULL
                                        AND (k.expires_at IS NULL OR k.expires_at > $1)) END
                 LIMIT $2 FOR UPDATE SKIP LOCKED)",
            now.to_sqlx() as jiff_sqlx::Timestamp,
            limit
        );
        Ok(done.execute(conn).await?.rows_affected())
    })
}
