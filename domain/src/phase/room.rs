//! One room: whether it is available, since when, and if not, why.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    condition::{Condition, ConditionStatus, ConditionType},
    reason::Reason,
    seen::Seen,
    trouble::{Trouble, is_on_lost_node, trouble},
};
use crate::{
    diff::PodFacts,
    ids::ClassroomId,
    workload::{Plan, PlannedRoom},
};

/// Whether a room can be joined, as Kubernetes sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomState {
    /// Without interruption since then.
    Available {
        since: Timestamp,
    },
    Unavailable,
    /// The cluster does not answer: nothing begins and nothing ends.
    Unknown,
}

/// What a round found of one room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomReport {
    pub id: ClassroomId,
    pub wanted: bool,
    pub state: RoomState,
    /// Of the pod that answers.
    pub pod_ip: Option<String>,
    /// `Ready` always; `UpdatePending` while it is true.
    pub conditions: Vec<Condition>,
    /// Why a wanted room is not available.
    pub(super) trouble: Option<Trouble>,
    pub(super) has_pods: bool,
    pub(super) on_cordoned_node: bool,
    pub(super) on_lost_node: bool,
}

impl RoomReport {
    /// Why it is available or not.
    pub fn reason(&self) -> Option<&Reason> {
        self.condition(ConditionType::Ready).map(|ready| &ready.reason)
    }

    /// Something new waits for its next start.
    pub fn is_update_pending(&self) -> bool {
        self.condition(ConditionType::UpdatePending).is_some()
    }

    /// Of a state alone.
    #[cfg(test)]
    pub(super) fn of_state(id: ClassroomId, state: RoomState, wanted: bool) -> Self {
        let size = crate::sizing::RoomSize::default();
        let known = PlannedRoom { id, name: String::new(), wanted, always: false, generation: 1, size, node: None };
        Self { state, conditions: conditions(wanted, None, false), ..unknown(&known) }
    }

    fn condition(&self, kind: ConditionType) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.kind == kind)
    }

    pub fn is_available(&self) -> bool {
        matches!(self.state, RoomState::Available { .. })
    }
}

/// Every room of the plan, by id.
pub(super) fn all(plan: &Plan, seen: Option<&Seen<'_>>) -> Vec<RoomReport> {
    let Some(seen) = seen else { return plan.rooms.iter().map(unknown).collect() };
    let mut pods: BTreeMap<ClassroomId, Vec<&PodFacts>> = BTreeMap::new();
    for pod in &seen.observed.pods {
        if let Some(classroom) = pod.classroom {
            pods.entry(classroom).or_default().push(pod);
        }
    }
    plan.rooms.iter().map(|room| one(room, pods.get(&room.id).map_or(&[], Vec::as_slice), seen)).collect()
}

fn one(room: &PlannedRoom, pods: &[&PodFacts], seen: &Seen<'_>) -> RoomReport {
    let answering = pods.iter().find_map(|pod| pod.ready_since.filter(|_| !pod.ending).map(|since| (since, *pod)));
    let trouble = (room.wanted && answering.is_none()).then(|| trouble(room, pods, seen));
    let pending = seen.changes.pending.binary_search(&room.id).is_ok();
    let on_cordoned_node = pods.iter().filter_map(|pod| seen.observed.nodes.get(pod.node.as_ref()?)).any(|node| node.cordoned);
    RoomReport {
        id: room.id,
        wanted: room.wanted,
        state: answering.map_or(RoomState::Unavailable, |(since, _)| RoomState::Available { since }),
        pod_ip: answering.and_then(|(_, pod)| pod.ip.clone()),
        conditions: conditions(room.wanted, trouble, pending),
        trouble,
        has_pods: !pods.is_empty(),
        on_cordoned_node,
        on_lost_node: pods.iter().any(|pod| is_on_lost_node(pod, seen.observed)),
    }
}

fn conditions(wanted: bool, trouble: Option<Trouble>, pending: bool) -> Vec<Condition> {
    let ready = match trouble {
        _ if !wanted => Condition::no(ConditionType::Ready, Reason::RoomClosed {}),
        Some(trouble) => Condition::no(ConditionType::Ready, trouble.reason(1, 1)),
        None => Condition::yes(ConditionType::Ready, Reason::RoomsAvailable { rooms: 1 }),
    };
    let update = pending.then(|| Condition::yes(ConditionType::UpdatePending, Reason::WaitsForNextStart { rooms: 1 }));
    [ready].into_iter().chain(update).collect()
}

fn unknown(room: &PlannedRoom) -> RoomReport {
    RoomReport {
        id: room.id,
        wanted: room.wanted,
        state: RoomState::Unknown,
        pod_ip: None,
        conditions: vec![Condition::new(ConditionType::Ready, ConditionStatus::Unknown, Reason::ClusterUnreachable {})],
        trouble: None,
        has_pods: false,
        on_cordoned_node: false,
        on_lost_node: false,
    }
}
