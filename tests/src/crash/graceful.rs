use std::time::Duration;

use homeroom_local::postgres::Postgres;
use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Instant, sleep, timeout},
};

use crate::support::{Home, SCOPES, Service, class_of, http_client, nodes, store_key};

/// Longer than anything here takes, shorter than the grace after which requests are cut off.
const SOON: Duration = Duration::from_secs(20);

/// Asks a process to stop, as an orchestrator does.
async fn terminate(id: u32) {
    assert!(tokio::process::Command::new("kill").args(["-TERM", &id.to_string()]).status().await.unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_stop_it_ends_by_itself_and_well() {
    let postgres = Postgres::start_scratch().await.unwrap();
    Service::migrate(postgres.urls()).await;
    let mut service = Service::start(postgres.urls()).await;
    terminate(service.id()).await;
    let status = timeout(SOON, service.ended()).await.expect("it ends");
    assert!(status.success(), "{status}");
    postgres.stop().await.unwrap();
}

/// A migrated database with a cluster that cannot be reached, and the key of an institution with an order.
async fn world(postgres: &Postgres) -> (Service, PgConnection, String, String) {
    Service::migrate(postgres.urls()).await;
    let mut conn = PgConnection::connect(&postgres.urls().worker).await.unwrap();
    nodes(2).insert(&mut conn, "bj-1").await;
    let platform = store_key(&mut conn, Home::PLATFORM, true, &SCOPES).await;
    let service = Service::start_with(postgres.urls(), &[("STOP_DELAY_SECONDS", "2")]).await;
    let tenant = json!({"name": "Qinghe", "time_zone": "Asia/Shanghai", "currency": "CNY", "livemode": true,
                        "quota": {"rooms": 10, "seats": 1_000, "live_orders": 10, "rooms_per_order": 10}});
    let tenant = post(&service, "/v1/tenants", &platform, &tenant).await;
    let bearer = store_key(&mut conn, Home::tenant(tenant["id"].as_str().unwrap()), true, &SCOPES).await;
    let order = post(&service, "/v1/orders", &bearer, &class_of(10).weekly("MO", "09:00", 45).json()).await;
    let path = format!("/v1/orders/{}", order["id"].as_str().unwrap());
    (service, conn, bearer, path)
}

async fn post(service: &Service, path: &str, bearer: &str, body: &Value) -> Value {
    let request = http_client().post(format!("{}{path}", service.url)).bearer_auth(bearer).header("idempotency-key", path).json(body);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.json().await.unwrap()
}

/// Asks again and again until something is so.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + SOON;
    while !is_so().await {
        assert!(Instant::now() < end, "{what}: not after {SOON:?}");
        sleep(Duration::from_millis(50)).await;
    }
}

/// Whether anybody holds the lease on the cluster.
async fn is_held(conn: &mut PgConnection) -> bool {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM cluster_leases WHERE expires_at > clock_timestamp())").fetch_one(conn).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_stop_it_says_so_answers_what_is_in_flight_and_gives_its_clusters_up() {
    let postgres = Postgres::start_scratch().await.unwrap();
    let (mut service, mut conn, bearer, order) = world(&postgres).await;
    until("somebody works on the cluster", async || is_held(&mut conn).await).await;
    let client = http_client();
    let get = client.get(format!("{}{order}", service.url)).bearer_auth(&bearer);
    let version = get.try_clone().unwrap().send().await.unwrap().headers()["etag"].clone();
    let tag = version.to_str().unwrap().to_owned();
    let waits = tokio::spawn(get.header("if-none-match", version).header("prefer", "wait=30").send());
    // One whose body is still on its way takes longer than the delay.
    let mut slow = TcpStream::connect(service.url.trim_start_matches("http://")).await.unwrap();
    let head = format!("PATCH {order} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {bearer}\r\ncontent-type: application/json\r\n");
    let head = format!("{head}if-match: {tag}\r\nconnection: close\r\n");
    slow.write_all(format!("{head}content-length: 18\r\n\r\n{{\"name\": ").as_bytes()).await.unwrap();
    sleep(Duration::from_millis(500)).await;

    terminate(service.id()).await;
    let ready = format!("{}/readyz", service.url);
    let says_no = async || http_client().get(&ready).send().await.unwrap().status() == StatusCode::SERVICE_UNAVAILABLE;
    until("a balancer can see it", says_no).await;
    assert!(timeout(SOON, waits).await.expect("an answer").unwrap().unwrap().status().is_redirection(), "nothing is new");
    until("no connection is taken any more", async || http_client().get(&ready).send().await.is_err()).await;
    assert!(is_held(&mut conn).await, "workers go on while requests are in flight");
    slow.write_all(b"\"Autumn\"}").await.unwrap();
    let mut answer = String::new();
    timeout(SOON, slow.read_to_string(&mut answer)).await.expect("an answer").unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let status = timeout(SOON, service.ended()).await.expect("it ends");
    assert!(status.success(), "{status}");
    assert!(!is_held(&mut conn).await, "the cluster is given up");
    postgres.stop().await.unwrap();
}
