//! The service itself: its program, its settings, its process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rand::RngCore;
use reqwest::Url;
use rustix::process::Signal;

use super::Place;
use super::state::DemoFile;
use crate::files::write_private;
use crate::ports;
use crate::postgres::RoleUrls;
use crate::process::{self, Program, Running};
use crate::progress::Progress;

const USUAL_PORT: u16 = 8080;
const USUAL_METRICS_PORT: u16 = 9090;

pub(super) struct Service {
    pub(super) url: String,
    pub(super) metrics_url: String,
    program: PathBuf,
    env: Vec<(String, String)>,
    running: Running,
}

impl Service {
    /// Migrates, starts, and waits until the service says that it is ready.
    pub(super) async fn start(
        place: &Place,
        urls: &RoleUrls,
        known: Option<&DemoFile>,
        room_image: Option<&str>,
        say: &Progress,
    ) -> Result<Self> {
        let program = program()?;
        let (port, metrics_port) = choose_ports(known).await?;
        let url = format!("http://127.0.0.1:{port}");
        let mut env = vec![
            ("OWNER_DATABASE_URL".to_owned(), urls.owner.clone()),
            ("DATABASE_URL".to_owned(), urls.app.clone()),
            ("WORKER_DATABASE_URL".to_owned(), urls.worker.clone()),
            ("MASTER_KEY_FILE".to_owned(), master_key(place)?.display().to_string()),
            ("PUBLIC_URL".to_owned(), url.clone()),
            ("LISTEN".to_owned(), format!("127.0.0.1:{port}")),
            ("METRICS_LISTEN".to_owned(), format!("127.0.0.1:{metrics_port}")),
            ("LOG_FORMAT".to_owned(), "text".to_owned()),
            // Nothing in front of it looks whether it is ready.
            ("STOP_DELAY_SECONDS".to_owned(), "0".to_owned()),
        ];
        env.extend(room_image.map(|image| ("ROOM_IMAGE".to_owned(), image.to_owned())));
        say("migrating the database");
        run(&program, &env, &["migrate"])?;
        say("starting Homeroom");
        let running = Program {
            name: "homeroom",
            path: &program,
            args: vec!["serve".to_owned()],
            env: env.clone(),
            log: place.at("homeroom.log"),
            user: None,
            when_orphaned: "TERM",
        }
        .start()?;
        let mut service = Self { metrics_url: format!("http://127.0.0.1:{metrics_port}/metrics"), url, program, env, running };
        service.wait_until_ready().await?;
        say(&format!("the API answers at {}", service.url));
        Ok(service)
    }

    /// Runs one of the service's commands for those who hold the master key.
    pub(super) fn admin(&self, args: &[&str]) -> Result<String> {
        run(&self.program, &self.env, &[&["admin"], args].concat())
    }

    /// Returns when the service ends without having been asked to.
    pub(super) async fn ended(&mut self) -> anyhow::Error {
        loop {
            if let Err(error) = self.running.check() {
                return error;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    pub(super) async fn stop(&mut self) {
        self.running.stop(Signal::TERM, Duration::from_secs(30)).await;
    }

    async fn wait_until_ready(&mut self) -> Result<()> {
        let begun = Instant::now();
        let ready = format!("{}/readyz", self.url);
        while !reqwest::get(&ready).await.is_ok_and(|answer| answer.status().is_success()) {
            self.running.check()?;
            if begun.elapsed() > Duration::from_secs(60) {
                bail!("Homeroom is not ready after 60 s: see .local/homeroom.log");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }
}

/// Built beside this program.
fn program() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let program = here.with_file_name("homeroom");
    ensure!(program.exists(), "{} is not built: cargo build --package homeroom", program.display());
    Ok(program)
}

fn run(program: &Path, env: &[(String, String)], args: &[&str]) -> Result<String> {
    let mut command = Command::new(program);
    command.args(args).env_clear().envs(env.iter().cloned());
    process::output(&mut command)
}

/// Those of the run before, else the usual ones, else any.
async fn choose_ports(known: Option<&DemoFile>) -> Result<(u16, u16)> {
    let port_of = |url: &str| Url::parse(url).ok().and_then(|url| url.port());
    let before = known.and_then(|file| Some((port_of(&file.url)?, port_of(&file.metrics_url)?)));
    let (api, metrics) = before.unwrap_or((USUAL_PORT, USUAL_METRICS_PORT));
    if before.is_some() {
        // A service whose demo was killed may still be answering its last requests.
        let _ = ports::wait_until_free(api, Duration::from_secs(10)).await;
    }
    let [other_api, other_metrics] = ports::free()?;
    let choose = |wanted, other| if ports::is_free(wanted) { wanted } else { other };
    Ok((choose(api, other_api), choose(metrics, other_metrics)))
}

/// Kept with the data that it seals.
fn master_key(place: &Place) -> Result<PathBuf> {
    let path = place.at("master.key");
    if !path.exists() {
        let mut key = [0; 32];
        rand::rng().fill_bytes(&mut key);
        write_private(&path, &BASE64_STANDARD.encode(key))?;
    }
    fs::metadata(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(path)
}
