//! Node groups of clusters, and what was seen of them.

use homeroom_domain::{
    ids::{ClusterId, NodeGroupId},
    nodes::groups::{GroupBounds, GroupSeen},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::supply;
use crate::{auth::SystemTx, kube::Scalable};

pub const ONE_OBJECT: &str = "node_groups_cluster_id_api_version_kind_namespace_name_key";
pub const ONE_LABEL: &str = "node_groups_cluster_id_node_label_key";

/// A node group, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeGroup {
    pub id: NodeGroupId,
    pub object: Scalable,
    /// `key=value`.
    pub node_label: String,
    pub bounds: GroupBounds,
    /// `None` before it was looked at.
    pub seen: Option<GroupSeen>,
    pub created_at: Timestamp,
}

struct Row {
    id: Uuid,
    api_version: String,
    kind: String,
    plural: String,
    namespace: String,
    name: String,
    node_label: String,
    min_nodes: i32,
    max_nodes: i32,
    boot_minutes: i32,
    gives_back: bool,
    seen: Option<serde_json::Value>,
    created_at: jiff_sqlx::Timestamp,
}

impl From<Row> for NodeGroup {
    fn from(row: Row) -> Self {
        let Row { id, api_version, kind, plural, namespace, name, node_label, .. } = row;
        Self {
            id: NodeGroupId::new(id),
            object: Scalable { api_version, kind, plural, namespace, name },
            node_label,
            bounds: GroupBounds {
                min: row.min_nodes.into(),
                max: row.max_nodes.into(),
                boot_minutes: row.boot_minutes.into(),
                gives_back: row.gives_back,
            },
            seen: row.seen.and_then(|seen| serde_json::from_value(seen).ok()),
            created_at: row.created_at.to_jiff(),
        }
    }
}

/// All of a cluster, in the order in which they were created.
#[tracing::instrument(name = "db.clusters.node_groups", skip_all)]
pub async fn node_groups(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<Vec<NodeGroup>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, api_version, kind, plural, namespace, name, node_label, min_nodes, max_nodes, boot_minutes, gives_back, seen, created_at
         FROM node_groups WHERE cluster_id = $1 ORDER BY created_at, id",
        cluster.uuid()
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(NodeGroup::from).collect())
}

/// Writes a new one. The caller has locked the cluster's calendar.
#[tracing::instrument(name = "db.clusters.insert_node_group", skip_all)]
pub async fn insert_node_group(tx: &mut SystemTx, cluster: ClusterId, new: &NodeGroup) -> sqlx::Result<()> {
    let NodeGroup { id, object, node_label, bounds, seen: _, created_at } = new;
    let narrow = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    sqlx::query!(
        "INSERT INTO node_groups (id, cluster_id, api_version, kind, plural, namespace, name, node_label, min_nodes, max_nodes, boot_minutes, gives_back,
                                  created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        id.uuid(),
        cluster.uuid(),
        object.api_version,
        object.kind,
        object.plural,
        object.namespace,
        object.name,
        node_label,
        narrow(bounds.min),
        narrow(bounds.max),
        narrow(bounds.boot_minutes),
        bounds.gives_back,
        created_at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets a group. Gives whether there was one.
#[tracing::instrument(name = "db.clusters.delete_node_group", skip_all)]
pub async fn delete_node_group(tx: &mut SystemTx, cluster: ClusterId, id: NodeGroupId) -> sqlx::Result<bool> {
    let done = sqlx::query!("DELETE FROM node_groups WHERE cluster_id = $1 AND id = $2", cluster.uuid(), id.uuid());
    Ok(done.execute(tx.conn()).await?.rows_affected() > 0)
}

/// Keeps what was seen of a group.
#[tracing::instrument(name = "db.clusters.note_node_group", skip_all)]
pub async fn note_node_group(tx: &mut SystemTx, id: NodeGroupId, seen: &GroupSeen) -> sqlx::Result<()> {
    sqlx::query!("UPDATE node_groups SET seen = $2 WHERE id = $1", id.uuid(), Json(seen) as _).execute(tx.conn()).await?;
    Ok(())
}

/// Works out what a cluster's groups may be counted on for, and what it sells by that, where it is news. The caller has locked the cluster's calendar, before
/// any row of the cluster's.
#[tracing::instrument(name = "db.clusters.count_node_groups", skip_all)]
pub async fn count_node_groups(tx: &mut SystemTx, cluster: ClusterId, now: Timestamp) -> sqlx::Result<()> {
    let groups = node_groups(tx.conn(), cluster).await?;
    let giving = groups.iter().map(|group| (group.bounds.boot_minutes, group.bounds.may_give(group.seen.as_ref())));
    let giving: Vec<(i64, i64)> = giving.filter(|(_, nodes)| *nodes > 0).collect();
    let nodes = giving.iter().map(|(_, nodes)| nodes).sum::<i64>();
    let lead = giving.iter().map(|(minutes, _)| *minutes).max().and_then(|minutes| i32::try_from(minutes).ok());
    let changed = sqlx::query!(
        "UPDATE clusters SET group_nodes = $2, group_lead_minutes = $3
         WHERE id = $1 AND (group_nodes, group_lead_minutes) IS DISTINCT FROM ($2, $3::integer)",
        cluster.uuid(),
        i32::try_from(nodes).unwrap_or(i32::MAX),
        lead
    );
    if changed.execute(tx.conn()).await?.rows_affected() > 0 {
        supply::recount_as_seen(tx.conn(), cluster, now).await?;
    }
    Ok(())
}
