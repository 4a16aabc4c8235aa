//! Sessions, passwords and links. Under the worker role: people belong to no tenant.

use futures::future::BoxFuture;
use homeroom_domain::ids::{MembershipId, TenantId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    auth::{Place, identity::SESSION_IDLE},
    http::Cursor,
};

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

impl MembershipRow {
    pub(super) fn place(&self) -> Place {
        Place::from_columns(self.tenant_id, self.partner_id)
    }
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
    pub user_agent: Option<&'a str>,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

/// Opens it if one of these hashes is the membership's password still, which nobody changes meanwhile: whoever sets another one ends the sessions that
/// are there, and would miss one that is opened beside. False where the password is another by now.
#[tracing::instrument(name = "db.sessions.insert_session", skip_all)]
pub(super) async fn insert_session(conn: &mut PgConnection, new: &NewSession<'_>, hashes: &[Vec<u8>]) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "WITH opened AS (SELECT membership_id FROM passwords WHERE membership_id = $4 AND hash = ANY($8::bytea[]) FOR SHARE)
         INSERT INTO sessions (id, token_hash, user_id, membership_id, created_at, last_seen_at, expires_at, user_agent)
         SELECT $1, $2, $3, membership_id, $5, $5, $6, $7 FROM opened",
        Uuid::now_v7(),
        new.token_hash,
        new.user.uuid(),
        new.membership,
        new.now.to_sqlx() as _,
        new.expires_at.to_sqlx() as _,
        new.user_agent,
        hashes as _
    );
    Ok(done.execute(conn).await?.rows_affected() == 1)
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

/// Ends the sessions of these memberships.
#[tracing::instrument(name = "db.sessions.delete_sessions", skip_all)]
pub(super) async fn delete_sessions(conn: &mut PgConnection, memberships: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM sessions WHERE membership_id = ANY($1)", memberships).execute(conn).await?;
    Ok(())
}

/// Where a person has a role, and in which language they read there.
pub(super) struct PlaceRow {
    /// Of the tenant or the partner; none of the platform.
    pub name: Option<String>,
    pub language: Option<String>,
}

/// The places of a person, at most as many as a letter can make sense of.
#[tracing::instrument(name = "db.sessions.places", skip_all)]
pub(super) async fn places(conn: &mut PgConnection, user: UserId) -> sqlx::Result<Vec<PlaceRow>> {
    sqlx::query_as!(
        PlaceRow,
        "SELECT coalesce(t.name, p.name) AS name, m.language
         FROM memberships m LEFT JOIN tenants t ON t.id = m.tenant_id LEFT JOIN partners p ON p.id = m.partner_id
         WHERE m.user_id = $1 ORDER BY m.created_at, m.id LIMIT 1000",
        user.uuid()
    )
    .fetch_all(conn)
    .await
}

/// A session as its person sees it.
pub(super) struct SessionRow {
    pub id: Uuid,
    pub membership_id: Uuid,
    pub created_at: jiff_sqlx::Timestamp,
    pub last_seen_at: jiff_sqlx::Timestamp,
    pub expires_at: jiff_sqlx::Timestamp,
    pub user_agent: Option<String>,
}

/// Sessions of these memberships that have not ended, the newest first.
#[tracing::instrument(name = "db.sessions.list", skip_all)]
pub(super) async fn list(
    conn: &mut PgConnection,
    memberships: &[Uuid],
    now: Timestamp,
    after: Option<&Cursor>,
    rows: i64,
) -> sqlx::Result<Vec<SessionRow>> {
    sqlx::query_as!(
        SessionRow,
        r#"SELECT id, membership_id AS "membership_id!", created_at, last_seen_at, expires_at, user_agent FROM sessions
           WHERE membership_id = ANY($1) AND expires_at > $2 AND last_seen_at > $3 AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5))
           ORDER BY created_at DESC, id DESC LIMIT $6"#,
        memberships,
        now.to_sqlx() as _,
        (now - SESSION_IDLE).to_sqlx() as _,
        after.map(|cursor| cursor.at.to_sqlx()) as _,
        after.map(Cursor::uuid),
        rows
    )
    .fetch_all(conn)
    .await
}

/// When a session ends at the latest.
#[tracing::instrument(name = "db.sessions.expires_at", skip_all)]
pub(super) async fn expires_at(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Timestamp>> {
    let at = sqlx::query_scalar!(r#"SELECT expires_at AS "at: jiff_sqlx::Timestamp" FROM sessions WHERE id = $1"#, id).fetch_optional(conn);
    Ok(at.await?.map(jiff_sqlx::Timestamp::to_jiff))
}

/// Ends a session, if it is of one of these memberships; false where there is none.
#[tracing::instrument(name = "db.sessions.delete_own", skip_all)]
pub(super) async fn delete_own(conn: &mut PgConnection, id: Uuid, memberships: &[Uuid]) -> sqlx::Result<bool> {
    let done = sqlx::query!("DELETE FROM sessions WHERE id = $1 AND membership_id = ANY($2)", id, memberships).execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

/// The session acts with another membership from now on. False when it has ended.
#[tracing::instrument(name = "db.sessions.move_session", skip_all)]
pub(super) async fn move_session(conn: &mut PgConnection, id: Uuid, to: Uuid) -> sqlx::Result<bool> {
    let done = sqlx::query!("UPDATE sessions SET membership_id = $2 WHERE id = $1", id, to).execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

/// How a person is called and spoken to at one place.
pub(super) struct WaysRow {
    pub name: Option<String>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
}

#[tracing::instrument(name = "db.sessions.ways", skip_all)]
pub(super) async fn ways(conn: &mut PgConnection, membership: MembershipId) -> sqlx::Result<Option<WaysRow>> {
    sqlx::query_as!(WaysRow, "SELECT name, language, time_zone FROM memberships WHERE id = $1", membership.uuid())
        .fetch_optional(conn)
        .await
}

/// What a caller is shown of the tenant that it acts for.
pub(super) struct TenantRow {
    pub id: Uuid,
    pub name: String,
    pub time_zone: String,
    pub currency: String,
    pub livemode: bool,
    pub suspended: bool,
    pub past_due_since: Option<jiff_sqlx::Timestamp>,
    pub cancelled: bool,
    pub purge_at: Option<jiff_sqlx::Timestamp>,
    pub purged: bool,
    pub trial_until: Option<jiff_sqlx::Timestamp>,
}

#[tracing::instrument(name = "db.sessions.tenant", skip_all)]
pub(super) async fn tenant(conn: &mut PgConnection, id: TenantId) -> sqlx::Result<Option<TenantRow>> {
    sqlx::query_as!(
        TenantRow,
        r#"SELECT id, name, time_zone, currency, livemode, suspended_at IS NOT NULL AS "suspended!", past_due_since,
                  cancelled_at IS NOT NULL AS "cancelled!", CASE WHEN purge_hold IS NULL THEN purge_at END AS purge_at, purging_since IS NOT NULL AS "purged!",
                  (SELECT s.charged_from FROM plan_subscriptions s WHERE s.tenant_id = tenants.id) AS trial_until FROM tenants WHERE id = $1"#,
        id.uuid()
    )
    .fetch_optional(conn)
    .await
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
