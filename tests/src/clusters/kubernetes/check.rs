//! A real cluster is tried out before it is registered.

use serde_json::json;

use crate::{kubernetes::Plane, support::TestApp};

#[tokio::test]
async fn a_cluster_says_its_version_its_rights_and_its_nodes_and_is_not_registered_by_that() {
    let (app, plane) = (TestApp::new().await, Plane::with(2).await);
    let check = async |kubeconfig: String| {
        app.platform_post("/v1/clusters/check").json(&json!({"kubeconfig": kubeconfig})).send().await.expect(200)
    };
    let found = check(plane.homeroom_kubeconfig().await.unwrap()).await;
    assert_eq!((&found["suitable"], &found["problems"]), (&json!(true), &json!([])), "{}", found.text());
    assert!(found.text_of("version").starts_with("v1."));
    assert_eq!((&found["nodes"]["total"], &found["nodes"]["schedulable"]), (&json!(2), &json!(2)));
    assert!(found["nodes"]["cpu_milli"].as_i64().unwrap() > 0);
    let rights = found["rights"].as_array().unwrap();
    assert!(rights.contains(&json!({"verb": "patch", "resource": "deployments.apps", "allowed": true})));
    assert!(app.platform_get("/v1/clusters").send().await.expect(200).items().is_empty());
}
