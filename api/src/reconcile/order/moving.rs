//! A round on an order that runs elsewhere: its place here is prepared, or left. Nothing of the order's status is recorded; that is whose it runs on.
//!
//! A place that is prepared gets the order's objects with every room at zero. When they stand and it is time, the order goes on here from the next round on, unless
//! rooms here are known not to be reached. A place that is left loses all of them, but for rooms that stay until their lesson is over, and then its capacity is free.
//! Rooms that were left behind come up and go down by the timetable, and are looked at when it says so.

use std::{collections::BTreeSet, sync::Arc};

use homeroom_domain::{
    ids::ClassroomId,
    moves::{Behind, Target},
    order::PlacementState,
    phase::{ConditionStatus, ConditionType},
    workload::Stage,
};

use super::{
    load::Loaded,
    observe,
    plan::Planned,
    record,
    run::{Brought, Outcome, blocking, bring},
};
use crate::{
    moves::{self, Arrival, Arriving},
    reconcile::{
        error::ReconcileError,
        held::HeldCluster,
        left::{Mark, Rest},
    },
};

/// See the module.
pub(in crate::reconcile) async fn round(held: &Arc<HeldCluster>, loaded: &Loaded, planned: Planned) -> Result<Outcome, ReconcileError> {
    let seen = match observe::namespace(held, &planned.plan).await? {
        Some(observed) => Some(bring(held, loaded, (planned, observed)).await?),
        None => None,
    };
    match (loaded.row.place, &seen) {
        (PlacementState::Coming, Some(seen)) if !held.is_cut_off() => arrive(held, loaded, target(seen)).await,
        (PlacementState::Coming, _) => arrive(held, loaded, Target::Silent).await,
        (_, Some(seen)) if seen.changes.gone => leave(held, loaded).await,
        (_, Some(seen)) if !seen.planned.stays.is_empty() => {
            record::staying(held, loaded, &seen.planned, &seen.status, held.app.clock.now()).await?;
            let Some(rest) = rest(loaded, seen) else { return Ok(Outcome::Moving) };
            keep(held, loaded, &seen.planned).await?;
            Ok(Outcome::Left(rest))
        }
        _ => Ok(Outcome::Moving),
    }
}

/// Where all rooms that are here were left behind, those that are wanted are up, and nothing else of the order stands here any more.
fn rest(loaded: &Loaded, seen: &Brought) -> Option<Rest> {
    let Brought { planned, changes, applied, status } = seen;
    let are_left = planned.stays.values().all(Option::is_none) && planned.plan.stage != Stage::Leaving && !planned.is_disputed;
    let is_done = changes.is_empty()
        && changes.paused.is_none()
        && applied.failed.is_empty()
        && status.classrooms.ready_now >= status.classrooms.wanted_now;
    let rooms = i64::try_from(planned.stays.len()).ok()?;
    (are_left && is_done).then_some(Rest { mark: Mark { touched: loaded.row.touched, rooms }, until: planned.next_change_at })
}

/// The others are down here and booked where they went: of what the order holds here, that stays which these need. Not by the timetable of a suspension, which
/// comes back by itself.
async fn keep(held: &Arc<HeldCluster>, loaded: &Loaded, planned: &Planned) -> Result<(), ReconcileError> {
    let order = &loaded.timetabled.order;
    if order.suspended_since.is_some() || order.stopped_since.is_some() {
        return Ok(());
    }
    let (left, now): (BTreeSet<ClassroomId>, _) = (planned.stays.keys().copied().collect(), held.app.clock.now());
    let timetabled = loaded.timetabled.clone();
    let behind = blocking(held, move || Behind::of(&timetabled.order, &timetabled.schedule, &left, now)).await?;
    let Some(behind) = behind else { return Ok(()) };
    let mut tx = held.lease.begin().await?;
    moves::keep_behind(&mut tx, (loaded.row.id, loaded.row.touched), held.cluster(), &behind).await?;
    Ok(tx.commit().await?)
}

/// Decided by the time after the writes, which may have taken long.
async fn arrive(held: &HeldCluster, loaded: &Loaded, target: Target<'_>) -> Result<Outcome, ReconcileError> {
    let found =
        Arriving { timetabled: &loaded.timetabled, touched: loaded.row.touched, to: held.cluster(), target, at: held.app.clock.now() };
    let mut tx = held.lease.begin().await?;
    let arrival = moves::arrive(&mut tx, &found).await?;
    tx.commit().await?;
    Ok(match arrival {
        Arrival::Switched | Arrival::Withdrawn => Outcome::Nothing,
        Arrival::Waits | Arrival::Overtaken => Outcome::Moving,
    })
}

/// Before its objects are due, and after its end, nothing has to stand.
fn target(seen: &Brought) -> Target<'_> {
    let provisioned = seen.status.conditions.iter().find(|condition| condition.kind == ConditionType::Provisioned);
    match provisioned.filter(|_| seen.planned.plan.stage == Stage::Standing) {
        Some(condition) if condition.status != ConditionStatus::True => Target::Unfinished(&condition.reason),
        _ => Target::Stands,
    }
}

async fn leave(held: &HeldCluster, loaded: &Loaded) -> Result<Outcome, ReconcileError> {
    let mut tx = held.lease.begin().await?;
    let now = held.app.clock.now();
    moves::left(&mut tx, loaded.row.id, held.cluster(), (now, loaded.kept_until(now))).await?;
    tx.commit().await?;
    Ok(Outcome::Nothing)
}
