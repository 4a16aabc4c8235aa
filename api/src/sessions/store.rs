//! Sessions, passwords and links. Under the worker role: people belong to no tenant.

use futures::future::BoxFuture;
use homeroom_domain::ids::{MembershipId, TenantId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::auth::identity::SESSION_IDLE;

pub(super) struct PersonRow {
    pub id: Uuid,
    pub email: String,
    pub password_recipe: String,
}

#[tracing::instrument(name = "db.sessions.person_by_email", skip_all)]
pub(super) async fn person_by_email(conn: &mut PgConnection, email: &str) -> sqlx::Result<Option<PersonRow>> {
    sqlx::query_as!(PersonRow, "SELECT id, email, password_recipe FROM users WHERE lower(email) = lower($1)", email)
        .fetch_optional(conn)
        .await
}

#[tracing::instrument(name = "db.sessions.person", skip_all)]
pub(super) async fn person(conn: &mut PgConnection, id: UserId) -> sqlx::Result<Option<PersonRow>> {
    sqlx::query_as!(PersonRow, "SELECT id, email, password_recipe FROM users WHERE id = $1", id.uuid()).fetch_optional(conn).await
}

#[derive(Debug, Clone)]
pub(super) struct MembershipRow {
    pub id: Uuid,
    pub role: String,
    pub tenant_id: Option<Uuid>,
    pub partner_id: Option<Uuid>,
    /// Of the tenant or the partner.
    pub place_name: Option<String>,
}

/// Which memberships of a person.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which<'a> {
    /// Those that this password opens, by its hashes.
    OpenedBy(&'a [Vec<u8>]),
    /// This one, and those that its password opens too.
    Beside(MembershipId),
}

/// The platform first, then partners, then tenants, each in the order in which they were made.
#[tracing::instrument(name = "db.sessions.memberships", skip_all)]
pub(super) async fn memberships(conn: &mut PgConnection, user: UserId, which: Which<'_>) -> sqlx::Result<Vec<MembershipRow>> {
    let (hashes, beside) = match which {
        Which::OpenedBy(hashes) => (Some(hashes), None),
        Which::Beside(membership) => (None, Some(membership.uuid())),
    };
    sqlx::query_as!(
        MembershipRow,
        r#"SELECT m.id, m.role, m.tenant_id, m.partner_id, coalesce(t.name, p.name) AS place_name
           FROM memberships m LEFT JOIN passwords w ON w.membership_id = m.id
           LEFT JOIN tenants t ON t.id = m.tenant_id LEFT JOIN partners p ON p.id = m.partner_id
           WHERE m.user_id = $1 AND (m.id = $3 OR w.hash = ANY($2::bytea[]) OR w.hash = (SELECT hash FROM passwords WHERE membership_id = $3))
           ORDER BY m.tenant_id IS NOT NULL, m.partner_id IS NOT NULL, m.created_at, m.id"#,
        user.uuid(),
        hashes as _,
        beside
    )
    .fetch_all(conn)
    .await
}

/// A session to be opened.
pub(super) struct NewSession<'a> {
    pub token_hash: &'a [u8],
    pub user: UserId,
    pub membership: Uuid,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

#[tracing::instrument(name = "db.sessions.insert_session", skip_all)]
pub(super) async fn insert_session(conn: &mut PgConnection, new: &NewSession<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO sessions (id, token_hash, user_id, membership_id, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $5, $6)",
        Uuid::now_v7(),
        new.token_hash,
        new.user.uuid(),
        new.membership,
        new.now.to_sqlx() as _,
        new.expires_at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[tracing::instrument(name = "db.sessions.delete_session", skip_all)]
pub(super) async fn delete_session(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM sessions WHERE id = $1", id).execute(conn).await?;
    Ok(())
}

/// Ends the sessions of these memberships but one.
#[tracing::instrument(name = "db.sessions.delete_other_sessions", skip_all)]
pub(super) async fn delete_other_sessions(conn: &mut PgConnection, memberships: &[Uuid], keep: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM sessions WHERE membership_id = ANY($1) AND id <> $2", memberships, keep).execute(conn).await?;
    Ok(())
}

/// The names of the tenant that a membership is in, for callers that are keys.
#[tracing::instrument(name = "db.sessions.tenant_name", skip_all)]
pub(super) async fn tenant_name(conn: &mut PgConnection, id: TenantId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("SELECT name FROM tenants WHERE id = $1", id.uuid()).fetch_optional(conn).await
}

/// Deletes sessions that have ended, or were idle for too long.
#[tracing::instrument(name = "db.sessions.sweep_sessions", skip_all)]
pub(crate) fn sweep_sessions(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let done = sqlx::query!(
            "DELETE FROM sessions WHERE id IN
                 (SELECT id FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2 LIMIT $3 FOR UPDATE SKIP LOCKED)",
            now.to_sqlx() as _,
            (now - SESSION_IDLE).to_sqlx() as _,
            limit
        );
        Ok(done.execute(conn).await?.rows_affected())
    })
}
