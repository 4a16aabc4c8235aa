//! What must be impossible, tried by many at once.

use futures::future::join_all;

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
    assert_eq!(used["rooms"]["highest"], serde_json::Value::Null, "{}", used.text());
}
