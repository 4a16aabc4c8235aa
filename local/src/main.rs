//! `homeroom-local`: the local parts from the command line.
//!
//! Only parses: what is done is in `cli/`, and how, in the library, where tests
//! use it.

mod cli;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    cli::run(cli::Cli::parse()).await
}
