//! Pods of one namespace, asked for once: of those that no watch keeps.

use homeroom_domain::diff::PodFacts;
use k8s_openapi::api::core::v1::Pod;
use kube::{Api, api::ListParams};

use super::{Cluster, KubeError};

/// Whoever asks has made a few of them.
const PODS_MAX: u32 = 20;

impl Cluster {
    /// The first pods of a namespace. None where there is no such namespace.
    pub async fn pods_in(&self, namespace: &str) -> Result<Vec<PodFacts>, KubeError> {
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), namespace);
        let found = self.call(pods.list(&ListParams::default().limit(PODS_MAX))).await?;
        Ok(found.items.iter().map(PodFacts::from).collect())
    }
}
