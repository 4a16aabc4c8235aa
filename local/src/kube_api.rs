//! The few calls to a Kubernetes API that setting it up takes, over plain HTTP.
//!
//! Not a client for the product: that is the service's own, with types. Here
//! objects are JSON as they go over the wire.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use reqwest::{Certificate, Client, Method, StatusCode};
use serde_json::Value;

const MERGE: &str = "application/merge-patch+json";
const APPLY: &str = "application/apply-patch+yaml";
const STRATEGIC: &str = "application/strategic-merge-patch+json";

/// One API server and a token for it.
#[derive(Debug, Clone)]
pub struct KubeApi {
    client: Client,
    server: String,
    token: String,
}

impl KubeApi {
    /// `server` is `https://host:port`; `ca_pem` alone is trusted.
    pub fn new(server: &str, ca_pem: &str, token: &str) -> Result<Self> {
        // One provider for the whole process; whoever was first chose the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .tls_certs_only([Certificate::from_pem(ca_pem.as_bytes())?])
            .no_proxy()
            .timeout(Duration::from_secs(30))
            .build()?;
        Ok(Self { client, server: server.to_owned(), token: token.to_owned() })
    }

    /// The object at `path`, `None` if there is none.
    pub async fn get(&self, path: &str) -> Result<Option<Value>> {
        let (status, text) = self.send(Method::GET, path, None).await?;
        if status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        Ok(Some(parse(path, status, &text)?))
    }

    pub async fn post(&self, path: &str, object: &Value) -> Result<Value> {
        let (status, text) = self.send(Method::POST, path, Some(("application/json", object.to_string()))).await?;
        parse(path, status, &text)
    }

    /// A JSON merge patch (RFC 7386).
    pub async fn patch(&self, path: &str, change: &Value) -> Result<Value> {
        let (status, text) = self.send(Method::PATCH, path, Some((MERGE, change.to_string()))).await?;
        parse(path, status, &text)
    }

    /// A patch that merges lists by their keys, as conditions want it.
    pub async fn strategic_patch(&self, path: &str, change: &Value) -> Result<Value> {
        let (status, text) = self.send(Method::PATCH, path, Some((STRATEGIC, change.to_string()))).await?;
        parse(path, status, &text)
    }

    /// Server-side apply of one object at its full path.
    pub async fn apply(&self, path: &str, object: &Value) -> Result<Value> {
        let path = format!("{path}?fieldManager=homeroom-local&force=true");
        let (status, text) = self.send(Method::PATCH, &path, Some((APPLY, object.to_string()))).await?;
        parse(&path, status, &text)
    }

    /// Deletes; what is not there is as good as deleted.
    pub async fn delete(&self, path: &str) -> Result<()> {
        let (status, text) = self.send(Method::DELETE, path, None).await?;
        if status == StatusCode::NOT_FOUND {
            return Ok(());
        }
        parse(path, status, &text).map(|_| ())
    }

    /// The answer of `path` as text: for `/readyz` and logs.
    pub async fn text(&self, path: &str) -> Result<String> {
        let (status, text) = self.send(Method::GET, path, None).await?;
        if !status.is_success() {
            bail!("{path}: {status}: {text}");
        }
        Ok(text)
    }

    /// Asks for `path` until `enough` says so of the object (`None` while absent).
    pub async fn wait_for(&self, path: &str, patience: Duration, enough: impl Fn(Option<&Value>) -> bool) -> Result<()> {
        let end = tokio::time::Instant::now() + patience;
        loop {
            let object = self.get(path).await?;
            if enough(object.as_ref()) {
                return Ok(());
            }
            if tokio::time::Instant::now() > end {
                let status = object.map(|object| object["status"].to_string());
                bail!("{path} is not as awaited after {} s: {}", patience.as_secs(), status.unwrap_or_else(|| "absent".to_owned()));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn send(&self, method: Method, path: &str, body: Option<(&str, String)>) -> Result<(StatusCode, String)> {
        let mut request = self.client.request(method, format!("{}{path}", self.server)).bearer_auth(&self.token);
        if let Some((media_type, body)) = body {
            request = request.header("content-type", media_type).body(body);
        }
        let answer = request.send().await.with_context(|| format!("no answer from {}", self.server))?;
        let status = answer.status();
        Ok((status, answer.text().await?))
    }
}

fn parse(path: &str, status: StatusCode, text: &str) -> Result<Value> {
    if !status.is_success() {
        bail!("{path}: {status}: {text}");
    }
    serde_json::from_str(text).with_context(|| format!("{path} answered no JSON"))
}
