//! The laws of writing, on a server that behaves as Kubernetes does: a file a law, and here what they share.

mod drift;
mod lanes;
mod live;
mod preference;
mod properties;
mod removal;

use serde_json::Value;

use super::{simulated::Server, *};
use crate::workload::{Desired, ObjectKind, ObjectRef, PAUSED_ANNOTATION, Plan, Stage, fixture, plan, priority_classes};

/// An order that stands as planned.
fn stands(desired: &Desired) -> (Server, Plan) {
    let (mut server, plan) = (Server::default(), plan(desired));
    server.write(&diff(&plan, &server.observed));
    (server, plan)
}

/// Looks and writes until nothing is left to write.
fn settle(server: &mut Server, plan: &Plan) {
    for _ in 0..4 {
        let changes = diff(plan, &server.observed);
        if changes.is_empty() {
            return;
        }
        server.write(&changes);
    }
    panic!("it never comes to rest: {:?}", diff(plan, &server.observed));
}

fn deployment(plan: &Plan, index: usize) -> ObjectRef {
    ObjectRef::new(ObjectKind::Deployment, &plan.rooms[index].name)
}

fn template(server: &Server, object: &ObjectRef) -> Value {
    server.observed.get(object).unwrap()["spec"]["template"].clone()
}

fn hashed(server: &Server, kind: ObjectKind) -> Vec<String> {
    server
        .observed
        .objects
        .iter()
        .filter(|(object, body)| object.kind == kind && body["immutable"] == true)
        .map(|(object, _)| object.name.clone())
        .collect()
}

fn with_image(mut desired: Desired, image: &str) -> Desired {
    desired.settings.image = image.into();
    desired
}

#[test]
fn a_pause_holds_every_write_and_is_loud() {
    let (mut server, plan) = stands(&fixture::live_order("class", 2));
    let namespace = ObjectRef::new(ObjectKind::Namespace, &plan.namespace);
    server.edit(&namespace, |body| body["metadata"]["annotations"][PAUSED_ANNOTATION] = "true".into());
    server.edit(&deployment(&plan, 0), |body| body["spec"]["replicas"] = 0.into());
    server.observed.remove(&deployment(&plan, 1));
    let changes = diff(&plan, &server.observed);
    assert!(changes.is_empty());
    assert_eq!(changes.paused, Some(Held { writes: 2 }));
    let leaving = crate::workload::plan(&Desired { stage: Stage::Leaving, ..fixture::order("class", 2) });
    assert!(diff(&leaving, &server.observed).is_empty());
    server.edit(&namespace, |body| body["metadata"]["annotations"][PAUSED_ANNOTATION] = "false".into());
    let changes = diff(&plan, &server.observed);
    assert_eq!((changes.paused, changes.writes()), (None, 2));
}

#[test]
fn before_its_time_nothing_is_made_or_touched() {
    let absent = plan(&Desired { stage: Stage::Absent, ..fixture::order("class", 2) });
    assert_eq!(diff(&absent, &Observed::default()), Changes::default());
    let (server, _) = stands(&fixture::order("class", 2));
    assert!(diff(&absent, &server.observed).is_empty());
}

#[test]
fn priority_classes_are_made_once_and_repaired() {
    let planned = priority_classes(&[fixture::kind("class"), fixture::kind("lecture")]);
    let mut server = Server::default();
    let changes = cluster_objects(&planned, &server.observed.objects);
    assert_eq!(changes.create.len(), 2);
    server.write(&changes);
    assert!(cluster_objects(&planned, &server.observed.objects).is_empty());
    server.edit(&planned[0].object, |body| body["description"] = "edited".into());
    assert_eq!(cluster_objects(&planned, &server.observed.objects).apply.len(), 1);
}
