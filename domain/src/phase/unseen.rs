//! What is said of an order whose cluster cannot be looked at: what is booked is, and whether anything stands is not known.

use jiff::Timestamp;

use super::{
    condition::{Condition, ConditionStatus, ConditionType, RecordedCondition},
    reason::Reason,
};

/// The conditions that were last recorded, as they are to be shown when nothing has been known of the cluster since a moment.
pub fn unseen(recorded: Vec<RecordedCondition>, since: Timestamp) -> Vec<RecordedCondition> {
    let is_booking = |known: &RecordedCondition| matches!(known.condition.kind, ConditionType::Admitted | ConditionType::Placed);
    let unknown =
        |kind| RecordedCondition { condition: Condition::new(kind, ConditionStatus::Unknown, Reason::ClusterUnreachable {}), since };
    let standing = [ConditionType::Provisioned, ConditionType::Ready].map(unknown);
    recorded.into_iter().filter(is_booking).chain(standing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_booked_stays_and_what_stands_is_unknown() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let known = |kind, reason| RecordedCondition { condition: Condition::yes(kind, reason), since: at(1) };
        let recorded = vec![
            known(ConditionType::Admitted, Reason::FitsQuotaAndCapacity {}),
            known(ConditionType::Ready, Reason::RoomsAvailable { rooms: 3 }),
            known(ConditionType::UpdatePending, Reason::WaitsForNextStart { rooms: 1 }),
        ];
        let shown = unseen(recorded.clone(), at(9));
        assert_eq!(shown[0], recorded[0]);
        let rest: Vec<_> = shown[1..].iter().map(|known| (known.condition.kind, known.condition.status, known.since)).collect();
        let unknown = ConditionStatus::Unknown;
        assert_eq!(rest, [(ConditionType::Provisioned, unknown, at(9)), (ConditionType::Ready, unknown, at(9))]);
    }
}
