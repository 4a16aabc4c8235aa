//! `homeroom admin`: what is done by hand on the machine that holds the master key, because no caller may do it over the network.

use clap::{Args, Subcommand};

use super::serve::Databases;
use crate::{
    app::App,
    clock::Clock,
    config::{Config, Settings},
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
        let _app = App::new(config, pools, Clock::System)?;
        match self.task {
            Task::Calendars(Calendars::Verify) => anyhow::bail!("not yet"),
        }
    }
}
