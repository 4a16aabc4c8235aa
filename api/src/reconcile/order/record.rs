//! What is kept of a round: the order's status, its rooms, readiness, events. Nothing is written that is not news.
//!
//! That a cluster cannot be looked at is a fact of the cluster, kept in its row alone: what was last seen of orders and rooms stays as it is, and views join
//! the two. What the timetable says goes on being true meanwhile, and is written.

use std::collections::HashSet;

use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    order::{Door, Opening, OrderPhase, PlacementState},
    phase::{self, ConditionStatus, ConditionType, Reason, RoomReport, RoomState, RoomStatus, Status},
    workload::{Plan, Stage},
};
use jiff::Timestamp;

use super::{history, load::Loaded, plan::Planned, run::Outcome};
use crate::{
    calendars,
    orders::Timetabled,
    reconcile::{
        bells::Known,
        error::ReconcileError,
        held::HeldCluster,
        packing::Stays,
        store::{self, Recorded, RoomRecord, RoomRow},
    },
};

/// Records at once what changes for those who are entering a room now: an amendment, a cancel or a suspension counts although the cluster may not answer
/// for a while. What changes later is recorded with the rest of the round.
pub(in crate::reconcile) async fn openings(
    held: &HeldCluster,
    loaded: &mut Loaded,
    planned: &Planned,
    now: Timestamp,
) -> Result<(), ReconcileError> {
    // What is known before anything is asked: a round that breaks off tells no more.
    held.bells.note(loaded.row.id, known(loaded, planned, was_up(loaded, planned), now));
    held.packing.note(loaded.row.id, stays(loaded, planned, now));
    let mut changed = Vec::new();
    for room in &mut loaded.rooms {
        let opening = opening(planned, room.id);
        if matches!(room.opening.at(now), Door::Open { .. }) && opening != room.opening {
            room.opening = opening;
            changed.push((room.id, opening));
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    let mut tx = held.lease.begin().await?;
    if !store::record_openings(&mut tx, &loaded.row, &changed).await? {
        return Err(ReconcileError::Overtaken);
    }
    Ok(tx.commit().await?)
}

/// Records what was found where the cluster answers.
pub(in crate::reconcile) async fn status(
    held: &HeldCluster,
    loaded: &Loaded,
    planned: &Planned,
    status: &Status,
    now: Timestamp,
) -> Result<(), ReconcileError> {
    let after = will_be(loaded, planned, status, now);
    let rooms = rooms(loaded, planned, status, now);
    let up = is_up(status).into_iter().chain(up_elsewhere(loaded, planned)).collect();
    held.bells.note(loaded.row.id, known(loaded, planned, up, now));
    write(held, loaded, &after, &rooms, now).await
}

/// Records what was found of rooms that stay here although their order runs elsewhere.
pub(in crate::reconcile) async fn staying(
    held: &HeldCluster,
    loaded: &Loaded,
    planned: &Planned,
    status: &Status,
    now: Timestamp,
) -> Result<(), ReconcileError> {
    let report = |row: &RoomRow| status.rooms.iter().find(|room| room.id == row.id);
    let of_stay = |row: &RoomRow| {
        let until = *planned.stays.get(&row.id)?;
        let (record, is_news) = room(row, report(row), opening(planned, row.id), now);
        // When it was looked at is when it was looked at where its order runs.
        is_news.then_some(RoomRecord { seen_at: None, stays: true, stays_until: until, ..record })
    };
    let rooms: Vec<RoomRecord> = loaded.rooms.iter().filter_map(of_stay).collect();
    if rooms.is_empty() {
        return Ok(());
    }
    let mut tx = held.lease.begin().await?;
    // Who works where the order runs counts them, and hears of it in no other way.
    let (is_visible, is_heard) = (rooms.iter().any(|room| room.is_visible), rooms.iter().any(|room| room.opens.is_some()));
    if !store::record_stays(&mut tx, &loaded.row, (is_visible, is_heard)).await? {
        return Err(ReconcileError::Overtaken);
    }
    store::record_rooms(&mut tx, loaded.row.tenant_id, &rooms, now).await?;
    Ok(tx.commit().await?)
}

/// Records what the timetable says while nothing is known of the cluster.
pub(in crate::reconcile) async fn unseen(
    held: &HeldCluster,
    loaded: &Loaded,
    planned: &Planned,
    now: Timestamp,
) -> Result<Outcome, ReconcileError> {
    let input = phase::Input { phase: loaded.row.recorded.phase, life: &planned.life, plan: &planned.plan, seen: None };
    let status = phase::of(&input);
    let after = Recorded {
        ready: loaded.row.recorded.ready,
        rooms_ready_now: loaded.row.recorded.rooms_ready_now,
        observed_generation: loaded.row.recorded.observed_generation,
        conditions: loaded.row.recorded.conditions.clone(),
        ..will_be(loaded, planned, &status, now)
    };
    let rooms = rooms(loaded, planned, &status, now);
    write(held, loaded, &after, &rooms, now).await?;
    Ok(Outcome::Unreachable)
}

async fn write(held: &HeldCluster, loaded: &Loaded, after: &Recorded, rooms: &[RoomRecord], now: Timestamp) -> Result<(), ReconcileError> {
    let (row, before) = (&loaded.row, &loaded.row.recorded);
    if before == after && rooms.is_empty() {
        return Ok(());
    }
    let mut tx = held.lease.begin().await?;
    let visible = Recorded { handled: after.handled, ..before.clone() } != *after || rooms.iter().any(|room| room.is_visible);
    if !store::record(&mut tx, (row, held.cluster()), after, visible).await? {
        return Err(ReconcileError::Overtaken);
    }
    if !rooms.is_empty() {
        store::record_rooms(&mut tx, row.tenant_id, rooms, now).await?;
    }
    if after.phase == OrderPhase::Released {
        calendars::store::release_placement(tx.conn(), row.id, held.cluster(), (now, loaded.kept_until(now))).await?;
    }
    history::tell(&mut tx, row, after, rooms, now).await?;
    Ok(tx.commit().await?)
}

/// Records that the order could not be looked at, for a reason that a person has to take away: what was said of it before may be wrong by now.
pub(in crate::reconcile) async fn broken(held: &HeldCluster, id: OrderId, reason: Reason, now: Timestamp) -> Result<(), ReconcileError> {
    let mut tx = held.lease.begin().await?;
    let Some(row) =
        store::load(&mut tx, held.cluster(), id, &held.app.config.room_image).await?.filter(|row| row.place == PlacementState::Live)
    else {
        return Ok(());
    };
    let conditions = phase::carry(&row.recorded.conditions, phase::not_looked_at(&reason), now);
    let after = Recorded { ready: false, conditions, ..row.recorded.clone() };
    if after == row.recorded {
        return Ok(());
    }
    if !store::record(&mut tx, (&row, held.cluster()), &after, true).await? {
        return Err(ReconcileError::Overtaken);
    }
    history::tell_broken(&mut tx, &row, &reason, now).await?;
    tx.commit().await?;
    Ok(())
}

fn will_be(loaded: &Loaded, planned: &Planned, status: &Status, now: Timestamp) -> Recorded {
    let (row, before) = (&loaded.row, &loaded.row.recorded);
    // Wherever a room is, it is one of the order's.
    let count = |here: u32, elsewhere: usize| {
        let number = |rooms| i32::try_from(rooms).unwrap_or(i32::MAX);
        number(usize::try_from(here).unwrap_or(usize::MAX).saturating_add(elsewhere))
    };
    Recorded {
        phase: status.phase,
        observed_generation: if follows(&planned.plan, status) { planned.generation } else { before.observed_generation },
        ready: status.ready,
        rooms_wanted_now: count(status.classrooms.wanted_now, planned.wanted_elsewhere),
        rooms_ready_now: count(status.classrooms.ready_now, up_elsewhere(loaded, planned).count()),
        conditions: phase::carry(&before.conditions, status.conditions.clone(), now),
        next_change_at: if status.phase == OrderPhase::Released { None } else { planned.next_change_at },
        handled: before.handled.max(row.touched),
    }
}

/// Rooms that were up when the cluster last answered.
fn was_up(loaded: &Loaded, planned: &Planned) -> HashSet<ClassroomId> {
    loaded.rooms.iter().filter(|room| is_known_up(room, planned)).map(|room| room.id).collect()
}

/// One that was left behind is known to be up in the run alone in which it was seen to be: nobody may have looked since.
fn is_known_up(room: &RoomRow, planned: &Planned) -> bool {
    let is_left = matches!(planned.stays.get(&room.id), Some(None));
    room.up_since.is_some_and(|since| !is_left || opening(planned, room.id).from.is_none_or(|from| since >= from))
}

/// Rooms that stay where the order was before, and were up when they were last looked at.
fn up_elsewhere(loaded: &Loaded, planned: &Planned) -> impl Iterator<Item = ClassroomId> {
    loaded.rooms.iter().filter(|room| planned.stays.contains_key(&room.id) && is_known_up(room, planned)).map(|room| room.id)
}

fn is_up(status: &Status) -> HashSet<ClassroomId> {
    status.rooms.iter().filter(|room| room.is_available()).map(|room| room.id).collect()
}

/// Lessons to come and rooms that are up.
fn known(loaded: &Loaded, planned: &Planned, up: HashSet<ClassroomId>, now: Timestamp) -> Known {
    let Timetabled { order, schedule, .. } = &*loaded.timetabled;
    Known::of(order, schedule, up, now, planned.next_change_at.unwrap_or(now))
}

/// Until when its rooms stay that are up, or are to be next.
fn stays(loaded: &Loaded, planned: &Planned, now: Timestamp) -> Stays {
    let Timetabled { order, schedule, .. } = &*loaded.timetabled;
    Stays::of(order, schedule, loaded.row.image.clone(), (now, planned.next_change_at.unwrap_or(now)))
}

/// Whether the cluster was seen to follow the generation in force.
fn follows(plan: &Plan, status: &Status) -> bool {
    let provisioned = status.conditions.iter().find(|condition| condition.kind == ConditionType::Provisioned);
    plan.stage == Stage::Standing && provisioned.is_some_and(|condition| condition.status == ConditionStatus::True)
}

fn opening(planned: &Planned, room: ClassroomId) -> Opening {
    planned.openings.iter().find(|(known, _)| *known == room).map(|(_, opening)| *opening).unwrap_or_default()
}

/// The rooms of which something is news. One that the plan does not name (dropped, or the order is over) is closed.
fn rooms(loaded: &Loaded, planned: &Planned, status: &Status, now: Timestamp) -> Vec<RoomRecord> {
    let of = |row: &RoomRow| status.rooms.iter().find(|room| room.id == row.id);
    let record = |row: &RoomRow| {
        let opening = opening(planned, row.id);
        if let Some(until) = planned.stays.get(&row.id) {
            return elsewhere(row, opening, *until);
        }
        let (record, is_news) = room(row, of(row), opening, now);
        // One that has stayed elsewhere is here from now on.
        (is_news || row.stay.is_some()).then_some(record)
    };
    loaded.rooms.iter().filter_map(record).collect()
}

/// Of a room that stays where its order was before, what the timetable says: what is seen of it is written there.
fn elsewhere(row: &RoomRow, opening: Opening, until: Option<Timestamp>) -> Option<RoomRecord> {
    let is_news = opening != row.opening || row.stay.is_none_or(|stay| stay.until != until);
    is_news.then(|| RoomRecord {
        id: row.id,
        status: row.status.clone(),
        opening,
        address: row.address.clone(),
        seen_at: None,
        opens: None,
        is_visible: false,
        stays: true,
        stays_until: until,
        is_elsewhere: true,
    })
}

/// And whether something of it is news.
fn room(row: &RoomRow, report: Option<&RoomReport>, opening: Opening, now: Timestamp) -> (RoomRecord, bool) {
    let state = report.map_or(RoomState::Unavailable, |report| report.state);
    let opens = match state {
        RoomState::Available { .. } => (!row.is_open).then_some(true),
        RoomState::Unavailable => row.is_open.then_some(false),
        // The cluster does not answer: nothing begins and nothing ends.
        RoomState::Unknown => None,
    };
    let is_seen = state != RoomState::Unknown;
    let is_same_run = row.opening.from == opening.from;
    let status = report.map_or_else(RoomStatus::default, |report| row.status.after(report, is_same_run, now));
    let address = match report {
        Some(report) if is_seen => report.pod_ip.clone(),
        Some(_) => row.address.clone().filter(|_| is_same_run),
        None => None,
    };
    let is_visible = status != row.status || opens.is_some();
    let is_news = is_visible || opening != row.opening || address != row.address;
    let seen_at = is_seen.then_some(now);
    let record = RoomRecord {
        id: row.id,
        status,
        opening,
        address,
        seen_at,
        opens,
        is_visible,
        stays: false,
        stays_until: None,
        is_elsewhere: false,
    };
    (record, is_news)
}
