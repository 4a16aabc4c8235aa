//! Lessons of a lost cluster that a failover is too late for, or finds no place for: named in its answer, and as promises at risk until their rooms are up.

use serde_json::{Value, json};

use super::{
    answers, cluster,
    failover::{ask, verdicts},
    part::widen,
    school, two,
};
use crate::support::{School, TestApp, class_of, nodes, uuid_of};

async fn at_risk(app: &TestApp) -> Vec<Value> {
    app.platform_get("/v1/promises?at_risk=true").send().await.expect(200).items().to_vec()
}

async fn look(app: &TestApp) -> Vec<Value> {
    homeroom::workers::run(&app.state, "watch-promises").await.expect("promises are watched");
    at_risk(app).await
}

/// What an event of that type said, oldest first.
fn data(events: &[Value], kind: &str) -> Vec<Value> {
    events.iter().filter(|event| event["type"] == kind).map(|event| event["data"].clone()).collect()
}

async fn told(app: &TestApp, kind: &str) -> Vec<Value> {
    data(app.platform_get("/v1/events?limit=200").send().await.expect(200).items(), kind)
}

async fn told_to(school: &School<'_>, kind: &str) -> Vec<Value> {
    data(school.get("/v1/events?limit=200").send().await.expect(200).items(), kind)
}

/// As workers would have seen the rooms of an order come up.
async fn come_up(app: &TestApp, order: &str, at: &str) {
    let sql = "INSERT INTO readiness (tenant_id, classroom_id, available_from) SELECT tenant_id, id, $2::timestamptz FROM classrooms WHERE order_id = $1";
    sqlx::query(sql).bind(uuid_of(order)).bind(at).execute(&mut app.sql().await).await.unwrap();
}

#[tokio::test]
async fn a_lesson_that_a_failover_is_too_late_for_moves_and_is_named_with_when_its_rooms_are_due() {
    let app = two().await;
    let school = school(&app).await;
    let order = async |start: &str| school.order(class_of(50).rooms(2).weekly("MO", start, 45)).await.expect_created().id();
    let (sooner, later) = (order("09:00").await, order("09:55").await);
    // 08:58 in Shanghai; a room takes ten minutes.
    app.set_time("2026-09-07T00:58:00Z");
    answers(&app, "bj-1", false).await;
    let id = cluster(&app, "bj-1").await;
    let rehearsed = ask(&app, &id, json!({"lessons_until": "2026-09-07T02:00:00Z", "dry_run": true})).await;
    assert_eq!(verdicts(&rehearsed), [(sooner.as_str(), "moves"), (later.as_str(), "moves")]);
    assert_eq!(rehearsed["lessons"], json!({"late": 2, "missed": 0}));
    assert_eq!(at_risk(&app).await, [] as [Value; 0], "nothing is changed by a rehearsal");
    let done = ask(&app, &id, json!({"lessons_until": "2026-09-07T02:00:00Z"})).await;
    assert_eq!(verdicts(&done), [(sooner.as_str(), "moved"), (later.as_str(), "moved")]);
    assert_eq!((&done["lessons"], &done["orders"][0]["unmet"]), (&rehearsed["lessons"], &rehearsed["orders"][0]["unmet"]));
    assert_eq!(done["orders"][1]["unmet"], json!([]), "there is time for that one");
    let bell = &done["orders"][0]["unmet"][0];
    assert_eq!((&bell["starts_at"], &bell["ends_at"]), (&json!("2026-09-07T01:00:00Z"), &json!("2026-09-07T01:45:00Z")));
    assert_eq!((&bell["verdict"], &bell["ready_by"], &bell["rooms"]), (&json!("late"), &json!("2026-09-07T01:07:00Z"), &json!(2)));
    assert_eq!((bell["classrooms"].as_array().unwrap().len(), &bell["cause"]["reason"]), (2, &json!("RoomsComeUpLate")));
    assert_eq!(
        bell["cause"]["message"],
        "Its cluster is lost. Its rooms come up elsewhere, which takes 10 minutes: by 2026-09-07T01:07:00Z."
    );

    // The list, the order's condition and both feeds say the same.
    let listed = at_risk(&app).await;
    assert_eq!(listed.len(), 1, "{listed:?}");
    let one = &listed[0];
    assert_eq!((&one["order_id"], &one["cluster_name"], &one["cause"]), (&json!(sooner), &json!("bj-2"), &bell["cause"]));
    assert_eq!((&one["bell_at"], &one["minutes_to_bell"], &one["rooms"]), (&bell["starts_at"], &json!(2), &json!(2)));
    let lessons = school.get(&format!("/v1/lessons?order_id={sooner}&from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z")).send().await;
    assert!(lessons.expect(200).ids().iter().any(|lesson| one["lesson_id"] == **lesson), "{one}");
    let orders = app.platform_get("/v1/platform/orders").send().await.expect(200);
    let conditions = orders.items().iter().find(|order| order["id"] == sooner).unwrap()["conditions"].as_array().unwrap();
    assert!(conditions.iter().any(|one| one["type"] == "PromiseAtRisk" && one["reason"] == "RoomsComeUpLate"), "{conditions:?}");
    let named = told(&app, "promise.at_risk").await;
    assert_eq!((named.len(), &named[0]["cause"]["reason"], &named[0]["cluster"]), (1, &json!("RoomsComeUpLate"), &json!("bj-2")));
    let own = told_to(&school, "promise.at_risk").await;
    assert_eq!((own.len(), &own[0]["bell_at"], own[0].get("cause")), (1, &bell["starts_at"], None));
    assert_eq!(told(&app, "cluster.failed_over").await[0]["lessons_late"], 2);

    assert_eq!(look(&app).await, listed, "it is still to come");
    come_up(&app, &sooner, "2026-09-07T00:58:40Z").await;
    assert_eq!(look(&app).await, [] as [Value; 0], "sooner than they were due");
    assert_eq!((told(&app, "promise.holds").await.len(), told_to(&school, "promise.holds").await.len()), (1, 1));
}

#[tokio::test]
async fn an_order_that_moves_too_late_is_at_risk_without_a_gap_and_its_institution_reads_once_of_one_bell() {
    let app = two().await;
    let school = school(&app).await;
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    // 08:56 in Shanghai; a room takes ten minutes.
    app.set_time("2026-09-07T00:56:00Z");
    answers(&app, "bj-1", false).await;
    assert_eq!(look(&app).await.len(), 1);
    app.set_time("2026-09-07T00:57:00Z");
    let silent = look(&app).await;
    assert_eq!((&silent[0]["order_id"], &silent[0]["cause"]["reason"]), (&json!(order), &json!("ClusterSilent")));
    assert_eq!(told_to(&school, "promise.at_risk").await.len(), 1, "it has lasted for a minute");

    let id = cluster(&app, "bj-1").await;
    let done = ask(&app, &id, json!({"lessons_until": "2026-09-07T02:00:00Z"})).await;
    assert_eq!(verdicts(&done), [(order.as_str(), "moved")]);
    for listed in [at_risk(&app).await, look(&app).await, look(&app).await] {
        let told: Vec<_> = listed.iter().map(|one| (&one["order_id"], &one["cluster_name"], &one["cause"]["reason"])).collect();
        assert_eq!(told, [(&json!(order), &json!("bj-2"), &json!("RoomsComeUpLate"))]);
    }
    assert_eq!((told(&app, "promise.holds").await.len(), told_to(&school, "promise.holds").await.len()), (0, 0));
    assert_eq!(told_to(&school, "promise.at_risk").await.len(), 1, "of one bell once");
    assert_eq!(told(&app, "promise.at_risk").await.len(), 2, "operators read of each cause");
}

#[tokio::test]
async fn a_lesson_that_fits_nowhere_is_missed_until_there_is_a_place() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    app.set_time("2026-09-07T00:00:00Z");
    let order = async |start: &str| school.order(class_of(50).rooms(10).weekly("MO", start, 45)).await.expect_created().id();
    let (later, sooner) = (order("10:00").await, order("09:30").await);
    // Room for eighteen: they are up at the same time.
    nodes(1).cores(32).insert(&mut app.sql().await, "bj-2").await;
    answers(&app, "bj-1", false).await;
    let id = cluster(&app, "bj-1").await;
    let body = json!({"lessons_until": "2026-09-07T04:00:00Z"});
    let done = ask(&app, &id, body.clone()).await;
    assert_eq!(verdicts(&done), [(sooner.as_str(), "moved"), (later.as_str(), "moved")]);
    assert_eq!((&done["lessons"], &done["orders"][0]["unmet"]), (&json!({"late": 0, "missed": 2}), &json!([])));
    let bell = &done["orders"][1]["unmet"][0];
    assert_eq!((&bell["starts_at"], &bell["verdict"], &bell["ready_by"]), (&json!("2026-09-07T02:00:00Z"), &json!("missed"), &json!(null)));
    assert_eq!((&bell["cause"]["reason"], &bell["cause"]["params"]), (&json!("NoPlaceElsewhere"), &json!({"clusters": 1})));
    let listed = look(&app).await;
    assert_eq!((listed.len(), &listed[0]["order_id"], &listed[0]["cluster_name"]), (1, &json!(later), &json!("bj-2")));
    assert_eq!((&listed[0]["rooms"], &listed[0]["cause"]["reason"]), (&json!(2), &json!("NoPlaceElsewhere")));

    ask(&app, &id, body.clone()).await;
    assert_eq!((told(&app, "promise.at_risk").await.len(), told_to(&school, "promise.at_risk").await.len()), (1, 1), "once");
    widen(&app, "bj-2").await;
    let again = ask(&app, &id, body).await;
    assert_eq!((verdicts(&again), &again["lessons"]), (vec![(later.as_str(), "moved")], &json!({"late": 0, "missed": 0})));
    assert_eq!(look(&app).await, [] as [Value; 0]);
    assert_eq!(told(&app, "promise.holds").await.len(), 1);
}

#[tokio::test]
async fn what_fits_nowhere_holds_again_when_its_cluster_is_back_with_rooms_that_were_up_all_along() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-09-07T00:55:00Z");
    come_up(&app, &order, "2026-09-07T00:51:00Z").await;
    answers(&app, "bj-1", false).await;
    let id = cluster(&app, "bj-1").await;
    let done = ask(&app, &id, json!({"lessons_until": "2026-09-07T04:00:00Z"})).await;
    assert_eq!((verdicts(&done), &done["lessons"]), (vec![(order.as_str(), "no_place")], &json!({"late": 0, "missed": 2})));
    let listed = look(&app).await;
    assert_eq!((listed.len(), &listed[0]["cause"]["reason"]), (1, &json!("NoPlaceElsewhere")), "nobody knows that they are still up");
    answers(&app, "bj-1", true).await;
    assert_eq!(look(&app).await, [] as [Value; 0]);
    assert_eq!((told(&app, "promise.holds").await.len(), told_to(&school, "promise.holds").await.len()), (1, 1));
}

#[tokio::test]
async fn what_fits_nowhere_and_runs_on_where_it_is_is_not_missed() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    let order = school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-09-07T00:30:00Z");
    answers(&app, "bj-1", true).await;
    let id = cluster(&app, "bj-1").await;
    let forced = ask(&app, &id, json!({"lessons_until": "2026-09-07T04:00:00Z", "force": true})).await;
    assert_eq!((verdicts(&forced), &forced["lessons"]), (vec![(order.as_str(), "no_place")], &json!({"late": 0, "missed": 0})));
    assert_eq!(at_risk(&app).await, [] as [Value; 0]);
    let rehearsed = ask(&app, &id, json!({"lessons_until": "2026-09-07T04:00:00Z", "dry_run": true})).await;
    assert_eq!(rehearsed["orders"][0]["unmet"][0]["verdict"], "missed", "if it were lost");
}
