//! `homeroom-local`: the local parts from the command line.
//!
//! Only parses and prints; everything else is in the library, where tests use it.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};
use homeroom_local::control_plane::{ControlPlane, NodeSpec, Options};
use homeroom_local::postgres::{self, Postgres};
use homeroom_local::progress;
use homeroom_local::tools::{Tool, Tools};

#[derive(Parser)]
#[command(name = "homeroom-local", about = "PostgreSQL and Kubernetes on this machine, for Homeroom's demo and tests")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the programs of the local control plane and of the real node
    Tools {
        /// Only what simulated nodes need
        #[arg(long)]
        simulated: bool,
    },
    /// Run PostgreSQL and one control plane with simulated nodes until Ctrl-C
    Up {
        /// Where their data are kept
        #[arg(long)]
        dir: PathBuf,
        /// How many nodes of bare-metal size
        #[arg(long, default_value_t = 3)]
        nodes: usize,
    },
}

#[tokio::main]
async fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Tools { simulated } => tools(simulated).await,
        Command::Up { dir, nodes } => up(dir, nodes).await,
    }
}

async fn tools(simulated: bool) -> Result<()> {
    let wanted: &[Tool] = if simulated { &Tool::CONTROL_PLANE } else { &Tool::ALL };
    Tools::ensure(wanted, &progress::stderr()).await.map(|_| ())
}

async fn up(dir: PathBuf, nodes: usize) -> Result<()> {
    let say = progress::stderr();
    let database = postgres::Options { dir: dir.join("postgres"), durable: true, progress: say.clone() };
    let database = Postgres::start(database).await?;
    let options =
        Options { dir: dir.join("kubernetes"), nodes: NodeSpec::bare_metal_fleet(nodes), persistent: true, progress: say.clone() };
    let control_plane = ControlPlane::start(options).await?;
    let homeroom = dir.join("homeroom.kubeconfig");
    std::fs::write(&homeroom, control_plane.homeroom_kubeconfig().await?)?;
    let urls = database.urls();
    say(&format!("DATABASE_URL={}", urls.app));
    say(&format!("OWNER_DATABASE_URL={}", urls.owner));
    say(&format!("WORKER_DATABASE_URL={}", urls.worker));
    say(&format!("KUBECONFIG={}", control_plane.admin_kubeconfig_path().display()));
    say(&format!("to register with Homeroom: {}", homeroom.display()));
    tokio::signal::ctrl_c().await?;
    control_plane.stop().await?;
    database.stop().await
}
