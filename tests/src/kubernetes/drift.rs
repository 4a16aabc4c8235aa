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
    world.until_ready(order, 0).await;

    let before = (versions(&world, &namespace).await, rows(&world).await);
    let leases = lease_rows(&world, std::time::Duration::from_secs(20)).await;
    let after = (versions(&world, &namespace).await, rows(&world).await);
    assert_eq!(before.0, after.0, "nothing is written to Kubernetes at rest");
    assert_eq!(before.1, after.1, "nothing is written to Postgres at rest but leases");
    // Two renewals, and perhaps a last look at what was repaired; a worker that locked it to look would leave a mark each second.
    assert!(leases <= 5, "a lease's row is left alone between renewals: {leases} versions of it in 20 s");
    replica.stop().await;
}

#[tokio::test]
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
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
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
