//! What is created on a cluster and stands for an object of it: the cluster is asked about the object before anything is kept.

use homeroom_domain::ids::ClusterId;
use serde_json::Value;

use super::{open, words};
use crate::{
    http::{ApiError, Fault, beside},
    kube::{Cluster, KubeError},
    seal::Seal,
};

/// A client of the cluster; `None` where its kubeconfig cannot be read or used any more.
pub(super) fn client(seal: &Seal, id: ClusterId, sealed: &[u8]) -> Option<Cluster> {
    let kubeconfig = open(seal, id, sealed).ok().flatten()?;
    Cluster::connect(&kubeconfig).ok()
}

/// What the cluster said, outside of a transaction: it may take its time.
///
/// # Errors
/// 422 with what it says is wrong, or with `silent` where it says nothing.
pub(super) async fn said<T>(silent: Fault, asked: impl Future<Output = Result<Result<T, Fault>, KubeError>>) -> Result<T, ApiError> {
    beside(asked).await.unwrap_or(Err(silent)).map_err(|fault| vec![fault].into())
}

pub(super) fn fault(pointer: &str, code: &'static str, params: Value) -> Fault {
    Fault::own(pointer, words::fault(code, params))
}

/// A name of objects: letters, digits, dots and hyphens.
pub(super) fn is_object_name(text: &str, most: usize) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.');
    (1..=most).contains(&text.len()) && text.bytes().all(inner) && !text.starts_with(['-', '.']) && !text.ends_with(['-', '.'])
}
