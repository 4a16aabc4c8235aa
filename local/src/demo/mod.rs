//! The demo: everything that Homeroom is, on one machine, with one command.
//!
//! It talks to the service as anyone would, by its command line and its API, so
//! that what it does can be read as a first tour. What it knows is in
//! `.local/demo.json`; a first start that did not get that far leaves nothing
//! worth keeping, and the next begins anew.

mod client;
mod clusters;
mod detach;
mod machines;
mod money;
mod report;
mod school;
mod seed;
mod service;
mod state;
mod watch;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use crate::config;
use crate::control_plane::Machines;
use crate::files::make_private_dir;
use crate::mailpit::Mailpit;
use crate::ports;
use crate::postgres::{self, Postgres, RoleUrls};
use crate::progress::{Progress, took};
use crate::stripe::{self, Stripe};
use crate::tools::{Tool, Tools};
use clusters::Clusters;
use service::{Around, Service};
use state::DemoFile;

pub use detach::{start_detached, stop};

/// How a demo is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Holds everything of it; `None`: `.local` in the checkout.
    pub dir: Option<PathBuf>,
    /// Plays every node, whatever the machine could do: rooms cannot be joined then.
    pub simulated: bool,
}

/// Where a demo lives.
struct Site {
    dir: PathBuf,
    /// Not below `dir` where an unprivileged user could not reach it.
    postgres: PathBuf,
    /// A server of somebody else, in the place of one of our own.
    database_url: Option<String>,
}

impl Site {
    fn make(dir: Option<&Path>) -> Result<Self> {
        let dir = dir.map_or_else(|| config::project_dir().join(".local"), Path::to_path_buf);
        make_private_dir(&dir)?;
        let dir = dir.canonicalize()?;
        Ok(Self { postgres: postgres::persistent_dir(&dir.join("postgres")), dir, database_url: config::read("DATABASE_URL") })
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Begins anew, keeping what a first start is made from. Somebody else's database
    /// is not ours to remove, and remembers our clusters: then the start goes on where
    /// it was interrupted.
    fn wipe(&self) {
        if self.database_url.is_some() {
            return;
        }
        for folder in [self.at("clusters"), self.postgres.clone()] {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Starts everything, says how to use it, and stays until told to stop.
pub async fn up(options: &Options) -> Result<()> {
    let site = Site::make(options.dir.as_deref())?;
    let _lock = detach::Lock::take(&site)?;
    let say = with_clock();
    let mut asked_to_stop = Box::pin(asked_to_stop()?);
    let demo = tokio::select! {
        demo = Demo::start(&site, options.simulated, &say) => demo?,
        () = &mut asked_to_stop => {
            // What was started so far is dropped, and thereby stopped.
            say("stopping");
            return Ok(());
        }
    };
    report::print(&site, &demo)?;
    detach::tell_ready(&site)?;
    let outcome = demo.run_until(asked_to_stop, &say).await;
    detach::forget_ready(&site);
    outcome
}

/// Everything that runs, in the order in which it is stopped.
struct Demo {
    service: Service,
    /// Where the simulated cluster is ours.
    machines: Option<Machines>,
    clusters: Clusters,
    mail: Mailpit,
    stripe: Stripe,
    database: Option<Postgres>,
    file: DemoFile,
    kubectl: PathBuf,
    /// Whether there is an open room that can be joined from this machine.
    can_join: bool,
}

impl Demo {
    async fn start(site: &Site, simulated: bool, say: &Progress) -> Result<Self> {
        let known = DemoFile::read(site)?;
        if known.is_none() {
            site.wipe();
        }
        let (database, clusters) = tokio::join!(start_database(site, say), Clusters::start(site, simulated, say));
        let (database, urls) = database?;
        let clusters = clusters?;
        say("starting a mail server that keeps what it is given");
        let mail = Mailpit::start(&site.dir, say).await.context("the mail server was not started")?;
        let kubectl = Tools::ensure(&[Tool::Kubectl], say).await?.path(Tool::Kubectl)?.to_path_buf();
        let stripe = start_stripe(site, known.as_ref()).await?;
        let around = Around { room_image: clusters.room_image(), mail_url: &mail.smtp_url, stripe: &stripe };
        let service = Service::start(site, &urls, known.as_ref(), &around, say).await?;
        let hook = json!({"url": format!("{}/hooks/stripe", service.url), "secrets": [stripe::HOOK_SECRET]});
        stripe.control("hook", &hook).await?;
        let mut file = match known {
            Some(known) => seed::again(known, &service, &urls, &clusters, say).await?,
            None => seed::first_time(site, &service, &urls, &clusters, say).await?,
        };
        file.mail_url.clone_from(&mail.url);
        file.stripe_url.clone_from(&stripe.url);
        seed::links(&mut file).await?;
        file.write(site)?;
        let (can_join, machines) =
            tokio::join!(watch::until_ready(&service, &clusters, &file, say), machines::start(&service, &clusters, &file, say));
        let (can_join, machines) = (can_join?, machines?);
        Ok(Self { service, machines, clusters, mail, stripe, database, file, kubectl, can_join })
    }

    /// Returns when a part ends without having been asked to.
    async fn ended(&mut self) -> anyhow::Error {
        loop {
            if let Err(error) = self.check() {
                return error;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    fn check(&mut self) -> Result<()> {
        self.service.check()?;
        self.mail.check()?;
        self.stripe.check()?;
        self.machines.as_ref().map_or(Ok(()), Machines::check)?;
        self.clusters.check()?;
        self.database.as_mut().map_or(Ok(()), Postgres::check)
    }

    /// Stops in order when asked to; a part that ends by itself is an error.
    async fn run_until(mut self, asked: impl Future<Output = ()>, say: &Progress) -> Result<()> {
        let outcome = tokio::select! {
            () = asked => Ok(()),
            error = self.ended() => Err(error),
        };
        say("stopping");
        self.service.stop().await;
        drop(self.machines);
        self.mail.stop().await;
        self.stripe.stop();
        self.clusters.stop().await?;
        if let Some(database) = self.database {
            database.stop().await?;
        }
        say("stopped; the data stay for the next start");
        outcome
    }
}

async fn start_database(site: &Site, say: &Progress) -> Result<(Option<Postgres>, RoleUrls)> {
    if let Some(url) = &site.database_url {
        say("using the PostgreSQL of DATABASE_URL");
        let urls = postgres::ensure_roles(url, &site.at("database.json")).await?;
        return Ok((None, urls));
    }
    say("starting PostgreSQL");
    let options = postgres::Options { dir: site.postgres.clone(), durable: true, progress: Progress::clone(say) };
    let database = Postgres::start(options).await.context("PostgreSQL was not started")?;
    let urls = database.urls().clone();
    Ok((Some(database), urls))
}

/// Where it was before, so that the addresses of its pages stay good; it knows what it knew then.
async fn start_stripe(site: &Site, known: Option<&DemoFile>) -> Result<Stripe> {
    let before = known.and_then(|file| reqwest::Url::parse(&file.stripe_url).ok()?.port());
    let file = site.at("stripe.json");
    if known.is_none() {
        let _ = std::fs::remove_file(&file);
    }
    let port = before.filter(|port| ports::is_free(*port)).unwrap_or_default();
    let options = stripe::Options { port, file: Some(file), ..stripe::Options::default() };
    Stripe::start_with(options).await.context("the played Stripe was not started")
}

/// Lines with the time since the start before them.
fn with_clock() -> Progress {
    let begun = Instant::now();
    Arc::new(move |line| eprintln!("[{:>12}] {line}", took(Duration::from_secs(begun.elapsed().as_secs().max(1)))))
}

/// Ctrl-C, a terminal that was closed, or `make demo-stop`.
fn asked_to_stop() -> Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = hang_up.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
