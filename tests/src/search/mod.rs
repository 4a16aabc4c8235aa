//! `GET /v1/search`

use serde_json::{Value, json};

use crate::support::{Answer, Home, TestApp, class_of, nodes, rooms, seats};

/// What was found: sort and title.
fn found(answer: &Answer) -> Vec<(String, String)> {
    let text = |item: &Value, field: &str| item[field].as_str().unwrap().to_owned();
    answer.items().iter().map(|item| (text(item, "type"), text(item, "title"))).collect()
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(kind, title)| ((*kind).to_owned(), (*title).to_owned())).collect()
}

#[tokio::test]
async fn a_school_finds_its_orders_rooms_and_people_by_a_part_of_their_names_and_nobody_elses() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, other) =
        (app.tenant("Qinghe").with_quota(rooms(50), seats(2_000)).await, app.tenant("Beihai").with_quota(rooms(50), seats(2_000)).await);
    let order = class_of(20).weekly("MO", "09:00", 45).with("/name", json!("Lin's classes")).with("/rooms/0/name", json!("Linden"));
    let id = school.order(order.clone()).await.expect_created().id();
    other.order(order).await.expect_created();
    school.post("/v1/members").json(&json!({"email": "lin@example.org", "role": "teacher"})).send().await.expect_created();
    let answer = school.get("/v1/search?q=LIN").send().await.expect(200);
    assert_eq!(found(&answer), pairs(&[("order", "Lin's classes"), ("classroom", "Linden"), ("member", "lin@example.org")]));
    assert_eq!((&answer.items()[1]["order_id"], &answer.items()[1]["subtitle"]), (&json!(id), &json!("Lin's classes")));
    // Who may read no members finds none.
    let viewer = app.key(Home::tenant(&school.id), true, &["orders:read"]).await;
    let answer = app.get("/v1/search?q=lin").bearer(&viewer).send().await.expect(200);
    assert_eq!(found(&answer), pairs(&[("order", "Lin's classes")]));
    for (query, at) in [("", "?q"), ("q=", "?q"), ("q=a&limit=0", "?limit"), ("q=a&colour=red", "?colour")] {
        school.get(&format!("/v1/search?{query}")).send().await.expect_invalid(at);
    }
}

#[tokio::test]
async fn what_begins_with_the_part_comes_first_and_no_sort_crowds_out_another() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(50), seats(2_000)).await;
    for name in ["One art", "Art two", "Art three"] {
        let order =
            class_of(20).weekly("MO", "09:00", 45).with("/name", json!(name)).with("/rooms/0/name", json!(format!("Room of {name}")));
        school.order(order).await.expect_created();
    }
    let answer = school.get("/v1/search?q=art&limit=2").send().await.expect(200);
    let kinds: Vec<_> = found(&answer).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["order", "classroom"]);
    let all = school.get("/v1/search?q=art").send().await.expect(200);
    assert_eq!(all.items().len(), 6);
    assert_eq!(all.items()[2]["title"], json!("One art"), "the others begin with it");
}

#[tokio::test]
async fn an_operator_finds_orders_of_all_tenants_and_clusters_and_a_partner_its_tenants() {
    let app = TestApp::new().await.with_cluster("bei-1", nodes(2)).await;
    let (_, key) = app.partner("North").await;
    let school = app.tenant("Beihai").by(&key).await;
    app.tenant("Beijing").await;
    school.order(class_of(20).weekly("MO", "09:00", 45).with("/name", json!("Bei order"))).await.expect_created();
    let answer = app.platform_get("/v1/search?q=bei").send().await.expect(200);
    assert_eq!(found(&answer), pairs(&[("order", "Bei order"), ("tenant", "Beihai"), ("tenant", "Beijing"), ("cluster", "bei-1")]));
    assert_eq!((&answer.items()[0]["subtitle"], &answer.items()[0]["tenant_id"]), (&json!("Beihai"), &json!(school.id)));
    let answer = app.get("/v1/search?q=bei").bearer(&key).send().await.expect(200);
    assert_eq!(found(&answer), pairs(&[("tenant", "Beihai")]));
}
