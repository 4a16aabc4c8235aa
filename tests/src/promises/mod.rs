//! Promises at risk: which orders no longer fit, who reads of it, and until when.

mod borne;
mod lost;
mod pools;

use serde_json::{Value, json};

use crate::support::{School, TestApp, class_of, nodes, rooms, seats};

/// One node holds 37 such rooms.
async fn booked(school: &School<'_>, count: u32) -> String {
    school.order(class_of(50).rooms(count).weekly("MO", "09:00", 45).term("2026-09-07", "2026-09-21")).await.expect_created().id()
}

async fn look(app: &TestApp) -> Vec<Value> {
    homeroom::workers::run(&app.state, "watch-promises").await.expect("promises are watched");
    app.platform_get("/v1/promises?at_risk=true").send().await.expect(200).items().to_vec()
}

/// As if a node were cordoned, or taken back: what a look at the cluster would write, and then that it is to be counted again.
async fn schedulable(app: &TestApp, node: &str, schedulable: bool) {
    let set = "UPDATE cluster_nodes SET schedulable = $2 WHERE name = $1";
    sqlx::query(set).bind(node).bind(schedulable).execute(&mut app.sql().await).await.unwrap();
    amend(app, &json!({"headroom_percent": 0})).await;
}

async fn amend(app: &TestApp, change: &Value) {
    let id = app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0);
    let path = format!("/v1/clusters/{id}");
    let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    app.call("PATCH", &path).bearer(&app.platform_key).header("if-match", &etag).json(change).send().await.expect(200);
}

async fn told(app: &TestApp) -> Vec<(String, Value)> {
    let events = app.platform_get("/v1/events?limit=200").send().await.expect(200);
    promises(events.items())
}

async fn told_to(school: &School<'_>) -> Vec<(String, Value)> {
    promises(school.get("/v1/events?limit=200").send().await.expect(200).items())
}

fn promises(events: &[Value]) -> Vec<(String, Value)> {
    let of_promises = events.iter().filter_map(|event| Some((event["type"].as_str()?, event)));
    let of_promises = of_promises.filter(|(kind, _)| kind.starts_with("promise."));
    of_promises.map(|(kind, event)| (kind.to_owned(), json!([event["subject"], event["data"]]))).collect()
}

fn kinds(told: &[(String, Value)]) -> Vec<&str> {
    told.iter().map(|(kind, _)| kind.as_str()).collect()
}

#[tokio::test]
async fn a_lost_node_names_the_orders_placed_last_and_they_hold_again_when_it_is_back() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    let (_, last) = (booked(&school, 30).await, booked(&school, 30).await);
    assert_eq!(look(&app).await, [] as [Value; 0]);
    schedulable(&app, "node-1", false).await;
    let found = look(&app).await;
    assert_eq!(found.len(), 1, "{found:?}");
    let one = &found[0];
    // Of sixty rooms one node holds 37.
    assert_eq!(
        (&one["order_id"], &one["rooms"], &one["tenant_name"], &one["cluster_name"]),
        (&json!(last), &json!(23), &json!("Qinghe"), &json!("bj-1"))
    );
    assert_eq!((&one["bell_at"], &one["until"]), (&json!("2026-09-07T01:00:00Z"), &json!("2026-09-21T01:55:00Z")));
    assert_eq!((&one["since"], &one["minutes_to_bell"]), (&json!("2026-08-25T00:00:00Z"), &json!(13 * 24 * 60 + 60)));
    assert_eq!(one["cause"]["reason"], "NodesMissing");
    assert_eq!(one["cause"]["message"], "Nodes that take rooms: 1.");
    let lessons =
        school.get(&format!("/v1/lessons?order_id={last}&from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z")).send().await.expect(200);
    assert!(lessons.ids().contains(&one["lesson_id"].as_str().unwrap().to_owned()));

    // Told once, and as a condition.
    look(&app).await;
    let events = told(&app).await;
    assert_eq!(kinds(&events), ["promise.at_risk"]);
    assert_eq!((&events[0].1[0], &events[0].1[1]["rooms"], &events[0].1[1]["cluster"]), (&json!(last), &json!(23), &json!("bj-1")));
    assert_eq!(told_to(&school).await, [], "there is time to find room");
    let orders = app.platform_get("/v1/platform/orders").send().await.expect(200);
    let conditions = |order: &Value| {
        order["conditions"].as_array().unwrap().iter().filter(|one| one["type"] == "PromiseAtRisk").cloned().collect::<Vec<_>>()
    };
    let at_risk: Vec<_> = orders.items().iter().filter(|order| !conditions(order).is_empty()).collect();
    assert_eq!((at_risk.len(), &at_risk[0]["id"], &conditions(at_risk[0])[0]["reason"]), (1, &json!(last), &json!("NodesMissing")));

    schedulable(&app, "node-1", true).await;
    assert_eq!(look(&app).await, [] as [Value; 0]);
    assert_eq!(kinds(&told(&app).await), ["promise.at_risk", "promise.holds"]);
    assert_eq!(told_to(&school).await, []);
}

#[tokio::test]
async fn an_institution_reads_of_a_lesson_that_is_about_to_begin_and_of_no_cluster() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    let order = booked(&school, 60).await;
    schedulable(&app, "node-1", false).await;
    look(&app).await;
    app.set_time("2026-09-06T22:59:00Z");
    look(&app).await;
    assert_eq!(told_to(&school).await, []);
    app.set_time("2026-09-06T23:05:00Z");
    look(&app).await;
    look(&app).await;
    let events = told_to(&school).await;
    assert_eq!(kinds(&events), ["promise.at_risk"], "once");
    let data = &events[0].1[1];
    assert_eq!((&events[0].1[0], &data["bell_at"], &data["rooms"]), (&json!(order), &json!("2026-09-07T01:00:00Z"), &json!(23)));
    assert!(["cluster", "cluster_id", "cause", "resource"].iter().all(|name| data.get(name).is_none()), "{data}");
    assert_eq!(kinds(&told(&app).await), ["promise.at_risk"], "operators know it already");
    schedulable(&app, "node-1", true).await;
    look(&app).await;
    assert_eq!(kinds(&told_to(&school).await), ["promise.at_risk", "promise.holds"]);
}

#[tokio::test]
async fn a_planned_outage_and_a_lowered_limit_are_causes_of_their_own_and_an_order_that_ends_is_not_at_risk() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await.with_cluster("sh-1", nodes(1).region("cn-shanghai")).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    let order = booked(&school, 60).await;
    let cluster = app.platform_get("/v1/clusters?region=cn-beijing").send().await.expect(200).ids().remove(0);
    let path = format!("/v1/clusters/{cluster}/capacity-changes");
    let change = json!({"nodes": -1, "from": "2026-09-14T00:00:00Z", "until": "2026-09-15T00:00:00Z", "note": "New fans"});
    let planned = app.platform_post(&path).json(&change).send().await.expect(201).id();
    let found = look(&app).await;
    assert_eq!((&found[0]["cause"]["reason"], &found[0]["cause"]["params"]), (&json!("PlannedOutage"), &json!({"nodes": 1})));
    assert_eq!((&found[0]["bell_at"], &found[0]["until"]), (&json!("2026-09-14T01:00:00Z"), &json!("2026-09-14T01:55:00Z")));
    for (query, count) in [("region=cn-beijing", 1), ("region=cn-shanghai", 0), (&*format!("cluster={cluster}"), 1), ("limit=1", 1)] {
        assert_eq!(app.platform_get(&format!("/v1/promises?{query}")).send().await.expect(200).items().len(), count, "{query}");
    }
    app.platform_get("/v1/promises?at_risk=false").send().await.expect_invalid("?at_risk");

    app.call("DELETE", &format!("{path}/{planned}")).bearer(&app.platform_key).send().await.expect(204);
    assert_eq!(look(&app).await, [] as [Value; 0]);
    amend(&app, &json!({"node_limit": 1})).await;
    assert_eq!(look(&app).await[0]["cause"]["reason"], "NodeLimit");
    // What is given back by a cancel is not short any more, once its place is.
    school.cancel(&order).await.expect(200);
    let gone = "UPDATE placements SET state = 'gone', gone_at = '2026-08-25'; UPDATE reservations SET steps = '{}'; UPDATE calendar_days SET used = array_fill(0::bigint, '{288}')";
    sqlx::raw_sql(gone).execute(&mut app.sql().await).await.unwrap();
    assert_eq!(look(&app).await, [] as [Value; 0]);
    assert_eq!(kinds(&told(&app).await), ["promise.at_risk", "promise.holds", "promise.at_risk", "promise.holds"]);
}

#[tokio::test]
async fn nodes_that_did_not_come_in_time_are_told_when_their_lead_has_passed() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    amend(&app, &json!({"node_limit": 2, "node_lead_minutes": 30})).await;
    booked(&school, 60).await;
    assert_eq!(look(&app).await, [] as [Value; 0]);
    app.set_time("2026-09-07T00:20:00Z");
    assert_eq!(look(&app).await, [] as [Value; 0], "there is time to come");
    app.set_time("2026-09-07T00:25:01Z");
    let found = look(&app).await;
    assert_eq!((&found[0]["cause"]["reason"], &found[0]["minutes_to_bell"]), (&json!("NodesTooLate"), &json!(34)));
}
