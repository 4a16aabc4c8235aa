//! People and memberships. Adding somebody runs under the worker role, because people belong to no tenant; every query names its place.

use homeroom_domain::ids::{MembershipId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    auth::{Place, password::Recipe},
    http::Cursor,
};

/// Violated when the person is a member here already.
pub(super) const ONE_MEMBERSHIP: &str = "memberships_place_user_id_key";

pub(super) struct MemberRow {
    pub id: Uuid,
    pub email: String,
    pub role: String,
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
    pub at: Timestamp,
}

#[tracing::instrument(name = "db.members.insert", skip_all)]
pub(super) async fn insert(conn: &mut PgConnection, new: &NewMembership<'_>) -> sqlx::Result<()> {
    let (tenant, partner) = new.place.columns();
    sqlx::query!(
        "INSERT INTO memberships (id, user_id, tenant_id, partner_id, role, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        new.id.uuid(),
        new.user.uuid(),
        tenant,
        partner,
        new.role,
        new.at.to_sqlx() as _
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
        "SELECT m.id, u.email, m.role, m.edit, m.created_at FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.id = $1 AND m.tenant_id IS NOT DISTINCT FROM $2 AND m.partner_id IS NOT DISTINCT FROM $3",
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

/// Which members to list.
pub(super) struct Filter<'a> {
    pub place: Place,
    pub email: Option<&'a str>,
    pub role: Option<&'a str>,
}

#[tracing::instrument(name = "db.members.list", skip_all)]
pub(super) async fn list(conn: &mut PgConnection, filter: &Filter<'_>, after: Option<&Cursor>, rows: i64) -> sqlx::Result<Vec<MemberRow>> {
    let (tenant, partner) = filter.place.columns();
    sqlx::query_as!(
        MemberRow,
        "SELECT m.id, u.email, m.role, m.edit, m.created_at FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.tenant_id IS NOT DISTINCT FROM $1 AND m.partner_id IS NOT DISTINCT FROM $2
           AND ($3::text IS NULL OR lower(u.email) = lower($3)) AND ($4::text IS NULL OR m.role = $4)
           AND ($5::timestamptz IS NULL OR (m.created_at, m.id) > ($5, $6))
         ORDER BY m.created_at, m.id LIMIT $7",
        tenant,
        partner,
        filter.email,
        filter.role,
        after.map(|cursor| cursor.at.to_sqlx()) as _,
        after.map(Cursor::uuid),
        rows
    )
    .fetch_all(conn)
    .await
}

/// False when somebody else's edit came first.
#[tracing::instrument(name = "db.members.set_role", skip_all)]
pub(super) async fn set_role(conn: &mut PgConnection, id: MembershipId, role: &str, edit: i64) -> sqlx::Result<bool> {
    let done = sqlx::query!("UPDATE memberships SET role = $2, edit = edit + 1 WHERE id = $1 AND edit = $3", id.uuid(), role, edit);
    Ok(done.execute(conn).await?.rows_affected() == 1)
}

/// Ends the membership, and with it its sessions, its password and its link. False when somebody else's edit came first.
#[tracing::instrument(name = "db.members.delete", skip_all)]
pub(super) async fn delete(conn: &mut PgConnection, id: MembershipId, edit: i64) -> sqlx::Result<bool> {
    let done = sqlx::query!("DELETE FROM memberships WHERE id = $1 AND edit = $2", id.uuid(), edit);
    Ok(done.execute(conn).await?.rows_affected() == 1)
}
