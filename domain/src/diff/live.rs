//! The law of the live room: a pod template is never changed while its room is wanted.
//!
//! New shapes, images, secrets, a new version of Homeroom itself and hand edits alike wait for the room's next start. Until then the observed
//! template counts as planned, whoever changed it. One exception: an amendment restarts an always-room, which has no next start, and a room whose
//! lessons give way to always, or the other way round: there one run ends where the next begins.

use serde_json::Value;

use super::{absent, drift, observed::annotation, preference};
use crate::workload::{ObjectKind, PlannedRoom, RUN_ANNOTATION, TEMPLATE_ANNOTATION, is_made_for, made_for};

/// What a room's Deployment should be, as far as the law lets it be now.
pub(super) struct Lawful {
    pub(super) body: Value,
    /// The planned template waits.
    pub(super) pending: bool,
}

pub(super) fn lawful(room: &PlannedRoom, planned: &Value, observed: &Value) -> Lawful {
    if !is_live(room, observed) || amendment_restarts(room, observed) {
        let mut body = planned.clone();
        preference::put(&mut body, room, Some(observed));
        return Lawful { body, pending: false };
    }
    let compared = preference::kept(planned, observed);
    Lawful { body: keep_template(planned, observed), pending: template_differs(compared.as_ref().unwrap_or(planned), observed) }
}

/// Wanted and started. A room that was scaled to nothing runs no lesson: its next start is now.
fn is_live(room: &PlannedRoom, observed: &Value) -> bool {
    room.wanted && !preference::is_at_nothing(observed)
}

/// Only a mark that is known to be another run's restarts a room: one that was edited or removed by hand is repaired.
fn amendment_restarts(room: &PlannedRoom, observed: &Value) -> bool {
    mark(observed).is_some_and(|was| was != made_for(room.always, room.generation))
}

fn mark(observed: &Value) -> Option<&str> {
    annotation(observed, RUN_ANNOTATION).filter(|mark| is_made_for(mark))
}

fn template_differs(planned: &Value, observed: &Value) -> bool {
    let hash = annotation(observed, TEMPLATE_ANNOTATION);
    hash.is_some() && hash != annotation(planned, TEMPLATE_ANNOTATION)
        || drift::within(planned.pointer("/spec/template"), observed.pointer("/spec/template"))
        || absent::found(ObjectKind::Deployment, planned, observed).iter().any(|at| at.starts_with("/spec/template"))
}

/// The marks of the template stay with the template.
fn keep_template(planned: &Value, observed: &Value) -> Value {
    let mut body = planned.clone();
    if let (Some(spec), Some(template)) = (body.get_mut("spec"), observed.pointer("/spec/template")) {
        spec["template"] = template.clone();
    }
    let hash = annotation(observed, TEMPLATE_ANNOTATION);
    if let Some(annotations) = body.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) {
        match hash {
            Some(hash) => drop(annotations.insert(TEMPLATE_ANNOTATION.into(), hash.into())),
            None => drop(annotations.remove(TEMPLATE_ANNOTATION)),
        }
        mark(observed).into_iter().for_each(|mark| drop(annotations.insert(RUN_ANNOTATION.into(), mark.into())));
    }
    body
}
