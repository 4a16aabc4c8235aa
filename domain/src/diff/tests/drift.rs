//! What is a drift, and that it is repaired.

use serde_json::{Value, json};

use super::{deployment, hashed, settle, stands};
use crate::{
    diff::{Changes, DeleteCause, diff, differences, owner_of, simulated::Server},
    workload::{INSTALLATION_LABEL, ObjectKind, ObjectRef, fixture, plan},
};

type Edit = fn(&mut Value);

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
            true,
        ),
        ("tolerations reordered", room.clone(), |b| b["spec"]["template"]["spec"]["tolerations"].as_array_mut().unwrap().reverse(), false),
        ("a toleration changed", room.clone(), |b| b["spec"]["template"]["spec"]["tolerations"][0]["tolerationSeconds"] = 300.into(), true),
        (
            "a variable added",
            room.clone(),
            |b| b["spec"]["template"]["spec"]["containers"][0]["env"].as_array_mut().unwrap().push(json!({"name": "A"})),
            true,
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
            true,
        ),
        ("scaled by hand", room.clone(), |b| b["spec"]["replicas"] = 1.into(), true),
        ("another field manager's status", room.clone(), |b| b["status"]["replicas"] = 1.into(), false),
        ("a key changed", room.clone(), |b| b["metadata"]["annotations"]["homeroom.dev/key"] = "8-1".into(), true),
        ("planned by another version", room, |b| b["metadata"]["annotations"]["homeroom.dev/plan"] = "0".into(), true),
    ];
    try_edits(cases);
}

#[test]
fn what_is_added_where_nothing_is_planned() {
    let policy = |name: &str| ObjectRef::new(ObjectKind::NetworkPolicy, name);
    let (_, planned) = stands(&fixture::order("class", 1));
    let room = deployment(&planned, 0);
    let cases: Vec<(&str, ObjectRef, Edit, bool)> = vec![
        ("deny-all opened", policy("deny-all"), |b| b["spec"]["ingress"] = json!([{}]), true),
        ("deny-all opened outwards", policy("deny-all"), |b| b["spec"]["egress"] = json!([{}]), true),
        ("a way out of a policy that speaks of ways in", policy("media"), |b| b["spec"]["egress"] = json!([{}]), true),
        ("a way to the outside", planned_service(), |b| b["spec"]["externalIPs"] = json!(["192.0.2.1"]), true),
        ("another type", planned_service(), |b| b["spec"]["type"] = "NodePort".into(), true),
        ("another name", planned_service(), |b| b["spec"] = json!({"type": "ExternalName", "externalName": "a.example"}), true),
        (
            "a port added",
            planned_service(),
            |b| b["spec"]["ports"].as_array_mut().unwrap().push(json!({"port": 1, "protocol": "TCP"})),
            true,
        ),
        ("rooms that are not up", planned_service(), |b| b["spec"]["publishNotReadyAddresses"] = true.into(), true),
        ("a default spelled out", planned_service(), |b| b["spec"]["publishNotReadyAddresses"] = false.into(), false),
        ("a default of the server", planned_service(), |b| b["spec"]["internalTrafficPolicy"] = "Cluster".into(), false),
        ("another way to evict", planned_budget(), |b| b["spec"]["unhealthyPodEvictionPolicy"] = "AlwaysAllow".into(), true),
        ("the usual way to evict", planned_budget(), |b| b["spec"]["unhealthyPodEvictionPolicy"] = "IfHealthyBudget".into(), false),
        (
            "a quota for some",
            planned_quota(),
            |b| b["spec"]["scopeSelector"] = json!({"matchExpressions": [{"scopeName": "BestEffort"}]}),
            true,
        ),
        ("a bound from below", planned_limits(), |b| b["spec"]["limits"][0]["min"] = json!({"cpu": "4"}), true),
        (
            "a cloud's role",
            planned_account(),
            |b| b["metadata"]["annotations"]["eks.amazonaws.com/role-arn"] = "arn:aws:iam::1:role/admin".into(),
            true,
        ),
        ("a pull secret", planned_account(), |b| b["imagePullSecrets"] = json!([{"name": "mirror"}]), false),
        ("stopped rollouts", room.clone(), |b| b["spec"]["paused"] = true.into(), true),
        ("the node's network", room.clone(), |b| b["spec"]["template"]["spec"]["hostNetwork"] = true.into(), true),
        ("no network of the node", room.clone(), |b| b["spec"]["template"]["spec"]["hostNetwork"] = false.into(), false),
        ("one node", room.clone(), |b| b["spec"]["template"]["spec"]["nodeSelector"] = json!({"disk": "ssd"}), true),
        ("a deadline", room.clone(), |b| b["spec"]["template"]["spec"]["activeDeadlineSeconds"] = 60.into(), true),
        ("a start of its own", room.clone(), |b| b["spec"]["template"]["spec"]["initContainers"] = json!([{"name": "a"}]), true),
        ("another scheduler", room.clone(), |b| b["spec"]["template"]["spec"]["schedulerName"] = "mine".into(), true),
        (
            "a pull secret of a room",
            room.clone(),
            |b| b["spec"]["template"]["spec"]["imagePullSecrets"] = json!([{"name": "mirror"}]),
            false,
        ),
        (
            "a part of the node's disk",
            room.clone(),
            |b| {
                let volume = json!({"name": "host", "hostPath": {"path": "/"}});
                b["spec"]["template"]["spec"]["volumes"].as_array_mut().unwrap().push(volume);
            },
            true,
        ),
        (
            "a busy room is killed",
            room.clone(),
            |b| b["spec"]["template"]["spec"]["containers"][0]["livenessProbe"] = json!({"tcpSocket": {"port": 7880}}),
            true,
        ),
        ("root", room, |b| b["spec"]["template"]["spec"]["containers"][0]["securityContext"]["runAsUser"] = 0.into(), true),
        ("evictions allowed", planned_budget(), |b| b["spec"]["minAvailable"] = 0.into(), true),
    ];
    try_edits(cases);
}

/// Each edit alone: whether it is a drift, and that it is repaired.
fn try_edits(cases: Vec<(&str, ObjectRef, Edit, bool)>) {
    for (name, object, edit, drifts) in cases {
        let (mut server, plan) = stands(&fixture::order("class", 1));
        server.edit(&object, edit);
        let changes = diff(&plan, &server.observed);
        assert_eq!(changes.apply.iter().any(|apply| apply.object == object), drifts, "{name}: {:?}", changes.apply);
        assert!(changes.create.is_empty() && changes.delete.is_empty(), "{name}");
        settle(&mut server, &plan);
    }
}

fn planned_service() -> ObjectRef {
    ObjectRef::new(ObjectKind::Service, "rooms")
}

fn planned_budget() -> ObjectRef {
    ObjectRef::new(ObjectKind::PodDisruptionBudget, "rooms")
}

fn planned_quota() -> ObjectRef {
    ObjectRef::new(ObjectKind::ResourceQuota, "order")
}

fn planned_limits() -> ObjectRef {
    ObjectRef::new(ObjectKind::LimitRange, "order")
}

fn planned_account() -> ObjectRef {
    ObjectRef::new(ObjectKind::ServiceAccount, "classroom")
}

#[test]
fn what_a_live_room_was_given_waits_and_what_lies_around_it_does_not() {
    let (mut server, plan) = stands(&fixture::live_order("class", 1));
    let room = deployment(&plan, 0);
    server.edit(&room, |body| body["spec"]["template"]["spec"]["hostNetwork"] = true.into());
    let changes = diff(&plan, &server.observed);
    assert!(changes.is_empty() && changes.pending == [fixture::classroom(1)], "nobody is thrown out");
    server.edit(&room, |body| body["spec"]["paused"] = true.into());
    assert_eq!(diff(&plan, &server.observed).apply[0].drift, ["/spec/paused"]);
    settle(&mut server, &plan);
    assert_eq!(server.observed.get(&room).unwrap()["spec"]["template"]["spec"]["hostNetwork"], true);
    let rests = crate::workload::plan(&fixture::order("class", 1));
    settle(&mut server, &rests);
    assert_eq!(server.observed.get(&room).unwrap()["spec"]["template"]["spec"].get("hostNetwork"), None);
}

#[test]
fn one_that_was_made_immutable_by_hand_is_made_again() {
    let (mut server, plan) = stands(&fixture::order("class", 1));
    let document = ObjectRef::new(ObjectKind::ConfigMap, "order");
    server.edit(&document, |body| {
        body["immutable"] = true.into();
        body["binaryData"]["order.json.gz"] = "eA==".into();
    });
    let changes = diff(&plan, &server.observed);
    assert!(changes.apply.is_empty() && changes.delete[0].cause == DeleteCause::Tampered);
    settle(&mut server, &plan);
}

#[test]
fn what_a_write_left_is_compared_with_what_it_said() {
    let (server, plan) = stands(&fixture::order("class", 1));
    let planned = plan.objects.iter().find(|planned| planned.object == planned_service()).unwrap();
    let mut returned = server.observed.get(&planned.object).unwrap().clone();
    assert_eq!(differences(ObjectKind::Service, &planned.body, &returned), Vec::<String>::new());
    returned["spec"]["selector"]["app"] = "mesh".into();
    returned["spec"]["externalIPs"] = json!(["192.0.2.1"]);
    assert_eq!(differences(ObjectKind::Service, &planned.body, &returned), ["/spec/selector/app", "/spec/externalIPs"]);
}

#[test]
fn who_holds_a_field_is_read_from_the_managed_fields() {
    let managed = json!([
        {"manager": "homeroom", "operation": "Apply", "fieldsV1": {"f:spec": {"f:replicas": {}, "f:template": {}}}},
        {"manager": "autoscaler", "operation": "Update", "fieldsV1": {"f:spec": {"f:replicas": {}, "f:ports": {"k:{\"port\":1}": {}}}}},
        {"manager": "kube-controller-manager", "operation": "Update", "subresource": "status", "fieldsV1": {"f:status": {}}},
    ]);
    assert_eq!(owner_of(&managed, "/spec/replicas", "homeroom"), Some("autoscaler"));
    assert_eq!(owner_of(&managed, "/spec/ports/0/port", "homeroom"), Some("autoscaler"), "items are named otherwise there");
    assert_eq!(owner_of(&managed, "/spec/template", "homeroom"), None);
    assert_eq!(owner_of(&Value::Null, "/spec/template", "homeroom"), None);
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
fn labels_taken_off_by_hand_are_put_back() {
    let (mut server, plan) = stands(&fixture::live_order("class", 1));
    for object in
        [ObjectRef::new(ObjectKind::Namespace, &plan.namespace), deployment(&plan, 0), ObjectRef::new(ObjectKind::ConfigMap, "order")]
    {
        server.edit(&object, |body| drop(body["metadata"]["labels"].as_object_mut().unwrap().remove(INSTALLATION_LABEL)));
        let changes = diff(&plan, &server.observed);
        assert_eq!(changes.foreign, None, "{object}");
        assert_eq!(changes.apply.iter().map(|apply| &apply.object).collect::<Vec<_>>(), [&object]);
        settle(&mut server, &plan);
    }
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
