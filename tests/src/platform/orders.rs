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

#[tokio::test]
async fn the_list_is_narrowed_to_a_tenant_a_cluster_a_reason_and_who_can_mend_it() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let mut orders = Vec::new();
    for name in ["Qinghe", "Lakeside", "Beihai"] {
        let school = app.tenant(name).with_quota(rooms(10), seats(500)).await;
        let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
        orders.push((school.id.clone(), order));
        app.set_time("2026-08-25T00:00:01Z");
    }
    let lost = json!([{"type": "Ready", "status": "false", "reason": "NodeLost", "params": {"rooms": 1, "of": 1}, "since": "2026-08-25T00:00:00Z"}]);
    let starts = json!([{"type": "Ready", "status": "false", "reason": "RoomsStarting", "params": {"rooms": 1, "of": 1}, "since": "2026-08-25T00:00:00Z"}]);
    for (order, conditions) in [(&orders[0].1, lost), (&orders[1].1, starts)] {
        let update = "UPDATE orders SET conditions = $2 WHERE id = $1";
        sqlx::query(update).bind(uuid_of(order)).bind(conditions).execute(&mut app.sql().await).await.unwrap();
    }
    let found = async |query: &str| app.platform_get(&format!("/v1/platform/orders?{query}")).send().await.expect(200).ids();
    let (first, second) = (vec![orders[0].1.clone()], vec![orders[1].1.clone()]);
    assert_eq!(found(&format!("tenant_id={}", orders[1].0)).await, second);
    assert_eq!(found("reason=NodeLost").await, first);
    assert_eq!(found("fix_by=operator").await, first);
    assert_eq!(found("fix_by=nobody").await, second);
    assert_eq!(found("fix_by=nobody&reason=NodeLost").await, [""; 0]);
    assert_eq!(found("kind=class&region=cn-beijing").await.len(), 3);
    assert_eq!(found("kind=lecture").await, [""; 0]);
    let shown = app.platform_get("/v1/platform/orders?reason=NodeLost").send().await.expect(200);
    assert_eq!(shown.items()[0]["conditions"][0]["fix_by"], json!("operator"));
    let cluster = shown.items()[0]["cluster_id"].as_str().unwrap();
    assert_eq!(found(&format!("cluster_id={cluster}&count=true")).await.len(), 3);
    // Whatever was recorded before: nothing is known of what is there.
    sqlx::query("UPDATE clusters SET blind_since = '2026-08-25'").execute(&mut app.sql().await).await.unwrap();
    assert_eq!(found("reason=NodeLost").await, [""; 0]);
    assert_eq!(found("reason=ClusterUnreachable&fix_by=operator").await.len(), 3);
}
