//! The service as a process of its own, for what only a process can show: that it is killed, and what is left.

use std::{fs::File, net::TcpListener, path::Path, process::Stdio, time::Duration};

use homeroom_local::postgres::RoleUrls;
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep},
};

/// Says, to a copy of this process, to be `homeroom` with these arguments.
const ARGUMENTS: &str = "HOMEROOM_ARGUMENTS";
const MASTER_KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// A running `homeroom serve`. Killed when dropped.
#[derive(Debug)]
pub struct Service {
    pub url: String,
    pub metrics_url: String,
    child: Child,
}

impl Service {
    /// Starts it on a free port and waits until it is ready.
    pub async fn start(urls: &RoleUrls) -> Self {
        Self::start_with(urls, &[]).await
    }

    /// With settings besides, by their names in the environment.
    pub async fn start_with(urls: &RoleUrls, settings: &[(&str, &str)]) -> Self {
        let mut command = command(urls, &["serve"]);
        command.envs(settings.iter().copied());
        Self::start_as(command).await
    }

    /// As `start`, and everything that it logs at level `debug` goes to a file.
    pub async fn start_logging(urls: &RoleUrls, log: &Path) -> Self {
        let mut command = command(urls, &["serve"]);
        command.env("LOG", "debug").env("LOG_FORMAT", "json").stderr(File::create(log).unwrap());
        Self::start_as(command).await
    }

    async fn start_as(mut command: Command) -> Self {
        let (port, metrics) = (free_port(), free_port());
        let url = format!("http://127.0.0.1:{port}");
        let child = command
            .env("LISTEN", format!("127.0.0.1:{port}"))
            .env("METRICS_LISTEN", format!("127.0.0.1:{metrics}"))
            .env("PUBLIC_URL", &url)
            .spawn()
            .expect("the service starts");
        let mut service = Self { url, metrics_url: format!("http://127.0.0.1:{metrics}/metrics"), child };
        service.wait_until_ready().await;
        service
    }

    pub async fn migrate(urls: &RoleUrls) {
        let status = command(urls, &["migrate"]).status().await.expect("the program runs");
        assert!(status.success(), "the migrations run");
    }

    /// Runs `homeroom admin ...` and says whether it succeeded.
    pub async fn admin(urls: &RoleUrls, args: &[&str]) -> bool {
        command(urls, &[&["admin"], args].concat()).status().await.expect("the program runs").success()
    }

    /// What `homeroom admin ...` prints, which is JSON.
    pub async fn admin_prints(urls: &RoleUrls, args: &[&str]) -> serde_json::Value {
        let output = command(urls, &[&["admin"], args].concat()).stdout(Stdio::piped()).output().await.expect("the program runs");
        assert!(output.status.success(), "{args:?}");
        // Whoever runs tests says something around it.
        let text = String::from_utf8(output.stdout).expect("text");
        let json = text.find(['[', '{']).zip(text.rfind([']', '}'])).map(|(from, to)| &text[from..=to]).expect("an array or an object");
        serde_json::from_str(json).expect("JSON")
    }

    /// As `kill -9` does.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Waits until it ends by itself.
    pub async fn ended(&mut self) -> std::process::ExitStatus {
        self.child.wait().await.unwrap()
    }

    async fn wait_until_ready(&mut self) {
        let client = http_client();
        let patience = Instant::now() + Duration::from_secs(30);
        while Instant::now() < patience {
            if client.get(format!("{}/readyz", self.url)).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            assert!(self.child.try_wait().unwrap().is_none(), "the service ended instead of serving");
            sleep(Duration::from_millis(50)).await;
        }
        panic!("the service did not become ready");
    }
}

fn command(urls: &RoleUrls, args: &[&str]) -> Command {
    let mut command = copy(urls, "support::process::tests::homeroom");
    command.env(ARGUMENTS, args.join(" "));
    command
}

/// A copy of this process, which becomes what the ignored test of this name makes of it, with the usual settings in its environment.
pub(super) fn copy(urls: &RoleUrls, test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([test, "--exact", "--ignored", "--nocapture", "--quiet"])
        .env("DATABASE_URL", &urls.app)
        .env("WORKER_DATABASE_URL", &urls.worker)
        .env("OWNER_DATABASE_URL", &urls.owner)
        .env("MASTER_KEY", MASTER_KEY)
        .env("RATE_LIMIT_PER_ADDRESS", "1000000")
        .env("RATE_LIMIT_PER_CALLER", "1000000")
        .env("STOP_DELAY_SECONDS", "0")
        .env("LOG", "warn")
        .env("LOG_FORMAT", "text")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true);
    command
}

/// Becomes `homeroom` if this process was started to be it. Called first by whatever program starts a `Service`.
///
/// The program of another package is not built for a test, and building it from one takes minutes: so this one runs itself again.
#[expect(clippy::disallowed_methods, reason = "how a process tells its copy what to be")]
pub fn become_homeroom() {
    if let Ok(arguments) = std::env::var(ARGUMENTS) {
        let status = homeroom::cli::run_as(std::iter::once("homeroom").chain(arguments.split(' ')).map(Into::into));
        std::process::exit(i32::from(status != std::process::ExitCode::SUCCESS));
    }
}

/// A client for what listens on loopback.
pub fn http_client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[cfg(test)]
mod tests {
    #[test]
    #[ignore = "not a test: the service, when a test starts it as a process"]
    fn homeroom() {
        super::become_homeroom();
    }
}
