//! What operators are told of clusters and of the work on them, by a process that works on a real control plane.

use std::time::Duration;

use homeroom_local::postgres::Postgres;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::time::{Instant, sleep};

use crate::{
    kubernetes::Plane,
    support::{Home, SCOPES, Service, class_of, http_client, store_key},
};

/// A call to a cluster that does not answer takes 15 s, and a gauge is silent after 30.
const PATIENCE: Duration = Duration::from_secs(90);

/// An order with a lesson that has begun five minutes ago.
fn running(name: &str) -> Value {
    #[expect(clippy::disallowed_methods, reason = "a process has the system's clock")]
    let begun = Timestamp::now() - SignedDuration::from_mins(5);
    let begun = TimeZone::UTC.to_datetime(begun);
    let (day, next) = (begun.date().to_string(), begun.date().tomorrow().unwrap().to_string());
    class_of(10).zone("UTC").term(&day, &next).on(&[&day], &begun.strftime("%H:%M").to_string(), 60).with("/name", json!(name)).json()
}

/// Asks until it is made: a cluster sells nothing until it has been looked at.
async fn made(service: &Service, path: &str, bearer: &str, body: Value) -> Value {
    let end = Instant::now() + PATIENCE;
    for number in 0.. {
        let key = format!("{path} {number} {}", body["name"]);
        let request = http_client().post(format!("{}{path}", service.url)).bearer_auth(bearer).header("idempotency-key", key).json(&body);
        let answer = request.send().await.unwrap();
        let (status, answer) = (answer.status(), answer.json().await.unwrap());
        if status == 201 {
            return answer;
        }
        assert!(Instant::now() < end, "{status} {answer}");
        sleep(Duration::from_millis(500)).await;
    }
    unreachable!("numbers do not end")
}

/// The value of a series; `None` while there is none.
fn value(counts: &str, series: &str) -> Option<f64> {
    counts.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')?.parse().ok())
}

/// Looks until it is so.
async fn until(service: &Service, what: &str, enough: impl Fn(&str) -> bool) {
    let end = Instant::now() + PATIENCE;
    loop {
        let counts = http_client().get(&service.metrics_url).send().await.unwrap().text().await.unwrap();
        if enough(&counts) {
            return;
        }
        assert!(Instant::now() < end, "not {what}: {counts}");
        sleep(Duration::from_millis(500)).await;
    }
}

const REACHABLE: &str = "homeroom_cluster_reachable{cluster=\"bj-1\"}";
const LATE: &str = "homeroom_rooms_not_ready_at_bell{cluster=\"bj-1\"}";
const AGE: &str = "homeroom_queue_age_seconds{cluster=\"bj-1\"}";

#[tokio::test(flavor = "multi_thread")]
async fn clusters_rooms_and_rounds_are_told_of_by_whoever_works_on_them_and_by_nobody_else() {
    let mut plane = Plane::with(1).await;
    let postgres = Postgres::start_scratch().await.unwrap();
    Service::migrate(postgres.urls()).await;
    let mut conn = PgConnection::connect(&postgres.urls().worker).await.unwrap();
    let platform = store_key(&mut conn, Home::PLATFORM, true, &SCOPES).await;
    let service = Service::start(postgres.urls()).await;
    let cluster = json!({"name": "bj-1", "region": "cn-beijing", "kubeconfig": plane.homeroom_kubeconfig().await.unwrap(),
                         "headroom_percent": 0, "media_url": "wss://{classroom}.rooms.example.org"});
    made(&service, "/v1/clusters", &platform, cluster).await;
    let tenant = json!({"name": "Qinghe", "time_zone": "UTC", "currency": "CNY", "livemode": true,
                        "quota": {"rooms": 10, "seats": 1_000, "live_orders": 10, "rooms_per_order": 10}});
    let tenant = made(&service, "/v1/tenants", &platform, tenant).await;
    let bearer = store_key(&mut conn, Home::tenant(tenant["id"].as_str().unwrap()), true, &SCOPES).await;

    made(&service, "/v1/orders", &bearer, running("one")).await;
    until(&service, "all well", |counts| {
        let looked = value(counts, "homeroom_reconciles_total{outcome=\"as_planned\"}").is_some_and(|count| count > 0.0);
        looked && value(counts, REACHABLE) == Some(1.0) && value(counts, LATE) == Some(0.0) && value(counts, AGE).is_some()
    })
    .await;
    until(&service, "looked at in time", |counts| {
        let within = |seconds: &str| value(counts, &format!("homeroom_wake_lag_seconds_bucket{{le=\"{seconds}\"}}"));
        within("600").is_some_and(|count| count > 0.0) && within("30") == within("600")
    })
    .await;

    // Its bell has rung, and nobody can know that its room is up. That of the first was, when the cluster last answered.
    plane.freeze_api();
    made(&service, "/v1/orders", &bearer, running("two")).await;
    until(&service, "a room that is late", |counts| value(counts, REACHABLE) == Some(0.0) && value(counts, LATE) == Some(1.0)).await;
    plane.thaw_api();
    until(&service, "reachable again", |counts| value(counts, REACHABLE) == Some(1.0)).await;

    let taken = "UPDATE cluster_leases SET epoch = epoch + 1, holder = 'another', expires_at = clock_timestamp() + interval '1 hour'";
    sqlx::query(taken).execute(&mut conn).await.unwrap();
    until(&service, "silent", |counts| [REACHABLE, LATE, AGE].iter().all(|series| value(counts, series).is_none())).await;
    service.kill().await;
    postgres.stop().await.unwrap();
}
