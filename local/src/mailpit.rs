//! A mail server that keeps what it is given and sends nothing on: what Homeroom mails in the demo and in tests is read there.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use reqwest::Client;
use rustix::process::Signal;

use crate::ports;
use crate::process::{Program, Running};
use crate::progress::Progress;
use crate::tools::{Tool, Tools};

const PATIENCE: Duration = Duration::from_secs(20);
/// Letters that are kept.
const KEPT: &str = "500";

/// A running server. Dropping it kills it.
#[derive(Debug)]
pub struct Mailpit {
    /// Of its API: letters are at `/api/v1/messages`.
    pub url: String,
    /// As `MAIL_URL` of the service.
    pub smtp_url: String,
    port: u16,
    running: Running,
}

impl Mailpit {
    /// Starts it on free ports; `dir` takes its letters and its log. Builds the program where it is not built yet (some minutes).
    pub async fn start(dir: &Path, progress: &Progress) -> Result<Self> {
        let tools = Tools::ensure(&[Tool::Mailpit], progress).await?;
        let path = tools.path(Tool::Mailpit)?;
        let mut attempt = 1;
        loop {
            match Self::start_on(ports::free()?, path, dir).await {
                // Another process may have taken a port between choice and use.
                Err(error) if attempt < 3 => progress(&format!("starting the mail server again: {error:#}")),
                outcome => return outcome,
            }
            attempt += 1;
        }
    }

    async fn start_on([port, smtp]: [u16; 2], path: &Path, dir: &Path) -> Result<Self> {
        let args = [
            "--listen".to_owned(),
            format!("127.0.0.1:{port}"),
            "--smtp".to_owned(),
            format!("127.0.0.1:{smtp}"),
            "--database".to_owned(),
            dir.join("mailpit.db").display().to_string(),
            "--max".to_owned(),
            KEPT.to_owned(),
            "--disable-version-check".to_owned(),
            "--enable-chaos".to_owned(),
        ];
        let log = dir.join("mailpit.log");
        let program = Program { name: "mailpit", path, args: args.to_vec(), env: Vec::new(), log, user: None, when_orphaned: "TERM" };
        let running = program.start()?;
        let mut mailpit = Self { url: format!("http://127.0.0.1:{port}"), smtp_url: format!("smtp://127.0.0.1:{smtp}"), port, running };
        mailpit.wait_until_ready().await?;
        Ok(mailpit)
    }

    /// An error if it has ended without having been asked to.
    pub fn check(&mut self) -> Result<()> {
        self.running.check()
    }

    pub async fn stop(mut self) {
        self.running.stop(Signal::TERM, Duration::from_secs(5)).await;
    }

    /// Ready is what our own process says, not another that was faster to the port.
    async fn wait_until_ready(&mut self) -> Result<()> {
        let begun = Instant::now();
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(5)).build().context("no HTTP client")?;
        let ready = format!("{}/readyz", self.url);
        loop {
            self.running.check()?;
            let ours = ports::is_held_by(self.port, self.running.id());
            if ours && client.get(&ready).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                bail!("the mail server is not ready after {} s", PATIENCE.as_secs());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
