//! Storage pools of clusters whose nodes are rows: what is booked, refused and kept without any Kubernetes.

use homeroom_domain::ids::StoragePoolId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    orders::calendars_are_sound,
    support::{OrderSpec, School, TestApp, class_of, nodes, record_classes, rooms, seats, storage_pool, uuid_of},
};

/// One cluster, with pools of so many Mbit/s and MiB each.
async fn app_with_pools(pools: &[(&str, i64, i64)]) -> (TestApp, Vec<String>) {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    record_classes(&app.database).await;
    let cluster = uuid_of(&cluster(&app).await);
    let mut ids = Vec::new();
    for (name, mbit, mib) in pools {
        let id = Uuid::now_v7();
        storage_pool(&mut app.sql().await, (id, cluster), name, (*mbit, *mib)).await;
        ids.push(StoragePoolId::new(id).to_string());
    }
    (app, ids)
}

async fn cluster(app: &TestApp) -> String {
    app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0)
}

async fn pools(app: &TestApp) -> Vec<Value> {
    let path = format!("/v1/clusters/{}/storage-pools", cluster(app).await);
    app.platform_get(&path).send().await.expect(200).items().to_vec()
}

async fn school(app: &TestApp) -> School<'_> {
    app.tenant("Qinghe").with_quota(rooms(200), seats(9_000)).await
}

async fn scalar(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&mut app.sql().await).await.unwrap()
}

/// Two rooms for an hour on Monday 7 September.
fn two_rooms() -> OrderSpec {
    class_of(20).rooms(2).on(&["2026-09-07"], "09:00", 60)
}

#[tokio::test]
async fn an_order_that_is_recorded_is_booked_on_one_pool_and_stays_there_when_it_is_amended() {
    let (app, _) = app_with_pools(&[("nas-a", 1_000, 1_000_000), ("nas-b", 1_000, 1_000_000)]).await;
    let school = school(&app).await;
    let order = school.order(two_rooms()).await.expect_created().id();
    let booked = |pools: &[Value]| -> Vec<(Value, Value, Value)> {
        pools.iter().map(|pool| (pool["orders"].clone(), pool["bandwidth"]["peak"].clone(), pool["space"]["peak"].clone())).collect()
    };
    let before = booked(&pools(&app).await);
    let place = before.iter().position(|(orders, ..)| *orders == 1).unwrap();
    assert_eq!(before[place], (json!(1), json!(8), json!(2_400)));
    assert_eq!(before[1 - place], (json!(0), json!(0), json!(0)));
    assert_eq!(pools(&app).await[place]["space"]["peak_at"], "2026-09-07T00:00:00Z");
    let document = two_rooms().rooms(3).json();
    school.amend(&order, &json!({"rooms": document["rooms"]})).await.expect(200);
    let after = booked(&pools(&app).await);
    assert_eq!(after[place], (json!(1), json!(12), json!(3_600)));
    assert_eq!(scalar(&app, "SELECT space_mib FROM storage_claims").await, 3_600);
    school.amend(&order, &json!({"rooms": two_rooms().json()["rooms"]})).await.expect(200);
    assert_eq!(booked(&pools(&app).await)[place], (json!(1), json!(8), json!(2_400)));
    assert_eq!(scalar(&app, "SELECT space_mib FROM storage_claims").await, 3_600, "a claim never becomes smaller");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn four_pools_fill_and_then_the_platform_sees_figures_and_a_school_only_that_storage_lacks() {
    // Eight of ten Mbit/s: two rooms.
    let all = ["nas-a", "nas-b", "nas-c", "nas-d"].map(|name| (name, 10, 1_000_000));
    let (app, ids) = app_with_pools(&all).await;
    let school = school(&app).await;
    for _ in 0..4 {
        school.order(two_rooms()).await.expect_created();
    }
    assert!(pools(&app).await.iter().all(|pool| pool["orders"] == 1 && pool["bandwidth"]["peak"] == 8), "one order each");
    let seen = school.order(two_rooms()).await.expect_problem(409, "capacity-unavailable")["violations"].clone();
    let message = "cn-beijing: there is no storage left for what would be recorded.";
    assert_eq!(seen, json!([{"region": "cn-beijing", "storage": true, "message": message}]));
    let quote = school.quote(two_rooms()).await.expect(200);
    assert_eq!((&quote["feasible"], &quote["violations"]), (&json!(false), &seen));
    let order = two_rooms().json();
    let platform = app.platform_post("/v1/orders").header("x-tenant", &school.id).json(&order).send().await;
    let figures = platform.expect_problem(409, "capacity-unavailable")["violations"][0].clone();
    let short = |pool: &String| json!({"pool": pool, "closed": false, "resource": "storage_bandwidth_mbit", "at": "2026-09-07T01:00:00Z", "needed": 8, "free": 0});
    assert_eq!(figures["pools"], ids.iter().map(short).collect::<Value>());
    assert_eq!(figures["cluster"], cluster(&app).await.as_str());
    // Another hour is free, and so is what is not recorded.
    school.order(class_of(20).rooms(2).on(&["2026-09-07"], "10:00", 60)).await.expect_created();
    school.order(OrderSpec::of("seminar", 20).on(&["2026-09-07"], "09:00", 60)).await.expect_created();
    assert_eq!(scalar(&app, "SELECT count(*) FROM storage_claims").await, 5);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn orders_that_come_at_the_same_time_never_sell_a_pool_twice() {
    let (app, _) = app_with_pools(&[("nas-a", 10, 1_000_000), ("nas-b", 10, 1_000_000)]).await;
    let school = school(&app).await;
    let (school, asks) = (&school, 0..6);
    let answers = futures::future::join_all(asks.map(|_| async move { school.order(two_rooms()).await.status.as_u16() })).await;
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 2, "{answers:?}");
    assert!(pools(&app).await.iter().all(|pool| pool["bandwidth"]["peak"] == 8));
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_pool_that_overlaps_another_is_refused_with_the_field() {
    let (app, _) = app_with_pools(&[("nas-a", 1_000, 1_000_000)]).await;
    let path = format!("/v1/clusters/{}/storage-pools", cluster(&app).await);
    let pool = |field: &str, value: Value| {
        let mut pool =
            json!({"name": "nas-b", "storage_class": "nas-b", "bandwidth_mbit": 1_000, "space_mib": 1_000_000, "retention_days": 30});
        pool[field] = value;
        pool
    };
    for (field, value) in [
        ("name", json!("NAS B")),
        ("storage_class", json!("../x")),
        ("bandwidth_mbit", json!(0)),
        ("space_mib", json!(-1)),
        ("retention_days", json!(367)),
    ] {
        app.platform_post(&path).json(&pool(field, value)).send().await.expect_invalid(&format!("/{field}"));
    }
    for field in ["name", "storage_class"] {
        let known = app.platform_post(&path).json(&pool(field, json!("nas-a"))).send().await.expect_problem(409, "storage-pool-known");
        assert_eq!(known["params"]["pointer"], format!("/{field}"));
    }
    // Its cluster does not answer: it is a row.
    let silent = app.platform_post(&path).json(&pool("name", json!("nas-b"))).send().await.expect_invalid("/storage_class");
    assert_eq!(silent["errors"][0]["code"], "pool_silent");
    assert_eq!(pools(&app).await.len(), 1);
}

#[tokio::test]
async fn a_pool_is_closed_grown_and_removed_when_nothing_is_on_it() {
    let (app, ids) = app_with_pools(&[("nas-a", 10, 1_000_000)]).await;
    let school = school(&app).await;
    school.order(two_rooms()).await.expect_created();
    let path = format!("/v1/clusters/{}/storage-pools/{}", cluster(&app).await, ids[0]);
    let amend = async |change: Value| {
        let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
        app.call("PATCH", &path).bearer(&app.platform_key).header("if-match", &etag).json(&change).send().await
    };
    school.order(two_rooms()).await.expect_problem(409, "capacity-unavailable");
    let grown = amend(json!({"bandwidth_mbit": 20})).await.expect(200);
    assert_eq!((&grown["bandwidth"]["whole"], &grown["bandwidth"]["sold"], &grown["orders"]), (&json!(20), &json!(17), &json!(1)));
    school.order(two_rooms()).await.expect_created();
    amend(json!({"open": false, "bandwidth_mbit": 1_000})).await.expect(200);
    school.order(two_rooms()).await.expect_problem(409, "capacity-unavailable");
    amend(json!({"space_mib": 0})).await.expect_invalid("/space_mib");
    let remove = || app.call("DELETE", &path).bearer(&app.platform_key).send();
    let used = remove().await.expect_problem(409, "storage-pool-in-use");
    assert_eq!((&used["params"]["orders"], &used["params"]["kept"]), (&json!(2), &json!(0)));
    sqlx::query("DELETE FROM storage_claims").execute(&mut app.sql().await).await.unwrap();
    remove().await.expect(204);
    remove().await.expect_problem(404, "not-found");
    assert_eq!(pools(&app).await, [] as [Value; 0]);
}

#[tokio::test]
async fn capacity_shows_what_pools_have_booked() {
    let (app, ids) = app_with_pools(&[("nas-a", 100, 100_000)]).await;
    school(&app).await.order(two_rooms()).await.expect_created();
    let asked = |resource: &str| {
        let path = format!("/v1/capacity?resource={resource}&from=2026-09-07T00:00:00Z&to=2026-09-17T00:00:00Z&resolution=day");
        app.platform_get(&path)
    };
    let bandwidth = asked("storage_bandwidth_mbit").send().await.expect(200);
    assert_eq!(bandwidth["items"], json!([]));
    let pool = &bandwidth["pools"][0];
    assert_eq!((&pool["pool_id"], &pool["name"], &pool["cluster_name"]), (&json!(ids[0]), &json!("nas-a"), &json!("bj-1")));
    assert_eq!((&pool["limit"], &pool["steps"]), (&json!(85), &json!([{"at": "2026-09-07T00:00:00Z", "booked": 8}])));
    let space = asked("storage_space_mib").header("accept", "text/csv").send().await.expect(200);
    // Until the week after Monday is over.
    assert_eq!(space.text().lines().count(), 1 + 8);
    let last = space.text().lines().last().unwrap().to_owned();
    assert!(last.ends_with(",storage_space_mib,85000,2026-09-14T00:00:00Z,2400,nas-a"), "{last}");
    assert_eq!(asked("pods").send().await.expect(200)["pools"], json!([]));
}

#[tokio::test]
async fn an_order_that_moves_gets_a_pool_of_the_new_cluster_and_goes_to_none_that_has_none() {
    let (app, _) = app_with_pools(&[("nas-a", 100, 100_000)]).await;
    let order = school(&app).await.order(two_rooms()).await.expect_created().id();
    let app = app.with_cluster("bj-2", nodes(4)).await;
    let path = format!("/v1/orders/{order}/move");
    let refused = app.platform_post(&path).send().await.expect_problem(409, "no-place");
    assert_eq!(refused["violations"][0]["reason"], "NoStorage");
    let second: Uuid = sqlx::query_scalar("SELECT id FROM clusters WHERE name = 'bj-2'").fetch_one(&mut app.sql().await).await.unwrap();
    storage_pool(&mut app.sql().await, (Uuid::now_v7(), second), "nas-b", (100, 100_000)).await;
    app.platform_post(&path).send().await.expect(200);
    assert_eq!(
        scalar(
            &app,
            "SELECT count(*) FROM storage_claims c JOIN storage_pools p ON p.id = pool_id WHERE in_use AND c.cluster_id = p.cluster_id"
        )
        .await,
        2
    );
    let there = app.platform_get(&format!("/v1/clusters/clu_{second}/storage-pools")).send().await.expect(200).items()[0].clone();
    assert_eq!((&there["orders"], &there["bandwidth"]["peak"], &there["space"]["peak"]), (&json!(1), &json!(8), &json!(2_400)));
    calendars_are_sound(&app).await;
}
