//! Rooms that are searched, sorted, narrowed and counted.

use serde_json::json;
use sqlx::AssertSqlSafe;

use crate::support::{TestApp, class_of, nodes, rooms, seats};

#[tokio::test]
async fn rooms_are_found_by_a_part_of_their_name_or_key_and_sorted_as_people_count() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(50), seats(2_000)).await;
    let order = class_of(20).rooms(3).weekly("MO", "09:00", 45);
    let order = order.with("/rooms/0/name", json!("7-10")).with("/rooms/1/name", json!("7-2")).with("/rooms/2/name", json!("观星台"));
    school.order(order).await.expect_created();
    let names = async |query: &str| {
        let page = school.get(&format!("/v1/classrooms?{query}")).send().await.expect(200);
        page.items().iter().map(|room| room["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("sort=name").await, ["7-2", "7-10", "观星台"]);
    assert_eq!(names("q=7-&sort=name").await, ["7-2", "7-10"]);
    assert_eq!(names("q=%E6%98%9F").await, ["观星台"]);
    let first = school.get("/v1/classrooms?sort=name&limit=2&count=true").send().await.expect(200);
    assert_eq!(first["total"], json!(3));
    let rest = format!("sort=name&limit=2&cursor={}", first.text_of("next_cursor"));
    assert_eq!(names(&rest).await, ["观星台"]);
}

#[tokio::test]
async fn rooms_are_narrowed_and_sorted_by_how_they_stand() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(50), seats(2_000)).await;
    let order = class_of(20).rooms(3).weekly("MO", "09:00", 45);
    let order = order.with("/rooms/0/name", json!("idle")).with("/rooms/1/name", json!("ready")).with("/rooms/2/name", json!("down"));
    school.order(order).await.expect_created();
    for (name, status) in [("ready", json!({"wanted": true, "available": true})), ("down", json!({"wanted": true, "available": false}))] {
        let update = format!("UPDATE classrooms SET status = '{status}' WHERE name = '{name}'");
        sqlx::query(AssertSqlSafe(update)).execute(&mut app.sql().await).await.unwrap();
    }
    let names = async |query: &str| {
        let page = school.get(&format!("/v1/classrooms?{query}")).send().await.expect(200);
        page.items().iter().map(|room| room["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("sort=attention").await, ["down", "ready", "idle"]);
    for (state, found) in [("wanted", vec!["down", "ready"]), ("ready", vec!["ready"]), ("not_ready", vec!["down"]), ("idle", vec!["idle"])]
    {
        assert_eq!(names(&format!("state={state}&sort=name")).await, found, "{state}");
    }
    // Of what is on a cluster that does not answer nothing is known.
    sqlx::query("UPDATE clusters SET blind_since = '2026-08-24'").execute(&mut app.sql().await).await.unwrap();
    assert_eq!(names("state=not_ready&sort=name").await, ["down", "ready"]);
    assert_eq!(names("state=ready").await, [""; 0]);
}
