//! What happens while a booking waits for a lock that somebody else holds: when it goes on, it sees what is, not what was.

use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, Postgres, Transaction};

use super::calendars_are_sound;
use crate::support::{OrderSpec, TestApp, class_of, nodes, rooms, seats};

/// Holds the header of a cluster's calendar, as one that books there does.
async fn hold<'a>(conn: &'a mut PgConnection, cluster: &str) -> Transaction<'a, Postgres> {
    let mut tx = conn.begin().await.unwrap();
    sqlx::query("SELECT FROM calendars WHERE id = (SELECT calendar_id FROM clusters WHERE name = $1) FOR NO KEY UPDATE")
        .bind(cluster)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx
}

/// Returns when somebody waits for a lock of this transaction.
async fn awaited(app: &TestApp, held: &mut Transaction<'_, Postgres>) {
    let holder: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut **held).await.unwrap();
    let mut conn = PgConnection::connect_with(&app.database.superuser()).await.unwrap();
    let sql = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid)))";
    while !sqlx::query_scalar::<_, bool>(sql).bind(holder).fetch_one(&mut conn).await.unwrap() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// As its worker would write it when all its nodes were replaced by twice as many of half the size.
const HALVED: [&str; 2] = [
    "UPDATE calendars SET limits = jsonb_set(limits, '{node_share}', '4000000000'::jsonb) WHERE tenant_id IS NULL",
    "UPDATE clusters SET capacity = '{\"shape\": {\"cpu_milli\": 32000, \"memory_mib\": 131072, \"network_mbit\": 12500, \"pods\": 110}, \"nodes\": 4}'",
];

async fn set_cordoned(app: &TestApp, name: &str, verb: &str) {
    let clusters = app.platform_get("/v1/clusters").send().await.expect(200);
    let cluster = clusters.items().iter().find(|cluster| cluster["name"] == name).unwrap().clone();
    let path = format!("/v1/clusters/{}/{verb}", cluster["id"].as_str().unwrap());
    app.platform_post(&path).send().await.expect(200);
}

async fn cluster_of(app: &TestApp, order: &str) -> Value {
    let placed = app.platform_get("/v1/platform/orders").send().await.expect(200);
    placed.items().iter().find(|placed| placed["id"] == order).unwrap()["cluster_name"].clone()
}

/// 74 rooms are all that two nodes of 64 cores hold, and two more than four of 32 do.
fn full_house() -> OrderSpec {
    class_of(50).rooms(74).on(&["2026-09-07"], "09:00", 45)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cordon_that_was_answered_holds_for_a_booking_that_waits() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    let mut conn = app.sql().await;
    let mut held = hold(&mut conn, "bj-1").await;
    let cordon = async {
        awaited(&app, &mut held).await;
        set_cordoned(&app, "bj-1", "cordon").await;
        held.commit().await.unwrap();
    };
    let (answer, ()) = tokio::join!(school.order(full_house()), cordon);
    answer.expect_problem(409, "capacity-unavailable");
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_shrink_while_a_booking_waits_are_not_sold_by_their_old_size() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    let mut conn = app.sql().await;
    let mut held = hold(&mut conn, "bj-1").await;
    let halve = async {
        awaited(&app, &mut held).await;
        for sql in HALVED {
            sqlx::query(sql).execute(&mut *held).await.unwrap();
        }
        held.commit().await.unwrap();
    };
    let (answer, ()) = tokio::join!(school.order(full_house()), halve);
    answer.expect_problem(409, "capacity-unavailable");
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_that_is_taken_off_while_a_booking_waits_gets_nothing() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    let mut conn = app.sql().await;
    let mut held = hold(&mut conn, "bj-1").await;
    let take_off = async {
        awaited(&app, &mut held).await;
        for sql in ["DELETE FROM clusters", "DELETE FROM calendars WHERE tenant_id IS NULL"] {
            sqlx::query(sql).execute(&mut *held).await.unwrap();
        }
        held.commit().await.unwrap();
    };
    let (answer, ()) = tokio::join!(school.order(full_house()), take_off);
    answer.expect_problem(409, "capacity-unavailable");
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_two_misses_every_candidate_is_locked() {
    let app = TestApp::new().await;
    let app = app.with_cluster("bj-1", nodes(2)).await.with_cluster("bj-2", nodes(2)).await.with_cluster("bj-3", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    let (mut one, mut two, mut three) = (app.sql().await, app.sql().await, app.sql().await);
    let (mut first, mut second, mut third) = (hold(&mut one, "bj-1").await, hold(&mut two, "bj-2").await, hold(&mut three, "bj-3").await);
    let misses = async {
        awaited(&app, &mut first).await;
        set_cordoned(&app, "bj-1", "cordon").await;
        first.commit().await.unwrap();
        awaited(&app, &mut second).await;
        set_cordoned(&app, "bj-2", "cordon").await;
        set_cordoned(&app, "bj-1", "uncordon").await;
        second.commit().await.unwrap();
        // The first cluster is the best choice again and nobody holds it; the booking waits for the last all the same.
        awaited(&app, &mut third).await;
        third.commit().await.unwrap();
    };
    let (answer, ()) = tokio::join!(school.order(full_house()), misses);
    assert_eq!(cluster_of(&app, &answer.expect_created().id()).await, "bj-1");
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancel_does_not_bring_back_an_order_that_was_released_meanwhile() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let mut conn = app.sql().await;
    let mut held = conn.begin().await.unwrap();
    sqlx::query("UPDATE orders SET phase = 'released'").execute(&mut *held).await.unwrap();
    let release = async {
        awaited(&app, &mut held).await;
        held.commit().await.unwrap();
    };
    let (answer, ()) = tokio::join!(school.cancel(&order), release);
    assert_eq!(answer.expect(200)["phase"], "released");
    assert_eq!(school.get(&format!("/v1/orders/{order}")).send().await.expect(200)["phase"], json!("released"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rush_on_one_cluster_leaves_connections_to_everybody_else() {
    let app = TestApp::with(&["--database-connections", "4"]).await.with_cluster("bj-1", nodes(1)).await;
    let mut schools = Vec::new();
    for number in 0..10 {
        schools.push(app.tenant(&format!("School {number}")).await);
    }
    let mut conn = app.sql().await;
    let mut held = hold(&mut conn, "bj-1").await;
    let read_meanwhile = async {
        awaited(&app, &mut held).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        for school in &schools {
            let asked_at = Instant::now();
            school.get("/v1/orders").send().await.expect(200);
            assert!(asked_at.elapsed() < Duration::from_secs(1), "{:?}", asked_at.elapsed());
        }
        held.commit().await.unwrap();
    };
    let buyers = join_all((0..100).map(|n| schools[n % 10].order(class_of(50).on(&["2026-09-07"], "09:00", 45))));
    let (answers, ()) = tokio::join!(buyers, read_meanwhile);
    let told = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((told(201), told(409)), (37, 63), "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_too_long_for_a_lock_is_told_to_come_back() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").await;
    let mut conn = app.sql().await;
    let held = hold(&mut conn, "bj-1").await;
    let late = school.order(class_of(50).on(&["2026-09-07"], "09:00", 45)).await.expect_problem(503, "unavailable");
    assert_eq!(late.header("retry-after"), Some("1"));
    held.rollback().await.unwrap();
    school.order(class_of(50).on(&["2026-09-07"], "09:00", 45)).await.expect_created();
}
