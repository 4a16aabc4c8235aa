//! A client of one cluster: built from vetted values alone, every call with a deadline, so many calls at once and no more.

use std::{future::Future, sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use kube::{Client, Config, client::ClientBuilder};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use tokio::sync::Semaphore;

use super::{
    KubeError, Kubeconfig,
    bounds::Bounds,
    kubeconfig::{Credential, pem},
};

/// The name under which our fields are kept by server-side apply.
pub const FIELD_MANAGER: &str = "homeroom";
/// The name under which fields are set that only had to go: an entry that server-side apply does not take for its own.
pub(super) const REPAIR_MANAGER: &str = "homeroom-repair";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const CALL_TIMEOUT: Duration = Duration::from_secs(15);
/// A connection on which nothing comes for so long is dead: watches end, and say something, sooner.
const SILENCE: Duration = Duration::from_secs(75);
/// Default limits of a kube-apiserver are 400 + 200 in flight, for all of its clients.
const CALLS_AT_ONCE: usize = 32;

/// One cluster's client. Cheap to clone; clones share the limit of calls at once.
#[derive(Clone)]
pub struct Cluster {
    pub(super) client: Client,
    calls: Arc<Semaphore>,
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cluster(..)")
    }
}

impl Cluster {
    /// A client that has not talked to anybody yet. It follows no redirects, asks no proxy and reads no file.
    ///
    /// # Errors
    /// When the values cannot make a TLS configuration.
    pub fn connect(kubeconfig: &Kubeconfig) -> Result<Self, KubeError> {
        let config = config(kubeconfig).ok_or(KubeError::Unreachable { cause: "tls" })?;
        let client = ClientBuilder::try_from(config).map_err(|_| KubeError::Unreachable { cause: "tls" })?.with_layer(&Bounds).build();
        Ok(Self { client, calls: Arc::new(Semaphore::new(CALLS_AT_ONCE)) })
    }

    /// Runs one call, bounded in number and in time. The wait for its turn counts: a lease is asked before, and must outlast both.
    pub(super) async fn call<T>(&self, call: impl Future<Output = Result<T, kube::Error>> + Send) -> Result<T, KubeError> {
        let in_turn = async {
            let _permit = self.calls.acquire().await.map_err(|_| KubeError::Unreachable { cause: "closed" })?;
            Ok(call.await?)
        };
        within(CALL_TIMEOUT, in_turn).await
    }

    /// Runs one call beside those that wait for their turn: whether the cluster answers must not depend on how much it is asked.
    pub(super) async fn call_beside<T>(&self, call: impl Future<Output = Result<T, kube::Error>> + Send) -> Result<T, KubeError> {
        within(CALL_TIMEOUT, async { Ok(call.await?) }).await
    }
}

/// Waits no longer than that.
pub(super) async fn within<T>(patience: Duration, call: impl Future<Output = Result<T, KubeError>> + Send) -> Result<T, KubeError> {
    tokio::time::timeout(patience, call).await.unwrap_or(Err(KubeError::Unreachable { cause: "timeout" }))
}

fn config(kubeconfig: &Kubeconfig) -> Option<Config> {
    let mut config = Config::new(kubeconfig.server.parse().ok()?);
    let authority = pem(&kubeconfig.authority)?;
    let authorities: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&authority).map(|der| der.map(|der| der.to_vec())).collect();
    config.root_cert = Some(authorities.ok()?);
    config.tls_server_name.clone_from(&kubeconfig.server_name);
    config.connect_timeout = Some(CONNECT_TIMEOUT);
    config.write_timeout = Some(CALL_TIMEOUT);
    config.read_timeout = Some(SILENCE);
    config.reset_reader_on_write = true;
    // Whoever asked decides when to ask again: a retry in here would hold its turn, and turn an overload into a deadline.
    config.default_retry = false;
    match &kubeconfig.credential {
        Credential::Token(token) => config.auth_info.token = Some(token.clone().into()),
        Credential::Certificate { certificate, key } => {
            config.auth_info.client_certificate_data = Some(normal(certificate));
            config.auth_info.client_key_data = Some(normal(key).into());
        }
    }
    Some(config)
}

/// The same bytes in base64 without the line breaks that YAML may have left in it.
fn normal(data: &str) -> String {
    pem(data).map(|bytes| BASE64_STANDARD.encode(&bytes[..])).unwrap_or_default()
}
