//! `POST /v1/orders/{id}/move`, and moves as they are read and cancelled.

use serde_json::{Value, json};

use super::{answers, booked, cluster, places, reached, school, two};
use crate::{
    orders::calendars_are_sound,
    support::{TestApp, class_of, nodes},
};

fn at(name: &str, state: &str) -> (String, String) {
    (name.to_owned(), state.to_owned())
}

#[tokio::test]
async fn an_order_that_moves_is_booked_on_both_clusters_until_that_is_cancelled() {
    let app = two().await;
    let school = school(&app).await;
    let order = school.order(class_of(50).rooms(3).weekly("MO", "09:00", 45)).await.expect_created().id();
    assert_eq!(places(&app, &order).await, [at("bj-1", "live")]);
    let path = format!("/v1/orders/{order}/move");
    let begun = app.platform_post(&path).send().await.expect(200);
    assert_eq!((&begun["state"], &begun["cause"], &begun["to"]["name"]), (&json!("preparing"), &json!("by_hand"), &json!("bj-2")));
    assert_eq!(places(&app, &order).await, [at("bj-1", "live"), at("bj-2", "coming")]);
    assert_eq!((booked(&app, "bj-1").await["used"].clone(), booked(&app, "bj-2").await["used"].clone()), (json!(3), json!(3)));
    let sizes = "SELECT count(sizes) = 2 AND count(DISTINCT sizes) = 1 FROM reservations WHERE resource = 'pods'";
    let is_known: bool = sqlx::query_scalar(sizes).fetch_one(&mut app.sql().await).await.unwrap();
    assert!(is_known, "of both places it is known how large the rooms are");
    calendars_are_sound(&app).await;

    let again = app.platform_post(&path).send().await.expect(200);
    assert_eq!(again.id(), begun.id(), "it is on its way");
    let listed = app.platform_get(&format!("/v1/moves?state=preparing&cluster={}", cluster(&app, "bj-2").await)).send().await.expect(200);
    assert_eq!(listed.ids(), [begun.id()]);
    let shown = app.platform_get(&format!("/v1/moves/{}", begun.id())).send().await.expect(200);
    let unchanged = app.platform_get(&format!("/v1/moves/{}", begun.id())).header("if-none-match", shown.etag()).send().await;
    assert_eq!(unchanged.status, 304);

    let cancel = format!("/v1/moves/{}/cancel", begun.id());
    let cancelled = app.platform_post(&cancel).send().await.expect(200);
    assert_eq!((&cancelled["state"], &cancelled["withdrawn"]["reason"]), (&json!("cancelled"), &json!("ByHand")));
    app.platform_post(&cancel).send().await.expect(200);
    assert_eq!(places(&app, &order).await, [at("bj-1", "live"), at("bj-2", "leaving")], "what is there goes");
    // Until it is gone, nothing may be put beside it.
    let refused = app.platform_post(&path).send().await.expect_problem(409, "no-place");
    assert_eq!(refused["violations"][0]["reason"], "StillLeaving");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn what_does_not_fit_elsewhere_is_refused_with_what_is_short_and_nothing_changes() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await.with_cluster("bj-0", nodes(1).cores(8)).await;
    let school = school(&app).await;
    let order = school.order(class_of(50).rooms(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let refused = app.platform_post(&format!("/v1/orders/{order}/move")).send().await.expect_problem(409, "no-place");
    let short = &refused["violations"][0];
    assert_eq!((&short["cluster_name"], &short["reason"]), (&json!("bj-0"), &json!("Short")), "{short}");
    assert!(short["params"]["needed"].as_i64() > short["params"]["free"].as_i64(), "{short}");
    assert_eq!(places(&app, &order).await, [at("bj-1", "live")]);
    let there = json!({"cluster_id": cluster(&app, "bj-1").await});
    app.platform_post(&format!("/v1/orders/{order}/move")).json(&there).send().await.expect_problem(409, "order-there");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn an_order_goes_to_no_other_region_and_to_no_cordoned_or_silent_cluster() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    let order = school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created().id();
    let app = app.with_cluster("sh-1", nodes(4).region("cn-shanghai")).await.with_cluster("sim", nodes(4).simulated()).await;
    let path = format!("/v1/orders/{order}/move");
    let reasons = |refused: &Value| -> Vec<String> {
        refused["violations"].as_array().unwrap().iter().map(|violation| violation["reason"].as_str().unwrap().to_owned()).collect()
    };
    let refused = app.platform_post(&path).send().await.expect_problem(409, "no-place");
    assert_eq!(reasons(refused.json()), ["NoOtherCluster"]);
    let app = app.with_cluster("bj-2", nodes(4)).await;
    let second = cluster(&app, "bj-2").await;
    answers(&app, "bj-2", false).await;
    let refused = app.platform_post(&path).json(&json!({"cluster_id": second})).send().await.expect_problem(409, "no-place");
    assert_eq!(reasons(refused.json()), ["Unreachable"]);
    app.platform_post(&format!("/v1/clusters/{second}/cordon")).send().await.expect(200);
    let refused = app.platform_post(&path).send().await.expect_problem(409, "no-place");
    assert_eq!(reasons(refused.json()), ["Cordoned"]);
}

#[tokio::test]
async fn a_cluster_whose_rooms_are_not_reached_takes_no_order_until_one_is() {
    let app = two().await;
    let school = school(&app).await;
    let new = || school.order(class_of(50).weekly("MO", "09:00", 45));
    for name in ["bj-1", "bj-2"] {
        answers(&app, name, true).await;
    }
    let first = new().await.expect_created().id();
    reached(&app, "bj-1", "false").await;
    let second = new().await.expect_created().id();
    assert_eq!([places(&app, &first).await, places(&app, &second).await], [[at("bj-1", "live")], [at("bj-2", "live")]]);
    let rooms = json!({"rooms": [{"key": "room-1", "seats": 50}, {"key": "room-2", "seats": 50}]});
    school.amend(&first, &rooms).await.expect(200);
    let refused = app.platform_post(&format!("/v1/orders/{second}/move")).send().await.expect_problem(409, "no-place");
    let why = &refused["violations"][0];
    assert_eq!((&why["cluster_name"], &why["reason"]), (&json!("bj-1"), &json!("RoomsNotReached")), "{}", refused.text());

    reached(&app, "bj-2", "false").await;
    let refused = new().await.expect_problem(409, "capacity-unavailable");
    assert_eq!(refused["violations"][0]["region"], "cn-beijing", "{}", refused.text());
    // Where nothing is known nothing hinders.
    reached(&app, "bj-2", "unknown").await;
    let third = new().await.expect_created().id();
    assert_eq!(places(&app, &third).await, [at("bj-2", "live")]);
    reached(&app, "bj-1", "true").await;
    app.platform_post(&format!("/v1/orders/{second}/move")).send().await.expect(200);
    // Nobody is sent to what was prepared where nobody comes to.
    let lost = cluster(&app, "bj-2").await;
    answers(&app, "bj-2", false).await;
    reached(&app, "bj-1", "false").await;
    let body = json!({"lessons_until": "2026-09-07T04:00:00Z"});
    app.set_time("2026-09-07T00:00:00Z");
    let failed = app.platform_post(&format!("/v1/clusters/{lost}/failover")).json(&body).send().await.expect(200);
    assert!(failed["orders"].as_array().unwrap().iter().all(|order| order["verdict"] == "no_place"), "{}", failed.text());
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn an_order_that_ends_does_not_begin_to_move() {
    let app = two().await;
    let school = school(&app).await;
    let order = school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created().id();
    school.cancel(&order).await.expect(200);
    app.platform_post(&format!("/v1/orders/{order}/move")).send().await.expect_problem(409, "conflicting-transition");
}

#[tokio::test]
async fn an_institution_is_never_told_of_a_cluster() {
    let app = two().await;
    let school = school(&app).await;
    let order = school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created().id();
    let begun = app.platform_post(&format!("/v1/orders/{order}/move")).send().await.expect(200);
    let feed = school.get("/v1/events?limit=200").send().await.expect(200);
    assert!(!feed.text().contains("clu_") && !feed.text().contains("order.move"), "{}", feed.text());
    let told = app.platform_get("/v1/events?limit=200").send().await.expect(200);
    let event = told.items().iter().find(|event| event["type"] == "order.move_begun").expect("operators are told").clone();
    assert_eq!((&event["subject"], &event["data"]["move"]), (&json!(order), &json!(begun.id())));
    school.get(&format!("/v1/moves/{}", begun.id())).send().await.expect_problem(403, "forbidden");
}
