//! A database that hangs: its connections stay and nothing comes of them, as when a host or its disk stands still.

use std::time::Duration;

use homeroom_local::postgres::Postgres;
use reqwest::StatusCode;
use serde_json::json;
use sqlx::{Connection, PgConnection};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

use crate::support::{Home, SCOPES, Service, http_client, store_key};

/// By then somebody who asks must have an answer.
const ANSWERED: Duration = Duration::from_secs(20);
const WHOLE_AGAIN: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_stands_still_is_503_in_time_and_nobody_has_to_start_anything_again() {
    let mut postgres = Postgres::start_scratch().await.unwrap();
    Service::migrate(postgres.urls()).await;
    let mut conn = PgConnection::connect(&postgres.urls().worker).await.unwrap();
    let key = store_key(&mut conn, Home::PLATFORM, true, &SCOPES).await;
    conn.close().await.unwrap();
    let service = Service::start(postgres.urls()).await;
    let (client, url) = (http_client(), service.url.clone());
    let tenants = |client: &reqwest::Client| client.get(format!("{url}/v1/tenants")).bearer_auth(&key).send();
    assert_eq!(tenants(&client).await.unwrap().status(), StatusCode::OK);

    postgres.pause().unwrap();
    let mut asking = JoinSet::new();
    for number in 0..40 {
        // More than there are connections: some hang on one that they have, others on getting one.
        asking.spawn(tenants(&client));
        let body = json!({"name": "Qinghe", "time_zone": "Asia/Shanghai", "currency": "CNY"});
        let post =
            client.post(format!("{url}/v1/tenants")).bearer_auth(&key).header("idempotency-key", format!("key-{number}")).json(&body);
        asking.spawn(post.send());
    }
    let answers = timeout(ANSWERED, asking.join_all()).await.expect("everybody is answered");
    for answer in answers {
        let answer = answer.unwrap();
        assert_eq!((answer.status(), answer.headers().contains_key("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, true));
    }
    let ready = || async { client.get(format!("{url}/readyz")).send().await.unwrap().status() };
    let noticed = Instant::now() + ANSWERED;
    while ready().await == StatusCode::OK {
        assert!(Instant::now() < noticed, "a balancer is told");
        sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(client.get(format!("{url}/healthz")).send().await.unwrap().status(), StatusCode::OK, "the process itself is well");

    postgres.resume().unwrap();
    let whole = Instant::now() + WHOLE_AGAIN;
    while tenants(&client).await.unwrap().status() != StatusCode::OK || ready().await != StatusCode::OK {
        assert!(Instant::now() < whole, "it goes on by itself");
        sleep(Duration::from_millis(200)).await;
    }
    service.kill().await;
    postgres.stop().await.unwrap();
}
