//! One cluster, as far as it offers capacity.

use std::collections::BTreeMap;

use homeroom_domain::{
    calendar::Resource,
    cluster::capacity::ClusterCapacity,
    ids::ClusterId,
    sizing::NodeShape,
    what_if::{Curve, NodeChange, Nodes, Window, limit_curve, of_a_node},
};
use uuid::Uuid;

use crate::{calendars::store::Limits, clusters::store::Cluster};

/// One cluster, as it stands.
#[derive(Debug)]
pub(in crate::capacity) struct Offer {
    pub id: ClusterId,
    pub name: String,
    pub calendar: Uuid,
    pub nodes: Nodes,
    pub shape: NodeShape,
    pub(in crate::capacity) limits: Limits,
}

impl Offer {
    pub(in crate::capacity) fn new(cluster: Cluster, limits: Limits) -> Self {
        let seen: Option<ClusterCapacity> = serde_json::from_value(cluster.capacity).ok();
        let usable = seen.as_ref().map_or(0, |seen| i64::from(seen.nodes_sold) + i64::from(seen.nodes_headroom));
        Self {
            id: cluster.id,
            name: cluster.name,
            calendar: cluster.calendar_id,
            nodes: Nodes { usable, headroom_percent: cluster.headroom_percent.into() },
            shape: seen.and_then(|seen| seen.shape).unwrap_or_default(),
            limits,
        }
    }

    /// A cluster of such nodes that has none yet.
    pub(in crate::capacity) fn empty(&self) -> Self {
        let limits = self.limits.keys().map(|resource| (*resource, 0)).collect();
        Self { nodes: Nodes { usable: 0, ..self.nodes }, limits, name: self.name.clone(), ..*self }
    }

    pub(in crate::capacity) fn limits(&self, window: Window, changes: &[NodeChange]) -> BTreeMap<Resource, Curve> {
        let curve = |(resource, limit): (&Resource, &i64)| {
            let each = of_a_node(*resource, self.shape).unwrap_or_default();
            (*resource, limit_curve(window, (*limit, each), self.nodes, changes))
        };
        self.limits.iter().map(curve).collect()
    }
}
