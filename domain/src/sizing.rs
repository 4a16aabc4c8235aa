//! From a kind and a number of seats to what one room needs.
//!
//! Source of the formula: LiveKit's published benchmark on 16 cores, planned at half of it. Results are rounded up and frozen on the order.

use serde::{Deserialize, Serialize};

/// What one running room asks of a node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RoomSize {
    /// Thousandths of a core.
    pub cpu_milli: i64,
    /// MiB of memory.
    pub memory_mib: i64,
    /// Mbit/s of network out.
    pub network_mbit: i64,
}
