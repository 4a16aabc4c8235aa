//! Whether the rooms of a cluster are reached on the road that clients take to them: another than the one on which its API is asked.
//!
//! An API that does not answer stops no room, and rooms that nobody reaches are no use however well the API answers. So rooms that are up are tried round by
//! round, some of them at a time, and this is what the rounds come to.

use super::condition::{ClusterCondition, ClusterConditionType, ClusterReason};
use crate::condition::ConditionStatus;

/// So many rounds in a row in which no room answers are more than chance.
pub const SILENT_ROUNDS: u32 = 3;

/// What is known of the rounds so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roads {
    /// `None` before the first that decides.
    reaches: Option<bool>,
    /// Rounds in a row in which none answered.
    silent: u32,
    /// In the last round some did not answer.
    is_in_doubt: bool,
}

impl Roads {
    /// A round in which so many rooms answered, and so many did not. One that answers is enough for a road to be there.
    pub fn note(&mut self, answered: usize, missed: usize) {
        self.is_in_doubt = missed > 0;
        if answered > 0 {
            (self.reaches, self.silent) = (Some(true), 0);
        } else if missed > 0 {
            self.silent = self.silent.saturating_add(1);
            if self.silent >= SILENT_ROUNDS {
                self.reaches = Some(false);
            }
        }
    }

    /// There was no room to try: what was found of others before says nothing of those that come up next.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Some did not answer: more are to be tried at a time, so that those that are not reached are soon known.
    pub const fn is_in_doubt(&self) -> bool {
        self.is_in_doubt
    }

    /// So many rounds passed without an answer that there is no road: each room is to be known soon.
    pub fn is_lost(&self) -> bool {
        self.reaches == Some(false)
    }

    /// What a person should know, while so many rooms that are up are known not to be reached. `None` while nothing is decided: it stays as it was.
    pub fn condition(&self, unreached: i64) -> Option<ClusterCondition> {
        use ClusterConditionType::RoomsReachable;
        Some(match (self.reaches?, unreached) {
            (true, 0) => ClusterCondition::yes(RoomsReachable, ClusterReason::RoomsAnswer {}),
            (true, rooms) => ClusterCondition::yes(RoomsReachable, ClusterReason::SomeRoomsNotReached { rooms }),
            (false, rooms) => ClusterCondition::no(RoomsReachable, ClusterReason::RoomsNotReached { rooms }),
        })
    }
}

/// Nothing is up that could be tried.
pub fn none_up() -> ClusterCondition {
    ClusterCondition::new(ClusterConditionType::RoomsReachable, ConditionStatus::Unknown, ClusterReason::NoRoomUp {})
}

/// Nodes only say that rooms are up.
pub fn simulated() -> ClusterCondition {
    ClusterCondition::new(ClusterConditionType::RoomsReachable, ConditionStatus::Unknown, ClusterReason::RoomsSimulated {})
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The status after each of some rounds.
    fn statuses(rounds: &[(usize, usize)]) -> Vec<Option<ConditionStatus>> {
        let mut roads = Roads::default();
        let after = |(answered, missed): &(usize, usize)| {
            roads.note(*answered, *missed);
            roads.condition(i64::try_from(*missed).unwrap()).map(|condition| condition.status)
        };
        rounds.iter().map(after).collect()
    }

    #[test]
    fn three_rounds_without_an_answer_are_a_no_and_one_answer_is_a_yes() {
        const YES: Option<ConditionStatus> = Some(ConditionStatus::True);
        const NO: Option<ConditionStatus> = Some(ConditionStatus::False);
        assert_eq!(statuses(&[(0, 4), (0, 4)]), [None, None], "nothing is decided yet");
        assert_eq!(statuses(&[(0, 4), (0, 4), (0, 4), (0, 1)]), [None, None, NO, NO]);
        assert_eq!(statuses(&[(4, 0), (0, 4), (0, 4), (0, 4)]), [YES, YES, YES, NO], "a short silence is borne");
        assert_eq!(statuses(&[(4, 0), (0, 4), (0, 4), (1, 3), (0, 4), (0, 4)]), [YES; 6], "an answer ends it");
        assert_eq!(statuses(&[(0, 4), (0, 4), (0, 4), (1, 3)]), [None, None, NO, YES]);
        assert_eq!(statuses(&[(0, 4), (0, 0), (0, 4), (0, 4)]), [None, None, None, NO], "a round without a room is none");
    }

    #[test]
    fn a_road_is_lost_from_the_third_silent_round_to_the_next_answer() {
        let mut roads = Roads::default();
        let mut lost = |answered, missed| {
            roads.note(answered, missed);
            roads.is_lost()
        };
        assert_eq!([lost(0, 4), lost(0, 4), lost(0, 4), lost(0, 4), lost(1, 3), lost(0, 4)], [false, false, true, true, false, false]);
    }

    #[test]
    fn some_that_do_not_answer_are_counted_and_ask_for_more_tries() {
        let mut roads = Roads::default();
        roads.note(4, 0);
        assert!(!roads.is_in_doubt());
        assert_eq!(roads.condition(0).unwrap().reason, ClusterReason::RoomsAnswer {});
        roads.note(3, 1);
        assert!(roads.is_in_doubt());
        let some = roads.condition(2).unwrap();
        assert_eq!((some.status, some.reason), (ConditionStatus::True, ClusterReason::SomeRoomsNotReached { rooms: 2 }));
        roads.forget();
        assert!(!roads.is_in_doubt() && roads.condition(0).is_none(), "what comes up next is tried for itself");
    }

    #[test]
    fn where_nothing_can_be_tried_nothing_is_known() {
        assert_eq!([none_up(), simulated()].map(|condition| condition.status), [ConditionStatus::Unknown; 2]);
        assert_eq!([none_up(), simulated()].map(|condition| condition.reason.fix_by()), [None, None]);
    }
}
