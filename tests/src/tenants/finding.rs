//! Tenants that are searched, sorted, narrowed and counted.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn tenants_are_found_by_a_part_of_their_name_and_sorted_as_people_count() {
    let app = TestApp::new().await;
    let (_, key) = app.partner("North").await;
    for name in ["Middle School No. 10", "Middle School No. 2", "青禾二中"] {
        app.tenant(name).await;
    }
    app.tenant("École du Nord").by(&key).await;
    let names = async |query: &str, key: &str| {
        let page = app.get(&format!("/v1/tenants?{query}")).bearer(key).send().await.expect(200);
        page.items().iter().map(|tenant| tenant["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let platform = &app.platform_key;
    assert_eq!(names("sort=name&q=middle", platform).await, ["Middle School No. 2", "Middle School No. 10"]);
    assert_eq!(names("sort=-name&q=MIDDLE", platform).await, ["Middle School No. 10", "Middle School No. 2"]);
    assert_eq!(names("q=%E4%BA%8C", platform).await, ["青禾二中"]);
    assert_eq!(names("q=ecole", &key).await, ["École du Nord"]);
    assert_eq!(names("q=middle", &key).await, [""; 0], "a partner finds its own");
    assert_eq!(names("sort=-created_at&limit=1", platform).await, ["École du Nord"]);
    let counted = app.platform_get("/v1/tenants?count=true&limit=1&q=middle").send().await.expect(200);
    assert_eq!((&counted["total"], &counted["total_is_minimum"]), (&json!(2), &json!(false)));
}

#[tokio::test]
async fn tenants_are_narrowed_to_those_that_are_suspended() {
    let app = TestApp::new().await;
    let (active, suspended) = (app.tenant("Active").await, app.tenant("Suspended").await);
    let path = format!("/v1/tenants/{}/suspend", suspended.id);
    app.platform_post(&path).json(&json!({"reason": "unpaid"})).send().await.expect(200);
    let ids = async |standing: &str| app.platform_get(&format!("/v1/tenants?standing={standing}")).send().await.expect(200).ids();
    assert_eq!(ids("suspended").await, std::slice::from_ref(&suspended.id));
    assert_eq!(ids("active").await, std::slice::from_ref(&active.id));
    app.platform_get("/v1/tenants?standing=gone").send().await.expect_invalid("?standing");
}
