//! Numbers of a service process on a durable Postgres: `cargo run --release -p homeroom-tests --example bench`.
//!
//! Time of a create over HTTP for the school order and for 20 weeks of 12 rooms, and the memory of the process with 1,000 orders.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program for a person at a terminal")]

use std::time::{Duration, Instant};

use homeroom_local::{
    postgres::{Options, Postgres},
    progress,
    scratch::Scratch,
};
use homeroom_tests::support::{Home, OrderSpec, SCOPES, Service, become_homeroom, class_of, http_client, nodes, store_key};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

const TIMES: usize = 7;

struct Bench {
    service: Service,
    client: reqwest::Client,
    key: String,
}

impl Bench {
    async fn start(postgres: &Postgres) -> Self {
        let mut conn = PgConnection::connect(&postgres.urls().worker).await.unwrap();
        nodes(2_000).insert(&mut conn, "bj-1").await;
        let platform = store_key(&mut conn, Home::PLATFORM, true, &SCOPES).await;
        let bench = Self { service: Service::start(postgres.urls()).await, client: http_client(), key: platform };
        let quota = json!({"rooms": 100_000, "seats": 1_000_000, "live_orders": 100_000, "rooms_per_order": 200});
        let tenant = bench
            .post(
                "/v1/tenants",
                &json!({"name": "Bench", "time_zone": "Asia/Shanghai", "currency": "CNY", "livemode": true, "quota": quota}),
            )
            .await;
        let key = store_key(&mut conn, Home::tenant(tenant["id"].as_str().unwrap()), true, &SCOPES).await;
        Self { key, ..bench }
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.client.post(format!("{}{path}", self.service.url)).bearer_auth(&self.key);
        let answer = request.header("idempotency-key", uuid::Uuid::now_v7().to_string()).json(body).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The middle of several, after one to warm up.
    async fn time(&self, what: &str, order: &OrderSpec) {
        let document = order.json();
        let lessons = self.post("/v1/orders", &document).await["lessons_total"].clone();
        for path in ["/v1/quotes", "/v1/orders"] {
            let mut times = Vec::new();
            for _ in 0..TIMES {
                let began = Instant::now();
                self.post(path, &document).await;
                times.push(began.elapsed());
            }
            times.sort();
            println!(
                "{what}, {lessons} lessons: POST {path} {} ms (of {TIMES}: {} to {} ms)",
                ms(times[TIMES / 2]),
                ms(times[0]),
                ms(times[TIMES - 1])
            );
        }
    }

    fn memory_mib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.service.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    }
}

fn ms(time: Duration) -> u128 {
    time.as_millis()
}

/// 60 classes of 50, eight lessons a day from Monday to Friday, a week off, a make-up Saturday.
fn school() -> OrderSpec {
    let bells = ["08:00", "08:55", "10:00", "10:55", "13:30", "14:25", "15:20", "16:15"];
    let order = bells.iter().fold(class_of(50).rooms(60), |order, bell| order.weekly("MO,TU,WE,TH,FR", bell, 45));
    order.with(
        "/timetable/days",
        json!([{"from": "2026-10-01", "to": "2026-10-07", "off": true}, {"date": "2026-10-10", "runs_as": "2026-10-07"}]),
    )
}

fn main() {
    become_homeroom();
    tokio::runtime::Runtime::new().unwrap().block_on(bench());
}

async fn bench() {
    let dir = Scratch::new("bench").unwrap();
    let postgres = Postgres::start(Options { dir: dir.path().to_path_buf(), durable: true, progress: progress::silent() }).await.unwrap();
    Service::migrate(postgres.urls()).await;
    let bench = Bench::start(&postgres).await;
    println!("memory at rest: {} MiB", bench.memory_mib());
    bench.time("12 rooms, 20 weeks, Mo and We", &class_of(50).rooms(12).weekly("MO,WE", "09:00", 45)).await;
    bench.time("the school", &school()).await;
    for _ in 0..1_000 {
        bench.post("/v1/orders", &class_of(20).weekly("MO,WE", "09:00", 45).json()).await;
    }
    tokio::time::sleep(Duration::from_secs(10)).await;
    println!("memory with 1,000 orders more: {} MiB", bench.memory_mib());
    bench.service.kill().await;
    postgres.stop().await.unwrap();
}
