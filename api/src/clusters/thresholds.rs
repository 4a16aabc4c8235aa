//! What a cluster bears of its own objects, as it comes in and goes out.

use homeroom_domain::cluster::thresholds::{Count, Counted, NAMESPACES, PODS, SERVICES, Thresholds};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::{Fault, Shape};

/// More pods than any kubelet is set to.
const PODS_PER_NODE: i64 = 1_000;

/// What a cluster bears; what is absent is what Kubernetes publishes, and of a node what its kubelet says.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ThresholdsAsked {
    /// An order takes one, and others have some.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10_000)]
    namespaces: Option<i64>,
    /// An order takes one, and others have some.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10_000)]
    services: Option<i64>,
    /// Of all who have some. Rooms that are up at the same time count.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 150_000)]
    pods: Option<i64>,
    /// On one node.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000)]
    pods_per_node: Option<i64>,
}

impl From<ThresholdsAsked> for Thresholds {
    fn from(asked: ThresholdsAsked) -> Self {
        let ThresholdsAsked { namespaces, services, pods, pods_per_node } = asked;
        Self { namespaces, services, pods, pods_per_node }
    }
}

/// Every number that cannot be.
pub(super) fn faults(thresholds: &Thresholds) -> Vec<Fault> {
    let Thresholds { namespaces, services, pods, pods_per_node } = *thresholds;
    let fields = [
        ("namespaces", namespaces, NAMESPACES),
        ("services", services, SERVICES),
        ("pods", pods, PODS),
        ("pods_per_node", pods_per_node, PODS_PER_NODE),
    ];
    let wrong = |(_, value, max): &(&str, Option<i64>, i64)| value.is_some_and(|value| !(1..=*max).contains(&value));
    let fault = |(field, _, max)| Fault::new(format!("/thresholds/{field}"), Shape::OutOfRange { min: 1, max });
    fields.into_iter().filter(wrong).map(fault).collect()
}

/// What a cluster bears.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Thresholds)]
pub(crate) struct ThresholdsView {
    pub namespaces: i64,
    pub services: i64,
    pub pods: i64,
    /// Null: as many as its kubelet says.
    pub pods_per_node: Option<i64>,
}

impl From<Thresholds> for ThresholdsView {
    fn from(bears: Thresholds) -> Self {
        Self { namespaces: bears.namespaces(), services: bears.services(), pods: bears.pods(), pods_per_node: bears.pods_per_node }
    }
}

/// What of a cluster is counted by orders and not by slots: one is an order's from its admission until nothing of it is left there, with what it recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountView {
    pub counted: Counted,
    pub limit: i64,
    /// Of orders.
    pub orders: i64,
    /// Of others, as was seen within the last minutes.
    pub others: i64,
    /// Below zero where the threshold was set below what stands there.
    pub free: i64,
}

impl From<Count> for CountView {
    fn from(count: Count) -> Self {
        let free = count.free();
        let Count { counted, limit, orders, others } = count;
        Self { counted, limit, orders, others, free }
    }
}
