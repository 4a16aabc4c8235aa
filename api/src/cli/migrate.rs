//! `homeroom migrate`: the only command that needs the owner of the schema.

use anyhow::Context;
use clap::Args;
use sqlx::postgres::PgConnectOptions;

use crate::{config::OwnerDatabase, db::schema};

#[derive(Debug, Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    owner: OwnerDatabase,
}

impl Migrate {
    pub(super) async fn run(&self) -> anyhow::Result<()> {
        let options: PgConnectOptions = self.owner.owner_database_url.parse().ok().context("OWNER_DATABASE_URL is not a Postgres URL")?;
        let version = schema::migrate(options).await?;
        tracing::info!(version, "the schema is up to date");
        Ok(())
    }
}
