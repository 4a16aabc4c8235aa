//! The demo: everything that Homeroom is, on one machine, with one command.
//!
//! It talks to the service as anyone would, by its command line and its API, so
//! that what it does can be read as a first tour. What it knows is in
//! `.local/demo.json`; a first start that did not get that far leaves nothing
//! worth keeping, and the next begins anew.

mod client;
mod clusters;
mod detach;
mod report;
mod school;
mod seed;
mod service;
mod state;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::signal::unix::{SignalKind, signal};

use crate::config;
use crate::files::make_private_dir;
use crate::postgres::{self, Postgres, RoleUrls};
use crate::progress::{Progress, took};
use crate::tools::{Tool, Tools};
use clusters::Clusters;
use service::Service;
use state::DemoFile;

pub use detach::{start_detached, stop};

/// Where the demo of this checkout lives.
struct Place {
    dir: PathBuf,
    /// Not below `dir` where an unprivileged user could not reach it.
    postgres: PathBuf,
}

impl Place {
    fn here() -> Self {
        let project = config::project_dir();
        let dir = project.join(".local");
        Self { postgres: postgres::persistent_dir(&dir.join("postgres")), dir }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Begins anew, keeping what a first start is made from.
    fn wipe(&self) {
        for folder in [self.at("clusters"), self.postgres.clone()] {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Starts everything, says how to use it, and stays until told to stop.
pub async fn up() -> Result<()> {
    let place = Place::here();
    make_private_dir(&place.dir)?;
    let _lock = detach::Lock::take(&place)?;
    let say = with_clock();
    let mut asked_to_stop = Box::pin(asked_to_stop()?);
    let demo = tokio::select! {
        demo = Demo::start(&place, &say) => demo?,
        () = &mut asked_to_stop => {
            // What was started so far is dropped, and thereby stopped.
            say("stopping");
            return Ok(());
        }
    };
    report::print(&place, &demo)?;
    detach::tell_ready(&place)?;
    let outcome = demo.run_until(asked_to_stop, &say).await;
    detach::forget_ready(&place);
    outcome
}

/// Everything that runs, in the order in which it is stopped.
struct Demo {
    service: Service,
    clusters: Clusters,
    database: Option<Postgres>,
    file: DemoFile,
    kubectl: PathBuf,
}

impl Demo {
    async fn start(place: &Place, say: &Progress) -> Result<Self> {
        let known = DemoFile::read(place)?;
        if known.is_none() {
            place.wipe();
        }
        let (database, clusters) = tokio::join!(start_database(place, say), Clusters::start(place, say));
        let (database, urls) = database?;
        let clusters = clusters?;
        let kubectl = Tools::ensure(&[Tool::Kubectl], say).await?.path(Tool::Kubectl)?.to_path_buf();
        let service = Service::start(place, &urls, known.as_ref(), clusters.room_image(), say).await?;
        let file = match known {
            Some(known) => seed::again(known, &service, &urls, &clusters, say).await?,
            None => seed::first_time(place, &service, &urls, &clusters, say).await?,
        };
        file.write(place)?;
        watch::until_ready(&service, &clusters, &file, say).await?;
        Ok(Self { service, clusters, database, file, kubectl })
    }

    /// Stops in order when asked to; a service that ends by itself is an error.
    async fn run_until(mut self, asked: impl Future<Output = ()>, say: &Progress) -> Result<()> {
        let outcome = tokio::select! {
            () = asked => Ok(()),
            error = self.service.ended() => Err(error),
        };
        say("stopping");
        self.service.stop().await;
        self.clusters.stop().await?;
        if let Some(database) = self.database {
            database.stop().await?;
        }
        say("stopped; the data stay for the next start");
        outcome
    }
}

async fn start_database(place: &Place, say: &Progress) -> Result<(Option<Postgres>, RoleUrls)> {
    if let Some(url) = config::read("DATABASE_URL") {
        say("using the PostgreSQL of DATABASE_URL");
        let urls = postgres::ensure_roles(&url, postgres::DATABASE).await?;
        return Ok((None, urls));
    }
    say("starting PostgreSQL");
    let options = postgres::Options { dir: place.postgres.clone(), durable: true, progress: Progress::clone(say) };
    let database = Postgres::start(options).await.context("PostgreSQL was not started")?;
    let urls = database.urls().clone();
    Ok((Some(database), urls))
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
