//! `GET /v1/kinds`

use crate::support::{TestApp, nodes};

#[tokio::test]
async fn kinds_are_explained_for_a_room_of_so_many_pupils() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").await;
    let kinds = school.get("/v1/kinds?seats=50").header("accept-language", "zh-CN").send().await.expect(200);
    let names: Vec<_> = kinds.items().iter().map(|kind| kind["kind"].clone()).collect();
    assert_eq!(names, ["lecture", "class", "seminar", "studio"]);
    let class = &kinds.items()[1];
    assert_eq!((class["room"]["cpu_milli"].as_i64(), class["room"]["network_mbit"].as_i64()), (Some(1_716), Some(156)));
    assert!(class["room"]["message"].as_str().unwrap().starts_with("50 名学生"));
    assert!(kinds.items()[2].get("room").is_none(), "a seminar has at most 30 seats");
    for wrong in ["x", "0", "3001", "-1"] {
        school.get(&format!("/v1/kinds?seats={wrong}")).send().await.expect_invalid("?seats");
    }
}
