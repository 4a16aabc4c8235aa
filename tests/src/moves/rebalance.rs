//! `POST /v1/clusters/{id}/rebalance`: orders that have not begun are booked where there is more room.

use serde_json::{Value, json};

use super::{cluster, places, school};
use crate::{
    orders::calendars_are_sound,
    support::{Answer, School, TestApp, class_of, nodes, record_classes, storage_pool, uuid_of},
};

/// Far enough ahead that no objects are made before the tests' end.
async fn later(school: &School<'_>) -> String {
    school.order(class_of(50).rooms(10).weekly("MO", "09:00", 45).term("2026-10-01", "2026-12-20")).await.expect_created().id()
}

async fn rebalance(app: &TestApp, name: &str, body: Value) -> Answer {
    app.platform_post(&format!("/v1/clusters/{}/rebalance", cluster(app, name).await)).json(&body).send().await
}

/// Of each order by id: the verdict, and the reason.
fn verdicts(answer: &Answer) -> Vec<Value> {
    answer["orders"].as_array().unwrap().iter().map(|order| json!([order["order_id"], order["verdict"], order["reason"]])).collect()
}

async fn on(app: &TestApp, orders: &[String], name: &str) -> usize {
    let mut count = 0;
    for order in orders {
        count += usize::from(places(app, order).await.contains(&(name.to_owned(), "live".to_owned())));
    }
    count
}

/// Four orders on a cluster of four nodes, and then a new one as large beside it.
async fn crowded() -> (TestApp, Vec<String>) {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let mut orders = Vec::new();
    {
        let school = school(&app).await;
        for _ in 0..4 {
            orders.push(later(&school).await);
        }
    }
    (app.with_cluster("bj-2", nodes(4)).await, orders)
}

#[tokio::test]
async fn what_has_not_begun_goes_to_the_new_cluster_until_both_are_even_and_none_comes_back() {
    let (app, orders) = crowded().await;
    let tried = rebalance(&app, "bj-2", json!({"dry_run": true})).await.expect(200);
    let said: Vec<Value> = verdicts(&tried).iter().map(|one| one[1].clone()).collect();
    assert_eq!((json!(said), &tried["moved"], &tried["next"]), (json!(["moves", "moves", "stays", "stays"]), &json!(2), &Value::Null));
    assert_eq!(on(&app, &orders, "bj-2").await, 0, "nothing was changed");
    let done = rebalance(&app, "bj-2", json!({})).await.expect(200);
    let expected = [("moved", None), ("moved", None), ("stays", Some("NotFuller")), ("stays", Some("NotFuller"))];
    assert_eq!(verdicts(&done), orders.iter().zip(expected).map(|(id, (verdict, why))| json!([id, verdict, why])).collect::<Vec<_>>());
    assert_eq!(done["orders"][0]["from"]["name"], "bj-1");
    assert_eq!(done["orders"][2]["message"], "The order's cluster is not fuller than this one would be with it.");
    assert_eq!((on(&app, &orders, "bj-1").await, on(&app, &orders, "bj-2").await), (2, 2));
    calendars_are_sound(&app).await;

    let moves = app.platform_get("/v1/moves").send().await.expect(200);
    let one = moves.items().iter().find(|one| one["id"] == done["orders"][0]["move_id"]).unwrap().clone();
    assert_eq!((&one["cause"], &one["state"], &one["to"]["name"]), (&json!("rebalance"), &json!("switched"), &json!("bj-2")));
    // Neither again nor back.
    assert_eq!(rebalance(&app, "bj-2", json!({})).await.expect(200)["moved"], 0);
    assert_eq!(rebalance(&app, "bj-1", json!({})).await.expect(200)["moved"], 0);
}

#[tokio::test]
async fn a_call_looks_at_so_many_orders_and_the_next_one_goes_on_after_them() {
    let (app, orders) = crowded().await;
    let first = rebalance(&app, "bj-2", json!({"limit": 1})).await.expect(200);
    assert_eq!((verdicts(&first), &first["next"]), (vec![json!([orders[0], "moved", null])], &json!(orders[0])));
    let second = rebalance(&app, "bj-2", json!({"limit": 3, "after": first["next"]})).await.expect(200);
    assert_eq!((second["orders"].as_array().unwrap().len(), &second["moved"], &second["next"]), (3, &json!(1), &Value::Null));
    for limit in [0, 101] {
        rebalance(&app, "bj-2", json!({"limit": limit})).await.expect_invalid("/limit");
    }
}

#[tokio::test]
async fn what_has_objects_or_is_kept_off_or_finds_no_pool_stays() {
    let (app, orders) = crowded().await;
    let school = app.tenant("Pinned").with_numbers(100, 100).await;
    let pinned = later(&school).await;
    let path = format!("/v1/tenants/{}/clusters", school.id);
    let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    let off = json!({"never": [cluster(&app, "bj-2").await]});
    app.call("PUT", &path).bearer(&app.platform_key).header("if-match", &etag).json(&off).send().await.expect(200);
    // Objects are due, and nobody has looked at the orders yet.
    app.set_time("2026-09-29T00:00:00Z");
    for dry_run in [true, false] {
        let told = rebalance(&app, "bj-2", json!({"dry_run": dry_run})).await.expect(200);
        let reason = |id: &String| verdicts(&told).iter().find(|one| one[0] == json!(id)).unwrap()[2].clone();
        assert_eq!((reason(&pinned), reason(&orders[0])), (json!("HasObjects"), json!("HasObjects")), "{dry_run}");
    }
    app.set_time("2026-09-01T00:00:00Z");
    for dry_run in [true, false] {
        let told = rebalance(&app, "bj-2", json!({"dry_run": dry_run})).await.expect(200);
        let reason = verdicts(&told).iter().find(|one| one[0] == json!(pinned)).unwrap()[2].clone();
        assert_eq!(reason, "KeptOff");
    }
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn an_order_that_is_recorded_goes_where_there_is_a_pool_alone() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    record_classes(&app.database).await;
    let pool = async |app: &TestApp, name: &str| {
        let at = uuid_of(&cluster(app, name).await);
        storage_pool(&mut app.sql().await, (uuid::Uuid::now_v7(), at), name, (1_000, 10_000_000)).await;
    };
    pool(&app, "bj-1").await;
    let orders = {
        let school = school(&app).await;
        [later(&school).await, later(&school).await]
    };
    let app = app.with_cluster("bj-2", nodes(4)).await;
    for dry_run in [true, false] {
        let told = rebalance(&app, "bj-2", json!({"dry_run": dry_run})).await.expect(200);
        assert_eq!(verdicts(&told), orders.clone().map(|id| json!([id, "stays", "NoStorage"])));
    }
    pool(&app, "bj-2").await;
    assert_eq!(rebalance(&app, "bj-2", json!({})).await.expect(200)["moved"], 1);
    calendars_are_sound(&app).await;
}
