//! What is asked of the others of a region in case that a cluster is lost.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether all that is booked of a cluster is to have room on the other clusters of its region.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cover {
    /// Nobody asks.
    #[default]
    No,
    /// Operators are told when it has not.
    Told,
    /// And no order is taken that would leave it without.
    Enforced,
}

impl Cover {
    /// Operators are told where it is missing.
    pub const fn is_told(self) -> bool {
        !matches!(self, Self::No)
    }

    /// Room is kept for it.
    pub const fn is_enforced(self) -> bool {
        matches!(self, Self::Enforced)
    }
}
