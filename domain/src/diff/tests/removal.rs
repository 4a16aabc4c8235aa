//! What goes, in which order, and what never does.

use serde_json::json;

use super::{deployment, hashed, settle, stands};
use crate::{
    diff::{DeleteCause, PodFacts, Wait, diff, simulated::Server},
    pools::Claim,
    workload::{ClaimPlan, Desired, INSTALLATION_LABEL, ObjectKind, ObjectRef, Stage, fixture, plan},
};

#[test]
fn a_dropped_room_goes_and_unknown_objects_are_only_reported() {
    let (mut server, _) = stands(&fixture::order("class", 3));
    let smaller = plan(&fixture::order("class", 2));
    let stranger = ObjectRef::new(ObjectKind::ConfigMap, "notes");
    server.store(&stranger, json!({"metadata": {"name": "notes"}}));
    let theirs = ObjectRef::new(ObjectKind::Deployment, "r-00000000-0000-0000-0000-00000000000f");
    let labels = json!({"app.kubernetes.io/managed-by": "homeroom", "homeroom.dev/installation": "other"});
    server.observed.insert(theirs.kind, json!({"metadata": {"name": theirs.name, "uid": "1", "resourceVersion": "1", "labels": labels}}));
    let changes = diff(&smaller, &server.observed);
    let deleted: Vec<_> = changes.delete.iter().map(|delete| (delete.object.name.clone(), delete.cause)).collect();
    assert_eq!(deleted, [(crate::workload::room_name(fixture::classroom(3)), DeleteCause::RoomDropped)]);
    assert_eq!(changes.unknown, [stranger.clone(), theirs.clone()]);
    settle(&mut server, &smaller);
    assert!(server.observed.get(&stranger).is_some() && server.observed.get(&theirs).is_some());
}

#[test]
fn a_stranger_that_is_known_by_name_alone_is_reported_and_what_is_planned_is_made() {
    let (mut server, plan) = stands(&fixture::order("class", 1));
    let notes = ObjectRef::new(ObjectKind::ConfigMap, "notes");
    let ours = ObjectRef::new(ObjectKind::Service, "rooms");
    let built_in = ObjectRef::new(ObjectKind::ConfigMap, "kube-root-ca.crt");
    server.observed.remove(&ours);
    server.observed.strangers.extend([notes.clone(), ours.clone(), built_in]);
    let changes = diff(&plan, &server.observed);
    assert_eq!(changes.unknown, std::slice::from_ref(&notes));
    assert_eq!(changes.create.iter().map(|planned| &planned.object).collect::<Vec<_>>(), [&ours]);
    let leaving = crate::workload::plan(&Desired { stage: Stage::Leaving, ..fixture::order("class", 1) });
    assert!(diff(&leaving, &server.observed).unknown.contains(&notes));
}

#[test]
fn old_keys_stay_while_any_template_names_them() {
    let desired = fixture::order("class", 1);
    let (mut server, before) = stands(&desired);
    let keys = ObjectRef::new(ObjectKind::Secret, &hashed(&server, ObjectKind::Secret)[0]);
    let copy = json!({"metadata": {"name": "copy"}, "spec": {"template": {"spec": {"volumes": [{"secret": {"secretName": keys.name}}]}}}});
    server.observed.insert(ObjectKind::Deployment, copy);
    let mut rotated = desired;
    rotated.rooms[0].credentials.secret = "rotated-secret-of-at-least-32-characters".into();
    let after = plan(&rotated);
    settle(&mut server, &after);
    assert!(server.observed.get(&keys).is_some(), "someone's Deployment still names it");
    server.observed.remove(&ObjectRef::new(ObjectKind::Deployment, "copy"));
    let changes = diff(&after, &server.observed);
    assert_eq!(changes.delete.iter().map(|delete| (&delete.object, delete.cause)).collect::<Vec<_>>(), [(&keys, DeleteCause::Superseded)]);
    assert_eq!(before.rooms.len(), 1);
}

#[test]
fn a_namespace_of_others_is_never_touched() {
    let (server, _) = stands(&fixture::live_order("class", 1));
    for (label, value) in [(INSTALLATION_LABEL, "other"), ("homeroom.dev/order", "ord_x"), ("app.kubernetes.io/managed-by", "helm")] {
        for stage in [Stage::Standing, Stage::Leaving, Stage::Absent] {
            let mut observed = server.observed.clone();
            observed.namespace.as_mut().unwrap()["metadata"]["labels"][label] = value.into();
            observed.objects.clear();
            let changes = diff(&plan(&Desired { stage, ..fixture::order("class", 1) }), &observed);
            assert!(changes.is_empty() && !changes.gone, "{label} {stage:?}");
            assert!(changes.foreign.is_some());
        }
    }
}

#[test]
fn an_order_ends_in_stages_and_waits_for_each() {
    let (mut server, _) = stands(&fixture::live_order("class", 2));
    let leaving = plan(&Desired { stage: Stage::Leaving, ..fixture::order("class", 2) });
    server.observed.pods = vec![pod(1), pod(2)];

    let changes = diff(&leaving, &server.observed);
    assert!(changes.delete.iter().all(|delete| delete.object.kind == ObjectKind::Deployment && delete.cause == DeleteCause::OrderEnds));
    assert_eq!(changes.writes(), 2, "workloads first, and nothing else");
    server.write(&changes);

    assert_eq!(diff(&leaving, &server.observed).wait, Some(Wait::Rooms { pods: 2 }));
    assert!(diff(&leaving, &server.observed).is_empty());
    server.observed.pods.clear();

    let changes = diff(&leaving, &server.observed);
    assert_eq!(changes.delete.iter().map(|delete| delete.object.kind).collect::<Vec<_>>(), [ObjectKind::Namespace]);
    let namespace = changes.delete[0].object.clone();
    server.edit(&namespace, |body| body["metadata"]["deletionTimestamp"] = "2026-09-01T00:00:00Z".into());
    let changes = diff(&leaving, &server.observed);
    assert_eq!((changes.wait, changes.writes(), changes.gone), (Some(Wait::Namespace), 0, false));

    server.observed.remove(&namespace);
    let changes = diff(&leaving, &server.observed);
    assert!(changes.gone && changes.is_empty());
}

#[test]
fn a_room_that_a_hand_disowned_does_not_keep_an_ending_order() {
    let (mut server, before) = stands(&fixture::live_order("class", 2));
    let leaving = plan(&Desired { stage: Stage::Leaving, ..fixture::order("class", 2) });
    // One label is gone: the others still say whose it is. All are gone, and it is known by name alone.
    let (first, second) = (deployment(&before, 0), deployment(&before, 1));
    server.edit(&first, |body| drop(body["metadata"]["labels"].as_object_mut().unwrap().remove("app.kubernetes.io/managed-by")));
    server.observed.remove(&second);
    server.observed.strangers.insert(second.clone());
    server.observed.pods = vec![PodFacts { ending: false, ..pod(2) }];
    let changes = diff(&leaving, &server.observed);
    assert_eq!(changes.delete.iter().map(|delete| &delete.object).collect::<Vec<_>>(), [&first]);
    assert_eq!(changes.unknown, [second]);
    server.write(&changes);
    let changes = diff(&leaving, &server.observed);
    assert_eq!(changes.delete.iter().map(|delete| delete.object.kind).collect::<Vec<_>>(), [ObjectKind::Namespace]);
}

#[test]
fn nothing_is_made_in_a_namespace_that_ends() {
    let (mut server, plan) = stands(&fixture::live_order("class", 1));
    server.edit(&ObjectRef::new(ObjectKind::Namespace, &plan.namespace), |body| {
        body["metadata"]["deletionTimestamp"] = "2026-09-01T00:00:00Z".into();
    });
    server.observed.objects.clear();
    let changes = diff(&plan, &server.observed);
    assert_eq!((changes.wait, changes.writes()), (Some(Wait::Namespace), 0));
    server.observed.namespace = None;
    assert_eq!(diff(&plan, &server.observed).create.len(), plan.objects.len());
}

fn pod(number: u128) -> PodFacts {
    PodFacts {
        name: format!("pod-{number}"),
        uid: number.to_string(),
        order: None,
        classroom: Some(fixture::classroom(number)),
        created_at: None,
        node: None,
        ip: None,
        ending: true,
        failed: false,
        ready_since: None,
        unschedulable: None,
        containers: Vec::new(),
    }
}

#[test]
fn a_claim_outlives_its_order_and_everything_beside_it_goes() {
    let (mut server, _) = stands(&recorded(500, Stage::Standing));
    let claim = crate::workload::claim();
    let wanted =
        |claim| plan(&Desired { claim: Some(ClaimPlan { storage_class: "nas-a".into(), claim }), ..recorded(500, Stage::Leaving) });
    settle(&mut server, &wanted(Claim::Kept));
    let left: Vec<_> =
        server.observed.objects.keys().filter(|object| object.name != "default" && object.name != "kube-root-ca.crt").collect();
    assert_eq!(left, [&claim]);
    assert!(server.observed.namespace.is_some() && diff(&wanted(Claim::Kept), &server.observed).gone);
    let changes = diff(&wanted(Claim::Gone), &server.observed);
    assert_eq!(changes.delete.iter().map(|delete| delete.object.kind).collect::<Vec<_>>(), [ObjectKind::Namespace]);
    server.write(&changes);
    assert!(diff(&wanted(Claim::Gone), &server.observed).gone);
}

#[test]
fn a_claim_that_is_not_there_keeps_no_namespace() {
    let (mut server, _) = stands(&fixture::order("class", 1));
    let kept = ClaimPlan { storage_class: "nas-a".into(), claim: Claim::Kept };
    settle(&mut server, &plan(&Desired { claim: Some(kept), ..recorded(500, Stage::Leaving) }));
    assert!(server.observed.namespace.is_none());
}

#[test]
fn a_claim_grows_with_its_order_and_never_becomes_smaller() {
    let (mut server, _) = stands(&recorded(500, Stage::Standing));
    let claim = crate::workload::claim();
    let space = |server: &Server| server.observed.get(&claim).unwrap()["spec"]["resources"]["requests"]["storage"].clone();
    settle(&mut server, &plan(&recorded(2_048, Stage::Standing)));
    assert_eq!(space(&server), "2Gi");
    settle(&mut server, &plan(&recorded(100, Stage::Standing)));
    assert_eq!(space(&server), "2Gi");
    let fixed = ClaimPlan { storage_class: "nas-a".into(), claim: Claim::Stands { space_mib: 9_000, grows: false } };
    settle(&mut server, &plan(&Desired { claim: Some(fixed), ..fixture::order("class", 1) }));
    assert_eq!(space(&server), "2Gi", "its pool lets none grow");
}

fn recorded(space_mib: i64, stage: Stage) -> Desired {
    let claim = ClaimPlan { storage_class: "nas-a".into(), claim: Claim::Stands { space_mib, grows: true } };
    Desired { stage, claim: Some(claim), ..fixture::order("class", 1) }
}
