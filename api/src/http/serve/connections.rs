//! How many connections there are. Answers that are meant to take long are counted apart, so that those who wait for news keep nobody from asking.
//!
//! One connection too many is told so (503 `busy`) instead of waiting where nobody sees it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Semaphore,
    time::timeout,
};

use crate::{
    config::Bounds,
    http::{ApiError, Problem},
    words::Language,
};

/// Refusals that are spoken at once; beyond them a connection is closed without a word.
const REFUSALS: usize = 64;
const REFUSAL_TAKES: Duration = Duration::from_secs(1);
const RETRY_AFTER: u64 = 2;

/// The counts of one listener. Clones are of the same.
#[derive(Debug, Clone)]
pub(crate) struct Connections(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    open: AtomicUsize,
    long: AtomicUsize,
    open_max: usize,
    long_max: usize,
    refusals: Semaphore,
}

/// A connection that is counted until it is dropped.
#[derive(Debug)]
pub(super) struct Admitted(Arc<Counts>);

/// An answer that takes long by intention; until it is dropped, its connection is counted among those.
#[derive(Debug)]
pub(crate) struct LongLived(Option<Arc<Counts>>);

impl Connections {
    pub(super) fn new(bounds: &Bounds) -> Self {
        Self(Arc::new(Counts {
            open: AtomicUsize::new(0),
            long: AtomicUsize::new(0),
            open_max: bounds.connections,
            long_max: bounds.streams,
            refusals: Semaphore::new(REFUSALS),
        }))
    }

    /// `None`: there are enough.
    pub(super) fn admit(&self) -> Option<Admitted> {
        // One task accepts, so nobody else adds between the two.
        let short = self.0.open.load(Relaxed).saturating_sub(self.0.long.load(Relaxed));
        (short < self.0.open_max).then(|| {
            self.0.open.fetch_add(1, Relaxed);
            Admitted(self.0.clone())
        })
    }

    fn long_lived(&self) -> Option<LongLived> {
        let counts = &self.0;
        counts.long.fetch_update(Relaxed, Relaxed, |long| (long < counts.long_max).then_some(long + 1)).ok()?;
        Some(LongLived(Some(counts.clone())))
    }

    /// Says that there are too many, to as many as can be told at once.
    pub(super) fn refuse(&self, stream: TcpStream) {
        let counts = self.0.clone();
        tokio::spawn(async move {
            if let Ok(_turn) = counts.refusals.try_acquire() {
                let _ = timeout(REFUSAL_TAKES, say_busy(stream)).await;
            }
        });
    }
}

/// Written by hand: there is no request yet that a layer could answer, and whoever is not read gets no more of the service than this.
async fn say_busy(mut stream: TcpStream) -> std::io::Result<()> {
    let mut body = ApiError::RetryAfter { problem: Problem::Busy, seconds: RETRY_AFTER }.body(Language::En);
    body.insert("instance".into(), json!(""));
    let (status, body) = (Problem::Busy.status(), serde_json::Value::Object(body).to_string());
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/problem+json\r\nretry-after: {RETRY_AFTER}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await?;
    stream.shutdown().await?;
    // Closing while the request is still unread would reset the connection before the answer is.
    let mut unread = [0; 4096];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Relaxed);
    }
}

impl Drop for LongLived {
    fn drop(&mut self) {
        if let Some(counts) = &self.0 {
            counts.long.fetch_sub(1, Relaxed);
        }
    }
}

/// The way of a handler to answer late.
#[derive(Debug, Clone)]
pub(crate) struct MayBeLong(Option<Connections>);

impl MayBeLong {
    /// `None`: there are enough of them already, so the answer is to come at once.
    pub(crate) fn begin(&self) -> Option<LongLived> {
        match &self.0 {
            Some(connections) => connections.long_lived(),
            // Without a connection of ours there is nothing to count.
            None => Some(LongLived(None)),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for MayBeLong {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.extensions.get().cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_answers_make_room_for_other_connections_up_to_a_number_of_their_own() {
        let connections = Connections::new(&Bounds { connections: 2, streams: 1, ..Bounds::default() });
        let (one, two) = (connections.admit().unwrap(), connections.admit().unwrap());
        assert!(connections.admit().is_none());
        let waiting = connections.long_lived().unwrap();
        assert!(connections.long_lived().is_none(), "of these there may be one");
        let three = connections.admit().unwrap();
        assert!(connections.admit().is_none());
        drop((waiting, one));
        assert!(connections.admit().is_none(), "the one that waited counts as the others do again");
        drop((two, three));
        assert!(connections.admit().is_some());
    }
}
