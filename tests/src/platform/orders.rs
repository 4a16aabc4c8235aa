//! `GET /v1/platform/orders`

use serde_json::{Value, json};

use crate::support::{TestApp, class_of, nodes, rooms, seats, uuid_of};

#[tokio::test]
async fn operators_see_whose_each_order_is_and_where_it_is_placed() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let mut placed = Vec::new();
    for name in ["Qinghe", "Lakeside"] {
        let school = app.tenant(name).with_quota(rooms(10), seats(500)).await;
        placed.push(school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id());
        app.set_time("2026-08-25T00:00:01Z");
    }

    let all = app.platform_get("/v1/platform/orders").send().await.expect(200);
    assert_eq!(all.ids(), placed, "the oldest first");
    let second = &all.items()[1];
    assert_eq!(
        (&second["tenant_name"], &second["cluster_name"], &second["phase"]),
        (&json!("Lakeside"), &json!("bj-1"), &json!("scheduled"))
    );
    assert_eq!(second["namespace"], format!("o-{}", uuid_of(&placed[1])));

    let page = app.platform_get("/v1/platform/orders?limit=1").send().await.expect(200);
    let cursor = page.text_of("next_cursor");
    let rest = app.platform_get(&format!("/v1/platform/orders?limit=1&cursor={cursor}")).send().await.expect(200);
    assert_eq!((page.ids(), rest.ids(), &rest["next_cursor"]), (vec![placed[0].clone()], vec![placed[1].clone()], &Value::Null));
}

#[tokio::test]
async fn the_list_is_narrowed_to_a_phase_and_to_what_is_not_ready() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    for (query, found) in [("phase=scheduled&ready=false", vec![order.as_str()]), ("phase=active", vec![]), ("ready=true", vec![])] {
        let listed = app.platform_get(&format!("/v1/platform/orders?{query}")).send().await.expect(200);
        assert_eq!(listed.ids(), found, "{query}");
    }
    app.platform_get("/v1/platform/orders?phase=lost").send().await.expect_invalid("?phase");
}
