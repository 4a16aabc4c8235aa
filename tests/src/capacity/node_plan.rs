//! `GET /v1/capacity/node-plan`: how many nodes have to be on, and by when there have to be more.

use serde_json::{Value, json};

use super::booked;
use crate::support::{TestApp, class_of, nodes, rooms, seats};

const WEEK: &str = "from=2026-09-07T00:00:00Z&to=2026-09-14T00:00:00Z";

async fn plan(app: &TestApp, query: &str) -> Value {
    app.platform_get(&format!("/v1/capacity/node-plan?{WEEK}{query}")).send().await.expect(200).json().clone()
}

/// As if nodes were lost, or came: what a look at the cluster would write. Gives back what its limits were.
async fn nodes_are(app: &TestApp, sold: i64, limits: Option<&Value>) -> Value {
    let mut sql = app.sql().await;
    let before = "SELECT c.limits FROM calendars c JOIN clusters k ON k.calendar_id = c.id";
    let before: Value = sqlx::query_scalar(before).fetch_one(&mut sql).await.expect("limits");
    let set = "UPDATE clusters SET capacity = capacity || jsonb_build_object('nodes_sold', $1::bigint)";
    sqlx::query(set).bind(sold).execute(&mut sql).await.expect("nodes");
    let none: Value = before.as_object().into_iter().flatten().map(|(resource, _)| (resource.clone(), json!(0))).collect();
    let set = "UPDATE calendars c SET limits = $1 FROM clusters k WHERE k.calendar_id = c.id";
    sqlx::query(set).bind(limits.unwrap_or(&none)).execute(&mut sql).await.expect("limits");
    before
}

async fn told(app: &TestApp) -> Vec<(Value, Value, Value)> {
    homeroom::workers::run(&app.state, "plan-nodes").await.expect("nodes are planned");
    let events = app.platform_get("/v1/events?limit=200").send().await.expect(200);
    let of_nodes = events.items().iter().filter(|event| event["type"].as_str().is_some_and(|kind| kind.starts_with("cluster.nodes")));
    of_nodes.map(|event| (event["type"].clone(), event["data"]["nodes"].clone(), event["data"]["by"].clone())).collect()
}

#[tokio::test]
async fn nodes_are_on_while_lessons_need_them_and_early_enough_to_boot() {
    let app = booked().await;
    let week = plan(&app, "").await;
    let cluster = &week["items"][0];
    assert_eq!((&cluster["name"], &cluster["nodes_usable"], &cluster["short"]), (&json!("bj-1"), &json!(2), &Value::Null));
    let monday = &cluster["days"][0];
    // Ten rooms are wanted from 00:50 on.
    assert_eq!((&monday["on_by"], &monday["missing"]), (&json!("2026-09-07T00:40:00Z"), &json!(0)));
    let nodes = monday["nodes"].as_i64().expect("nodes");
    assert!((1..=2).contains(&nodes), "{monday}");
    // From 00:50 to 01:55, ten minutes before and twenty after.
    assert_eq!(monday["node_minutes"], json!(nodes * (65 + 10 + 20)));
    assert_eq!((&cluster["days"][1]["nodes"], &cluster["days"][1]["on_by"]), (&json!(0), &Value::Null));
    assert_eq!((&cluster["node_minutes_all_on"], cluster.get("levels")), (&json!(2 * 7 * 24 * 60), None));
    let one = plan(&app, &format!("&cluster_id={}&boot_minutes=0&linger_minutes=0&spare=1", cluster["cluster_id"].as_str().unwrap())).await;
    let levels = json!([{"at": "2026-09-07T00:00:00Z", "nodes": 0}, {"at": "2026-09-07T00:50:00Z", "nodes": nodes + 1},
        {"at": "2026-09-07T01:55:00Z", "nodes": 0}]);
    assert_eq!(one["items"][0]["levels"], levels);
}

#[tokio::test]
async fn a_cluster_that_needs_more_nodes_than_it_has_is_told_of_once_and_again_when_that_changes() {
    let app = booked().await;
    app.set_time("2026-09-01T00:00:00Z");
    assert_eq!(told(&app).await, [], "it has enough");
    let needed = plan(&app, "").await["items"][0]["days"][0]["nodes"].as_i64().expect("nodes");
    let limits = nodes_are(&app, 0, None).await;
    let short = plan(&app, "").await["items"][0]["short"].clone();
    assert_eq!(short, json!({"nodes": needed, "by": "2026-09-07T00:40:00Z"}));
    let needs = (json!("cluster.nodes_needed"), short["nodes"].clone(), short["by"].clone());
    assert_eq!(told(&app).await, std::slice::from_ref(&needs));
    assert_eq!(told(&app).await, std::slice::from_ref(&needs), "once");
    app.set_time("2026-09-07T01:00:00Z");
    assert_eq!(told(&app).await, std::slice::from_ref(&needs), "of the same bell nothing more is said");
    app.set_time("2026-09-07T02:00:00Z");
    let next = (needs.0.clone(), needs.1.clone(), json!("2026-09-14T00:40:00Z"));
    assert_eq!(told(&app).await, [needs.clone(), next.clone()], "nobody did anything, and the next bell comes");
    nodes_are(&app, 2, Some(&limits)).await;
    assert_eq!(told(&app).await, [needs, next, (json!("cluster.nodes_enough"), Value::Null, Value::Null)]);
}

#[tokio::test]
async fn nodes_that_take_days_to_come_are_told_of_while_they_can_still_be_ordered() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let cluster = app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0);
    let path = format!("/v1/clusters/{cluster}");
    let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    let racks = json!({"node_limit": 20, "node_lead_minutes": 7 * 24 * 60});
    app.call("PATCH", &path).bearer(&app.platform_key).header("if-match", &etag).json(&racks).send().await.expect(200);
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    // More than one node holds (37), and less than two do.
    let order = class_of(50).rooms(60).weekly("MO", "09:00", 45).term("2026-09-28", "2026-10-10");
    school.order(order).await.expect_created();
    let needs = (json!("cluster.nodes_needed"), json!(1), json!("2026-09-21T00:50:00Z"));
    app.set_time("2026-09-07T00:00:00Z");
    assert_eq!(told(&app).await, [], "there are three weeks");
    app.set_time("2026-09-08T00:00:00Z");
    assert_eq!(told(&app).await, std::slice::from_ref(&needs));
    let shown = app.platform_get("/v1/capacity/node-plan?from=2026-09-28T00:00:00Z").send().await.expect(200);
    let short = &shown["items"][0]["short"];
    assert_eq!((&short["nodes"], &short["by"]), (&needs.1, &needs.2));
    let rack = json!({"nodes": 1, "from": "2026-09-25T00:00:00Z", "note": "A rack"});
    app.platform_post(&format!("{path}/capacity-changes")).json(&rack).send().await.expect(201);
    assert_eq!(told(&app).await, [needs, (json!("cluster.nodes_enough"), Value::Null, Value::Null)], "it is planned to come");
}

#[tokio::test]
async fn the_loss_of_the_largest_cluster_has_its_price_in_nodes_and_they_are_enough_and_no_more() {
    // More than one node holds (37), and less than two do.
    let sixty = || class_of(50).rooms(60).weekly("MO", "09:00", 45).term("2026-09-07", "2026-09-30");
    let app = TestApp::new().await.with_cluster("bj-1", nodes(3)).await.with_cluster("bj-2", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    let clusters = app.platform_get("/v1/clusters").send().await.expect(200);
    let id = |name: &str| clusters.items().iter().find(|cluster| cluster["name"] == name).unwrap()["id"].clone();
    let region = async || plan(&app, "").await["regions"][0].clone();
    let free = region().await;
    assert_eq!((&free["survives"], &free["nodes_to_add"], &free["on"]), (&json!(true), &json!(0), &Value::Null));
    assert_eq!((&free["peak_at"], &free["short"]), (&Value::Null, &json!([])));

    school.order(sixty()).await.expect_created();
    let found = region().await;
    assert_eq!((&found["survives"], &found["cluster_id"], &found["name"]), (&json!(false), &id("bj-1"), &json!("bj-1")), "{found:#}");
    assert_eq!((&found["first_short_at"], &found["peak_at"]), (&json!("2026-09-07T00:50:00Z"), &json!("2026-09-07T00:50:00Z")));
    assert_eq!((&found["on"], &found["like"]), (&id("bj-2"), &id("bj-2")));
    let add = found["nodes_to_add"].as_i64().expect("nodes");
    let holds = async |nodes: i64| {
        let mut asked = json!({"from": "2026-09-07T00:00:00Z", "to": "2026-09-14T00:00:00Z", "lose": [{"cluster_id": id("bj-1")}]});
        if nodes > 0 {
            asked["add"] = json!([{"cluster_id": found["on"], "nodes": nodes}]);
        }
        app.platform_post("/v1/capacity/what-if").json(&asked).send().await.expect(200)["regions"][0]["fits"].clone()
    };
    assert_eq!((holds(add).await, holds(add - 1).await), (json!(true), json!(false)), "{add}");

    // A cluster that takes no orders gives no place, and no nodes are added to it.
    let path = format!("/v1/clusters/{}/cordon", id("bj-2").as_str().unwrap());
    app.platform_post(&path).send().await.expect(200);
    let apart = region().await;
    assert_eq!((&apart["on"], &apart["like"], &apart["nodes_to_add"]), (&Value::Null, &id("bj-1"), &json!(2)), "{apart:#}");
    let one = plan(&app, &format!("&cluster_id={}", id("bj-1").as_str().unwrap())).await;
    assert_eq!(one["regions"], json!([]));
}

#[tokio::test]
async fn clusters_are_listed_by_name_and_regions_by_theirs() {
    let south = || nodes(1).region("cn-shenzhen");
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await.with_cluster("aj-1", south()).await;
    let app = app.with_cluster("cj-1", nodes(1)).await.with_cluster("dj-1", nodes(1).simulated()).await;
    let plan = plan(&app, "").await;
    let names: Vec<&str> = plan["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["aj-1", "bj-1", "cj-1", "dj-1"]);
    let regions: Vec<Value> = plan["regions"].as_array().unwrap().iter().map(|one| json!([one["region"], one["simulated"]])).collect();
    assert_eq!(regions, [json!(["cn-beijing", false]), json!(["cn-beijing", true]), json!(["cn-shenzhen", false])]);
}

#[tokio::test]
async fn nodes_that_nobody_has_ordered_bear_no_loss() {
    // More than one node holds (37), and less than two do.
    let sixty = class_of(50).rooms(60).weekly("MO", "09:00", 45).term("2026-09-07", "2026-09-30");
    let app = TestApp::new().await.with_cluster("bj-1", nodes(3)).await.with_cluster("bj-2", nodes(1)).await;
    app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await.order(sixty).await.expect_created();
    app.set_time("2026-09-01T00:00:00Z");
    let clusters = app.platform_get("/v1/clusters").send().await.expect(200);
    let second = clusters.items().iter().find(|cluster| cluster["name"] == "bj-2").unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/clusters/{second}");
    let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    let racks = json!({"node_limit": 20, "node_lead_minutes": 60});
    app.call("PATCH", &path).bearer(&app.platform_key).header("if-match", &etag).json(&racks).send().await.expect(200);
    let region = async || plan(&app, "").await["regions"][0].clone();
    let found = region().await;
    assert_eq!((&found["survives"], &found["nodes_to_add"], &found["on"]), (&json!(false), &json!(1), &json!(second)), "{found:#}");
    let rack = json!({"nodes": 1, "from": "2026-09-05T00:00:00Z", "note": "A rack"});
    app.platform_post(&format!("{path}/capacity-changes")).json(&rack).send().await.expect(201);
    assert_eq!(region().await["survives"], true, "it is planned to come");
}

/// What operators were told of clusters whose loss is to be borne: what, of which, and how many nodes on which.
async fn told_of_cover(app: &TestApp) -> Vec<[Value; 4]> {
    homeroom::workers::run(&app.state, "plan-nodes").await.expect("nodes are planned");
    let events = app.platform_get("/v1/events?limit=200").send().await.expect(200);
    let told = events.items().iter().filter(|event| event["type"].as_str().is_some_and(|kind| kind.starts_with("cluster.cover")));
    told.map(|event| [&event["type"], &event["data"]["name"], &event["data"]["nodes"], &event["data"]["on"]].map(Value::clone)).collect()
}

#[tokio::test]
async fn a_cluster_whose_loss_is_to_be_borne_is_told_of_once_with_its_price_and_again_when_it_is_borne() {
    // More than one node holds (37), and less than two do.
    let sixty = || class_of(50).rooms(60).weekly("MO", "09:00", 45).term("2026-09-07", "2026-09-30");
    let app = TestApp::new().await.with_cluster("bj-1", nodes(3)).await.with_cluster("bj-2", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    school.order(sixty()).await.expect_created();
    app.set_time("2026-09-01T00:00:00Z");
    assert_eq!(told_of_cover(&app).await, [] as [[Value; 4]; 0], "nobody asked for it");
    let clusters = app.platform_get("/v1/clusters").send().await.expect(200);
    let path = |name: &str| {
        let cluster = clusters.items().iter().find(|cluster| cluster["name"] == name).unwrap();
        format!("/v1/clusters/{}", cluster["id"].as_str().unwrap())
    };
    app.cover("bj-1", "told").await;
    let missing = [json!("cluster.cover_missing"), json!("bj-1"), json!(1), json!("bj-2")];
    assert_eq!(told_of_cover(&app).await, std::slice::from_ref(&missing));
    assert_eq!(told_of_cover(&app).await, std::slice::from_ref(&missing), "once");
    let rack = json!({"nodes": 1, "from": "2026-09-05T00:00:00Z", "note": "A rack"});
    app.platform_post(&format!("{}/capacity-changes", path("bj-2"))).json(&rack).send().await.expect(201);
    let covered = [json!("cluster.covered"), json!("bj-1"), Value::Null, Value::Null];
    assert_eq!(told_of_cover(&app).await, [missing.clone(), covered.clone()]);
    // Who does not want it any more is told nothing.
    app.cover("bj-1", "no").await;
    app.platform_post(&format!("{}/cordon", path("bj-2"))).send().await.expect(200);
    assert_eq!(told_of_cover(&app).await, [missing, covered]);
}

#[tokio::test]
async fn a_plan_is_a_table_too_and_says_what_it_cannot_be_asked() {
    let app = booked().await.with_cluster("aj-2", nodes(1)).await;
    let path = format!("/v1/capacity/node-plan?{WEEK}");
    let csv = app.platform_get(&path).header("accept", "text/csv").send().await.expect(200);
    let lines: Vec<_> = csv.text().lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "\u{feff}cluster_id,name,region,day,nodes,on_by,nodes_usable,missing,node_minutes");
    assert_eq!(lines.len(), 1 + 2 * 7, "{lines:?}");
    let asked = |query: &str| app.platform_get(&format!("/v1/capacity/node-plan?{query}")).send();
    asked("boot_minutes=1441").await.expect_invalid("?boot_minutes");
    asked("linger_minutes=-1").await.expect_invalid("?linger_minutes");
    asked("spare=1001").await.expect_invalid("?spare");
    asked("from=2026-09-07T00:00:00Z&to=2026-09-07T00:00:00Z").await.expect_invalid("?to");
    asked("from=2026-09-07T00:00:00Z&to=2026-11-09T00:00:00Z").await.expect_invalid("?to");
}
