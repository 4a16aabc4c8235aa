//! Writing objects: create, server-side apply, delete. Every change of something that exists names the version that was observed, so that a worker
//! that has been overtaken gets a conflict instead of its way.

use kube::{
    api::{DeleteParams, Patch, PatchParams, PostParams, Preconditions, PropagationPolicy},
    core::{DynamicObject, Request},
};
use serde_json::{Value, json};

use super::{Cluster, KubeError, Resource, client::FIELD_MANAGER};

/// What an object was when it was observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Precondition {
    pub(crate) resource_version: String,
    pub(crate) uid: String,
}

impl Cluster {
    /// The object as it is now.
    pub(crate) async fn get(&self, resource: Resource, namespace: Option<&str>, name: &str) -> Result<Value, KubeError> {
        let request = request(resource, namespace).get(name, &kube::api::GetParams::default()).map_err(unbuildable)?;
        self.call(self.client.request(request)).await
    }

    /// Makes an object that was observed to be absent. It exists already: `Conflict`.
    pub(crate) async fn create(&self, resource: Resource, namespace: Option<&str>, object: &Value) -> Result<Value, KubeError> {
        let params = PostParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PostParams::default() };
        let body = serde_json::to_vec(object).map_err(|_| KubeError::NotKubernetes)?;
        let request = request(resource, namespace).create(&params, body).map_err(unbuildable)?;
        self.call(self.client.request(request)).await
    }

    /// Server-side apply of an object that was observed at `seen`.
    pub(crate) async fn apply(
        &self,
        resource: Resource,
        namespace: Option<&str>,
        object: &Value,
        seen: &Precondition,
    ) -> Result<Value, KubeError> {
        let name = name(object)?;
        let mut object = object.clone();
        object["metadata"]["resourceVersion"] = json!(seen.resource_version);
        object["metadata"]["uid"] = json!(seen.uid);
        let params = PatchParams::apply(FIELD_MANAGER).force();
        let request = request(resource, namespace).patch(name, &params, &Patch::Apply(&object)).map_err(unbuildable)?;
        self.call(self.client.request(request)).await
    }

    /// Hands the fields that a create left with us to server-side apply, which could otherwise never remove one. Gives the new version.
    pub(crate) async fn adopt(
        &self,
        resource: Resource,
        namespace: Option<&str>,
        name: &str,
        seen: &Precondition,
    ) -> Result<Precondition, KubeError> {
        let live = self.get(resource, namespace, name).await?;
        if live["metadata"]["resourceVersion"] != seen.resource_version {
            return Err(KubeError::Conflict);
        }
        let Some(fields) = adopted(&live["metadata"]["managedFields"]) else { return Ok(seen.clone()) };
        let patch = json!({ "metadata": { "managedFields": fields, "resourceVersion": seen.resource_version, "uid": seen.uid } });
        let params = PatchParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PatchParams::default() };
        let request = request(resource, namespace).patch(name, &params, &Patch::Merge(&patch)).map_err(unbuildable)?;
        let object: Value = self.call(self.client.request(request)).await?;
        let version = object["metadata"]["resourceVersion"].as_str().ok_or(KubeError::NotKubernetes)?;
        Ok(Precondition { resource_version: version.to_owned(), uid: seen.uid.clone() })
    }

    /// Deletes what was observed at `seen`, and what it owns in the background. Already gone counts as done.
    pub(crate) async fn delete(
        &self,
        resource: Resource,
        namespace: Option<&str>,
        name: &str,
        seen: &Precondition,
    ) -> Result<(), KubeError> {
        let params = DeleteParams {
            propagation_policy: Some(PropagationPolicy::Background),
            preconditions: Some(Preconditions { resource_version: Some(seen.resource_version.clone()), uid: Some(seen.uid.clone()) }),
            ..DeleteParams::default()
        };
        let request = request(resource, namespace).delete(name, &params).map_err(unbuildable)?;
        match self.call(self.client.request::<Value>(request)).await {
            Ok(_) | Err(KubeError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// The managed fields with our `Update` entry turned into an `Apply` entry; `None` when there is none to turn.
fn adopted(managed: &Value) -> Option<Value> {
    let mut entries = managed.as_array()?.clone();
    let ours = |entry: &Value, operation: &str| {
        entry["manager"] == FIELD_MANAGER && entry["operation"] == operation && entry.get("subresource").is_none_or(|sub| sub == "")
    };
    if entries.iter().any(|entry| ours(entry, "Apply")) {
        return None;
    }
    let entry = entries.iter_mut().find(|entry| ours(entry, "Update"))?;
    entry["operation"] = json!("Apply");
    Some(Value::Array(entries))
}

/// Whether server-side apply already holds our fields, judged from an object as the cluster sent it.
pub(super) fn is_adopted(object: &Value) -> bool {
    adopted(&object["metadata"]["managedFields"]).is_none()
}

fn request(resource: Resource, namespace: Option<&str>) -> Request {
    Request::new(<DynamicObject as kube::Resource>::url_path(&resource.api(), namespace))
}

fn name(object: &Value) -> Result<&str, KubeError> {
    object["metadata"]["name"].as_str().ok_or(KubeError::NotKubernetes)
}

#[expect(clippy::needless_pass_by_value, reason = "shaped for map_err")]
fn unbuildable(error: kube::core::request::Error) -> KubeError {
    KubeError::Refused { status: 0, message: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_a_create_move_to_apply_once() {
        let created = json!([
            { "manager": "homeroom", "operation": "Update", "fieldsV1": {} },
            { "manager": "kube-controller-manager", "operation": "Update", "subresource": "status" },
        ]);
        let moved = adopted(&created).unwrap();
        assert_eq!(moved[0]["operation"], "Apply");
        assert_eq!(moved[1], created[1]);
        assert_eq!(adopted(&moved), None);
    }
}
