//! How an order gets from one cluster to another without a room that is up twice, or nowhere.
//!
//! It is booked on both, its objects are made at the new place with every room at zero, and between two lessons one step makes the new place the live one;
//! what is at the old place goes then. `places` says what may follow what, `step` when it is time, `place` where there is room, `part` for how many of its rooms where
//! there is too little for all, `behind` what those need that do not go, `stays` which rooms stay at the old place for a while where nothing can be waited for, `unmet` which lessons nothing of that is in time for. Rows, locks and objects are the service's.

mod behind;
mod part;
mod place;
mod places;
mod rebalance;
mod stays;
mod step;
mod unmet;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use behind::{Behind, may_follow};
pub use part::{Aside, Part, Parting, place_part};
pub use place::{Found, Left, Moving, NoPlace, Tried, place, place_unseen, refused_by_share};
pub use places::{NotMoved, Places};
pub use rebalance::{FILLS, has_no_objects, leave_out};
pub use stays::{RoomsSeen, Split, is_dropped, split, stays, stays_until};
pub use step::{Blocker, Facts, SWITCH_BEFORE, Source, Step, Target, Withdrawn, step};
pub use unmet::{LostOrder, Onward, Unmet, UnmetBell, unmet};

/// How far a move is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoveState {
    /// The new place is booked and is being made. The order runs where it was.
    Preparing,
    /// The order runs at the new place; the old one is being cleaned, or does not answer.
    Switched,
    /// Nothing of it is left at the old place.
    Done,
    /// It was given up before the order ran elsewhere.
    Cancelled,
}

impl MoveState {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Switched => "switched",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// One of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Preparing, Self::Switched, Self::Done, Self::Cancelled].into_iter().find(|state| state.as_str() == name)
    }
}

/// Why an order moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoveCause {
    /// Somebody asked for it.
    ByHand,
    /// Its cluster is drained.
    Drain,
    /// Its cluster does not answer.
    Failover,
    /// It had not begun, and its cluster was fuller than another.
    Rebalance,
}

impl MoveCause {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ByHand => "by_hand",
            Self::Drain => "drain",
            Self::Failover => "failover",
            Self::Rebalance => "rebalance",
        }
    }

    /// Whether the order goes on at the new place at once, because nothing can be waited for at the old one, or nothing of it is there.
    pub const fn is_at_once(self) -> bool {
        matches!(self, Self::Failover | Self::Rebalance)
    }

    /// One of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::ByHand, Self::Drain, Self::Failover, Self::Rebalance].into_iter().find(|cause| cause.as_str() == name)
    }
}
