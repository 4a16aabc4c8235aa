//! What others change is put right, but never under a lesson.

use homeroom_domain::workload::namespace_name;
use serde_json::{Value, json};

use super::world::World;
use crate::support::class_of;

#[tokio::test]
async fn drift_is_repaired_and_at_rest_nothing_is_written() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).rooms(2).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;
    let namespace = namespace_name(order);

    // Something removed, something changed.
    world.kube().delete(&format!("/api/v1/namespaces/{namespace}/services/rooms")).await.unwrap();
    let quota = format!("/api/v1/namespaces/{namespace}/resourcequotas/order");
    world.kube().patch(&quota, &json!({"spec": {"hard": {"pods": "999"}}})).await.unwrap();
    world
        .wait("the service is back", || async {
            world.kube().get(&format!("/api/v1/namespaces/{namespace}/services/rooms")).await.unwrap().is_some()
        })
        .await;
    world.wait("the quota is back", || async { world.kube().get(&quota).await.unwrap().unwrap()["spec"]["hard"]["pods"] != "999" }).await;

    // What is not ours is told of, and stays.
    let stranger = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "notes"}});
    world.kube().post(&format!("/api/v1/namespaces/{namespace}/configmaps"), &stranger).await.unwrap();
    // What is known of its images, and of roads to its rooms, is told once.
    let tells = |told: &Value| {
        let is_told = |kind: &str| told["conditions"].as_array().unwrap().iter().any(|c| c["type"] == kind);
        is_told("ImagesPreloaded") && is_told("RoomsReachable")
    };
    world.until_cluster("telling of images and roads", tells).await;
    world.until(order, "telling of a stranger", |row| has(row, "UnknownObjects", &json!({"objects": 1}))).await;
    world.until_ready(order, 0).await;

    let before = (versions(&world, &namespace).await, rows(&world).await);
    let leases = lease_rows(&world, std::time::Duration::from_secs(10)).await;
    let after = (versions(&world, &namespace).await, rows(&world).await);
    assert_eq!(before.0, after.0, "nothing is written to Kubernetes at rest");
    assert_eq!(before.1, after.1, "nothing is written to Postgres at rest but leases");
    // A renewal, and perhaps a last look at what was repaired; a worker that locked it to look would leave a mark each second.
    assert!(leases <= 4, "a lease's row is left alone between renewals: {leases} versions of it in 10 s");

    let notes = format!("/api/v1/namespaces/{namespace}/configmaps/notes");
    assert!(world.kube().get(&notes).await.unwrap().is_some(), "it is told of, and stays");
    world.kube().delete(&notes).await.unwrap();
    world.until(order, "telling of none", |row| !has(row, "UnknownObjects", &json!({"objects": 1}))).await;
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn what_a_plan_leaves_out_is_taken_away_again() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;
    let namespace = namespace_name(order);
    let policy = |name: &str| format!("/apis/networking.k8s.io/v1/namespaces/{namespace}/networkpolicies/{name}");
    let service = format!("/api/v1/namespaces/{namespace}/services/rooms");
    let budget = format!("/apis/policy/v1/namespaces/{namespace}/poddisruptionbudgets/rooms");
    let room = world.deployment_path(order, 0).await;
    let of_room = |spec: Value| json!({"spec": {"template": {"spec": spec}}});
    for (path, field, opened) in [
        (policy("deny-all"), "/spec/ingress", json!({"spec": {"ingress": [{}]}})),
        (policy("deny-all"), "/spec/egress", json!({"spec": {"egress": [{}]}})),
        (service.clone(), "/spec/externalIPs", json!({"spec": {"externalIPs": ["192.0.2.1"]}})),
        (service.clone(), "/spec/externalName", json!({"spec": {"type": "ExternalName", "externalName": "a.example", "clusterIP": ""}})),
        (budget, "/spec/minAvailable", json!({"spec": {"maxUnavailable": null, "minAvailable": 0}})),
        (room.clone(), "/spec/paused", json!({"spec": {"paused": true}})),
        (room.clone(), "/spec/template/spec/hostNetwork", of_room(json!({"hostNetwork": true}))),
        (room.clone(), "/spec/template/spec/nodeSelector", of_room(json!({"nodeSelector": {"disk": "ssd"}}))),
    ] {
        let opened = world.kube().patch(&path, &opened).await;
        assert!(opened.is_ok(), "{path}: {opened:?}");
        let is_out = |object: Value| object.pointer(field).is_none_or(Value::is_null);
        world.wait(field, || async { is_out(world.kube().get(&path).await.unwrap().unwrap()) }).await;
        world.until_ready(order, 0).await;
    }
    let service = world.kube().get(&service).await.unwrap().unwrap();
    assert_eq!((&service["spec"]["type"], &service["spec"]["clusterIP"]), (&json!("ClusterIP"), &json!("None")));

    // Controllers may still write their last status; a fight over the server's defaults would never end.
    world
        .wait("three seconds in which nobody writes", || async {
            let before = versions(&world, &namespace).await;
            tokio::time::sleep(std::time::Duration::from_secs(3)).await;
            versions(&world, &namespace).await == before
        })
        .await;
    replica.stop().await;
}

/// Whether an order has a condition with these parameters.
fn has(row: &Value, kind: &str, params: &Value) -> bool {
    row["conditions"].as_array().unwrap().iter().any(|c| c["type"] == kind && c["status"] == "true" && c["params"] == *params)
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn labels_that_a_hand_takes_off_are_put_back_and_keep_no_order_from_its_end() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-02T01:00:00Z");
    let order = world.order(&class_of(50).rooms(2).weekly("WE", "09:00", 45).term("2026-09-01", "2026-09-30")).await;
    world.until_ready(order, 2).await;
    let pods = uids(&world, order).await;
    let namespace = namespace_name(order);
    let room = world.deployment_path(order, 0).await;
    let labels = json!({"metadata": {"labels": {"app.kubernetes.io/managed-by": null, "homeroom.dev/installation": null, "homeroom.dev/order": null}}});
    for path in
        [&room, &format!("/api/v1/namespaces/{namespace}/configmaps/order"), &format!("/api/v1/namespaces/{namespace}/services/rooms")]
    {
        world.kube().patch(path, &labels).await.unwrap();
        let is_labelled = |object: Value| object["metadata"]["labels"]["homeroom.dev/installation"] == "homeroom";
        world.wait("the labels are back", || async { is_labelled(world.kube().get(path).await.unwrap().unwrap()) }).await;
    }
    let one = json!({"metadata": {"labels": {"app.kubernetes.io/managed-by": null}}});
    let path = format!("/api/v1/namespaces/{namespace}");
    world.kube().patch(&path, &one).await.unwrap();
    let is_labelled = |object: Value| object["metadata"]["labels"]["app.kubernetes.io/managed-by"] == "homeroom";
    world.wait("the namespace's label is back", || async { is_labelled(world.kube().get(&path).await.unwrap().unwrap()) }).await;
    world.until_ready(order, 2).await;
    assert_eq!(uids(&world, order).await, pods, "no live room was touched for it");

    // Disowned while nobody may write, and then the order ends.
    let paused = |value: Value| json!({"metadata": {"annotations": {"homeroom.dev/paused": value}}});
    world.kube().patch(&path, &paused(json!("true"))).await.unwrap();
    world.kube().patch(&room, &labels).await.unwrap();
    world.until(order, "paused", |row| row["conditions"].as_array().unwrap().iter().any(|c| c["type"] == "Paused")).await;
    world.set_time("2026-09-30T16:00:00Z");
    world.kube().patch(&path, &paused(Value::Null)).await.unwrap();
    world.until_phase(order, "released").await;
    assert!(world.namespace(order).await.is_none());
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn what_a_stranger_made_in_our_place_becomes_ours() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;
    let namespace = namespace_name(order);
    replica.stop().await;
    for (kind, path, body) in [
        ("ConfigMap", "configmaps", json!({"metadata": {"name": "order"}, "data": {"note": "mine"}})),
        ("Service", "services", json!({"metadata": {"name": "rooms"}, "spec": {"clusterIP": "None", "selector": {"app": "mine"}}})),
    ] {
        let (folder, mut body) = (format!("/api/v1/namespaces/{namespace}/{path}"), body);
        (body["apiVersion"], body["kind"]) = (json!("v1"), json!(kind));
        world.kube().delete(&format!("{folder}/{}", body["metadata"]["name"].as_str().unwrap())).await.unwrap();
        world.kube().post(&folder, &body).await.unwrap();
    }
    let replica = world.replica();
    let service = format!("/api/v1/namespaces/{namespace}/services/rooms");
    let is_ours = |object: Value| {
        object["metadata"]["labels"]["homeroom.dev/order"] == order.to_string() && object["spec"]["selector"]["app"].is_null()
    };
    world.wait("the service is ours", || async { is_ours(world.kube().get(&service).await.unwrap().unwrap()) }).await;
    world.until_ready(order, 0).await;
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_hand_edit_of_a_live_template_stays_until_the_rooms_next_start() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-02T01:00:00Z");
    let order = world.order(&class_of(50).weekly("WE,TH", "09:00", 45)).await;
    world.until_ready(order, 1).await;
    let path = world.deployment_path(order, 0).await;
    let template = || async { world.kube().get(&path).await.unwrap().unwrap()["spec"]["template"].clone() };
    let planned = template().await;
    // The one who edits replaces the pod; we do not replace it again under the lesson that goes on in it.
    let edit = json!({"spec": {"template": {"metadata": {"annotations": {"by": "hand"}}, "spec": {"terminationGracePeriodSeconds": 7}}}});
    world.kube().patch(&path, &edit).await.unwrap();
    world.until(order, "waiting for the next start", |row| has(row, "UpdatePending", &json!({"rooms": 1}))).await;
    world.until_ready(order, 1).await;
    let edited = template().await;
    assert_eq!(edited["spec"]["terminationGracePeriodSeconds"], 7);
    let is_edited = |pod: &Value| pod["metadata"]["annotations"]["by"] == "hand" && pod["status"]["phase"] == "Running";
    world
        .wait("the edited pod is the only one", || async {
            let pods = world.pods(order).await;
            pods.len() == 1 && pods.iter().all(is_edited)
        })
        .await;
    let pods = uids(&world, order).await;
    world.another_round(order).await;
    assert_eq!((template().await, uids(&world, order).await), (edited, pods));

    world.set_time("2026-09-02T02:00:00Z");
    world.until_ready(order, 0).await;
    world.set_time("2026-09-03T01:00:00Z");
    world.until_ready(order, 1).await;
    assert_eq!(template().await["spec"]["terminationGracePeriodSeconds"], planned["spec"]["terminationGracePeriodSeconds"]);
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_namespace_that_is_deleted_by_hand_is_made_again_with_its_rooms() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-02T01:00:00Z");
    let order = world.order(&class_of(50).rooms(2).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 2).await;
    let before = world.namespace(order).await.unwrap()["metadata"]["uid"].clone();
    world.kube().delete(&format!("/api/v1/namespaces/{}", namespace_name(order))).await.unwrap();
    world
        .wait("another namespace", || async {
            world.namespace(order).await.is_some_and(|namespace| namespace["metadata"]["uid"] != before)
        })
        .await;
    world.until_ready(order, 2).await;
    replica.stop().await;
}

async fn uids(world: &World, order: homeroom_domain::ids::OrderId) -> Vec<String> {
    let mut uids: Vec<_> = world.pods(order).await.iter().map(|pod| pod["metadata"]["uid"].as_str().unwrap().to_owned()).collect();
    uids.sort();
    uids
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_paused_namespace_is_left_alone_and_says_so() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;
    let namespace = namespace_name(order);
    let pause = |value: Value| json!({"metadata": {"annotations": {"homeroom.dev/paused": value}}});
    world.kube().patch(&format!("/api/v1/namespaces/{namespace}"), &pause(json!("true"))).await.unwrap();
    world.kube().delete(&format!("/api/v1/namespaces/{namespace}/services/rooms")).await.unwrap();
    let paused = |row: &Value| row["conditions"].as_array().unwrap().iter().any(|c| c["type"] == "Paused" && c["params"]["writes"] == 1);
    world.until(order, "paused", paused).await;
    assert!(world.kube().get(&format!("/api/v1/namespaces/{namespace}/services/rooms")).await.unwrap().is_none());
    world.kube().patch(&format!("/api/v1/namespaces/{namespace}"), &pause(Value::Null)).await.unwrap();
    world.until_ready(order, 0).await;
    replica.stop().await;
}

#[tokio::test]
async fn a_live_room_keeps_its_pod_through_amendment_new_image_and_new_version() {
    let mut world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-02T01:00:00Z");
    let spec = class_of(50).weekly("WE,TH", "09:00", 45);
    let order = world.order(&spec).await;
    world.until_ready(order, 1).await;
    let pod = world.pods(order).await.remove(0);
    let path = world.deployment_path(order, 0).await;
    let template = world.kube().get(&path).await.unwrap().unwrap()["spec"]["template"].clone();

    // An amendment: more seats, so another size.
    world.amend(order, &spec.clone().with("/rooms/0/seats", json!(80))).await;
    let row = world.until_ready(order, 1).await;
    assert!(row["conditions"].as_array().unwrap().iter().any(|c| c["type"] == "UpdatePending"), "{row:#}");

    // A new version of the service with another image.
    replica.stop().await;
    world.app.change_config(|config| config.room_image = "docker.io/livekit/livekit-server:v9".to_owned());
    let replica = world.replica();
    // A hand edit on top.
    let edit = json!({"metadata": {"annotations": {"by": "hand"}}});
    world.kube().patch(&path, &edit).await.unwrap();
    world.another_round(order).await;
    world.until_ready(order, 1).await;
    assert_eq!(world.kube().get(&path).await.unwrap().unwrap()["spec"]["template"], template);
    assert_eq!(world.pods(order).await[0]["metadata"]["uid"], pod["metadata"]["uid"]);

    // The room's next start takes all of it up.
    world.set_time("2026-09-02T02:00:00Z");
    world.until_ready(order, 0).await;
    world.set_time("2026-09-03T00:55:00Z");
    world.until_ready(order, 1).await;
    let next = world.kube().get(&path).await.unwrap().unwrap()["spec"]["template"].clone();
    assert_eq!(next["spec"]["containers"][0]["image"], "docker.io/livekit/livekit-server:v9");
    assert_ne!(next["spec"]["containers"][0]["resources"], template["spec"]["containers"][0]["resources"]);
    let row = world.row(order).await;
    assert!(!row["conditions"].as_array().unwrap().iter().any(|c| c["type"] == "UpdatePending"), "{row:#}");
    replica.stop().await;
}

/// The versions of everything that we write in a namespace.
async fn versions(world: &World, namespace: &str) -> Vec<(String, String)> {
    let mut versions = Vec::new();
    for path in ["api/v1", "apps/v1", "networking.k8s.io/v1", "policy/v1"]
        .map(|group| if group == "api/v1" { group.into() } else { format!("apis/{group}") })
    {
        let resources: &[&str] = match path.as_str() {
            "api/v1" => &["configmaps", "secrets", "services", "resourcequotas", "limitranges", "serviceaccounts"],
            "apis/apps/v1" => &["deployments"],
            "apis/networking.k8s.io/v1" => &["networkpolicies"],
            _ => &["poddisruptionbudgets"],
        };
        for resource in resources {
            for object in world.list(&format!("/{path}/namespaces/{namespace}/{resource}")).await {
                let text = |field: &str| object["metadata"][field].as_str().unwrap().to_owned();
                versions.push((format!("{resource}/{}", text("name")), text("resourceVersion")));
            }
        }
    }
    versions
}

/// How many states the lease's row went through: each renewal makes a new version of it, and each lock leaves a mark on it.
async fn lease_rows(world: &World, lasting: std::time::Duration) -> usize {
    let mut seen = std::collections::HashSet::new();
    let end = tokio::time::Instant::now() + lasting;
    while tokio::time::Instant::now() < end {
        seen.insert(world.scalar("SELECT (xmin::text::bigint << 32) + xmax::text::bigint FROM cluster_leases").await);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    seen.len()
}

/// The versions of all rows but leases: a row that is written has another one, even when it says the same.
async fn rows(world: &World) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for table in [
        "orders",
        "order_generations",
        "dropped_generations",
        "classrooms",
        "readiness",
        "placements",
        "reservations",
        "events",
        "clusters",
        "cluster_nodes",
        "calendars",
        "calendar_days",
    ] {
        let sql = format!("SELECT coalesce(string_agg(xmin::text || ctid::text, ' ' ORDER BY ctid), '') FROM {table}");
        let versions: String = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut world.app.sql().await).await.unwrap();
        rows.push((table.to_owned(), versions));
    }
    rows
}
