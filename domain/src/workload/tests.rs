//! The plan as a whole: its exact objects, its count, its sameness.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{fixture, *};
use crate::{
    cluster::interfaces::{Annotation, Interfaces, Isolation},
    pools::Claim,
    sizing::RoomSize,
};

fn bodies(plan: &Plan) -> Vec<&Value> {
    plan.objects.iter().map(|planned| &planned.body).collect()
}

fn find(plan: &Plan, kind: ObjectKind, name: &str) -> Value {
    let object = ObjectRef::new(kind, name);
    plan.objects.iter().find(|planned| planned.object == object).map(|planned| planned.body.clone()).unwrap()
}

fn deployment(plan: &Plan, index: usize) -> Value {
    find(plan, ObjectKind::Deployment, &plan.rooms[index].name)
}

#[test]
fn the_plan_of_each_kind() {
    let mut insta = insta::Settings::clone_current();
    insta.set_sort_maps(true);
    insta.set_prepend_module_to_snapshot(false);
    // How well a document is compressed is not the plan's affair; that it comes back is tested on its own.
    insta.add_redaction("[].binaryData", "[document]");
    insta.add_redaction(r#"[].metadata.annotations["homeroom.dev/plan"]"#, "[hash]");
    insta.bind(|| {
        for kind in ["lecture", "class", "seminar", "studio"] {
            let mut desired = fixture::live_order(kind, 1);
            desired.order.document = json!({});
            insta::assert_yaml_snapshot!(format!("plan_of_a_{kind}"), bodies(&plan(&desired)));
        }
        let mut alone = with_interfaces(Isolation::SecurityGroup);
        alone.rooms.truncate(1);
        alone.order.document = json!({});
        insta::assert_yaml_snapshot!("plan_of_a_class_with_interfaces", bodies(&plan(&alone)));
    });
}

#[test]
fn an_order_of_r_rooms_is_r_and_eleven_objects_in_its_namespace() {
    for rooms in [1, 2, 60, 200] {
        let plan = plan(&fixture::order("class", rooms));
        let namespaced = plan.objects.iter().filter(|planned| planned.object.kind != ObjectKind::Namespace).count();
        assert_eq!(namespaced as u128, rooms + 11);
        let names: BTreeSet<_> = plan.objects.iter().map(|planned| &planned.object).collect();
        assert_eq!(names.len(), plan.objects.len(), "no object is planned twice");
        assert_eq!(plan.objects[0].object, ObjectRef::new(ObjectKind::Namespace, &plan.namespace));
    }
}

#[test]
fn every_object_is_in_the_namespace_and_bears_the_labels_by_which_it_is_known() {
    for body in bodies(&plan(&fixture::order("class", 2))) {
        let labels = &body["metadata"]["labels"];
        assert_eq!(labels[MANAGED_BY_LABEL], MANAGER);
        assert_eq!(labels[INSTALLATION_LABEL], "demo");
        assert_eq!(labels[TENANT_LABEL], "ten_00000000-0000-0000-0000-000000000001");
        assert_eq!(labels[ORDER_LABEL], "ord_00000000-0000-0000-0000-000000000007");
        let namespace = if body["kind"] == "Namespace" { &body["metadata"]["name"] } else { &body["metadata"]["namespace"] };
        assert_eq!(namespace, "o-00000000-0000-0000-0000-000000000007");
    }
}

#[test]
fn the_order_of_rooms_and_of_the_documents_fields_does_not_show() {
    let desired = fixture::live_order("class", 5);
    let mut shuffled = desired.clone();
    shuffled.rooms.reverse();
    shuffled.order.document = json!({"kind": "class", "name": "Autumn term, grade 7"});
    assert_eq!(plan(&desired), plan(&shuffled));
}

#[test]
fn nothing_is_planned_before_its_time_or_after_it() {
    for stage in [Stage::Absent, Stage::Leaving] {
        let plan = plan(&Desired { stage, ..fixture::live_order("class", 2) });
        assert!(plan.objects.is_empty());
        assert_eq!(plan.rooms.len(), 2);
        assert!(plan.rooms.iter().all(|room| !room.wanted));
    }
}

#[test]
fn a_room_has_one_replica_while_it_is_wanted_and_none_otherwise() {
    let mut desired = fixture::order("class", 2);
    desired.rooms[1].wanted = true;
    let plan = plan(&desired);
    assert_eq!(deployment(&plan, 0)["spec"]["replicas"], 0);
    assert_eq!(deployment(&plan, 1)["spec"]["replicas"], 1);
    let calm = super::plan(&fixture::order("class", 2));
    let marks = |plan: &Plan| deployment(plan, 1)["metadata"]["annotations"].clone();
    assert_eq!(marks(&plan), marks(&calm), "a lesson is no new plan");
}

#[test]
fn rooms_that_stay_elsewhere_are_at_zero_and_where_they_stay_they_are_alone() {
    let stays = |room: crate::ids::ClassroomId| room == fixture::classroom(1);
    let replicas = |plan: &Plan| -> Vec<Value> {
        bodies(plan).into_iter().filter(|body| body["kind"] == "Deployment").map(|body| body["spec"]["replicas"].clone()).collect()
    };
    let runs = plan(&fixture::live_order("class", 2).with_rooms_elsewhere(stays));
    assert_eq!(replicas(&runs), [0, 1]);
    assert_eq!(runs.rooms.iter().map(|room| room.wanted).collect::<Vec<_>>(), [false, true]);
    let left = plan(&fixture::live_order("class", 2).with_rooms_alone(stays));
    assert_eq!(replicas(&left), [1]);
    assert_eq!(left.rooms.iter().map(|room| room.id).collect::<Vec<_>>(), [fixture::classroom(1)]);
}

#[test]
fn lessons_and_names_leave_templates_as_they_are_and_an_image_does_not() {
    let template = |desired: &Desired| deployment(&plan(desired), 0)["spec"]["template"].clone();
    let desired = fixture::order("class", 1);
    let mut renamed = fixture::live_order("class", 1);
    renamed.rooms[0].name = Some("Grade 7".into());
    renamed.rooms[0].generation = 2;
    renamed.order.generation = 2;
    renamed.order.document = json!({"name": "other"});
    assert_eq!(template(&desired), template(&renamed));
    let mut newer = desired.clone();
    newer.settings.image = "registry.example/livekit-server@sha256:4567".into();
    assert_ne!(template(&desired), template(&newer));
    let mut always = desired;
    always.rooms[0].always = true;
    let mut amended = always.clone();
    amended.rooms[0].generation = 2;
    assert_ne!(template(&always), template(&amended), "an amendment restarts an always-room");
}

#[test]
fn hashed_names_follow_the_content_and_nothing_else() {
    let names = |desired: &Desired| -> Vec<String> {
        plan(desired).objects.into_iter().filter(|planned| planned.body["immutable"] == true).map(|planned| planned.object.name).collect()
    };
    let desired = fixture::order("class", 2);
    let mut newer = fixture::live_order("class", 2);
    newer.settings.image = "other".into();
    newer.order.generation = 9;
    assert_eq!(names(&desired), names(&newer));
    assert!(is_hashed(&names(&desired)[0], KEYS_PREFIX) && is_hashed(&names(&desired)[1], CONFIG_PREFIX), "{:?}", names(&desired));

    let mut rotated = desired.clone();
    rotated.rooms[0].credentials.secret = "another-secret-of-at-least-32-characters".into();
    assert_ne!(names(&desired)[0], names(&rotated)[0]);
    assert_eq!(names(&desired)[1], names(&rotated)[1]);

    let mut larger = desired.clone();
    larger.rooms[0].participants += 10;
    assert_eq!(names(&desired)[0], names(&larger)[0]);
    assert_ne!(names(&desired)[1], names(&larger)[1]);
}

#[test]
fn a_room_mounts_its_own_size_and_sees_its_own_key_alone() {
    let mut desired = fixture::order("class", 2);
    desired.rooms[1].participants = 23;
    let plan = plan(&desired);
    let spec = deployment(&plan, 1)["spec"]["template"]["spec"].clone();
    let config_map = &spec["volumes"][0]["configMap"];
    let config = find(&plan, ObjectKind::ConfigMap, config_map["name"].as_str().unwrap());
    let text = config["data"][config_map["items"][0]["key"].as_str().unwrap()].as_str().unwrap();
    let parsed: Value = serde_json::from_str(text).unwrap();
    assert_eq!(parsed["room"]["max_participants"], 23);
    assert!(!text.contains("secret"));

    let key = &spec["containers"][0]["env"][1]["valueFrom"]["secretKeyRef"];
    assert_eq!(key["key"].as_str(), Some(plan.rooms[1].name.as_str()));
    find(&plan, ObjectKind::Secret, key["name"].as_str().unwrap());
    assert_eq!(spec["volumes"].as_array().unwrap().len(), 1, "the Secret itself is not mounted");
}

#[test]
fn network_is_neither_limited_nor_requested_where_nodes_lack_it() {
    let mut desired = fixture::order("class", 1);
    desired.settings.network_limited = false;
    let text = serde_json::to_string(&bodies(&plan(&desired))).unwrap();
    assert!(!text.contains(NETWORK_RESOURCE));
    desired.settings.network_limited = true;
    let text = serde_json::to_string(&bodies(&plan(&desired))).unwrap();
    assert!(text.contains(NETWORK_RESOURCE));
}

#[test]
fn the_quota_holds_every_room_and_its_replacement() {
    let mut desired = fixture::order("class", 3);
    desired.rooms[0].size = RoomSize { cpu_milli: 1, memory_mib: 2, network_mbit: 3, interfaces: 0 };
    let hard = find(&plan(&desired), ObjectKind::ResourceQuota, "order")["spec"]["hard"].clone();
    assert_eq!(hard["pods"], "6");
    assert_eq!(hard["requests.cpu"], format!("{}m", 2 * (1 + 2 * 1716)));
    assert_eq!(hard["requests.homeroom.dev/network-mbit"], (2 * (3 + 2 * 156)).to_string());
    let limits = find(&plan(&desired), ObjectKind::LimitRange, "order")["spec"]["limits"][0]["max"].clone();
    assert_eq!(limits, json!({"cpu": "1716m", "memory": "362Mi"}));
}

/// Two rooms with an interface each, on a cluster that isolates them so.
fn with_interfaces(isolation: Isolation) -> Desired {
    let mut desired = fixture::live_order("class", 2);
    desired.rooms.iter_mut().for_each(|room| room.size.interfaces = 1);
    let annotation = Annotation { key: "example.com/security-groups".into(), value: "sg-rooms".into() };
    desired.settings.interfaces = Some(Interfaces { resource: "example.com/eni".into(), isolation, annotation: Some(annotation) });
    desired
}

#[test]
fn a_room_with_an_interface_of_its_own_asks_for_it_and_its_order_may_hold_two_for_each() {
    let planned = plan(&with_interfaces(Isolation::NetworkPolicy));
    for index in [0, 1] {
        let template = deployment(&planned, index)["spec"]["template"].clone();
        let resources = &template["spec"]["containers"][0]["resources"];
        assert_eq!((&resources["limits"]["example.com/eni"], &resources["requests"]["example.com/eni"]), (&json!("1"), &json!("1")));
        assert_eq!(template["metadata"]["annotations"], json!({"example.com/security-groups": "sg-rooms"}));
    }
    assert_eq!(find(&planned, ObjectKind::ResourceQuota, "order")["spec"]["hard"]["requests.example.com/eni"], "4");
    assert_eq!(planned.objects.iter().filter(|planned| planned.object.kind == ObjectKind::NetworkPolicy).count(), 3);
}

#[test]
fn where_a_security_group_isolates_there_is_no_network_policy_and_other_orders_keep_theirs() {
    let policies =
        |desired: &Desired| plan(desired).objects.iter().filter(|planned| planned.object.kind == ObjectKind::NetworkPolicy).count();
    let alone = with_interfaces(Isolation::SecurityGroup);
    assert_eq!(policies(&alone), 0);
    assert_eq!(plan(&alone).objects.len(), plan(&with_interfaces(Isolation::NetworkPolicy)).objects.len() - 3);
    let mut others = alone;
    others.rooms.iter_mut().for_each(|room| room.size.interfaces = 0);
    assert_eq!(policies(&others), 3);
    assert_eq!(plan(&others), plan(&fixture::live_order("class", 2)), "nothing of it shows in an order that asks for none");
}

#[test]
fn a_priority_class_a_kind_never_preempts_and_names_its_value() {
    let kinds = [fixture::kind("class"), crate::kind::Kind { priority: 5, ..fixture::kind("class") }];
    let planned = priority_classes(&kinds);
    assert_eq!(planned[0].object, ObjectRef::new(ObjectKind::PriorityClass, "homeroom-class-1000"));
    assert_eq!(planned[1].object.name, "homeroom-class-5");
    assert_eq!(planned[0].body["preemptionPolicy"], "Never");
    assert_eq!(planned[0].body["value"], 1000);
}

#[test]
fn secrets_are_not_printed() {
    let desired = fixture::order("class", 1);
    let printed = format!("{desired:?} {:?}", plan(&desired));
    assert!(!printed.contains("of-at-least-32-characters"));
}

#[test]
fn the_document_is_read_back_from_its_object() {
    let desired = fixture::order("class", 1);
    let config_map = find(&plan(&desired), ObjectKind::ConfigMap, "order");
    let packed: k8s_openapi::ByteString = serde_json::from_value(config_map["binaryData"]["order.json.gz"].clone()).unwrap();
    assert_eq!(read_document(&packed.0), Some(desired.order.document));
}

#[test]
fn lessons_are_recorded_into_one_claim_that_all_rooms_mount_and_nothing_else_changes() {
    let plain = fixture::live_order("class", 2);
    let claim = ClaimPlan { storage_class: "nas-a".into(), claim: Claim::Stands { space_mib: 4_800, grows: true } };
    let recorded = plan(&Desired { claim: Some(claim), ..plain.clone() });
    let claim = find(&recorded, ObjectKind::PersistentVolumeClaim, "recordings");
    let spec = json!({"accessModes": ["ReadWriteMany"], "storageClassName": "nas-a", "resources": {"requests": {"storage": "4800Mi"}}});
    assert_eq!(claim["spec"], spec);
    assert_eq!(find(&recorded, ObjectKind::ResourceQuota, "order")["spec"]["hard"]["persistentvolumeclaims"], "1");
    for index in [0, 1] {
        let pod = deployment(&recorded, index)["spec"]["template"]["spec"].clone();
        assert_eq!(pod["volumes"][1], json!({"name": "recordings", "persistentVolumeClaim": {"claimName": "recordings"}}));
        assert_eq!(pod["containers"][0]["volumeMounts"][1], json!({"name": "recordings", "mountPath": "/recordings"}));
        assert_eq!(pod["securityContext"]["fsGroup"], 65_532);
    }
    let kept = Desired { claim: Some(ClaimPlan { storage_class: "nas-a".into(), claim: Claim::Kept }), stage: Stage::Leaving, ..plain };
    assert!(plan(&kept).objects.is_empty());
}
