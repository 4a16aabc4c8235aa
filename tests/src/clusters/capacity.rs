//! A cluster's calendar, as operators see it.

use serde_json::json;

use crate::support::{TestApp, class_of, nodes, rooms, seats};

#[tokio::test]
async fn what_is_booked_is_shown_with_its_limits() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let cluster = app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0);
    let path = format!("/v1/clusters/{cluster}/capacity?from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z");
    let empty = app.platform_get(&path).send().await.expect(200);
    assert!(empty["resources"].as_array().unwrap().iter().all(|resource| resource["peak"].is_null()), "{}", empty.text());

    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    school.order(class_of(50).rooms(10).weekly("MO", "09:00", 45)).await.expect_created();
    let booked = app.platform_get(&path).send().await.expect(200);
    let pods = booked["resources"].as_array().unwrap().iter().find(|resource| resource["resource"] == "pods").unwrap().clone();
    // 09:00 in Shanghai, widened by ten minutes of lead and of drain.
    assert_eq!(pods["limit"], 220);
    assert_eq!(pods["peak"], json!({"used": 10, "at": "2026-09-07T00:50:00Z"}));
    assert_eq!(pods["steps"], json!([{"from": "2026-09-07T00:50:00Z", "to": "2026-09-07T01:55:00Z", "used": 10}]));

    app.call("DELETE", &format!("/v1/clusters/{cluster}")).bearer(&app.platform_key).send().await.expect_problem(409, "cluster-in-use");
}

#[tokio::test]
async fn a_stretch_that_cannot_be_is_refused() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let cluster = app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0);
    for query in ["from=2026-09-08T00:00:00Z&to=2026-09-07T00:00:00Z", "to=2030-01-01T00:00:00Z"] {
        app.platform_get(&format!("/v1/clusters/{cluster}/capacity?{query}")).send().await.expect_invalid("?to");
    }
    app.platform_get("/v1/clusters/clu_nonsense/capacity").send().await.expect_problem(404, "not-found");
}
