//! Simulated nodes: objects that kwok keeps alive, of any size.
//!
//! A node that has failed is one with a label that the stages of kwok know: its pods
//! are treated as Kubernetes treats those of a machine that went dark.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use crate::kube_api::KubeApi;

/// The label that the stages of `deploy/local-control-plane/kwok` know.
const DOWN: &str = "homeroom.dev/down";
const NETWORK: &str = "homeroom.dev/network-mbit";

/// What a simulated node has to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeSpec {
    pub name: String,
    pub cpu_cores: u32,
    pub memory_gib: u32,
    pub pods: u32,
    /// `None`: the node does not offer `homeroom.dev/network-mbit`.
    pub network_mbit: Option<u32>,
    pub labels: BTreeMap<String, String>,
}

impl NodeSpec {
    /// 104 cores, 384 GiB, 500 pods, two interfaces of 10 Gbit/s.
    #[must_use]
    pub fn bare_metal(name: &str) -> Self {
        Self { name: name.to_owned(), cpu_cores: 104, memory_gib: 384, pods: 500, network_mbit: Some(20_000), labels: BTreeMap::new() }
    }

    /// `count` nodes of bare-metal size: `node-1`, `node-2` ...
    #[must_use]
    pub fn bare_metal_fleet(count: usize) -> Vec<Self> {
        (1..=count).map(|number| Self::bare_metal(&format!("node-{number}"))).collect()
    }

    pub(super) fn to_object(&self) -> Value {
        let mut resources = json!({
            "cpu": self.cpu_cores.to_string(),
            "memory": format!("{}Gi", self.memory_gib),
            "pods": self.pods.to_string(),
        });
        if let Some(network) = self.network_mbit {
            resources[NETWORK] = json!(network.to_string());
        }
        let mut labels = self.labels.clone();
        labels.insert("kubernetes.io/hostname".to_owned(), self.name.clone());
        labels.insert("kubernetes.io/os".to_owned(), "linux".to_owned());
        labels.insert("kubernetes.io/arch".to_owned(), "amd64".to_owned());
        json!({
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": self.name, "labels": labels, "annotations": {"kwok.x-k8s.io/node": "fake"}},
            "status": {"allocatable": resources, "capacity": resources},
        })
    }
}

/// Creates those that do not exist yet and waits until all are Ready.
pub(super) async fn add(api: &KubeApi, nodes: &[NodeSpec]) -> Result<()> {
    for node in nodes {
        if api.get(&path(&node.name)).await?.is_none() {
            api.post("/api/v1/nodes", &node.to_object()).await?;
        }
    }
    for node in nodes {
        api.wait_for(&path(&node.name), Duration::from_secs(30), |found| is_ready(found) == Some(true) && is_untainted(found)).await?;
    }
    Ok(())
}

pub(super) async fn delete(api: &KubeApi, name: &str) -> Result<()> {
    api.delete(&path(name)).await?;
    api.wait_for(&path(name), Duration::from_secs(30), |found| found.is_none()).await
}

/// Makes a node fail or recover and waits until Kubernetes has seen it.
pub(super) async fn set_ready(api: &KubeApi, name: &str, ready: bool) -> Result<()> {
    let label = if ready { Value::Null } else { json!("true") };
    api.patch(&path(name), &json!({"metadata": {"labels": {DOWN: label}}})).await?;
    api.wait_for(&path(name), Duration::from_secs(30), |found| is_ready(found) == Some(ready)).await
}

fn path(name: &str) -> String {
    format!("/api/v1/nodes/{name}")
}

fn is_ready(node: Option<&Value>) -> Option<bool> {
    let conditions = node?["status"]["conditions"].as_array()?;
    conditions.iter().find(|condition| condition["type"] == "Ready").map(|condition| condition["status"] == "True")
}

/// New nodes carry a not-ready taint until the controller manager takes it away.
fn is_untainted(node: Option<&Value>) -> bool {
    node.is_some_and(|node| node["spec"]["taints"].as_array().is_none_or(Vec::is_empty))
}
