//! The service as a process that does one thing at a time, at a time of business that it is told: what `serve` does by its own clock is asked for here, so
//! that a test knows what a process was at when it ended. The router, the work and the jobs are those of `serve`.

use std::{io::Write as _, os::unix::process::ExitStatusExt as _, process::Stdio, sync::Arc, time::Duration};

use axum::{Json, Router, extract::Path, routing::post};
use clap::Parser;
use homeroom::{
    app::{App, AppState},
    clock::Clock,
    config::{Bounds, Config, Settings},
    db::Pools,
    http, router, workers,
};
use homeroom_local::postgres::RoleUrls;
use jiff::Timestamp;
use reqwest::{Client, RequestBuilder, StatusCode};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    net::TcpListener,
    process::{Child, ChildStdin, ChildStdout},
    time::timeout,
};

use super::{
    answer::Answer,
    kill_points::{KillPoints, Plan},
    process::{copy, http_client},
};

/// Tells a copy of this process when it is.
const NOW: &str = "HOMEROOM_CONTROLLED_NOW";
/// Before its address, on its standard output.
const LISTENS: &str = "listens at ";
/// Longer than a start takes on a machine that does a lot besides.
const PATIENCE: Duration = Duration::from_secs(120);
const SIGKILL: i32 = 9;

/// A process that runs. Killed when dropped; and it ends by itself when this process does.
#[derive(Debug)]
pub struct Controlled {
    pub url: String,
    pub client: Client,
    child: Child,
    /// Kept open: it may write to the one, and ends when the other ends.
    _said: Lines<BufReader<ChildStdout>>,
    _listened: Option<ChildStdin>,
}

impl Controlled {
    /// Starts it with settings by their names in the environment.
    pub async fn start(urls: &RoleUrls, settings: &[(&str, &str)], now: Timestamp) -> Self {
        let mut command = copy(urls, "support::controlled::tests::homeroom");
        command.env(NOW, now.to_string()).env("DATABASE_CONNECTIONS", "8").envs(settings.iter().copied());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a process");
        let mut said = BufReader::new(child.stdout.take().expect("its output")).lines();
        let url = loop {
            let line = timeout(PATIENCE, said.next_line()).await.expect("it starts").expect("it speaks").expect("it does not end");
            if let Some((_, url)) = line.split_once(LISTENS) {
                break url.to_owned();
            }
        };
        Self { url, client: http_client(), _listened: child.stdin.take(), child, _said: said }
    }

    /// Sends a request to it. `None`: it was killed before it answered.
    pub async fn send(&mut self, request: RequestBuilder) -> Option<Answer> {
        let whole = async {
            let answer = request.send().await?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            Ok::<_, reqwest::Error>(Answer::new(status, headers, answer.bytes().await?.to_vec()))
        };
        match whole.await {
            Ok(answer) => Some(answer),
            Err(error) => {
                let ended = timeout(Duration::from_secs(10), self.ended()).await;
                assert!(ended.is_ok(), "it runs and does not answer: {error:?}");
                None
            }
        }
    }

    /// Returns when it was killed.
    pub async fn ended(&mut self) {
        let status = self.child.wait().await.unwrap();
        assert_eq!(status.signal(), Some(SIGKILL), "it ended by itself");
    }

    /// It is this time of business from now on.
    pub async fn set_time(&mut self, now: Timestamp) -> Option<()> {
        self.tell("now", |request| request.body(now.to_string())).await
    }

    /// Does one of the works of `homeroom admin run`, once.
    pub async fn run(&mut self, work: &str) -> Option<()> {
        self.tell(&format!("run/{work}"), |request| request).await
    }

    /// What it does at its points from now on.
    pub async fn plan(&mut self, plan: &Plan) -> Option<()> {
        self.tell("plan", |request| request.json(plan)).await
    }

    async fn tell(&mut self, what: &str, with: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Option<()> {
        let request = with(self.client.post(format!("{}/_test/{what}", self.url)));
        let answer = self.send(request).await?;
        assert_eq!(answer.status, StatusCode::OK, "{what}: {}", answer.text());
        Some(())
    }
}

/// All settings come from the environment.
#[derive(Debug, Parser)]
struct CommandLine {
    #[command(flatten)]
    settings: Settings,
}

/// What the copy does, where it was told to be one.
#[expect(clippy::disallowed_methods, reason = "how a process tells its copy what to be")]
fn become_controlled() {
    let Ok(now) = std::env::var(NOW) else { return };
    let points = KillPoints::start();
    std::thread::spawn(|| {
        // Nobody writes there: it ends when the process does that started this one.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = |name: &str| std::env::var(name).unwrap().parse().unwrap();
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(async {
        let config = Config::try_from(CommandLine::parse_from(["homeroom"]).settings).unwrap();
        let pools = Pools::open(url("DATABASE_URL"), url("WORKER_DATABASE_URL"), config.database_connections);
        let state: AppState = Arc::new(App::new(config, pools, Clock::held(now.parse().unwrap())).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut output = std::io::stdout();
        writeln!(output, "{LISTENS}http://{}", listener.local_addr().unwrap()).unwrap();
        http::serve(listener, routes(&state, points), Bounds::default(), std::future::pending()).await;
    });
}

/// The service's own router, and beside it what the test tells.
fn routes(state: &AppState, points: KillPoints) -> Router {
    let (clock, works) = (state.clock.clone(), state.clone());
    Router::new()
        .route("/_test/now", post(|now: String| async move { clock.set(now.parse().unwrap()) }))
        .route("/_test/plan", post(|Json(plan): Json<Plan>| async move { points.set(plan) }))
        .route("/_test/run/{work}", post(|Path(work): Path<String>| run(works, work)))
        .fallback_service(router::router(state.clone()))
}

async fn run(state: AppState, work: String) -> Result<(), (StatusCode, String)> {
    workers::run(&state, &work).await.map_err(|error| (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")))
}

#[cfg(test)]
mod tests {
    #[test]
    #[ignore = "not a test: the service, when a test starts it as a process"]
    fn homeroom() {
        super::become_controlled();
    }
}
