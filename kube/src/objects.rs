//! Writing objects: create, server-side apply, delete. Every change of something that exists names the version that was observed, so that a worker
//! that has been overtaken gets a conflict instead of its way.

use homeroom_domain::workload::ObjectKind;
use kube::{
    api::{DeleteParams, Patch, PatchParams, PostParams, Preconditions, PropagationPolicy},
    core::{DynamicObject, Request},
};
use serde_json::{Value, json};

use super::{
    Cluster, KubeError,
    client::{FIELD_MANAGER, REPAIR_MANAGER},
    resource,
};

/// What an object was when it was observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precondition {
    pub resource_version: String,
    pub uid: String,
}

impl Cluster {
    /// The object as it is now.
    pub async fn get(&self, kind: ObjectKind, namespace: Option<&str>, name: &str) -> Result<Value, KubeError> {
        let request = request(kind, namespace).get(name, &kube::api::GetParams::default()).map_err(unbuildable)?;
        self.call(self.client.request(request)).await
    }

    /// Makes an object that was observed to be absent. It exists already: `Conflict`.
    pub async fn create(&self, kind: ObjectKind, namespace: Option<&str>, object: &Value) -> Result<Value, KubeError> {
        let params = PostParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PostParams::default() };
        let body = serde_json::to_vec(&typed(kind, object)).map_err(|_| KubeError::NotKubernetes)?;
        let request = request(kind, namespace).create(&params, body).map_err(unbuildable)?;
        self.call(self.client.request(request)).await
    }

    /// Server-side apply; the body names the version that it was decided on.
    pub async fn apply(&self, kind: ObjectKind, namespace: Option<&str>, object: &Value) -> Result<Value, KubeError> {
        let params = PatchParams::apply(FIELD_MANAGER).force();
        let request = request(kind, namespace).patch(name(object)?, &params, &Patch::Apply(&typed(kind, object))).map_err(unbuildable)?;
        self.call(self.client.request(request)).await
    }

    /// Takes fields away by a JSON merge patch, whoever gave them; decided on a version. What it sets is not held by this name of ours, so that server-side
    /// apply goes on holding it.
    pub async fn take_away(&self, kind: ObjectKind, namespace: Option<&str>, of: (&str, &str), patch: &Value) -> Result<Value, KubeError> {
        let (name, version) = of;
        let mut patch = patch.clone();
        patch["metadata"]["resourceVersion"] = json!(version);
        let params = PatchParams { field_manager: Some(REPAIR_MANAGER.to_owned()), ..PatchParams::default() };
        let request = request(kind, namespace).patch(name, &params, &Patch::Merge(&patch)).map_err(unbuildable)?;
        self.call(self.client.request(request)).await
    }

    /// Hands the fields that a create left with us to server-side apply, which could otherwise never remove one. Gives the new version.
    pub async fn adopt(&self, kind: ObjectKind, namespace: Option<&str>, object: &Value) -> Result<String, KubeError> {
        let (name, seen) = (name(object)?, version(object)?);
        let live = self.get(kind, namespace, name).await?;
        if version(&live)? != seen {
            return Err(KubeError::Conflict);
        }
        let Some(fields) = adopted(&live["metadata"]["managedFields"]) else { return Ok(seen.to_owned()) };
        let patch = json!({ "metadata": { "managedFields": fields, "resourceVersion": seen } });
        let params = PatchParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PatchParams::default() };
        let request = request(kind, namespace).patch(name, &params, &Patch::Merge(&patch)).map_err(unbuildable)?;
        let object: Value = self.call(self.client.request(request)).await?;
        version(&object).map(str::to_owned)
    }

    /// Deletes what was observed at `seen`, and what it owns. Gives what is left of it for now; `None` when it is gone.
    pub async fn delete(
        &self,
        kind: ObjectKind,
        namespace: Option<&str>,
        name: &str,
        seen: &Precondition,
    ) -> Result<Option<Value>, KubeError> {
        // A Deployment stays until its pods are gone, so that nobody takes a room for closed, or makes it again, while its server runs.
        let foreground = kind == ObjectKind::Deployment;
        let params = DeleteParams {
            propagation_policy: Some(if foreground { PropagationPolicy::Foreground } else { PropagationPolicy::Background }),
            preconditions: Some(Preconditions { resource_version: Some(seen.resource_version.clone()), uid: Some(seen.uid.clone()) }),
            ..DeleteParams::default()
        };
        let request = request(kind, namespace).delete(name, &params).map_err(unbuildable)?;
        match self.call(self.client.request::<Value>(request)).await {
            // What ended at once is answered with a status, which has no version.
            Ok(left) => Ok(version(&left).is_ok().then_some(left)),
            Err(KubeError::NotFound) => Ok(None),
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

fn request(kind: ObjectKind, namespace: Option<&str>) -> Request {
    Request::new(<DynamicObject as kube::Resource>::url_path(&resource::api(kind), namespace))
}

/// With the type fields, which planned bodies may leave out and server-side apply insists on.
fn typed(kind: ObjectKind, object: &Value) -> Value {
    let mut object = object.clone();
    object["apiVersion"] = json!(resource::api(kind).api_version);
    object["kind"] = json!(kind.name());
    object
}

fn version(object: &Value) -> Result<&str, KubeError> {
    object["metadata"]["resourceVersion"].as_str().ok_or(KubeError::NotKubernetes)
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
