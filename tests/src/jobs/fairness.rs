//! Whoever asks for much delays nobody who asks for little.

use std::{sync::Arc, time::Duration};

use homeroom::jobs::{Attempt, Failure, Handlers, Job, NewJob, Wakes, Worker, enqueue};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::{Post, Queue, queue::fill, tenant_id};
use crate::support::TestApp;

#[tokio::test]
async fn ten_thousand_letters_of_one_school_do_not_delay_the_one_of_another() {
    let app = TestApp::new().await;
    let (many, one) = (app.tenant("Many").await, app.tenant("One").await);
    fill(&app, &many.id, 9_000).await;
    let queue = Queue::of(&app);
    let _ = queue.ask(Some(&one.id), "one", Post::Takes).await;
    // The rest of the queue is of no interest: it is emptied once the first have been sent.
    let (worker, office) = (queue.worker.clone(), queue.office.clone());
    let running = tokio::spawn(async move { worker.run_due().await });
    while !office.sent().contains(&"one".to_owned()) {
        assert!(!running.is_finished(), "it was never sent");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let before = office.sent().iter().position(|to| to == "one").unwrap();
    assert!(before < 10, "{before} went before it");
    running.abort();
}

/// A call that takes until somebody lets it end.
#[derive(Debug, Serialize, Deserialize)]
struct SlowCall;

#[derive(Debug, Clone)]
struct Line {
    begun: Arc<Semaphore>,
    ends: Arc<Semaphore>,
}

impl Job for SlowCall {
    type Context = Line;
    const NAME: &'static str = "calls.slow";

    async fn run(self, line: Line, _: Attempt) -> Result<(), Failure> {
        line.begun.add_permits(1);
        line.ends.acquire().await.unwrap().forget();
        Ok(())
    }
}

#[tokio::test]
async fn slow_work_of_one_school_leaves_room_for_anothers_and_a_stop_waits_for_what_runs() {
    let app = TestApp::new().await;
    let (slow, other) = (app.tenant("Slow").await, app.tenant("Other").await);
    let line = Line { begun: Arc::new(Semaphore::new(0)), ends: Arc::new(Semaphore::new(0)) };
    let worker = Worker::new(app.state.pools.clone(), app.state.clock.clone(), Handlers::default().with::<SlowCall>(), line.clone());
    let mut sql = app.sql().await;
    for _ in 0..20 {
        let _ = enqueue(&mut sql, NewJob::new(&SlowCall, Some(tenant_id(&slow.id)), app.now())).await.unwrap();
    }
    let (wakes, stop) = (Wakes::default(), CancellationToken::new());
    let (pools, heard, stopping) = (app.state.pools.clone(), wakes.clone(), stop.clone());
    let listening = tokio::spawn(async move { heard.listen(&pools, &stopping).await });
    let stopping = stop.clone();
    let working = tokio::spawn(async move { worker.run(&wakes, &stopping).await });
    line.begun.acquire_many(4).await.unwrap().forget();
    let _ = enqueue(&mut sql, NewJob::new(&SlowCall, Some(tenant_id(&other.id)), app.now())).await.unwrap();
    line.begun.acquire().await.unwrap().forget();
    let running = "SELECT count(*) FILTER (WHERE tenant_id = $1), count(*) FROM jobs WHERE state = 'running'";
    let counts: (i64, i64) = sqlx::query_as(running).bind(tenant_id(&slow.id).uuid()).fetch_one(&mut sql).await.unwrap();
    assert_eq!(counts, (4, 5));
    stop.cancel();
    line.ends.add_permits(5);
    working.await.unwrap();
    listening.await.unwrap();
    let left: (i64, i64) =
        sqlx::query_as("SELECT count(*), count(*) FILTER (WHERE state = 'running') FROM jobs").fetch_one(&mut sql).await.unwrap();
    assert_eq!(left, (16, 0), "what ran came to its end, and nothing else was begun");
}
