//! One round of one order. Read this first: it is the table of contents of the room.

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures::FutureExt as _;
use homeroom_domain::{
    diff::{self, Changes, Observed},
    ids::OrderId,
    order::PlacementState,
    phase,
    workload::Stage,
};
use jiff::Timestamp;

use super::{
    apply,
    load::{self, Loaded},
    moving, observe,
    plan::{self, Planned},
    record,
};
use crate::{
    clock::Clock,
    reconcile::{error::ReconcileError, held::HeldCluster, left::Rest, packing},
};

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reconcile) enum Outcome {
    /// As it should be, until something happens.
    AsPlanned,
    /// Something is under way that Kubernetes will tell of.
    Underway,
    /// Some writes were not accepted.
    Refused,
    /// The cluster does not answer, or not all of it can be seen, and that is said.
    Unreachable,
    /// It runs elsewhere, and is on its way here or from here.
    Moving,
    /// It runs elsewhere, and its rooms that were left behind here are as they should be.
    Left(Rest),
    /// There is nothing to look at: the order is released, or not placed here any more.
    Nothing,
}

impl Outcome {
    /// The label in metrics.
    pub(in crate::reconcile) const fn label(self) -> &'static str {
        match self {
            Self::AsPlanned => "as_planned",
            Self::Underway => "underway",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Moving => "moving",
            Self::Left(_) => "left",
            Self::Nothing => "nothing",
        }
    }
}

/// Whatever goes wrong in a round, even a panic, is that order's alone; where only a person can mend it, its conditions say so.
pub(in crate::reconcile) async fn round(held: &Arc<HeldCluster>, id: OrderId, now: Timestamp) -> Result<Outcome, ReconcileError> {
    let outcome = AssertUnwindSafe(reconcile(held, id, now)).catch_unwind().await.unwrap_or(Err(ReconcileError::Panicked));
    if let Some(reason) = outcome.as_ref().err().and_then(ReconcileError::reason) {
        record::broken(held, id, reason, now).await?;
    }
    outcome
}

/// Brings one order a step nearer to what it should be, and records what was seen.
async fn reconcile(held: &Arc<HeldCluster>, id: OrderId, now: Timestamp) -> Result<Outcome, ReconcileError> {
    let Some(loaded) = load::order(held, id).await? else {
        forget(held, id);
        return Ok(Outcome::Nothing);
    };
    let (mut loaded, planned) = plan::order(held, loaded, now).await?;
    if loaded.row.place != PlacementState::Live {
        forget(held, id);
        return moving::round(held, &loaded, planned).await;
    }
    record::openings(held, &mut loaded, &planned, now).await?;
    let Some(observed) = observe::namespace(held, &planned.plan).await? else {
        return record::unseen(held, &loaded, &planned, now).await;
    };
    let Brought { planned, changes, applied, status } = bring(held, &loaded, (planned, observed)).await?;
    record::status(held, &loaded, &planned, &status, now).await?;
    match outcome(&status, planned.plan.stage, &changes, &applied) {
        // No boundary of this clock's tells when the other one is past it.
        Outcome::AsPlanned if planned.is_disputed => Ok(Outcome::Underway),
        outcome => Ok(outcome),
    }
}

/// Nothing of it is to come up here.
fn forget(held: &HeldCluster, id: OrderId) {
    held.bells.forget(id);
    held.packing.forget(id);
}

/// What was written to a namespace, and how the order stands there after that.
pub(super) struct Brought {
    pub(super) planned: Planned,
    pub(super) changes: Changes,
    pub(super) applied: phase::Applied,
    pub(super) status: phase::Status,
}

/// Brings what was seen a step nearer to what is planned, unless a person has paused that.
pub(super) async fn bring(
    held: &Arc<HeldCluster>,
    loaded: &Loaded,
    (mut planned, observed): (Planned, Observed),
) -> Result<Brought, ReconcileError> {
    let (is_paused, lanes, advising) = (loaded.row.is_paused, loaded.row.lanes.clone(), held.clone());
    let (planned, observed, changes) = blocking(held, move || {
        if !is_paused {
            packing::advise(&advising, &mut planned.plan, &observed, advising.app.clock.now());
        }
        let changes = diff::diff(&planned.plan, &observed);
        let changes = if is_paused { changes.held() } else { changes.without(&lanes, &observed) };
        (planned, observed, changes)
    })
    .await?;
    let at = Clock::System.now();
    let applied = apply::changes(held, &planned.plan.namespace, &changes).await?;
    let seen = Some(phase::Seen { observed: &observed, changes: &changes, applied: &applied, at });
    let status = phase::of(&phase::Input { phase: loaded.row.recorded.phase, life: &planned.life, plan: &planned.plan, seen });
    Ok(Brought { planned, changes, applied, status })
}

/// Runs what takes long on a thread for such work, and behind no request: keys, hashes, a zipped document and comparisons of hundreds of rooms.
pub(in crate::reconcile) async fn blocking<T: Send + 'static>(
    held: &HeldCluster,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ReconcileError> {
    held.app.work.own(work).await.map_err(|_| ReconcileError::Panicked)
}

fn outcome(status: &phase::Status, stage: Stage, changes: &Changes, applied: &phase::Applied) -> Outcome {
    let settled = status.ready || stage == Stage::Absent || changes.gone || changes.paused.is_some();
    match settled {
        _ if !applied.failed.is_empty() => Outcome::Refused,
        true if changes.is_empty() => Outcome::AsPlanned,
        _ => Outcome::Underway,
    }
}
