//! A failover of an order of which no cluster takes the whole: as many rooms go as fit, and the others are left behind until something has room for them.

use homeroom::{
    calendars::store::{Holder, give_back},
    orders::store::load_full,
};
use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    moves::Behind,
    sizing::NodeShape,
};
use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

use super::{
    answers, booked, booked_from, cluster,
    drain::{drive, shown},
    failover::{ask, seen_up, staying, verdicts},
    places, school,
};
use crate::{
    orders::calendars_are_sound,
    support::{School, TestApp, class_of, nodes, uuid_of},
};

/// From now on a cluster sells as much as four nodes.
pub(super) async fn widen(app: &TestApp, name: &str) {
    let limits =
        json!({"cpu_milli": 256_000, "memory_mib": 1_048_576, "network_mbit": 100_000, "pods": 440, "node_share": 4_000_000_000_i64});
    let set = "UPDATE calendars SET limits = $2 WHERE id = (SELECT calendar_id FROM clusters WHERE name = $1)";
    sqlx::query(set).bind(name).bind(limits).execute(&mut app.sql().await).await.unwrap();
}

/// The keys of an order's rooms that were left behind on bj-1.
async fn left(app: &TestApp, order: &str) -> Vec<String> {
    let sql = "SELECT r.key FROM classrooms r JOIN clusters c ON c.id = r.stays_on
               WHERE r.order_id = $1 AND c.name = 'bj-1' AND r.stays_until IS NULL ORDER BY r.position";
    sqlx::query_scalar(sql).bind(uuid_of(order)).fetch_all(&mut app.sql().await).await.unwrap()
}

fn body() -> Value {
    json!({"lessons_until": "2026-09-07T04:00:00Z"})
}

/// An order of twelve rooms on a cluster that is lost, and another one that takes seven of them.
async fn lost() -> TestApp {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    app.set_time("2026-09-07T00:00:00Z");
    app
}

async fn twelve(app: &TestApp, school: &School<'_>) -> String {
    let order = school.order(class_of(50).rooms(12).weekly("MO", "09:00", 45)).await.expect_created().id();
    nodes(1).cores(13).insert(&mut app.sql().await, "bj-2").await;
    answers(app, "bj-1", false).await;
    order
}

/// The same after a failover: seven of its rooms went on to bj-2, and the others were left behind on bj-1, whose id is told too.
async fn divided(app: &TestApp, school: &School<'_>) -> (String, String) {
    let (order, id) = (twelve(app, school).await, cluster(app, "bj-1").await);
    ask(app, &id, body()).await;
    (order, id)
}

/// As the worker of bj-1 does once nothing stands there but what was left behind.
async fn keep(app: &TestApp, order: &str) {
    let mut conn = app.sql().await;
    let found = load_full(&mut conn, OrderId::new(uuid_of(order))).await.unwrap().unwrap();
    let left = "SELECT r.id FROM classrooms r JOIN clusters c ON c.id = r.stays_on WHERE r.order_id = $1 AND c.name = 'bj-1'";
    let left: Vec<Uuid> = sqlx::query_scalar(left).bind(uuid_of(order)).fetch_all(&mut conn).await.unwrap();
    let left = left.into_iter().map(ClassroomId::new).collect();
    let behind = Behind::of(&found, &found.schedule(), &left, app.now()).unwrap();
    let nodes = "SELECT calendar_id, capacity -> 'shape' FROM clusters WHERE name = 'bj-1'";
    let (calendar, shape): (Uuid, Json<NodeShape>) = sqlx::query_as(nodes).fetch_one(&mut conn).await.unwrap();
    let of = Holder { tenant: found.tenant_id, order: found.id };
    give_back(&mut conn, of, calendar, |held| behind.kept(held, shape.0)).await.unwrap();
}

fn at(name: &str, state: &str) -> (String, String) {
    (name.to_owned(), state.to_owned())
}

const REST: [&str; 5] = ["room-8", "room-9", "room-10", "room-11", "room-12"];

#[tokio::test]
async fn as_many_rooms_of_an_order_go_as_fit_and_the_rest_is_named_and_left_behind() {
    let app = lost().await;
    let school = school(&app).await;
    let order = twelve(&app, &school).await;
    let id = cluster(&app, "bj-1").await;
    let rehearsed = ask(&app, &id, json!({"lessons_until": "2026-09-07T04:00:00Z", "dry_run": true})).await;
    assert_eq!(verdicts(&rehearsed), [(order.as_str(), "moves")]);
    assert_eq!(left(&app, &order).await, Vec::<String>::new());
    assert_eq!(places(&app, &order).await, [at("bj-1", "live")], "nothing is changed by a rehearsal");

    let done = ask(&app, &id, body()).await;
    assert_eq!(verdicts(&done), [(order.as_str(), "moved")]);
    assert_eq!(done["rooms"], json!({"total": 12, "placed": 7, "short": 5, "staying": 0}));
    for told in [&rehearsed, &done] {
        let one = &told["orders"][0];
        assert_eq!((&told["rooms"], &told["lessons"]), (&done["rooms"], &json!({"late": 0, "missed": 5})), "{told:#}");
        assert_eq!((&one["to"]["name"], &one["rooms_left"], &one["short"][0]["reason"]), (&json!("bj-2"), &json!(5), &json!("Short")));
        let bell = &one["unmet"][0];
        assert_eq!((&bell["verdict"], &bell["rooms"], &bell["cause"]["reason"]), (&json!("missed"), &json!(5), &json!("NoPlaceElsewhere")));
        assert_eq!(bell["classrooms"], done["orders"][0]["unmet"][0]["classrooms"]);
    }
    assert_eq!(left(&app, &order).await, REST);
    assert_eq!(places(&app, &order).await, [at("bj-1", "leaving"), at("bj-2", "live")]);
    assert_eq!(
        (booked(&app, "bj-1").await["used"].clone(), booked(&app, "bj-2").await["used"].clone()),
        (json!(12), json!(7)),
        "they may come up again where they were"
    );
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn each_further_call_takes_what_was_left_behind_to_where_its_order_runs() {
    let app = lost().await;
    let school = school(&app).await;
    let (order, id) = divided(&app, &school).await;
    let again = ask(&app, &id, body()).await;
    assert_eq!((verdicts(&again), &again["rooms"]["short"]), (vec![(order.as_str(), "no_place")], &json!(5)));
    assert_eq!(left(&app, &order).await, REST);

    widen(&app, "bj-2").await;
    let rehearsed = ask(&app, &id, json!({"lessons_until": "2026-09-07T04:00:00Z", "dry_run": true})).await;
    assert_eq!(verdicts(&rehearsed), [(order.as_str(), "moves")]);
    assert_eq!(left(&app, &order).await, REST);
    let done = ask(&app, &id, body()).await;
    assert_eq!((verdicts(&done), &done["rooms"]), (vec![(order.as_str(), "moved")], &rehearsed["rooms"]));
    assert_eq!(done["rooms"], json!({"total": 5, "placed": 5, "short": 0, "staying": 0}));
    assert_eq!((left(&app, &order).await, booked(&app, "bj-2").await["used"].clone()), (vec![], json!(12)));
    calendars_are_sound(&app).await;
    assert_eq!(ask(&app, &id, body()).await["orders"], json!([]));
}

#[tokio::test]
async fn the_old_cluster_goes_on_to_hold_what_those_rooms_need_that_were_left_behind() {
    let app = lost().await;
    let school = school(&app).await;
    let (order, id) = divided(&app, &school).await;
    let used = async |name: &str| booked(&app, name).await["used"].clone();
    for _ in 0..2 {
        keep(&app, &order).await;
        assert_eq!((used("bj-1").await, used("bj-2").await), (json!(5), json!(7)), "each room once");
        calendars_are_sound(&app).await;
    }
    widen(&app, "bj-2").await;
    ask(&app, &id, body()).await;
    assert_eq!((used("bj-1").await, used("bj-2").await), (json!(5), json!(12)), "until it is clean");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn what_was_left_behind_goes_along_to_a_place_that_has_room_for_all() {
    let app = lost().await;
    let school = school(&app).await;
    let (order, _) = divided(&app, &school).await;
    answers(&app, "bj-2", false).await;
    nodes(4).insert(&mut app.sql().await, "bj-3").await;
    let done = ask(&app, &cluster(&app, "bj-2").await, body()).await;
    assert_eq!((verdicts(&done), &done["orders"][0]["rooms_left"]), (vec![(order.as_str(), "moved")], &json!(0)));
    assert_eq!((left(&app, &order).await, booked(&app, "bj-3").await["used"].clone()), (vec![], json!(12)));
    assert_eq!(places(&app, &order).await, [at("bj-1", "leaving"), at("bj-2", "leaving"), at("bj-3", "live")]);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_cluster_is_not_abandoned_with_rooms_that_have_no_other_place_until_their_order_ends() {
    let app = lost().await;
    let school = school(&app).await;
    let (order, id) = divided(&app, &school).await;
    let abandon = async || {
        let path = format!("/v1/clusters/{id}/abandon");
        app.platform_post(&path).json(&json!({"reason": "It burnt."})).send().await.expect(200).json().clone()
    };
    assert_eq!(abandon().await, json!({"left": 0, "released": 0, "remaining": 1, "more": false}));
    assert_eq!(left(&app, &order).await, REST);
    school.cancel(&order).await.expect(200);
    assert_eq!(ask(&app, &id, body()).await["orders"], json!([]), "nothing of it is placed any more");
}

#[tokio::test]
async fn a_drain_takes_along_what_was_left_behind_between_two_lessons_and_says_what_keeps_it() {
    let app = lost().await;
    let school = school(&app).await;
    let (order, id) = divided(&app, &school).await;
    answers(&app, "bj-1", true).await;
    app.platform_post(&format!("/v1/clusters/{id}/drain")).send().await.expect(200);
    drive(&app).await;
    let now = shown(&app, &id).await;
    assert_eq!((&now["drain"]["orders_left"], &now["drain"]["blocked_total"]), (&json!(1), &json!(1)));
    let blocked = &now["drain"]["blocked"][0];
    assert_eq!((&blocked["order_id"], &blocked["reason"]), (&json!(order), &json!("Short")), "{blocked}");
    assert_eq!(left(&app, &order).await, REST);

    // 09:10 in Shanghai: their lesson runs.
    app.set_time("2026-09-07T01:10:00Z");
    widen(&app, "bj-2").await;
    drive(&app).await;
    assert_eq!(left(&app, &order).await, REST, "nobody is put out of a lesson");
    app.set_time("2026-09-07T02:00:00Z");
    // As the worker of bj-1 writes once their lesson is over.
    let closed = "UPDATE classrooms SET open_from = NULL, open_until = NULL, opens_next = '2026-09-14 00:50Z' WHERE order_id = $1";
    sqlx::query(closed).bind(uuid_of(&order)).execute(&mut app.sql().await).await.unwrap();
    drive(&app).await;
    assert_eq!((left(&app, &order).await, booked_from(&app, "bj-2", "2026-09-08").await["used"].clone()), (vec![], json!(12)));
    assert_eq!(shown(&app, &id).await["drain"]["blocked_total"], 0);
    assert_eq!(places(&app, &order).await, [at("bj-1", "leaving"), at("bj-2", "live")], "until it is clean");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn rooms_in_a_lesson_that_runs_find_their_place_last_and_stay_to_its_end() {
    let app = lost().await;
    let school = school(&app).await;
    let order = twelve(&app, &school).await;
    // 09:10 in Shanghai: a lesson runs, and the first two rooms are up.
    app.set_time("2026-09-07T01:10:00Z");
    seen_up(&app, &order, 2).await;
    let id = cluster(&app, "bj-1").await;
    let done = ask(&app, &id, body()).await;
    assert_eq!(done["rooms"], json!({"total": 12, "placed": 7, "short": 3, "staying": 2}));
    assert_eq!(done["lessons"], json!({"late": 7, "missed": 3}), "{done:#}");
    assert_eq!(left(&app, &order).await, ["room-1", "room-2", "room-10", "room-11", "room-12"]);

    app.set_time("2026-09-07T01:20:00Z");
    widen(&app, "bj-2").await;
    let again = ask(&app, &id, body()).await;
    assert_eq!(again["rooms"], json!({"total": 5, "placed": 3, "short": 0, "staying": 2}));
    assert_eq!(again["lessons"], json!({"late": 3, "missed": 0}), "{again:#}");
    assert_eq!((left(&app, &order).await, staying(&app, &order).await), (vec![], vec!["room-1".to_owned(), "room-2".to_owned()]));
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn an_amendment_books_all_rooms_where_their_order_runs_and_takes_those_along_that_were_left_behind() {
    let app = lost().await;
    let school = school(&app).await;
    let (order, _) = divided(&app, &school).await;
    let later = json!({"timetable": {"time_zone": "Asia/Shanghai",
        "lessons": [{"key": "line-1", "rrule": "FREQ=WEEKLY;BYDAY=MO", "start": "10:00", "duration_minutes": 45}]}});
    school.amend(&order, &later).await.expect_problem(409, "capacity-unavailable");
    assert_eq!(left(&app, &order).await, REST);
    school.amend(&order, &json!({"name": "Spring"})).await.expect(200);
    assert_eq!(left(&app, &order).await, REST, "nothing is booked for a name");

    widen(&app, "bj-2").await;
    school.amend(&order, &later).await.expect(200);
    assert_eq!((left(&app, &order).await, booked(&app, "bj-2").await["used"].clone()), (vec![], json!(12)));
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn lessons_that_come_after_those_that_were_named_are_named_too_where_no_place_is_found_again() {
    let app = lost().await;
    let school = school(&app).await;
    let (order, id) = divided(&app, &school).await;
    app.set_time("2026-09-13T23:00:00Z");
    let again = ask(&app, &id, json!({"lessons_until": "2026-09-14T04:00:00Z"})).await;
    assert_eq!((verdicts(&again), &again["lessons"]["missed"]), (vec![(order.as_str(), "no_place")], &json!(5)));
    let named = "SELECT count(*) FROM promises_at_risk r JOIN clusters c ON c.id = r.cluster_id
                 WHERE r.order_id = $1 AND c.name = 'bj-2' AND r.bell_at = '2026-09-14 01:00+00' AND r.rooms = 5";
    let named: i64 = sqlx::query_scalar(named).bind(uuid_of(&order)).fetch_one(&mut app.sql().await).await.unwrap();
    assert_eq!(named, 1);
}
