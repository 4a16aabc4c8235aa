//! Clients that hang up in the middle must not leave their institution on a connection for the next one.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};

use sqlx::Row;
use tokio::{io::AsyncWriteExt, net::TcpStream, task::JoinSet};

use crate::support::{TestApp, class_of, nodes, rooms, seats};

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_dropped_requests_show_nobody_a_foreign_row() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let leaving = app.tenant("Leaving").with_quota(rooms(100), seats(1_000)).await;
    let staying = app.tenant("Staying").with_quota(rooms(100), seats(1_000)).await;
    leaving.order(class_of(10).weekly("MO", "09:00", 45)).await.expect_created();
    let own = staying.order(class_of(10).weekly("TU", "09:00", 45)).await.expect_created().id();
    let listening = app.listen().await;

    let mut drops = JoinSet::new();
    for number in 0..500_u64 {
        let (address, key) = (listening.address, leaving.key.clone());
        drops.spawn(async move {
            tokio::time::sleep(Duration::from_millis(number * 4)).await;
            let mut stream = TcpStream::connect(address).await.unwrap();
            let path = if number % 2 == 0 { "/v1/orders" } else { "/v1/usage/quota" };
            let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            // Anywhere between the first byte and the last.
            tokio::time::sleep(Duration::from_micros(number * 37 % 9_000)).await;
        });
    }
    let mut looks = 0;
    while !drops.is_empty() {
        let page = staying.get("/v1/orders").send().await.expect(200);
        let ids: Vec<_> = page.ids();
        assert_eq!(ids, [own.as_str()]);
        looks += 1;
        while drops.try_join_next().is_some() {}
    }
    assert!(looks > 1, "only {looks} looks meanwhile");
}

/// What a connection still has of whoever borrowed it before. Outside of a transaction, one begins with the statement.
const LEFT_BEHIND: &str = "SELECT nullif(current_setting('app.tenant', true), '') AS tenant, now() <> statement_timestamp() AS transaction,
                                  (SELECT count(*) FROM orders) AS orders";

/// Drops the request at the nth place where it waits.
async fn give_up(request: impl Future, after: usize) {
    let (mut request, mut polls) = (pin!(request), 0);
    poll_fn(|context| {
        polls += 1;
        let done = request.as_mut().poll(context).is_ready();
        if done || polls > after { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[tokio::test]
async fn no_connection_remembers_the_institution_of_a_dropped_request() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let leaving = app.tenant("Leaving").with_quota(rooms(100), seats(1_000)).await;
    leaving.order(class_of(10).weekly("MO", "09:00", 45)).await.expect_created();
    for number in 0..500 {
        let path = if number % 2 == 0 { "/v1/orders" } else { "/v1/usage/quota" };
        give_up(leaving.get(path).send(), number % 40).await;
        let mut borrowed = Vec::new();
        // All that there are: the one that the request had is among them, once it is returned.
        for _ in 0..app.state.config.database_connections {
            borrowed.push(app.state.pools.outside_tenants().await.unwrap());
        }
        for connection in &mut borrowed {
            let row = sqlx::raw_sql(LEFT_BEHIND).fetch_one(&mut **connection).await.unwrap();
            let left = (row.get::<Option<String>, _>("tenant"), row.get::<bool, _>("transaction"), row.get::<i64, _>("orders"));
            assert_eq!(left, (None, false, 0), "after drop {number}");
        }
    }
}
