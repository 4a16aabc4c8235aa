//! What comes out: everything that is said of an order.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    condition::Condition,
    life::{self, Progress},
    order,
    room::{self, RoomReport},
    seen::{Input, Seen, count},
};
use crate::{
    diff::DeleteCause,
    order::OrderPhase,
    workload::{ObjectRef, Stage},
};

/// What is said of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub phase: OrderPhase,
    /// Every object is as planned, and every room wanted now is available.
    pub ready: bool,
    pub conditions: Vec<Condition>,
    pub classrooms: Classrooms,
    /// By id.
    pub rooms: Vec<RoomReport>,
}

/// Counts of rooms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Classrooms {
    pub total: u32,
    pub wanted_now: u32,
    /// Wanted and available.
    pub ready_now: u32,
}

/// The status after a round.
pub fn of(input: &Input<'_>) -> Status {
    let rooms = room::all(input.plan, input.seen.as_ref());
    let classrooms = Classrooms {
        total: count(rooms.iter()),
        wanted_now: count(rooms.iter().filter(|room| room.wanted)),
        ready_now: count(rooms.iter().filter(|room| room.wanted && room.is_available())),
    };
    let progress = input.seen.as_ref().map_or(Progress::Underway, |seen| progress(input.plan.stage, seen));
    let phase = life::next(input.phase, input.plan.stage, input.life.suspended, progress);
    let (ready, conditions) = order::conditions(input, phase, &rooms, progress);
    Status { phase, ready, conditions, classrooms, rooms }
}

fn progress(stage: Stage, seen: &Seen<'_>) -> Progress {
    match stage {
        _ if seen.changes.gone => Progress::Gone,
        Stage::Standing if is_as_planned(seen) => Progress::AsPlanned,
        _ => Progress::Underway,
    }
}

/// Every planned object was seen as planned, or has just been written so. Leftovers that still go do not count.
fn is_as_planned(seen: &Seen<'_>) -> bool {
    let Seen { changes, applied, .. } = seen;
    let done = |object: &ObjectRef| applied.done.contains(object);
    let untouched = changes.foreign.is_none() && changes.wait.is_none() && changes.ending.is_empty();
    untouched
        && applied.undone.is_empty()
        && applied.contested.is_empty()
        && changes.paused.is_none_or(|held| held.writes == 0)
        && changes.create.iter().all(|planned| done(&planned.object))
        && changes.apply.iter().all(|apply| done(&apply.object))
        && changes.delete.iter().all(|delete| delete.cause != DeleteCause::Tampered)
}
