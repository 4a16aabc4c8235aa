//! `/v1/clusters/{id}/node-groups`: what can be said of a group without its cluster.

use serde_json::{Value, json};

use crate::support::{TestApp, nodes};

fn group(field: &str, value: Value) -> Value {
    let mut group = json!({"api_version": "cluster.x-k8s.io/v1beta2", "kind": "MachineDeployment", "namespace": "machines", "name": "rooms",
        "node_label": "pool=rooms", "min": 0, "max": 4, "boot_minutes": 10});
    group[field] = value;
    group
}

#[tokio::test]
async fn a_group_that_cannot_be_is_refused_with_its_field() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let cluster = app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0);
    let path = format!("/v1/clusters/{cluster}/node-groups");
    for (field, value) in [
        ("api_version", json!("a/b/c")),
        ("kind", json!("Machine Deployment")),
        ("namespace", json!("../x")),
        ("name", json!("")),
        ("node_label", json!("pool")),
        ("min", json!(5)),
        ("min", json!(-1)),
        ("max", json!(5001)),
        ("boot_minutes", json!(0)),
    ] {
        app.platform_post(&path).json(&group(field, value)).send().await.expect_invalid(&format!("/{field}"));
    }
    // Its cluster does not answer: it is a row.
    let refused = app.platform_post(&path).json(&group("min", json!(1))).send().await.expect_invalid("/name");
    assert_eq!(refused["errors"][0]["code"], "group_silent");
    assert_eq!(app.platform_get(&path).send().await.expect(200).items(), [] as [Value; 0]);
    let other = "/v1/clusters/clu_0197f000-0000-7000-8000-000000000000/node-groups";
    app.platform_post(other).json(&group("min", json!(1))).send().await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn a_group_that_is_removed_gives_nothing_any_more() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let cluster = app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0);
    let path = format!("/v1/clusters/{cluster}/node-groups");
    let insert = "INSERT INTO node_groups (id, cluster_id, api_version, kind, plural, namespace, name, node_label, min_nodes, max_nodes, boot_minutes, gives_back,
                                           seen, created_at)
                  SELECT gen_random_uuid(), id, 'v1', 'Pool', 'pools', 'machines', 'rooms', 'pool=rooms', 0, 5, 10, true,
                         '{\"wanted\": 1, \"asked\": 1, \"ready\": 1, \"leaving\": 0}', '2026-08-25' FROM clusters";
    sqlx::query(insert).execute(&mut app.sql().await).await.unwrap();
    sqlx::query("UPDATE clusters SET group_nodes = 4, group_lead_minutes = 10").execute(&mut app.sql().await).await.unwrap();
    let found = app.platform_get(&path).send().await.expect(200).items()[0].clone();
    assert_eq!((&found["ready"], &found["max"], &found["trouble"]), (&json!(1), &json!(5), &Value::Null));
    let one = format!("{path}/{}", found["id"].as_str().unwrap());
    let remove = || app.call("DELETE", &one).bearer(&app.platform_key).send();
    remove().await.expect(204);
    remove().await.expect_problem(404, "not-found");
    let left: i32 = sqlx::query_scalar("SELECT group_nodes FROM clusters").fetch_one(&mut app.sql().await).await.unwrap();
    assert_eq!(left, 0);
}
