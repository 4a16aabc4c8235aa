//! The service in this process: real router, real Postgres, a clock that stands until it is moved.

use std::sync::Arc;

use axum::Router;
use clap::Parser;
use homeroom::{
    app::{App, AppState},
    clock::Clock,
    config::{Config, Settings},
    db::Pools,
    router,
};
use jiff::Timestamp;
use sqlx::{Connection, PgConnection};

use super::{client::Call, cluster::ClusterSpec, postgres::Database};

/// When tests begin: a week before the term of 1 September 2026.
const BEGIN: &str = "2026-08-25T00:00:00Z";
/// 32 bytes in base64; seals nothing that matters.
const MASTER_KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// A service with a database of its own.
#[derive(Debug)]
pub struct TestApp {
    pub state: AppState,
    pub database: Database,
    router: Router,
}

/// The defaults of the command line, so that a new setting needs no change here.
#[derive(Debug, Parser)]
struct CommandLine {
    #[command(flatten)]
    settings: Settings,
}

impl TestApp {
    pub async fn new() -> Self {
        let database = Database::fresh().await;
        let config = Config::try_from(CommandLine::parse_from(["homeroom", "--master-key", MASTER_KEY]).settings).unwrap();
        let pools = Pools::open(database.app(), database.worker(), 8);
        let state = Arc::new(App::new(config, pools, Clock::held(at(BEGIN))).unwrap());
        Self { router: router::router(state.clone()), state, database }
    }

    pub async fn with_cluster(self, name: &str, spec: ClusterSpec) -> Self {
        spec.insert(&self, name).await;
        self
    }

    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Business time.
    pub fn now(&self) -> Timestamp {
        self.state.clock.now()
    }

    /// Moves business time.
    pub fn set_time(&self, to: &str) {
        self.state.clock.set(at(to));
    }

    /// A connection that sees every row.
    pub async fn sql(&self) -> PgConnection {
        PgConnection::connect_with(&self.database.worker()).await.unwrap()
    }

    pub fn get(&self, path: &str) -> Call {
        Call::new(self.router(), "GET", path)
    }

    pub fn post(&self, path: &str) -> Call {
        Call::new(self.router(), "POST", path)
    }

    pub fn call(&self, method: &str, path: &str) -> Call {
        Call::new(self.router(), method, path)
    }
}

/// An instant in RFC 3339.
pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
