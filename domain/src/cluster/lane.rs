//! The works of the reconciler, each of which a person may pause by itself: on one cluster, or on all.
//!
//! No lesson that runs is ever stopped by a pause of one: rooms that are up stay up, and rooms whose lesson is over close as ever, whatever is paused here. What
//! pauses everything of a cluster or an order is another thing.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Added to, never renamed: clients match on the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkLane {
    /// Rooms that would come up: lessons that begin meanwhile have none.
    Openings,
    /// What differs from the plan in objects that stand is set right, but for rooms that open and close; new versions of it come this way too.
    Repairs,
    /// Objects are deleted: of orders that end or moved away, of rooms that were dropped, and what newer ones replaced. What is up when its order ends at once stays up.
    Deletions,
    /// Images are brought to nodes.
    Preload,
    /// Node groups are scaled, and their nodes closed and given back.
    NodeGroups,
    /// Further orders begin with the image of a roll.
    ImageRolls,
    /// Further orders leave a cluster that is drained.
    Drains,
    /// Recordings whose retention is over are deleted.
    Recordings,
}

impl WorkLane {
    pub const ALL: [Self; 8] =
        [Self::Openings, Self::Repairs, Self::Deletions, Self::Preload, Self::NodeGroups, Self::ImageRolls, Self::Drains, Self::Recordings];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Openings => "openings",
            Self::Repairs => "repairs",
            Self::Deletions => "deletions",
            Self::Preload => "preload",
            Self::NodeGroups => "node_groups",
            Self::ImageRolls => "image_rolls",
            Self::Drains => "drains",
            Self::Recordings => "recordings",
        }
    }

    /// `None` for one that a newer version knows.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.as_str() == name)
    }

    /// Whether it is done order by order, by whoever brings an order to its plan.
    pub const fn is_of_orders(self) -> bool {
        matches!(self, Self::Openings | Self::Repairs | Self::Deletions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_is_known_by_the_name_under_which_it_is_written() {
        for lane in WorkLane::ALL {
            assert_eq!(WorkLane::named(lane.as_str()), Some(lane));
            assert_eq!(serde_json::to_value(lane).unwrap(), lane.as_str());
        }
        assert_eq!(WorkLane::named("brewing"), None);
    }
}
