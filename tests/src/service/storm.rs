//! One institution asks for as much as a request may, many times at once: everybody else is served, and memory stays within bounds.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use homeroom_local::postgres::Postgres;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::{sync::Notify, task::JoinSet, time::sleep};

use crate::support::{Home, SCOPES, Service, class_of, http_client, nodes, store_key};

const QUOTES: usize = 40;
const GROWTH_MIB: u64 = 400;

/// 50 orders of 200 rooms with 12 lessons each: 120,000 lessons in 280 KiB, all that one request may come to.
fn as_much_as_allowed() -> Value {
    let daily = json!({"rrule": "FREQ=DAILY;COUNT=12", "start": "09:00", "duration_minutes": 45});
    // A process of its own goes by the real time: what is asked for has to be still to come.
    json!({ "orders": vec![class_of(1).rooms(200).line(daily).term("2036-09-01", "2036-12-19").json(); 50] })
}

/// Resident memory of a process.
fn memory_mib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse::<u64>().unwrap() / 1024
}

/// Waits until memory is near to what it was.
async fn given_back(process: u32, before: u64) {
    for _ in 0..300 {
        if memory_mib(process) <= before + GROWTH_MIB / 4 {
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("{before} MiB stay {} MiB", memory_mib(process));
}

/// An institution that may have so many rooms at once, and its key.
async fn institution(service: &Service, conn: &mut PgConnection, platform: &str, rooms: u32) -> String {
    let body = json!({"name": "School", "time_zone": "Asia/Shanghai", "currency": "CNY", "livemode": true,
                      "quota": {"rooms": rooms, "seats": 100_000, "live_orders": 100, "rooms_per_order": 200}});
    let request = http_client().post(format!("{}/v1/tenants", service.url)).bearer_auth(platform);
    let made: Value = request.header("idempotency-key", rooms.to_string()).json(&body).send().await.unwrap().json().await.unwrap();
    store_key(conn, Home::tenant(made["id"].as_str().unwrap()), true, &SCOPES).await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: a storm of requests"]
async fn an_institution_that_asks_for_all_it_may_many_times_at_once_stalls_nobody_and_fills_no_memory() {
    let postgres = Postgres::start_scratch().await.unwrap();
    Service::migrate(postgres.urls()).await;
    let mut conn = PgConnection::connect(&postgres.urls().worker).await.unwrap();
    nodes(2).insert(&mut conn, "bj-1").await;
    let platform = store_key(&mut conn, Home::PLATFORM, true, &SCOPES).await;
    let service = Service::start(postgres.urls()).await;
    let greedy = institution(&service, &mut conn, &platform, 1).await;
    let other = institution(&service, &mut conn, &platform, 10).await;
    let client = http_client();
    let order = class_of(10).weekly("MO", "09:00", 45).term("2036-09-01", "2036-12-19").json();
    let ordering = client.post(format!("{}/v1/orders", service.url)).bearer_auth(&other).header("idempotency-key", "a").json(&order);
    let ordered: Value = ordering.send().await.unwrap().json().await.unwrap();
    let rooms = client.get(format!("{}/v1/classrooms?order_id={}", service.url, ordered["id"].as_str().unwrap())).bearer_auth(&other);
    let rooms: Value = rooms.send().await.unwrap().json().await.unwrap();
    let joining = format!("/v1/classrooms/{}/join", rooms["items"][0]["id"].as_str().unwrap());
    let epochs = "SELECT epoch FROM cluster_leases ORDER BY cluster_id";
    let held: Vec<i64> = sqlx::query_scalar(epochs).fetch_all(&mut conn).await.unwrap();
    let before = memory_mib(service.id());

    let body = as_much_as_allowed().to_string();
    let mut quotes = JoinSet::new();
    for _ in 0..QUOTES {
        let quote = client.post(format!("{}/v1/quotes", service.url)).bearer_auth(&greedy);
        let quote = quote.header("content-type", "application/json").body(body.clone()).send();
        quotes.spawn(async move {
            let answer = quote.await.unwrap();
            let (status, retry) = (answer.status().as_u16(), answer.headers().contains_key("retry-after"));
            let body: Value = answer.json().await.unwrap();
            (status, retry, body)
        });
    }
    let over = Arc::new(Notify::new());
    let reading = {
        let (client, url, over) = (client.clone(), service.url.clone(), over.clone());
        tokio::spawn(async move {
            let mut read = 0;
            loop {
                for path in ["/v1/orders", "/v1/usage/quota", "/readyz"] {
                    let answer =
                        client.get(format!("{url}{path}")).bearer_auth(&other).timeout(Duration::from_secs(20)).send().await.unwrap();
                    assert_eq!(answer.status(), 200, "{path}");
                    read += 1;
                }
                // Its lesson is years away: what counts is that this is said.
                let join = client.post(format!("{url}{joining}")).bearer_auth(&other).header("idempotency-key", read.to_string());
                let join = join.timeout(Duration::from_secs(20)).json(&json!({"role": "pupil", "name": "P"})).send().await.unwrap();
                assert_eq!(join.status(), 409, "{}", join.text().await.unwrap());
                if tokio::time::timeout(Duration::from_millis(10), over.notified()).await.is_ok() {
                    return read;
                }
            }
        })
    };
    let process = service.id();
    let watching = tokio::spawn(async move {
        let mut highest = 0;
        loop {
            highest = highest.max(memory_mib(process));
            assert!(highest <= before + GROWTH_MIB, "{before} MiB grew to {highest}");
            sleep(Duration::from_millis(10)).await;
        }
    });
    let mut seen = BTreeSet::new();
    while let Some(quote) = quotes.join_next().await {
        let (status, retry, body) = quote.unwrap();
        match status {
            // What the quota of one room refuses: no cluster was looked at, and nothing is suggested.
            200 => assert_eq!((&body["feasible"], &body["violations"][0]["limit"]), (&json!(false), &json!("rooms"))),
            503 => assert!(body["code"] == "busy" && retry, "{body}"),
            other => panic!("{other}: {body}"),
        }
        seen.insert(status);
    }
    assert!(seen.contains(&503), "not all of them can be worked on or wait: {seen:?}");
    assert!(!watching.is_finished(), "memory stayed within bounds");
    watching.abort();
    over.notify_one();
    assert!(reading.await.unwrap() > 0);
    assert_eq!(sqlx::query_scalar::<_, i64>(epochs).fetch_all(&mut conn).await.unwrap(), held, "no lease changed hands");
    given_back(process, before).await;
    service.kill().await;
    postgres.stop().await.unwrap();
}
