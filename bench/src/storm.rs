//! One institution asks for as much as a request may, two hundred times at once, while another reads and joins.
//!
//! Watched: memory during and after, how long the other waits, and whether leases on clusters change hands.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use homeroom_local::control_plane::NodeSpec;
use tokio::time::sleep;

use crate::{
    documents::{costly_batch, order, weekly},
    installation::Installation,
    load::{Connection, Request},
    ready::plane,
    table::{Goal, Table, percentile},
};

/// Growth that is allowed, and how many times as long the other may wait.
const GROWTH_MIB: f64 = 400.0;
const SLOWER: f64 = 3.0;
const ROUNDS: usize = 5;

pub(crate) async fn measure(table: &mut Table, short: bool) -> Result<()> {
    let quotes = if short { 40 } else { 200 };
    // Far more lessons than a request may have, and as many as it may: refused for their number, and for the quota.
    for (what, days) in [("too many lessons", 300), ("as many lessons as allowed", 12)] {
        once(table, &format!("{quotes} quotes of 50 orders, {what}"), quotes, days).await?;
    }
    Ok(())
}

async fn once(table: &mut Table, what: &str, quotes: usize, days: u32) -> Result<()> {
    // A cluster that answers, because its lease is watched.
    let (plane, _dir) = plane(NodeSpec::bare_metal_fleet(4)).await?;
    let installation = Arc::new(Installation::start("docker.io/livekit/livekit-server:v1").await?);
    installation.register(&plane.homeroom_kubeconfig().await?).await?;
    let (greedy, other) = (installation.tenant("Greedy", 1).await?, installation.tenant("Other", 100).await?);
    let made = installation.post(&other, "/v1/orders", &weekly(order(12, 50), "MO,WE", &["09:00"])).await?;
    let path = format!("/v1/orders/{}", made["id"].as_str().context("an order has an id")?);
    let rooms = installation.get(&other, &format!("/v1/classrooms?order_id={}&limit=1", made["id"].as_str().unwrap_or_default())).await?;
    let room = rooms["items"][0]["id"].as_str().context("a room has an id")?;
    let asked = [
        Request { method: "GET", path, key: other.key.clone(), body: String::new() },
        // The room is closed: what is measured is how long it takes to say so.
        Request {
            method: "POST",
            path: format!("/v1/classrooms/{room}/join"),
            key: other.key.clone(),
            body: r#"{"name":"Pupil","role":"pupil"}"#.to_owned(),
        },
    ];
    let (before, epochs) = (installation.memory_mib()?, epochs(&installation).await?);
    let quote =
        Arc::new(Request { method: "POST", path: "/v1/quotes".to_owned(), key: greedy.key.clone(), body: costly_batch(days).to_string() });
    let (mut took, mut highest, mut waits) = (Vec::new(), 0_f64, Vec::new());
    for _ in 0..ROUNDS {
        let calm = latencies(&installation, &asked, Duration::from_secs(3)).await?;
        let over = Arc::new(AtomicBool::new(false));
        let watched = tokio::spawn(highest_memory(installation.clone(), over.clone()));
        let meanwhile = tokio::spawn({
            let (installation, asked, over) = (installation.clone(), asked.clone(), over.clone());
            async move { latencies_until(&installation, &asked, &over).await }
        });
        took.push(ask_at_once(&installation.address, &quote, quotes).await?);
        over.store(true, Ordering::Relaxed);
        highest = highest.max(watched.await??);
        waits.push((percentile(&meanwhile.await??, 95), percentile(&calm, 95)));
    }
    sleep(Duration::from_secs(15)).await;
    let after = installation.memory_mib()?;

    table.times(format!("{what}: all answered after"), None, &took);
    table.figure(format!("{what}: memory grows by"), Some(Goal::AtMost(GROWTH_MIB)), &[highest - before], "MiB");
    table.figure(format!("{what}: and 15 s later by"), Some(Goal::AtMost(GROWTH_MIB / 4.0)), &[after - before], "MiB");
    table.compared(format!("{what}: another's reads and joins, p95, to when it is calm"), Goal::AtMost(SLOWER), &waits, "ms");
    ensure!(self::epochs(&installation).await? == epochs, "a lease changed hands");
    let installation = Arc::into_inner(installation).context("the installation is still in use")?;
    installation.stop().await?;
    plane.stop().await
}

/// Sends the same quote so many times at once, and says when the last was answered.
async fn ask_at_once(address: &str, quote: &Arc<Request>, quotes: usize) -> Result<Duration> {
    let begun = Instant::now();
    let mut running = Vec::with_capacity(quotes);
    for number in 0..quotes {
        let (address, quote) = (address.to_owned(), quote.clone());
        running.push(tokio::spawn(async move { Connection::open(&address).await?.send(&quote, number as u64).await }));
    }
    for quote in running {
        let status = quote.await??;
        ensure!([200, 409, 422, 503].contains(&status), "a quote was answered {status}");
    }
    Ok(begun.elapsed())
}

/// Of each lease how often it was claimed.
async fn epochs(installation: &Installation) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar("SELECT epoch FROM cluster_leases ORDER BY cluster_id").fetch_all(&mut installation.sql().await?).await?)
}

async fn highest_memory(installation: Arc<Installation>, over: Arc<AtomicBool>) -> Result<f64> {
    let mut highest = 0_f64;
    while !over.load(Ordering::Relaxed) {
        highest = highest.max(installation.memory_mib()?);
        sleep(Duration::from_millis(20)).await;
    }
    Ok(highest)
}

async fn latencies(installation: &Installation, asked: &[Request], lasts: Duration) -> Result<Vec<f64>> {
    let over = AtomicBool::new(false);
    let waiting = async {
        sleep(lasts).await;
        over.store(true, Ordering::Relaxed);
    };
    tokio::join!(latencies_until(installation, asked, &over), waiting).0
}

/// Milliseconds of each answer, one request after the other with pauses.
async fn latencies_until(installation: &Installation, asked: &[Request], over: &AtomicBool) -> Result<Vec<f64>> {
    let (mut connection, mut times) = (Connection::open(&installation.address).await?, Vec::new());
    for number in 0.. {
        for request in asked {
            let begun = Instant::now();
            let status = connection.send(request, number).await?;
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
            ensure!(status < 500, "{} was answered {status}", request.path);
        }
        if over.load(Ordering::Relaxed) {
            break;
        }
        sleep(Duration::from_millis(5)).await;
    }
    Ok(times)
}
