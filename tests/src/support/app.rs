//! The service in this process: real router, real Postgres, a clock that stands until it is moved.

use std::sync::Arc;

use axum::Router;
use clap::Parser;
use homeroom::{
    app::{App, AppState},
    clock::Clock,
    config::{Bounds, Config, Settings},
    db::Pools,
    router,
};
use jiff::Timestamp;
use serde_json::json;
use sqlx::{Connection, PgConnection};

use super::{
    client::Call,
    cluster::ClusterSpec,
    credentials::{self, Home, SCOPES},
    listener::Listening,
    postgres::Database,
    tenant::TenantSpec,
};

/// When tests begin: a week before the term of 1 September 2026.
const BEGIN: &str = "2026-08-25T00:00:00Z";
/// What differs from the defaults: a key that seals nothing that matters, and limits that no test meets by chance.
const SETTINGS: [&str; 9] = [
    "homeroom",
    "--master-key",
    "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
    "--rate-limit-per-address",
    "1000000",
    "--rate-limit-per-caller",
    "1000000",
    "--database-connections",
    "8",
];

/// A service with a database of its own.
#[derive(Debug)]
pub struct TestApp {
    pub state: AppState,
    pub database: Database,
    /// A key of the platform with every scope.
    pub platform_key: String,
    router: Router,
}

/// The defaults of the command line, so that a new setting needs no change here.
#[derive(Debug, Parser)]
#[command(args_override_self = true)]
struct CommandLine {
    #[command(flatten)]
    settings: Settings,
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With these flags of the command line, which win over the usual ones.
    pub async fn with(flags: &[&str]) -> Self {
        let database = Database::fresh().await;
        let settings = CommandLine::parse_from(SETTINGS.iter().chain(flags)).settings;
        let config = Config::try_from(settings).unwrap();
        let pools = Pools::open(database.app(), database.worker(), config.database_connections);
        let state = Arc::new(App::new(config, pools, Clock::held(at(BEGIN))).unwrap());
        let mut app = Self { router: router::router(state.clone()), state, database, platform_key: String::new() };
        app.platform_key = app.key(Home::PLATFORM, true, &SCOPES).await;
        app
    }

    pub async fn with_cluster(self, name: &str, spec: ClusterSpec) -> Self {
        spec.insert(&mut self.sql().await, name).await;
        self
    }

    /// Says of a cluster by its name whether its loss is to be borne.
    pub async fn cover(&self, name: &str, cover: &str) {
        let path = format!("/v1/clusters/{}", self.cluster_id(name).await);
        let etag = self.platform_get(&path).send().await.expect(200).etag().to_owned();
        let amend = self.call("PATCH", &path).bearer(&self.platform_key).header("if-match", &etag);
        assert_eq!(amend.json(&json!({"cover": cover})).send().await.expect(200)["cover"], cover);
    }

    pub async fn cordon(&self, name: &str) {
        let path = format!("/v1/clusters/{}/cordon", self.cluster_id(name).await);
        self.platform_post(&path).send().await.expect(200);
    }

    async fn cluster_id(&self, name: &str) -> String {
        let clusters = self.platform_get("/v1/clusters").send().await.expect(200);
        let cluster = clusters.items().iter().find(|cluster| cluster["name"] == name).expect("the cluster");
        cluster["id"].as_str().expect("an id").to_owned()
    }

    /// An institution in the making.
    pub fn tenant(&self, name: &str) -> TenantSpec<'_> {
        TenantSpec::new(self, name)
    }

    /// A reseller, and a key of it with every scope of one.
    pub async fn partner(&self, name: &str) -> (String, String) {
        let partner = self.platform_post("/v1/partners").json(&json!({"name": name})).send().await.expect_created().id();
        let key = self.key(Home::partner(&partner), true, &SCOPES).await;
        (partner, key)
    }

    /// A key with these scopes.
    pub async fn key(&self, home: Home, live: bool, scopes: &[&str]) -> String {
        credentials::store_key(&mut self.sql().await, home, live, scopes).await
    }

    /// The cookie of somebody with this role.
    pub async fn session(&self, home: Home, role: &str) -> String {
        credentials::session(self, home, role).await
    }

    pub fn platform_get(&self, path: &str) -> Call {
        self.get(path).bearer(&self.platform_key)
    }

    pub fn platform_post(&self, path: &str) -> Call {
        self.post(path).bearer(&self.platform_key).once()
    }

    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The service as another version or with other settings, on the same database.
    pub fn change_config(&mut self, change: impl FnOnce(&mut Config)) {
        self.state = self.with_config(change);
        self.router = router::router(self.state.clone());
    }

    /// The service by another clock, on the same database.
    pub fn change_clock(&mut self, clock: Clock) {
        self.state = Arc::new(App::new(self.state.config.clone(), self.state.pools.clone(), clock).unwrap());
        self.router = router::router(self.state.clone());
    }

    /// Another replica with other settings, beside this one.
    pub fn with_config(&self, change: impl FnOnce(&mut Config)) -> AppState {
        let mut config = self.state.config.clone();
        change(&mut config);
        Arc::new(App::new(config, self.state.pools.clone(), self.state.clock.clone()).unwrap())
    }

    /// The same on a real port.
    pub async fn listen(&self) -> Listening {
        self.listen_within(Bounds::default()).await
    }

    /// On a real port, with other ends to what clients may take.
    pub async fn listen_within(&self, bounds: Bounds) -> Listening {
        Listening::start(self.router(), bounds).await
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

    /// Returns when a statement in this database waits for another's lock.
    pub async fn until_somebody_waits(&self) {
        let waiting = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')";
        // Others' waiting is shown to a superuser only.
        let mut sql = PgConnection::connect_with(&self.database.superuser()).await.unwrap();
        while !sqlx::query_scalar::<_, bool>(waiting).fetch_one(&mut sql).await.unwrap() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
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
