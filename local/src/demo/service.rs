//! The service itself: its program, its settings, its process.
//!
//! It is run as an operator would run it, by its command line and environment.

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

use super::Site;
use super::client::client;
use super::state::DemoFile;
use crate::files::write_private;
use crate::ports;
use crate::postgres::RoleUrls;
use crate::process::{self, Program, Running};
use crate::progress::Progress;
use crate::stripe::{self, Stripe};

const USUAL_PORT: u16 = 8080;
const USUAL_METRICS_PORT: u16 = 9090;

pub(super) struct Service {
    pub(super) url: String,
    pub(super) metrics_url: String,
    port: u16,
    program: PathBuf,
    env: Vec<(String, String)>,
    running: Running,
}

/// What the service finds around it, beside its database.
pub(super) struct Around<'a> {
    pub(super) room_image: Option<&'a str>,
    pub(super) mail_url: &'a str,
    pub(super) stripe: &'a Stripe,
}

impl Service {
    /// Migrates, starts, and waits until the service says that it is ready.
    pub(super) async fn start(site: &Site, urls: &RoleUrls, known: Option<&DemoFile>, around: &Around<'_>, say: &Progress) -> Result<Self> {
        let env = settings(site, urls, around)?;
        say("migrating the database");
        run(&program()?, &env, &["migrate"])?;
        say("starting Homeroom");
        let mut ports = choose_ports(known).await?;
        let mut attempt = 1;
        loop {
            match Self::start_on(ports, env.clone(), &site.at("homeroom.log")).await {
                Ok(service) => {
                    say(&format!("the API answers at {}", service.url));
                    return Ok(service);
                }
                // Another process may have taken a port between choice and use.
                Err(error) if attempt < 3 => say(&format!("starting Homeroom again: {error:#}")),
                Err(error) => return Err(error),
            }
            attempt += 1;
            ports = ports::free()?;
        }
    }

    async fn start_on([port, metrics_port]: [u16; 2], mut env: Vec<(String, String)>, log: &Path) -> Result<Self> {
        let (url, program) = (format!("http://127.0.0.1:{port}"), program()?);
        env.extend([
            ("PUBLIC_URL".to_owned(), url.clone()),
            ("LISTEN".to_owned(), format!("127.0.0.1:{port}")),
            ("METRICS_LISTEN".to_owned(), format!("127.0.0.1:{metrics_port}")),
            // Nothing in front of it looks whether it is ready.
            ("STOP_DELAY_SECONDS".to_owned(), "0".to_owned()),
        ]);
        let serve = Program {
            name: "homeroom",
            path: &program,
            args: vec!["serve".to_owned()],
            env: env.clone(),
            log: log.to_path_buf(),
            user: None,
            when_orphaned: "TERM",
        };
        let running = serve.start()?;
        let metrics_url = format!("http://127.0.0.1:{metrics_port}/metrics");
        let mut service = Self { url, metrics_url, port, program, env, running };
        service.wait_until_ready(log).await?;
        Ok(service)
    }

    /// Runs one of the service's commands for those who hold the master key.
    pub(super) fn admin(&self, args: &[&str]) -> Result<String> {
        run(&self.program, &self.env, &[&["admin"], args].concat())
    }

    /// An error if the service has ended without having been asked to.
    pub(super) fn check(&mut self) -> Result<()> {
        self.running.check()
    }

    /// Waits longer than the service gives requests and workers to finish.
    pub(super) async fn stop(&mut self) {
        self.running.stop(Signal::TERM, Duration::from_secs(55)).await;
    }

    /// Ready is what our own process says, not another that was faster to the port.
    async fn wait_until_ready(&mut self, log: &Path) -> Result<()> {
        let begun = Instant::now();
        let (client, ready) = (client()?, format!("{}/readyz", self.url));
        loop {
            self.running.check()?;
            let ours = ports::is_held_by(self.port, self.running.id());
            if ours && client.get(&ready).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            if begun.elapsed() > Duration::from_secs(60) {
                bail!("Homeroom is not ready after 60 s: see {}", log.display());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// All but the addresses.
fn settings(site: &Site, urls: &RoleUrls, around: &Around<'_>) -> Result<Vec<(String, String)>> {
    let mut settings = vec![
        ("OWNER_DATABASE_URL".to_owned(), urls.owner.clone()),
        ("DATABASE_URL".to_owned(), urls.app.clone()),
        ("WORKER_DATABASE_URL".to_owned(), urls.worker.clone()),
        ("MASTER_KEY_FILE".to_owned(), master_key(site)?.display().to_string()),
        ("LOG_FORMAT".to_owned(), "text".to_owned()),
        ("MAIL_URL".to_owned(), around.mail_url.to_owned()),
        ("MAIL_FROM".to_owned(), "Homeroom <homeroom@homeroom.example>".to_owned()),
        ("STRIPE_URL".to_owned(), around.stripe.url.clone()),
        ("STRIPE_KEY".to_owned(), around.stripe.key.clone()),
        ("STRIPE_WEBHOOK_SECRETS".to_owned(), stripe::HOOK_SECRET.to_owned()),
    ];
    settings.extend(around.room_image.map(|image| ("ROOM_IMAGE".to_owned(), image.to_owned())));
    Ok(settings)
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
async fn choose_ports(known: Option<&DemoFile>) -> Result<[u16; 2]> {
    let port_of = |url: &str| Url::parse(url).ok().and_then(|url| url.port());
    let before = known.and_then(|file| Some((port_of(&file.url)?, port_of(&file.metrics_url)?)));
    let (api, metrics) = before.unwrap_or((USUAL_PORT, USUAL_METRICS_PORT));
    if before.is_some() {
        // A service whose demo was killed may still be answering its last requests.
        let _ = ports::wait_until_free(api, Duration::from_secs(10)).await;
    }
    let [other_api, other_metrics] = ports::free()?;
    let choose = |wanted, other| if ports::is_free(wanted) { wanted } else { other };
    Ok([choose(api, other_api), choose(metrics, other_metrics)])
}

/// Kept with the data that it seals.
fn master_key(site: &Site) -> Result<PathBuf> {
    let path = site.at("master.key");
    if !path.exists() {
        let mut key = [0; 32];
        rand::rng().fill_bytes(&mut key);
        write_private(&path, &BASE64_STANDARD.encode(key))?;
    }
    fs::metadata(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(path)
}
