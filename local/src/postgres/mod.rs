//! A PostgreSQL server of our own: made with `initdb`, listening on a free port
//! of 127.0.0.1 and a Unix socket, with the roles that the service expects.
//!
//! PostgreSQL refuses to run as root, so root hands it to an unprivileged user;
//! neither programs nor data may then lie below a folder that this user cannot
//! enter, which rules out root's home.

mod binaries;
mod roles;
mod server;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::config;
use crate::ports;
use crate::process::{self, Running};
use crate::progress::{self, Progress};
use crate::scratch::Scratch;
use server::Server;

pub use roles::{DATABASE, RoleUrls, ensure_roles};

/// How a server is started.
#[derive(Clone)]
pub struct Options {
    /// Holds data, socket, log and passwords; made if absent.
    pub dir: PathBuf,
    /// Whether a commit has to survive the machine. Tests do without: they lose
    /// nothing that a test before did not throw away.
    pub durable: bool,
    pub progress: Progress,
}

/// A running server. Dropping it kills it, which its log survives.
pub struct Postgres {
    running: Running,
    bin: PathBuf,
    port: u16,
    urls: RoleUrls,
    scratch: Option<Scratch>,
}

impl Postgres {
    /// Starts the server in `dir`, with its data from before if there are any.
    pub async fn start(options: Options) -> Result<Self> {
        let server = Server::prepare(&options).await?;
        let mut last = None;
        for _ in 0..3 {
            match server.start().await {
                Ok((running, port)) => {
                    let admin = server.admin_url(port)?;
                    let urls = roles::ensure_with(&admin, DATABASE, server.passwords()).await?;
                    return Ok(Self { running, bin: server.bin().to_path_buf(), port, urls, scratch: None });
                }
                // Another process may have taken the port between choice and use.
                Err(error) => last = Some(error),
            }
        }
        Err(last.context("PostgreSQL was not started")?)
    }

    /// A server that is gone with this value or this process: for tests.
    pub async fn start_scratch() -> Result<Self> {
        let scratch = Scratch::new("postgres")?;
        scratch.remove_at_the_end()?;
        let options = Options { dir: scratch.path().to_path_buf(), durable: false, progress: progress::stderr() };
        let mut postgres = Self::start(options).await?;
        postgres.scratch = Some(scratch);
        Ok(postgres)
    }

    /// One URL a role, all of them of the database `homeroom`.
    #[must_use]
    pub fn urls(&self) -> &RoleUrls {
        &self.urls
    }

    /// An error if the server has ended by itself.
    pub fn check(&mut self) -> Result<()> {
        self.running.check()
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where a program of this PostgreSQL is, such as `psql`.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    /// Kills the server as a crash does (`kill -9`); starting again in the same
    /// folder recovers.
    pub async fn crash(mut self) {
        self.running.stop(rustix::process::Signal::KILL, Duration::ZERO).await;
    }

    /// Stops the server and its sessions where they stand, as a machine does that hangs: connections stay, and nothing is answered until `resume`.
    pub fn pause(&mut self) -> Result<()> {
        self.signal_all(rustix::process::Signal::STOP)
    }

    /// Lets a paused server go on.
    pub fn resume(&mut self) -> Result<()> {
        self.signal_all(rustix::process::Signal::CONT)
    }

    /// To the server first, so that it starts no session meanwhile.
    fn signal_all(&mut self, signal: rustix::process::Signal) -> Result<()> {
        self.running.send(signal);
        for child in process::children(self.running.id())? {
            // One may have ended meanwhile.
            let _ = rustix::process::kill_process(child, signal);
        }
        Ok(())
    }

    /// Ends sessions, writes everything out, and waits until the port is free.
    pub async fn stop(mut self) -> Result<()> {
        self.running.stop(rustix::process::Signal::INT, Duration::from_secs(20)).await;
        ports::wait_until_free(self.port, Duration::from_secs(5)).await?;
        drop(self.scratch.take());
        Ok(())
    }
}

/// Where a server that is wanted in `dir` is to keep its data: there, or, for
/// root, in a folder of its own that an unprivileged user can reach.
#[must_use]
pub fn persistent_dir(dir: &Path) -> PathBuf {
    if !config::is_root() {
        return dir.to_path_buf();
    }
    let key: String = Sha256::digest(dir.as_os_str().as_encoded_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    PathBuf::from("/var/lib/homeroom-local").join(key)
}
