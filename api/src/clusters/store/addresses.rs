//! What orders and joining may know of clusters: readable under the app role, never shown to a tenant.

use std::collections::BTreeSet;

use homeroom_domain::{ids::ClusterId, sizing::NodeShape};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// The regions that have clusters, cordoned ones included: an order may name one of them and be refused for want of room.
#[tracing::instrument(name = "db.clusters.regions", skip_all)]
pub async fn regions(conn: &mut PgConnection, simulated: bool) -> sqlx::Result<BTreeSet<String>> {
    let rows = sqlx::query_scalar!("SELECT DISTINCT region FROM clusters WHERE simulated = $1", simulated);
    Ok(rows.fetch_all(conn).await?.into_iter().collect())
}

/// What is needed of a cluster on which an order is placed already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterAddress {
    pub id: ClusterId,
    pub calendar_id: Uuid,
    pub name: String,
    /// `None` while it has no nodes.
    pub shape: Option<NodeShape>,
    /// How clients reach a room: a template of `{classroom} {order} {pod_ip}`.
    pub media_url: String,
}

/// Some clusters by id, whatever their state; unknown ids are left out.
#[tracing::instrument(name = "db.clusters.addresses", skip_all)]
pub async fn addresses(conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<ClusterAddress>> {
    let rows = sqlx::query!(
        r#"SELECT id, calendar_id, name, media_url, nullif(capacity -> 'shape', 'null') AS "shape: Json<NodeShape>"
           FROM clusters WHERE id = ANY($1) ORDER BY id"#,
        ids
    );
    let rows = rows.fetch_all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| ClusterAddress {
            id: ClusterId::new(row.id),
            calendar_id: row.calendar_id,
            name: row.name,
            shape: row.shape.map(|shape| shape.0),
            media_url: row.media_url,
        })
        .collect())
}
