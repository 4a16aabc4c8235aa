//! Orders that move to a cluster whose shares are sold, and on which their rooms pack all the same.

use serde_json::{Value, json};

use super::{answers, cluster, places, school};
use crate::{
    orders::calendars_are_sound,
    support::{OrderSpec, TestApp, class_of, nodes},
};

/// Two nodes of 104 cores, and one that is kept free: six lectures of 28.5 cores fill them by their shares, and leave each of them room for ten classes of 1.7.
async fn app() -> TestApp {
    TestApp::new().await.with_cluster("bj-1", nodes(3).cores(104).headroom_percent(1).without_others().sells_packed()).await
}

fn on_monday(spec: OrderSpec) -> OrderSpec {
    spec.on(&["2026-09-07"], "09:00", 45)
}

/// Lectures on the one, and on a second cluster orders of so many classes.
async fn beside_lectures<const N: usize>(app: &TestApp, classes: [u32; N]) -> [String; N] {
    let school = school(app).await;
    school.order(on_monday(OrderSpec::of("lecture", 3_000).rooms(6))).await.expect_created();
    nodes(4).cores(104).insert(&mut app.sql().await, "bj-2").await;
    let mut orders = Vec::new();
    for rooms in classes {
        let order = school.order(on_monday(class_of(50).rooms(rooms))).await.expect_created().id();
        assert_eq!(places(app, &order).await, [("bj-2".to_owned(), "live".to_owned())], "its shares are free there");
        orders.push(order);
    }
    orders.try_into().unwrap()
}

/// The most that is booked of what is packed.
async fn packed(app: &TestApp) -> i64 {
    let most = "SELECT coalesce(max(u), 0) FROM calendar_days, unnest(used) AS u WHERE resource = 'packed_share'";
    sqlx::query_scalar(most).fetch_one(&mut app.sql().await).await.unwrap()
}

fn verdicts(answer: &Value) -> Vec<(&str, &str)> {
    let orders = answer["orders"].as_array().unwrap().iter();
    orders.map(|order| (order["order_id"].as_str().unwrap(), order["verdict"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn an_order_moves_to_where_its_rooms_pack_and_one_room_more_does_not() {
    let app = app().await;
    let [twenty, one] = beside_lectures(&app, [20, 1]).await;
    let move_it = async |order: &str| app.platform_post(&format!("/v1/orders/{order}/move")).send().await;
    assert_eq!(move_it(&twenty).await.expect(200)["to"]["name"], "bj-1");
    assert!(packed(&app).await > 0);
    calendars_are_sound(&app).await;
    let refused = move_it(&one).await.expect_problem(409, "no-place");
    let why = &refused["violations"][0];
    assert_eq!((&why["cluster_name"], &why["reason"]), (&json!("bj-1"), &json!("Short")), "{}", refused.text());
    assert_eq!(why["params"]["resource"], "node_share");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_lost_cluster_s_orders_go_where_their_rooms_pack_as_its_dry_run_says() {
    let app = app().await;
    let [first, second, third] = beside_lectures(&app, [12, 8, 1]).await;
    app.set_time("2026-09-07T00:00:00Z");
    answers(&app, "bj-2", false).await;
    let path = format!("/v1/clusters/{}/failover", cluster(&app, "bj-2").await);
    for (dry_run, goes) in [(true, "moves"), (false, "moved")] {
        let body = json!({"lessons_until": "2026-09-07T04:00:00Z", "dry_run": dry_run});
        let told = app.platform_post(&path).json(&body).send().await.expect(200).json().clone();
        assert_eq!(verdicts(&told), [(first.as_str(), goes), (second.as_str(), goes), (third.as_str(), "no_place")], "{told:#}");
        calendars_are_sound(&app).await;
    }
    assert!(packed(&app).await > 0);
}

#[tokio::test]
async fn where_rooms_cannot_be_looked_at_shares_decide_what_moves() {
    let app = app().await;
    let [twenty] = beside_lectures(&app, [20]).await;
    sqlx::query("UPDATE reservations SET sizes = NULL").execute(&mut app.sql().await).await.unwrap();
    let refused = app.platform_post(&format!("/v1/orders/{twenty}/move")).send().await.expect_problem(409, "no-place");
    assert_eq!(refused["violations"][0]["reason"], "Short", "{}", refused.text());
    assert_eq!(packed(&app).await, 0);
    calendars_are_sound(&app).await;
}
