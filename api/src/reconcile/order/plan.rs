//! What should stand for an order now, and what else its timetable says of this moment: nothing is read, written or asked here.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use homeroom_domain::{
    ids::ClassroomId,
    moves,
    order::{Opening, PlacementState},
    phase::{self, Lifecycle},
    pools::Claim,
    workload::{self, ClaimPlan, Credentials, Desired, Plan, Settings, Stage, Surroundings},
};
use jiff::Timestamp;

use super::{load::Loaded, run::blocking};
use crate::{
    orders::{Timetabled, secret::RoomSecret},
    reconcile::{
        error::ReconcileError,
        held::HeldCluster,
        store::{ClaimRow, RoomRow},
    },
};

/// See the module.
#[derive(Debug)]
pub(in crate::reconcile) struct Planned {
    pub(in crate::reconcile) life: Lifecycle,
    pub(in crate::reconcile) plan: Plan,
    /// In force now.
    pub(in crate::reconcile) generation: i64,
    pub(in crate::reconcile) next_change_at: Option<Timestamp>,
    /// Of every room that the order has or had.
    pub(in crate::reconcile) openings: Vec<(ClassroomId, Opening)>,
    /// Something stays that this clock would take down, because another one disputes it.
    pub(in crate::reconcile) is_disputed: bool,
    /// Rooms that stay where the order was before a failover, each until then, or, where it was left behind, until another finds a place for it. Where the order
    /// runs they are not up; where it was they alone are.
    pub(in crate::reconcile) stays: BTreeMap<ClassroomId, Option<Timestamp>>,
    /// Of these, rooms that are wanted now.
    pub(in crate::reconcile) wanted_elsewhere: usize,
}

/// Works out what an order wants now: keys, hashes and a zipped document of hundreds of rooms, so on a thread for such work.
pub(in crate::reconcile) async fn order(
    held: &Arc<HeldCluster>,
    loaded: Loaded,
    now: Timestamp,
) -> Result<(Loaded, Planned), ReconcileError> {
    let planning = held.clone();
    blocking(held, move || Ok((work_out(&planning, &loaded, now)?, loaded))).await?.map(|(planned, loaded)| (loaded, planned))
}

fn work_out(held: &HeldCluster, loaded: &Loaded, now: Timestamp) -> Result<Planned, ReconcileError> {
    let Loaded { row, rooms, timetabled } = loaded;
    let Timetabled { order, schedule, .. } = &**timetabled;
    let life = Lifecycle::of(order, schedule);
    let disputed = held.app.clock.disputed(now, row.read_at);
    // A stay ends when both clocks say so.
    let stays = stays(held, loaded, disputed.map_or(now, |other| now.min(other)));
    let stage_at = |at| phase::stage(row.recorded.phase, &life, at);
    let by_either = of_either_clock(stage_at, (now, disputed));
    let stage = match row.place {
        // What is left behind goes, whatever becomes of the order elsewhere, but not from under a lesson that stays.
        PlacementState::Leaving if stays.is_empty() || by_either != Stage::Standing => Stage::Leaving,
        _ => by_either,
    };
    let is_kept = row.place != PlacementState::Leaving && stage != Stage::Leaving && stage_at(now) == Stage::Leaving;
    let around = Surroundings { claim: claim(loaded, stage, now), ..surroundings(held, stage, (rooms, row.image.as_deref()))? };
    let mut desired = Desired::of(order, schedule, around, now).map_err(|_| ReconcileError::Unreadable("a room"))?;
    let mut kept = disputed.map(|other| kept_by(loaded, now, other)).unwrap_or_default();
    // Each place keeps what is its own.
    kept.retain(|room| row.place == if stays.contains_key(room) { PlacementState::Leaving } else { PlacementState::Live });
    desired = match row.place {
        PlacementState::Live => desired.with_rooms_elsewhere(|room| stays.contains_key(&room)).with_rooms_kept(&kept),
        PlacementState::Leaving if stage == Stage::Standing => {
            desired.with_rooms_alone(|room| stays.contains_key(&room)).with_rooms_kept(&kept)
        }
        _ => desired.with_rooms_at_zero(),
    };
    if !kept.is_empty() {
        tracing::warn!(order = %row.id, rooms = kept.len(), at = %now, database_at = %row.read_at, "the clock and the database's differ; rooms stay up that only one of them wants down");
    }
    let wanted_now: BTreeSet<ClassroomId> = schedule.rooms_wanted_at(now).into_iter().map(|wanted| wanted.room_id).collect();
    let wanted_elsewhere = stays.iter().filter(|(room, until)| until.is_some() || wanted_now.contains(*room)).count();
    Ok(Planned {
        life,
        plan: workload::plan(&desired),
        generation: desired.order.generation,
        next_change_at: schedule.next_change_at(now),
        openings: schedule.openings(now),
        is_disputed: is_kept || !kept.is_empty() || stays.values().flatten().any(|until| *until <= now),
        stays,
        wanted_elsewhere,
    })
}

/// Rooms that were up for a lesson, which by this clock is over, or has not begun, and by another one is on: whichever of the two is wrong, nobody is put out of a
/// lesson by it. A room that no clock wants goes down as ever, and one that this clock wants comes up.
fn kept_by(Loaded { rooms, timetabled, .. }: &Loaded, now: Timestamp, other: Timestamp) -> BTreeSet<ClassroomId> {
    let wanted =
        |at| -> BTreeSet<ClassroomId> { timetabled.schedule.rooms_wanted_at(at).into_iter().map(|wanted| wanted.room_id).collect() };
    let (now, other) = (wanted(now), wanted(other));
    rooms.iter().filter(|room| room.status.wanted).map(|room| room.id).filter(|id| other.contains(id) && !now.contains(id)).collect()
}

/// Objects go when both clocks say so.
fn of_either_clock(stage: impl Fn(Timestamp) -> Stage, (now, other): (Timestamp, Option<Timestamp>)) -> Stage {
    match (stage(now), other.map(&stage)) {
        (Stage::Leaving, Some(other)) => other,
        (stage, _) => stage,
    }
}

/// Who works where the order runs decides, by the timetable of a moment, and keeps it; who works where it was follows that.
fn stays(held: &HeldCluster, loaded: &Loaded, at: Timestamp) -> BTreeMap<ClassroomId, Option<Timestamp>> {
    let here = held.cluster();
    let until = |room: &RoomRow| {
        let stay = room.stay?;
        match loaded.row.place {
            PlacementState::Live if stay.on != here => {
                let Timetabled { order, schedule, .. } = &*loaded.timetabled;
                let until = moves::stays(schedule, room.id, (stay.since, stay.until), at);
                until.filter(|until| until.is_some() || !moves::is_dropped(order, schedule, room.id, at))
            }
            PlacementState::Leaving if stay.on == here => Some(stay.until).filter(|until| until.is_none_or(|until| until > at)),
            _ => None,
        }
    };
    loaded.rooms.iter().filter_map(|room| Some((room.id, until(room)?))).collect()
}

/// What is to become of what its lessons are recorded into.
fn claim(loaded: &Loaded, stage: Stage, now: Timestamp) -> Option<ClaimPlan> {
    let ClaimRow { storage_class, space_mib, grows, .. } = loaded.row.claim.as_ref()?;
    let claim = match (stage, loaded.kept_until(now)) {
        (Stage::Absent | Stage::Standing, _) => Claim::Stands { space_mib: *space_mib, grows: *grows },
        (Stage::Leaving, Some(_)) => Claim::Kept,
        (Stage::Leaving, None) => Claim::Gone,
    };
    Some(ClaimPlan { storage_class: storage_class.clone(), claim })
}

/// Secrets are opened only where something is made of them: one that cannot be read keeps no order from its end.
fn surroundings(held: &HeldCluster, stage: Stage, (rooms, image): (&[RoomRow], Option<&str>)) -> Result<Surroundings, ReconcileError> {
    let needed = if stage == Stage::Standing { rooms } else { &[] };
    let credentials = needed.iter().map(|room| Ok((room.id, credentials(held, room)?)));
    Ok(Surroundings {
        stage,
        claim: None,
        settings: settings(held, image),
        credentials: credentials.collect::<Result<_, ReconcileError>>()?,
    })
}

/// `image`: of the order alone, where one is rolled.
fn settings(held: &HeldCluster, image: Option<&str>) -> Settings {
    let config = &held.app.config;
    Settings {
        installation: config.installation.clone(),
        image: image.map_or_else(|| held.room_image().to_string(), str::to_owned),
        network_limited: held.network().unwrap_or_default(),
        interfaces: held.interfaces.clone(),
        monitoring_namespace: config.monitoring_namespace.clone(),
    }
}

fn credentials(held: &HeldCluster, room: &RoomRow) -> Result<Credentials, ReconcileError> {
    let secret = RoomSecret::open(&held.app.seal, room.id, &room.secret).map_err(|_| ReconcileError::Unreadable("the secret of a room"))?;
    Ok(Credentials { key: secret.key.clone(), secret: secret.secret.clone() })
}
