//! What was told last of the nodes that a cluster lacks, and of those that the others lack to bear its loss.

use homeroom_domain::ids::ClusterId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::view::NodesShort;

#[tracing::instrument(name = "db.capacity.told", skip_all)]
pub(super) async fn told(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<Option<NodesShort>> {
    let row = sqlx::query!(
        r#"SELECT nodes, needed_by AS "needed_by: jiff_sqlx::Timestamp" FROM node_shortages WHERE cluster_id = $1 FOR UPDATE"#,
        cluster.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(|row| NodesShort { nodes: row.nodes, by: row.needed_by.to_jiff() }))
}

/// Keeps what is told now; `None`: it lacks none.
#[tracing::instrument(name = "db.capacity.tell", skip_all)]
pub(super) async fn tell(conn: &mut PgConnection, cluster: ClusterId, short: Option<NodesShort>, at: Timestamp) -> sqlx::Result<()> {
    let Some(short) = short else {
        sqlx::query!("DELETE FROM node_shortages WHERE cluster_id = $1", cluster.uuid()).execute(conn).await?;
        return Ok(());
    };
    sqlx::query!(
        "INSERT INTO node_shortages (cluster_id, nodes, needed_by, told_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (cluster_id) DO UPDATE SET nodes = $2, needed_by = $3, told_at = $4",
        cluster.uuid(),
        short.nodes,
        short.by.to_sqlx() as jiff_sqlx::Timestamp,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How many nodes the others lack, as it was told: `None` where they lack none, and of `Some` `None` where no number of them helps.
#[tracing::instrument(name = "db.capacity.cover_told", skip_all)]
pub(super) async fn cover_told(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<Option<Option<i64>>> {
    let row = sqlx::query!("SELECT nodes FROM cover_shortages WHERE cluster_id = $1 FOR UPDATE", cluster.uuid());
    Ok(row.fetch_optional(conn).await?.map(|row| row.nodes))
}

/// Keeps what is told now; `None`: they lack none.
#[tracing::instrument(name = "db.capacity.tell_cover", skip_all)]
pub(super) async fn tell_cover(conn: &mut PgConnection, cluster: ClusterId, nodes: Option<Option<i64>>, at: Timestamp) -> sqlx::Result<()> {
    let Some(nodes) = nodes else {
        forget_covers(conn, &[cluster]).await?;
        return Ok(());
    };
    sqlx::query!(
        "INSERT INTO cover_shortages (cluster_id, nodes, told_at) VALUES ($1, $2, $3)
         ON CONFLICT (cluster_id) DO UPDATE SET nodes = $2, told_at = $3",
        cluster.uuid(),
        nodes,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether anything was known of some clusters, which is forgotten.
#[tracing::instrument(name = "db.capacity.forget_covers", skip_all)]
pub(super) async fn forget_covers(conn: &mut PgConnection, clusters: &[ClusterId]) -> sqlx::Result<bool> {
    let ids: Vec<Uuid> = clusters.iter().map(|cluster| cluster.uuid()).collect();
    let done = sqlx::query!("DELETE FROM cover_shortages WHERE cluster_id = ANY($1)", &ids).execute(conn).await?;
    Ok(done.rows_affected() > 0)
}
