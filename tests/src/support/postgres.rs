//! A database of its own for every test, copied from a template that was migrated once.
//!
//! The service connects as two log-in roles that are members of its roles, never as a superuser: row-level security binds only those.

use std::{
    str::FromStr,
    sync::atomic::{AtomicU32, Ordering},
};

use homeroom::db::{MIGRATOR, schema};
use homeroom_local::postgres::{Postgres, RoleUrls};
use sqlx::{ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use tokio::sync::OnceCell;

const OWNER: &str = "homeroom_test_owner";
const APP: &str = "homeroom_test_app";
const WORKER: &str = "homeroom_test_worker";
const PASSWORD: &str = "homeroom";
/// Any number: whoever holds it makes the template.
const TEMPLATE_LOCK: i64 = 0x686f_6d65;

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

struct Template {
    server: PgConnectOptions,
    name: String,
    /// Kept for as long as the process lives.
    own: Option<Postgres>,
}

/// A migrated database. On somebody else's server it is dropped with its test. On one of our own it stays until the server's folder goes, with ten
/// megabytes: a drop writes out what all others have in memory, and half of what the tests cost was that.
#[derive(Debug)]
pub struct Database {
    server: PgConnectOptions,
    name: String,
    goes_with_server: bool,
}

/// The columns of a table that are not worked out from others, as a list in SQL.
pub async fn written_columns(conn: &mut PgConnection, table: &str) -> String {
    sqlx::query_scalar(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
         WHERE attrelid = $1::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped",
    )
    .bind(table)
    .fetch_one(conn)
    .await
    .unwrap()
}

impl Database {
    pub async fn fresh() -> Self {
        let template = TEMPLATE.get_or_init(Template::make).await;
        let name = format!("homeroom_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        template.create(name, &template.name).await
    }

    /// An empty database on the same server.
    pub async fn empty() -> Self {
        let template = TEMPLATE.get_or_init(Template::make).await;
        let name = format!("homeroom_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        template.create(name, "template0").await
    }

    /// Takes it away from everybody, or gives it back.
    pub async fn cut_off(&self, away: bool) {
        execute(&self.server, &format!("ALTER DATABASE {} ALLOW_CONNECTIONS {}", self.name, !away)).await;
        if away {
            let sql = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'", self.name);
            execute(&self.server, &sql).await;
        }
    }

    /// As the owner of the schema.
    pub fn owner(&self) -> PgConnectOptions {
        self.superuser().username(OWNER).password(PASSWORD)
    }

    pub fn superuser(&self) -> PgConnectOptions {
        self.server.clone().database(&self.name)
    }

    pub fn app(&self) -> PgConnectOptions {
        self.owner().username(APP).password(PASSWORD)
    }

    pub fn worker(&self) -> PgConnectOptions {
        self.owner().username(WORKER).password(PASSWORD)
    }

    /// The same roles, for another process.
    pub fn urls(&self) -> RoleUrls {
        let url = |options: PgConnectOptions| options.to_url_lossy().to_string();
        RoleUrls { admin: url(self.superuser()), owner: url(self.owner()), app: url(self.app()), worker: url(self.worker()) }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.goes_with_server {
            return;
        }
        let (server, sql) = (self.server.clone(), format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        let dropped = std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async { execute(&server, &sql).await });
        });
        let _ = dropped.join();
    }
}

impl Template {
    async fn make() -> Self {
        let (server, postgres) = server().await;
        let name = format!("homeroom_template_{}", fingerprint());
        let mut conn = PgConnection::connect_with(&server).await.expect("the test server answers");
        sqlx::query("SELECT pg_advisory_lock($1)").bind(TEMPLATE_LOCK).execute(&mut conn).await.unwrap();
        log_in_role(&server, OWNER, None).await;
        log_in_role(&server, APP, Some("homeroom_app")).await;
        log_in_role(&server, WORKER, Some("homeroom_worker")).await;
        let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(&name)
            .fetch_one(&mut conn)
            .await
            .unwrap();
        if !exists {
            let making = format!("{name}_making");
            execute(&server, &format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)")).await;
            execute(&server, &format!("CREATE DATABASE {making} OWNER {OWNER} TEMPLATE template0")).await;
            schema::migrate(server.clone().database(&making).username(OWNER).password(PASSWORD)).await.expect("the migrations run");
            execute(&server, &format!("ALTER DATABASE {making} RENAME TO {name}")).await;
        }
        conn.close().await.unwrap();
        Self { server, name, own: postgres }
    }

    /// Makes a database like another. On somebody else's server it first drops one that an earlier process of the same id left.
    async fn create(&self, name: String, like: &str) -> Database {
        if self.own.is_none() {
            execute(&self.server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
        execute(&self.server, &format!("CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {like}")).await;
        Database { server: self.server.clone(), name, goes_with_server: self.own.is_some() }
    }
}

/// A role that may log in, and that is a member of one of the service's roles, which are made if they are not there.
async fn log_in_role(server: &PgConnectOptions, name: &str, member_of: Option<&str>) {
    if let Some(group) = member_of {
        execute(server, &create_role(group, "NOLOGIN")).await;
    }
    let membership = member_of.map(|group| format!("IN ROLE {group}")).unwrap_or_default();
    execute(server, &create_role(name, &format!("LOGIN PASSWORD '{PASSWORD}' {membership}"))).await;
}

fn create_role(name: &str, rights: &str) -> String {
    format!("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN CREATE ROLE {name} {rights}; END IF; END $$")
}

async fn execute(server: &PgConnectOptions, sql: &str) {
    let mut conn = PgConnection::connect_with(server).await.expect("the test server answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut conn).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    conn.close().await.unwrap();
}

/// Changes whenever a migration does.
fn fingerprint() -> String {
    let sum = MIGRATOR
        .iter()
        .flat_map(|migration| migration.checksum.iter())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{sum:016x}")
}

/// A server that somebody keeps running, or one of our own that ends with this process.
#[expect(clippy::disallowed_methods, reason = "tests have no configuration but this")]
async fn server() -> (PgConnectOptions, Option<Postgres>) {
    if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
        return (PgConnectOptions::from_str(&url).expect("TEST_DATABASE_URL is a Postgres URL"), None);
    }
    let postgres = Postgres::start_scratch().await.expect("PostgreSQL starts");
    (PgConnectOptions::from_str(&postgres.urls().admin).unwrap(), Some(postgres))
}
