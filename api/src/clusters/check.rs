//! A kubeconfig that came in, and the cluster that it leads to: vetted, then asked who it is and what we may do there.
//!
//! Always before a transaction: a cluster may take its time.

use homeroom_domain::ids::ClusterId;
use serde_json::json;

use super::{seal_vetted, words};
use crate::{
    http::{ApiError, Fault, beside},
    kube::{Cluster, Identity, KubeError, Kubeconfig, KubeconfigProblem},
    seal::Seal,
};

/// A cluster that answered and lets us do what we need.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) kubeconfig: Kubeconfig,
    pub(super) identity: Identity,
}

impl Answered {
    pub(super) fn sealed(&self, seal: &Seal, id: ClusterId) -> Vec<u8> {
        seal_vetted(seal, id, &self.kubeconfig)
    }
}

/// Vets the text and talks to the cluster. Every refusal names `/kubeconfig` and none repeats the text.
pub(super) async fn check(text: &str) -> Result<Answered, ApiError> {
    let (kubeconfig, cluster) = connect(text)?;
    // Each call has a timeout of its own.
    let asked = beside(async { Ok((cluster.identify().await?, cluster.missing_rights().await?)) });
    let (identity, missing) = asked.await.map_err(|error| vec![silent(&error)])?;
    if missing.is_empty() {
        Ok(Answered { kubeconfig, identity })
    } else {
        Err(vec![fault("cluster_rights_missing", json!({ "rights": missing }))].into())
    }
}

/// Vets the text, and nobody is talked to yet.
pub(super) fn connect(text: &str) -> Result<(Kubeconfig, Cluster), Vec<Fault>> {
    let kubeconfig = Kubeconfig::parse(text).map_err(|problems| problems.iter().map(refused).collect::<Vec<_>>())?;
    let cluster = Cluster::connect(&kubeconfig).map_err(|error| vec![silent(&error)])?;
    Ok((kubeconfig, cluster))
}

fn refused(problem: &KubeconfigProblem) -> Fault {
    Fault::own("/kubeconfig", words::fault(problem.code, json!({ "at": problem.at })))
}

/// Why a cluster gave no answer of use.
pub(super) fn silent(error: &KubeError) -> Fault {
    match error {
        KubeError::Unreachable { cause } => fault("cluster_unreachable", json!({ "cause": cause })),
        KubeError::Unauthorized => fault("cluster_unauthorized", json!({})),
        KubeError::Forbidden { .. } => fault("cluster_rights_missing", json!({ "rights": ["get namespaces"] })),
        _ => fault("cluster_not_kubernetes", json!({})),
    }
}

/// A fault of `/kubeconfig`.
pub(super) fn fault(code: &'static str, params: serde_json::Value) -> Fault {
    Fault::own("/kubeconfig", words::fault(code, params))
}
