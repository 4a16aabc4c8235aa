//! Which work a write belongs to, and what is left of the writes where some works are paused.

use serde_json::Value;

use super::{
    changes::{Apply, Changes, Held},
    observed::Observed,
};
use crate::{
    cluster::lane::WorkLane,
    workload::{ObjectKind, PlannedObject},
};

const REPLICAS: &str = "/spec/replicas";

impl Changes {
    /// What paused works would write is not written, and counted as held. A room that closes is never held, also where it closes by going with its order: only what
    /// pauses everything does that. `observed` is what these changes were made from.
    #[must_use]
    pub fn without(mut self, paused: &[WorkLane], observed: &Observed) -> Self {
        if paused.is_empty() || self.paused.is_some() {
            return self;
        }
        let before = self.writes();
        let is_held = |lane: Option<WorkLane>| lane.is_some_and(|lane| paused.contains(&lane));
        self.create.retain(|planned| !is_held(of_create(planned)));
        self.apply.retain(|apply| !is_held(of_apply(apply)));
        if paused.contains(&WorkLane::Deletions) {
            self.delete.retain(|delete| observed.get(&delete.object).is_some_and(wants_pods));
        }
        let writes = before - self.writes();
        self.paused = (writes > 0).then_some(Held { writes });
        self
    }
}

/// What is missing is made, but for a room that would come up by it.
fn of_create(planned: &PlannedObject) -> Option<WorkLane> {
    (planned.object.kind == ObjectKind::Deployment && wants_pods(&planned.body)).then_some(WorkLane::Openings)
}

fn of_apply(apply: &Apply) -> Option<WorkLane> {
    if !apply.drift.iter().any(|at| at == REPLICAS) {
        return Some(WorkLane::Repairs);
    }
    wants_pods(&apply.body).then_some(WorkLane::Openings)
}

fn wants_pods(body: &Value) -> bool {
    body.pointer(REPLICAS).and_then(Value::as_i64).is_some_and(|replicas| replicas > 0)
}
