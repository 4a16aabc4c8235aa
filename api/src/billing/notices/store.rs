//! The SQL of notices.

use futures::future::BoxFuture;
use homeroom_domain::{
    billing::NoticeKind,
    ids::{NoticeId, TenantId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::view::NoticeFacts;
use crate::db::purged::Purged;

/// What a purge removes: to whom notices were written. The last one is written when it is over.
pub(crate) const PURGED: [Purged; 1] = [Purged::by_hand("notice_letters", purge)];

/// A notice to be written.
#[derive(Debug)]
pub(super) struct NewRow<'a> {
    pub id: NoticeId,
    pub tenant: TenantId,
    pub key: &'a str,
    pub kind: &'static str,
    pub facts: &'a NoticeFacts,
    pub at: Timestamp,
}

/// False where there is one of the key: whoever comes second in another transaction waits for the first, and then finds it.
#[tracing::instrument(name = "db.notices.insert", skip_all)]
pub(super) async fn insert(conn: &mut PgConnection, new: &NewRow<'_>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "INSERT INTO notices (id, tenant_id, key, kind, facts, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, key) DO NOTHING",
        new.id.uuid(),
        new.tenant.uuid(),
        new.key,
        new.kind,
        Json(new.facts) as _,
        new.at.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// Writes to whom a notice goes, at most twenty, and returns their places: to the address of the billing profile, in the language of the member who has it
/// or else of an owner; without one to the owners, each in their own.
#[tracing::instrument(name = "db.notices.insert_letters", skip_all)]
pub(super) async fn insert_letters(conn: &mut PgConnection, tenant: TenantId, notice: NoticeId) -> sqlx::Result<Vec<i16>> {
    sqlx::query_scalar!(
        "WITH people AS (SELECT u.email, m.role, m.language, m.created_at FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.tenant_id = $1),
              named AS (SELECT email FROM billing_profiles WHERE tenant_id = $1 AND email <> ''),
              owners_read AS (SELECT language FROM people WHERE role = 'owner' AND language IS NOT NULL ORDER BY created_at, email LIMIT 1),
              readers AS (SELECT n.email, (SELECT p.language FROM people p WHERE lower(p.email) = lower(n.email)) AS language FROM named n
                          UNION ALL SELECT email, language FROM people WHERE role = 'owner' AND NOT EXISTS (SELECT FROM named))
         INSERT INTO notice_letters (tenant_id, notice_id, place, email, language)
         SELECT $1, $2, row_number() OVER (ORDER BY r.email) - 1, r.email, coalesce(r.language, (SELECT language FROM owners_read))
         FROM readers r ORDER BY r.email LIMIT 20 RETURNING place",
        tenant.uuid(),
        notice.uuid()
    )
    .fetch_all(conn)
    .await
}

#[tracing::instrument(name = "db.notices.mark_queued", skip_all)]
pub(super) async fn mark_queued(conn: &mut PgConnection, (notice, place): (NoticeId, i16)) -> sqlx::Result<()> {
    sqlx::query!("UPDATE notice_letters SET is_queued = true WHERE notice_id = $1 AND place = $2", notice.uuid(), place)
        .execute(conn)
        .await?;
    Ok(())
}

/// Letters that no queue had room for, at most `limit`. Whoever else looks for some passes them over.
#[tracing::instrument(name = "db.notices.left", skip_all)]
pub(super) async fn left(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<(TenantId, NoticeId, i16)>> {
    let rows = sqlx::query!(
        "SELECT tenant_id, notice_id, place FROM notice_letters WHERE NOT is_queued ORDER BY notice_id, place LIMIT $1 FOR UPDATE SKIP LOCKED",
        limit
    );
    let left = rows.fetch_all(conn).await?.into_iter();
    Ok(left.map(|row| (TenantId::new(row.tenant_id), NoticeId::new(row.notice_id), row.place)).collect())
}

/// A letter with all that it says.
#[derive(Debug)]
pub(super) struct Letter {
    pub email: String,
    pub language: Option<String>,
    pub kind: String,
    pub facts: Json<NoticeFacts>,
    pub tenant_name: String,
    pub time_zone: String,
    pub currency: String,
}

/// A letter that the mail server did not take yet.
#[tracing::instrument(name = "db.notices.unsent", skip_all)]
pub(super) async fn unsent(conn: &mut PgConnection, notice: NoticeId, place: i16) -> sqlx::Result<Option<Letter>> {
    sqlx::query_as!(
        Letter,
        r#"SELECT l.email, l.language, n.kind, n.facts AS "facts: Json<NoticeFacts>", t.name AS tenant_name, t.time_zone, t.currency
           FROM notice_letters l JOIN notices n ON n.id = l.notice_id JOIN tenants t ON t.id = n.tenant_id
           WHERE l.notice_id = $1 AND l.place = $2 AND l.sent_at IS NULL"#,
        notice.uuid(),
        place
    )
    .fetch_optional(conn)
    .await
}

#[tracing::instrument(name = "db.notices.mark_sent", skip_all)]
pub(super) async fn mark_sent(conn: &mut PgConnection, (notice, place): (NoticeId, i16), at: Timestamp) -> sqlx::Result<()> {
    let at = at.to_sqlx();
    sqlx::query!("UPDATE notice_letters SET sent_at = $3 WHERE notice_id = $1 AND place = $2", notice.uuid(), place, at as _)
        .execute(conn)
        .await?;
    Ok(())
}

/// A notice without its letters.
#[derive(Debug)]
pub(super) struct NoticeRow {
    pub id: Uuid,
    pub kind: String,
    pub facts: Json<NoticeFacts>,
    pub created_at: jiff_sqlx::Timestamp,
}

/// The newest first.
#[tracing::instrument(name = "db.notices.list", skip_all)]
pub(super) async fn list(
    conn: &mut PgConnection,
    tenant: TenantId,
    before: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> sqlx::Result<Vec<NoticeRow>> {
    let (before_at, before_id) = before.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    sqlx::query_as!(
        NoticeRow,
        r#"SELECT id, kind, facts AS "facts: Json<NoticeFacts>", created_at FROM notices
           WHERE tenant_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid)) ORDER BY created_at DESC, id DESC LIMIT $4"#,
        tenant.uuid(),
        before_at as Option<jiff_sqlx::Timestamp>,
        before_id,
        limit
    )
    .fetch_all(conn)
    .await
}

/// To whom a notice was written.
#[derive(Debug)]
pub(super) struct LetterRow {
    pub notice_id: Uuid,
    pub email: String,
    pub sent_at: Option<jiff_sqlx::Timestamp>,
}

#[tracing::instrument(name = "db.notices.letters", skip_all)]
pub(super) async fn letters(conn: &mut PgConnection, notices: &[Uuid]) -> sqlx::Result<Vec<LetterRow>> {
    sqlx::query_as!(
        LetterRow,
        "SELECT notice_id, email, sent_at FROM notice_letters WHERE notice_id = ANY($1) ORDER BY notice_id, place",
        notices
    )
    .fetch_all(conn)
    .await
}

/// Removes some of the addresses to which a tenant's notices went, but for the last.
#[tracing::instrument(name = "db.notices.purge", skip_all)]
fn purge(conn: &mut PgConnection, tenant: TenantId, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let done = sqlx::query!(
            "DELETE FROM notice_letters WHERE ctid = ANY (ARRAY(
                 SELECT l.ctid FROM notices n JOIN notice_letters l ON l.notice_id = n.id WHERE n.tenant_id = $1 AND n.kind <> $3 LIMIT $2))",
            tenant.uuid(),
            limit,
            NoticeKind::Purged.as_str()
        );
        Ok(done.execute(conn).await?.rows_affected())
    })
}

/// The last notice of a tenant, and the places of its letters. They are no other worker's to ask for until it is over.
#[tracing::instrument(name = "db.notices.last", skip_all)]
pub(super) async fn last(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Vec<(NoticeId, i16)>> {
    let rows = sqlx::query!(
        "SELECT l.notice_id, l.place FROM notices n JOIN notice_letters l ON l.notice_id = n.id
         WHERE n.tenant_id = $1 AND n.kind = $2 AND l.sent_at IS NULL ORDER BY l.notice_id, l.place",
        tenant.uuid(),
        NoticeKind::Purged.as_str()
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (NoticeId::new(row.notice_id), row.place)).collect())
}

/// Forgets to whom the last notice of a tenant was written: where it was sent, or `all`. Says how many are left.
#[tracing::instrument(name = "db.notices.forget_last", skip_all)]
pub(super) async fn forget_last(conn: &mut PgConnection, tenant: TenantId, all: bool) -> sqlx::Result<usize> {
    sqlx::query!(
        "DELETE FROM notice_letters l USING notices n WHERE n.id = l.notice_id AND n.tenant_id = $1 AND (l.sent_at IS NOT NULL OR $2)",
        tenant.uuid(),
        all
    )
    .execute(&mut *conn)
    .await?;
    Ok(last(conn, tenant).await?.len())
}
