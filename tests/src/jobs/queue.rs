//! Asking for work, doing it, trying it again, giving up.

use homeroom::jobs::{Enqueued, NewJob, enqueue};
use sqlx::Connection as _;

use super::{Letter, Post, Queue, as_tenant, tenant_id};
use crate::support::{TestApp, at};

fn letter(to: &str) -> Letter {
    Letter { to: to.to_owned(), post: Post::Takes }
}

#[tokio::test]
async fn work_is_done_once_its_transaction_has_committed_and_never_otherwise() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let queue = Queue::of(&app);
    let mut conn = as_tenant(&app, &school.id).await;
    let mut tx = conn.begin().await.unwrap();
    let given_up = enqueue(&mut tx, NewJob::new(&letter("nobody"), Some(tenant_id(&school.id)), app.now())).await.unwrap();
    assert!(matches!(given_up, Enqueued::Queued(_)));
    tx.rollback().await.unwrap();
    assert_eq!(queue.run().await, 0);

    let mut tx = conn.begin().await.unwrap();
    let asked = enqueue(&mut tx, NewJob::new(&letter("parents"), Some(tenant_id(&school.id)), app.now())).await.unwrap();
    assert!(matches!(asked, Enqueued::Queued(_)));
    assert_eq!(queue.run().await, 0, "not committed yet");
    tx.commit().await.unwrap();
    assert_eq!(queue.run().await, 1);
    assert_eq!(queue.office.sent(), ["parents"]);
    assert_eq!(queue.rows().await, [], "what is done is gone");
}

#[tokio::test]
async fn an_institution_asks_for_no_work_of_others_and_sees_none() {
    let app = TestApp::new().await;
    let (own, other) = (app.tenant("School").await, app.tenant("Other").await);
    let queue = Queue::of(&app);
    let _ = queue.ask(Some(&other.id), "parents", Post::Takes).await;
    let mut conn = as_tenant(&app, &own.id).await;
    for tenant in [Some(tenant_id(&other.id)), None] {
        let refused = enqueue(&mut conn, NewJob::new(&letter("x"), tenant, app.now())).await.unwrap_err();
        assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "42501");
    }
    let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM jobs").fetch_one(&mut conn).await.unwrap();
    assert_eq!(seen, 0);
}

#[tokio::test]
async fn what_fails_is_tried_again_later_and_later_and_then_is_dead() {
    let app = TestApp::new().await;
    let queue = Queue::of(&app);
    let _ = queue.ask(None, "parents", Post::IsClosed).await;
    assert_eq!(queue.run().await, 1);
    let first = queue.pause_seconds().await;
    assert!((4.5..=5.5).contains(&first), "{first}");
    assert_eq!(queue.run().await, 0, "not before its time");
    queue.wait(6);
    assert_eq!(queue.run().await, 1);
    let second = queue.pause_seconds().await;
    assert!((13.5..=16.5).contains(&second), "{second}");
    queue.wait(17);
    assert_eq!(queue.run().await, 1);
    let rows = queue.rows().await;
    let (state, attempts, error) = &rows[0];
    assert_eq!((state.as_str(), *attempts), ("dead", 3));
    assert!(error.as_ref().unwrap().starts_with("closed closed") && error.as_ref().unwrap().len() == 500, "{error:?}");
    queue.wait(1_000_000);
    assert_eq!(queue.run().await, 0);
}

#[tokio::test]
async fn a_handler_says_when_to_come_back_or_that_it_is_no_use() {
    let app = TestApp::new().await;
    let queue = Queue::of(&app);
    let _ = queue.ask(None, "parents", Post::AsksForAnHour).await;
    queue.run().await;
    assert_eq!(queue.pause_seconds().await.round() as i64, 3600);
    let _ = queue.ask(None, "nobody", Post::RefusesForGood).await;
    queue.run().await;
    assert_eq!(queue.rows().await[1], ("dead".to_owned(), 1, Some("the address does not exist".to_owned())));
}

#[tokio::test]
async fn a_panic_is_a_failed_attempt_that_tells_nothing_and_takes_no_other_job_along() {
    let app = TestApp::new().await;
    let queue = Queue::of(&app);
    let _ = queue.ask(None, "somebody", Post::Panics).await;
    let _ = queue.ask(None, "parents", Post::Takes).await;
    assert_eq!(queue.run().await, 2);
    assert_eq!(queue.office.sent(), ["parents"]);
    let rows = queue.rows().await;
    assert_eq!((rows.len(), rows[0].0.as_str(), rows[0].1), (1, "queued", 1));
    assert!(!rows[0].2.as_ref().unwrap().contains("secret"), "{rows:?}");
}

#[tokio::test]
async fn a_payload_that_cannot_be_read_fails_and_a_name_that_is_not_known_is_left_alone() {
    let app = TestApp::new().await;
    let queue = Queue::of(&app);
    let insert = "INSERT INTO jobs (id, name, payload, run_at, created_at) VALUES
        ('00000000-0000-7000-8000-000000000001', 'letters.send', '{\"to\": 7}', '2026-08-01', '2026-08-01'),
        ('00000000-0000-7000-8000-000000000002', 'a.newer.version', '{}', '2026-08-01', '2026-08-02')";
    sqlx::raw_sql(insert).execute(&mut app.sql().await).await.unwrap();
    assert_eq!(queue.run().await, 1);
    let rows = queue.rows().await;
    assert_eq!(rows[0], ("queued".to_owned(), 1, Some("this version cannot read the payload".to_owned())));
    assert_eq!(rows[1], ("queued".to_owned(), 0, None));
}

#[tokio::test]
async fn the_same_work_waits_once_and_is_done_once_more_if_asked_for_after_it_began() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let queue = Queue::of(&app);
    let mut sql = app.sql().await;
    let mut ask = async |tenant, post| {
        let letter = Letter { to: "parents".to_owned(), post };
        enqueue(&mut sql, NewJob::new(&letter, tenant, app.now()).once("term")).await.unwrap()
    };
    let tenant = Some(tenant_id(&school.id));
    assert!(matches!(ask(tenant, Post::IsClosed).await, Enqueued::Queued(_)));
    assert_eq!(ask(tenant, Post::Takes).await, Enqueued::Known);
    assert!(matches!(ask(None, Post::Takes).await, Enqueued::Queued(_)), "another's key is another");
    assert_eq!(queue.run().await, 2);
    assert!(matches!(ask(tenant, Post::Takes).await, Enqueued::Queued(_)), "the one before has begun");
    assert_eq!(queue.run().await, 1);
}

#[tokio::test]
async fn work_waits_for_its_time() {
    let app = TestApp::new().await;
    let queue = Queue::of(&app);
    let letter = letter("parents");
    let later = NewJob::new(&letter, None, app.now()).at(at("2026-08-26T00:00:00Z"));
    let _ = enqueue(&mut app.sql().await, later).await.unwrap();
    app.set_time("2026-08-25T23:59:59Z");
    assert_eq!(queue.run().await, 0);
    app.set_time("2026-08-26T00:00:00Z");
    assert_eq!(queue.run().await, 1);
}

#[tokio::test]
async fn a_full_queue_refuses_its_own_tenant_and_nobody_else() {
    let app = TestApp::new().await;
    let (full, other) = (app.tenant("Full").await, app.tenant("Other").await);
    let queue = Queue::of(&app);
    fill(&app, &full.id, homeroom::jobs::MAX_WAITING).await;
    assert_eq!(queue.ask(Some(&full.id), "parents", Post::Takes).await, Enqueued::Full);
    assert!(matches!(queue.ask(Some(&other.id), "parents", Post::Takes).await, Enqueued::Queued(_)));
}

/// Lets so many letters of an institution wait.
pub(super) async fn fill(app: &TestApp, tenant: &str, count: i64) {
    let insert = "INSERT INTO jobs (id, tenant_id, name, payload, run_at, created_at)
        SELECT gen_random_uuid(), $1, 'letters.send', '{\"to\": \"many\", \"post\": \"Takes\"}', '2026-08-01', '2026-08-01' FROM generate_series(1, $2)";
    sqlx::query(insert).bind(tenant_id(tenant).uuid()).bind(count).execute(&mut app.sql().await).await.unwrap();
}

#[tokio::test]
async fn dead_jobs_are_forgotten_after_thirty_days() {
    let app = TestApp::new().await;
    let queue = Queue::of(&app);
    let _ = queue.ask(None, "nobody", Post::RefusesForGood).await;
    queue.run().await;
    for (days, left) in [(29, 1), (2, 0)] {
        queue.wait(days * 86_400);
        homeroom::workers::run(&app.state, "sweep-dead-jobs").await.unwrap();
        assert_eq!(queue.rows().await.len(), left);
    }
}
