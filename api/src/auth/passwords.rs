//! The SQL of kept passwords and of the one-time links that set them. Members hand them out, sessions use them; both come through here.

use futures::future::BoxFuture;
use homeroom_domain::ids::{MembershipId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

#[tracing::instrument(name = "db.auth.insert_password", skip_all)]
pub(crate) async fn insert_password(conn: &mut PgConnection, membership: MembershipId, hash: &[u8]) -> sqlx::Result<()> {
    sqlx::query!("INSERT INTO passwords (membership_id, hash) VALUES ($1, $2)", membership.uuid(), hash).execute(conn).await?;
    Ok(())
}

/// A one-time link to be kept.
pub(crate) struct NewLink<'a> {
    pub hash: &'a [u8],
    pub user: UserId,
    /// That it sets the password of; `None` for all of the person's: such a one goes to their own address alone.
    pub membership: Option<MembershipId>,
    pub until: Timestamp,
}

#[tracing::instrument(name = "db.auth.insert_link", skip_all)]
pub(crate) async fn insert_link(conn: &mut PgConnection, new: &NewLink<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO password_links (token_hash, user_id, membership_id, expires_at) VALUES ($1, $2, $3, $4)",
        new.hash,
        new.user.uuid(),
        new.membership.map(MembershipId::uuid),
        new.until.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A membership whose password was set.
pub(crate) struct SetRow {
    pub id: Uuid,
    pub tenant_id: Option<Uuid>,
    pub partner_id: Option<Uuid>,
}

/// Replaces the password of a membership, and the same one of the person's others; returns which. None when it is not the password there.
#[tracing::instrument(name = "db.auth.replace_password", skip_all)]
pub(crate) async fn replace_password(
    conn: &mut PgConnection,
    membership: MembershipId,
    before: &[Vec<u8>],
    after: &[u8],
) -> sqlx::Result<Vec<SetRow>> {
    sqlx::query_as!(
        SetRow,
        "UPDATE passwords w SET hash = $3 FROM memberships m
         WHERE m.id = w.membership_id AND w.hash = ANY($2::bytea[])
           AND m.user_id = (SELECT o.user_id FROM memberships o JOIN passwords p ON p.membership_id = o.id WHERE o.id = $1 AND p.hash = ANY($2::bytea[]))
         RETURNING m.id, m.tenant_id, m.partner_id",
        membership.uuid(),
        before as _,
        after
    )
    .fetch_all(conn)
    .await
}

/// Ends the links of a membership that nobody used.
#[tracing::instrument(name = "db.auth.end_links", skip_all)]
pub(crate) async fn end_links(conn: &mut PgConnection, membership: MembershipId) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM password_links WHERE membership_id = $1 AND used_at IS NULL", membership.uuid()).execute(conn).await?;
    Ok(())
}

/// Ends the links that a person had sent to their own address and did not use.
#[tracing::instrument(name = "db.auth.end_own_links", skip_all)]
pub(crate) async fn end_own_links(conn: &mut PgConnection, user: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM password_links WHERE user_id = $1 AND membership_id IS NULL AND used_at IS NULL", user).execute(conn).await?;
    Ok(())
}

/// Uses a link up and sets the password of its membership, or of all of the person's; returns which. None when it was used, or has ended.
#[tracing::instrument(name = "db.auth.use_link", skip_all)]
pub(crate) async fn use_link(conn: &mut PgConnection, link: &[u8], hash: &[u8], now: Timestamp) -> sqlx::Result<Vec<SetRow>> {
    let used = sqlx::query!(
        "UPDATE password_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING user_id, membership_id",
        link,
        now.to_sqlx() as _
    );
    let Some(used) = used.fetch_optional(&mut *conn).await? else { return Ok(Vec::new()) };
    if used.membership_id.is_none() {
        end_own_links(&mut *conn, used.user_id).await?;
    }
    // What a place handed out changes no password that exists.
    sqlx::query_as!(
        SetRow,
        "WITH own AS (UPDATE memberships SET taken_up_at = coalesce(taken_up_at, $3)
                      WHERE user_id = $1 AND ($2::uuid IS NULL OR (id = $2 AND taken_up_at IS NULL)) RETURNING id, tenant_id, partner_id),
              kept AS (INSERT INTO passwords (membership_id, hash) SELECT id, $4 FROM own
                       ON CONFLICT (membership_id) DO UPDATE SET hash = excluded.hash)
         SELECT id, tenant_id, partner_id FROM own",
        used.user_id,
        used.membership_id,
        now.to_sqlx() as _,
        hash
    )
    .fetch_all(conn)
    .await
}

/// Deletes links that have ended.
#[tracing::instrument(name = "db.auth.sweep_links", skip_all)]
pub(crate) fn sweep_links(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let done = sqlx::query!(
            "DELETE FROM password_links WHERE token_hash IN
                 (SELECT token_hash FROM password_links WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
            now.to_sqlx() as _,
            limit
        );
        Ok(done.execute(conn).await?.rows_affected())
    })
}
