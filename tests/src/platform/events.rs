//! `GET /v1/platform/events`

use serde_json::{Value, json};

use crate::support::{TestApp, class_of, nodes};

#[tokio::test]
async fn operators_read_what_happened_anywhere_the_newest_first_to_its_beginning() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Beihai").await);
    for school in [&school, &other] {
        school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    }
    let newest = app.platform_get("/v1/platform/events?limit=200").send().await.expect(200);
    let first = &newest.items()[0];
    assert_eq!((&first["type"], &first["tenant_id"], &first["tenant_name"]), (&json!("order.created"), &json!(other.id), &json!("Beihai")));
    assert_eq!(newest["next_cursor"], Value::Null);
    let (mut seen, mut path) = (Vec::new(), "/v1/platform/events?limit=2".to_owned());
    loop {
        let page = app.platform_get(&path).send().await.expect(200);
        seen.extend(page.ids());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/v1/platform/events?limit=2&before={cursor}");
    }
    assert_eq!(seen, newest.ids());
    // Narrowed to a tenant, to a type.
    let of_one = app.platform_get(&format!("/v1/platform/events?tenant_id={}&type=order.created", school.id)).send().await.expect(200);
    assert_eq!(of_one.items().len(), 1);
    assert_eq!(of_one.items()[0]["tenant_name"], json!("Qinghe"));
    let created = app.platform_get("/v1/platform/events?type=order.created").send().await.expect(200);
    assert_eq!(created.items().len(), 2);
    let none = app.platform_get("/v1/platform/events?from=2027-01-01T00:00:00Z").send().await.expect(200);
    assert_eq!((none.items().len(), &none["next_cursor"]), (0, &Value::Null));
    for (query, at) in [("before=x", "?before"), ("type=nothing", "?type"), ("tenant_id=x", "?tenant_id")] {
        app.platform_get(&format!("/v1/platform/events?{query}")).send().await.expect_invalid(at);
    }
}
