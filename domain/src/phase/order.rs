//! The conditions of an order.
//!
//! `Admitted`, `Placed`, `Provisioned` and `Ready` are always there; the others only while they are true.

use jiff::{SignedDuration, Timestamp};

use super::{
    condition::{Condition, ConditionStatus, ConditionType},
    life::Progress,
    reason::Reason,
    room::RoomReport,
    seen::{Contested, Input, Seen, count},
    trouble::Trouble,
};
use crate::{
    diff::{Observed, Wait},
    order::OrderPhase,
    workload::{Plan, Stage},
};

/// A namespace without pods is gone in seconds; one that is not waits for something that is not let go, such as a finalizer.
const GONE_WITHIN: SignedDuration = SignedDuration::from_mins(5);

/// Whether it is ready, and every condition.
pub(super) fn conditions(input: &Input<'_>, phase: OrderPhase, rooms: &[RoomReport], progress: Progress) -> (bool, Vec<Condition>) {
    let admitted = Condition::yes(ConditionType::Admitted, Reason::FitsQuotaAndCapacity {});
    let placed = match phase {
        OrderPhase::Released => Condition::no(ConditionType::Placed, Reason::PlaceGivenBack {}),
        _ => Condition::yes(ConditionType::Placed, Reason::HasItsPlace {}),
    };
    let provisioned = provisioned(input, rooms, progress);
    let ready = ready(input, &provisioned, rooms);
    let is_ready = ready.status == ConditionStatus::True;
    let mut all = vec![admitted, placed, provisioned, ready];
    all.extend(input.life.stopped_since.map(|since| Condition::yes(ConditionType::Stopped, Reason::SpendingCapReached { since })));
    if let Some(seen) = &input.seen {
        all.extend(draining(input, rooms));
        all.extend(told(seen));
    }
    (is_ready, all)
}

/// The conditions of an order whose cluster cannot be seen: its booking and its place are in the database; whether anything runs is not known.
pub fn not_looked_at(reason: &Reason) -> Vec<Condition> {
    vec![
        Condition::yes(ConditionType::Admitted, Reason::FitsQuotaAndCapacity {}),
        Condition::yes(ConditionType::Placed, Reason::HasItsPlace {}),
        Condition::no(ConditionType::Provisioned, reason.clone()),
        Condition::no(ConditionType::Ready, reason.clone()),
    ]
}

fn provisioned(input: &Input<'_>, rooms: &[RoomReport], progress: Progress) -> Condition {
    let kind = ConditionType::Provisioned;
    match &input.seen {
        None => Condition::new(kind, ConditionStatus::Unknown, Reason::ClusterUnreachable {}),
        Some(_) if progress == Progress::AsPlanned => {
            Condition::yes(kind, Reason::ObjectsAsPlanned { objects: count(input.plan.objects.iter()) })
        }
        Some(seen) => Condition::no(kind, unprovisioned(input, seen, rooms)),
    }
}

fn unprovisioned(input: &Input<'_>, seen: &Seen<'_>, rooms: &[RoomReport]) -> Reason {
    let changes = seen.changes;
    match input.plan.stage {
        _ if changes.foreign.is_some() => Reason::NamespaceTaken {},
        Stage::Absent => match input.life.reserved_until {
            Some(until) => Reason::WaitsForPurchaseOrder { until },
            None => Reason::NotYetDue { from: input.life.objects_from },
        },
        Stage::Leaving if changes.gone => Reason::OrderEnded {},
        Stage::Leaving => leaving(seen, rooms),
        Stage::Standing if changes.wait == Some(Wait::Namespace) => stuck(seen).unwrap_or(Reason::NamespaceTerminating {}),
        Stage::Standing => writing(input.plan, seen),
    }
}

/// What does not end by itself is said, because a person has to end it.
fn leaving(seen: &Seen<'_>, rooms: &[RoomReport]) -> Reason {
    let up = count(rooms.iter().filter(|room| room.has_pods));
    let lost = count(rooms.iter().filter(|room| room.on_lost_node));
    stuck(seen).unwrap_or(if lost > 0 { Reason::NodeLost { rooms: lost, of: up } } else { Reason::OrderEnding { rooms: up } })
}

/// A namespace that has been told to go for longer than any takes by itself.
fn stuck(seen: &Seen<'_>) -> Option<Reason> {
    let since = told_to_go(seen.observed).filter(|since| seen.at.duration_since(*since) > GONE_WITHIN)?;
    Some(Reason::NamespaceStuck { since })
}

fn told_to_go(observed: &Observed) -> Option<Timestamp> {
    observed.namespace.as_ref()?.pointer("/metadata/deletionTimestamp")?.as_str()?.parse().ok()
}

fn writing(plan: &Plan, seen: &Seen<'_>) -> Reason {
    let changes = seen.changes;
    if let Some(held) = changes.paused {
        return Reason::PausedByHand { writes: u32::try_from(held.writes).unwrap_or(u32::MAX) };
    }
    if let Some(first) = seen.applied.failed.first() {
        let objects = count(seen.applied.failed.iter());
        return Reason::WritesFailing { kind: first.object.kind, fault: first.fault, objects };
    }
    if let Some(reason) = contested(seen) {
        return reason;
    }
    let missing = count(changes.create.iter()).saturating_add(count(changes.ending.iter()));
    Reason::ObjectsBeingMade { missing, drifted: count(changes.apply.iter()), of: count(plan.objects.iter()) }
}

/// What does not stay as it is written.
fn contested(seen: &Seen<'_>) -> Option<Reason> {
    let applied = seen.applied;
    let named = applied.contested.iter().find_map(|contested| {
        let Contested { object, field, manager } = contested;
        Some(Reason::FieldContested {
            kind: object.kind,
            name: object.name.clone(),
            field: field.clone(),
            manager: manager.clone()?,
            objects: count(applied.contested.iter()),
        })
    });
    let is_undone = !applied.undone.is_empty() || !applied.contested.is_empty();
    named.or_else(|| is_undone.then_some(Reason::ObjectsNotAsPlanned {}))
}

/// A room's trouble says more than that something else is not as planned yet.
fn ready(input: &Input<'_>, provisioned: &Condition, rooms: &[RoomReport]) -> Condition {
    let kind = ConditionType::Ready;
    let wanted = count(rooms.iter().filter(|room| room.wanted));
    match (provisioned.status, input.plan.stage) {
        (ConditionStatus::Unknown, _) => Condition::new(kind, ConditionStatus::Unknown, Reason::ClusterUnreachable {}),
        (_, Stage::Absent | Stage::Leaving) => Condition::no(kind, provisioned.reason.clone()),
        (status, Stage::Standing) => match worst(rooms) {
            Some((trouble, rooms)) => Condition::no(kind, trouble.reason(rooms, wanted)),
            None if status == ConditionStatus::False => Condition::no(kind, Reason::ObjectsNotAsPlanned {}),
            None if wanted == 0 => Condition::yes(kind, Reason::NoRoomWanted {}),
            None => Condition::yes(kind, Reason::RoomsAvailable { rooms: wanted }),
        },
    }
}

/// What keeps most rooms, and how many. What passes by itself is told only when there is nothing else.
fn worst(rooms: &[RoomReport]) -> Option<(Trouble, u32)> {
    let mut groups: Vec<(Trouble, u32)> = Vec::new();
    for trouble in rooms.iter().filter_map(|room| room.trouble) {
        match groups.iter_mut().find(|(known, _)| known.same_sort(trouble)) {
            Some((known, rooms)) => (*known, *rooms) = (trouble.max(*known), *rooms + 1),
            None => groups.push((trouble, 1)),
        }
    }
    groups.into_iter().min_by_key(|(trouble, rooms)| (trouble.passes(), std::cmp::Reverse(*rooms), *trouble))
}

fn draining(input: &Input<'_>, rooms: &[RoomReport]) -> Option<Condition> {
    let of = |is: fn(&&RoomReport) -> bool| Some(count(rooms.iter().filter(is))).filter(|rooms| *rooms > 0);
    let closing = || of(|room| !room.wanted && room.has_pods).map(|rooms| Reason::RoomsClosing { rooms });
    let last = input.life.suspended || input.life.cancelled;
    let ending = || of(|room| room.wanted).filter(|_| last).map(|rooms| Reason::LessonsEnding { rooms });
    let cordoned = || of(|room| room.wanted && room.on_cordoned_node).map(|rooms| Reason::NodeCordoned { rooms });
    ending().or_else(closing).or_else(cordoned).map(|reason| Condition::yes(ConditionType::Draining, reason))
}

/// What a person should hear.
fn told(seen: &Seen<'_>) -> impl Iterator<Item = Condition> {
    let changes = seen.changes;
    let pending = Some(count(changes.pending.iter()))
        .filter(|rooms| *rooms > 0)
        .map(|rooms| Condition::yes(ConditionType::UpdatePending, Reason::WaitsForNextStart { rooms }));
    let paused = changes
        .paused
        .map(|held| Condition::yes(ConditionType::Paused, Reason::PausedByHand { writes: u32::try_from(held.writes).unwrap_or(u32::MAX) }));
    let unknown = Some(count(changes.unknown.iter()))
        .filter(|objects| *objects > 0)
        .map(|objects| Condition::yes(ConditionType::UnknownObjects, Reason::UnknownObjectsFound { objects }));
    [pending, paused, unknown].into_iter().flatten()
}
