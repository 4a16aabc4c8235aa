//! The SQL of pins. Whoever places an order reads them with the clusters.

use homeroom_domain::ids::{ClusterId, TenantId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::db::purged::Purged;

/// What a purge removes.
pub(crate) const PURGED: [Purged; 2] = [Purged::of("tenant_clusters"), Purged::of("tenant_cluster_tags")];

/// A cluster that a tenant is pinned to, or off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pin {
    pub cluster_id: Uuid,
    pub name: String,
    pub rule: String,
}

/// All of a tenant, by the cluster's name.
#[tracing::instrument(name = "db.pins.of_tenant", skip_all)]
pub(super) async fn of_tenant(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Vec<Pin>> {
    sqlx::query_as!(
        Pin,
        "SELECT p.cluster_id, c.name, p.rule FROM tenant_clusters p JOIN clusters c ON c.id = p.cluster_id WHERE p.tenant_id = $1 ORDER BY c.name",
        tenant.uuid()
    )
    .fetch_all(conn)
    .await
}

/// A tag by which a tenant's clusters are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub tag: String,
    pub rule: String,
}

/// All of a tenant, ascending.
#[tracing::instrument(name = "db.pins.tags_of_tenant", skip_all)]
pub(super) async fn tags_of_tenant(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Vec<Tag>> {
    let tags =
        sqlx::query_as!(Tag, r#"SELECT tag, rule FROM tenant_cluster_tags WHERE tenant_id = $1 ORDER BY tag COLLATE "C""#, tenant.uuid());
    tags.fetch_all(conn).await
}

/// Replaces all of a tenant.
#[tracing::instrument(name = "db.pins.replace_tags", skip_all)]
pub(super) async fn replace_tags(conn: &mut PgConnection, tenant: TenantId, all: &[String], none: &[String]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM tenant_cluster_tags WHERE tenant_id = $1", tenant.uuid()).execute(&mut *conn).await?;
    sqlx::query!(
        "INSERT INTO tenant_cluster_tags (tenant_id, tag, rule)
         SELECT $1::uuid, tag, 'all' FROM unnest($2::text[]) AS n(tag) UNION ALL SELECT $1::uuid, tag, 'none' FROM unnest($3::text[]) AS n(tag)",
        tenant.uuid(),
        all,
        none
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Orders of a tenant that are not over and run where it is kept off.
#[tracing::instrument(name = "db.pins.orders_elsewhere", skip_all)]
pub(super) async fn orders_elsewhere(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "orders!" FROM orders o JOIN placements p ON p.order_id = o.id AND p.state = 'live'
           WHERE o.tenant_id = $1 AND o.phase NOT IN ('terminating', 'released') AND keeps_off(o.tenant_id, p.cluster_id)"#,
        tenant.uuid()
    )
    .fetch_one(conn)
    .await
}

/// Those of the ids that are clusters.
#[tracing::instrument(name = "db.pins.known", skip_all)]
pub(super) async fn known(conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("SELECT id FROM clusters WHERE id = ANY($1)", ids).fetch_all(conn).await
}

/// Replaces all of a tenant.
#[tracing::instrument(name = "db.pins.replace", skip_all)]
pub(super) async fn replace(conn: &mut PgConnection, tenant: TenantId, only: &[ClusterId], never: &[ClusterId]) -> sqlx::Result<()> {
    let ids = |of: &[ClusterId]| -> Vec<Uuid> { of.iter().map(|id| id.uuid()).collect() };
    sqlx::query!("DELETE FROM tenant_clusters WHERE tenant_id = $1", tenant.uuid()).execute(&mut *conn).await?;
    sqlx::query!(
        "INSERT INTO tenant_clusters (tenant_id, cluster_id, rule)
         SELECT $1::uuid, id, 'only' FROM unnest($2::uuid[]) AS n(id) UNION ALL SELECT $1::uuid, id, 'never' FROM unnest($3::uuid[]) AS n(id)",
        tenant.uuid(),
        &ids(only),
        &ids(never)
    )
    .execute(conn)
    .await?;
    Ok(())
}
