//! Objects that have a number of replicas, whatever they are: the number is read and written by their `scale` subresource alone, so that nothing here knows
//! Cluster API or a cloud. Beside it the nodes that such an object makes: closed to pods, and named to whatever removes machines.

use k8s_openapi::api::{authorization::v1::ResourceAttributes, core::v1::Node};
use kube::{
    Api,
    api::{Patch, PatchParams, PostParams},
    core::{ApiResource, DynamicObject, Request},
};
use serde_json::{Value, json};

use super::{Cluster, KubeError, client::FIELD_MANAGER};

/// The label of a node that is closed to rooms in order to go; its value is the installation that closed it.
pub const LEAVING_LABEL: &str = "homeroom.dev/leaving";
/// What Cluster API reads on a Machine: it is the first to be deleted.
const DELETE_MACHINE: &str = "cluster.x-k8s.io/delete-machine";
const MACHINES: &str = "machines";

/// One object with a number of replicas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalable {
    /// Such as `cluster.x-k8s.io/v1beta2`.
    pub api_version: String,
    pub kind: String,
    pub plural: String,
    pub namespace: String,
    pub name: String,
}

/// The number that is asked of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    pub replicas: i64,
    version: String,
}

/// A machine that a node runs on, as Cluster API notes it on the node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MachineRef {
    pub namespace: String,
    pub name: String,
}

/// What a cluster knows of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KindFound {
    Absent,
    /// Its objects have no number of replicas, or are in no namespace.
    NotScalable,
    /// With its plural.
    Scalable(String),
}

impl Cluster {
    /// Whether a kind is there and has the `scale` subresource.
    pub async fn kind(&self, api_version: &str, kind: &str) -> Result<KindFound, KubeError> {
        let found = if api_version.contains('/') {
            self.call(self.client.list_api_group_resources(api_version)).await
        } else {
            self.call(self.client.list_core_api_resources(api_version)).await
        };
        let found = match found {
            Ok(found) => found.resources,
            Err(KubeError::NotFound) => return Ok(KindFound::Absent),
            Err(error) => return Err(error),
        };
        let Some(resource) = found.iter().find(|resource| resource.kind == kind && !resource.name.contains('/')) else {
            return Ok(KindFound::Absent);
        };
        let scale = format!("{}/scale", resource.name);
        let scales = resource.namespaced && found.iter().any(|other| other.name == scale);
        Ok(if scales { KindFound::Scalable(resource.name.clone()) } else { KindFound::NotScalable })
    }

    /// The number that is asked of an object.
    pub async fn scale(&self, of: &Scalable) -> Result<Scale, KubeError> {
        let request = request(of).get_subresource("scale", &of.name).map_err(unbuildable)?;
        let found: Value = self.call(self.client.request(request)).await?;
        let version = found["metadata"]["resourceVersion"].as_str().ok_or(KubeError::NotKubernetes)?.to_owned();
        Ok(Scale { replicas: found["spec"]["replicas"].as_i64().unwrap_or_default(), version })
    }

    /// Asks for another number, decided on what was seen. Somebody else did so meanwhile: `Conflict`.
    pub async fn set_scale(&self, of: &Scalable, seen: &Scale, replicas: i64) -> Result<(), KubeError> {
        let body = json!({
            "apiVersion": "autoscaling/v1", "kind": "Scale",
            "metadata": {"name": of.name, "namespace": of.namespace, "resourceVersion": seen.version},
            "spec": {"replicas": replicas},
        });
        let params = PostParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PostParams::default() };
        let body = serde_json::to_vec(&body).map_err(|_| KubeError::NotKubernetes)?;
        let request = request(of).replace_subresource("scale", &of.name, &params, body).map_err(unbuildable)?;
        self.call(self.client.request::<Value>(request)).await.map(|_| ())
    }

    /// The rights that scaling an object takes and that we lack, as `verb resource.group`.
    pub async fn missing_to_scale(&self, of: &Scalable, machines: bool) -> Result<Vec<String>, KubeError> {
        let group = of.api_version.split_once('/').map_or("", |(group, _)| group);
        let asked = ["get", "update"].map(|verb| (verb, of.plural.as_str(), Some("scale")));
        let mut missing = Vec::new();
        for (verb, plural, subresource) in asked.into_iter().chain(machines.then_some(("patch", MACHINES, None))) {
            let attributes = ResourceAttributes {
                group: Some(group.to_owned()),
                resource: Some(plural.to_owned()),
                subresource: subresource.map(str::to_owned),
                namespace: Some(of.namespace.clone()),
                verb: Some(verb.to_owned()),
                ..ResourceAttributes::default()
            };
            if !self.may(attributes).await? {
                let named = subresource.map_or_else(|| plural.to_owned(), |subresource| format!("{plural}/{subresource}"));
                missing.push(if group.is_empty() { format!("{verb} {named}") } else { format!("{verb} {named}.{group}") });
            }
        }
        Ok(missing)
    }

    /// Closes a node to pods in order that it goes, or opens it again.
    pub async fn close_node(&self, node: &str, installation: &str, closed: bool) -> Result<(), KubeError> {
        let nodes: Api<Node> = Api::all(self.client.clone());
        let label = closed.then_some(installation);
        let patch =
            Patch::Merge(json!({"metadata": {"labels": {LEAVING_LABEL: label}}, "spec": {"unschedulable": closed.then_some(true)}}));
        let params = PatchParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PatchParams::default() };
        match self.call(nodes.patch(node, &params, &patch)).await {
            // It went away meanwhile.
            Ok(_) | Err(KubeError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Says of a machine that it is the first to be deleted, or takes that back.
    pub async fn mark_machine(&self, api_version: &str, machine: &MachineRef, leaves: bool) -> Result<(), KubeError> {
        let of = Scalable {
            api_version: api_version.to_owned(),
            kind: "Machine".to_owned(),
            plural: MACHINES.to_owned(),
            namespace: machine.namespace.clone(),
            name: machine.name.clone(),
        };
        let patch = Patch::Merge(json!({"metadata": {"annotations": {DELETE_MACHINE: leaves.then_some("")}}}));
        let params = PatchParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PatchParams::default() };
        let request = request(&of).patch(&of.name, &params, &patch).map_err(unbuildable)?;
        match self.call(self.client.request::<Value>(request)).await {
            Ok(_) => Ok(()),
            // What goes is gone already.
            Err(KubeError::NotFound) if !leaves => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn request(of: &Scalable) -> Request {
    let (group, version) = of.api_version.split_once('/').unwrap_or(("", &of.api_version));
    let resource = ApiResource {
        group: group.to_owned(),
        version: version.to_owned(),
        api_version: of.api_version.clone(),
        kind: of.kind.clone(),
        plural: of.plural.clone(),
    };
    Request::new(<DynamicObject as kube::Resource>::url_path(&resource, Some(&of.namespace)))
}

#[expect(clippy::needless_pass_by_value, reason = "shaped for map_err")]
fn unbuildable(error: kube::core::request::Error) -> KubeError {
    KubeError::Refused { status: 0, message: error.to_string() }
}
