//! A real cluster is taken on, edited, and taken off.

use std::time::Duration;

use homeroom_local::kube_api::KubeApi;
use serde_json::{Value, json};

use crate::{
    kubernetes::Plane,
    support::{Answer, TestApp},
};

struct Clusters {
    app: TestApp,
    plane: Plane,
    other: Plane,
}

async fn clusters() -> Clusters {
    let [plane, other] = Plane::several([1, 0]).await;
    Clusters { app: TestApp::new().await, plane, other }
}

impl Clusters {
    async fn register(&self, name: &str, kubeconfig: &str) -> Answer {
        register(&self.app, name, kubeconfig).await
    }

    async fn patch(&self, path: &str, etag: &str, change: &Value) -> Answer {
        self.app.call("PATCH", path).bearer(&self.app.platform_key).header("if-match", etag).json(change).send().await
    }
}

async fn register(app: &TestApp, name: &str, kubeconfig: &str) -> Answer {
    app.platform_post("/v1/clusters").json(&body(name, kubeconfig)).send().await
}

fn body(name: &str, kubeconfig: &str) -> Value {
    json!({"name": name, "region": "cn-beijing", "kubeconfig": kubeconfig, "media_url": "wss://{classroom}.rooms.example.org"})
}

#[tokio::test]
async fn a_cluster_is_known_by_its_identity_and_its_kubeconfig_is_never_shown() {
    let clusters = clusters().await;
    let kubeconfig = clusters.plane.homeroom_kubeconfig().await.unwrap();
    let call = || {
        clusters
            .app
            .post("/v1/clusters")
            .bearer(&clusters.app.platform_key)
            .header("idempotency-key", "k-1")
            .json(&body("bj-1", &kubeconfig))
    };
    let created = call().send().await.expect_created();
    assert!(created.text_of("version").starts_with("v1."), "{}", created.text());
    assert_eq!(created["headroom_percent"], 10);
    assert!(!created.text().contains("token") && created.json().get("kubeconfig").is_none());
    let path = format!("/v1/clusters/{}", created.id());
    assert_eq!(created.header("location"), Some(path.as_str()));

    // The same request again is the same answer; the same cluster again is refused.
    let replayed = call().send().await.expect_created();
    assert_eq!((replayed.header("idempotent-replayed"), replayed.id()), (Some("true"), created.id()));
    clusters.register("bj-2", &kubeconfig).await.expect_problem(409, "cluster-known");
    let other = clusters.other.homeroom_kubeconfig().await.unwrap();
    clusters.register("bj-1", &other).await.expect_invalid("/name");

    // An edit: its own kubeconfig again, but not that of another.
    let refused = clusters.patch(&path, created.etag(), &json!({"kubeconfig": other})).await.expect_invalid("/kubeconfig");
    assert_eq!(refused["errors"][0]["code"], "kubeconfig_other_cluster");
    let amended = clusters.patch(&path, created.etag(), &json!({"kubeconfig": kubeconfig, "node_limit": 3})).await.expect(200);
    assert_eq!(amended["node_limit"], 3);
    clusters.patch(&path, created.etag(), &json!({"name": "bj-9"})).await.expect_problem(412, "precondition-failed");
    let stored: Vec<u8> = sqlx::query_scalar("SELECT kubeconfig FROM clusters").fetch_one(&mut clusters.app.sql().await).await.unwrap();
    assert!(!String::from_utf8_lossy(&stored).contains("127.0.0.1"), "it is sealed");

    // Cordon and back, each twice.
    for (verb, cordoned) in [("cordon", true), ("cordon", true), ("uncordon", false), ("uncordon", false)] {
        let answer = clusters.app.platform_post(&format!("{path}/{verb}")).send().await.expect(200);
        assert_eq!(answer["cordoned_at"].is_string(), cordoned);
    }
    let events: i64 = sqlx::query_scalar("SELECT count(*) FROM events WHERE type LIKE 'cluster.%'")
        .fetch_one(&mut clusters.app.sql().await)
        .await
        .unwrap();
    assert_eq!(events, 4, "registered, updated, cordoned, uncordoned");

    clusters.app.call("DELETE", &path).bearer(&clusters.app.platform_key).send().await.expect(204);
    clusters.app.platform_get(&path).send().await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn missing_rights_are_listed_by_name() {
    let (app, plane) = (TestApp::new().await, Plane::with(1).await);
    let kubeconfig = plane.homeroom_kubeconfig().await.unwrap();
    let role = "/apis/rbac.authorization.k8s.io/v1/clusterroles/homeroom";
    let mut rules = plane.api().get(role).await.unwrap().unwrap()["rules"].clone();
    for rule in rules.as_array_mut().unwrap() {
        if rule["resources"].as_array().unwrap().contains(&json!("deployments")) {
            rule["verbs"] = json!(["get", "list", "watch"]);
        }
    }
    plane.api().patch(role, &json!({"rules": rules})).await.unwrap();
    // The authorizer of the API server hears of it a moment later.
    until_refused(plane.api(), "create", "deployments").await;
    let refused = register(&app, "bj-1", &kubeconfig).await.expect_invalid("/kubeconfig");
    assert_eq!(refused["errors"][0]["code"], "cluster_rights_missing");
    let missing = json!(["create deployments.apps", "patch deployments.apps", "delete deployments.apps"]);
    assert_eq!(refused["errors"][0]["params"]["rights"], missing);
}

/// Waits until Homeroom may not do this any more.
async fn until_refused(api: &KubeApi, verb: &str, resource: &str) {
    let question = json!({"spec": {"user": "system:serviceaccount:homeroom-system:homeroom",
        "resourceAttributes": {"group": "apps", "verb": verb, "resource": resource}}});
    while api.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", &question).await.unwrap()["status"]["allowed"] == true {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
