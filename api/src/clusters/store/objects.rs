//! Namespaces and Services of a cluster, counted against its thresholds. How many orders are there is counted by triggers, whoever places them.

use std::collections::BTreeMap;

use homeroom_domain::{
    cluster::thresholds::{Objects, Thresholds},
    ids::ClusterId,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::rows::Cluster;

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

/// What stands on each of some clusters, judged by its thresholds.
#[tracing::instrument(name = "db.clusters.objects_of", skip_all)]
pub async fn objects_of(conn: &mut PgConnection, clusters: &[Cluster]) -> sqlx::Result<BTreeMap<ClusterId, Objects>> {
    let ids: Vec<Uuid> = clusters.iter().map(|cluster| cluster.id.uuid()).collect();
    let rows =
        sqlx::query!("SELECT cluster_id, orders, other_namespaces, other_services FROM cluster_objects WHERE cluster_id = ANY($1)", &ids);
    let bare = |cluster: &Cluster| (cluster.id, Objects { thresholds: cluster.thresholds, ..Objects::default() });
    let mut found: BTreeMap<ClusterId, Objects> = clusters.iter().map(bare).collect();
    for row in rows.fetch_all(conn).await? {
        if let Some(objects) = found.get_mut(&ClusterId::new(row.cluster_id)) {
            let thresholds = objects.thresholds;
            *objects =
                Objects { thresholds, orders: row.orders, other_namespaces: row.other_namespaces, other_services: row.other_services };
        }
    }
    Ok(found)
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

/// A cluster whose number of orders is not what its places and kept claims come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miscount {
    pub cluster: ClusterId,
    pub name: String,
    /// What new orders are judged by.
    pub counted: i64,
    pub held: i64,
}

/// Compares the number of orders of every cluster with its places that are not gone and the claims that are kept there. Empty means that all is well. Within
/// the transaction in which calendars are compared, so that it is of the same moment.
#[tracing::instrument(name = "db.clusters.verify_objects", skip_all)]
pub async fn verify_objects(conn: &mut PgConnection) -> sqlx::Result<Vec<Miscount>> {
    let rows = sqlx::query!(
        r#"SELECT c.id, c.name, coalesce(o.orders, 0) AS "counted!", coalesce(h.held, 0) AS "held!"
           FROM clusters c LEFT JOIN cluster_objects o ON o.cluster_id = c.id
                LEFT JOIN (SELECT cluster_id, count(*) AS held FROM (SELECT cluster_id FROM placements WHERE state <> 'gone'
                                                                     UNION ALL SELECT cluster_id FROM storage_claims WHERE NOT in_use) AS places
                           GROUP BY cluster_id) h ON h.cluster_id = c.id
           WHERE coalesce(o.orders, 0) <> coalesce(h.held, 0) ORDER BY c.name, c.id"#
    );
    let miscounts = rows.fetch_all(conn).await?.into_iter();
    Ok(miscounts.map(|row| Miscount { cluster: ClusterId::new(row.id), name: row.name, counted: row.counted, held: row.held }).collect())
}
