//! The node that a room is told to prefer: a part of the write that brings it up from nothing, and of no other.
//!
//! It is advice for one start, so it is not planned, hashed or compared: what a template says of it stays as it is until its room comes up next, because
//! writing it would make another template, and with it work for the cluster, of a room that runs or rests. Another template also waits until every pod of the one
//! before is gone, and a pod on a node that died stays for long: while one is left, a room comes up as its template says. A preference that somebody else put
//! there is drift.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::observed::{Observed, is_ending};
use crate::{
    ids::ClassroomId,
    workload::{ObjectKind, ObjectRef, Plan, PlannedRoom, Stage},
};

const NODES: &str = "/spec/template/spec/affinity/nodeAffinity";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
/// By which nodes are told apart.
pub const HOSTNAME_LABEL: &str = "kubernetes.io/hostname";
/// The most that one preference may weigh.
const WEIGHT: u32 = 100;

/// Rooms that the next write brings up and that may be told a node: wanted, their Deployment is at nothing or is not there, and so are their pods.
pub fn coming_up<'a>(plan: &'a mut Plan, observed: &Observed) -> impl Iterator<Item = &'a mut PlannedRoom> {
    let stands = plan.stage == Stage::Standing;
    let left: BTreeSet<ClassroomId> = observed.pods.iter().filter_map(|pod| pod.classroom).collect();
    plan.rooms.iter_mut().filter(move |room| {
        let deployment = || observed.get(&ObjectRef::new(ObjectKind::Deployment, &room.name));
        stands && room.wanted && !left.contains(&room.id) && deployment().is_none_or(|body| is_at_nothing(body) && !is_ending(body))
    })
}

pub(super) fn is_at_nothing(observed: &Value) -> bool {
    observed.pointer("/spec/replicas").and_then(Value::as_i64) == Some(0)
}

/// What a Deployment that is written should say of it. `observed`: as it is; `None` where it is made.
pub(super) fn put(body: &mut Value, room: &PlannedRoom, observed: Option<&Value>) {
    let advised = || room.node.as_deref().map(of);
    let said = match observed {
        Some(observed) if !(room.wanted && is_at_nothing(observed)) => ours(observed),
        _ => advised().filter(|_| room.wanted).or_else(|| observed.and_then(ours)),
    };
    if let (Some(said), Some(nodes)) = (said, body.pointer_mut(NODES).and_then(Value::as_object_mut)) {
        nodes.insert(PREFERRED.into(), said);
    }
}

/// The same, but that nothing is made of what is advised now: for a comparison.
pub(super) fn kept(planned: &Value, observed: &Value) -> Option<Value> {
    let said = ours(observed)?;
    let mut body = planned.clone();
    body.pointer_mut(NODES)?.as_object_mut()?.insert(PREFERRED.into(), said);
    Some(body)
}

fn of(node: &str) -> Value {
    let expression = json!({"key": HOSTNAME_LABEL, "operator": "In", "values": [node]});
    json!([{"weight": WEIGHT, "preference": {"matchExpressions": [expression]}}])
}

/// What it says already, if that is what we would say of some node.
fn ours(observed: &Value) -> Option<Value> {
    let said = observed.pointer(NODES)?.get(PREFERRED)?;
    let node = said.pointer("/0/preference/matchExpressions/0/values/0")?.as_str()?;
    (*said == of(node)).then(|| said.clone())
}
