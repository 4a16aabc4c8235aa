//! A service process, the Postgres below it, and an institution that may order more than anybody.

use std::time::{Duration, Instant};

use homeroom_local::{
    postgres::{Options, Postgres},
    progress,
    scratch::Scratch,
};
use homeroom_tests::support::{Home, SCOPES, Service, http_client, store_key};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

pub(crate) struct Bench {
    pub(crate) postgres: Postgres,
    service: Service,
    client: reqwest::Client,
    platform_key: String,
    key: String,
    _dir: Scratch,
}

impl Bench {
    /// `image` is what rooms run.
    pub(crate) async fn start(image: &str) -> Self {
        let dir = Scratch::new("bench").unwrap();
        let options = Options { dir: dir.path().to_path_buf(), durable: true, progress: progress::silent() };
        let postgres = Postgres::start(options).await.unwrap();
        Service::migrate(postgres.urls()).await;
        let service = Service::start_with(postgres.urls(), &[("ROOM_IMAGE", image)]).await;
        let mut sql = PgConnection::connect(&postgres.urls().worker).await.unwrap();
        let platform_key = store_key(&mut sql, Home::PLATFORM, true, &SCOPES).await;
        let mut bench = Self { postgres, service, client: http_client(), platform_key, key: String::new(), _dir: dir };
        let quota = json!({"rooms": 100_000, "seats": 1_000_000, "live_orders": 100_000, "rooms_per_order": 200});
        let tenant = json!({"name": "Bench", "time_zone": "Asia/Shanghai", "currency": "CNY", "livemode": true, "quota": quota});
        let tenant = bench.post_as(&bench.platform_key, "/v1/tenants", &tenant).await;
        bench.key = store_key(&mut sql, Home::tenant(tenant["id"].as_str().unwrap()), true, &SCOPES).await;
        bench
    }

    pub(crate) async fn sql(&self) -> PgConnection {
        PgConnection::connect(&self.postgres.urls().worker).await.unwrap()
    }

    /// Registers a cluster by the kubeconfig that an operator would use, and waits until its nodes are counted.
    pub(crate) async fn register(&self, kubeconfig: &str) {
        let body = json!({"name": "bench", "region": "cn-beijing", "kubeconfig": kubeconfig, "headroom_percent": 0, "media_url": "ws://{pod_ip}:7880"});
        self.post_as(&self.platform_key, "/v1/clusters", &body).await;
        let mut sql = self.sql().await;
        let mut known = 0_i64;
        while known == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            known = sqlx::query_scalar("SELECT count(*) FROM cluster_nodes WHERE schedulable").fetch_one(&mut sql).await.unwrap();
        }
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        self.post_as(&self.key, path, body).await
    }

    async fn post_as(&self, key: &str, path: &str, body: &Value) -> Value {
        let request = self.client.post(format!("{}{path}", self.service.url)).bearer_auth(key);
        let answer = request.header("idempotency-key", uuid::Uuid::now_v7().to_string()).json(body).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.client.get(format!("{}{path}", self.service.url)).bearer_auth(&self.key).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    /// Resident memory of the service.
    pub(crate) fn memory_mib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.service.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    }

    pub(crate) async fn stop(self) {
        self.service.kill().await;
        self.postgres.stop().await.unwrap();
    }
}

/// Prints the middle of several times, and their ends.
pub(crate) fn print(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let ms = |at: usize| times[at].as_millis();
    println!("{what}: {} ms (of {}: {} to {} ms)", ms(times.len() / 2), times.len(), ms(0), ms(times.len() - 1));
}

pub(crate) async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let began = Instant::now();
    (work.await, began.elapsed())
}
