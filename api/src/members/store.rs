//! People and memberships. Adding somebody runs under the worker role, because people belong to no tenant; every query names its place.

use futures::future::BoxFuture;
use homeroom_domain::ids::{MembershipId, TenantId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    auth::{Place, password::Recipe},
    db::purged::Purged,
};

/// What a purge removes: sessions and passwords go with their membership.
pub(crate) const PURGED: [Purged; 1] = [Purged::by_hand("memberships", purge)];

/// Violated when the person is a member here already.
pub(super) const ONE_MEMBERSHIP: &str = "memberships_place_user_id_key";

pub(super) struct MemberRow {
    pub id: Uuid,
    pub email: String,
    pub role: String,
    pub name: Option<String>,
    pub teaches_as: Vec<String>,
    /// Whether a password was ever set for it.
    pub taken_up: bool,
    pub edit: i64,
    pub created_at: jiff_sqlx::Timestamp,
}

/// A person, found or just made.
pub(super) struct Person {
    pub id: UserId,
    pub recipe: Recipe,
}

/// How the passwords of the person with this address are hashed; `None` where there is no such person.
#[tracing::instrument(name = "db.members.recipe", skip_all)]
pub(super) async fn recipe(conn: &mut PgConnection, email: &str) -> sqlx::Result<Option<Recipe>> {
    let stored =
        sqlx::query_scalar!("SELECT password_recipe FROM users WHERE lower(email) = lower($1)", email).fetch_optional(conn).await?;
    Ok(stored.map(Recipe::stored))
}

/// The person with this address, made with this recipe where there is none, and held until the transaction ends.
#[tracing::instrument(name = "db.members.find_or_make", skip_all)]
pub(super) async fn find_or_make(conn: &mut PgConnection, email: &str, recipe: &Recipe, at: Timestamp) -> sqlx::Result<Person> {
    let row = sqlx::query!(
        "INSERT INTO users (id, email, password_recipe, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (lower(email)) DO UPDATE SET email = users.email RETURNING id, password_recipe",
        // Not of version 7: whoever logs in sees it, and would learn when, and so whether, the person was known before.
        Uuid::new_v4(),
        email,
        recipe.as_str(),
        at.to_sqlx() as _
    )
    .fetch_one(conn)
    .await?;
    Ok(Person { id: row.id.into(), recipe: Recipe::stored(row.password_recipe) })
}

/// How many belong to this place; nobody is added to it beside this transaction.
#[tracing::instrument(name = "db.members.lock_and_count", skip_all)]
pub(super) async fn lock_and_count(conn: &mut PgConnection, place: Place) -> sqlx::Result<i64> {
    let (tenant, partner) = place.columns();
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('memberships ' || $1, 0))", place.to_string()).execute(&mut *conn).await?;
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM memberships WHERE tenant_id IS NOT DISTINCT FROM $1 AND partner_id IS NOT DISTINCT FROM $2"#,
        tenant,
        partner
    )
    .fetch_one(conn)
    .await
}

/// A membership to be made.
pub(super) struct NewMembership<'a> {
    pub id: MembershipId,
    pub user: UserId,
    pub place: Place,
    pub role: &'a str,
    pub name: Option<&'a str>,
    pub language: Option<&'static str>,
    pub teaches_as: &'a [String],
    /// Whether it comes with a password.
    pub taken_up: bool,
    pub at: Timestamp,
}

#[tracing::instrument(name = "db.members.insert", skip_all)]
pub(super) async fn insert(conn: &mut PgConnection, new: &NewMembership<'_>) -> sqlx::Result<()> {
    let (tenant, partner) = new.place.columns();
    sqlx::query!(
        "INSERT INTO memberships (id, user_id, tenant_id, partner_id, role, created_at, name, language, teaches_as, taken_up_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $10 THEN $6::timestamptz END)",
        new.id.uuid(),
        new.user.uuid(),
        tenant,
        partner,
        new.role,
        new.at.to_sqlx() as _,
        new.name,
        new.language,
        new.teaches_as,
        new.taken_up
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[tracing::instrument(name = "db.members.find", skip_all)]
pub(super) async fn find(conn: &mut PgConnection, place: Place, id: MembershipId) -> sqlx::Result<Option<MemberRow>> {
    let (tenant, partner) = place.columns();
    sqlx::query_as!(
        MemberRow,
        r#"SELECT m.id, u.email, m.role, m.name, m.teaches_as, m.taken_up_at IS NOT NULL AS "taken_up!", m.edit, m.created_at
           FROM memberships m JOIN users u ON u.id = m.user_id
           WHERE m.id = $1 AND m.tenant_id IS NOT DISTINCT FROM $2 AND m.partner_id IS NOT DISTINCT FROM $3"#,
        id.uuid(),
        tenant,
        partner
    )
    .fetch_optional(conn)
    .await
}

/// Locks everybody here who has the role, in one order; returns how many.
#[tracing::instrument(name = "db.members.lock_with_role", skip_all)]
pub(super) async fn lock_with_role(conn: &mut PgConnection, place: Place, role: crate::auth::Role) -> sqlx::Result<usize> {
    let (tenant, partner) = place.columns();
    let rows = sqlx::query!(
        "SELECT id FROM memberships WHERE tenant_id IS NOT DISTINCT FROM $1 AND partner_id IS NOT DISTINCT FROM $2 AND role = $3
         ORDER BY id FOR UPDATE",
        tenant,
        partner,
        role.name()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.len())
}

/// Members of a place in the order of their ids.
#[tracing::instrument(name = "db.members.list", skip_all)]
pub(super) async fn list(conn: &mut PgConnection, place: Place, ids: &[Uuid]) -> sqlx::Result<Vec<MemberRow>> {
    let (tenant, partner) = place.columns();
    sqlx::query_as!(
        MemberRow,
        r#"SELECT m.id, u.email, m.role, m.name, m.teaches_as, m.taken_up_at IS NOT NULL AS "taken_up!", m.edit, m.created_at
           FROM unnest($3::uuid[]) WITH ORDINALITY AS n(id, place) JOIN memberships m ON m.id = n.id JOIN users u ON u.id = m.user_id
           WHERE m.tenant_id IS NOT DISTINCT FROM $1 AND m.partner_id IS NOT DISTINCT FROM $2 ORDER BY n.place"#,
        tenant,
        partner,
        ids
    )
    .fetch_all(conn)
    .await
}

/// What a place says of a member.
pub(super) struct Said<'a> {
    pub role: &'a str,
    pub name: Option<&'a str>,
    pub teaches_as: &'a [String],
}

/// False when somebody else's edit came first.
#[tracing::instrument(name = "db.members.amend", skip_all)]
pub(super) async fn amend(conn: &mut PgConnection, id: MembershipId, said: &Said<'_>, edit: i64) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE memberships SET role = $2, name = $3, teaches_as = $4, edit = edit + 1 WHERE id = $1 AND edit = $5",
        id.uuid(),
        said.role,
        said.name,
        said.teaches_as,
        edit
    );
    Ok(done.execute(conn).await?.rows_affected() == 1)
}

/// Somebody who has not taken up a role yet.
pub(super) struct InvitedRow {
    pub user_id: Uuid,
    pub email: String,
    pub role: String,
    pub language: Option<String>,
    /// Of the tenant or the partner.
    pub place_name: Option<String>,
}

/// `None` when there is no such membership, or it was taken up.
#[tracing::instrument(name = "db.members.invited", skip_all)]
pub(super) async fn invited(conn: &mut PgConnection, id: MembershipId) -> sqlx::Result<Option<InvitedRow>> {
    sqlx::query_as!(
        InvitedRow,
        r#"SELECT m.user_id, u.email, m.role, m.language, coalesce(t.name, p.name) AS place_name
           FROM memberships m JOIN users u ON u.id = m.user_id LEFT JOIN tenants t ON t.id = m.tenant_id LEFT JOIN partners p ON p.id = m.partner_id
           WHERE m.id = $1 AND m.taken_up_at IS NULL"#,
        id.uuid()
    )
    .fetch_optional(conn)
    .await
}

/// The person behind a membership.
#[tracing::instrument(name = "db.members.person_of", skip_all)]
pub(super) async fn person_of(conn: &mut PgConnection, id: MembershipId) -> sqlx::Result<Option<UserId>> {
    let user = sqlx::query_scalar!("SELECT user_id FROM memberships WHERE id = $1", id.uuid()).fetch_optional(conn).await?;
    Ok(user.map(UserId::new))
}

/// How a person is called and spoken to. What is absent stays as it is.
#[derive(Debug)]
pub(crate) struct OwnWays {
    pub name: Option<Option<String>>,
    pub language: Option<Option<&'static str>>,
    pub time_zone: Option<Option<String>>,
}

/// A membership whose name was changed.
pub(crate) struct RenamedRow {
    pub id: Uuid,
    pub tenant_id: Option<Uuid>,
    pub partner_id: Option<Uuid>,
}

/// Sets these of the memberships of one person; returns those that are called otherwise than before.
#[tracing::instrument(name = "db.members.set_ways", skip_all)]
pub(crate) async fn set_ways(conn: &mut PgConnection, memberships: &[Uuid], ways: &OwnWays) -> sqlx::Result<Vec<RenamedRow>> {
    sqlx::query!(
        "UPDATE memberships SET language = CASE WHEN $2 THEN $3 ELSE language END, time_zone = CASE WHEN $4 THEN $5 ELSE time_zone END
         WHERE id = ANY($1) AND ($2 OR $4)",
        memberships,
        ways.language.is_some(),
        ways.language.flatten(),
        ways.time_zone.is_some(),
        ways.time_zone.as_ref().and_then(Option::as_deref)
    )
    .execute(&mut *conn)
    .await?;
    let Some(name) = &ways.name else { return Ok(Vec::new()) };
    sqlx::query_as!(
        RenamedRow,
        "UPDATE memberships SET name = $2, edit = edit + 1 WHERE id = ANY($1) AND name IS DISTINCT FROM $2 RETURNING id, tenant_id, partner_id",
        memberships,
        name.as_deref()
    )
    .fetch_all(conn)
    .await
}

/// Ends the membership, and with it its sessions, its password and its link. False when somebody else's edit came first.
#[tracing::instrument(name = "db.members.delete", skip_all)]
pub(super) async fn delete(conn: &mut PgConnection, id: MembershipId, edit: i64) -> sqlx::Result<bool> {
    let done = sqlx::query!("DELETE FROM memberships WHERE id = $1 AND edit = $2", id.uuid(), edit);
    Ok(done.execute(conn).await?.rows_affected() == 1)
}

/// Removes some of a tenant's memberships, and the people who belong nowhere else and made no key that is somebody's still.
#[tracing::instrument(name = "db.members.purge", skip_all)]
fn purge(conn: &mut PgConnection, tenant: TenantId, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let people = sqlx::query_scalar!(
            "DELETE FROM memberships WHERE id IN (SELECT id FROM memberships WHERE tenant_id = $1 LIMIT $2) RETURNING user_id",
            tenant.uuid(),
            limit
        );
        let people = people.fetch_all(&mut *conn).await?;
        sqlx::query!(
            "DELETE FROM users u WHERE id = ANY($1) AND NOT EXISTS (SELECT FROM memberships m WHERE m.user_id = u.id)
                AND NOT EXISTS (SELECT FROM api_keys k WHERE k.created_by = u.id)",
            &people
        )
        .execute(conn)
        .await?;
        Ok(people.len() as u64)
    })
}
