use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use homeroom_local::{
    postgres::{Options, Postgres},
    progress,
    scratch::Scratch,
};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::task::JoinSet;

use crate::support::{Home, SCOPES, Service, class_of, http_client, nodes, store_key};

/// A buyer's log: the keys that were sent, and the ids that were acknowledged.
#[derive(Debug, Default)]
struct Log {
    sent: Vec<String>,
    acknowledged: Vec<(String, String)>,
}

async fn start(dir: &Path) -> Postgres {
    Postgres::start(Options { dir: dir.to_path_buf(), durable: true, progress: progress::silent() }).await.unwrap()
}

fn order(key: &str) -> Value {
    class_of(10).weekly("MO", "09:00", 45).with("/external_id", json!(key)).json()
}

async fn post(client: &reqwest::Client, url: &str, bearer: &str, key: &str) -> Option<(u16, Value)> {
    let request = client.post(format!("{url}/v1/orders")).bearer_auth(bearer).header("idempotency-key", key).json(&order(key));
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    Some((status, answer.json().await.ok()?))
}

/// Orders until told to stop or cut off.
async fn buy(url: String, bearer: String, buyer: usize, stop: Arc<AtomicBool>) -> Log {
    let client = http_client();
    let mut log = Log::default();
    for number in 0.. {
        let key = format!("buyer-{buyer}-{number}");
        log.sent.push(key.clone());
        let answer = post(&client, &url, &bearer, &key).await;
        match answer {
            Some((201, order)) => log.acknowledged.push((key, order["id"].as_str().unwrap().to_owned())),
            Some((503, _)) | None => break,
            Some((status, body)) => {
                // The database may be gone while the service still answers.
                assert!(status >= 500, "{status} {body}");
                break;
            }
        }
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
    log
}

/// As a patient client would: what the killed service left running in Postgres may need a moment to end.
async fn retry(client: &reqwest::Client, url: &str, bearer: &str, key: &str) -> (u16, Value) {
    for _ in 0..100 {
        let (status, answer) = post(client, url, bearer, key).await.expect("the service answers");
        if answer["code"] != "idempotency_key_running" {
            return (status, answer);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{key} is still running")
}

async fn tenant(service: &Service, platform: &str) -> String {
    let body = json!({"name": "Qinghe No. 2", "time_zone": "Asia/Shanghai", "currency": "CNY", "livemode": true,
                      "quota": {"rooms": 100_000, "seats": 1_000_000, "live_orders": 100_000, "rooms_per_order": 200}});
    let request = http_client().post(format!("{}/v1/tenants", service.url)).bearer_auth(platform).header("idempotency-key", "tenant");
    let answer: Value = request.json(&body).send().await.unwrap().json().await.unwrap();
    answer["id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn buyers(service: &Service, bearer: &str, stop: &Arc<AtomicBool>) -> JoinSet<Log> {
    let mut buyers = JoinSet::new();
    for buyer in 0..6 {
        buyers.spawn(buy(service.url.clone(), bearer.to_owned(), buyer, stop.clone()));
    }
    // Long enough that each has had answers, and is waiting for the next.
    let client = http_client();
    let bought = format!("{}/v1/orders?limit=50", service.url);
    for _ in 0..600 {
        let page: Value = client.get(&bought).bearer_auth(bearer).send().await.unwrap().json().await.unwrap();
        if page["items"].as_array().is_some_and(|orders| orders.len() > 20) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    buyers
}

/// Everything acknowledged is there; a retry of anything makes nothing twice; no calendar differs from what was booked.
async fn look(service: &Service, postgres: &Postgres, bearer: &str, logs: &[Log]) {
    let client = http_client();
    for log in logs {
        for (key, id) in &log.acknowledged {
            let answer = client.get(format!("{}/v1/orders/{id}", service.url)).bearer_auth(bearer).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{key} was acknowledged as {id}");
            let (status, again) = post(&client, &service.url, bearer, key).await.unwrap();
            assert_eq!((status, again["id"].as_str()), (201, Some(id.as_str())), "{key} retried");
        }
        for key in &log.sent {
            let (status, answer) = retry(&client, &service.url, bearer, key).await;
            assert_eq!(status, 201, "{key} retried: {answer}");
        }
    }
    let sent: usize = logs.iter().map(|log| log.sent.len()).sum();
    let mut conn = PgConnection::connect(&postgres.urls().worker).await.unwrap();
    let orders: i64 =
        sqlx::query_scalar("SELECT count(*) FROM orders WHERE external_id LIKE 'buyer-%'").fetch_one(&mut conn).await.unwrap();
    assert_eq!(usize::try_from(orders).unwrap(), sent, "each was made once");
    assert!(Service::admin(postgres.urls(), &["calendars", "verify"]).await, "calendars are the sum of their reservations");
}

/// A migrated database with a cluster, a service on it, and an institution's key.
async fn world(dir: &Path) -> (Postgres, Service, String) {
    let postgres = start(dir).await;
    Service::migrate(postgres.urls()).await;
    let mut conn = PgConnection::connect(&postgres.urls().worker).await.unwrap();
    nodes(2_000).insert(&mut conn, "bj-1").await;
    let platform = store_key(&mut conn, Home::PLATFORM, true, &SCOPES).await;
    let service = Service::start(postgres.urls()).await;
    let tenant = tenant(&service, &platform).await;
    let bearer = store_key(&mut conn, Home::tenant(&tenant), true, &SCOPES).await;
    conn.close().await.unwrap();
    (postgres, service, bearer)
}

async fn cut_off(kill_postgres: bool) {
    let dir = Scratch::new("crash").unwrap();
    let (mut postgres, service, bearer) = world(dir.path()).await;
    let stop = Arc::new(AtomicBool::new(false));
    let buyers = buyers(&service, &bearer, &stop).await;
    if kill_postgres {
        postgres.crash().await;
        stop.store(true, Ordering::Relaxed);
        postgres = start(dir.path()).await;
    }
    service.kill().await;
    let service = Service::start(postgres.urls()).await;
    let logs = buyers.join_all().await;
    let acknowledged: usize = logs.iter().map(|log| log.acknowledged.len()).sum();
    assert!(acknowledged > 10, "only {acknowledged} were acknowledged before the end");
    look(&service, &postgres, &bearer, &logs).await;
    service.kill().await;
    postgres.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledged_order_survives_the_service_being_killed() {
    cut_off(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledged_order_survives_postgres_being_killed() {
    cut_off(true).await;
}
