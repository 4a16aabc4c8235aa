//! Stripe's pages that were asked for.

use homeroom_domain::ids::{HostedPageId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::db::purged::Purged;

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::of("stripe_pages")];

/// A page.
#[derive(Debug, Clone)]
pub(in crate::billing::collection) struct PageRow {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub purpose: String,
    pub status: String,
    pub language: String,
    pub url: Option<String>,
    pub expires_at: Option<jiff_sqlx::Timestamp>,
    pub created_at: jiff_sqlx::Timestamp,
}

/// How many a tenant has asked for since then.
#[tracing::instrument(name = "db.collection.count_pages", skip_all)]
pub(in crate::billing::collection) async fn count_pages(conn: &mut PgConnection, tenant: TenantId, since: Timestamp) -> sqlx::Result<i64> {
    let since = since.to_sqlx();
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM stripe_pages WHERE tenant_id = $1 AND created_at > $2"#,
        tenant.uuid(),
        since as _
    )
    .fetch_one(conn)
    .await
}

#[tracing::instrument(name = "db.collection.insert_page", skip_all)]
pub(in crate::billing::collection) async fn insert_page(conn: &mut PgConnection, row: &PageRow) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO stripe_pages (id, tenant_id, purpose, status, language, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        row.id,
        row.tenant_id,
        row.purpose,
        row.status,
        row.language,
        row.created_at as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[tracing::instrument(name = "db.collection.page", skip_all)]
pub(in crate::billing::collection) async fn page(conn: &mut PgConnection, id: HostedPageId) -> sqlx::Result<Option<PageRow>> {
    sqlx::query_as!(
        PageRow,
        "SELECT id, tenant_id, purpose, status, language, url, expires_at, created_at FROM stripe_pages WHERE id = $1",
        id.uuid()
    )
    .fetch_optional(conn)
    .await
}

/// The newest one on which a card is saved.
#[tracing::instrument(name = "db.collection.newest_page", skip_all)]
pub(in crate::billing::collection) async fn newest_page(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Option<PageRow>> {
    sqlx::query_as!(
        PageRow,
        "SELECT id, tenant_id, purpose, status, language, url, expires_at, created_at FROM stripe_pages WHERE tenant_id = $1 AND purpose = 'card'
         ORDER BY created_at DESC, id DESC LIMIT 1",
        tenant.uuid()
    )
    .fetch_optional(conn)
    .await
}

/// It is open at Stripe, unless it was seen to be over before.
#[tracing::instrument(name = "db.collection.open_page", skip_all)]
pub(in crate::billing::collection) async fn open_page(
    conn: &mut PgConnection,
    id: HostedPageId,
    (stripe_id, url): (&str, &str),
    expires_at: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE stripe_pages SET status = 'open', stripe_id = $2, url = $3, expires_at = $4 WHERE id = $1 AND status = 'opening'",
        id.uuid(),
        stripe_id,
        url,
        expires_at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// It is over, and its address of no use; what is over stays as it was.
#[tracing::instrument(name = "db.collection.end_page", skip_all)]
pub(in crate::billing::collection) async fn end_page(conn: &mut PgConnection, id: HostedPageId, status: &str) -> sqlx::Result<()> {
    sqlx::query!("UPDATE stripe_pages SET status = $2, url = NULL WHERE id = $1 AND status IN ('opening', 'open')", id.uuid(), status)
        .execute(conn)
        .await?;
    Ok(())
}

/// Throws pages of before away.
#[tracing::instrument(name = "db.collection.forget_pages", skip_all)]
pub(in crate::billing::collection) async fn forget_pages(conn: &mut PgConnection, before: Timestamp, limit: i64) -> sqlx::Result<u64> {
    let before = before.to_sqlx();
    let deleted = sqlx::query!(
        "DELETE FROM stripe_pages WHERE id IN (SELECT id FROM stripe_pages WHERE created_at < $1 ORDER BY created_at LIMIT $2)",
        before as _,
        limit
    );
    Ok(deleted.execute(conn).await?.rows_affected())
}
