//! The HTTP client.

use std::{error::Error as _, net::SocketAddr, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use ipnet::IpNet;
use reqwest::{Certificate, dns, redirect::Policy};
use tokio::sync::Semaphore;
use url::Url;

use crate::{
    address::is_public,
    error::{Error, Trouble},
    network::{Internet, Network},
    target::{TenantUrl, UrlFault},
};

/// How much patience there is.
#[derive(Debug, Clone)]
pub struct Settings {
    /// From the look-up of the name to the last byte of the answer.
    pub deadline: Duration,
    /// Bytes of an answer's body.
    pub longest_answer: usize,
    /// Networks of our own with public addresses, which tenants may not let us call either.
    pub own_ranges: Vec<IpNet>,
    /// Certificates (DER) to trust beside the system's, for services with an authority of their own.
    pub authorities: Vec<Vec<u8>>,
    /// Connections to what the operator configured are kept for the next call. Not where many are called, each now and then.
    pub keep_idle: bool,
    /// Names among those that are looked up at a time, however long that takes: a look-up that hangs holds a thread. `None`: all that are asked for.
    pub look_ups: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(15),
            longest_answer: 64 * 1024,
            own_ranges: Vec::new(),
            authorities: Vec::new(),
            keep_idle: true,
            look_ups: None,
        }
    }
}

/// What is sent.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: Method,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// What came back: a status of 200 to 299, and a whole body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Calls other companies' services. Clones share it.
#[derive(Debug, Clone)]
pub struct Client {
    /// Resolves names under the guard.
    guarded: reqwest::Client,
    free: reqwest::Client,
    settings: Arc<Settings>,
}

impl Client {
    /// # Errors
    /// When a certificate is none, or TLS cannot be set up here.
    pub fn new(settings: Settings) -> Result<Self, reqwest::Error> {
        Self::on(Internet, settings)
    }

    /// On a network of the caller's.
    ///
    /// # Errors
    /// As `new`.
    pub fn on(network: impl Network, settings: Settings) -> Result<Self, reqwest::Error> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let guard = Guard { network: Arc::new(network), own: settings.own_ranges.clone().into() };
        // A kept connection would go to an address that was judged long ago.
        let guarded = builder(&settings)?.https_only(true).pool_max_idle_per_host(0).dns_resolver(guard).build()?;
        Ok(Self { guarded, free: free(&settings)?, settings: Arc::new(settings) })
    }

    /// Calls an address that a tenant gave.
    ///
    /// # Errors
    /// By what can be done about it.
    pub async fn call_tenants(&self, url: &TenantUrl, call: Call) -> Result<Answer, Error> {
        // A literal is dialled without a look-up, which is where the guard stands.
        if url.literal().is_some_and(|address| !is_public(address, &self.settings.own_ranges)) {
            return Err(UrlFault::NotPublic.into());
        }
        self.send(&self.guarded, url.url(), call).await
    }

    /// Calls an address that the operator configured; it may be private.
    ///
    /// # Errors
    /// By what can be done about it.
    pub async fn call_configured(&self, url: &Url, call: Call) -> Result<Answer, Error> {
        self.send(&self.free, url, call).await
    }

    /// As `call_configured`, for a service whose refusals say more than their status: the answer comes back whatever its status is. The body of
    /// one that failed is empty where it was too long.
    pub(crate) async fn exchange_configured(&self, url: &Url, call: Call) -> Result<Answer, Error> {
        self.exchange(&self.free, url, call).await
    }

    async fn send(&self, client: &reqwest::Client, url: &Url, call: Call) -> Result<Answer, Error> {
        judge(self.exchange(client, url, call).await?)
    }

    async fn exchange(&self, client: &reqwest::Client, url: &Url, call: Call) -> Result<Answer, Error> {
        let request =
            client.request(call.method, url.clone()).headers(call.headers).body(call.body).build().map_err(|_| Error::Malformed)?;
        let exchange = async {
            let response = client.execute(request).await.map_err(|error| fault(&error))?;
            self.read(response).await
        };
        tokio::time::timeout(self.settings.deadline, exchange).await.unwrap_or(Err(Trouble::Deadline.into()))
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<Answer, Error> {
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| Trouble::Cut)? {
            if body.len() + chunk.len() > self.settings.longest_answer {
                // Of a failure, what it is counts and not what it says.
                return if status.is_success() { Err(Error::TooLong) } else { Ok(Answer { status, headers, body: Vec::new() }) };
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, headers, body })
    }
}

/// Nothing is decompressed: no such feature is on, so a small answer stays small.
fn builder(settings: &Settings) -> Result<reqwest::ClientBuilder, reqwest::Error> {
    let certificates = settings.authorities.iter().map(|der| Certificate::from_der(der)).collect::<Result<Vec<_>, _>>()?;
    let builder = reqwest::Client::builder().no_proxy().redirect(Policy::none()).referer(false).user_agent("Homeroom");
    Ok(if certificates.is_empty() { builder } else { builder.tls_certs_merge(certificates) })
}

fn free(settings: &Settings) -> Result<reqwest::Client, reqwest::Error> {
    let free = builder(settings)?;
    let free = if settings.keep_idle { free } else { free.pool_max_idle_per_host(0) };
    match settings.look_ups {
        Some(at_once) => free.dns_resolver(Sparing { permits: Arc::new(Semaphore::new(at_once)) }).build(),
        None => free.build(),
    }
}

/// What an answer means for whoever asked.
fn judge(answer: Answer) -> Result<Answer, Error> {
    let status = answer.status;
    match status.as_u16() {
        200..=299 => Ok(answer),
        401 | 403 | 407 => Err(Error::Credentials(status)),
        408 | 425 | 429 | 500.. => Err(Error::TryLater { trouble: Trouble::Status(status), after: retry_after(&answer.headers) }),
        _ => Err(Error::Refused(status)),
    }
}

/// In seconds; at most a day is believed. Dates are not read: they need a clock that agrees with ours.
pub(crate) fn retry_after(headers: &HeaderMap<HeaderValue>) -> Option<Duration> {
    let seconds: u64 = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(24 * 60 * 60)))
}

fn fault(error: &reqwest::Error) -> Error {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(stopped) = inner.downcast_ref::<Stopped>() {
            return stopped.0.clone();
        }
        cause = inner.source();
    }
    if error.is_builder() {
        Error::Malformed
    } else if error.is_connect() {
        Trouble::Connect.into()
    } else {
        Trouble::Cut.into()
    }
}

/// What the guard says, carried through the library's own error.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Stopped(Error);

/// Resolves so many names at a time.
struct Sparing {
    permits: Arc<Semaphore>,
}

impl dns::Resolve for Sparing {
    fn resolve(&self, name: dns::Name) -> dns::Resolving {
        let permits = self.permits.clone();
        Box::pin(async move {
            let permit = permits.acquire_owned().await.map_err(|_| Stopped(Trouble::Name.into()))?;
            // Whoever waits no longer ends no look-up, so that goes on by itself and keeps its permit.
            let look_up = tokio::spawn(async move {
                let found = Internet.resolve(name.as_str()).await;
                drop(permit);
                found
            });
            let found = look_up.await.ok().and_then(Result::ok).filter(|found| !found.is_empty());
            let addresses = found.ok_or_else(|| Stopped(Trouble::Name.into()))?;
            Ok(Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0))) as dns::Addrs)
        })
    }
}

/// Resolves a name once for a connection. Every address must be public, and the connection goes to these and no others.
struct Guard {
    network: Arc<dyn Network>,
    own: Arc<[IpNet]>,
}

impl dns::Resolve for Guard {
    fn resolve(&self, name: dns::Name) -> dns::Resolving {
        let (network, own) = (self.network.clone(), self.own.clone());
        let look_up = network.resolve(name.as_str());
        Box::pin(async move {
            let addresses = look_up.await.map_err(|_| Stopped(Trouble::Name.into()))?;
            if addresses.is_empty() {
                return Err(Stopped(Trouble::Name.into()).into());
            }
            if !addresses.iter().all(|address| is_public(*address, &own)) {
                return Err(Stopped(UrlFault::NotPublic.into()).into());
            }
            let ways: Vec<_> = addresses.into_iter().map(|address| network.way_to(address)).collect();
            Ok(Box::new(ways.into_iter()) as dns::Addrs)
        })
    }
}
