//! What is kept of a round: the order's status, its rooms, readiness, events. Nothing is written that is not news.

use homeroom_domain::{
    order::OrderPhase,
    phase::{self, ConditionStatus, ConditionType, RoomState, RoomStatus, Status},
    workload::{Plan, Stage},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    error::ReconcileError,
    history,
    load::Loaded,
    place::Place,
    run::Outcome,
    store::{self, Recorded, RoomRecord, RoomRow},
};
use crate::capacity;

/// Records what was found where the cluster answers.
pub(super) async fn status(place: &Place, loaded: &Loaded, plan: &Plan, status: &Status, now: Timestamp) -> Result<(), ReconcileError> {
    let (before, after) = (was(loaded), will_be(loaded, plan, status, now));
    let rooms = rooms(loaded, status, now);
    let late = place.note_late(loaded.row.order.id, loaded.late(status, now));
    metrics::gauge!(crate::metrics::ROOMS_NOT_READY, "cluster" => place.name.clone()).set(f64::from(late));
    if before == after && rooms.is_empty() {
        return Ok(());
    }
    let mut tx = place.lease.begin().await?;
    let visible = Recorded { handled: after.handled, ..before.clone() } != after || !rooms.is_empty();
    if !store::record(&mut tx, loaded.row.order.id, loaded.row.generation, &after, visible).await? {
        return Err(ReconcileError::Overtaken);
    }
    if !rooms.is_empty() {
        store::record_rooms(&mut tx, loaded.row.order.tenant_id, &rooms, now).await?;
    }
    if status.phase == OrderPhase::Released {
        capacity::store::release_placement(tx.conn(), loaded.row.order.id, place.cluster(), now).await?;
    }
    history::tell(&mut tx, loaded, status, &rooms, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Records that nothing is known, because the cluster does not answer. What the timetable says goes on being true.
pub(super) async fn unknown(place: &Place, loaded: &Loaded, plan: &Plan, now: Timestamp) -> Result<Outcome, ReconcileError> {
    let input = phase::Input { phase: loaded.row.order.phase, life: &loaded.life, plan, seen: None };
    status(place, loaded, plan, &phase::of(&input, now), now).await?;
    Ok(Outcome::Unreachable)
}

fn was(loaded: &Loaded) -> Recorded {
    let row = &loaded.row;
    Recorded {
        phase: name_of(row.order.phase),
        observed_generation: row.observed_generation,
        ready: row.ready,
        rooms_wanted_now: row.rooms_wanted_now,
        rooms_ready_now: row.rooms_ready_now,
        conditions: row.conditions.clone(),
        next_change_at: row.next_change_at,
        handled: row.handled,
    }
}

fn will_be(loaded: &Loaded, plan: &Plan, status: &Status, now: Timestamp) -> Recorded {
    let row = &loaded.row;
    let count = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    Recorded {
        phase: name_of(status.phase),
        observed_generation: if follows(plan, status) { loaded.desired.order.generation } else { row.observed_generation },
        ready: status.ready,
        rooms_wanted_now: count(status.classrooms.wanted_now),
        rooms_ready_now: count(status.classrooms.ready_now),
        conditions: phase::carry(&row.conditions, status.conditions.clone(), now),
        next_change_at: if status.phase == OrderPhase::Released { None } else { loaded.next_change_at },
        handled: row.handled.max(row.touched),
    }
}

/// Whether the cluster was seen to follow the generation in force.
fn follows(plan: &Plan, status: &Status) -> bool {
    let provisioned = status.conditions.iter().find(|condition| condition.kind == ConditionType::Provisioned);
    plan.stage == Stage::Standing && provisioned.is_some_and(|condition| condition.status == ConditionStatus::True)
}

/// The stored and public name of a phase.
pub(super) const fn name_of(phase: OrderPhase) -> &'static str {
    match phase {
        OrderPhase::Scheduled => "scheduled",
        OrderPhase::Provisioning => "provisioning",
        OrderPhase::Active => "active",
        OrderPhase::Suspended => "suspended",
        OrderPhase::Terminating => "terminating",
        OrderPhase::Released => "released",
    }
}

/// The rooms of which something is news. One that the plan does not name (dropped, or the order is over) is closed.
fn rooms(loaded: &Loaded, status: &Status, now: Timestamp) -> Vec<RoomRecord> {
    let of = |row: &RoomRow| status.rooms.iter().find(|room| room.id == row.id);
    loaded.row.rooms.iter().filter_map(|row| room(row, of(row), now)).collect()
}

fn room(row: &RoomRow, status: Option<&RoomStatus>, now: Timestamp) -> Option<RoomRecord> {
    let state = status.map_or(RoomState::Unavailable, |status| status.state);
    let opens = match state {
        RoomState::Available { .. } => (!row.is_open).then_some(true),
        RoomState::Unavailable => row.is_open.then_some(false),
        // The cluster does not answer: nothing begins and nothing ends.
        RoomState::Unknown => None,
    };
    let mut new = status.map_or_else(|| json!({}), |status| view(status, state));
    if let (Some(fields), true) = (new.as_object_mut(), status.is_some()) {
        fields.insert("since".into(), since(&row.status, fields, now));
    }
    (new != row.status || opens.is_some()).then_some(RoomRecord { id: row.id, status: new, opens })
}

fn view(status: &RoomStatus, state: RoomState) -> Value {
    let available = match state {
        RoomState::Available { .. } => Some(true),
        RoomState::Unavailable => Some(false),
        RoomState::Unknown => None,
    };
    let of = |kind: ConditionType| status.conditions.iter().find(|condition| condition.kind == kind);
    let mut view = of(ConditionType::Ready).and_then(|ready| serde_json::to_value(&ready.reason).ok()).unwrap_or_else(|| json!({}));
    view["wanted"] = json!(status.wanted);
    view["available"] = json!(available);
    view["pod_ip"] = json!(status.pod_ip);
    view["update_pending"] = json!(of(ConditionType::UpdatePending).is_some());
    view
}

/// Since when the room has been as it is: the figures may differ.
fn since(old: &Value, new: &serde_json::Map<String, Value>, now: Timestamp) -> Value {
    let same = ["wanted", "available", "reason"].iter().all(|field| old.get(field) == new.get(*field));
    old.get("since").filter(|_| same).cloned().unwrap_or_else(|| json!(now))
}
