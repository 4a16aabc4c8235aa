//! Measurements of the service, each beside its goal and its reference: `make bench`.
//!
//! The service is a process that is spoken to over HTTP, as its users do; nothing of it is linked here but the pure rules that three parts measure alone.
//! Postgres is real and durable, and so are the control planes. README.md here says what each part measures and what it gave.

#![expect(clippy::print_stdout, reason = "a program for a person at a terminal")]

mod admission;
mod bell;
mod billing;
mod century;
mod cost;
mod documents;
mod herd;
mod hooks;
mod installation;
mod intake;
mod listeners;
mod lists;
mod load;
mod memory;
mod packing;
mod pgbench;
mod placement;
mod ready;
mod school_day;
mod storm;
mod table;
mod term;
mod what_if;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, ValueEnum};

use table::Table;

/// Measures the service and prints a table.
#[derive(Debug, Parser)]
struct Arguments {
    /// What to measure; all of it when nothing is named.
    parts: Vec<Part>,
    /// Fewer and shorter rounds, and no part that takes minutes: under five minutes in all.
    #[arg(long)]
    short: bool,
    /// Where the figures are written as JSON too.
    #[arg(long)]
    json: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Packing,
    Placement,
    Cost,
    Admission,
    Intake,
    Hooks,
    Storm,
    Century,
    Lists,
    WhatIf,
    Listeners,
    Billing,
    Bell,
    Herd,
    Ready,
    Real,
    Memory,
}

/// In this order: first what needs nothing beside it, then what needs a database alone.
const ALL: [Part; 17] = [
    Part::Packing,
    Part::Placement,
    Part::Cost,
    Part::Admission,
    Part::Intake,
    Part::Hooks,
    Part::Storm,
    Part::Century,
    Part::Lists,
    Part::WhatIf,
    Part::Listeners,
    Part::Billing,
    Part::Bell,
    Part::Herd,
    Part::Ready,
    Part::Real,
    Part::Memory,
];

fn main() -> Result<()> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let arguments = Arguments::parse();
    tokio::runtime::Runtime::new()?.block_on(run(&arguments))
}

async fn run(arguments: &Arguments) -> Result<()> {
    let (mut table, short) = (Table::default(), arguments.short);
    for part in ALL {
        let takes_minutes = matches!(part, Part::Herd | Part::Memory);
        let named = arguments.parts.is_empty() && !(short && takes_minutes) || arguments.parts.contains(&part);
        if !named {
            continue;
        }
        measure(part, &mut table, short).await?;
    }
    println!("{table}");
    if let Some(path) = &arguments.json {
        std::fs::write(path, serde_json::to_vec_pretty(&table.rows)?)?;
    }
    Ok(())
}

async fn measure(part: Part, table: &mut Table, short: bool) -> Result<()> {
    match part {
        Part::Packing => packing::measure(table, short),
        Part::Placement => placement::measure(table, short),
        Part::Cost => cost::measure(table, short),
        Part::Admission => {
            admission::measure(table).await?;
            term::measure(table, short).await
        }
        Part::Intake => intake::measure(table, short).await,
        Part::Hooks => hooks::measure(table, short).await,
        Part::Storm => storm::measure(table, short).await,
        Part::Century => century::measure(table, short).await,
        Part::Lists => lists::measure(table, short).await,
        Part::WhatIf => what_if::measure(table, short).await,
        Part::Listeners => listeners::measure(table, short).await,
        Part::Billing => billing::measure(table, short).await,
        Part::Bell => bell::measure(table, short).await,
        Part::Herd => herd::measure(table).await,
        Part::Ready => ready::simulated(table, short).await,
        Part::Real => ready::real(table).await,
        Part::Memory => memory::measure(table).await,
    }
}
