//! Room that is kept in case that a cluster is lost: who is refused for it, what is offered instead, and what does not ask.

use serde_json::{Value, json};

use super::calendars_are_sound;
use crate::support::{TestApp, class_of, nodes, rooms, seats};

/// 64 cores hold 37 rooms at nine on a Monday.
fn at_nine(count: u32) -> crate::support::OrderSpec {
    class_of(50).rooms(count).on(&["2026-09-07"], "09:00", 45)
}

/// Two clusters of a node each, of which the first one's loss is to be borne.
async fn covered() -> TestApp {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await.with_cluster("bj-2", nodes(1)).await;
    app.cover("bj-1", "enforced").await;
    app
}

#[tokio::test]
async fn an_order_that_leaves_a_lost_cluster_no_room_is_refused_and_gets_another_time() {
    let app = covered().await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    school.order(at_nine(30)).await.expect_created();
    school.order(at_nine(7)).await.expect_created();
    let refused = school.order(at_nine(5)).await;
    let problem = refused.expect_problem(409, "capacity-unavailable");
    let seen = json!([{"region": "cn-beijing", "rooms_too_many": 5, "at": "2026-09-07T00:50:00Z", "at_local": "2026-09-07T08:50:00+08:00",
        "message": "cn-beijing: 5 rooms too many at 2026-09-07 08:50."}]);
    assert_eq!(problem["violations"], seen, "an institution hears of no cluster");
    let quoted = school.quote(at_nine(5)).await.expect(200);
    assert_eq!((&quoted["feasible"], &quoted["violations"]), (&json!(false), &seen));

    let platform = app.platform_post("/v1/orders").header("x-tenant", &school.id).json(&at_nine(5).json()).send().await;
    let figures = platform.expect_problem(409, "capacity-unavailable")["violations"].clone();
    let kept: Vec<&Value> = figures.as_array().unwrap().iter().filter(|seen| seen["kept"] == true).collect();
    assert!(kept.iter().any(|seen| seen["resource"] == "node_share" && seen["free"].as_i64() < seen["needed"].as_i64()), "{figures:#}");
    assert!(kept[0]["message"].as_str().unwrap().ends_with("because room is kept in case that a cluster is lost."), "{figures:#}");

    school.order(problem.alternative(0)).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn an_amendment_asks_for_it_and_giving_back_does_not() {
    let app = covered().await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    let order = school.order(at_nine(30)).await.expect_created().id();
    school.order(at_nine(7)).await.expect_created();
    let of = |count: u32| json!({"rooms": at_nine(count).json()["rooms"]});
    school.amend(&order, &of(31)).await.expect_problem(409, "capacity-unavailable");
    school.amend(&order, &of(20)).await.expect(200);
    school.amend(&order, &of(30)).await.expect(200);
    // Whatever stands is left alone when there is less to bear it.
    app.cordon("bj-2").await;
    school.amend(&order, &of(31)).await.expect_problem(409, "capacity-unavailable");
    school.amend(&order, &of(29)).await.expect(200);
    app.cover("bj-1", "told").await;
    school.order(at_nine(1)).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn what_moves_within_the_region_is_what_it_is_kept_for() {
    let app = covered().await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    let order = school.order(at_nine(37)).await.expect_created().id();
    let moved = app.platform_post(&format!("/v1/orders/{order}/move")).send().await.expect(200);
    assert_eq!(moved["state"], "preparing");
    calendars_are_sound(&app).await;
}
