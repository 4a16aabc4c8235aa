//! Clients that ask again as soon as they are answered, over connections that stay open. Written out, because on the cores that the service shares with them
//! a client of many abilities would be measured too.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// A connection to the service.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    line: String,
}

/// A request as bytes, but for what differs from one to the next.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) key: String,
    pub(crate) body: String,
}

impl Request {
    fn bytes(&self, number: u64) -> Vec<u8> {
        let Self { method, path, key, body } = self;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: homeroom\r\nauthorization: Bearer {key}\r\nidempotency-key: {number}-{}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            uuid::Uuid::now_v7(),
            body.len()
        );
        [head.as_bytes(), body.as_bytes()].concat()
    }
}

impl Connection {
    pub(crate) async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("nothing listens on {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), line: String::new() })
    }

    /// The status, when the whole answer has come.
    pub(crate) async fn send(&mut self, request: &Request, number: u64) -> Result<u16> {
        Ok(self.answer(request, number).await?.0)
    }

    /// Status and body.
    pub(crate) async fn answer(&mut self, request: &Request, number: u64) -> Result<(u16, Vec<u8>)> {
        self.exchange(&request.bytes(number)).await
    }

    /// The same of a request that is bytes already.
    async fn exchange(&mut self, request: &[u8]) -> Result<(u16, Vec<u8>)> {
        self.stream.write_all(request).await?;
        let status = self.head_line().await?.split(' ').nth(1).and_then(|status| status.parse().ok()).context("no status")?;
        let mut length = 0;
        loop {
            let line = self.head_line().await?;
            if line.is_empty() {
                break;
            }
            let Some((name, value)) = line.split_once(':') else { bail!("not a header: {line}") };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            }
            ensure!(!name.eq_ignore_ascii_case("transfer-encoding"), "an answer in chunks is not read here");
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await?;
        Ok((status, body))
    }

    async fn head_line(&mut self) -> Result<&str> {
        self.line.clear();
        ensure!(self.stream.read_line(&mut self.line).await? > 0, "the service closed the connection");
        Ok(self.line.trim_end())
    }
}

/// A number that is spread as by chance, and the same in every run. Different numbers stay different.
pub(crate) fn mixed(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

/// Answers a second of `clients` that send what `next` says for so long; an answer other than `expected` is an error.
pub(crate) async fn closed_loop(
    address: &str,
    clients: usize,
    lasts: Duration,
    expected: u16,
    next: impl Fn(u64) -> Request + Send + Sync + 'static,
) -> Result<f64> {
    let (next, count, over) = (Arc::new(next), Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let begun = Instant::now();
    let mut running = Vec::with_capacity(clients);
    for _ in 0..clients {
        let mut connection = Connection::open(address).await?;
        let (next, count, over) = (next.clone(), count.clone(), over.clone());
        running.push(tokio::spawn(async move {
            while !over.load(Ordering::Relaxed) {
                let number = count.fetch_add(1, Ordering::Relaxed);
                let status = connection.send(&next(number), number).await?;
                ensure!(status == expected, "answered {status}");
            }
            Ok(())
        }));
    }
    tokio::time::sleep(lasts).await;
    over.store(true, Ordering::Relaxed);
    for client in running {
        client.await??;
    }
    Ok(count.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64())
}

/// Answers a second of `clients` of which each sends so many requests, whose bytes `next` gives; an answer other than 200 is an error. Connections are opened
/// before the time is taken, as pgbench does.
pub(crate) async fn counted(
    address: &str,
    clients: usize,
    each: u64,
    next: impl Fn(u64) -> Result<Vec<u8>> + Send + Sync + 'static,
) -> Result<f64> {
    let (next, mut connections) = (Arc::new(next), Vec::with_capacity(clients));
    for _ in 0..clients {
        connections.push(Connection::open(address).await?);
    }
    let begun = Instant::now();
    let mut running = Vec::with_capacity(clients);
    for (client, mut connection) in (0_u64..).zip(connections) {
        let next = next.clone();
        running.push(tokio::spawn(async move {
            for number in client * each..(client + 1) * each {
                let (status, said) = connection.exchange(&next(number)?).await?;
                ensure!(status == 200, "answered {status} {}", String::from_utf8_lossy(&said));
            }
            Ok(())
        }));
    }
    for client in running {
        client.await??;
    }
    Ok((clients as u64 * each) as f64 / begun.elapsed().as_secs_f64())
}
