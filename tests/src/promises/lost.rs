//! Clusters that do not answer, or whose rooms nobody reaches.

use serde_json::{Value, json};

use super::{kinds, look, told, told_to};
use crate::support::{School, TestApp, class_of, nodes, rooms, seats, uuid_of};

async fn school(app: &TestApp) -> School<'_> {
    app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await
}

async fn order(school: &School<'_>, (day, start): (&str, &str)) -> String {
    school.order(class_of(50).rooms(2).weekly(day, start, 45)).await.expect_created().id()
}

/// As its worker would have found it.
async fn answers(app: &TestApp, answers: bool) {
    sqlx::query("UPDATE clusters SET answering = $1 WHERE name = 'bj-1'").bind(answers).execute(&mut app.sql().await).await.unwrap();
}

/// As workers would have seen the rooms of an order come up for the lesson of 09:00.
async fn seen_up(app: &TestApp, order: &str) {
    let sql = "WITH up AS (UPDATE classrooms SET open_from = '2026-09-07 00:50Z', open_until = '2026-09-07 01:55Z', opens_next = '2026-09-14 00:50Z',
                                  seen_at = '2026-09-07 00:58Z' WHERE order_id = $1 RETURNING tenant_id, id)
               INSERT INTO readiness (tenant_id, classroom_id, available_from) SELECT tenant_id, id, '2026-09-07 00:58Z' FROM up";
    sqlx::query(sql).bind(uuid_of(order)).execute(&mut app.sql().await).await.unwrap();
}

#[tokio::test]
async fn a_cluster_that_falls_silent_names_the_orders_that_need_rooms_within_a_day_until_it_answers() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    let tomorrow = order(&school, ("TU", "08:30")).await;
    let (running, next, _later) =
        (order(&school, ("MO", "09:00")).await, order(&school, ("MO", "09:55")).await, order(&school, ("TH", "09:00")).await);
    // 09:10 in Shanghai: a lesson runs.
    app.set_time("2026-09-07T01:10:00Z");
    seen_up(&app, &running).await;
    assert_eq!(look(&app).await, [] as [Value; 0]);

    answers(&app, false).await;
    let found = look(&app).await;
    let named: Vec<_> = found.iter().map(|one| (&one["order_id"], &one["bell_at"], &one["minutes_to_bell"], &one["rooms"])).collect();
    let expected =
        [(json!(next), json!("2026-09-07T01:55:00Z"), json!(45)), (json!(tomorrow), json!("2026-09-08T00:30:00Z"), json!(1_400))];
    let two = json!(2);
    assert_eq!(named, expected.iter().map(|(order, bell, minutes)| (order, bell, minutes, &two)).collect::<Vec<_>>());
    assert_eq!((&found[0]["cause"]["reason"], &found[0]["cluster_name"]), (&json!("ClusterSilent"), &json!("bj-1")));
    assert_eq!(found[0]["cause"]["message"], "Its cluster does not answer: rooms that are up go on, and none comes up.");
    let lessons = school.get(&format!("/v1/lessons?order_id={next}&from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z")).send().await;
    assert!(lessons.expect(200).ids().iter().any(|lesson| found[0]["lesson_id"] == **lesson), "{found:?}");
    assert_eq!(kinds(&told(&app).await), ["promise.at_risk"; 2]);
    assert_eq!(told_to(&school).await, [], "it may be back in a moment");
    let orders = app.platform_get("/v1/platform/orders").send().await.expect(200);
    let conditions = orders.items().iter().find(|order| order["id"] == next).unwrap()["conditions"].as_array().unwrap();
    assert!(conditions.iter().any(|one| one["type"] == "PromiseAtRisk" && one["reason"] == "ClusterSilent"), "{conditions:?}");

    app.set_time("2026-09-07T01:11:00Z");
    look(&app).await;
    look(&app).await;
    let events = told_to(&school).await;
    assert_eq!(
        (kinds(&events), &events[0].1[0]),
        (vec!["promise.at_risk"], &json!(next)),
        "once, and of the lesson that is about to begin"
    );
    assert_eq!(told(&app).await.len(), 2, "operators know it already");

    answers(&app, true).await;
    assert_eq!(look(&app).await, [] as [Value; 0]);
    let events = told(&app).await;
    assert_eq!(kinds(&events).iter().filter(|kind| **kind == "promise.holds").count(), 2);
    assert_eq!(kinds(&told_to(&school).await).iter().filter(|kind| **kind == "promise.holds").count(), 1);
}

#[tokio::test]
async fn a_cluster_that_is_back_shortly_before_the_bell_is_no_room_yet() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school(&app).await;
    let (due, other) = (order(&school, ("MO", "09:00")).await, order(&school, ("MO", "09:00")).await);
    app.set_time("2026-09-07T00:45:00Z");
    answers(&app, false).await;
    look(&app).await;
    app.set_time("2026-09-07T00:46:00Z");
    assert_eq!(look(&app).await.len(), 2);
    assert_eq!(kinds(&told_to(&school).await), ["promise.at_risk"; 2]);

    // Ten seconds before the bell.
    app.set_time("2026-09-07T00:59:50Z");
    answers(&app, true).await;
    assert_eq!(look(&app).await.len(), 2, "nothing comes up until then");
    seen_up(&app, &due).await;
    let listed = look(&app).await;
    assert_eq!((listed.len(), &listed[0]["order_id"], &listed[0]["cause"]["reason"]), (1, &json!(other), &json!("ClusterSilent")));
    let events = told_to(&school).await;
    assert_eq!((kinds(&events).len(), events.iter().filter(|(kind, _)| kind == "promise.holds").count()), (3, 1));
    assert!(events.iter().any(|(kind, said)| kind == "promise.holds" && said[0] == *due), "{events:?}");

    app.set_time("2026-09-07T01:10:01Z");
    assert_eq!(look(&app).await, [] as [Value; 0], "what was missing at the bell is told of by then");
    assert_eq!(told_to(&school).await.len(), 3);
}

#[tokio::test]
async fn orders_whose_rooms_are_not_reached_are_named_until_they_run_elsewhere() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await.with_cluster("bj-2", nodes(4)).await;
    let school = school(&app).await;
    let order = order(&school, ("MO", "09:55")).await;
    app.set_time("2026-09-07T00:30:00Z");
    let conditions = json!([{"type": "RoomsReachable", "status": "false", "reason": "RoomsNotReached", "params": {"rooms": 1}, "since": "2026-09-07T00:29:00Z"}]);
    let set = "UPDATE clusters SET conditions = $1 WHERE name = 'bj-1'";
    sqlx::query(set).bind(conditions).execute(&mut app.sql().await).await.unwrap();
    let found = look(&app).await;
    assert_eq!((found.len(), &found[0]["order_id"], &found[0]["cause"]["reason"]), (1, &json!(order), &json!("RoomsNotReached")));

    let clusters = app.platform_get("/v1/clusters").send().await.expect(200);
    let lost = clusters.items().iter().find(|cluster| cluster["name"] == "bj-1").unwrap()["id"].as_str().unwrap().to_owned();
    let body = json!({"lessons_until": "2026-09-07T04:00:00Z"});
    let done = app.platform_post(&format!("/v1/clusters/{lost}/failover")).json(&body).send().await.expect(200);
    assert_eq!(done["orders"][0]["verdict"], "moved");
    assert_eq!(look(&app).await, [] as [Value; 0], "there it is in time");
    assert_eq!(kinds(&told(&app).await).iter().filter(|kind| **kind == "promise.holds").count(), 1);
}
