//! What lessons record: a claim on one of a cluster's pools, mounted by all rooms of the order, kept after the order as long as its retention says.

use homeroom_domain::{ids::OrderId, workload::namespace_name};
use serde_json::{Value, json};

use super::world::World;
use crate::support::{Answer, OrderSpec, class_of, record_classes};

const POOLS: [&str; 4] = ["nas-a", "nas-b", "nas-c", "nas-d"];

fn path(world: &World) -> String {
    format!("/v1/clusters/clu_{}/storage-pools", world.cluster)
}

/// Eight of ten Mbit/s are sold: two rooms at a time.
async fn create(world: &World, class: &str) -> Answer {
    let pool = json!({"name": class, "storage_class": class, "bandwidth_mbit": 10, "space_mib": 1_000_000, "retention_days": 7});
    world.app.platform_post(&path(world)).json(&pool).send().await
}

async fn claim(world: &World, order: OrderId) -> Option<Value> {
    world.kube().get(&format!("/api/v1/namespaces/{}/persistentvolumeclaims/recordings", namespace_name(order))).await.unwrap()
}

/// Wednesday from 01:00 to 01:45 UTC.
fn recorded() -> OrderSpec {
    class_of(20).rooms(2).on(&["2026-09-02"], "09:00", 45)
}

/// With four pools, which a person made.
async fn world() -> World {
    let world = World::new(2).await;
    record_classes(&world.app.database).await;
    for class in POOLS {
        world.plane.add_storage_class(class, Some(("nas.example", class)), 2).await.unwrap();
    }
    world.set_time("2026-09-01T00:00:00Z");
    world
}

#[tokio::test]
async fn four_pools_fill_and_claims_of_ended_orders_stay_until_their_retention_is_over() {
    let world = world().await;
    let replica = world.replica();
    pools_are_looked_at_before_they_are_kept(&world).await;
    let mut orders = Vec::new();
    for _ in POOLS {
        orders.push(world.order(&recorded()).await);
    }
    let refused = world.school().order(recorded()).await.expect_problem(409, "capacity-unavailable");
    assert_eq!(refused["violations"][0]["storage"], true);
    // Each on the heap: together they are more than a test's stack takes.
    Box::pin(each_has_a_claim_on_a_pool_of_its_own(&world, &orders)).await;
    Box::pin(a_claim_into_which_nothing_was_recorded_goes_at_once(&world, orders[3])).await;
    Box::pin(what_was_recorded_outlives_its_order(&world, orders[0])).await;
    replica.stop().await;
}

async fn pools_are_looked_at_before_they_are_kept(world: &World) {
    let missing = create(world, "nas-a").await.expect_invalid("/storage_class");
    assert_eq!(missing["errors"][0]["code"], "pool_rights_missing");
    world.plane.allow_storage_pools().await.unwrap();
    let absent = create(world, "nas-x").await.expect_invalid("/storage_class");
    assert_eq!(absent["errors"][0]["code"], "pool_class_not_found");
    for class in POOLS {
        create(world, class).await.expect(201);
    }
    // Another class whose files lie within those of the first.
    world.plane.add_storage_class("nas-again", Some(("nas.example", "/nas-a/sub")), 0).await.unwrap();
    let overlaps = create(world, "nas-again").await.expect_invalid("/storage_class");
    assert_eq!(overlaps["errors"][0]["code"], "pool_overlaps");
}

async fn each_has_a_claim_on_a_pool_of_its_own(world: &World, orders: &[OrderId]) {
    let mut classes = Vec::new();
    for order in orders {
        world.until_ready(*order, 0).await;
        world
            .wait("its claim is bound", || async { claim(world, *order).await.is_some_and(|claim| claim["status"]["phase"] == "Bound") })
            .await;
        let claim = claim(world, *order).await.unwrap();
        assert_eq!(claim["spec"]["accessModes"], json!(["ReadWriteMany"]));
        assert_eq!(claim["spec"]["resources"]["requests"]["storage"], "1800Mi");
        classes.push(claim["spec"]["storageClassName"].as_str().unwrap().to_owned());
    }
    classes.sort_unstable();
    assert_eq!(classes, POOLS);
}

/// Its order is cancelled before its lesson; the pool takes another one then.
async fn a_claim_into_which_nothing_was_recorded_goes_at_once(world: &World, order: OrderId) {
    world.cancel(order).await;
    world.until_phase(order, "released").await;
    assert!(world.namespace(order).await.is_none());
    world.order(&recorded()).await;
}

async fn what_was_recorded_outlives_its_order(world: &World, order: OrderId) {
    world.set_time("2026-09-02T00:51:00Z");
    world.until_ready(order, 2).await;
    for pod in world.pods(order).await {
        assert_eq!(pod["spec"]["volumes"][1]["persistentVolumeClaim"]["claimName"], "recordings");
    }
    world.set_time("2026-09-02T01:30:00Z");
    world.cancel(order).await;
    world.set_time("2026-09-02T02:10:00Z");
    world.until_phase(order, "released").await;
    assert_eq!(world.booked_from("2026-09-02T02:15:00Z").await, [] as [Value; 0], "its capacity is free");
    Box::pin(the_claim_alone_is_left(world, order)).await;
    // The day after it, and seven more.
    world.set_time("2026-09-09T23:59:00Z");
    tokio::time::sleep(std::time::Duration::from_secs(12)).await;
    assert!(claim(world, order).await.is_some());
    world.set_time("2026-09-10T00:01:00Z");
    world.wait("the claim goes with its namespace", || async { world.namespace(order).await.is_none() }).await;
    world.wait("nothing is kept", || async { world.scalar("SELECT count(*) FROM storage_claims WHERE NOT in_use").await == 0 }).await;
}

async fn the_claim_alone_is_left(world: &World, order: OrderId) {
    let kept = claim(world, order).await.unwrap();
    assert!(kept["metadata"].get("deletionTimestamp").is_none());
    assert_eq!(world.list(&format!("/apis/apps/v1/namespaces/{}/deployments", namespace_name(order))).await, [] as [Value; 0]);
    assert_eq!(world.list(&format!("/api/v1/namespaces/{}/secrets", namespace_name(order))).await, [] as [Value; 0]);
    let class = kept["spec"]["storageClassName"].as_str().unwrap().to_owned();
    let pool = pool(world, &class).await;
    assert_eq!((&pool["kept"], &pool["space"]["booked"]), (&json!(1), &json!(1_800)));
    no_stranger_is_told(world).await;
    pool_stays(world, &pool).await;
}

async fn pool(world: &World, class: &str) -> Value {
    let all = world.app.platform_get(&path(world)).send().await.expect(200);
    all.items().iter().find(|pool| pool["storage_class"] == class).cloned().unwrap()
}

async fn pool_stays(world: &World, pool: &Value) {
    let one = format!("{}/{}", path(world), pool["id"].as_str().unwrap());
    world.app.call("DELETE", &one).bearer(&world.app.platform_key).send().await.expect_problem(409, "storage-pool-in-use");
}

/// A namespace that stays for its claim is nobody's unknown one.
async fn no_stranger_is_told(world: &World) {
    let cluster = world.app.platform_get(&format!("/v1/clusters/clu_{}", world.cluster)).send().await.expect(200);
    let conditions = cluster["conditions"].as_array().unwrap();
    assert!(conditions.iter().all(|condition| condition["type"] != "UnknownNamespaces"), "{conditions:?}");
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_claim_grows_only_where_its_pool_lets_it_and_the_order_goes_on_either_way() {
    let world = world().await;
    let replica = world.replica();
    world.plane.allow_storage_pools().await.unwrap();
    create(&world, "nas-a").await.expect(201);
    let order = world.order(&recorded().rooms(1)).await;
    world.until_ready(order, 0).await;
    world
        .wait("its claim is bound", || async { claim(&world, order).await.is_some_and(|claim| claim["status"]["phase"] == "Bound") })
        .await;
    world.amend(order, &recorded()).await;
    world.until_ready(order, 0).await;
    let space = claim(&world, order).await.unwrap()["spec"]["resources"]["requests"]["storage"].clone();
    assert_eq!(space, "900Mi", "its class lets no claim grow");
    assert_eq!(world.scalar("SELECT space_mib FROM storage_claims").await, 1_800);
    // A hand that lets it grow: the class says so, and so does the pool.
    let class = "/apis/storage.k8s.io/v1/storageclasses/nas-a";
    world.kube().patch(class, &json!({"allowVolumeExpansion": true})).await.unwrap();
    sqlx::query("UPDATE storage_pools SET grows = true").execute(&mut world.app.sql().await).await.unwrap();
    world.another_round(order).await;
    world
        .wait("it grows", || async {
            claim(&world, order).await.is_some_and(|claim| claim["spec"]["resources"]["requests"]["storage"] == "1800Mi")
        })
        .await;
    replica.stop().await;
}
