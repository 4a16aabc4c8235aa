//! Five thousand who follow what happens, on one replica: what they cost the database at rest, and how soon all of them hear something.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use sqlx::PgConnection;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    documents::{order, weekly},
    installation::{Installation, Tenant},
    table::{Goal, Table},
};

/// As many of one caller as the service lets follow at once, and as many keys as an institution may have.
const OF_ONE: usize = 20;
const KEYS: usize = 50;
/// What runs beside requests comes round within half of it: in less there is once more of it and once less.
const WATCHED: Duration = Duration::from_secs(60);
const PATIENCE: Duration = Duration::from_secs(60);
/// At rest there is one look a beat, however many follow: what the others add is noise.
const LOOKS_RATIO: f64 = 1.2;
const HEARD_MS: f64 = 1_000.0;

pub(crate) async fn measure(table: &mut Table, short: bool) -> Result<()> {
    let followers: usize = if short { 500 } else { 5_000 };
    let installation = Installation::start("unused").await?;
    installation.cluster_of_rows("bj-1", "cn-beijing", 100).await?;
    let mut sql = installation.sql().await?;
    let (mut schools, mut keys) = (Vec::new(), Vec::new());
    for number in 0..followers.div_ceil(OF_ONE * KEYS) {
        let of_one = installation.school_with_keys(&format!("School {number}"), KEYS).await?;
        schools.extend(of_one.first().cloned());
        keys.extend(of_one);
    }
    let one = follow(&installation, &keys[..1], 1).await?;
    let alone = transactions(&mut sql).await?;
    drop(one);
    let before = installation.memory_mib()?;
    let all = follow(&installation, &keys, followers).await?;
    let together = transactions(&mut sql).await?;
    table.compared(
        format!("{followers} follow: transactions a second beside one who follows"),
        Goal::AtMost(LOOKS_RATIO),
        &[(together, alone)],
        "/s",
    );
    table.figure(format!("{followers} follow: memory grows by"), None, &[installation.memory_mib()? - before], "MiB");
    let heard = heard(&installation, &schools, all).await?;
    table.figure(
        format!("{followers} follow: all have heard of an order of their school after"),
        Some(Goal::AtMost(HEARD_MS)),
        &[heard],
        "ms",
    );
    installation.stop().await
}

/// Transactions a second that the database ends while nobody asks for anything.
async fn transactions(sql: &mut PgConnection) -> Result<f64> {
    let counted = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";
    sleep(Duration::from_secs(5)).await;
    let before: i64 = sqlx::query_scalar(counted).fetch_one(&mut *sql).await?;
    let began = Instant::now();
    sleep(WATCHED).await;
    let after: i64 = sqlx::query_scalar(counted).fetch_one(sql).await?;
    Ok((after - before) as f64 / began.elapsed().as_secs_f64())
}

type Line = BufReader<TcpStream>;

/// Opens so many streams and reads the heads of their answers.
async fn follow(installation: &Installation, keys: &[Tenant], count: usize) -> Result<Vec<Line>> {
    let mut lines = Vec::with_capacity(count);
    for number in 0..count {
        let key = &keys[number % keys.len()].key;
        let mut line = BufReader::new(TcpStream::connect(&installation.address).await?);
        let head =
            format!("GET /v1/events/stream HTTP/1.1\r\nhost: homeroom\r\nauthorization: Bearer {key}\r\naccept: text/event-stream\r\n\r\n");
        line.write_all(head.as_bytes()).await?;
        let mut status = String::new();
        line.read_line(&mut status).await?;
        ensure!(status.contains(" 200 "), "a follower was answered {status}");
        lines.push(line);
    }
    Ok(lines)
}

/// Milliseconds until each has heard of the order that its school makes.
async fn heard(installation: &Installation, schools: &[Tenant], lines: Vec<Line>) -> Result<f64> {
    let mut hearing = JoinSet::new();
    for mut line in lines {
        hearing.spawn(async move {
            let mut text = String::new();
            loop {
                text.clear();
                ensure!(timeout(PATIENCE, line.read_line(&mut text)).await?? > 0, "a stream ended");
                if text.contains("order.created") {
                    return Ok(());
                }
            }
        });
    }
    sleep(Duration::from_secs(1)).await;
    let began = Instant::now();
    for school in schools {
        installation.post(school, "/v1/orders", &weekly(order(1, 10), "MO", &["09:00"])).await?;
    }
    while let Some(one) = hearing.join_next().await {
        one??;
    }
    Ok(began.elapsed().as_secs_f64() * 1000.0)
}
