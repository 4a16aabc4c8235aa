//! How many objects of a kind there are, without reading them.

use homeroom_domain::workload::ObjectKind;
use kube::{
    Resource,
    api::ListParams,
    core::{DynamicObject, ObjectList, Request},
};
use serde_json::Value;

use super::{Cluster, KubeError, resource};

impl Cluster {
    /// In all namespaces. Asked of a page of one, whose end says how many are left, and beside what waits for its turn: whoever looks whether the cluster answers asks.
    pub async fn count(&self, kind: ObjectKind) -> Result<i64, KubeError> {
        let request = Request::new(<DynamicObject as Resource>::url_path(&resource::api(kind), None));
        let request = request.list(&ListParams::default().limit(1)).map_err(|_| KubeError::NotKubernetes)?;
        let page: ObjectList<Value> = self.call_beside(self.client.request(request)).await?;
        let shown = i64::try_from(page.items.len()).unwrap_or_default();
        Ok(shown.saturating_add(page.metadata.remaining_item_count.unwrap_or_default()))
    }
}
