//! A room's status as it is kept: one type for the reconciler, which writes it, and for joins and views, which read it.
//!
//! Only what was seen is kept. That a cluster cannot be looked at now is a fact of the cluster, which views join in, so that nothing has to be
//! written into each of its rooms. Read leniently: a field that an older or a newer version lacks has its default.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use super::{
    reason::Reason,
    room::{RoomReport, RoomState},
};

/// How a room stood when it was last looked at. The default is that of a room that never was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoomStatus {
    /// It should be up.
    pub wanted: bool,
    /// It was up for the run that is on.
    #[serde(deserialize_with = "or_false")]
    pub available: bool,
    /// Something new waits for its next start.
    pub update_pending: bool,
    /// Why it is available or not. `None` where nothing was seen since the run began, or a newer version knows the reason.
    #[serde(flatten)]
    pub reason: Option<Reason>,
    /// Since when `wanted`, `available` and the sort of reason have been so.
    pub since: Option<Timestamp>,
}

impl RoomStatus {
    /// What follows on this after a round. `is_same_run` says whether the room is still in the run that this was recorded in.
    pub fn after(&self, report: &RoomReport, is_same_run: bool, now: Timestamp) -> Self {
        let next = match report.state {
            RoomState::Available { .. } | RoomState::Unavailable => Self {
                wanted: report.wanted,
                available: report.is_available(),
                update_pending: report.is_update_pending(),
                reason: report.reason().cloned(),
                since: Some(now),
            },
            RoomState::Unknown if is_same_run => Self { wanted: report.wanted, since: Some(now), ..self.clone() },
            RoomState::Unknown => Self { wanted: report.wanted, since: Some(now), ..Self::default() },
        };
        if next.continues(self) { Self { since: self.since.or(next.since), ..next } } else { next }
    }

    /// The figures of a reason may differ.
    fn continues(&self, earlier: &Self) -> bool {
        let sort = |status: &Self| status.reason.as_ref().map(std::mem::discriminant);
        self.wanted == earlier.wanted && self.available == earlier.available && sort(self) == sort(earlier)
    }
}

/// An older version wrote null while nothing was known.
fn or_false<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Option::<bool>::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ids::ClassroomId;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn report(state: RoomState, wanted: bool) -> RoomReport {
        RoomReport::of_state(ClassroomId::new(uuid::Uuid::from_u128(1)), state, wanted)
    }

    #[test]
    fn what_other_versions_wrote_is_read() {
        for (stored, available) in
            [(json!({}), false), (json!({"available": null}), false), (json!({"available": true, "pod_ip": "10.0.0.1"}), true)]
        {
            let status: RoomStatus = serde_json::from_value(stored).unwrap();
            assert_eq!((status.available, status.wanted, status.reason), (available, false, None));
        }
        let known = json!({"wanted": true, "available": true, "update_pending": false, "reason": "RoomsAvailable", "params": {"rooms": 1}, "since": "2026-09-07T00:50:00Z"});
        let status: RoomStatus = serde_json::from_value(known.clone()).unwrap();
        assert_eq!(status.reason, Some(Reason::RoomsAvailable { rooms: 1 }));
        assert_eq!(serde_json::to_value(&status).unwrap(), known);
        let newer: RoomStatus = serde_json::from_value(json!({"wanted": true, "reason": "Teleported", "params": {"to": "Mars"}})).unwrap();
        assert_eq!((newer.wanted, newer.reason), (true, None));
    }

    #[test]
    fn a_cluster_that_is_not_seen_leaves_what_was_seen_until_the_run_ends() {
        let up = RoomStatus::default().after(&report(RoomState::Available { since: at(1) }, true), true, at(2));
        assert!(up.available && up.since == Some(at(2)));
        let unseen = up.after(&report(RoomState::Unknown, true), true, at(3));
        assert_eq!(unseen, up, "the same, and since then");
        let next_run = up.after(&report(RoomState::Unknown, true), false, at(4));
        assert_eq!(next_run, RoomStatus { wanted: true, since: Some(at(4)), ..RoomStatus::default() });
        let ended = up.after(&report(RoomState::Unavailable, false), true, at(5));
        assert!(!ended.available && !ended.wanted && ended.since == Some(at(5)));
    }
}
