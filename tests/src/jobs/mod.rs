//! The durable queue, with a sort of job of the tests' own: letters that a school wants sent.

mod fairness;
mod killed;
mod periodic;
mod queue;

use std::sync::{Arc, Mutex};

use homeroom::jobs::{Attempt, Enqueued, Failure, Handlers, Job, NewJob, Worker, enqueue};
use homeroom_domain::ids::TenantId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{Connection as _, PgConnection};

use crate::support::{TestApp, uuid_of};

/// A letter, and what happens when it is brought to the post.
#[derive(Debug, Serialize, Deserialize)]
struct Letter {
    to: String,
    post: Post,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Post {
    Takes,
    IsClosed,
    RefusesForGood,
    AsksForAnHour,
    Panics,
}

/// What was sent, by whom, in order.
#[derive(Debug, Clone, Default)]
struct Office(Arc<Mutex<Vec<String>>>);

impl Office {
    fn sent(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Job for Letter {
    type Context = Office;
    const NAME: &'static str = "letters.send";
    const ATTEMPTS: i32 = 3;

    async fn run(self, office: Office, _: Attempt) -> Result<(), Failure> {
        match self.post {
            Post::Takes => {
                office.0.lock().unwrap().push(self.to);
                Ok(())
            }
            Post::IsClosed => Err(Failure::again(&"closed ".repeat(200))),
            Post::RefusesForGood => Err(Failure::dead("the address does not exist")),
            Post::AsksForAnHour => Err(Failure::after(jiff::SignedDuration::from_hours(1), "too many letters")),
            Post::Panics => panic!("a secret of {}", self.to),
        }
    }
}

/// The queue of a service, with somebody who sends letters.
struct Queue<'a> {
    app: &'a TestApp,
    office: Office,
    worker: Worker<Office>,
}

impl<'a> Queue<'a> {
    fn of(app: &'a TestApp) -> Self {
        let office = Office::default();
        let handlers = Handlers::default().with::<Letter>();
        let worker = Worker::new(app.state.pools.clone(), app.state.clock.clone(), handlers, office.clone());
        Self { app, office, worker }
    }

    fn now(&self) -> Timestamp {
        self.app.now()
    }

    /// Asks for a letter in a transaction of its own.
    async fn ask(&self, tenant: Option<&str>, to: &str, post: Post) -> Enqueued {
        let mut sql = self.app.sql().await;
        let letter = Letter { to: to.to_owned(), post };
        enqueue(&mut sql, NewJob::new(&letter, tenant.map(tenant_id), self.now())).await.unwrap()
    }

    /// What is in the queue: state, attempts, last error.
    async fn rows(&self) -> Vec<(String, i32, Option<String>)> {
        let rows = sqlx::query_as("SELECT state, attempts, last_error FROM jobs ORDER BY created_at, id");
        rows.fetch_all(&mut self.app.sql().await).await.unwrap()
    }

    /// How long the only job is to wait.
    async fn pause_seconds(&self) -> f64 {
        let sql = "SELECT extract(epoch FROM run_at)::double precision FROM jobs";
        let run_at: f64 = sqlx::query_scalar(sql).fetch_one(&mut self.app.sql().await).await.unwrap();
        run_at - self.now().as_millisecond() as f64 / 1000.0
    }

    /// Moves business time on.
    fn wait(&self, seconds: i64) {
        self.app.state.clock.set(self.now() + jiff::SignedDuration::from_secs(seconds));
    }

    async fn run(&self) -> usize {
        self.worker.run_due().await.unwrap()
    }
}

fn tenant_id(id: &str) -> TenantId {
    TenantId::new(uuid_of(id))
}

/// A connection as a request of this institution has it.
async fn as_tenant(app: &TestApp, tenant: &str) -> PgConnection {
    let mut conn = PgConnection::connect_with(&app.database.app()).await.unwrap();
    sqlx::query("SELECT set_config('app.tenant', $1, false)").bind(uuid_of(tenant).to_string()).execute(&mut conn).await.unwrap();
    conn
}
