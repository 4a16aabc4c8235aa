//! A service process, the Postgres below it, and who calls it.

use std::{
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use homeroom_local::{
    postgres::{Options, Postgres},
    progress,
    scratch::Scratch,
};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::process::{Child, Command};

/// Any 32 bytes: nothing that is sealed with it is kept.
const MASTER_KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const EMAIL: &str = "bench@homeroom.example";
const PASSWORD: &str = "measured by itself";

/// See the module. Everything of it ends with it.
pub(crate) struct Installation {
    pub(crate) postgres: Postgres,
    /// Host and port of the API.
    pub(crate) address: String,
    service: Child,
    client: Client,
    platform_key: String,
    _dir: Scratch,
}

/// An institution and its key.
#[derive(Debug, Clone)]
pub(crate) struct Tenant {
    pub(crate) key: String,
}

impl Installation {
    /// `image` is what rooms run.
    pub(crate) async fn start(image: &str) -> Result<Self> {
        Self::start_with(image, &[]).await
    }

    /// With settings of the service beside the usual ones.
    pub(crate) async fn start_with(image: &str, more: &[(&str, &str)]) -> Result<Self> {
        let dir = Scratch::new("bench")?;
        let options = Options { dir: dir.path().to_path_buf(), durable: true, progress: progress::silent() };
        let postgres = Postgres::start(options).await?;
        let address = format!("127.0.0.1:{}", free_port()?);
        run(&postgres, &["migrate"], &[]).await?;
        let password_file = dir.path().join("password");
        std::fs::write(&password_file, PASSWORD)?;
        let password_file = password_file.display().to_string();
        run(&postgres, &["admin", "create-platform-admin", "--email", EMAIL, "--password-file", &password_file], &[]).await?;
        let (url, metrics) = (format!("http://{address}"), format!("127.0.0.1:{}", free_port()?));
        let settings = [
            ("LISTEN", address.as_str()),
            ("METRICS_LISTEN", &metrics),
            ("PUBLIC_URL", &url),
            ("ROOM_IMAGE", image),
            ("RATE_LIMIT_PER_ADDRESS", "100000000"),
            ("RATE_LIMIT_PER_CALLER", "100000000"),
            ("STOP_DELAY_SECONDS", "0"),
        ];
        let service = command(&postgres, &["serve"], &[settings.as_slice(), more].concat())?.spawn()?;
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(120)).build()?;
        let mut installation = Self { postgres, address, service, client, platform_key: String::new(), _dir: dir };
        installation.wait_until_ready().await?;
        installation.platform_key = installation.platform_key().await?;
        Ok(installation)
    }

    async fn wait_until_ready(&mut self) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            let asked = self.client.get(format!("http://{}/readyz", self.address)).send().await;
            if asked.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            ensure!(self.service.try_wait()?.is_none(), "the service ended instead of serving");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the service did not become ready")
    }

    /// Logs in as a browser does, and makes a key that may do whatever the platform may.
    async fn platform_key(&self) -> Result<String> {
        let url = format!("http://{}", self.address);
        let body = json!({"email": EMAIL, "password": PASSWORD});
        let answer = self.client.post(format!("{url}/v1/sessions")).header("origin", &url).json(&body).send().await?;
        let cookie = answer.headers().get("set-cookie").context("no session")?.to_str()?.split(';').next().unwrap_or_default().to_owned();
        let as_browser = |request: RequestBuilder| request.header("cookie", &cookie).header("origin", &url);
        let me = answer_of(as_browser(self.client.get(format!("{url}/v1/me")))).await?;
        let body = json!({"name": "bench", "scopes": me["permissions"]});
        let made =
            answer_of(as_browser(self.client.post(format!("{url}/v1/api-keys")).header("idempotency-key", "bench").json(&body))).await?;
        text_of(&made, "key")
    }

    /// An institution that may have so many rooms at once.
    pub(crate) async fn tenant(&self, name: &str, rooms: u32) -> Result<Tenant> {
        let quota = json!({"rooms": rooms, "seats": 1_000_000, "live_orders": 100_000, "rooms_per_order": 200});
        let body = json!({"name": name, "time_zone": "Asia/Shanghai", "currency": "CNY", "livemode": true, "quota": quota});
        let id = text_of(&self.send(Method::POST, "/v1/tenants", &self.platform_key, Some(&body)).await?, "id")?;
        let scopes = [
            "orders:create",
            "orders:quote",
            "orders:read",
            "orders:amend",
            "lessons:read",
            "classrooms:read",
            "classrooms:join",
            "billing:read",
            "billing:manage",
        ];
        let url = format!("http://{}/v1/api-keys", self.address);
        let request = self.client.post(url).bearer_auth(&self.platform_key).header("x-tenant", &id);
        let made = answer_of(request.header("idempotency-key", name).json(&json!({"name": "bench", "scopes": scopes}))).await?;
        Ok(Tenant { key: text_of(&made, "key")? })
    }

    /// Whoever runs the platform.
    pub(crate) fn platform(&self) -> Tenant {
        Tenant { key: self.platform_key.clone() }
    }

    /// Keys of an institution of their own that may order and follow what happens; as many as one may have.
    pub(crate) async fn school_with_keys(&self, name: &str, count: usize) -> Result<Vec<Tenant>> {
        let quota = json!({"rooms": 1_000, "seats": 1_000_000, "live_orders": 1_000, "rooms_per_order": 200});
        let body = json!({"name": name, "time_zone": "Asia/Shanghai", "currency": "CNY", "livemode": true, "quota": quota});
        let id = text_of(&self.send(Method::POST, "/v1/tenants", &self.platform_key, Some(&body)).await?, "id")?;
        let mut keys = Vec::with_capacity(count);
        for number in 0..count {
            let request =
                self.client.post(format!("http://{}/v1/api-keys", self.address)).bearer_auth(&self.platform_key).header("x-tenant", &id);
            let body = json!({"name": format!("bench {number}"), "scopes": ["orders:create", "events:read"]});
            let made = answer_of(request.header("idempotency-key", format!("{name} {number}")).json(&body)).await?;
            keys.push(Tenant { key: text_of(&made, "key")? });
        }
        Ok(keys)
    }

    pub(crate) async fn post(&self, tenant: &Tenant, path: &str, body: &Value) -> Result<Value> {
        self.send(Method::POST, path, &tenant.key, Some(body)).await
    }

    /// Sets what is there, whatever its version.
    pub(crate) async fn put(&self, tenant: &Tenant, path: &str, body: &Value) -> Result<Value> {
        let url = format!("http://{}{path}", self.address);
        let now = self.client.get(&url).bearer_auth(&tenant.key).send().await?;
        let version = now.headers().get("etag").context("no ETag")?.clone();
        answer_of(self.client.put(&url).bearer_auth(&tenant.key).header("if-match", version).json(body)).await.context(path.to_owned())
    }

    /// Puts a school on a version of a plan.
    pub(crate) async fn subscribe(&self, tenant: &Tenant, version: &Value) -> Result<()> {
        self.put(tenant, "/v1/subscription", &json!({"plan_version": version})).await?;
        Ok(())
    }

    pub(crate) async fn get(&self, tenant: &Tenant, path: &str) -> Result<Value> {
        self.send(Method::GET, path, &tenant.key, None).await
    }

    async fn send(&self, method: Method, path: &str, key: &str, body: Option<&Value>) -> Result<Value> {
        let request = self.client.request(method, format!("http://{}{path}", self.address)).bearer_auth(key);
        let request = request.header("idempotency-key", uuid::Uuid::now_v7().to_string());
        answer_of(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
        .context(path.to_owned())
    }

    /// A connection that sees every row.
    pub(crate) async fn sql(&self) -> Result<PgConnection> {
        Ok(PgConnection::connect(&self.postgres.urls().worker).await?)
    }

    /// A cluster whose nodes are rows: enough for everything that asks what fits.
    pub(crate) async fn cluster_of_rows(&self, name: &str, region: &str, nodes: i64) -> Result<()> {
        let shape = json!({"cpu_milli": 64_000, "memory_mib": 262_144, "network_mbit": 25_000, "pods": 110});
        let limits = json!({
            "cpu_milli": nodes * 64_000, "memory_mib": nodes * 262_144, "network_mbit": nodes * 25_000, "pods": nodes * 110,
            "node_share": nodes * 1_000_000_000,
        });
        let calendar = uuid::Uuid::now_v7();
        let mut sql = self.sql().await?;
        sqlx::query("INSERT INTO calendars (id, limits) VALUES ($1, $2)").bind(calendar).bind(limits).execute(&mut sql).await?;
        sqlx::query(
            "INSERT INTO clusters (id, calendar_id, name, region, uid, simulated, kubeconfig, media_url, headroom_percent, version, capacity, created_at)
             VALUES ($1, $2, $3, $4, $5, false, '', 'wss://{classroom}.rooms.example.org', 0, 'v1.36.0', $6, now())",
        )
        .bind(uuid::Uuid::now_v7())
        .bind(calendar)
        .bind(name)
        .bind(region)
        .bind(uuid::Uuid::now_v7())
        .bind(json!({"shape": shape, "nodes": nodes}))
        .execute(&mut sql)
        .await?;
        Ok(())
    }

    /// Registers a cluster by the kubeconfig that an operator would use, and waits until its nodes are counted.
    pub(crate) async fn register(&self, kubeconfig: &str) -> Result<()> {
        let body = json!({"name": "bench", "region": "cn-beijing", "kubeconfig": kubeconfig, "headroom_percent": 0, "media_url": "ws://{pod_ip}:7880"});
        self.send(Method::POST, "/v1/clusters", &self.platform_key, Some(&body)).await?;
        let (mut sql, mut known) = (self.sql().await?, 0_i64);
        while known == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            known = sqlx::query_scalar("SELECT count(*) FROM cluster_nodes WHERE schedulable").fetch_one(&mut sql).await?;
        }
        Ok(())
    }

    /// Resident memory of the service.
    pub(crate) fn memory_mib(&self) -> Result<f64> {
        let id = self.service.id().context("the service has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        mib(&status, "VmRSS:").context("no VmRSS")
    }

    /// Runs the program once beside the service, and says how long it took and the most memory that it had.
    pub(crate) async fn run_measured(&self, args: &[&str]) -> Result<Run> {
        let began = Instant::now();
        let mut program = command(&self.postgres, args, &[])?.spawn()?;
        let status = format!("/proc/{}/status", program.id().context("it has ended")?);
        let mut peak_mib = 0.0_f64;
        let code = loop {
            if let Some(code) = program.try_wait()? {
                break code;
            }
            peak_mib = peak_mib.max(std::fs::read_to_string(&status).ok().and_then(|text| mib(&text, "VmHWM:")).unwrap_or_default());
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        ensure!(code.success(), "homeroom {} failed", args.join(" "));
        Ok(Run { seconds: began.elapsed().as_secs_f64(), peak_mib })
    }

    pub(crate) async fn stop(mut self) -> Result<()> {
        self.service.kill().await?;
        self.postgres.stop().await
    }
}

/// One run of the program.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) seconds: f64,
    pub(crate) peak_mib: f64,
}

/// A figure of `/proc/<pid>/status`.
fn mib(status: &str, name: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.split_whitespace().next()?.parse::<f64>().ok()? / 1024.0)
}

async fn answer_of(request: RequestBuilder) -> Result<Value> {
    let answer = request.send().await?;
    let (status, text) = (answer.status(), answer.text().await?);
    ensure!(status.is_success(), "{status} {text}");
    Ok(serde_json::from_str(&text)?)
}

fn text_of(object: &Value, field: &str) -> Result<String> {
    object[field].as_str().map(str::to_owned).with_context(|| format!("no {field} in {object}"))
}

async fn run(postgres: &Postgres, args: &[&str], settings: &[(&str, &str)]) -> Result<()> {
    let status = command(postgres, args, settings)?.status().await?;
    ensure!(status.success(), "homeroom {} failed", args.join(" "));
    Ok(())
}

/// The program that was built beside this one.
fn command(postgres: &Postgres, args: &[&str], settings: &[(&str, &str)]) -> Result<Command> {
    let program: PathBuf = std::env::current_exe()?.with_file_name("homeroom");
    ensure!(program.exists(), "{} is not built: make bench", program.display());
    let urls = postgres.urls();
    let mut command = Command::new(program);
    command
        .args(args)
        .envs([("DATABASE_URL", &urls.app), ("WORKER_DATABASE_URL", &urls.worker), ("OWNER_DATABASE_URL", &urls.owner)])
        .envs([("MASTER_KEY", MASTER_KEY), ("LOG", "error"), ("LOG_FORMAT", "text")])
        .envs(settings.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true);
    Ok(command)
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// How long something took, besides what it gave.
pub(crate) async fn timed<T>(work: impl Future<Output = Result<T>>) -> Result<(T, Duration)> {
    let began = Instant::now();
    Ok((work.await?, began.elapsed()))
}
