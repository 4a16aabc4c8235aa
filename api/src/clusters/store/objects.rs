//! Namespaces and Services of a cluster, counted against its thresholds. How many orders are there is counted by triggers, whoever places them.

use homeroom_domain::{
    cluster::thresholds::{Objects, Thresholds},
    ids::ClusterId,
};
use sqlx::PgConnection;

/// What stands on a cluster, judged by these thresholds.
#[tracing::instrument(name = "db.clusters.objects", skip_all)]
pub async fn objects(conn: &mut PgConnection, id: ClusterId, thresholds: Thresholds) -> sqlx::Result<Objects> {
    let row = sqlx::query!("SELECT orders, other_namespaces, other_services FROM cluster_objects WHERE cluster_id = $1", id.uuid());
    let found = row.fetch_optional(conn).await?;
    Ok(found.map_or_else(
        || Objects { thresholds, ..Objects::default() },
        |row| Objects { thresholds, orders: row.orders, other_namespaces: row.other_namespaces, other_services: row.other_services },
    ))
}

/// Notes how many namespaces and Services others have there, where that is news.
#[tracing::instrument(name = "db.clusters.note_others", skip_all)]
pub async fn note_others(conn: &mut PgConnection, id: ClusterId, (namespaces, services): (i64, i64)) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO cluster_objects AS o (cluster_id, other_namespaces, other_services) VALUES ($1, $2, $3)
         ON CONFLICT (cluster_id) DO UPDATE SET other_namespaces = excluded.other_namespaces, other_services = excluded.other_services
         WHERE (o.other_namespaces, o.other_services) IS DISTINCT FROM (excluded.other_namespaces, excluded.other_services)",
        id.uuid(),
        namespaces,
        services
    )
    .execute(conn)
    .await?;
    Ok(())
}
