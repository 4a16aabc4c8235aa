//! `POST /v1/clusters/{id}/failover`: the orders of a lost cluster go on elsewhere, the soonest lessons first.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{answers, cluster, places, reached, school, two};
use crate::{
    orders::calendars_are_sound,
    support::{TestApp, class_of, nodes, rooms, seats, uuid_of},
};

pub(super) async fn ask(app: &TestApp, id: &str, body: Value) -> Value {
    app.platform_post(&format!("/v1/clusters/{id}/failover")).json(&body).send().await.expect(200).json().clone()
}

pub(super) fn verdicts(answer: &Value) -> Vec<(&str, &str)> {
    let orders = answer["orders"].as_array().unwrap().iter();
    orders.map(|order| (order["order_id"].as_str().unwrap(), order["verdict"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_cluster_that_answers_is_rehearsed_and_not_failed_over_unless_that_is_forced() {
    let app = two().await;
    answers(&app, "bj-1", true).await;
    let id = cluster(&app, "bj-1").await;
    let path = format!("/v1/clusters/{id}/failover");
    let body = json!({"lessons_until": "2026-08-30T00:00:00Z"});
    app.platform_post(&path).json(&body).send().await.expect_problem(409, "cluster-answers");
    let rehearsed = ask(&app, &id, json!({"lessons_until": "2026-08-30T00:00:00Z", "dry_run": true})).await;
    assert_eq!(rehearsed["orders"], json!([]));
    let past = json!({"lessons_until": "2026-08-24T00:00:00Z"});
    app.platform_post(&path).json(&past).send().await.expect_invalid("/lessons_until");
    let forced = ask(&app, &id, json!({"lessons_until": "2026-08-30T00:00:00Z", "force": true})).await;
    assert_eq!((&forced["orders"], &forced["more"]), (&json!([]), &json!(false)));
}

#[tokio::test]
async fn a_dry_run_says_where_each_order_would_go_and_changes_nothing() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    app.set_time("2026-09-07T00:00:00Z");
    let order = async |start: &str| school.order(class_of(50).rooms(10).weekly("MO", start, 45)).await.expect_created().id();
    let (later, sooner, tomorrow) =
        (order("10:00").await, order("09:30").await, { school.order(class_of(50).weekly("TU", "09:00", 45)).await.expect_created().id() });
    // Room for eighteen: they are up at the same time.
    let app = app.with_cluster("bj-2", nodes(1).cores(32)).await;
    answers(&app, "bj-1", false).await;
    let id = cluster(&app, "bj-1").await;
    let told = ask(&app, &id, json!({"dry_run": true, "lessons_until": "2026-09-07T04:00:00Z"})).await;
    assert_eq!(verdicts(&told), [(sooner.as_str(), "moves"), (later.as_str(), "moves")], "{told:#}");
    assert_eq!((&told["orders"][0]["to"]["name"], &told["orders"][0]["rooms_left"]), (&json!("bj-2"), &json!(0)));
    assert_eq!((&told["orders"][1]["to"]["name"], &told["orders"][1]["rooms_left"]), (&json!("bj-2"), &json!(2)));
    assert_eq!(
        (&told["orders"][1]["short"][0]["reason"], &told["orders"][1]["short"][0]["cluster_name"]),
        (&json!("Short"), &json!("bj-2"))
    );
    assert_eq!(told["rooms"], json!({"total": 20, "placed": 18, "short": 2, "staying": 0}));
    for order in [&later, &sooner, &tomorrow] {
        assert_eq!(places(&app, order).await, [("bj-1".to_owned(), "live".to_owned())]);
    }
    let done = ask(&app, &id, json!({"lessons_until": "2026-09-07T04:00:00Z"})).await;
    assert_eq!(verdicts(&done), [(sooner.as_str(), "moved"), (later.as_str(), "moved")]);
    assert_eq!(done["rooms"], told["rooms"]);
    assert_eq!(places(&app, &sooner).await, [("bj-1".to_owned(), "leaving".to_owned()), ("bj-2".to_owned(), "live".to_owned())]);
    assert_eq!(places(&app, &tomorrow).await.len(), 1, "it has time");
    calendars_are_sound(&app).await;
    let again = ask(&app, &id, json!({"lessons_until": "2026-09-07T04:00:00Z"})).await;
    assert_eq!(verdicts(&again), [(later.as_str(), "no_place")], "what has gone on elsewhere is not asked about again");
    assert_eq!(again["rooms"], json!({"total": 2, "placed": 0, "short": 2, "staying": 0}), "but for what was left behind");
}

/// As workers would have seen the first so many rooms of an order: up since then, and where they answer.
pub(super) async fn seen_up(app: &TestApp, order: &str, rooms: i64) {
    let sql = "WITH up AS (SELECT id, tenant_id FROM classrooms WHERE order_id = $1 ORDER BY position LIMIT $2),
                    seen AS (UPDATE classrooms SET status = '{\"wanted\": true, \"available\": true, \"reason\": \"RoomsAvailable\", \"params\": {\"rooms\": 1}}',
                                 open_from = '2026-09-07 00:50Z', open_until = '2026-09-07 01:55Z', opens_next = '2026-09-14 00:50Z', address = '10.1.2.3', seen_at = '2026-09-07 00:50Z'
                             WHERE id IN (SELECT id FROM up))
               INSERT INTO readiness (tenant_id, classroom_id, available_from) SELECT tenant_id, id, '2026-09-07 00:50Z' FROM up";
    sqlx::query(sql).bind(uuid_of(order)).bind(rooms).execute(&mut app.sql().await).await.unwrap();
}

/// The keys of an order's rooms that stay where it was.
pub(super) async fn staying(app: &TestApp, order: &str) -> Vec<String> {
    let sql =
        "SELECT r.key FROM classrooms r JOIN clusters c ON c.id = r.stays_on WHERE r.order_id = $1 AND c.name = 'bj-1' ORDER BY r.position";
    sqlx::query_scalar(sql).bind(uuid_of(order)).fetch_all(&mut app.sql().await).await.unwrap()
}

#[tokio::test]
async fn an_order_whose_rooms_were_all_ready_in_a_lesson_that_runs_stays_to_its_end() {
    let app = two().await;
    let school = school(&app).await;
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    // 09:10 in Shanghai: a lesson runs.
    app.set_time("2026-09-07T01:10:00Z");
    seen_up(&app, &order, 2).await;
    answers(&app, "bj-1", false).await;
    let id = cluster(&app, "bj-1").await;
    let told = ask(&app, &id, json!({"lessons_until": "2026-09-07T04:00:00Z"})).await;
    assert_eq!(verdicts(&told), [(order.as_str(), "stays")]);
    assert_eq!((&told["orders"][0]["stays_until"], &told["orders"][0]["rooms_staying"]), (&json!("2026-09-07T01:55:00Z"), &json!(2)));
    assert_eq!(places(&app, &order).await.len(), 1);
    app.set_time("2026-09-07T01:46:00Z");
    let week = json!({"lessons_until": "2026-09-14T01:30:00Z"});
    assert_eq!(verdicts(&ask(&app, &id, week).await), [(order.as_str(), "moved")], "its next lesson is elsewhere");
}

#[tokio::test]
async fn a_room_that_was_up_for_an_earlier_lesson_alone_does_not_stay() {
    let app = two().await;
    let school = school(&app).await;
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-09-07T01:10:00Z");
    seen_up(&app, &order, 2).await;
    // A run began while nothing could be seen: that the first was up before it says nothing.
    let earlier = "UPDATE classrooms SET status = status || '{\"available\": false}' WHERE order_id = $1 AND key = 'room-1'";
    sqlx::query(earlier).bind(uuid_of(&order)).execute(&mut app.sql().await).await.unwrap();
    answers(&app, "bj-1", false).await;
    let id = cluster(&app, "bj-1").await;
    let body = json!({"lessons_until": "2026-09-07T04:00:00Z"});
    let done = ask(&app, &id, body.clone()).await;
    assert_eq!(done["rooms"], json!({"total": 2, "placed": 1, "short": 0, "staying": 1}));
    assert_eq!(staying(&app, &order).await, ["room-2"]);
    sqlx::query("UPDATE classrooms SET status = status || '{\"available\": false}'").execute(&mut app.sql().await).await.unwrap();
    assert_eq!(ask(&app, &id, body).await["recalled"], 1);
    assert_eq!(staying(&app, &order).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_order_goes_without_the_rooms_whose_lesson_runs_and_whoever_joins_is_sent_where_each_room_is() {
    let app = two().await;
    let school = school(&app).await;
    let named = "UPDATE clusters SET media_url = 'wss://{classroom}.' || name || '.example.org'";
    sqlx::query(named).execute(&mut app.sql().await).await.unwrap();
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-09-07T01:10:00Z");
    seen_up(&app, &order, 2).await;
    // The second is up, and nobody reaches it.
    let unreached = "UPDATE classrooms SET unreached_since = '2026-09-07 01:05Z' WHERE order_id = $1 AND key = 'room-2'";
    sqlx::query(unreached).bind(uuid_of(&order)).execute(&mut app.sql().await).await.unwrap();
    answers(&app, "bj-1", false).await;
    let id = cluster(&app, "bj-1").await;
    let rehearsed = ask(&app, &id, json!({"lessons_until": "2026-09-07T04:00:00Z", "dry_run": true})).await;
    assert_eq!(rehearsed["rooms"], json!({"total": 2, "placed": 1, "short": 0, "staying": 1}));
    assert_eq!(staying(&app, &order).await, Vec::<String>::new());
    let done = ask(&app, &id, json!({"lessons_until": "2026-09-07T04:00:00Z"})).await;
    assert_eq!(verdicts(&done), [(order.as_str(), "moved")]);
    assert_eq!(done["rooms"], rehearsed["rooms"]);
    assert_eq!(staying(&app, &order).await, ["room-1"]);
    assert_eq!(places(&app, &order).await, [("bj-1".to_owned(), "leaving".to_owned()), ("bj-2".to_owned(), "live".to_owned())]);
    calendars_are_sound(&app).await;

    let rooms = school.get(&format!("/v1/classrooms?order_id={order}")).send().await.expect(200);
    let join = async |key: &str| {
        let room = rooms.items().iter().find(|room| room["key"] == key).unwrap()["id"].as_str().unwrap().to_owned();
        let joined = school.post(&format!("/v1/classrooms/{room}/join")).json(&json!({"role": "pupil", "name": "P"})).send().await;
        joined.expect(200)["url"].as_str().unwrap().to_owned()
    };
    assert!(join("room-1").await.ends_with(".bj-1.example.org"));
    assert!(join("room-2").await.ends_with(".bj-2.example.org"));

    // Asked again, it stays; when it is not reached any more either, it goes after its order.
    let again = json!({"lessons_until": "2026-09-07T04:00:00Z"});
    assert_eq!(ask(&app, &id, again.clone()).await["recalled"], 0);
    sqlx::query("UPDATE classrooms SET unreached_since = '2026-09-07 01:20Z'").execute(&mut app.sql().await).await.unwrap();
    assert_eq!(ask(&app, &id, again).await["recalled"], 1);
    assert_eq!(staying(&app, &order).await, Vec::<String>::new());
    assert!(join("room-1").await.ends_with(".bj-2.example.org"));
}

#[tokio::test]
async fn rooms_that_wait_for_their_bell_stay_where_they_are_known_to_be_reached() {
    let app = two().await;
    let school = school(&app).await;
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-09-07T00:52:00Z");
    seen_up(&app, &order, 2).await;
    answers(&app, "bj-1", false).await;
    let id = cluster(&app, "bj-1").await;
    let rehearse = json!({"lessons_until": "2026-09-07T04:00:00Z", "dry_run": true});
    let verdict = async || verdicts(&ask(&app, &id, rehearse.clone()).await)[0].1.to_owned();
    assert_eq!(verdict().await, "moves", "nothing is known");
    reached(&app, "bj-1", "true").await;
    assert_eq!(verdict().await, "stays");
    reached(&app, "bj-1", "false").await;
    assert_eq!(verdict().await, "moves");
}

#[tokio::test]
async fn where_no_room_is_reached_it_is_said_how_many_that_stay_were_not_tried_yet() {
    let app = two().await;
    let school = school(&app).await;
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-09-07T01:10:00Z");
    seen_up(&app, &order, 2).await;
    answers(&app, "bj-1", false).await;
    let id = cluster(&app, "bj-1").await;
    let rehearse = json!({"lessons_until": "2026-09-07T04:00:00Z", "dry_run": true});
    let untried = async || ask(&app, &id, rehearse.clone()).await["rooms_untried"].clone();
    reached(&app, "bj-1", "true").await;
    assert_eq!(untried().await, 0);
    reached(&app, "bj-1", "false").await;
    assert_eq!(untried().await, 2);
    let tried = "UPDATE classrooms SET unreached_since = '2026-09-07 01:05Z' WHERE order_id = $1 AND key = 'room-2'";
    sqlx::query(tried).bind(uuid_of(&order)).execute(&mut app.sql().await).await.unwrap();
    assert_eq!(untried().await, 1);

    // The order has gone elsewhere, and one of its rooms still waits to be tried.
    let body = json!({"lessons_until": "2026-09-07T04:00:00Z"});
    let done = ask(&app, &id, body.clone()).await;
    assert_eq!((&done["rooms"]["staying"], &done["rooms_untried"]), (&json!(1), &json!(1)));
    let again = ask(&app, &id, body.clone()).await;
    assert_eq!((&again["orders"], &again["recalled"], &again["rooms_untried"]), (&json!([]), &json!(0), &json!(1)));
    sqlx::query("UPDATE classrooms SET unreached_since = '2026-09-07 01:11Z'").execute(&mut app.sql().await).await.unwrap();
    let last = ask(&app, &id, body).await;
    assert_eq!((&last["recalled"], &last["rooms_untried"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn a_cluster_whose_rooms_are_not_reached_is_failed_over_although_it_answers() {
    let app = two().await;
    answers(&app, "bj-1", true).await;
    let id = cluster(&app, "bj-1").await;
    let body = json!({"lessons_until": "2026-08-30T00:00:00Z"});
    reached(&app, "bj-1", "true").await;
    app.platform_post(&format!("/v1/clusters/{id}/failover")).json(&body).send().await.expect_problem(409, "cluster-answers");
    reached(&app, "bj-1", "false").await;
    assert_eq!(ask(&app, &id, body).await["orders"], json!([]));
}

#[tokio::test]
async fn a_failover_takes_an_order_where_it_was_going_and_elsewhere_only_if_that_is_lost_too() {
    let app = two().await;
    let school = school(&app).await;
    let order = async || school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created().id();
    let (first, second) = (order().await, order().await);
    app.set_time("2026-09-07T00:00:00Z");
    let begin = async |order: &str| app.platform_post(&format!("/v1/orders/{order}/move")).send().await.expect(200).id();
    let going = begin(&first).await;
    answers(&app, "bj-1", false).await;
    let id = cluster(&app, "bj-1").await;
    let body = json!({"lessons_until": "2026-09-07T01:00:00Z"});
    let done = ask(&app, &id, body.clone()).await;
    let state = |of: &Value, order: &str| {
        let orders = of["orders"].as_array().unwrap();
        orders.iter().find(|listed| listed["order_id"] == order).map(|listed| (listed["verdict"].clone(), listed["move_id"].clone()))
    };
    assert_eq!(state(&done, &first), Some((json!("moved"), json!(going))));
    assert_eq!(state(&done, &second).unwrap().0, "moved");
    calendars_are_sound(&app).await;

    for name in ["bj-3", "bj-4"] {
        nodes(4).insert(&mut app.sql().await, name).await;
    }
    let going = begin(&first).await;
    let to = app.platform_get(&format!("/v1/moves/{going}")).send().await.expect(200)["to"]["name"].as_str().unwrap().to_owned();
    answers(&app, "bj-2", false).await;
    answers(&app, &to, false).await;
    let id = cluster(&app, "bj-2").await;
    let done = ask(&app, &id, body).await;
    let (verdict, by) = state(&done, &first).unwrap();
    assert!(verdict == "moved" && by != json!(going), "{done:#}");
    let before = app.platform_get(&format!("/v1/moves/{going}")).send().await.expect(200);
    assert_eq!(before["withdrawn"]["reason"], "FailedOver");
    let live: Vec<_> = places(&app, &first).await.into_iter().filter(|(_, state)| state == "live").collect();
    assert_eq!(live.len(), 1);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_thousand_rooms_of_a_lost_cluster_are_placed_or_named_within_a_minute() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(100)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2_000), seats(100_000)).with_numbers(200, 200).await;
    for _ in 0..20 {
        school.order(class_of(50).rooms(50).weekly("MO", "09:55", 45)).await.expect_created();
    }
    let app = app.with_cluster("bj-2", nodes(100)).await;
    // 08:58 in Shanghai.
    app.set_time("2026-09-07T00:58:00Z");
    answers(&app, "bj-1", false).await;
    let id = cluster(&app, "bj-1").await;
    let since = Instant::now();
    let done = ask(&app, &id, json!({"lessons_until": "2026-09-07T02:00:00Z"})).await;
    assert_eq!(done["rooms"], json!({"total": 1_000, "placed": 1_000, "short": 0, "staying": 0}));
    assert!(since.elapsed() < Duration::from_secs(60), "{:?}", since.elapsed());
    calendars_are_sound(&app).await;
}
