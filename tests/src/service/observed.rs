//! What operators see of a running service: counts, and a log that holds nothing secret.

use homeroom_local::{postgres::Postgres, scratch::Scratch};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::support::{Home, SCOPES, Service, class_of, http_client, nodes, store_key};

const PASSWORD: &str = "sekrit correct horse";

/// Sends as a program does and gives status and body.
async fn post(service: &Service, path: &str, bearer: Option<&str>, body: Value) -> (u16, Value) {
    let request = http_client().post(format!("{}{path}", service.url)).header("origin", &service.url);
    let request = request.header("idempotency-key", format!("{path} {body}").chars().take(200).collect::<String>()).json(&body);
    let request = if let Some(bearer) = bearer { request.bearer_auth(bearer) } else { request };
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

/// Everything that carries a secret once: a kubeconfig, a person with a password, log-ins that succeed and fail, keys, the address of a calendar.
async fn secrets(service: &Service, platform: &str, bearer: &str) -> Vec<String> {
    let kubeconfig = "clusters: [{name: sekrit, cluster: {server: 'https://sekrit'}}]\nusers: [{name: u, user: {token: sekrit}}]";
    let cluster = json!({"name": "x", "region": "x", "kubeconfig": kubeconfig, "media_url": "wss://{classroom}.example.org"});
    assert_eq!(post(service, "/v1/clusters", Some(platform), cluster).await.0, 422);
    let member = json!({"email": "head@example.org", "role": "owner", "password": PASSWORD});
    assert_eq!(post(service, "/v1/members", Some(bearer), member).await.0, 201);
    let log_in = |password: &str| json!({"email": "head@example.org", "password": password});
    assert_eq!(post(service, "/v1/sessions", None, log_in(PASSWORD)).await.0 / 100, 2);
    assert_eq!(post(service, "/v1/sessions", None, log_in("sekrit guess")).await.0, 401);
    let (status, key) = post(service, "/v1/api-keys", Some(bearer), json!({"name": "k", "scopes": ["orders:read"]})).await;
    assert_eq!(status, 201, "{key}");
    let made = key.as_object().unwrap().values().filter_map(Value::as_str).find(|text| text.starts_with("hr_")).unwrap().to_owned();
    assert_eq!(http_client().get(format!("{}/v1/orders?x={made}", service.url)).bearer_auth(&made).send().await.unwrap().status(), 422);
    let (status, token) = post(service, "/v1/tokens", Some(&made), json!({})).await;
    assert_eq!(status / 100, 2, "{token}");
    let token = token["access_token"].as_str().unwrap().to_owned();
    vec![platform.to_owned(), bearer.to_owned(), made, token, "sekrit".to_owned(), address_of_calendar(service, bearer).await]
}

/// The secret of a subscription's address, which was read, asked for wrongly, and tried as the credential that it is not.
async fn address_of_calendar(service: &Service, bearer: &str) -> String {
    let (status, made) = post(service, "/v1/subscriptions", Some(bearer), json!({"everything": true})).await;
    assert_eq!(status, 201, "{made}");
    let (_, secret) = made["address"].as_str().unwrap().split_once('=').unwrap();
    let address = format!("{}/v1/lessons.ics?subscription={secret}", service.url);
    for (address, status) in [(address.clone(), 200), (format!("{address}x"), 404), (format!("{address}&x={secret}"), 422)] {
        assert_eq!(http_client().get(address).send().await.unwrap().status(), status);
    }
    assert_eq!(http_client().get(format!("{}/v1/lessons", service.url)).bearer_auth(secret).send().await.unwrap().status(), 401);
    secret.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_counts_requests_and_admissions_and_logs_nothing_secret() {
    let dir = Scratch::new("observed").unwrap();
    let log = dir.path().join("log");
    let postgres = Postgres::start_scratch().await.unwrap();
    Service::migrate(postgres.urls()).await;
    let mut conn = PgConnection::connect(&postgres.urls().worker).await.unwrap();
    nodes(2).insert(&mut conn, "bj-1").await;
    let platform = store_key(&mut conn, Home::PLATFORM, true, &SCOPES).await;
    let service = Service::start_logging(postgres.urls(), &log).await;
    let tenant = json!({"name": "Qinghe", "time_zone": "Asia/Shanghai", "currency": "CNY", "livemode": true,
                        "quota": {"rooms": 1, "seats": 1_000, "live_orders": 10, "rooms_per_order": 10}});
    let (_, tenant) = post(&service, "/v1/tenants", Some(&platform), tenant).await;
    let bearer = store_key(&mut conn, Home::tenant(tenant["id"].as_str().unwrap()), true, &SCOPES).await;

    let order = |rooms| class_of(10).rooms(rooms).weekly("MO", "09:00", 45).json();
    let (status, made) = post(&service, "/v1/orders", Some(&bearer), order(1)).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(post(&service, "/v1/orders", Some(&bearer), order(2)).await.0, 409);
    assert_eq!(post(&service, "/v1/quotes", Some(&bearer), order(2)).await.0, 200);
    let made_up = reqwest::Method::from_bytes(b"MADEUP").unwrap();
    http_client().request(made_up, format!("{}/v1/orders", service.url)).send().await.unwrap();
    let secrets = secrets(&service, &platform, &bearer).await;

    let counts = http_client().get(&service.metrics_url).send().await.unwrap().text().await.unwrap();
    for line in [
        "homeroom_admissions_total{outcome=\"admitted\"} 1",
        "homeroom_admissions_total{outcome=\"quota\"} 1",
        "homeroom_http_requests_total{method=\"POST\",route=\"/v1/orders\",status=\"201\"} 1",
        "method=\"other\"",
    ] {
        assert!(counts.contains(line), "{line} in {counts}");
    }
    assert!(!counts.contains("MADEUP") && !counts.contains("ord_"), "{counts}");
    service.kill().await;
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("request_id"), "{log}");
    for secret in secrets {
        for (place, text) in [("log", &log), ("counts", &counts)] {
            let line = text.lines().find(|line| line.contains(&secret));
            assert_eq!(line, None, "{secret} in the {place}");
        }
    }
    postgres.stop().await.unwrap();
}
