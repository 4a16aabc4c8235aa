//! How a new room image goes from order to order: how many may begin with it, and when it is stopped.
//!
//! Few begin; each whose rooms were ready at their first bell lets two more follow, so that a school day of eight bells reaches hundreds. Rooms that were not ready
//! are the new image's fault only where those beside them that start from the old one did better: a cluster without nodes says nothing of an image.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Orders that wait for their first bell with a new image at the most: what can go wrong at once.
pub const WAITING_MOST: i64 = 500;

/// Where a roll stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImageRollState)]
pub enum RollState {
    /// It goes on from order to order.
    Rolling,
    /// No further order begins with it.
    Stopped,
    /// All rooms start from it.
    Done,
    /// No room starts from it any more.
    TakenBack,
}

impl RollState {
    pub const ALL: [Self; 4] = [Self::Rolling, Self::Stopped, Self::Done, Self::TakenBack];

    /// As it is stored and sent.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rolling => "rolling",
            Self::Stopped => "stopped",
            Self::Done => "done",
            Self::TakenBack => "taken_back",
        }
    }

    pub const fn is_open(self) -> bool {
        matches!(self, Self::Rolling | Self::Stopped)
    }
}

/// Why a roll is stopped, or was taken back. Serialised as `{"reason": ..., "params": {...}}`; added to, never renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "params", rename_all = "snake_case")]
pub enum RollCause {
    /// Of rooms at their first bell with the image, and of those beside them with the old one.
    RoomsMissing {
        missing: i64,
        ready: i64,
        others_missing: i64,
        others_ready: i64,
    },
    ByHand {},
    /// The service was given another room image meanwhile.
    AnotherConfigured {
        image: String,
    },
}

/// Rooms that were ready a minute before their lesson, and rooms that were not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub ready: i64,
    pub missing: i64,
}

impl Tally {
    fn all(self) -> i128 {
        i128::from(self.ready) + i128::from(self.missing)
    }
}

/// Why a roll has to stop, by its own rooms and those beside them; `None` while it may go on.
pub fn stops(new: Tally, others: Tally, stop_after: i64) -> Option<RollCause> {
    // The share of rooms that are missing is greater than that of the others; where there are no others, any is.
    let does_worse = others.all() == 0 || i128::from(new.missing) * others.all() > i128::from(others.missing) * new.all();
    (new.missing >= stop_after.max(1) && does_worse).then_some(RollCause::RoomsMissing {
        missing: new.missing,
        ready: new.ready,
        others_missing: others.missing,
        others_ready: others.ready,
    })
}

/// How many more orders may begin now, where so many have done well and so many wait for their first bell.
pub fn may_begin(first: i64, good: i64, waiting: i64) -> i64 {
    (first.saturating_add(good).min(WAITING_MOST) - waiting).max(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn tally(ready: i64, missing: i64) -> Tally {
        Tally { ready, missing }
    }

    #[test]
    fn a_roll_stops_when_its_rooms_are_missing_and_those_beside_them_are_not() {
        let table = [
            (tally(0, 0), tally(0, 0), 1, false),
            (tally(0, 1), tally(0, 0), 1, true),
            (tally(0, 1), tally(0, 0), 2, false),
            (tally(40, 2), tally(900, 0), 2, true),
            // A cluster that has no nodes.
            (tally(0, 3), tally(0, 30), 2, false),
            (tally(1, 3), tally(10, 30), 2, false),
            (tally(0, 3), tally(10, 30), 2, true),
        ];
        for (new, others, after, stopped) in table {
            assert_eq!(stops(new, others, after).is_some(), stopped, "{new:?} {others:?} {after}");
        }
    }

    #[test]
    fn few_begin_and_each_that_does_well_lets_two_follow() {
        let (mut good, mut steps) = (0, Vec::new());
        for _ in 0..8 {
            let begins = may_begin(3, good, 0);
            steps.push(begins);
            good += begins;
        }
        assert_eq!(steps, [3, 6, 12, 24, 48, 96, 192, 384]);
        assert_eq!([may_begin(3, 0, 3), may_begin(3, 1, 2), may_begin(3, 9_000, 0), may_begin(3, 0, 9)], [0, 2, WAITING_MOST, 0]);
    }

    #[test]
    fn states_are_read_as_they_are_written() {
        for state in RollState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.name());
        }
    }

    proptest! {
        #[test]
        fn one_more_room_that_is_missing_never_lets_a_roll_go_on(ready in 0_i64..500, missing in 0_i64..500, others in (0_i64..500, 0_i64..500), after in 1_i64..100) {
            let others = tally(others.0, others.1);
            if stops(tally(ready, missing), others, after).is_some() {
                prop_assert!(stops(tally(ready, missing + 1), others, after).is_some());
                prop_assert!(stops(tally(ready, missing), tally(others.ready + 1, others.missing), after).is_some());
            }
            prop_assert!(stops(tally(ready, 0), others, after).is_none());
        }

        #[test]
        fn never_more_wait_than_may(first in 1_i64..50, good in 0_i64..100_000, waiting in 0_i64..WAITING_MOST) {
            let begins = may_begin(first, good, waiting);
            prop_assert!(begins >= 0 && (begins == 0 || waiting + begins <= WAITING_MOST.min(first + good)));
        }
    }
}
