//! `GET /v1/clusters/{id}/bookings`

use serde_json::json;

use crate::support::{TestApp, class_of, nodes, rooms, seats};

#[tokio::test]
async fn what_is_booked_at_a_moment_opens_into_the_orders_that_booked_it() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let cluster = app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0);
    let mut orders = Vec::new();
    for (name, count) in [("Qinghe", 3), ("Lakeside", 8)] {
        let school = app.tenant(name).with_quota(rooms(100), seats(5_000)).await;
        orders.push(school.order(class_of(50).rooms(count).weekly("MO", "09:00", 45)).await.expect_created().id());
    }
    let at = |at: &str| app.platform_get(&format!("/v1/clusters/{cluster}/bookings?resource=pods&at={at}")).send();

    // 09:10 in Shanghai: both classes are on.
    let during = at("2026-09-07T01:12:00Z").await.expect(200);
    assert_eq!((&during["at"], &during["booked"], &during["orders"]), (&json!("2026-09-07T01:10:00Z"), &json!(11), &json!(2)));
    let largest = &during["items"][0];
    assert_eq!((&largest["order_id"], &largest["tenant_name"], &largest["rooms"]), (&json!(orders[1]), &json!("Lakeside"), &json!(8)));
    assert_eq!(during["items"][1]["booked"], 3);

    let after = at("2026-09-07T03:00:00Z").await.expect(200);
    assert_eq!((&after["booked"], &after["items"]), (&json!(0), &json!([])));
    app.platform_get("/v1/clusters/clu_nonsense/bookings").send().await.expect_problem(404, "not-found");
}
