//! `external_id` of rooms: one of its kind in an institution, and given back by a room that is dropped.

use serde_json::{Value, json};

use crate::support::{School, TestApp, class_of, nodes};

fn rooms(named: &[(&str, &str)]) -> Value {
    named.iter().map(|(key, id)| json!({"key": key, "seats": 20, "external_id": id})).collect()
}

async fn found(school: &School<'_>, id: &str) -> Vec<Value> {
    let list = school.get(&format!("/v1/classrooms?external_id={id}")).send().await.expect(200);
    list.items().iter().map(|room| room["key"].clone()).collect()
}

#[tokio::test]
async fn two_rooms_of_an_institution_never_share_one_and_the_second_is_named() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Other").await);
    let order = |day: &str, named: &[(&str, &str)]| class_of(20).weekly(day, "09:00", 45).with("/rooms", rooms(named));
    school.order(order("MO", &[("7-1", "room-a")]).with("/external_id", json!("po-1"))).await.expect_created();
    assert_eq!(found(&school, "room-a").await, ["7-1"]);
    assert_eq!(found(&school, "room-b").await, [json!(null); 0]);

    let taken = school.order(order("TU", &[("8-1", "room"), ("8-2", "room-a")])).await.expect_problem(409, "external-id-taken");
    assert_eq!(taken["params"]["pointer"], "/rooms/1/external_id");
    let taken = school.order(order("TU", &[("8-1", "room-b")]).with("/external_id", json!("po-1"))).await;
    assert_eq!(taken.expect_problem(409, "external-id-taken")["params"]["pointer"], "/external_id");
    let batch = json!({"orders": [order("TU", &[("8-1", "room-b")]).json(), order("WE", &[("9-1", "room-b")]).json()]});
    let taken = school.post("/v1/orders/batch").json(&batch).send().await.expect_problem(409, "external-id-taken");
    assert_eq!(taken["params"]["pointer"], "/orders/1/rooms/0/external_id");
    // Nothing of what was refused is left, and what others call theirs is their own affair.
    assert_eq!(found(&school, "room-b").await, [json!(null); 0]);
    other.order(order("MO", &[("7-1", "room-a")])).await.expect_created();
}

#[tokio::test]
async fn rooms_swap_them_in_one_amendment_and_a_dropped_room_gives_its_own_back() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = class_of(20).weekly("MO", "09:00", 45).with("/rooms", rooms(&[("7-1", "room-a"), ("7-2", "room-b")]));
    let order = school.order(order).await.expect_created().id();
    school.amend(&order, &json!({"rooms": rooms(&[("7-1", "room-b"), ("7-2", "room-a")])})).await.expect(200);
    assert_eq!((found(&school, "room-a").await, found(&school, "room-b").await), (vec![json!("7-2")], vec![json!("7-1")]));
    school.amend(&order, &json!({"rooms": rooms(&[("7-1", "room-b")])})).await.expect(200);
    assert_eq!(found(&school, "room-a").await, [json!(null); 0]);
    school.order(class_of(20).weekly("TU", "09:00", 45).with("/rooms", rooms(&[("8-1", "room-a")]))).await.expect_created();
    let taken = school.amend(&order, &json!({"rooms": rooms(&[("7-1", "room-b"), ("7-3", "room-a")])})).await;
    assert_eq!(taken.expect_problem(409, "external-id-taken")["params"]["pointer"], "/rooms/1/external_id");
}
