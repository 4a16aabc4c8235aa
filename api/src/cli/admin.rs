//! `homeroom admin`: what is done by hand on the machine that holds the master key, because no caller may do it over the network.

use std::{path::PathBuf, sync::Arc};

use anyhow::Context;
use clap::{Args, Subcommand, builder::PossibleValuesParser};

use crate::{
    app::App,
    auth::{Secret, SystemTx},
    billing, calendars,
    clock::Clock,
    clusters::{self, store::Miscount},
    config::{Config, Databases, Settings},
    db::Pools,
    members, workers,
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
    /// Make somebody an admin of the platform; the first one can be made in no other way. The password opens the platform alone; what the person has elsewhere stays.
    CreatePlatformAdmin(NewAdmin),
    /// Move everything that is sealed to MASTER_KEY from the previous master keys. Those can go two days after no replica has them as MASTER_KEY: until then they recognise repeated requests.
    RewrapSecrets,
    /// Publish a new key for access tokens, which signs in two minutes, when everybody has it. The one before stays published until its last token has ended.
    RotateSigningKeys,
    /// Do once and now what the service does beside requests, such as a sweep or the jobs that are due.
    Run {
        #[arg(value_parser = PossibleValuesParser::new(workers::names()))]
        name: String,
    },
    /// Print, as JSON, the images that rooms run from and on how many nodes of each cluster they are: what GET /v1/clusters/{id}/images says, of all clusters.
    Images,
    /// Look at calendars.
    #[command(subcommand)]
    Calendars(Calendars),
    /// Look at the ledger.
    #[command(subcommand)]
    Ledger(Ledger),
}

#[derive(Debug, Args)]
struct NewAdmin {
    /// The person's e-mail address.
    #[arg(long)]
    email: String,
    /// A file with the password, 10 to 256 characters; without it, the password is the first line of the standard input.
    #[arg(long)]
    password_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Calendars {
    /// Compare every slot of every calendar with the sum of its reservations, and every cluster's number of orders with its places and kept claims; exit 1 and name
    /// each that differs.
    Verify,
}

#[derive(Debug, Subcommand)]
enum Ledger {
    /// Sum the entries of every transaction, and compare every balance with its entries; exit 1 where something differs.
    Verify,
}

impl Admin {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let config = Config::try_from(self.settings)?;
        let pools = self.databases.open(config.database_connections, Pools::open_patient).await?;
        let app = Arc::new(App::new(config, pools, Clock::System)?);
        match self.task {
            Task::CreatePlatformAdmin(new) => new.create(&app).await,
            Task::RewrapSecrets => rewrap_secrets(&app).await,
            Task::RotateSigningKeys => rotate_signing_keys(&app).await,
            Task::Run { name } => workers::run(&app, &name).await,
            Task::Images => super::images::run(&app).await,
            Task::Calendars(Calendars::Verify) => verify_calendars(&app.pools).await,
            Task::Ledger(Ledger::Verify) => {
                let entries = billing::verify_ledger(&app.pools).await?;
                tracing::info!(entries, "every transaction sums to zero, and every balance is the sum of its entries");
                Ok(())
            }
        }
    }
}

impl NewAdmin {
    async fn create(self, app: &App) -> anyhow::Result<()> {
        let id = members::create_platform_admin(app, &self.email, self.password()?).await?;
        tracing::info!(member = %id, "a platform admin can log in");
        Ok(())
    }

    /// Never an argument: those are seen by everyone on the machine.
    fn password(&self) -> anyhow::Result<Secret> {
        let text = match &self.password_file {
            Some(path) => std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?,
            None => {
                let mut line = String::new();
                std::io::stdin().read_line(&mut line).context("the standard input cannot be read")?;
                line
            }
        };
        Ok(Secret::new(text.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

async fn rewrap_secrets(app: &App) -> anyhow::Result<()> {
    let done = super::rewrap_secrets(app).await?;
    tracing::info!(moved = done.moved, already = done.already, failed = done.failed, "sealed values were moved to the present master key");
    anyhow::ensure!(done.failed == 0, "{} values are sealed with a key that is not configured; keep the previous keys", done.failed);
    Ok(())
}

async fn rotate_signing_keys(app: &App) -> anyhow::Result<()> {
    let kid = app.keys.rotate().await?;
    tracing::info!(kid, "a new key is published, and signs access tokens in two minutes");
    Ok(())
}

async fn verify_calendars(pools: &Pools) -> anyhow::Result<()> {
    let mut tx = SystemTx::of_operator(pools).await?;
    let mismatches = calendars::store::verify(tx.conn()).await?;
    let miscounts = clusters::store::verify_objects(tx.conn()).await?;
    for mismatch in &mismatches {
        tracing::error!(
            calendar = %mismatch.calendar_id, resource = mismatch.resource, slot = mismatch.slot.0, used = mismatch.used, reserved = mismatch.reserved,
            "used is not the sum of the reservations"
        );
    }
    name_miscounts(&miscounts);
    anyhow::ensure!(mismatches.is_empty(), "{} calendars differ from their reservations; the log names them", mismatches.len());
    anyhow::ensure!(miscounts.is_empty(), "{} clusters miscount their orders; the log names them", miscounts.len());
    tracing::info!("every calendar is the sum of its reservations, and every cluster counts its orders");
    Ok(())
}

fn name_miscounts(miscounts: &[Miscount]) {
    for miscount in miscounts {
        tracing::error!(
            cluster = %miscount.cluster, name = miscount.name, counted = miscount.counted, held = miscount.held,
            "the number of orders is not that of the places and of the kept claims"
        );
    }
}
