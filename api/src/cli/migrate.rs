//! `homeroom migrate`: the only command that needs the owner of the schema.

use anyhow::Context;
use clap::Args;
use sqlx::postgres::PgConnectOptions;

use crate::db::schema;

#[derive(Debug, Args)]
pub(super) struct Migrate {
    /// The database as the role that owns the schema; it may create roles, or `homeroom_app` and `homeroom_worker` exist already.
    #[arg(long, env = "OWNER_DATABASE_URL", hide_env_values = true)]
    owner_database_url: String,
}

impl Migrate {
    pub(super) async fn run(&self) -> anyhow::Result<()> {
        let options: PgConnectOptions = self.owner_database_url.parse().ok().context("OWNER_DATABASE_URL is not a Postgres URL")?;
        let version = schema::migrate(options).await?;
        tracing::info!(version, "the schema is up to date");
        Ok(())
    }
}
