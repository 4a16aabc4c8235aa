//! What is counted.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is counted. The text form, here and in SQL, is snake case and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resource {
    /// Quota: rooms in the slots of lessons.
    Rooms,
    /// Quota: seats in the slots of lessons.
    Seats,
    /// Quota: orders that are not released. A number, not booked per slot.
    LiveOrders,
    /// Quota: rooms of one order. A number, not booked per slot.
    RoomsPerOrder,
    /// Cluster: thousandths of a core.
    CpuMilli,
    /// Cluster: MiB.
    MemoryMib,
    /// Cluster: Mbit/s.
    NetworkMbit,
    /// Cluster: pods.
    Pods,
    /// Cluster: nano-nodes. Each room takes the part of a node of which as many as fit make it full.
    NodeShare,
    /// Cluster: nano-nodes that rooms take beyond what is booked of `node_share`, because they were seen to pack into what others leave of nodes. It has no
    /// limit.
    PackedShare,
    /// Cluster: network interfaces for one room each.
    Interfaces,
    /// Storage pool: Mbit/s in the slots of lessons.
    StorageBandwidthMbit,
    /// Storage pool: MiB, until the retention of what was recorded is over.
    StorageSpaceMib,
}

/// The text named no resource.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a resource of a calendar")]
pub struct UnknownResource;

impl Resource {
    pub const ALL: [Self; 13] = [
        Self::Rooms,
        Self::Seats,
        Self::LiveOrders,
        Self::RoomsPerOrder,
        Self::CpuMilli,
        Self::MemoryMib,
        Self::NetworkMbit,
        Self::Pods,
        Self::NodeShare,
        Self::PackedShare,
        Self::Interfaces,
        Self::StorageBandwidthMbit,
        Self::StorageSpaceMib,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rooms => "rooms",
            Self::Seats => "seats",
            Self::LiveOrders => "live_orders",
            Self::RoomsPerOrder => "rooms_per_order",
            Self::CpuMilli => "cpu_milli",
            Self::MemoryMib => "memory_mib",
            Self::NetworkMbit => "network_mbit",
            Self::Pods => "pods",
            Self::NodeShare => "node_share",
            Self::PackedShare => "packed_share",
            Self::Interfaces => "interfaces",
            Self::StorageBandwidthMbit => "storage_bandwidth_mbit",
            Self::StorageSpaceMib => "storage_space_mib",
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Resource {
    type Err = UnknownResource;

    fn from_str(text: &str) -> Result<Self, UnknownResource> {
        Self::ALL.into_iter().find(|r| r.as_str() == text).ok_or(UnknownResource)
    }
}
