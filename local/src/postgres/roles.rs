//! The roles that the service connects as, and the URL of each.
//!
//! `homeroom_owner` owns the tables and runs migrations; `homeroom_app` serves
//! requests under row-level security; `homeroom_worker` reads over tenants. The
//! migrations grant them their rights: here they only come into being.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rand::distr::{Alphanumeric, SampleString};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::files::write_private;

/// The name of the database that the URLs lead to.
pub const DATABASE: &str = "homeroom";
/// The database that every server has, from which others are made.
const MAINTENANCE: &str = "postgres";

/// One URL a role. `admin` is the superuser: for tests that make databases.
#[derive(Debug, Clone)]
pub struct RoleUrls {
    pub admin: String,
    pub owner: String,
    pub app: String,
    pub worker: String,
}

impl RoleUrls {
    /// The same roles in another database of the same server.
    pub fn with_database(&self, name: &str) -> Result<Self> {
        let other = |url: &str| -> Result<String> {
            let mut url = Url::parse(url)?;
            url.set_path(name);
            Ok(url.into())
        };
        Ok(Self { admin: other(&self.admin)?, owner: other(&self.owner)?, app: other(&self.app)?, worker: other(&self.worker)? })
    }
}

/// Letters and digits only, so that they need no quoting anywhere.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Passwords {
    pub(super) admin: String,
    owner: String,
    app: String,
    worker: String,
}

impl Passwords {
    pub(super) fn random() -> Self {
        let one = || Alphanumeric.sample_string(&mut rand::rng(), 32);
        Self { admin: one(), owner: one(), app: one(), worker: one() }
    }
}

/// Makes the roles and the database on a server that someone else runs.
///
/// `admin_url` must be of a superuser: no other may take the bypass of row-level security from a role. It names the database; that of the server
/// itself, or none, stands for `homeroom`. The roles' passwords are kept in a file, so
/// that the next start knows them; a role that can log in with its own keeps it.
pub async fn ensure_roles(admin_url: &str, passwords_file: &Path) -> Result<RoleUrls> {
    let passwords = match fs::read(passwords_file) {
        Ok(text) => serde_json::from_slice(&text).with_context(|| format!("{} is damaged", passwords_file.display()))?,
        Err(_) => Passwords::random(),
    };
    write_private(passwords_file, &serde_json::to_string_pretty(&passwords)?)?;
    let mut url = Url::parse(admin_url).context("the database URL is none")?;
    let named = url.path().trim_matches('/').to_owned();
    let database = if named.is_empty() || named == MAINTENANCE { DATABASE } else { &named };
    url.set_path(MAINTENANCE);
    ensure_with(url.as_str(), database, &passwords).await
}

pub(super) async fn ensure_with(admin_url: &str, database: &str, passwords: &Passwords) -> Result<RoleUrls> {
    let urls = urls(admin_url, database, passwords)?;
    let mut admin = Admin::connect(admin_url).await.context("cannot connect to PostgreSQL")?;
    // Two who prepare one server at once would collide in the catalogue.
    admin.execute("SELECT pg_advisory_lock(4839271650)").await?;
    admin.ensure_role("homeroom_owner", &passwords.owner).await?;
    admin.ensure_role("homeroom_app", &passwords.app).await?;
    admin.ensure_role("homeroom_worker", &passwords.worker).await?;
    admin.ensure_database(database).await?;
    admin.connection.close().await?;
    Ok(urls)
}

/// A superuser's session, and where others of the same server begin.
struct Admin {
    options: PgConnectOptions,
    connection: PgConnection,
}

impl Admin {
    async fn connect(url: &str) -> Result<Self> {
        let options: PgConnectOptions = url.parse()?;
        Ok(Self { connection: PgConnection::connect_with(&options).await?, options })
    }

    async fn execute(&mut self, statement: &str) -> Result<()> {
        self.connection.execute(AssertSqlSafe(statement)).await?;
        Ok(())
    }

    /// Roles are the server's: a password that works is left as it is.
    async fn ensure_role(&mut self, name: &str, password: &str) -> Result<()> {
        let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)")
            .bind(name)
            .fetch_one(&mut self.connection)
            .await?;
        let verb = if exists { "ALTER" } else { "CREATE" };
        let password = if exists && self.can_log_in(name, password).await { String::new() } else { format!("PASSWORD '{password}'") };
        let made = self.execute(&format!("{verb} ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS {password}")).await;
        made.with_context(|| format!("cannot make the role {name}"))
    }

    async fn can_log_in(&self, name: &str, password: &str) -> bool {
        PgConnection::connect_with(&self.options.clone().username(name).password(password)).await.is_ok()
    }

    /// Made, or given to the owner of what will be in it.
    async fn ensure_database(&mut self, name: &str) -> Result<()> {
        let owner = sqlx::query_scalar("SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = $1");
        let owner: Option<String> = owner.bind(name).fetch_optional(&mut self.connection).await?;
        let (verb, to) = match owner.as_deref() {
            Some("homeroom_owner") => return Ok(()),
            Some(_) => ("ALTER", "OWNER TO"),
            None => ("CREATE", "OWNER"),
        };
        self.execute("GRANT homeroom_owner TO CURRENT_USER").await?;
        let made = self.execute(&format!("{verb} DATABASE \"{name}\" {to} homeroom_owner")).await;
        made.with_context(|| format!("cannot make the database {name}"))
    }
}

fn urls(admin_url: &str, database: &str, passwords: &Passwords) -> Result<RoleUrls> {
    let mut base = Url::parse(admin_url).context("the database URL is none")?;
    base.set_path(database);
    let of = |role: &str, password: &str| -> Result<String> {
        let mut url = base.clone();
        let set = url.set_username(role).and_then(|()| url.set_password(Some(password)));
        set.map_err(|()| anyhow::anyhow!("the database URL cannot carry a user"))?;
        Ok(url.into())
    };
    Ok(RoleUrls {
        admin: base.clone().into(),
        owner: of("homeroom_owner", &passwords.owner)?,
        app: of("homeroom_app", &passwords.app)?,
        worker: of("homeroom_worker", &passwords.worker)?,
    })
}
