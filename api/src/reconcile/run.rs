//! One round of one order. Read this first: it is the table of contents of the room.

use homeroom_domain::{
    diff::{self, Changes},
    ids::OrderId,
    phase,
    workload::{self, Stage},
};
use jiff::Timestamp;

use super::{apply, error::ReconcileError, load, observe, place::Place, record};

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// As it should be, until something happens.
    AsPlanned,
    /// Something is under way that Kubernetes will tell of.
    Underway,
    /// Some writes were not accepted.
    Refused,
    /// The cluster does not answer, or not all of it can be seen, and that is said.
    Unreachable,
    /// There is nothing to look at: the order is released, or not placed here.
    Nothing,
}

impl Outcome {
    /// The label in metrics.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::AsPlanned => "as_planned",
            Self::Underway => "underway",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Nothing => "nothing",
        }
    }
}

/// Brings one order a step nearer to what it should be, and records what was seen.
pub(super) async fn reconcile(place: &Place, id: OrderId, now: Timestamp) -> Result<Outcome, ReconcileError> {
    let Some(loaded) = load::order(place, id, now).await? else { return Ok(Outcome::Nothing) };
    let plan = workload::plan(&loaded.desired);
    let Some(observed) = observe::namespace(place, &plan).await? else {
        return record::unknown(place, &loaded, &plan, now).await;
    };
    let changes = diff::diff(&plan, &observed);
    let applied = apply::changes(place, &plan.namespace, &changes).await?;
    let input = phase::Input {
        phase: loaded.row.order.phase,
        life: &loaded.life,
        plan: &plan,
        seen: Some(phase::Seen { observed: &observed, changes: &changes, applied: &applied }),
    };
    let status = phase::of(&input, now);
    record::status(place, &loaded, &plan, &status, now).await?;
    Ok(outcome(&status, plan.stage, &changes, &applied))
}

fn outcome(status: &phase::Status, stage: Stage, changes: &Changes, applied: &phase::Applied) -> Outcome {
    let settled = status.ready || stage == Stage::Absent || changes.gone || changes.paused.is_some();
    match settled {
        _ if !applied.failed.is_empty() => Outcome::Refused,
        true if changes.is_empty() => Outcome::AsPlanned,
        _ => Outcome::Underway,
    }
}
