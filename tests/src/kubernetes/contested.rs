//! What others set back as often as it is written: it is said, and fought less and less.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use homeroom_domain::ids::OrderId;
use serde_json::{Value, json};

use super::world::{Replica, World};
use crate::support::class_of;

async fn begun() -> (World, Replica) {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    (world, replica)
}

/// An order whose room is not up yet, and where its Deployment is.
async fn ordered(world: &World) -> (OrderId, String) {
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;
    (order, world.deployment_path(order, 0).await)
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn somebody_who_sets_a_field_back_is_named_and_fought_less_and_less() {
    let (world, replica) = begun().await;
    let (order, path) = ordered(&world).await;
    let (other, repairs) = (json!({"spec": {"revisionHistoryLimit": 5}}), AtomicU32::new(0));
    let sets_back = async {
        let counted = Ordering::Relaxed;
        loop {
            if world.kube().get(&path).await.unwrap().unwrap()["spec"]["revisionHistoryLimit"] != 5 {
                repairs.fetch_add(1, counted);
                world.kube().patch(&format!("{path}?fieldManager=other"), &other).await.unwrap();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let is_told = |row: &Value| {
        let provisioned = row["conditions"].as_array().unwrap().iter().find(|c| c["type"] == "Provisioned").unwrap();
        let (says, params) = (&provisioned["reason"], &provisioned["params"]);
        says == "FieldContested"
            && params["manager"] == "other"
            && params["field"] == "/spec/revisionHistoryLimit"
            && params["kind"] == "Deployment"
    };
    let watches = async {
        world.until(order, "told of the other", is_told).await;
        let before = repairs.load(Ordering::Relaxed);
        tokio::time::sleep(Duration::from_secs(20)).await;
        repairs.load(Ordering::Relaxed) - before
    };
    let more = tokio::select! {
        more = watches => more,
        () = sets_back => unreachable!("it goes on until it is dropped"),
    };
    assert!(more <= 3, "{more} more repairs in 20 s, after it was known");
    replica.stop().await;
}

/// A policy that the cluster's operator wrote, as webhooks do, changes what is written before it is stored: nobody else's name stands by the field.
#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn what_the_clusters_own_admission_undoes_is_said_and_fought_less_and_less() {
    const POLICIES: &str = "/apis/admissionregistration.k8s.io/v1";
    let (world, replica) = begun().await;
    let (order, path) = ordered(&world).await;
    let policy = json!({"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingAdmissionPolicy", "metadata": {"name": "five"}, "spec": {
        "matchConstraints": {"resourceRules": [
            {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["deployments"]}]},
        "reinvocationPolicy": "Never", "failurePolicy": "Fail",
        "mutations": [{"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": "Object{spec: Object.spec{revisionHistoryLimit: 5}}"}}]}});
    let binding = json!({"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingAdmissionPolicyBinding", "metadata": {"name": "five"},
        "spec": {"policyName": "five"}});
    world.kube().post(&format!("{POLICIES}/mutatingadmissionpolicies"), &policy).await.unwrap();
    world.kube().post(&format!("{POLICIES}/mutatingadmissionpolicybindings"), &binding).await.unwrap();
    // It begins to hold a moment later: then a write of anything else leaves its value, and this is what drifts.
    world
        .wait("the policy holds", || async {
            let changed = world.kube().patch(&path, &json!({"metadata": {"annotations": {"tried": "yes"}}})).await.unwrap();
            world.kube().patch(&path, &json!({"metadata": {"annotations": {"tried": null}}})).await.unwrap();
            changed["spec"]["revisionHistoryLimit"] == 5
        })
        .await;
    let is_told = |row: &Value| {
        let provisioned = row["conditions"].as_array().unwrap().iter().find(|c| c["type"] == "Provisioned").unwrap();
        provisioned["status"] == "false" && (provisioned["reason"] == "ObjectsNotAsPlanned" || provisioned["reason"] == "FieldContested")
    };
    world.until(order, "told of what is undone", is_told).await;
    let before = applies(&world).await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    let more = applies(&world).await - before;
    assert!(more <= 3, "{more} more writes in 10 s, after it was known");
    for kind in ["mutatingadmissionpolicybindings", "mutatingadmissionpolicies"] {
        world.kube().delete(&format!("{POLICIES}/{kind}/five")).await.unwrap();
    }
    world.until_ready(order, 0).await;
    replica.stop().await;
}

/// How many times somebody applied a Deployment since the API server began.
async fn applies(world: &World) -> u64 {
    let metrics = world.kube().text("/metrics").await.unwrap();
    let of_deployments = |line: &&str| {
        line.starts_with("apiserver_request_total{") && line.contains(r#"resource="deployments""#) && line.contains(r#"verb="APPLY""#)
    };
    let counts = metrics.lines().filter(of_deployments).filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
    counts.sum::<f64>() as u64
}
