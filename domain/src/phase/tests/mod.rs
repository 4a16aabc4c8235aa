//! Phases, readiness and reasons, from pods and nodes as a real cluster describes them.

#![expect(clippy::needless_pass_by_value, reason = "JSON is written where it is used")]

mod life;
mod objects;
mod rooms;

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::api::core::v1::{Node, Pod};
use serde_json::{Value, json};

use super::*;
use crate::{
    diff::{Changes, NodeHealth, Observed, PodFacts, diff, simulated::Server},
    order::OrderPhase,
    workload::{Desired, ObjectKind, ObjectRef, PAUSED_ANNOTATION, Plan, Stage, fixture, plan},
};

const NOW: &str = "2026-09-07T01:05:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn life() -> Lifecycle {
    let day = SignedDuration::from_hours(24);
    Lifecycle {
        objects_from: now() - day,
        ends_at: now() + day,
        suspended: false,
        stopped_since: None,
        cancelled: false,
        reserved_until: None,
    }
}

/// A pod as the API server gives it.
fn pod(number: u128, spec: Value, status: Value) -> PodFacts {
    let id = fixture::classroom(number);
    let labels = json!({"homeroom.dev/classroom": id.to_string(), "homeroom.dev/order": "ord_00000000-0000-0000-0000-000000000007"});
    let metadata = json!({"name": format!("r-{number}-abc"), "uid": number.to_string(), "labels": labels, "creationTimestamp": "2026-09-07T00:50:00Z"});
    let pod: Pod =
        serde_json::from_value(json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec, "status": status})).unwrap();
    PodFacts::from(&pod)
}

fn on(node: &str) -> Value {
    json!({"containers": [], "nodeName": node})
}

fn container(state: Value) -> Value {
    json!([{"name": "classroom", "image": "i", "imageID": "", "ready": false, "restartCount": 4, "state": state,
            "lastState": {"terminated": {"exitCode": 2, "reason": "Error"}}}])
}

fn ready(number: u128) -> PodFacts {
    let conditions = json!([
        {"type": "PodScheduled", "status": "True"},
        {"type": "Ready", "status": "True", "lastTransitionTime": "2026-09-07T00:50:05Z"}]);
    let state = json!([{"name": "classroom", "image": "i", "imageID": "", "ready": true, "restartCount": 0, "state": {"running": {"startedAt": "2026-09-07T00:50:02Z"}}}]);
    pod(
        number,
        on("n1"),
        json!({"phase": "Running", "podIP": format!("10.0.0.{number}"), "conditions": conditions, "containerStatuses": state}),
    )
}

fn unschedulable(number: u128, message: &str) -> PodFacts {
    let condition = json!([{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}]);
    pod(number, json!({"containers": []}), json!({"phase": "Pending", "conditions": condition}))
}

fn waiting(number: u128, reason: &str) -> PodFacts {
    pod(number, on("n1"), json!({"phase": "Pending", "containerStatuses": container(json!({"waiting": {"reason": reason}}))}))
}

fn node(name: &str, status: &str) -> NodeHealth {
    let node: Node = serde_json::from_value(json!({
        "apiVersion": "v1", "kind": "Node", "metadata": {"name": name},
        "status": {"conditions": [{"type": "MemoryPressure", "status": "False"}, {"type": "Ready", "status": status}]}}))
    .unwrap();
    NodeHealth::from(&node)
}

/// An order whose objects stand, on one node that is well.
struct World {
    phase: OrderPhase,
    life: Lifecycle,
    plan: Plan,
    server: Server,
    applied: Applied,
}

impl World {
    fn of(desired: &Desired) -> Self {
        let (mut server, plan) = (Server::default(), plan(desired));
        server.write(&diff(&plan, &server.observed));
        server.observed.nodes.insert("n1".into(), node("n1", "True"));
        Self { phase: OrderPhase::Active, life: life(), plan, server, applied: Applied::default() }
    }

    fn with(mut self, pods: Vec<PodFacts>) -> Self {
        self.server.observed.pods = pods;
        self
    }

    fn changes(&self) -> Changes {
        diff(&self.plan, &self.server.observed)
    }

    fn status(&self) -> Status {
        let (observed, changes) = (&self.server.observed, self.changes());
        let seen = Some(Seen { observed, changes: &changes, applied: &self.applied, at: now() });
        of(&Input { phase: self.phase, life: &self.life, plan: &self.plan, seen })
    }

    fn edit_namespace(&mut self, change: impl FnOnce(&mut Value)) {
        self.server.edit(&ObjectRef::new(ObjectKind::Namespace, &self.plan.namespace), change);
    }
}

fn condition(status: &Status, kind: ConditionType) -> Option<(ConditionStatus, Reason)> {
    status.conditions.iter().find(|c| c.kind == kind).map(|c| (c.status, c.reason.clone()))
}

fn why_not_ready(status: &Status) -> Reason {
    let (answer, reason) = condition(status, ConditionType::Ready).unwrap();
    assert_eq!((answer, status.ready), (ConditionStatus::False, false));
    reason
}
