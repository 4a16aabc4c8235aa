//! `POST /v1/capacity/what-if` of storage pools.

use homeroom_domain::ids::StoragePoolId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{TestApp, class_of, nodes, record_classes, rooms, seats, storage_pool, uuid_of};

/// Ten rooms recorded on two Mondays, of 40 Mbit/s and 9,000 MiB each time, kept for a week; in a pool of which 85 Mbit/s and 85,000 MiB are sold.
async fn recorded() -> (TestApp, String, String) {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    record_classes(&app.database).await;
    let (cluster, pool) = (app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0), Uuid::now_v7());
    storage_pool(&mut app.sql().await, (pool, uuid_of(&cluster)), "nas-a", (100, 100_000)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    school.order(class_of(50).rooms(10).on(&["2026-09-07", "2026-09-14"], "09:00", 45)).await.expect_created();
    (app, cluster, StoragePoolId::new(pool).to_string())
}

async fn ask(app: &TestApp, changes: Value) -> Value {
    let mut body = json!({"from": "2026-09-01T00:00:00Z", "to": "2026-10-01T00:00:00Z"});
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    app.platform_post("/v1/capacity/what-if").json(&body).send().await.expect(200).json().clone()
}

#[tokio::test]
async fn a_pool_that_is_lost_or_smaller_is_named_and_the_pool_that_is_said_to_mend_it_is_enough_and_no_more() {
    let (app, cluster, pool) = recorded().await;
    let now = ask(&app, json!({})).await;
    assert_eq!((&now["fits"], &now["pools"]), (&json!(true), &json!([])));
    assert_eq!(now["regions"][0]["storage_to_add"], json!({"bandwidth_mbit": 0, "space_mib": 0}));

    let smaller = json!([{"pool_id": pool, "bandwidth_mbit": 40, "space_mib": 20_000, "from": "2026-09-10T00:00:00Z"}]);
    let short = ask(&app, json!({"resize_pools": smaller})).await;
    let named = &short["pools"][0];
    assert_eq!((&named["pool_id"], &named["name"], &named["cluster_id"]), (&json!(pool), &json!("nas-a"), &json!(cluster)));
    // Of forty Mbit/s 34 are sold; the two Mondays together are 18,000 MiB on the second one, of which 17,000 are sold.
    let of = |name: &str| named["short"].as_array().unwrap().iter().find(|short| short["resource"] == name).unwrap().clone();
    let (bandwidth, space) = (of("storage_bandwidth_mbit"), of("storage_space_mib"));
    assert_eq!(
        (&bandwidth["first_at"], &bandwidth["needed"], &bandwidth["limit"]),
        (&json!("2026-09-14T01:00:00Z"), &json!(40), &json!(34))
    );
    assert_eq!((&space["first_at"], &space["needed"], &space["limit"]), (&json!("2026-09-14T00:00:00Z"), &json!(18_000), &json!(17_000)));
    assert_eq!((&short["fits"], &short["regions"][0]["nodes_to_add"]), (&json!(false), &json!(0)), "nodes have no storage");
    let add = short["regions"][0]["storage_to_add"].clone();
    assert_eq!(add, json!({"bandwidth_mbit": 8, "space_mib": 1_177}));
    let with = async |mbit: i64, mib: i64| {
        let added = json!([{"cluster_id": cluster, "bandwidth_mbit": mbit, "space_mib": mib}]);
        ask(&app, json!({"resize_pools": smaller, "add_pools": added})).await["regions"][0]["fits"].clone()
    };
    assert_eq!([with(8, 1_177).await, with(7, 1_177).await, with(8, 1_176).await], [json!(true), json!(false), json!(false)]);

    for lost in [json!({"lose_pools": [{"pool_id": pool}]}), json!({"lose": [{"cluster_id": cluster}]})] {
        let lost = ask(&app, lost).await;
        assert_eq!((&lost["fits"], &lost["pools"][0]["first_short_at"]), (&json!(false), &json!("2026-09-07T00:00:00Z")));
    }
    // What is lost does not come back by being made larger.
    let both = json!({"lose_pools": [{"pool_id": pool}], "resize_pools": [{"pool_id": pool, "space_mib": 1_000_000, "from": "2026-09-02T00:00:00Z"}]});
    assert_eq!(ask(&app, both).await["fits"], false);
    // Nor is a pool sold that a lost cluster would get.
    let lose = json!([{"cluster_id": cluster}]);
    let add = json!([{"cluster_id": cluster, "bandwidth_mbit": 1_000, "space_mib": 1_000_000, "from": "2026-09-02T00:00:00Z"}]);
    let [without, with] = [ask(&app, json!({"lose": lose})).await, ask(&app, json!({"lose": lose, "add_pools": add})).await];
    assert_eq!(with["regions"][0]["storage_to_add"], without["regions"][0]["storage_to_add"]);
}

#[tokio::test]
async fn what_is_recorded_grows_with_what_is_booked_and_not_with_the_size_of_rooms() {
    let (app, _, pool) = recorded().await;
    let short = async |asked: Value| -> Vec<Value> {
        let answer = ask(&app, asked).await;
        answer["regions"][0]["short"].as_array().unwrap().iter().map(|short| json!([short["resource"], short["needed"]])).collect()
    };
    let storage = [json!(["storage_bandwidth_mbit", 120])];
    assert_eq!(short(json!({"grow": [{"percent": 300}]})).await, storage);
    assert_eq!(short(json!({"grow": [{"percent": 300, "kind": "class"}]})).await, storage);
    assert_eq!(short(json!({"grow": [{"percent": 300, "kind": "seminar"}]})).await, [] as [Value; 0]);
    assert_eq!(
        short(json!({"resize": [{"kind": "class", "percent": 110}], "resize_pools": [{"pool_id": pool, "bandwidth_mbit": 50}]})).await,
        [] as [Value; 0]
    );
}

#[tokio::test]
async fn absurd_pools_are_refused_by_field() {
    let (app, cluster, pool) = recorded().await;
    let nobody = "spl_0197f000-0000-7000-8000-000000000000";
    for (body, field) in [
        (json!({"add_pools": [{"cluster_id": cluster, "bandwidth_mbit": 0, "space_mib": 1}]}), "/add_pools/0/bandwidth_mbit"),
        (json!({"add_pools": [{"cluster_id": cluster, "bandwidth_mbit": 1, "space_mib": 1_i64 << 41}]}), "/add_pools/0/space_mib"),
        (
            json!({"add_pools": [{"cluster_id": "clu_0197f000-0000-7000-8000-000000000000", "bandwidth_mbit": 1, "space_mib": 1}]}),
            "/add_pools/0/cluster_id",
        ),
        (json!({"resize_pools": [{"pool_id": pool, "bandwidth_mbit": 1_000_001}]}), "/resize_pools/0/bandwidth_mbit"),
        (json!({"resize_pools": [{"pool_id": pool}]}), "/resize_pools/0/bandwidth_mbit"),
        (json!({"resize_pools": [{"pool_id": nobody, "space_mib": 1}]}), "/resize_pools/0/pool_id"),
        (json!({"lose_pools": [{"pool_id": nobody}]}), "/lose_pools/0/pool_id"),
        (json!({"lose_pools": vec![json!({"pool_id": pool}); 101]}), "/lose_pools"),
    ] {
        app.platform_post("/v1/capacity/what-if").json(&body).send().await.expect_invalid(field);
    }
}
