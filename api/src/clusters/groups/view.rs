//! A node group as it goes out.

use homeroom_domain::{
    ids::{ClusterId, NodeGroupId},
    nodes::groups::GroupTrouble,
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clusters::store::NodeGroup;

/// Nodes of a cluster that one object scales.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodeGroupView {
    id: NodeGroupId,
    cluster_id: ClusterId,
    api_version: String,
    kind: String,
    namespace: String,
    name: String,
    node_label: String,
    min: i64,
    max: i64,
    boot_minutes: i64,
    gives_back: bool,
    /// How many nodes it ought to have; null until it was looked at, as are the following.
    wanted: Option<i64>,
    /// How many are asked of it.
    asked: Option<i64>,
    /// How many of them take rooms.
    ready: Option<i64>,
    /// How many are closed to rooms, on their way out.
    leaving: Option<i64>,
    /// What stands in its way; null where nothing does. The cluster's condition `NodeGroupsScaled` says it as a sentence.
    trouble: Option<NodeGroupTrouble>,
    created_at: Timestamp,
}

/// What stands in a group's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NodeGroupTrouble {
    /// Its object is gone.
    NotFound,
    /// The credentials may not scale it.
    NotAllowed,
    /// The cluster refuses the number.
    Refused,
    /// No answer, or that the API is overloaded. It is tried again.
    Silent,
    /// Nodes have not come in twice their boot time.
    NodesNotComing,
}

impl NodeGroupView {
    pub(super) fn new(cluster_id: ClusterId, group: NodeGroup) -> Self {
        let NodeGroup { id, object, node_label, bounds, seen, created_at } = group;
        let number = |of: fn(&homeroom_domain::nodes::groups::GroupSeen) -> i64| seen.as_ref().map(of);
        Self {
            id,
            cluster_id,
            api_version: object.api_version,
            kind: object.kind,
            namespace: object.namespace,
            name: object.name,
            node_label,
            min: bounds.min,
            max: bounds.max,
            boot_minutes: bounds.boot_minutes,
            gives_back: bounds.gives_back,
            wanted: number(|seen| seen.wanted),
            asked: number(|seen| seen.asked),
            ready: number(|seen| seen.ready),
            leaving: number(|seen| seen.leaving),
            trouble: seen.as_ref().and_then(|seen| seen.trouble.as_ref()).map(NodeGroupTrouble::from),
            created_at,
        }
    }
}

impl From<&GroupTrouble> for NodeGroupTrouble {
    fn from(trouble: &GroupTrouble) -> Self {
        match trouble {
            GroupTrouble::GroupNotFound {} => Self::NotFound,
            GroupTrouble::GroupNotAllowed {} => Self::NotAllowed,
            GroupTrouble::GroupRefuses {} => Self::Refused,
            GroupTrouble::GroupSilent {} => Self::Silent,
            GroupTrouble::NodesNotComing { .. } => Self::NodesNotComing,
        }
    }
}
