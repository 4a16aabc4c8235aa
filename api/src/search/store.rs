//! What is looked for by a part of its name. What one look reads is bounded: by the rows of one tenant, by there being some thousands of tenants, or,
//! for orders of all tenants, by a number of matches.

use homeroom_domain::ids::{PartnerId, TenantId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::auth::Place;

/// Orders that are sorted by how well they match.
const MATCHES: i64 = 1_000;

/// Something of the name.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) id: Uuid,
    pub(super) title: String,
    pub(super) subtitle: Option<String>,
    pub(super) order_id: Option<Uuid>,
    pub(super) tenant_id: Option<Uuid>,
}

/// Orders of a tenant, or of all with whose they are.
#[tracing::instrument(name = "db.search.orders", skip_all)]
pub(super) async fn orders(conn: &mut PgConnection, tenant: Option<TenantId>, part: &str, most: i64) -> sqlx::Result<Vec<Found>> {
    sqlx::query_as!(
        Found,
        r#"SELECT o.id, o.name AS title, CASE WHEN $1::uuid IS NULL THEN t.name ELSE o.external_id END AS subtitle, NULL::uuid AS order_id,
                  CASE WHEN $1::uuid IS NULL THEN o.tenant_id END AS tenant_id
           FROM (SELECT order_id FROM order_words WHERE grams @> grams_asked(folded($2)) AND strpos(words, folded($2)) > 0
                   AND ($1::uuid IS NULL OR tenant_id = $1) LIMIT $4) AS w
           JOIN orders o ON o.id = w.order_id JOIN tenants t ON t.id = o.tenant_id
           ORDER BY NOT starts_with(folded(o.name), folded($2)), o.attention, o.created_at DESC
           LIMIT $3"#,
        tenant.map(TenantId::uuid),
        part,
        most,
        MATCHES
    )
    .fetch_all(conn)
    .await
}

/// Rooms of a tenant, with the name of their order.
#[tracing::instrument(name = "db.search.classrooms", skip_all)]
pub(super) async fn classrooms(conn: &mut PgConnection, tenant: Option<TenantId>, part: &str, most: i64) -> sqlx::Result<Vec<Found>> {
    sqlx::query_as!(
        Found,
        r#"SELECT r.id, r.shown_name AS "title!", o.name AS subtitle, r.order_id, NULL::uuid AS tenant_id
           FROM classrooms r JOIN orders o ON o.id = r.order_id
           WHERE r.tenant_id = $1 AND r.removed_at IS NULL AND strpos(r.words, folded($2)) > 0
           ORDER BY NOT starts_with(r.words, folded($2)), o.phase = 'released', r.shown_name COLLATE natural_order, r.id LIMIT $3"#,
        tenant.map(TenantId::uuid),
        part,
        most
    )
    .fetch_all(conn)
    .await
}

/// People with a role in a place.
#[tracing::instrument(name = "db.search.members", skip_all)]
pub(super) async fn members(conn: &mut PgConnection, place: Place, part: &str, most: i64) -> sqlx::Result<Vec<Found>> {
    let (tenant, partner) = place.columns();
    sqlx::query_as!(
        Found,
        r#"SELECT m.id, coalesce(m.name, u.email) AS "title!", CASE WHEN m.name IS NOT NULL THEN u.email END AS subtitle, NULL::uuid AS order_id,
                  NULL::uuid AS tenant_id
           FROM memberships m JOIN users u ON u.id = m.user_id
           WHERE m.tenant_id IS NOT DISTINCT FROM $1 AND m.partner_id IS NOT DISTINCT FROM $2
             AND strpos(folded(concat_ws(E'\n', m.name, u.email)), folded($3)) > 0
           ORDER BY NOT starts_with(folded(coalesce(m.name, u.email)), folded($3)), coalesce(m.name, u.email) COLLATE natural_order, m.id LIMIT $4"#,
        tenant,
        partner,
        part,
        most
    )
    .fetch_all(conn)
    .await
}

/// Tenants, of one partner or all.
#[tracing::instrument(name = "db.search.tenants", skip_all)]
pub(super) async fn tenants(conn: &mut PgConnection, partner: Option<PartnerId>, part: &str, most: i64) -> sqlx::Result<Vec<Found>> {
    sqlx::query_as!(
        Found,
        r#"SELECT id, name AS title, external_id AS subtitle, NULL::uuid AS order_id, NULL::uuid AS tenant_id FROM tenants
           WHERE ($1::uuid IS NULL OR partner_id = $1) AND strpos(words, folded($2)) > 0
           ORDER BY NOT starts_with(words, folded($2)), name COLLATE natural_order, id LIMIT $3"#,
        partner.map(PartnerId::uuid),
        part,
        most
    )
    .fetch_all(conn)
    .await
}

/// Clusters, of which there are some dozens.
#[tracing::instrument(name = "db.search.clusters", skip_all)]
pub(super) async fn clusters(conn: &mut PgConnection, part: &str, most: i64) -> sqlx::Result<Vec<Found>> {
    sqlx::query_as!(
        Found,
        r#"SELECT id, name AS title, region AS subtitle, NULL::uuid AS order_id, NULL::uuid AS tenant_id FROM clusters
           WHERE strpos(folded(name), folded($1)) > 0 OR strpos(folded(region), folded($1)) > 0 ORDER BY name, id LIMIT $2"#,
        part,
        most
    )
    .fetch_all(conn)
    .await
}
