//! Server-sent events as a browser takes them, one after the other.

use std::time::Duration;

use axum::body::Body;
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::time::timeout;

/// Far more than anything here takes.
const SOON: Duration = Duration::from_secs(20);

/// An answer that goes on. Who drops it has hung up.
#[derive(Debug)]
pub struct News {
    body: Body,
    read: String,
    /// What a browser would come back with.
    pub last_event_id: String,
}

/// One event.
#[derive(Debug)]
pub struct Told {
    pub event: String,
    pub data: Value,
}

impl News {
    pub(super) fn new(body: Body) -> Self {
        Self { body, read: String::new(), last_event_id: String::new() }
    }

    /// The next event; comments are passed over. `None`: the answer has ended.
    pub async fn next(&mut self) -> Option<Told> {
        loop {
            let block = self.block().await?;
            if let Some(told) = self.told(&block) {
                return Some(told);
            }
        }
    }

    /// The next event of this sort of happening.
    pub async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let told = self.next().await.unwrap_or_else(|| panic!("no {kind} comes any more"));
            if told.data["type"] == kind {
                return told.data;
            }
        }
    }

    /// The next thing that is sent, be it a comment.
    pub async fn block(&mut self) -> Option<String> {
        while !self.read.contains("\n\n") {
            let frame = timeout(SOON, self.body.frame()).await.expect("something is sent")?.unwrap();
            self.read.push_str(std::str::from_utf8(&frame.into_data().unwrap()).unwrap());
        }
        let (block, rest) = self.read.split_once("\n\n").unwrap();
        let block = block.to_owned();
        self.read = rest.to_owned();
        Some(block)
    }

    fn told(&mut self, block: &str) -> Option<Told> {
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        if let Some(id) = field("id") {
            id.clone_into(&mut self.last_event_id);
        }
        let data = serde_json::from_str(field("data")?).unwrap();
        Some(Told { event: field("event").unwrap_or("message").to_owned(), data })
    }
}
