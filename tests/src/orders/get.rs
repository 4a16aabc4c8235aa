//! `GET /v1/orders/{id}` and its events.

use std::time::{Duration, Instant};

use serde_json::json;

use tokio::task::JoinSet;

use crate::support::{Answer, Call, School, TestApp, class_of, nodes};

#[tokio::test]
async fn an_unchanged_order_is_304_and_every_part_of_the_tag_counts() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let created = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let path = format!("/v1/orders/{}", created.id());
    let got = school.get(&path).send().await.expect(200);
    assert_eq!(got.json(), created.json());
    school.get(&path).header("if-none-match", got.etag()).send().await.expect(304);
    sqlx::query("UPDATE orders SET revision = revision + 1").execute(&mut app.sql().await).await.unwrap();
    school.get(&path).header("if-none-match", got.etag()).send().await.expect(200);
}

#[tokio::test]
async fn waiting_ends_when_the_order_differs() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let created = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let path = format!("/v1/orders/{}", created.id());
    let began = Instant::now();
    school.get(&path).header("if-none-match", created.etag()).header("prefer", "wait=1").send().await.expect(304);
    assert!(began.elapsed() >= Duration::from_secs(1));
    let began = Instant::now();
    let waiting = school.get(&path).header("if-none-match", created.etag()).header("prefer", "wait=30").send();
    let id = created.id();
    let (answer, _) = tokio::join!(waiting, school.cancel(&id));
    assert_eq!(answer.expect(200)["cancelled_at"], "2026-08-25T00:00:00Z");
    assert!(began.elapsed() < Duration::from_secs(10));
}

/// Amends the name of the only room to the edit that this is, again and again.
async fn rename(school: &School<'_>, path: &str) {
    for edit in 2..=40 {
        let rooms = json!([{"key": "room-1", "seats": 20, "name": format!("edit {edit}")}]);
        school.patch(path, &format!("\"{}.0\"", edit - 1)).json(&json!({ "rooms": rooms })).send().await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_tag_never_comes_with_what_another_edit_holds() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = class_of(20).weekly("MO", "09:00", 45).with("/rooms/0/name", json!("edit 1"));
    let path = format!("/v1/orders/{}", school.order(order).await.expect_created().id());
    let room = school.get("/v1/classrooms").send().await.expect(200).ids().remove(0);
    let mut readers = JoinSet::new();
    for (path, name) in [(path.clone(), "/rooms/0/name"), (format!("/v1/classrooms/{room}"), "/name")] {
        for _ in 0..3 {
            let (router, key, path) = (app.router(), school.key.clone(), path.clone());
            readers.spawn(async move {
                loop {
                    let got = Call::new(router.clone(), "GET", &path).bearer(&key).send().await.expect(200);
                    let edit = got.etag().trim_matches('"').split_once('.').unwrap().0.to_owned();
                    assert_eq!(got.json().pointer(name), Some(&json!(format!("edit {edit}"))), "{path}");
                    if edit == "40" {
                        return;
                    }
                }
            });
        }
    }
    rename(&school, &path).await;
    readers.join_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_wait_hold_nothing_and_hear_of_their_own_order_alone() {
    const WAITERS: usize = 150;
    // Two connections: whoever held one while waiting would keep everybody else out.
    let app = TestApp::with(&["--database-connections", "2"]).await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let (own, other) =
        (school.order(class_of(20).weekly("MO", "09:00", 45)).await, school.order(class_of(20).weekly("TU", "09:00", 45)).await);
    let wait = |order: &Answer| {
        let call = school.get(&format!("/v1/orders/{}", order.id())).header("if-none-match", order.etag());
        call.header("prefer", "wait=30").send()
    };
    let mut waiting = JoinSet::new();
    for _ in 0..WAITERS {
        waiting.spawn(wait(&own));
    }
    let elsewhere = tokio::spawn(wait(&other));
    while app.state.waiting.count() <= WAITERS {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let began = Instant::now();
    app.tenant("Other").await.get("/v1/orders").send().await.expect(200);
    school.cancel(&own.id()).await.expect(200);
    for answer in waiting.join_all().await {
        assert_eq!(answer.expect(200)["cancelled_at"], "2026-08-25T00:00:00Z");
    }
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    assert!(!elsewhere.is_finished());
    elsewhere.abort();
}

#[tokio::test]
async fn the_timeline_names_what_was_done_and_by_whom() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    school.order(class_of(20).weekly("TU", "09:00", 45)).await.expect_created();
    school.amend(&order, &json!({"name": "Spring"})).await.expect(200);
    school.cancel(&order).await.expect(200);
    let timeline = school.get(&format!("/v1/orders/{order}/events")).send().await.expect(200);
    let types: Vec<_> = timeline.items().iter().map(|event| event["type"].clone()).collect();
    assert_eq!(types, ["order.created", "order.amended", "order.cancelled"]);
    assert!(timeline.items()[0]["actor"]["type"].is_string(), "{}", timeline.text());
}
