//! The roles that the service connects as, and the URL of each.
//!
//! `homeroom_owner` owns the tables and runs migrations; `homeroom_app` serves
//! requests under row-level security; `homeroom_worker` reads over tenants. The
//! migrations grant them their rights: here they only come into being.

use anyhow::{Context, Result};
use rand::distr::{Alphanumeric, SampleString};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// The name of the database that the URLs lead to.
pub const DATABASE: &str = "homeroom";

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
/// `admin_url` must be of a role that may create roles and bypasses row-level
/// security, or it could not take that from others. The roles get new passwords:
/// whoever used the old ones has to be told.
pub async fn ensure_roles(admin_url: &str, database: &str) -> Result<RoleUrls> {
    ensure_with(admin_url, database, &Passwords::random()).await
}

pub(super) async fn ensure_with(admin_url: &str, database: &str, passwords: &Passwords) -> Result<RoleUrls> {
    let mut connection = PgConnection::connect(admin_url).await.context("cannot connect to PostgreSQL")?;
    // Two who prepare one server at once would collide in the catalogue.
    connection.execute("SELECT pg_advisory_lock(4839271650)").await?;
    ensure_role(&mut connection, "homeroom_owner", &passwords.owner).await?;
    ensure_role(&mut connection, "homeroom_app", &passwords.app).await?;
    ensure_role(&mut connection, "homeroom_worker", &passwords.worker).await?;
    let exists: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)").bind(database).fetch_one(&mut connection).await?;
    if !exists {
        connection.execute("GRANT homeroom_owner TO CURRENT_USER").await?;
        let create = format!("CREATE DATABASE \"{database}\" OWNER homeroom_owner");
        connection.execute(AssertSqlSafe(create)).await.context("cannot create the database")?;
    }
    connection.close().await?;
    urls(admin_url, database, passwords)
}

async fn ensure_role(connection: &mut PgConnection, name: &str, password: &str) -> Result<()> {
    let exists: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)").bind(name).fetch_one(&mut *connection).await?;
    let verb = if exists { "ALTER" } else { "CREATE" };
    let statement = format!("{verb} ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{password}'");
    connection.execute(AssertSqlSafe(statement)).await.with_context(|| format!("cannot make the role {name}"))?;
    Ok(())
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
