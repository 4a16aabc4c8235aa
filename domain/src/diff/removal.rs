//! What goes: single objects of a standing order, and an ending order in stages.
//!
//! Ours is what bears all our labels. Among that, only names that Homeroom makes are deleted one by one: rooms that an order dropped, and hashed
//! objects that no Deployment's template names any more. The end of an order is decided on what is left of the labels: a hand that takes one off
//! must not keep the namespace, and with it the cluster's capacity, for ever.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    changes::{Changes, Delete, DeleteCause, Wait},
    claim,
    observed::{Observed, is_ending, label, text},
};
use crate::workload::{
    self, CONFIG_PREFIX, INSTALLATION_LABEL, KEYS_PREFIX, MANAGED_BY_LABEL, MANAGER, ORDER_LABEL, ObjectKind, ObjectRef, Plan, is_hashed,
    is_room,
};

/// What Kubernetes itself puts into every namespace.
const BUILT_IN: [(ObjectKind, &str); 2] = [(ObjectKind::ServiceAccount, "default"), (ObjectKind::ConfigMap, "kube-root-ca.crt")];

fn is_ours(plan: &Plan, body: &Value) -> bool {
    label(body, MANAGED_BY_LABEL) == Some(MANAGER)
        && label(body, INSTALLATION_LABEL) == Some(&plan.installation)
        && label(body, ORDER_LABEL).is_some_and(|order| order == plan.order_id.to_string())
}

/// What is left of our labels says so, and none says otherwise.
pub(super) fn belongs(plan: &Plan, body: &Value) -> bool {
    let order = plan.order_id.to_string();
    let says = |key, ours: &str| label(body, key).map(|value| value == ours);
    let told = [says(INSTALLATION_LABEL, &plan.installation), says(ORDER_LABEL, &order)];
    told.contains(&Some(true)) && !told.contains(&Some(false)) && says(MANAGED_BY_LABEL, MANAGER) != Some(false)
}

/// Objects that are not planned: to delete, to keep for now, or unknown.
pub(super) fn leftovers(plan: &Plan, observed: &Observed, changes: &mut Changes) {
    let planned: BTreeSet<_> = plan.objects.iter().map(|planned| &planned.object).collect();
    let named = named_by_templates(observed);
    for (object, body) in observed.objects.iter().filter(|(object, _)| !planned.contains(object)) {
        match fate(plan, object, body, &named) {
            Fate::Stays => {}
            Fate::Unknown => changes.unknown.push(object.clone()),
            Fate::Goes(cause) if !is_ending(body) => changes.delete.extend(delete(object, body, cause)),
            Fate::Goes(_) => {}
        }
    }
    changes.unknown.extend(strangers(observed).filter(|object| !planned.contains(object)).cloned());
}

/// What Kubernetes puts there itself is none.
fn strangers(observed: &Observed) -> impl Iterator<Item = &ObjectRef> {
    let is_seen = |object: &&ObjectRef| observed.objects.contains_key(object);
    observed.strangers.iter().filter(move |object| !is_seen(object) && !is_built_in(object))
}

fn is_built_in(object: &ObjectRef) -> bool {
    BUILT_IN.contains(&(object.kind, object.name.as_str()))
}

enum Fate {
    Stays,
    Unknown,
    Goes(DeleteCause),
}

fn fate(plan: &Plan, object: &ObjectRef, body: &Value, named: &BTreeSet<&str>) -> Fate {
    let name = object.name.as_str();
    if is_built_in(object) {
        return Fate::Stays;
    }
    let hashed = match object.kind {
        ObjectKind::Secret => is_hashed(name, KEYS_PREFIX),
        ObjectKind::ConfigMap => is_hashed(name, CONFIG_PREFIX),
        _ => false,
    };
    match object.kind {
        _ if !is_ours(plan, body) => Fate::Unknown,
        ObjectKind::Deployment if is_room(name) => Fate::Goes(DeleteCause::RoomDropped),
        _ if hashed && named.contains(name) => Fate::Stays,
        _ if hashed => Fate::Goes(DeleteCause::Superseded),
        _ => Fate::Unknown,
    }
}

/// Every text in every Deployment's template, whoever made it: an object that one of them names is never deleted, wherever it names it.
fn named_by_templates(observed: &Observed) -> BTreeSet<&str> {
    let mut named = BTreeSet::new();
    for (_, body) in observed.objects.iter().filter(|(object, _)| object.kind == ObjectKind::Deployment) {
        texts(body.pointer("/spec/template").unwrap_or(&Value::Null), &mut named);
    }
    named
}

fn texts<'a>(value: &'a Value, named: &mut BTreeSet<&'a str>) {
    match value {
        Value::String(text) => drop(named.insert(text)),
        Value::Array(items) => items.iter().for_each(|item| texts(item, named)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, named)),
        _ => {}
    }
}

/// One stage at a time: workloads, then the namespace once their pods are gone, then nothing is left. A Deployment goes after its pods; pods that
/// nobody stops, because a hand took their Deployment from us, go with the namespace.
pub(super) fn ending(plan: &Plan, observed: &Observed, changes: &mut Changes) {
    let Some(namespace) = &observed.namespace else {
        changes.gone = true;
        return;
    };
    changes.unknown = unknown_of_ending(plan, observed);
    if is_ending(namespace) {
        changes.wait = Some(Wait::Namespace);
        return;
    }
    let workloads = observed.objects.iter().filter(|(object, body)| object.kind == ObjectKind::Deployment && belongs(plan, body));
    let (leaving, standing): (Vec<_>, Vec<_>) = workloads.partition(|(_, body)| is_ending(body));
    changes.delete.extend(standing.iter().filter_map(|(object, body)| delete(object, body, DeleteCause::OrderEnds)));
    if !standing.is_empty() {
        return;
    }
    let rooms = || observed.pods.iter().filter(|pod| pod.classroom.is_some());
    if !leaving.is_empty() || rooms().any(|pod| pod.ending) {
        changes.wait = Some(Wait::Rooms { pods: rooms().count() });
        return;
    }
    if claim::stays(plan, observed) {
        return all_but_the_claim(plan, observed, changes);
    }
    changes.delete.extend(delete(&ObjectRef::new(ObjectKind::Namespace, &plan.namespace), namespace, DeleteCause::OrderEnds));
}

/// The namespace stays for the claim alone; what it held else is given back.
fn all_but_the_claim(plan: &Plan, observed: &Observed, changes: &mut Changes) {
    let others =
        observed.objects.iter().filter(|(object, body)| !is_built_in(object) && **object != workload::claim() && belongs(plan, body));
    let (leaving, standing): (Vec<_>, Vec<_>) = others.partition(|(_, body)| is_ending(body));
    changes.gone = leaving.is_empty() && standing.is_empty();
    changes.delete.extend(standing.into_iter().filter_map(|(object, body)| delete(object, body, DeleteCause::OrderEnds)));
}

/// They go with the namespace; a person should know.
fn unknown_of_ending(plan: &Plan, observed: &Observed) -> Vec<ObjectRef> {
    let others = observed.objects.iter().filter(|(object, body)| !is_built_in(object) && !belongs(plan, body));
    others.map(|(object, _)| object).chain(strangers(observed)).cloned().collect()
}

/// `None` for a body without a uid or version: nothing is deleted without its preconditions.
pub(super) fn delete(object: &ObjectRef, body: &Value, cause: DeleteCause) -> Option<Delete> {
    Some(Delete {
        object: object.clone(),
        uid: text(body, "/metadata/uid")?.to_owned(),
        resource_version: text(body, "/metadata/resourceVersion")?.to_owned(),
        cause,
    })
}
