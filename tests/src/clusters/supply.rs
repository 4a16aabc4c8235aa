//! What a cluster sells over time: nodes that come by themselves, and changes that operators plan.

use serde_json::{Value, json};

use crate::support::{Answer, OrderSpec, School, TestApp, class_of, nodes, rooms, seats};

/// More than one node holds (37), and less than two do.
fn two_nodes_of_rooms(first_day: &str) -> OrderSpec {
    class_of(50).rooms(60).weekly("MO", "09:00", 45).term(first_day, "2026-09-30")
}

async fn cluster(app: &TestApp) -> String {
    app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0)
}

async fn plan(app: &TestApp, cluster: &str, change: &Value) -> Answer {
    app.platform_post(&format!("/v1/clusters/{cluster}/capacity-changes")).json(change).send().await
}

async fn amend(app: &TestApp, cluster: &str, change: &Value) -> Answer {
    let path = format!("/v1/clusters/{cluster}");
    let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    app.call("PATCH", &path).bearer(&app.platform_key).header("if-match", &etag).json(change).send().await
}

async fn school(app: &TestApp) -> School<'_> {
    app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await
}

#[tokio::test]
async fn planned_nodes_let_an_order_in_from_their_day_on_and_not_before() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let (cluster, school) = (cluster(&app).await, school(&app).await);
    school.order(two_nodes_of_rooms("2026-09-14")).await.expect_problem(409, "capacity-unavailable");
    let planned = plan(&app, &cluster, &json!({"nodes": 1, "from": "2026-09-14T00:00:00Z", "note": "A rack"})).await.expect(201);
    assert_eq!((&planned["nodes"], &planned["has_begun"], &planned["until"]), (&json!(1), &json!(false), &Value::Null));

    let refused = school.order(two_nodes_of_rooms("2026-09-07")).await.expect_problem(409, "capacity-unavailable");
    assert_eq!(refused["violations"][0]["at"], "2026-09-07T00:50:00Z");
    let quote = school.quote(two_nodes_of_rooms("2026-09-07")).await.expect(200);
    let days = quote["alternatives"].as_array().unwrap().iter().filter_map(|one| one["change"]["term"]["first_day"].as_str());
    let days: Vec<&str> = days.collect();
    assert!(days.len() == 1 && ("2026-09-08".."2026-09-15").contains(&days[0]), "{}", quote.text());
    let fit = &quote["fit"][0];
    assert_eq!(
        (&fit["lessons"], &fit["refused"], &fit["first_refused_on"]),
        (&json!(240), &json!(60), &json!("2026-09-07")),
        "{}",
        quote.text()
    );
    school.order(two_nodes_of_rooms("2026-09-14")).await.expect_created();

    let path = format!("/v1/clusters/{cluster}/capacity?from=2026-09-07T00:00:00Z&to=2026-09-21T00:00:00Z");
    let capacity = app.platform_get(&path).send().await.expect(200);
    let from = |at: &str, field: &str, amount: i64| json!({"from": at, field: amount});
    assert_eq!(capacity["nodes"], json!([from("2026-09-07T00:00:00Z", "nodes", 1), from("2026-09-14T00:00:00Z", "nodes", 2)]));
    let pods = capacity["resources"].as_array().unwrap().iter().find(|resource| resource["resource"] == "pods").unwrap().clone();
    assert_eq!(pods["limits"], json!([from("2026-09-07T00:00:00Z", "limit", 110), from("2026-09-14T00:00:00Z", "limit", 220)]));
    let all = app.platform_get("/v1/capacity?resource=pods&from=2026-09-07T00:00:00Z&to=2026-09-21T00:00:00Z").send().await.expect(200);
    assert_eq!((&all["items"][0]["limits"], &all["items"][0]["limit"]), (&pods["limits"], &json!(110)));
    // The plan of nodes and what-if see the same.
    let week = "from=2026-09-14T00:00:00Z&to=2026-09-15T00:00:00Z";
    let plan = app.platform_get(&format!("/v1/capacity/node-plan?{week}")).send().await.expect(200);
    let day = &plan["items"][0]["days"][0];
    assert_eq!((&day["nodes"], &day["missing"], &plan["items"][0]["short"]), (&json!(2), &json!(0), &Value::Null), "{}", plan.text());
    let asked = json!({"from": "2026-09-07T00:00:00Z", "to": "2026-09-21T00:00:00Z"});
    let what_if = app.platform_post("/v1/capacity/what-if").json(&asked).send().await.expect(200);
    assert_eq!(what_if["fits"], json!(true), "{}", what_if.text());

    // Not there when it was to come, it is not sold.
    app.set_time("2026-09-14T00:00:00Z");
    homeroom::workers::run(&app.state, "watch-promises").await.unwrap();
    let now = app.platform_get(&format!("/v1/clusters/{cluster}/capacity")).send().await.expect(200);
    assert_eq!(now["nodes"], json!([from("2026-09-14T00:00:00Z", "nodes", 1)]));
    let named = app.platform_get("/v1/promises").send().await.expect(200);
    assert_eq!(named["items"][0]["cause"]["reason"], "PlannedNodesMissing", "{}", named.text());
}

#[tokio::test]
async fn a_planned_outage_refuses_what_touches_it_until_it_is_taken_back() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (cluster, school) = (cluster(&app).await, school(&app).await);
    let change = json!({"nodes": -1, "from": "2026-09-14T01:30:00Z", "until": "2026-09-14T03:00:00Z", "note": "New fans"});
    let planned = plan(&app, &cluster, &change).await.expect(201);
    let refused = school.order(two_nodes_of_rooms("2026-09-07")).await.expect_problem(409, "capacity-unavailable");
    assert_eq!(refused["violations"][0]["at"], "2026-09-14T01:30:00Z", "while the room drains");
    school.order(two_nodes_of_rooms("2026-09-15")).await.expect_created();

    let listed = app.platform_get(&format!("/v1/clusters/{cluster}/capacity-changes")).send().await.expect(200);
    assert_eq!(listed.items(), std::slice::from_ref(planned.json()));
    let path = format!("/v1/clusters/{cluster}/capacity-changes/{}", planned.id());
    let remove = || app.call("DELETE", &path).bearer(&app.platform_key).send();
    remove().await.expect(204);
    remove().await.expect_problem(404, "not-found");
    school.order(two_nodes_of_rooms("2026-09-07").term("2026-09-07", "2026-09-14")).await.expect_created();
    let events = app.platform_get("/v1/events?limit=200").send().await.expect(200);
    let told = events.items().iter().filter_map(|event| event["type"].as_str()).filter(|kind| kind.starts_with("cluster.capacity"));
    assert_eq!(told.collect::<Vec<_>>(), ["cluster.capacity_change_planned", "cluster.capacity_change_removed"]);
}

#[tokio::test]
async fn nodes_come_by_themselves_once_their_lead_has_passed() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let (cluster, school) = (cluster(&app).await, school(&app).await);
    amend(&app, &cluster, &json!({"node_lead_minutes": 60})).await.expect_invalid("/node_lead_minutes");
    let amended = amend(&app, &cluster, &json!({"node_limit": 2, "node_lead_minutes": 60})).await.expect(200);
    assert_eq!((&amended["node_limit"], &amended["node_lead_minutes"]), (&json!(2), &json!(60)));
    amend(&app, &cluster, &json!({"node_limit": null})).await.expect_invalid("/node_limit");
    // The first slot begins at 00:50: nodes asked for later than 23:50 are not there.
    app.set_time("2026-09-06T23:50:00Z");
    let order = || two_nodes_of_rooms("2026-09-07").term("2026-09-07", "2026-09-07");
    assert_eq!(school.quote(order()).await.expect(200)["feasible"], json!(true));
    app.set_time("2026-09-06T23:51:00Z");
    school.order(order()).await.expect_problem(409, "capacity-unavailable");
    school.order(two_nodes_of_rooms("2026-09-14").term("2026-09-14", "2026-09-14")).await.expect_created();
    amend(&app, &cluster, &json!({"node_lead_minutes": null})).await.expect(200);
    school.order(two_nodes_of_rooms("2026-09-21")).await.expect_problem(409, "capacity-unavailable");
}

#[tokio::test]
async fn a_change_that_cannot_be_is_refused_with_its_field() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let cluster = cluster(&app).await;
    for (change, pointer) in [
        (json!({"nodes": 0, "note": "x"}), "/nodes"),
        (json!({"nodes": 5001, "note": "x"}), "/nodes"),
        (json!({"nodes": -3, "note": "x"}), "/nodes"),
        (json!({"nodes": 1, "note": ""}), "/note"),
        (json!({"nodes": 1, "note": "x", "from": "2026-08-24T00:00:00Z"}), "/from"),
        (json!({"nodes": 1, "note": "x", "from": "2029-08-24T00:00:00Z"}), "/from"),
        (json!({"nodes": 1, "note": "x", "from": "2026-09-02T00:00:00Z", "until": "2026-09-01T00:00:00Z"}), "/until"),
    ] {
        plan(&app, &cluster, &change).await.expect_invalid(pointer);
    }
    plan(&app, &cluster, &json!({"nodes": -2, "note": "Moving house", "from": "2026-09-01T00:00:00Z"})).await.expect(201);
    let refused = plan(&app, &cluster, &json!({"nodes": -1, "note": "x", "from": "2026-10-01T00:00:00Z"})).await.expect_invalid("/nodes");
    assert_eq!(refused["errors"][0]["code"], "change_of_more_nodes");
    plan(&app, "clu_0197f000-0000-7000-8000-000000000000", &json!({"nodes": 1, "note": "x"})).await.expect_problem(404, "not-found");
    let send = || {
        let call = app.post(&format!("/v1/clusters/{cluster}/capacity-changes")).bearer(&app.platform_key);
        call.header("idempotency-key", "k-1").json(&json!({"nodes": 1, "note": "Once"})).send()
    };
    let (first, second) = (send().await.expect(201), send().await.expect(201));
    assert_eq!((first.id(), second.header("idempotent-replayed")), (second.id(), Some("true")));
}

#[tokio::test]
async fn a_cluster_has_a_bounded_number_of_changes() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let cluster = cluster(&app).await;
    let fill = "INSERT INTO capacity_changes (id, cluster_id, nodes, from_at, until_at, note, created_at)
                SELECT gen_random_uuid(), id, 1, '2026-09-01', '2026-09-02', 'x', '2026-08-25' FROM clusters, generate_series(1, 200)";
    sqlx::query(fill).execute(&mut app.sql().await).await.unwrap();
    plan(&app, &cluster, &json!({"nodes": 1, "note": "x"})).await.expect_problem(409, "too-many-capacity-changes");
    app.set_time("2026-09-02T00:00:00Z");
    plan(&app, &cluster, &json!({"nodes": 1, "note": "x"})).await.expect(201);
}
