//! What is said and done while a cluster, its storage, a right on it, or our own database is away.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::world::{World, condition, unknown};
use crate::support::class_of;

const ORDERS: usize = 200;

fn is_reachable(cluster: &Value) -> bool {
    condition(cluster, "ApiReachable").is_some_and(|found| found["status"] == "true")
}

/// How many orders operators are told nothing is known of.
async fn unknown_orders(world: &World) -> usize {
    let page = world.app.platform_get("/v1/platform/orders?limit=200").send().await.expect(200);
    page["items"].as_array().unwrap().iter().filter(|order| unknown(order)).count()
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn all_orders_of_a_cluster_that_says_nothing_say_unknown_soon() {
    let mut world = World::new(4).await;
    let replica = world.replica();
    world.set_time("2026-08-01T00:00:00Z");
    for _ in 0..ORDERS {
        world.order(&class_of(10).weekly("TU", "09:00", 45).term("2026-09-01", "2026-09-10")).await;
    }
    let handled = "SELECT count(*) FROM orders WHERE handled = touched";
    world.wait("all are handled", || async { world.scalar(handled).await == ORDERS as i64 }).await;

    world.plane.freeze_api();
    world.wait("all say unknown", || async { unknown_orders(&world).await == ORDERS }).await;
    // A graceful stop waits for nobody who says nothing.
    let since = Instant::now();
    replica.stop().await;
    assert!(since.elapsed() < Duration::from_secs(15), "{:?}", since.elapsed());
    world.plane.thaw_api();
    let replica = world.replica();
    world.wait("none says unknown", || async { unknown_orders(&world).await == 0 }).await;
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn an_api_without_its_storage_knows_nothing() {
    let mut world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;
    world.plane.freeze_storage();
    world.until_unknown(order).await;
    world.until_cluster("not reachable", |cluster| !is_reachable(cluster)).await;
    world.plane.thaw_storage();
    world.set_time("2026-09-02T01:00:00Z");
    world.until_ready(order, 1).await;
    world.until_cluster("reachable", is_reachable).await;
    replica.stop().await;
}

#[tokio::test]
async fn another_cluster_at_the_same_address_is_left_alone() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-08-01T00:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45).term("2026-09-01", "2026-09-30")).await;
    world.until(order, "handled", |row| row["handled"] == row["touched"]).await;
    replica.stop().await;
    sqlx::query("UPDATE clusters SET uid = gen_random_uuid()").execute(&mut world.app.sql().await).await.unwrap();
    world.set_time("2026-09-02T01:00:00Z");
    let replica = world.replica();
    let told = |cluster: &Value| condition(cluster, "ApiReachable").is_some_and(|found| found["reason"] == "AnotherCluster");
    world.until_cluster("another cluster", told).await;
    world.until_unknown(order).await;
    assert!(world.namespace(order).await.is_none(), "nothing is made there");
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_right_that_is_lost_is_named_and_nothing_is_said_to_be_known() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;
    replica.stop().await;

    let role = "/apis/rbac.authorization.k8s.io/v1/clusterroles/homeroom";
    let rules = world.kube().get(role).await.unwrap().unwrap()["rules"].clone();
    let fewer: Vec<_> = rules.as_array().unwrap().iter().filter(|rule| rule["apiGroups"] != json!(["policy"])).collect();
    world.kube().patch(role, &json!({"rules": fewer})).await.unwrap();
    let replica = world.replica();
    let told = |cluster: &Value| {
        condition(cluster, "WatchesFailing").is_some_and(|found| {
            found["reason"] == "RightsMissing" && found["message"].as_str().unwrap().contains("watch poddisruptionbudgets.policy")
        })
    };
    let cluster = world.until_cluster("missing a right", told).await;
    assert!(is_reachable(&cluster), "{cluster:#}");
    world.until_unknown(order).await;
    // Nobody would see its rooms come up.
    world.school().order(class_of(20).weekly("TH", "09:00", 45)).await.expect_problem(409, "capacity-unavailable");

    world.kube().patch(role, &json!({"rules": rules})).await.unwrap();
    world.until_ready(order, 0).await;
    world.until_cluster("whole again", |cluster| condition(cluster, "WatchesFailing").is_none()).await;
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_database_that_is_away_for_some_seconds_ends_no_work_on_a_cluster() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;

    let before = listings(&world).await;
    world.app.database.cut_off(true).await;
    tokio::time::sleep(Duration::from_secs(6)).await;
    world.app.database.cut_off(false).await;
    world.set_time("2026-09-02T01:00:00Z");
    world.until_ready(order, 1).await;
    assert_eq!(listings(&world).await, before, "what is known of the cluster was kept");
    assert_eq!(world.scalar("SELECT epoch FROM cluster_leases").await, 1);
    replica.stop().await;
}

/// How often something that nobody else asks for was listed.
async fn listings(world: &World) -> Vec<String> {
    let metrics = world.kube().text("/metrics").await.unwrap();
    let counts = metrics.lines().filter(|line| line.starts_with("apiserver_request_total") && line.contains(r#"verb="LIST""#));
    counts.filter(|line| line.contains(r#"resource="limitranges""#)).map(str::to_owned).collect()
}
