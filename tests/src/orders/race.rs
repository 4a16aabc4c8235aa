//! What must be impossible, tried by many at once.

use futures::future::join_all;
use serde_json::{Value, json};
use sqlx::Connection;

use super::{calendars_are_sound, rows_of};
use crate::support::{Answer, OrderSpec, School, TestApp, class_of, nodes, rooms, seats};

/// Who is told to come back later (503) does.
async fn persistent(school: &School<'_>, order: OrderSpec) -> Answer {
    loop {
        let answer = school.order(order.clone()).await;
        if answer.status != 503 {
            return answer;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_buyers_of_the_last_fifty_seats_never_oversell() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await.with_cluster("bj-2", nodes(2)).await;
    for round in 0..3 {
        let school = app.tenant(&format!("School {round}")).with_quota(rooms(1_000), seats(50)).await;
        let buy = || persistent(&school, class_of(1).on(&["2026-09-07"], "09:00", 45));
        let answers = join_all((0..100).map(|_| buy())).await;
        let sold = answers.iter().filter(|answer| answer.status == 201).count();
        let refused = answers.iter().filter(|answer| answer.status == 409 && answer["type"] == "/problems/quota-exceeded").count();
        assert_eq!((sold, refused), (50, 50), "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
        calendars_are_sound(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_institutions_never_oversell_the_clusters_of_a_region() {
    // 64 cores hold 37 rooms: two clusters of one node 74.
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await.with_cluster("bj-2", nodes(1)).await;
    let mut schools = Vec::new();
    for number in 0..10 {
        schools.push(app.tenant(&format!("School {number}")).await);
    }
    let answers = join_all((0..100).map(|n| persistent(&schools[n % 10], class_of(50).on(&["2026-09-07"], "09:00", 45)))).await;
    let sold = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(sold, 74, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_institutions_never_take_the_room_that_is_kept_for_a_lost_cluster() {
    // 64 cores hold 37 rooms: as many find room on the other one, whichever has them.
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await.with_cluster("bj-2", nodes(1)).await;
    app.cover("bj-1", "enforced").await;
    app.cover("bj-2", "enforced").await;
    let mut schools = Vec::new();
    for number in 0..10 {
        schools.push(app.tenant(&format!("School {number}")).await);
    }
    let answers = join_all((0..60).map(|n| persistent(&schools[n % 10], class_of(50).on(&["2026-09-07"], "09:00", 45)))).await;
    let sold = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(sold, 37, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retried_posts_at_once_make_one_order() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = class_of(20).weekly("MO", "09:00", 45).json();
    let send = || app.post("/v1/orders").bearer(&school.key).header("idempotency-key", "k-1").json(&order).send();
    let answers = join_all((0..10).map(|_| send())).await;
    for answer in &answers {
        let known = answer.status == 201 || answer["type"] == "/problems/idempotency-key-running";
        assert!(known, "{}", answer.text());
    }
    assert_eq!(rows_of(&app, "orders").await, 1);
    send().await.expect_created();
    assert_eq!(rows_of(&app, "orders").await, 1);
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_and_cancels_at_once_leave_the_calendars_sound() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(20), seats(2_000)).await;
    let story = || async {
        let created = school.order(class_of(20).rooms(2).weekly("MO,WE", "09:00", 45)).await;
        if created.status == 201 {
            school.cancel(&created.id()).await.expect(200);
        }
    };
    join_all((0..30).map(|_| story())).await;
    calendars_are_sound(&app).await;
    let used = school.get("/v1/usage/quota").send().await.expect(200);
    assert_eq!(used["rooms"]["highest"], Value::Null, "{}", used.text());
}

fn moved_to(start: &str) -> Value {
    let line = json!({"key": "line-1", "rrule": "FREQ=WEEKLY;BYDAY=MO", "start": start, "duration_minutes": 45});
    json!({"timetable": {"time_zone": "Asia/Shanghai", "lessons": [line]}})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn amendments_and_a_cancel_of_one_order_at_once_leave_one_story() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    for _ in 0..5 {
        let created = school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45)).await.expect_created();
        let (order, path) = (created.id(), format!("/v1/orders/{}", created.id()));
        let amend = |start: &str| school.patch(&path, created.etag()).json(&moved_to(start)).send();
        let (one, cancelled, two) = tokio::join!(amend("10:00"), school.cancel(&order), amend("14:00"));
        cancelled.expect(200);
        let told: Vec<u16> = [&one, &two].iter().map(|answer| answer.status.as_u16()).collect();
        assert!(told.iter().all(|status| [200, 409, 412].contains(status)), "{} {}", one.text(), two.text());
        assert!(told.iter().filter(|status| **status == 200).count() <= 1, "{told:?}");
        assert_eq!(school.get(&path).send().await.expect(200)["phase"], "terminating");
    }
    let used = school.get("/v1/usage/quota").send().await.expect(200);
    assert_eq!(used["rooms"]["highest"], Value::Null, "{}", used.text());
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quota_lowered_below_its_use_while_many_book_stops_what_comes_after() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(20), seats(2_000)).await;
    let path = format!("/v1/tenants/{}/quota", school.id);
    let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    let quota = json!({"rooms": 5, "seats": 2_000, "live_orders": 1_000, "rooms_per_order": 200});
    let lower = app.call("PUT", &path).bearer(&app.platform_key).header("if-match", &etag).json(&quota).send();
    let buy = || persistent(&school, class_of(20).on(&["2026-09-07"], "09:00", 45));
    let (answers, lowered) = tokio::join!(join_all((0..20).map(|_| buy())), lower);
    lowered.expect(200);
    let sold = answers.iter().filter(|answer| answer.status == 201).count();
    assert!((5..=20).contains(&sold), "{sold}");
    assert!(answers.iter().all(|answer| answer.status == 201 || answer["type"] == "/problems/quota-exceeded"));
    buy().await.expect_problem(409, "quota-exceeded");
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suspended_institution_orders_nothing_from_the_answer_on() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    let buy = || persistent(&school, class_of(20).on(&["2026-09-07"], "09:00", 45));
    let suspend = async {
        let path = format!("/v1/tenants/{}/suspend", school.id);
        app.platform_post(&path).json(&json!({"reason": "unpaid"})).send().await.expect(200);
        rows_of(&app, "orders").await
    };
    let (answers, orders) = tokio::join!(join_all((0..20).map(|_| buy())), suspend);
    assert!(answers.iter().all(|answer| answer.status == 201 || answer["type"] == "/problems/tenant-suspended"));
    assert_eq!(rows_of(&app, "orders").await, orders);
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_is_taken_off_only_if_no_booking_came_first() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let cluster = app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0);
    let take_off = app.call("DELETE", &format!("/v1/clusters/{cluster}")).bearer(&app.platform_key).send();
    let buy = || persistent(&school, class_of(20).on(&["2026-09-07"], "09:00", 45));
    let (answers, gone) = tokio::join!(join_all((0..10).map(|_| buy())), take_off);
    let sold = answers.iter().filter(|answer| answer.status == 201).count();
    match gone.status.as_u16() {
        204 => assert_eq!(sold, 0),
        _ => assert_eq!((gone.expect_problem(409, "cluster-in-use")["type"].is_string(), sold), (true, 10)),
    }
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn batches_at_once_are_each_whole_or_nothing() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await.with_cluster("bj-2", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(13), seats(2_000)).await;
    let order = class_of(20).rooms(2).on(&["2026-09-07"], "09:00", 45).json();
    let batch = json!({"orders": [order, order, order]});
    let answers = join_all((0..6).map(|_| school.post("/v1/orders/batch").json(&batch).send())).await;
    let told = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((told(201), told(409)), (2, 4), "{:?}", answers.iter().map(Answer::text).collect::<Vec<_>>());
    assert_eq!(rows_of(&app, "orders").await, 6);
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn capacity_that_comes_back_while_many_book_is_sold_once() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    let full = school.order(class_of(50).rooms(37).on(&["2026-09-07"], "09:00", 45)).await.expect_created().id();
    school.cancel(&full).await.expect(200);
    let release = async {
        let mut conn = app.sql().await;
        let mut tx = conn.begin().await.unwrap();
        let cluster: uuid::Uuid = sqlx::query_scalar("SELECT cluster_id FROM placements").fetch_one(&mut *tx).await.unwrap();
        homeroom::calendars::store::release_placement(&mut tx, full.parse().unwrap(), cluster.into(), (app.now(), None)).await.unwrap();
        tx.commit().await.unwrap();
    };
    let buy = || persistent(&school, class_of(50).rooms(10).on(&["2026-09-07"], "09:00", 45));
    let (answers, ()) = tokio::join!(join_all((0..8).map(|_| buy())), release);
    let sold = answers.iter().filter(|answer| answer.status == 201).count();
    assert!(sold <= 3, "{sold}");
    for _ in sold..3 {
        buy().await.expect_created();
    }
    buy().await.expect_problem(409, "capacity-unavailable");
    calendars_are_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_that_swap_the_ids_of_their_rooms_at_once_do_not_wait_for_each_other() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let named = |id: &str| school.order(class_of(20).weekly("MO", "09:00", 45).with("/rooms/0/external_id", json!(id)));
    let (one, two) = (named("room-a").await.expect_created().id(), named("room-b").await.expect_created().id());
    let room = |id: &str| json!({"rooms": [{"key": "room-1", "seats": 20, "external_id": id}]});
    for _ in 0..10 {
        let (to_b, to_a) = (room("room-b"), room("room-a"));
        let (one, two) = tokio::join!(school.amend(&one, &to_b), school.amend(&two, &to_a));
        one.expect_problem(409, "external-id-taken");
        two.expect_problem(409, "external-id-taken");
    }
}
