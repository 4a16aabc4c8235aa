//! The command line: a file a subcommand. Parses, sets up logs, runs, and turns an error into one line on stderr and exit code 1.

mod admin;
mod images;
mod logs;
mod migrate;
mod openapi;
mod rewrap;
mod serve;

use std::{ffi::OsString, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::config::LogSettings;

pub use rewrap::{Rewrapped, SEALED, rewrap_secrets};

/// Classrooms on Kubernetes, ordered with a timetable.
#[derive(Debug, Parser)]
#[command(name = "homeroom", version, about, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    logs: LogSettings,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and reconcile clusters until told to stop.
    Serve(Box<serve::Serve>),
    /// Bring the database's schema up to this version. Run it before the new version serves.
    Migrate(migrate::Migrate),
    /// Print the OpenAPI document.
    Openapi,
    /// What is done by hand, by somebody who may read the master key.
    Admin(Box<admin::Admin>),
}

/// Runs the program with the arguments that it was started with.
pub fn main() -> ExitCode {
    run_as(std::env::args_os())
}

/// Runs the program with these arguments, of which the first is its name.
pub fn run_as(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = Cli::parse_from(args);
    cli.logs.start();
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let _ = rustls::crypto::ring::default_provider().install_default();
    match command {
        Command::Serve(serve) => runtime.block_on(serve.run()),
        Command::Migrate(migrate) => runtime.block_on(migrate.run()),
        Command::Openapi => openapi::run(),
        Command::Admin(admin) => runtime.block_on(admin.run()),
    }
}

#[expect(clippy::print_stderr, reason = "the last words of a command belong on stderr whatever the log's form")]
fn complain(error: &anyhow::Error) {
    eprintln!("homeroom: {error:#}");
}
