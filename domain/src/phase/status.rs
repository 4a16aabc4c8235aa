//! What goes in and what comes out: everything that was seen and done, and everything that is said of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    condition::Condition,
    life::{self, Lifecycle, Progress},
    order,
    room::{self, RoomStatus},
};
use crate::{
    diff::{Changes, DeleteCause, Observed},
    order::OrderPhase,
    workload::{ObjectRef, Plan, Stage},
};

/// What decides an order's status.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The phase as it is stored.
    pub phase: OrderPhase,
    pub life: &'a Lifecycle,
    pub plan: &'a Plan,
    /// `None`: the cluster does not answer.
    pub seen: Option<Seen<'a>>,
}

/// What was seen, what followed from it, and what was done about it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub observed: &'a Observed,
    pub changes: &'a Changes,
    pub applied: &'a Applied,
    /// When, in real time: what Kubernetes says of its own moments is compared with this, never with business time.
    pub at: Timestamp,
}

/// The outcome of a round of writes. What is in neither list was not tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Created, applied or deleted, and acknowledged.
    pub done: Vec<ObjectRef>,
    pub failed: Vec<WriteFailure>,
}

/// A write that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteFailure {
    pub object: ObjectRef,
    pub fault: WriteFault,
}

/// Why, as far as someone can act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WriteFault {
    /// Somebody else wrote first; the next look decides again.
    Conflict,
    /// A right is missing, or a policy or quota refuses it.
    Forbidden,
    /// The API server finds it malformed.
    Invalid,
    /// It took too long, or the API server has trouble of its own.
    Unavailable,
}

/// What is said of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub phase: OrderPhase,
    /// Every object is as planned, and every room wanted now is available.
    pub ready: bool,
    pub conditions: Vec<Condition>,
    pub classrooms: Classrooms,
    /// By id.
    pub rooms: Vec<RoomStatus>,
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

pub(super) fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
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
        && changes.paused.is_none_or(|held| held.writes == 0)
        && changes.create.iter().all(|planned| done(&planned.object))
        && changes.apply.iter().all(|apply| done(&apply.object))
        && changes.delete.iter().all(|delete| delete.cause != DeleteCause::Tampered)
}
