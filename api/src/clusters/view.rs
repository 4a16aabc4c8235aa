//! A cluster as it goes out.

use homeroom_domain::{
    cluster::capacity::{ClusterCapacity, IgnoredNode},
    ids::ClusterId,
    sizing::NodeShape,
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{store::Cluster, words};
use crate::{
    http::{ConditionView, Version},
    words::Language,
};

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
    /// How long nodes take to come by themselves, up to the node limit; null: none do.
    pub node_lead_minutes: Option<i32>,
    /// What its API says that it is.
    pub version: String,
    pub cordoned_at: Option<Timestamp>,
    /// What its nodes let it sell; null until they were seen.
    pub nodes: Option<NodesView>,
    pub conditions: Vec<ConditionView>,
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

impl ClusterView {
    pub(super) fn new(cluster: Cluster, language: Language) -> Self {
        let nodes = serde_json::from_value::<ClusterCapacity>(cluster.capacity).ok().map(NodesView::from);
        let conditions = ConditionView::list(cluster.conditions, |reason, params| {
            (words::reason(reason, params, language), words::fix_by(reason, params))
        });
        Self {
            id: cluster.id,
            name: cluster.name,
            region: cluster.region,
            simulated: cluster.simulated,
            media_url: cluster.media_url,
            node_limit: cluster.node_limit,
            headroom_percent: cluster.headroom_percent,
            node_lead_minutes: cluster.node_lead_minutes,
            version: cluster.version,
            cordoned_at: cluster.cordoned_at,
            nodes,
            conditions,
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
