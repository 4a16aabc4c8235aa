//! How much of its own objects a cluster bears, whatever its nodes could hold: beyond what Kubernetes publishes an API server slows down for everybody.
//!
//! Pods are booked slot by slot like cores, so their threshold is a limit of the calendar; see `capacity`. A namespace and its Service are an order's for as
//! long as it is placed, whatever its timetable says, so those are counted by orders and not by slots: an order takes one of each from its admission until
//! nothing of it is left, with what it recorded. What others have there counts against the same thresholds.
//!
//! Source of the figures: Kubernetes' published scalability thresholds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::capacity::NodeOffer;

/// What Kubernetes publishes for one cluster.
pub const NAMESPACES: i64 = 10_000;
pub const SERVICES: i64 = 10_000;
pub const PODS: i64 = 150_000;
/// Services in one order's namespace, and namespaces of one order.
const OF_AN_ORDER: i64 = 1;

/// What a cluster bears. Absent is what is published, or of a node what its kubelet says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thresholds {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespaces: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pods: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pods_per_node: Option<i64>,
}

/// What is counted by orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    Namespaces,
    Services,
}

/// Objects of one sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub counted: Counted,
    pub limit: i64,
    /// Of orders.
    pub orders: i64,
    /// Of others, as was last seen.
    pub others: i64,
}

/// How many orders a cluster has, and what else stands there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Objects {
    pub thresholds: Thresholds,
    pub orders: i64,
    pub other_namespaces: i64,
    pub other_services: i64,
}

impl Thresholds {
    pub fn namespaces(&self) -> i64 {
        self.namespaces.unwrap_or(NAMESPACES)
    }

    pub fn services(&self) -> i64 {
        self.services.unwrap_or(SERVICES)
    }

    pub fn pods(&self) -> i64 {
        self.pods.unwrap_or(PODS)
    }

    /// Nodes that hold no more pods than they may.
    pub fn on_nodes(&self, nodes: &[NodeOffer]) -> Vec<NodeOffer> {
        let mut nodes = nodes.to_vec();
        if let Some(most) = self.pods_per_node {
            nodes.iter_mut().for_each(|node| node.allocatable.pods = node.allocatable.pods.min(most));
        }
        nodes
    }
}

impl Count {
    /// Below zero where the threshold was lowered below what stands there: nothing goes for that, and nothing comes.
    pub fn free(&self) -> i64 {
        self.limit.saturating_sub(self.orders).saturating_sub(self.others)
    }
}

impl Objects {
    pub fn counts(&self) -> [Count; 2] {
        let of = |counted, limit, others| Count { counted, limit, orders: self.orders.saturating_mul(OF_AN_ORDER), others };
        [
            of(Counted::Namespaces, self.thresholds.namespaces(), self.other_namespaces),
            of(Counted::Services, self.thresholds.services(), self.other_services),
        ]
    }

    /// What refuses one order more; the scarcer of both.
    pub fn full(&self) -> Option<Count> {
        self.counts().into_iter().filter(|count| count.free() < OF_AN_ORDER).min_by_key(|count| (count.free(), count.counted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_takes_a_namespace_and_a_service_beside_what_others_have() {
        let objects = |orders, namespaces: Option<i64>, services: Option<i64>| Objects {
            thresholds: Thresholds { namespaces, services, ..Thresholds::default() },
            orders,
            other_namespaces: 6,
            other_services: 3,
        };
        for (orders, namespaces, services, full) in [
            (9_993, None, None, None),
            (9_994, None, None, Some((Counted::Namespaces, 0))),
            (9_999, None, None, Some((Counted::Namespaces, -5))),
            (2, Some(9), None, None),
            (3, Some(9), None, Some((Counted::Namespaces, 0))),
            (3, Some(9), Some(5), Some((Counted::Services, -1))),
            (1, None, Some(5), None),
        ] {
            let found = objects(orders, namespaces, services).full().map(|count| (count.counted, count.free()));
            assert_eq!(found, full, "{orders} {namespaces:?} {services:?}");
        }
    }

    #[test]
    fn what_is_stored_says_only_where_less_is_borne_than_is_published() {
        let text = |thresholds: &Thresholds| serde_json::to_string(thresholds).unwrap();
        assert_eq!(text(&Thresholds::default()), "{}");
        let fewer = Thresholds { pods_per_node: Some(60), ..Thresholds::default() };
        assert_eq!(serde_json::from_str::<Thresholds>(&text(&fewer)).unwrap(), fewer);
        assert_eq!((fewer.namespaces(), fewer.services(), fewer.pods()), (10_000, 10_000, 150_000));
    }
}
