//! `GET /v1/platform/bells`: will the next bell hold?

use serde_json::{Value, json};

use crate::support::{TestApp, class_of, nodes, rooms, seats};

/// Lessons at 09:00 and 10:00 in Shanghai on Mondays, 01:00 and 02:00 in UTC; the second begins before the first has drained.
async fn schools(app: &TestApp) {
    for name in ["Qinghe", "Lakeside"] {
        let school = app.tenant(name).with_quota(rooms(100), seats(5_000)).await;
        let order = class_of(20).rooms(3).weekly("MO", "09:00", 45).weekly("MO", "10:00", 45);
        school.order(order.with("/name", json!(format!("{name}'s term")))).await.expect_created();
    }
}

/// Every room as the reconciler would have left it at 00:50.
async fn seen(app: &TestApp, status: Value, of: &str) {
    let sql = "UPDATE classrooms r SET status = $1, open_from = '2026-09-07T00:50:00Z', open_until = '2026-09-07T02:55:00Z', opens_next = '2026-09-14T00:50:00Z'
               FROM tenants t WHERE t.id = r.tenant_id AND (t.name = $2 OR $2 = '')";
    sqlx::query(sql).bind(status).bind(of).execute(&mut app.sql().await).await.unwrap();
}

fn up() -> Value {
    json!({"wanted": true, "available": true, "reason": "RoomsAvailable", "params": {"rooms": 1}, "since": "2026-09-07T00:51:00Z"})
}

async fn bells(app: &TestApp) -> Vec<Value> {
    let query = "from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z";
    app.platform_get(&format!("/v1/platform/bells?{query}")).send().await.expect(200).items().to_vec()
}

fn counts(bell: &Value) -> Vec<i64> {
    ["rooms", "ready", "warming", "not_ready"].map(|field| bell[field].as_i64().unwrap()).to_vec()
}

#[tokio::test]
async fn a_bell_counts_the_rooms_of_all_institutions_and_names_those_that_are_not_ready() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    schools(&app).await;
    app.set_time("2026-09-07T00:40:00Z");
    let ahead = bells(&app).await;
    assert_eq!(ahead.iter().map(|bell| bell["at"].clone()).collect::<Vec<_>>(), ["2026-09-07T01:00:00Z", "2026-09-07T02:00:00Z"]);
    assert_eq!((counts(&ahead[0]), &ahead[0]["seats"]), (vec![6, 0, 0, 0], &json!(120)), "nothing has to be up yet");

    app.set_time("2026-09-07T00:52:00Z");
    seen(&app, up(), "").await;
    let starting = json!({"wanted": true, "available": false, "reason": "RoomsStarting", "params": {"rooms": 1, "of": 3}, "since": "2026-09-07T00:50:00Z"});
    seen(&app, starting, "Lakeside").await;
    let warming = bells(&app).await;
    assert_eq!((counts(&warming[0]), counts(&warming[1])), (vec![6, 3, 3, 0], vec![6, 3, 3, 0]), "both lessons are of one run");

    let lost =
        json!({"wanted": true, "available": false, "reason": "NodeLost", "params": {"rooms": 1, "of": 3}, "since": "2026-09-07T00:51:30Z"});
    seen(&app, lost, "Lakeside").await;
    let broken = bells(&app).await;
    assert_eq!(counts(&broken[0]), [6, 3, 0, 3]);
    let worst = broken[0]["worst"].as_array().unwrap();
    assert_eq!(worst.len(), 3);
    assert_eq!(
        (&worst[0]["tenant_name"], &worst[0]["order_name"], &worst[0]["reason"], &worst[0]["fix_by"], &worst[0]["since"]),
        (&json!("Lakeside"), &json!("Lakeside's term"), &json!("NodeLost"), &json!("operator"), &json!("2026-09-07T00:51:30Z"))
    );
    assert!(worst[0]["message"].as_str().is_some_and(|message| message.ends_with('.')));
    let cluster = &broken[0]["clusters"][0];
    assert_eq!((&cluster["name"], &cluster["rooms"], &cluster["not_ready"]), (&json!("bj-1"), &json!(6), &json!(3)));
}

#[tokio::test]
async fn what_has_not_come_up_when_the_bell_rings_is_late() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    schools(&app).await;
    let starting = json!({"wanted": true, "available": false, "reason": "RoomsStarting", "params": {"rooms": 1, "of": 3}, "since": "2026-09-07T00:50:00Z"});
    seen(&app, starting, "").await;
    app.set_time("2026-09-07T00:59:59Z");
    assert_eq!(counts(&bells(&app).await[0]), [6, 0, 6, 0]);
    app.set_time("2026-09-07T01:00:00Z");
    assert_eq!(counts(&bells(&app).await[0]), [6, 0, 0, 6]);
}

#[tokio::test]
async fn a_bell_that_has_passed_stands_as_it_was() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    schools(&app).await;
    let sql = "INSERT INTO readiness (tenant_id, classroom_id, available_from, available_to)
               SELECT tenant_id, id, '2026-09-07T00:51:00Z', '2026-09-07T01:55:00Z' FROM classrooms WHERE key = 'room-1'";
    sqlx::query(sql).execute(&mut app.sql().await).await.unwrap();
    app.set_time("2026-09-07T09:00:00Z");
    let passed = bells(&app).await;
    assert_eq!((counts(&passed[0]), counts(&passed[1])), (vec![6, 2, 0, 4], vec![6, 0, 0, 6]));
}

#[tokio::test]
async fn a_bell_that_rang_for_an_order_that_is_released_is_still_told() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    schools(&app).await;
    app.set_time("2026-12-01T00:00:00Z");
    let sql = "UPDATE orders SET phase = 'released', ends_at = CASE name WHEN 'Qinghe''s term' THEN '2026-09-07T01:30:00Z'::timestamptz ELSE '2026-09-06T00:00:00Z' END";
    sqlx::query(sql).execute(&mut app.sql().await).await.unwrap();
    assert_eq!(counts(&bells(&app).await[0])[0], 3, "and not for the one that ended before");
}

#[tokio::test]
async fn an_amendment_and_a_silent_cluster_show_at_the_next_look() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-09-07T00:52:00Z");
    seen(&app, up(), "").await;
    assert_eq!(counts(&bells(&app).await[0]), [1, 1, 0, 0]);
    sqlx::query("UPDATE clusters SET blind_since = '2026-09-07T00:51:30Z', sights = 1").execute(&mut app.sql().await).await.unwrap();
    let blind = bells(&app).await;
    assert_eq!((counts(&blind[0]), &blind[0]["worst"][0]["reason"]), (vec![1, 0, 0, 1], &json!("ClusterUnreachable")));
    school.cancel(&order).await.expect(200);
    assert!(bells(&app).await.is_empty(), "a cancelled order rings no bell");
}

#[tokio::test]
async fn a_stretch_of_more_than_a_day_is_refused() {
    let app = TestApp::new().await;
    for query in ["from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:01Z", "from=2026-09-07T00:00:00Z&to=2026-09-07T00:00:00Z"] {
        app.platform_get(&format!("/v1/platform/bells?{query}")).send().await.expect_invalid("?to");
    }
    assert!(app.platform_get("/v1/platform/bells").send().await.expect(200).items().is_empty());
}

/// 30,000 rooms of 600 orders at one bell. `cargo test -- --ignored thirty_thousand` prints what a look takes.
#[tokio::test]
#[ignore = "long: makes 30,000 rooms"]
async fn thirty_thousand_rooms_are_counted_within_a_second() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2_000)).await;
    for number in 0..30 {
        let school = app.tenant(&format!("School {number}")).with_quota(rooms(1_000), seats(50_000)).await;
        for _ in 0..20 {
            school
                .order(class_of(20).rooms(50).weekly("MO,TU,WE,TH,FR", "09:00", 45).weekly("MO,TU,WE,TH,FR", "10:00", 45))
                .await
                .expect_created();
        }
    }
    app.set_time("2026-09-07T00:52:00Z");
    seen(&app, up(), "").await;
    for look in ["first", "second", "third"] {
        let began = std::time::Instant::now();
        let bell = bells(&app).await.remove(0);
        eprintln!("{look} look: {:?}", began.elapsed());
        assert_eq!(counts(&bell)[0], 30_000);
    }
}
