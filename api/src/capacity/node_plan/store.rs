//! What was told last of the nodes that a cluster lacks.

use homeroom_domain::ids::ClusterId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

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
