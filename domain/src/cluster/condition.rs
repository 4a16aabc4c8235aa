//! What is asked about a cluster, and why the answer is as it is. Operators read it. Added to, never renamed: programs match on the names.

use serde::{Deserialize, Serialize};

use super::capacity::IgnoredNode;
use crate::{condition, phase::FixBy};

/// The first is always answered; the others are there only while they are true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClusterConditionType {
    /// Its API answers as the cluster that was registered.
    ApiReachable,
    /// Something of it cannot be watched: nothing is known of its orders.
    WatchesFailing,
    /// It takes no new orders.
    Cordoned,
    /// Nothing is written to it.
    Paused,
    /// Its orders move away.
    Draining,
    /// Nodes that are not sold.
    NodesIgnored,
    /// Namespaces that bear our names and that no order explains.
    UnknownNamespaces,
}

/// Serialised as `{"reason": ..., "params": {...}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "params")]
pub enum ClusterReason {
    Answers {},
    Unreachable {},
    Unauthorized {},
    Forbidden {},
    /// It refuses what it is asked for.
    Refused {},
    NotFound {},
    Conflict {},
    /// Overloaded, or broken for now.
    Busy {},
    AnotherCluster {},
    /// The answer has no end.
    TooLarge {},
    NotKubernetes {},
    /// Kinds of objects, such as `Deployment`.
    WatchesInterrupted {
        kinds: Vec<String>,
    },
    /// As `verb resource.group`.
    RightsMissing {
        rights: Vec<String>,
    },
    CordonedByHand {},
    PausedByHand {},
    /// Of orders: those with something left there, those whose new place is made, and those that cannot move now.
    OrdersLeaving {
        left: u32,
        moving: u32,
        blocked: u32,
    },
    Drained {},
    NodesNotCounted {
        nodes: Vec<IgnoredNode>,
    },
    UnknownNamespacesFound {
        namespaces: Vec<String>,
    },
}

impl ClusterReason {
    /// Who can mend it; `None` where nothing is to be mended.
    pub const fn fix_by(&self) -> Option<FixBy> {
        match self {
            Self::PausedByHand {} => Some(FixBy::Operator),
            Self::Answers {} | Self::CordonedByHand {} | Self::Drained {} | Self::OrdersLeaving { blocked: 0, .. } => None,
            Self::Conflict {} | Self::Busy {} | Self::WatchesInterrupted { .. } => Some(FixBy::Nobody),
            Self::Unreachable {}
            | Self::Unauthorized {}
            | Self::Forbidden {}
            | Self::Refused {}
            | Self::NotFound {}
            | Self::AnotherCluster {}
            | Self::TooLarge {}
            | Self::NotKubernetes {}
            | Self::RightsMissing { .. }
            | Self::OrdersLeaving { .. }
            | Self::NodesNotCounted { .. }
            | Self::UnknownNamespacesFound { .. } => Some(FixBy::Operator),
        }
    }
}

pub type ClusterCondition = condition::Condition<ClusterConditionType, ClusterReason>;
pub type RecordedClusterCondition = condition::RecordedCondition<ClusterConditionType, ClusterReason>;
