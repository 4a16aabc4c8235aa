//! `homeroom admin`: what is done by hand on the machine that holds the master key, because no caller may do it over the network.

use clap::{Args, Subcommand};

use super::serve::Databases;
use crate::{
    app::App,
    auth::{self, SystemTx},
    capacity,
    clock::Clock,
    config::{Config, Settings},
    db::Pools,
};

#[derive(Debug, Args)]
pub(super) struct Admin {
    #[command(subcommand)]
    task: Task,
    #[command(flatten)]
    databases: Databases,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Sign access tokens with a new key from now on. The one before stays published until the last token signed with it has ended.
    RotateSigningKeys,
    /// Look at calendars.
    #[command(subcommand)]
    Calendars(Calendars),
}

#[derive(Debug, Subcommand)]
enum Calendars {
    /// Compare every slot of every calendar with the sum of its reservations; exit 1 and name each that differs.
    Verify,
}

impl Admin {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let config = Config::try_from(self.settings)?;
        let pools = self.databases.open(config.database_connections).await?;
        let app = App::new(config, pools, Clock::System)?;
        match self.task {
            Task::RotateSigningKeys => rotate_signing_keys(&app).await,
            Task::Calendars(Calendars::Verify) => verify_calendars(&app.pools).await,
        }
    }
}

async fn rotate_signing_keys(app: &App) -> anyhow::Result<()> {
    let kid = auth::rotate_signing_keys(app).await?;
    tracing::info!(kid, "access tokens are signed with a new key");
    Ok(())
}

async fn verify_calendars(pools: &Pools) -> anyhow::Result<()> {
    let mut tx = SystemTx::begin(pools).await?;
    let mismatches = capacity::store::verify(tx.conn()).await?;
    for mismatch in &mismatches {
        tracing::error!(
            calendar = %mismatch.calendar_id, resource = mismatch.resource, slot = mismatch.slot.0, used = mismatch.used, reserved = mismatch.reserved,
            "used is not the sum of the reservations"
        );
    }
    anyhow::ensure!(mismatches.is_empty(), "{} calendars differ from their reservations; the log names them", mismatches.len());
    tracing::info!("every calendar is the sum of its reservations");
    Ok(())
}
