//! A process that is killed in the middle of a job.

use std::{path::PathBuf, process::Stdio, time::Duration};

use homeroom::{
    clock::Clock,
    db::Pools,
    jobs::{Attempt, Failure, Handlers, Job, NewJob, Worker, enqueue},
};
use homeroom_local::scratch::Scratch;
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgConnectOptions;
use tokio::process::Command;

use crate::support::TestApp;

/// Says, to a copy of this process, where the database and the file are.
const PLACES: &str = "HOMEROOM_TEST_JOBS";

/// Writes a line to a file; the first attempt then never ends by itself.
#[derive(Debug, Serialize, Deserialize)]
struct Note;

impl Job for Note {
    type Context = PathBuf;
    const NAME: &'static str = "notes.write";
    const ATTEMPTS: i32 = 2;

    async fn run(self, file: PathBuf, attempt: Attempt) -> Result<(), Failure> {
        let line = format!("attempt {}\n", attempt.number);
        let before = std::fs::read_to_string(&file).unwrap_or_default();
        std::fs::write(&file, before + &line).unwrap();
        if attempt.number == 1 {
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

fn worker(pools: Pools, clock: Clock, file: PathBuf) -> Worker<PathBuf> {
    Worker::new(pools, clock, Handlers::default().with::<Note>(), file)
}

fn url(options: &PgConnectOptions) -> String {
    let (host, port, database) = (options.get_host(), options.get_port(), options.get_database().unwrap());
    format!("postgres://homeroom_test_worker:homeroom@{host}:{port}/{database}")
}

#[tokio::test]
async fn a_job_whose_process_was_killed_runs_again_once_its_time_is_over() {
    let app = TestApp::new().await;
    let dir = Scratch::new("jobs").unwrap();
    let file = dir.path().join("notes");
    let _ = enqueue(&mut app.sql().await, NewJob::new(&Note, None, app.now())).await.unwrap();
    let mut other = Command::new(std::env::current_exe().unwrap())
        .args(["jobs::killed::does_jobs", "--exact", "--ignored", "--quiet"])
        .env(PLACES, format!("{} {} {}", url(&app.database.worker()), file.display(), app.now()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    while std::fs::read_to_string(&file).unwrap_or_default().is_empty() {
        assert!(other.try_wait().unwrap().is_none(), "the other process ended instead of working");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    other.kill().await.unwrap();

    let worker = worker(app.state.pools.clone(), app.state.clock.clone(), file.clone());
    app.set_time("2026-08-25T00:01:00Z");
    assert_eq!(worker.run_due().await.unwrap(), 0, "the other might still work on it");
    app.set_time("2026-08-25T00:02:00Z");
    assert_eq!(worker.run_due().await.unwrap(), 1);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "attempt 1\nattempt 2\n");
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM jobs").fetch_one(&mut app.sql().await).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_job_that_kills_its_process_every_time_ends_up_dead() {
    let app = TestApp::new().await;
    let insert = "INSERT INTO jobs (id, name, payload, state, run_at, attempts, created_at)
        VALUES (gen_random_uuid(), 'notes.write', 'null', 'running', '2026-08-01', 2, '2026-08-01')";
    sqlx::query(insert).execute(&mut app.sql().await).await.unwrap();
    let file = PathBuf::from("/nonexistent/notes");
    assert_eq!(worker(app.state.pools.clone(), app.state.clock.clone(), file).run_due().await.unwrap(), 1);
    let state: String = sqlx::query_scalar("SELECT state FROM jobs").fetch_one(&mut app.sql().await).await.unwrap();
    assert_eq!(state, "dead", "without another attempt");
}

#[tokio::test]
async fn as_many_jobs_as_run_at_a_time_are_taken_again_when_their_process_was_killed() {
    let app = TestApp::new().await;
    let dir = Scratch::new("jobs").unwrap();
    let insert = "INSERT INTO jobs (id, name, payload, state, run_at, attempts, created_at)
        SELECT gen_random_uuid(), 'notes.write', 'null', 'running', '2026-08-01', 1, '2026-08-01' FROM generate_series(1, 5)";
    sqlx::query(insert).execute(&mut app.sql().await).await.unwrap();
    let worker = worker(app.state.pools.clone(), app.state.clock.clone(), dir.path().join("notes"));
    assert_eq!(worker.run_due().await.unwrap(), 5);
}

#[test]
#[ignore = "not a test: another process that does jobs until it is killed"]
#[expect(clippy::disallowed_methods, reason = "how a process tells its copy what to do")]
fn does_jobs() {
    let Ok(places) = std::env::var(PLACES) else { return };
    let [url, file, now] = places.split(' ').collect::<Vec<_>>()[..] else { panic!("{places}") };
    let options: PgConnectOptions = url.parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let pools = Pools::open(options.clone(), options, 2);
        worker(pools, Clock::held(now.parse().unwrap()), file.into()).run_due().await.unwrap();
    });
}
