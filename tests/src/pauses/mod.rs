//! Works of the reconciler that are paused by name (`/v1/lanes`), and orders and clusters that are. What is written meanwhile is tried on a control plane.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp, class_of, nodes, rooms, seats};

async fn two() -> TestApp {
    TestApp::new().await.with_cluster("bj-1", nodes(4)).await.with_cluster("bj-2", nodes(4)).await
}

async fn cluster(app: &TestApp, name: &str) -> String {
    let page = app.platform_get("/v1/clusters").send().await.expect(200);
    page.items().iter().find(|cluster| cluster["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

async fn pause(app: &TestApp, body: Value) -> Answer {
    app.platform_post("/v1/lanes/pause").json(&body).send().await
}

/// The pauses of one work.
fn of(answer: &Answer, lane: &str) -> Vec<Value> {
    answer.items().iter().find(|one| one["lane"] == lane).unwrap()["pauses"].as_array().unwrap().clone()
}

async fn end(app: &TestApp) {
    homeroom::workers::run(&app.state, "end-pauses").await.expect("pauses end");
}

async fn told(app: &TestApp) -> Vec<Value> {
    let events = app.platform_get("/v1/events?limit=200").send().await.expect(200);
    let of_lanes = events.items().iter().filter(|event| event["type"].as_str().unwrap().starts_with("lane."));
    of_lanes.map(|event| json!([event["type"], event["subject"], event["data"]["lane"]])).collect()
}

#[tokio::test]
async fn a_work_is_paused_on_a_cluster_or_on_all_and_listed_until_it_is_ended() {
    let app = two().await;
    let all = app.platform_get("/v1/lanes").send().await.expect(200);
    let names: Vec<Value> = all.items().iter().map(|one| one["lane"].clone()).collect();
    assert_eq!(json!(names), json!(["openings", "repairs", "deletions", "preload", "node_groups", "image_rolls", "drains", "recordings"]));
    let second = cluster(&app, "bj-2").await;
    let here = json!({"lane": "repairs", "cluster_id": second, "why": "A webhook is looked at", "until": "2026-08-25T04:00:00Z"});
    pause(&app, here.clone()).await.expect(200);
    let everywhere = json!({"lane": "repairs", "why": "An audit", "until": "2026-08-26T00:00:00Z"});
    let paused = pause(&app, everywhere).await.expect(200);
    let pauses = of(&paused, "repairs");
    assert_eq!((pauses.len(), &pauses[0]["cluster_id"], &pauses[0]["why"]), (2, &Value::Null, &json!("An audit")));
    assert_eq!((&pauses[1]["cluster_name"], &pauses[1]["since"]), (&json!("bj-2"), &json!("2026-08-25T00:00:00Z")));
    assert_eq!(of(&paused, "preload"), [] as [Value; 0]);

    // The same again is no news; another end is.
    pause(&app, here.clone()).await.expect(200);
    let mut later = here;
    later["until"] = json!("2026-08-25T05:00:00Z");
    assert_eq!(of(&pause(&app, later).await.expect(200), "repairs")[1]["until"], "2026-08-25T05:00:00Z");
    let unpause = |body: Value| app.platform_post("/v1/lanes/unpause").json(&body).send();
    let left = unpause(json!({"lane": "repairs"})).await.expect(200);
    assert_eq!(of(&left, "repairs").len(), 1, "that of the one cluster stays");
    unpause(json!({"lane": "repairs"})).await.expect(200);
    assert_eq!(of(&unpause(json!({"lane": "repairs", "cluster_id": second})).await.expect(200), "repairs"), [] as [Value; 0]);
    let (set, ended) = ("lane.paused", "lane.unpaused");
    let expected = [(set, &*second), (set, "repairs"), (set, &*second), (ended, "repairs"), (ended, &*second)];
    assert_eq!(told(&app).await, expected.map(|(kind, subject)| json!([kind, subject, "repairs"])));
}

#[tokio::test]
async fn a_pause_has_an_end_within_a_day_and_a_reason_and_names_what_there_is() {
    let app = two().await;
    let good = json!({"lane": "preload", "why": "A registry is replaced", "until": "2026-08-25T04:00:00Z"});
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    for (field, value) in [
        ("lane", json!("brewing")),
        ("why", json!("")),
        ("until", json!("2026-08-25T00:00:00Z")),
        ("until", json!("2026-08-26T00:00:01Z")),
        ("cluster_id", json!("clu_0197f000-0000-7000-8000-000000000000")),
    ] {
        pause(&app, with(field, value)).await.expect_invalid(&format!("/{field}"));
    }
    let endless = json!({"lane": "preload", "why": "A registry is replaced"});
    pause(&app, endless).await.expect(422);
    assert_eq!(told(&app).await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_pause_ends_by_itself_when_its_time_is_over_and_writes_no_order() {
    let app = two().await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created();
    let touched = async || -> i64 { sqlx::query_scalar("SELECT touched FROM orders").fetch_one(&mut app.sql().await).await.unwrap() };
    let before = touched().await;
    pause(&app, json!({"lane": "openings", "why": "A storm", "until": "2026-08-25T01:00:00Z"})).await.expect(200);
    pause(&app, json!({"lane": "preload", "why": "A storm", "until": "2026-08-25T02:00:00Z"})).await.expect(200);
    assert_eq!(touched().await, before, "whoever works on the cluster looks at them");
    end(&app).await;
    assert_eq!(of(&app.platform_get("/v1/lanes").send().await.expect(200), "openings").len(), 1);
    app.set_time("2026-08-25T01:00:00Z");
    end(&app).await;
    let left = app.platform_get("/v1/lanes").send().await.expect(200);
    assert_eq!((of(&left, "openings").len(), of(&left, "preload").len()), (0, 1));
    assert_eq!(touched().await, before);
    let events = app.platform_get("/v1/events?limit=200").send().await.expect(200);
    let over = events.items().iter().find(|event| event["type"] == "lane.unpaused").unwrap().clone();
    assert_eq!((&over["subject"], &over["data"]["until"]), (&json!("openings"), &json!("2026-08-25T01:00:00Z")));
}

#[tokio::test]
async fn a_drain_gets_no_further_while_drains_are_paused() {
    let app = two().await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created();
    let first = cluster(&app, "bj-1").await;
    app.platform_post(&format!("/v1/clusters/{first}/drain")).send().await.expect(200);
    let begun = async || {
        homeroom::workers::run(&app.state, "drain").await.expect("drains get further");
        app.platform_get("/v1/moves").send().await.expect(200).items().len()
    };
    let until = "2026-08-25T04:00:00Z";
    pause(&app, json!({"lane": "drains", "cluster_id": first, "why": "Too many at once", "until": until})).await.expect(200);
    assert_eq!(begun().await, 0);
    app.set_time(until);
    end(&app).await;
    assert_eq!(begun().await, 1);
}

#[tokio::test]
async fn one_order_or_one_cluster_is_paused_with_a_reason_that_is_told_once_until_it_is_ended() {
    let app = two().await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    let order = school.order(class_of(50).weekly("MO", "09:00", 45)).await.expect_created().id();
    let touched = async || -> i64 { sqlx::query_scalar("SELECT touched FROM orders").fetch_one(&mut app.sql().await).await.unwrap() };
    for (sort, id, wakes) in [("order", order, true), ("cluster", cluster(&app, "bj-1").await, false)] {
        let before = touched().await;
        let path = |verb: &str| format!("/v1/{sort}s/{id}/{verb}");
        let paused = async |why: &str| app.platform_post(&path("pause")).json(&json!({"why": why})).send().await;
        paused("").await.expect_invalid("/why");
        let first = paused("A disk is looked at").await.expect(200).json().clone();
        assert_eq!((&first["id"], &first["paused_at"]), (&json!(id), &json!("2026-08-25T00:00:00Z")));
        assert_eq!(paused("Another reason").await.expect(200).json()["why"], "A disk is looked at", "the same again is no news");
        assert_eq!(touched().await > before, wakes, "whoever works on the cluster looks at its orders");
        for _ in 0..2 {
            let ended = app.platform_post(&path("unpause")).send().await.expect(200).json().clone();
            assert_eq!((&ended["paused_at"], &ended["why"]), (&Value::Null, &Value::Null));
        }
        let events = app.platform_get("/v1/events?limit=200").send().await.expect(200);
        let of_it =
            events.items().iter().filter(|event| event["subject"] == id.as_str() && event["type"].as_str().unwrap().contains("paused"));
        let told: Vec<Value> = of_it.map(|event| json!([event["type"], event["data"]["why"]])).collect();
        let expected = [json!([format!("{sort}.paused"), "A disk is looked at"]), json!([format!("{sort}.unpaused"), Value::Null])];
        assert_eq!(told, expected);
    }
}
