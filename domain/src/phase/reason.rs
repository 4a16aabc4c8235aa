//! Why a condition is as it is, with the facts that a sentence needs.
//!
//! Nothing here names clusters, nodes or namespaces: tenants read it. `rooms` of `of` are rooms concerned of rooms wanted now. Added to, never
//! renamed: clients match on the names.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::seen::WriteFault;
use crate::workload::ObjectKind;

/// Serialised as `{"reason": ..., "params": {...}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "params")]
pub enum Reason {
    // Admitted, Placed
    FitsQuotaAndCapacity {},
    HasItsPlace {},
    PlaceGivenBack {},

    // Any: the cluster does not answer
    ClusterUnreachable {},

    // Provisioned, Ready
    ObjectsAsPlanned {
        objects: u32,
    },
    /// Objects come 7 days before the first lesson.
    NotYetDue {
        from: Timestamp,
    },
    /// It is booked until then, and made when it is confirmed.
    WaitsForPurchaseOrder {
        until: Timestamp,
    },
    ObjectsBeingMade {
        missing: u32,
        drifted: u32,
        of: u32,
    },
    ObjectsNotAsPlanned {},
    /// The first of the writes that failed; `objects` is how many.
    WritesFailing {
        kind: ObjectKind,
        fault: WriteFault,
        objects: u32,
    },
    /// Somebody else sets a field back whenever it is repaired: `manager`, as Kubernetes knows who writes, and the first such field, as a JSON pointer.
    FieldContested {
        kind: ObjectKind,
        name: String,
        field: String,
        manager: String,
        objects: u32,
    },
    /// A namespace of that name belongs to somebody else.
    NamespaceTaken {},
    NamespaceTerminating {},
    /// It has been going since then; something in it is not let go.
    NamespaceStuck {
        since: Timestamp,
    },
    OrderEnding {
        rooms: u32,
    },
    OrderEnded {},
    /// What is stored of the order is not what this version can read.
    StoredOrderUnreadable {},
    /// A fault of Homeroom's own. The log has it.
    InternalError {},

    // Ready: rooms
    RoomsAvailable {
        rooms: u32,
    },
    NoRoomWanted {},
    RoomClosed {},
    RoomsBeingMade {
        rooms: u32,
        of: u32,
    },
    RoomsStarting {
        rooms: u32,
        of: u32,
    },
    /// The predecessor of each still ends; two at once would split a class.
    PredecessorEnding {
        rooms: u32,
        of: u32,
    },
    /// `needed` of the resource, free on one node.
    WaitsForNode {
        rooms: u32,
        of: u32,
        resource: NodeResource,
        needed: i64,
    },
    NoNodeTakesRooms {
        rooms: u32,
        of: u32,
        cause: NodeRefusal,
    },
    NodeLost {
        rooms: u32,
        of: u32,
    },
    NodeNotReady {
        rooms: u32,
        of: u32,
    },
    ImagePullFailing {
        rooms: u32,
        of: u32,
    },
    ContainerCrashing {
        rooms: u32,
        of: u32,
        restarts: u32,
        exit_code: i32,
    },
    OutOfMemory {
        rooms: u32,
        of: u32,
    },
    /// A Secret or ConfigMap that the room names is missing.
    ConfigurationMissing {
        rooms: u32,
        of: u32,
    },
    ContainerNotStarting {
        rooms: u32,
        of: u32,
    },
    PodFailed {
        rooms: u32,
        of: u32,
    },
    /// The cluster refuses the pods: quota, limits, security or priority.
    PodsRefused {
        rooms: u32,
        of: u32,
    },
    NotAnswering {
        rooms: u32,
        of: u32,
    },

    // Stopped
    /// What a month may come to is reached: back by itself when the month is over or the cap is raised.
    SpendingCapReached {
        since: Timestamp,
    },

    // Draining, UpdatePending, Paused, UnknownObjects
    RoomsClosing {
        rooms: u32,
    },
    /// The institution is suspended, or the order cancelled: running lessons end, no new one starts.
    LessonsEnding {
        rooms: u32,
    },
    /// Live rooms on nodes that are to be emptied stay to the end of their run.
    NodeCordoned {
        rooms: u32,
    },
    WaitsForNextStart {
        rooms: u32,
    },
    PausedByHand {
        writes: u32,
    },
    UnknownObjectsFound {
        objects: u32,
    },
}

/// What a node has too little of. In the units of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NodeResource {
    CpuMilli,
    MemoryMib,
    NetworkMbit,
    Pods,
    /// One that rooms do not ask for by themselves, such as disk space.
    Other,
}

/// Why nodes take no room although they may have space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NodeRefusal {
    NoNodes,
    Cordoned,
    Tainted,
    Other,
}
