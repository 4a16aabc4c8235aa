//! The steps: whose namespace is it, what is missing, what drifted, what goes; and whether a person said stop.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    absent,
    changes::{Apply, Changes, DeleteCause, Foreign, Wait},
    claim, drift,
    live::{self, Lawful},
    observed::{Observed, annotation, is_ending, label, text},
    preference, removal,
};
use crate::workload::{INSTALLATION_LABEL, ORDER_LABEL, ObjectKind, ObjectRef, PAUSED_ANNOTATION, Plan, PlannedObject, PlannedRoom, Stage};

/// What must be written so that the namespace is as planned.
pub fn diff(plan: &Plan, observed: &Observed) -> Changes {
    if let Some(foreign) = foreign(plan, observed) {
        return Changes { foreign: Some(foreign), ..Changes::default() };
    }
    let mut changes = Changes::default();
    match plan.stage {
        Stage::Absent => {}
        Stage::Standing => standing(plan, observed, &mut changes),
        Stage::Leaving => removal::ending(plan, observed, &mut changes),
    }
    if observed.namespace.as_ref().is_some_and(is_paused) { changes.held() } else { changes }
}

/// The same for objects of the whole cluster, such as priority classes: made or repaired, never deleted.
pub fn cluster_objects(planned: &[PlannedObject], observed: &BTreeMap<ObjectRef, Value>) -> Changes {
    let mut changes = Changes::default();
    for planned in planned {
        match observed.get(&planned.object) {
            None => changes.create.push(planned.clone()),
            Some(body) => repair(planned, &planned.body, body, &mut changes),
        }
    }
    changes
}

fn foreign(plan: &Plan, observed: &Observed) -> Option<Foreign> {
    let namespace = observed.namespace.as_ref().filter(|namespace| !removal::belongs(plan, namespace))?;
    let owned = |key| label(namespace, key).map(ToOwned::to_owned);
    Some(Foreign { installation: owned(INSTALLATION_LABEL), order: owned(ORDER_LABEL) })
}

/// Whether a person wants nothing to be written in a namespace.
pub fn is_paused(namespace: &Value) -> bool {
    annotation(namespace, PAUSED_ANNOTATION).is_some_and(|value| value != "false")
}

fn standing(plan: &Plan, observed: &Observed, changes: &mut Changes) {
    if observed.namespace.as_ref().is_some_and(is_ending) {
        changes.wait = Some(Wait::Namespace);
        return;
    }
    let rooms: BTreeMap<&str, &PlannedRoom> = plan.rooms.iter().map(|room| (room.name.as_str(), room)).collect();
    for planned in &plan.objects {
        match observed.get(&planned.object) {
            None => changes.create.push(made(planned, rooms.get(planned.object.name.as_str()).copied())),
            Some(body) if is_ending(body) => changes.ending.push(planned.object.clone()),
            Some(body) if planned.object.kind == ObjectKind::PersistentVolumeClaim => {
                repair(planned, &claim::lawful(plan.claim, &planned.body, body), body, changes);
            }
            Some(body) => one(planned, rooms.get(planned.object.name.as_str()).copied(), body, changes),
        }
    }
    removal::leftovers(plan, observed, changes);
}

/// A room that is made while it is wanted comes up with that.
fn made(planned: &PlannedObject, room: Option<&PlannedRoom>) -> PlannedObject {
    let mut made = planned.clone();
    if let Some(room) = room {
        preference::put(&mut made.body, room, None);
    }
    made
}

fn one(planned: &PlannedObject, room: Option<&PlannedRoom>, observed: &Value, changes: &mut Changes) {
    let Some(room) = room else {
        return repair(planned, &planned.body, observed, changes);
    };
    let Lawful { body, pending } = live::lawful(room, &planned.body, observed);
    if pending {
        changes.pending.push(room.id);
    }
    repair(planned, &body, observed, changes);
}

/// `body` is what the object should be now, which for a live room is not all that was planned.
fn repair(planned: &PlannedObject, body: &Value, observed: &Value, changes: &mut Changes) {
    let too_much = absent::found(planned.object.kind, body, observed);
    let drift = [drift::between(body, observed), too_much.clone()].concat();
    if drift.is_empty() {
        return;
    }
    let of_data = |at: &String| at.starts_with("/data") || at.starts_with("/binaryData");
    if (is_immutable(body) || is_immutable(observed)) && drift.iter().any(of_data) {
        changes.delete.extend(removal::delete(&planned.object, observed, DeleteCause::Tampered));
        return;
    }
    let (takes_away, mut body) = (absent::taken_away(body, &too_much), body.clone());
    if let Some(version) = text(observed, "/metadata/resourceVersion") {
        body["metadata"]["resourceVersion"] = version.into();
    }
    changes.apply.push(Apply { object: planned.object.clone(), body, takes_away, drift });
}

/// JSON pointers of what differs between what an object should be and what the server says that it is now: something that undoes each write, such as a
/// webhook, shows nowhere else. Empty where it is as it should be.
pub fn differences(kind: ObjectKind, body: &Value, returned: &Value) -> Vec<String> {
    let mut found = drift::between(body, returned);
    // Each write makes a version of its own.
    found.retain(|at| at != "/metadata/resourceVersion");
    found.extend(absent::found(kind, body, returned));
    found
}

fn is_immutable(body: &Value) -> bool {
    body.get("immutable").and_then(Value::as_bool) == Some(true)
}
