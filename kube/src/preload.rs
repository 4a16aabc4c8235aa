//! What it takes to bring images to nodes, beside objects: marks on nodes, and whether the cluster has a job for it.

use homeroom_domain::workload::ObjectKind;
use k8s_openapi::api::core::v1::Node;
use kube::{
    Api,
    api::{Patch, PatchParams},
};
use serde_json::json;

use super::{Cluster, KubeError, client::FIELD_MANAGER, resource};

impl Cluster {
    /// Sets a label of a node, or takes it off. What else the node is stays as it is, so that no version of it has to be known.
    pub async fn mark_node(&self, node: &str, label: &str, value: Option<&str>) -> Result<(), KubeError> {
        let nodes: Api<Node> = Api::all(self.client.clone());
        let patch = Patch::Merge(json!({"metadata": {"labels": {label: value}}}));
        let params = PatchParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PatchParams::default() };
        match self.call(nodes.patch_metadata(node, &params, &patch)).await {
            // It went away meanwhile, and its marks with it.
            Ok(_) | Err(KubeError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether the cluster has a kind that not every cluster has.
    pub async fn serves(&self, kind: ObjectKind) -> Result<bool, KubeError> {
        match self.call(self.client.list_api_group_resources(&resource::api(kind).api_version)).await {
            Ok(found) => Ok(found.resources.iter().any(|resource| resource.name == kind.plural())),
            Err(KubeError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
