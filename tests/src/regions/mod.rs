//! `GET /v1/regions`

use serde_json::json;

use crate::support::{TestApp, nodes};

#[tokio::test]
async fn a_tenant_may_name_the_regions_of_clusters_of_its_sort() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await.with_cluster("bj-2", nodes(1)).await;
    let app = app.with_cluster("eu-1", nodes(1).region("eu")).await.with_cluster("sim-1", nodes(1).region("lab").simulated()).await;
    let (school, trial) = (app.tenant("Qinghe").await, app.tenant("Trial").test_mode().await);
    let regions = school.get("/v1/regions").send().await.expect(200);
    assert_eq!(regions["items"], json!([{"region": "cn-beijing"}, {"region": "eu"}]));
    assert_eq!(trial.get("/v1/regions").send().await.expect(200)["items"], json!([{"region": "lab"}]));
}
