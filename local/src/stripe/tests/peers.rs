//! Others that know Stripe, run on this machine: that their programs agree with our client is not of our making.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::ports;
use crate::process::{Program, Running};
use crate::progress;
use crate::python;
use crate::scratch::Scratch;
use crate::tools::{Tool, Tools};

const PATIENCE: Duration = Duration::from_secs(60);

/// A program that listens on a port of its own.
pub(super) struct Peer {
    pub(super) url: String,
    _running: Running,
    _scratch: Scratch,
}

/// Knows the form of every call of the API's one version, and answers each with an example.
pub(super) async fn stripe_mock() -> Result<Peer> {
    let tools = Tools::ensure(&[Tool::StripeMock], &progress::stderr()).await?;
    let args = |port: u16| {
        // Without an address for HTTPS it listens on a fixed port too, and a second one that runs at the same time ends.
        let addresses = ["-http-addr".to_owned(), format!("127.0.0.1:{port}"), "-https-addr".to_owned(), "127.0.0.1:0".to_owned()];
        addresses.into_iter().chain(["-strict-version-check".to_owned()]).collect()
    };
    start("stripe-mock", tools.path(Tool::StripeMock)?, args).await
}

/// Another played Stripe, by other people. `None` where it cannot be had.
pub(super) async fn localstripe() -> Result<Option<Peer>> {
    let Some(python) = python::with("localstripe", "1.15.10").await else { return Ok(None) };
    // It would keep what it knows in one file for the whole machine.
    let script = |port: u16| {
        format!(
            "from aiohttp import web\nimport localstripe.resources\nlocalstripe.resources.Store.dump_to_disk = lambda self: None\n\
             import localstripe.server\nweb.run_app(localstripe.server.app, host='127.0.0.1', port={port})"
        )
    };
    start("localstripe", &python, |port| vec!["-c".to_owned(), script(port)]).await.map(Some)
}

async fn start(name: &str, path: &Path, args: impl Fn(u16) -> Vec<String>) -> Result<Peer> {
    let mut attempt = 1;
    loop {
        let [port] = ports::free()?;
        match start_on(name, path, port, args(port)).await {
            // Another process may have taken the port between choice and use.
            Err(_) if attempt < 5 => attempt += 1,
            outcome => return outcome,
        }
    }
}

async fn start_on(name: &str, path: &Path, port: u16, args: Vec<String>) -> Result<Peer> {
    let scratch = Scratch::new(name)?;
    let log = scratch.path().join("log");
    let program = Program { name, path, args, env: Vec::new(), log, user: None, when_orphaned: "TERM" };
    let mut running = program.start().with_context(|| format!("cannot start {name}"))?;
    let begun = Instant::now();
    while !ports::is_held_by(port, running.id()) {
        running.check()?;
        if begun.elapsed() > PATIENCE {
            bail!("{name} does not listen after {} s", PATIENCE.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(Peer { url: format!("http://127.0.0.1:{port}"), _running: running, _scratch: scratch })
}
