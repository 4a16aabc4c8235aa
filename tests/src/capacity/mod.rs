//! `GET /v1/capacity`: what is booked of all clusters.

mod accuracy;
mod node_plan;
mod what_if;
mod what_if_counted;
mod what_if_pools;

use serde_json::json;

use crate::support::{TestApp, class_of, nodes, rooms, seats};

/// A cluster on which ten rooms are booked from 09:00 to 09:45 in Shanghai on 7 September, with ten minutes before and after.
async fn booked() -> TestApp {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    school.order(class_of(50).rooms(10).weekly("MO", "09:00", 45)).await.expect_created();
    app
}

#[tokio::test]
async fn a_step_shows_the_most_that_is_booked_in_it() {
    let app = booked().await;
    let asked = |query: &str| app.platform_get(&format!("/v1/capacity?resource=pods&from=2026-09-07T00:00:00Z&{query}")).send();
    let hours = asked("to=2026-09-07T04:00:00Z").await.expect(200);
    let cluster = &hours["items"][0];
    assert_eq!((&cluster["name"], &cluster["limit"]), (&json!("bj-1"), &json!(220)));
    assert_eq!(cluster["steps"], json!([{"at": "2026-09-07T00:00:00Z", "booked": 10}, {"at": "2026-09-07T01:00:00Z", "booked": 10}]));
    assert_eq!(cluster["peak"], json!({"at": "2026-09-07T00:50:00Z", "booked": 10}));

    let days = asked("to=2026-09-21T00:00:00Z&resolution=day").await.expect(200);
    let steps = json!([{"at": "2026-09-07T00:00:00Z", "booked": 10}, {"at": "2026-09-14T00:00:00Z", "booked": 10}]);
    assert_eq!(days["items"][0]["steps"], steps);

    asked("to=2026-09-10T00:00:00Z&resolution=slot").await.expect_invalid("?to");
    asked("to=2026-09-01T00:00:00Z").await.expect_invalid("?to");
}

#[tokio::test]
async fn a_cluster_that_is_free_is_listed_with_nothing_booked() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await.with_cluster("aj-2", nodes(1)).await;
    let all = app.platform_get("/v1/capacity").send().await.expect(200);
    let names: Vec<_> = all.items().iter().map(|cluster| cluster["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["aj-2", "bj-1"], "by name");
    assert!(all.items().iter().all(|cluster| cluster["peak"].is_null() && cluster["steps"] == json!([])), "{}", all.text());
}

#[tokio::test]
async fn a_spreadsheet_is_had_by_asking_for_csv() {
    let app = booked().await;
    let path = "/v1/capacity?resource=pods&from=2026-09-07T00:00:00Z&to=2026-09-07T04:00:00Z";
    let csv = app.platform_get(path).header("accept", "text/csv").send().await.expect(200);
    let lines: Vec<_> = csv.text().lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "\u{feff}cluster_id,name,region,resource,limit,at,booked,pool");
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[1].ends_with(",pods,220,2026-09-07T00:00:00Z,10,"), "{}", lines[1]);
}

#[tokio::test]
async fn a_row_of_the_spreadsheet_has_the_lowest_limit_within_its_step() {
    let app = booked().await;
    let cluster = app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0);
    let outage = json!({"nodes": -1, "from": "2026-09-07T01:20:00Z", "until": "2026-09-07T02:00:00Z", "note": "New fans"});
    app.platform_post(&format!("/v1/clusters/{cluster}/capacity-changes")).json(&outage).send().await.expect(201);
    let limits = async |query: &str| -> Vec<String> {
        let path = format!("/v1/capacity?resource=pods&from=2026-09-07T00:00:00Z&{query}");
        let csv = app.platform_get(&path).header("accept", "text/csv").send().await.expect(200);
        csv.text().lines().skip(1).map(|line| line.split(',').nth(4).unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(limits("to=2026-09-07T04:00:00Z").await, ["220", "110"], "from 01:20 on");
    // The same is booked in all slots of the lesson, so the first with fewer nodes is the fullest.
    let day = app.platform_get("/v1/capacity?resource=pods&from=2026-09-07T00:00:00Z&resolution=day").send().await.expect(200);
    assert_eq!(day["items"][0]["fullest"], json!([{"at": "2026-09-07T01:20:00Z", "booked": 10, "limit": 110}]));
    assert_eq!(limits("to=2026-09-08T00:00:00Z&resolution=day").await, ["110"]);
    assert_eq!(limits("to=2026-09-07T01:15:00Z&resolution=day").await, ["220"], "it begins later");
}
