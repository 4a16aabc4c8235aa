//! How many namespaces and Services others have in a cluster: they count against the same thresholds as those of orders.

use homeroom_domain::workload::{INSTALLATION_LABEL, ObjectKind, order_of_namespace};
use serde_json::Value;

use crate::{
    clusters::store as clusters,
    kube::KubeError,
    reconcile::{error::ReconcileError, held::HeldCluster},
};

/// Counts and notes them. Nothing while the cluster does not say how many Services there are.
pub(super) async fn objects(held: &HeldCluster) -> Result<(), ReconcileError> {
    let ours = |namespace: &&Value| {
        let of_order = namespace["metadata"]["name"].as_str().is_some_and(|name| order_of_namespace(name).is_some());
        of_order && namespace["metadata"]["labels"][INSTALLATION_LABEL] == held.app.config.installation.as_str()
    };
    let namespaces = held.mirror.namespaces();
    let others = namespaces.iter().filter(|namespace| !ours(namespace)).count();
    let services = match services(held).await {
        Ok(services) => services,
        Err(error) => {
            tracing::warn!(cluster = %held.cluster(), %error, "the Services of a cluster could not be counted");
            return Ok(());
        }
    };
    let mut tx = held.lease.begin().await?;
    clusters::note_others(tx.conn(), held.cluster(), (i64::try_from(others).unwrap_or(i64::MAX), services)).await?;
    Ok(tx.commit().await?)
}

async fn services(held: &HeldCluster) -> Result<i64, KubeError> {
    let all = held.kube.count(ObjectKind::Service).await?;
    Ok(all.saturating_sub(i64::try_from(held.mirror.count(ObjectKind::Service)).unwrap_or(i64::MAX)).max(0))
}
