//! `homeroom-local`: the local parts from the command line.
//!
//! Only parses: what is done is in `cli/`, and how, in the library, where tests
//! use it.

mod cli;

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    cli::run(cli::Cli::parse()).await.unwrap_or_else(|error| {
        eprintln!("homeroom-local: {error:#}");
        ExitCode::FAILURE
    })
}
