//! What a call to a cluster can end with, named by what the caller can do about it.

use std::{error::Error, io};

use super::bounds::TooLarge;

/// A call to a cluster that did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum KubeError {
    /// It cannot be reached or does not answer in time.
    #[error("the cluster does not answer ({cause})")]
    Unreachable { cause: &'static str },
    /// It answers, but does not know us.
    #[error("the cluster does not accept our credentials")]
    Unauthorized,
    /// It knows us, but we may not do this.
    #[error("the cluster does not allow it: {message}")]
    Forbidden { message: String },
    /// Somebody else changed the object since it was observed, or it exists already.
    #[error("the object is not as it was observed")]
    Conflict,
    #[error("the object does not exist")]
    NotFound,
    /// It is overloaded or broken for now.
    #[error("the cluster is busy (status {status})")]
    Busy { status: u16 },
    /// It refuses the object itself; trying again does not help.
    #[error("the cluster refuses the object (status {status}): {message}")]
    Refused { status: u16, message: String },
    /// Behind the address is not the cluster that was registered.
    #[error("another cluster answers")]
    AnotherCluster,
    /// The answer went on past what any object, or any page of them, takes.
    #[error("the answer is too large")]
    TooLarge,
    /// The answer is not what Kubernetes says.
    #[error("the answer is not that of a Kubernetes API")]
    NotKubernetes,
}

impl KubeError {
    /// Whether the cluster as a whole, and not one object, is in trouble.
    pub fn concerns_cluster(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Unauthorized | Self::AnotherCluster | Self::TooLarge | Self::NotKubernetes)
    }

    /// A watch that ends like this cannot go on from where it was: its version is forgotten, or from another history (a backup).
    pub(super) fn needs_listing(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Busy { status: 504 } | Self::NotFound | Self::TooLarge | Self::NotKubernetes)
    }
}

impl From<kube::Error> for KubeError {
    fn from(error: kube::Error) -> Self {
        match &error {
            kube::Error::Api(status) => from_status(status.code, &status.message),
            kube::Error::Service(_) | kube::Error::HyperError(_) | kube::Error::ReadEvents(_) => broken(&error),
            kube::Error::RustlsTls(_) | kube::Error::TlsRequired => Self::Unreachable { cause: "tls" },
            _ => Self::NotKubernetes,
        }
    }
}

/// What broke a connection. Texts may hold addresses and headers, so that the cause is told by its class alone.
fn broken(error: &(dyn Error + 'static)) -> KubeError {
    let mut at = Some(error);
    while let Some(error) = at {
        if error.is::<TooLarge>() {
            return KubeError::TooLarge;
        }
        if error.is::<rustls::Error>() {
            return KubeError::Unreachable { cause: "tls" };
        }
        let io = error.downcast_ref::<io::Error>();
        if io.is_some_and(|io| io.kind() == io::ErrorKind::TimedOut) {
            return KubeError::Unreachable { cause: "timeout" };
        }
        // `source` of such an error is that of what it wraps, which would be passed over.
        let wrapped = io.and_then(|io| io.get_ref()).map(|wrapped| wrapped as &(dyn Error + 'static));
        at = wrapped.or_else(|| error.source());
    }
    KubeError::Unreachable { cause: "connection" }
}

pub(super) fn from_status(code: u16, message: &str) -> KubeError {
    match code {
        401 => KubeError::Unauthorized,
        403 => KubeError::Forbidden { message: message.to_owned() },
        404 => KubeError::NotFound,
        409 => KubeError::Conflict,
        429 | 500.. => KubeError::Busy { status: code },
        300..=399 => KubeError::NotKubernetes,
        _ => KubeError::Refused { status: code, message: message.to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_lists_again_only_where_it_cannot_go_on() {
        let needs = |code| from_status(code, "").needs_listing();
        assert!([400, 404, 410, 504].into_iter().all(needs), "its version is forgotten, or from another history");
        assert!(![401, 403, 429, 500, 503].into_iter().any(needs), "an API in trouble is not asked for everything on top");
        assert!(!KubeError::Unreachable { cause: "connection" }.needs_listing());
    }
}
