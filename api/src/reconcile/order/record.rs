//! What is kept of a round: the order's status, its rooms, readiness, events. Nothing is written that is not news.

use std::collections::HashSet;

use homeroom_domain::{
    ids::OrderId,
    order::OrderPhase,
    phase::{self, ConditionStatus, ConditionType, Reason, RoomState, RoomStatus, Status},
    workload::{Plan, Stage},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{history, load::Loaded, run::Outcome};
use crate::{
    calendars,
    orders::Timetabled,
    reconcile::{
        bells::Known,
        error::ReconcileError,
        place::Place,
        store::{self, Recorded, RoomRecord, RoomRow},
    },
};

/// Records what was found where the cluster answers.
pub(in crate::reconcile) async fn status(place: &Place, loaded: &Loaded, status: &Status, now: Timestamp) -> Result<(), ReconcileError> {
    let (row, before) = (&loaded.row, &loaded.row.recorded);
    let after = will_be(loaded, status, now);
    let rooms = rooms(loaded, status, now);
    place.bells.note(row.id, known(loaded, status, now));
    if *before == after && rooms.is_empty() {
        return Ok(());
    }
    let mut tx = place.lease.begin().await?;
    let visible = Recorded { handled: after.handled, ..before.clone() } != after || !rooms.is_empty();
    if !store::record(&mut tx, row, &after, visible).await? {
        return Err(ReconcileError::Overtaken);
    }
    if !rooms.is_empty() {
        store::record_rooms(&mut tx, row.tenant_id, &rooms, now).await?;
    }
    if status.phase == OrderPhase::Released {
        calendars::store::release_placement(tx.conn(), row.id, place.cluster(), now).await?;
    }
    history::tell(&mut tx, loaded, status, &rooms, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Records that nothing is known, because the cluster does not answer. What the timetable says goes on being true.
pub(in crate::reconcile) async fn unknown(place: &Place, loaded: &Loaded, now: Timestamp) -> Result<Outcome, ReconcileError> {
    let input = phase::Input { phase: loaded.row.recorded.phase, life: &loaded.life, plan: &loaded.plan, seen: None };
    status(place, loaded, &phase::of(&input), now).await?;
    Ok(Outcome::Unreachable)
}

/// Records that the order could not be looked at, for a reason that a person has to take away: what was said of it before may be wrong by now.
pub(in crate::reconcile) async fn broken(place: &Place, id: OrderId, reason: Reason, now: Timestamp) -> Result<(), ReconcileError> {
    let mut tx = place.lease.begin().await?;
    let Some(row) = store::load(&mut tx, place.cluster(), id).await? else { return Ok(()) };
    let conditions = phase::carry(&row.recorded.conditions, phase::not_looked_at(&reason), now);
    let after = Recorded { ready: false, conditions, ..row.recorded.clone() };
    if after == row.recorded {
        return Ok(());
    }
    if !store::record(&mut tx, &row, &after, true).await? {
        return Err(ReconcileError::Overtaken);
    }
    history::tell_broken(&mut tx, &row, &reason, now).await?;
    tx.commit().await?;
    Ok(())
}

fn will_be(loaded: &Loaded, status: &Status, now: Timestamp) -> Recorded {
    let (row, before) = (&loaded.row, &loaded.row.recorded);
    let count = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    Recorded {
        phase: status.phase,
        observed_generation: if follows(&loaded.plan, status) { loaded.generation } else { before.observed_generation },
        ready: status.ready,
        rooms_wanted_now: count(status.classrooms.wanted_now),
        rooms_ready_now: count(status.classrooms.ready_now),
        conditions: phase::carry(&before.conditions, status.conditions.clone(), now),
        next_change_at: if status.phase == OrderPhase::Released { None } else { loaded.next_change_at },
        handled: before.handled.max(row.touched),
    }
}

/// Lessons to come and rooms that are up; where the cluster does not answer, those that were when it last did.
fn known(loaded: &Loaded, status: &Status, now: Timestamp) -> Known {
    let was_up: HashSet<_> = loaded.rooms.iter().filter(|room| room.is_open).map(|room| room.id).collect();
    let is_up = |room: &&RoomStatus| match room.state {
        RoomState::Available { .. } => true,
        RoomState::Unavailable => false,
        RoomState::Unknown => was_up.contains(&room.id),
    };
    let up = status.rooms.iter().filter(is_up).map(|room| room.id).collect();
    let Timetabled { order, schedule, .. } = &*loaded.timetabled;
    Known::of(order, schedule, up, now, loaded.next_change_at.unwrap_or(now))
}

/// Whether the cluster was seen to follow the generation in force.
fn follows(plan: &Plan, status: &Status) -> bool {
    let provisioned = status.conditions.iter().find(|condition| condition.kind == ConditionType::Provisioned);
    plan.stage == Stage::Standing && provisioned.is_some_and(|condition| condition.status == ConditionStatus::True)
}

/// The rooms of which something is news. One that the plan does not name (dropped, or the order is over) is closed.
fn rooms(loaded: &Loaded, status: &Status, now: Timestamp) -> Vec<RoomRecord> {
    let of = |row: &RoomRow| status.rooms.iter().find(|room| room.id == row.id);
    loaded.rooms.iter().filter_map(|row| room(row, of(row), now)).collect()
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
