//! A cluster as it goes out.

use homeroom_domain::{
    capacity::{ClusterCapacity, IgnoredNode},
    ids::ClusterId,
    sizing::NodeShape,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{store::Cluster, words};
use crate::http::{Language, Version};

/// A cluster, without its kubeconfig.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClusterView {
    pub id: ClusterId,
    pub name: String,
    pub region: String,
    pub simulated: bool,
    pub media_url: String,
    pub node_limit: Option<i32>,
    pub headroom_percent: i32,
    /// What its API says that it is.
    pub version: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub cordoned_at: Option<Timestamp>,
    /// What its nodes let it sell; null until they were seen.
    pub nodes: Option<NodesView>,
    pub conditions: Vec<ClusterConditionView>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// Nodes, as far as they count.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodesView {
    /// As large as the commonest node.
    pub counted: usize,
    pub sold: u32,
    pub headroom: u32,
    /// Not counted, with the reason.
    #[schema(value_type = Vec<Object>)]
    pub ignored: Vec<IgnoredNode>,
    /// The commonest node, less what DaemonSets take; null while none is schedulable.
    #[schema(value_type = Option<Object>)]
    pub shape: Option<NodeShape>,
}

/// Something true, false or unknown about a cluster, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClusterConditionView {
    #[serde(rename = "type")]
    pub kind: String,
    /// `true`, `false` or `unknown`.
    pub status: String,
    pub reason: String,
    #[schema(value_type = Object)]
    pub params: Value,
    /// The reason as a sentence in the language asked for.
    pub message: String,
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
}

#[derive(Deserialize)]
struct Stored {
    #[serde(rename = "type")]
    kind: String,
    status: String,
    reason: String,
    #[serde(default)]
    params: Value,
    since: Timestamp,
}

impl ClusterView {
    pub(super) fn new(cluster: Cluster, language: Language) -> Self {
        let nodes = serde_json::from_value::<ClusterCapacity>(cluster.capacity).ok().map(NodesView::from);
        let conditions = serde_json::from_value::<Vec<Stored>>(cluster.conditions).unwrap_or_default();
        Self {
            id: cluster.id,
            name: cluster.name,
            region: cluster.region,
            simulated: cluster.simulated,
            media_url: cluster.media_url,
            node_limit: cluster.node_limit,
            headroom_percent: cluster.headroom_percent,
            version: cluster.version,
            cordoned_at: cluster.cordoned_at,
            nodes,
            conditions: conditions.into_iter().map(|stored| condition(stored, language)).collect(),
            created_at: cluster.created_at,
        }
    }
}

impl Cluster {
    pub(super) fn version_tag(&self) -> Version {
        Version { edit: self.edit, revision: self.revision }
    }
}

impl From<ClusterCapacity> for NodesView {
    fn from(capacity: ClusterCapacity) -> Self {
        Self {
            counted: capacity.counted.len(),
            sold: capacity.nodes_sold,
            headroom: capacity.nodes_headroom,
            ignored: capacity.ignored,
            shape: capacity.shape,
        }
    }
}

fn condition(stored: Stored, language: Language) -> ClusterConditionView {
    ClusterConditionView {
        message: words::reason(&stored.reason, &stored.params, language),
        kind: stored.kind,
        status: stored.status,
        reason: stored.reason,
        params: stored.params,
        since: stored.since,
    }
}
