//! The laws of writing, on a server that behaves as Kubernetes does.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{simulated::Server, *};
use crate::workload::{
    Desired, GENERATION_LABEL, INSTALLATION_LABEL, ObjectKind, ObjectRef, PAUSED_ANNOTATION, Plan, PlannedRoom, RUN_ANNOTATION, Stage,
    TEMPLATE_ANNOTATION, fixture, made_for, plan, priority_classes,
};

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
fn all_is_created_in_order_and_then_there_is_rest() {
    let plan = plan(&fixture::live_order("class", 3));
    let mut server = Server::default();
    let changes = diff(&plan, &server.observed);
    assert_eq!(changes.create, plan.objects);
    assert_eq!(changes.writes(), plan.objects.len());
    server.write(&changes);
    assert_eq!(diff(&plan, &server.observed), Changes::default());
}

#[test]
fn drift_names_its_fields_and_is_repaired() {
    let (mut server, plan) = stands(&fixture::order("class", 1));
    let quota = ObjectRef::new(ObjectKind::ResourceQuota, "order");
    server.edit(&quota, |body| body["spec"]["hard"]["pods"] = "900".into());
    let changes = diff(&plan, &server.observed);
    assert_eq!(changes.apply.len(), 1);
    assert_eq!((&changes.apply[0].object, changes.apply[0].drift.as_slice()), (&quota, ["/spec/hard/pods".to_owned()].as_slice()));
    assert!(changes.create.is_empty() && changes.delete.is_empty());
    settle(&mut server, &plan);
    assert_eq!(server.observed.get(&quota).unwrap()["spec"]["hard"]["pods"], "2");
}

#[test]
fn what_is_a_drift_and_what_is_none() {
    type Edit = fn(&mut Value);
    let (quota, limits) = (ObjectRef::new(ObjectKind::ResourceQuota, "order"), ObjectRef::new(ObjectKind::LimitRange, "order"));
    let policy = |name: &str| ObjectRef::new(ObjectKind::NetworkPolicy, name);
    let account = ObjectRef::new(ObjectKind::ServiceAccount, "classroom");
    let (budget, service) = (ObjectRef::new(ObjectKind::PodDisruptionBudget, "rooms"), ObjectRef::new(ObjectKind::Service, "rooms"));
    let (_, planned) = stands(&fixture::order("class", 1));
    let room = deployment(&planned, 0);
    let cases: Vec<(&str, ObjectRef, Edit, bool)> = vec![
        ("a quantity respelled", quota.clone(), |b| b["spec"]["hard"]["requests.cpu"] = "3.432".into(), false),
        ("a quantity changed", quota.clone(), |b| b["spec"]["hard"]["requests.cpu"] = "3.433".into(), true),
        ("a limit added", quota, |b| b["spec"]["hard"]["secrets"] = "10".into(), false),
        ("a bound removed", limits, |b| drop(b["spec"]["limits"][0].as_object_mut().unwrap().remove("max")), true),
        ("a label added", account.clone(), |b| b["metadata"]["labels"]["team"] = "x".into(), false),
        (
            "a label removed",
            account.clone(),
            |b| drop(b["metadata"]["labels"].as_object_mut().unwrap().remove("homeroom.dev/tenant")),
            true,
        ),
        ("a refusal of tokens removed", account.clone(), |b| drop(b.as_object_mut().unwrap().remove("automountServiceAccountToken")), true),
        ("a token mounted again", account, |b| b["automountServiceAccountToken"] = true.into(), true),
        ("int as text", budget.clone(), |b| b["spec"]["maxUnavailable"] = "0".into(), false),
        ("evictions allowed", budget, |b| b["spec"]["maxUnavailable"] = 1.into(), true),
        ("a selector narrowed", service, |b| b["spec"]["selector"]["extra"] = "x".into(), true),
        ("empty rules spelled out", policy("deny-all"), |b| b["spec"]["ingress"] = json!([]), false),
        ("a policy opened", policy("media"), |b| b["spec"]["ingress"].as_array_mut().unwrap().push(json!({})), true),
        ("a rule widened", policy("media"), |b| drop(b["spec"]["ingress"][1].as_object_mut().unwrap().remove("from")), true),
        ("a peer narrowed", policy("dns-and-own"), |b| b["spec"]["ingress"][0]["from"][0]["namespaceSelector"] = json!({}), true),
        ("deny-all narrowed", policy("deny-all"), |b| b["spec"]["podSelector"] = json!({"matchLabels": {"a": "b"}}), true),
        (
            "a toleration added",
            room.clone(),
            |b| b["spec"]["template"]["spec"]["tolerations"].as_array_mut().unwrap().insert(0, json!({"key": "x"})),
            false,
        ),
        ("tolerations reordered", room.clone(), |b| b["spec"]["template"]["spec"]["tolerations"].as_array_mut().unwrap().reverse(), false),
        ("a toleration changed", room.clone(), |b| b["spec"]["template"]["spec"]["tolerations"][0]["tolerationSeconds"] = 300.into(), true),
        (
            "a variable added",
            room.clone(),
            |b| b["spec"]["template"]["spec"]["containers"][0]["env"].as_array_mut().unwrap().push(json!({"name": "A"})),
            false,
        ),
        (
            "a variable removed",
            room.clone(),
            |b| drop(b["spec"]["template"]["spec"]["containers"][0]["env"].as_array_mut().unwrap().remove(1)),
            true,
        ),
        (
            "an argument added",
            room.clone(),
            |b| b["spec"]["template"]["spec"]["containers"][0]["args"].as_array_mut().unwrap().push("--dev".into()),
            true,
        ),
        (
            "a sidecar",
            room.clone(),
            |b| b["spec"]["template"]["spec"]["containers"].as_array_mut().unwrap().push(json!({"name": "proxy"})),
            false,
        ),
        ("scaled by hand", room.clone(), |b| b["spec"]["replicas"] = 1.into(), true),
        ("another field manager's status", room.clone(), |b| b["status"]["replicas"] = 1.into(), false),
        ("a key changed", room.clone(), |b| b["metadata"]["annotations"]["homeroom.dev/key"] = "8-1".into(), true),
        ("planned by another version", room, |b| b["metadata"]["annotations"]["homeroom.dev/plan"] = "0".into(), true),
    ];
    for (name, object, edit, drifts) in cases {
        let (mut server, plan) = stands(&fixture::order("class", 1));
        server.edit(&object, edit);
        let changes = diff(&plan, &server.observed);
        assert_eq!(changes.apply.iter().any(|apply| apply.object == object), drifts, "{name}: {:?}", changes.apply);
        assert!(changes.create.is_empty() && changes.delete.is_empty(), "{name}");
        settle(&mut server, &plan);
    }
}

#[test]
fn a_field_that_a_newer_plan_no_longer_holds_goes() {
    let desired = fixture::order("class", 1);
    let (mut server, _) = stands(&desired);
    let mut unnamed = desired;
    unnamed.rooms[0].name = None;
    unnamed.settings.network_limited = false;
    let plan = plan(&unnamed);
    settle(&mut server, &plan);
    let room = server.observed.get(&deployment(&plan, 0)).unwrap();
    assert_eq!(room["metadata"]["annotations"].get("homeroom.dev/name"), None);
    assert_eq!(room["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"].get("homeroom.dev/network-mbit"), None);
}

#[test]
fn a_live_rooms_template_waits_and_everything_else_does_not() {
    let (mut server, before) = stands(&fixture::live_order("class", 2));
    let room = deployment(&before, 0);
    let kept = template(&server, &room);
    let mut newer = with_image(fixture::live_order("class", 2), "registry.example/livekit-server@sha256:4567");
    newer.rooms[0].name = Some("renamed".into());
    newer.rooms[0].credentials.secret = "rotated-secret-of-at-least-32-characters".into();
    let plan_live = plan(&newer);
    let changes = diff(&plan_live, &server.observed);
    assert_eq!(changes.pending, [fixture::classroom(1), fixture::classroom(2)]);
    settle(&mut server, &plan_live);
    assert_eq!(template(&server, &room), kept);
    let observed = server.observed.get(&room).unwrap();
    assert_eq!(observed["metadata"]["annotations"]["homeroom.dev/name"], "renamed");
    assert_eq!(hashed(&server, ObjectKind::Secret).len(), 2, "the old keys stay while a template names them");

    newer.rooms.iter_mut().for_each(|room| room.wanted = false);
    let plan_rest = plan(&newer);
    let changes = diff(&plan_rest, &server.observed);
    assert!(changes.pending.is_empty() && changes.delete.is_empty());
    settle(&mut server, &plan_rest);
    assert_ne!(template(&server, &room), kept);
    assert_eq!(hashed(&server, ObjectKind::Secret).len(), 1, "no template names the old keys any more");
}

#[test]
fn a_hand_edit_of_a_live_room_stays_until_its_next_start() {
    let desired = fixture::live_order("class", 1);
    let (mut server, plan_live) = stands(&desired);
    let room = deployment(&plan_live, 0);
    server.edit(&room, |body| body["spec"]["template"]["spec"]["containers"][0]["image"] = "by-hand".into());
    let kept = template(&server, &room);
    let changes = diff(&plan_live, &server.observed);
    assert!(changes.is_empty());
    assert_eq!(changes.pending, [fixture::classroom(1)]);
    server.edit(&room, |body| body["metadata"]["annotations"]["homeroom.dev/key"] = "by-hand".into());
    settle(&mut server, &plan_live);
    assert_eq!(template(&server, &room), kept, "a repair beside the template leaves it as it is");
    let rest = plan(&fixture::order("class", 1));
    settle(&mut server, &rest);
    assert_eq!(template(&server, &room)["spec"]["containers"][0]["image"], "registry.example/livekit-server@sha256:0123");
}

#[test]
fn rooms_scale_by_the_plan_whatever_waits() {
    let (mut server, _) = stands(&fixture::order("class", 1));
    let starting = plan(&with_image(fixture::live_order("class", 1), "new"));
    let room = deployment(&starting, 0);
    let changes = diff(&starting, &server.observed);
    assert!(changes.pending.is_empty(), "a room that starts takes up what is new");
    server.write(&changes);
    assert_eq!(server.observed.get(&room).unwrap()["spec"]["replicas"], 1);
    assert_eq!(template(&server, &room)["spec"]["containers"][0]["image"], "new");

    server.edit(&room, |body| body["spec"]["replicas"] = 2.into());
    let newest = plan(&with_image(fixture::live_order("class", 1), "newest"));
    settle(&mut server, &newest);
    assert_eq!(server.observed.get(&room).unwrap()["spec"]["replicas"], 1, "two servers would split a class");
    assert_eq!(template(&server, &room)["spec"]["containers"][0]["image"], "new");
}

#[test]
fn an_amendment_restarts_an_always_room_and_an_image_does_not() {
    let always = |image: &str, generation: i64| {
        let mut desired = with_image(fixture::live_order("class", 1), image);
        desired.rooms[0].always = true;
        desired.rooms[0].generation = generation;
        desired
    };
    let image = |server: &Server, plan: &Plan| template(server, &deployment(plan, 0))["spec"]["containers"][0]["image"].clone();
    let (mut server, _) = stands(&always("old", 1));
    let rolled = plan(&always("new", 1));
    assert_eq!(diff(&rolled, &server.observed).pending, [fixture::classroom(1)]);
    settle(&mut server, &rolled);
    assert_eq!(image(&server, &rolled), "old");
    let amended = plan(&always("new", 2));
    assert!(diff(&amended, &server.observed).pending.is_empty());
    settle(&mut server, &amended);
    assert_eq!(image(&server, &amended), "new");

    let room = deployment(&amended, 0);
    server.edit(&room, |body| drop(body["spec"]["template"]["metadata"]["annotations"].as_object_mut().unwrap().remove(GENERATION_LABEL)));
    let changes = diff(&amended, &server.observed);
    assert!(changes.is_empty() && changes.pending.len() == 1, "a hand edit waits");
    let kept = template(&server, &room);
    for edited in [None, Some("mine")] {
        server.edit(&room, |body| body["metadata"]["annotations"][RUN_ANNOTATION] = json!(edited));
        settle(&mut server, &amended);
        assert_eq!(template(&server, &room), kept, "{edited:?}: the mark is repaired, and nobody is thrown out for it");
    }
    let next = plan(&always("new", 3));
    settle(&mut server, &next);
    assert_ne!(template(&server, &room), kept, "and the next amendment counts again");
}

#[test]
fn where_lessons_give_way_to_always_or_the_other_way_round_the_room_restarts() {
    let of = |always: bool, generation: i64, seats: u32| {
        let mut desired = fixture::live_order("class", 1);
        desired.rooms[0] = fixture::room(&fixture::kind("class"), 1, seats);
        (desired.rooms[0].wanted, desired.rooms[0].always, desired.rooms[0].generation) = (true, always, generation);
        desired
    };
    for (before, after) in [(of(false, 1, 30), of(true, 2, 50)), (of(true, 1, 50), of(false, 2, 30))] {
        let (mut server, _) = stands(&before);
        let after = plan(&after);
        let room = deployment(&after, 0);
        settle(&mut server, &after);
        let planned = after.objects.iter().find(|planned| planned.object == room).unwrap();
        let (wanted, stands) = (planned.body.pointer("/spec/template"), template(&server, &room));
        assert!(!drift::within(wanted, Some(&stands)), "it has the size that is booked from now on");
    }
}

#[test]
fn a_live_room_whose_deployment_was_deleted_is_made_again() {
    let (mut server, plan) = stands(&fixture::live_order("class", 2));
    let room = deployment(&plan, 1);
    server.edit(&room, |body| body["metadata"]["deletionTimestamp"] = "2026-09-01T00:00:00Z".into());
    let changes = diff(&plan, &server.observed);
    assert!(changes.is_empty());
    assert_eq!(changes.ending, std::slice::from_ref(&room));
    server.observed.remove(&room);
    let changes = diff(&plan, &server.observed);
    assert_eq!(changes.create.len(), 1);
    assert_eq!(changes.create[0].object, room);
}

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
fn an_immutable_object_is_never_updated() {
    let (mut server, plan) = stands(&fixture::live_order("class", 1));
    for kind in [ObjectKind::Secret, ObjectKind::ConfigMap] {
        let object = ObjectRef::new(kind, &hashed(&server, kind)[0]);
        server.edit(&object, |body| {
            let data = body["data"].as_object_mut().unwrap();
            let key = data.keys().next().unwrap().clone();
            data.insert(key, "eA==".into());
        });
        let changes = diff(&plan, &server.observed);
        assert!(changes.apply.is_empty() && changes.create.is_empty());
        assert_eq!(
            changes.delete.iter().map(|delete| (&delete.object, delete.cause)).collect::<Vec<_>>(),
            [(&object, DeleteCause::Tampered)]
        );
        server.write(&changes);
        assert_eq!(diff(&plan, &server.observed).create.len(), 1);
        settle(&mut server, &plan);
    }
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

#[test]
fn the_mark_of_a_template_stays_with_the_template() {
    let (mut server, before) = stands(&fixture::live_order("class", 1));
    let room = deployment(&before, 0);
    let mark = |server: &Server| server.observed.get(&room).unwrap()["metadata"]["annotations"][TEMPLATE_ANNOTATION].clone();
    let first = mark(&server);
    let mut newer = with_image(fixture::live_order("class", 1), "new");
    newer.rooms[0].key = "8-1".into();
    settle(&mut server, &plan(&newer));
    assert_eq!(mark(&server), first);
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

prop_compose! {
    fn room()(number in 1_u128..12, seats in 1_u32..60, wanted: bool, always: bool, generation in 1_i64..4, named: bool, secret in 0_u8..2) -> crate::workload::RoomPlan {
        let mut room = fixture::room(&fixture::kind("class"), number, seats);
        (room.wanted, room.always, room.generation) = (wanted, always, generation);
        room.name = room.name.filter(|_| named);
        room.credentials.secret = format!("{secret}-secret-of-at-least-32-characters");
        room
    }
}

prop_compose! {
    fn desired()(mut rooms in prop::collection::vec(room(), 1..8), image in 0_u8..2, network_limited: bool, generation in 1_i64..4) -> Desired {
        rooms.sort_by_key(|room| room.id);
        rooms.dedup_by_key(|room| room.id);
        let mut desired = with_image(fixture::order("class", 0), &format!("image-{image}"));
        desired.rooms = rooms;
        desired.settings.network_limited = network_limited;
        desired.order.generation = generation;
        desired
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn planning_twice_diffs_to_nothing(desired in desired()) {
        let (server, first) = stands(&desired);
        let second = plan(&desired);
        prop_assert_eq!(&first, &second);
        prop_assert_eq!(diff(&second, &server.observed), Changes::default());
    }

    #[test]
    fn any_plan_follows_any_other_and_live_templates_stay(before in desired(), after in desired()) {
        let (mut server, old) = stands(&before);
        let new = plan(&after);
        let run = |room: &PlannedRoom| made_for(room.always, room.generation);
        let live: Vec<_> = new.rooms.iter().filter(|room| room.wanted)
            .filter(|room| old.rooms.iter().any(|earlier| earlier.id == room.id && earlier.wanted && run(earlier) == run(room)))
            .map(|room| ObjectRef::new(ObjectKind::Deployment, &room.name)).collect();
        let kept: Vec<_> = live.iter().map(|object| template(&server, object)).collect();
        settle(&mut server, &new);
        prop_assert_eq!(live.iter().map(|object| template(&server, object)).collect::<Vec<_>>(), kept);

        // Once every room has rested, nothing but the plan is left.
        let mut rest = after;
        rest.rooms.iter_mut().for_each(|room| room.wanted = false);
        let rest = plan(&rest);
        settle(&mut server, &rest);
        let ours = server.observed.objects.keys().filter(|object| !["default", "kube-root-ca.crt"].contains(&object.name.as_str())).count();
        prop_assert_eq!(ours + 1, rest.objects.len());
        prop_assert_eq!(diff(&rest, &server.observed), Changes::default());
    }
}
