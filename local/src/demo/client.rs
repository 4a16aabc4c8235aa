//! Homeroom's API as the demo calls it: JSON in, JSON out.
//!
//! No types of the service: the demo is a client like any other, and breaks where one
//! would.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use rand::distr::{Alphanumeric, SampleString};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

/// Who calls: nobody yet, a browser's session, or a key.
#[derive(Clone)]
enum Credentials {
    Session(String),
    Key(String),
}

/// A caller of one installation, acting for one institution or for itself.
#[derive(Clone)]
pub(super) struct HomeroomApi {
    client: Client,
    url: String,
    credentials: Credentials,
    tenant: Option<String>,
}

impl HomeroomApi {
    pub(super) fn with_key(url: &str, key: &str) -> Result<Self> {
        Ok(Self { client: client()?, url: url.to_owned(), credentials: Credentials::Key(key.to_owned()), tenant: None })
    }

    /// Logs in as a browser does.
    pub(super) async fn log_in(url: &str, email: &str, password: &str) -> Result<Self> {
        let client = client()?;
        let body = json!({"email": email, "password": password});
        let request = client.post(format!("{url}/v1/sessions")).header("origin", url).json(&body);
        let answer = request.send().await.context("no answer to the log-in")?;
        let cookies: Vec<String> =
            answer.headers().get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).map(first_part).collect();
        let status = answer.status();
        if !status.is_success() {
            bail!("{email} cannot log in: {status}: {}", answer.text().await?);
        }
        Ok(Self { client, url: url.to_owned(), credentials: Credentials::Session(cookies.join("; ")), tenant: None })
    }

    /// The same caller, acting for an institution.
    pub(super) fn for_tenant(&self, id: &str) -> Self {
        Self { tenant: Some(id.to_owned()), ..self.clone() }
    }

    pub(super) async fn get(&self, path: &str) -> Result<Value> {
        self.send(path, self.request(Method::GET, path)).await
    }

    /// The first of a list, `None` if it is empty.
    pub(super) async fn first(&self, path: &str) -> Result<Option<Value>> {
        let list = self.get(path).await?;
        Ok(list["items"].get(0).cloned())
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let key = Alphanumeric.sample_string(&mut rand::rng(), 24);
        self.send(path, self.request(Method::POST, path).header("idempotency-key", key).json(body)).await
    }

    /// Changes the newest version of something.
    pub(super) async fn patch(&self, path: &str, body: &Value) -> Result<Value> {
        self.change(Method::PATCH, path, body).await
    }

    /// Replaces the newest version of something.
    pub(super) async fn put(&self, path: &str, body: &Value) -> Result<Value> {
        self.change(Method::PUT, path, body).await
    }

    async fn change(&self, method: Method, path: &str, body: &Value) -> Result<Value> {
        let current = self.request(Method::GET, path).send().await?;
        let etag = current.headers().get("etag").cloned();
        let mut request = self.request(method, path).json(body);
        if let Some(etag) = etag {
            request = request.header("if-match", etag);
        }
        self.send(path, request).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.client.request(method, format!("{}{path}", self.url));
        request = match &self.credentials {
            Credentials::Session(cookie) => request.header("cookie", cookie).header("origin", &self.url),
            Credentials::Key(key) => request.bearer_auth(key),
        };
        match &self.tenant {
            Some(tenant) => request.header("x-tenant", tenant),
            None => request,
        }
    }

    async fn send(&self, path: &str, request: RequestBuilder) -> Result<Value> {
        let answer = request.send().await.with_context(|| format!("no answer from {}{path}", self.url))?;
        let status = answer.status();
        let text = answer.text().await?;
        if !status.is_success() {
            bail!("{path} answered {status}: {text}");
        }
        if text.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&text).with_context(|| format!("{path} answered no JSON: {text}"))
    }
}

/// Never by way of a proxy: everything is on this machine.
pub(super) fn client() -> Result<Client> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(Client::builder().no_proxy().timeout(Duration::from_secs(60)).build()?)
}

fn first_part(cookie: &str) -> String {
    cookie.split(';').next().unwrap_or_default().to_owned()
}

/// A field that has to be there and to be text.
pub(super) fn field(object: &Value, name: &str) -> Result<String> {
    object[name].as_str().map(str::to_owned).with_context(|| format!("no {name} in {object}"))
}
