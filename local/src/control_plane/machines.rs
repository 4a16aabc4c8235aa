//! Machines that are made and taken away as a number asks for: a stand-in for Cluster API and a cloud, on simulated nodes.
//!
//! The two kinds have the group, names and fields of Cluster API that are used, no more: a MachineDeployment with its `scale` subresource, and Machines, of which
//! those that bear `cluster.x-k8s.io/delete-machine` go first, as Cluster API has it. A machine that was made is a node after its boot time, or never.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::nodes::{self, NodeSpec};
use crate::kube_api::KubeApi;

const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const GROUP: &str = "/apis/cluster.x-k8s.io/v1beta2";
const NAMESPACE: &str = "machines";
const NAME: &str = "rooms";
const DELETE: &str = "cluster.x-k8s.io/delete-machine";
const LOOK: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(60);

/// What becomes of machines that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boots {
    /// All are nodes after that time.
    After(Duration),
    /// Every other one is, at once.
    Half,
    Never,
}

/// One MachineDeployment, `machines/rooms`, and what plays its machines until it is dropped.
pub struct Machines {
    boots: Arc<Mutex<Boots>>,
    task: JoinHandle<()>,
}

impl Machines {
    /// The label of its nodes.
    pub const LABEL: &'static str = "node-pool=rooms";

    /// Defines the kinds, makes the MachineDeployment with no machines, and begins to play them.
    ///
    /// # Errors
    /// When the cluster does not take them.
    pub async fn start(api: &KubeApi, boots: Boots) -> Result<Self> {
        define(api).await?;
        api.apply(
            &format!("/api/v1/namespaces/{NAMESPACE}"),
            &json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}),
        )
        .await?;
        let deployment = json!({"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "MachineDeployment",
            "metadata": {"name": NAME, "namespace": NAMESPACE}, "spec": {"clusterName": "local", "replicas": 0}});
        api.post(&folder("machinedeployments"), &deployment).await?;
        let (api, boots) = (api.clone(), Arc::new(Mutex::new(boots)));
        let of_now = boots.clone();
        let task = tokio::spawn(async move {
            let mut made = BTreeMap::new();
            loop {
                let boots = *of_now.lock().unwrap_or_else(PoisonError::into_inner);
                // What fails now is done at the next look.
                let _ = look(&api, boots, &mut made).await;
                tokio::time::sleep(LOOK).await;
            }
        });
        Ok(Self { boots, task })
    }

    /// What becomes from now on of machines that are asked for, and of those that were and are no nodes yet.
    pub fn boot(&self, boots: Boots) {
        *self.boots.lock().unwrap_or_else(PoisonError::into_inner) = boots;
    }
}

impl Drop for Machines {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn folder(plural: &str) -> String {
    format!("{GROUP}/namespaces/{NAMESPACE}/{plural}")
}

async fn define(api: &KubeApi) -> Result<()> {
    let any = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    let scale = json!({"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"});
    for (kind, plural, subresources) in
        [("MachineDeployment", "machinedeployments", json!({"status": {}, "scale": scale})), ("Machine", "machines", json!({"status": {}}))]
    {
        let name = format!("{plural}.cluster.x-k8s.io");
        let spec = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": {"replicas": {"type": "integer"}}});
        let schema = json!({"type": "object", "properties": {"spec": spec, "status": any}});
        let definition = json!({
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": name},
            "spec": {
                "group": "cluster.x-k8s.io", "scope": "Namespaced",
                "names": {"plural": plural, "singular": kind.to_lowercase(), "kind": kind, "listKind": format!("{kind}List")},
                "versions": [{"name": "v1beta2", "served": true, "storage": true, "subresources": subresources,
                    "schema": {"openAPIV3Schema": schema}}],
            },
        });
        api.apply(&format!("{DEFINITIONS}/{name}"), &definition).await?;
    }
    // They are told of before their storage answers.
    let begun = Instant::now();
    while api.get(&format!("{GROUP}/machines")).await.ok().flatten().is_none()
        || api.get(&format!("{GROUP}/machinedeployments")).await.ok().flatten().is_none()
    {
        anyhow::ensure!(begun.elapsed() < PATIENCE, "the kinds of machines are not served");
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

/// Makes what is missing, takes away what is too many, and boots what is due. `made` is when each machine was.
async fn look(api: &KubeApi, boots: Boots, made: &mut BTreeMap<String, Instant>) -> Result<()> {
    let deployment = api.get(&format!("{}/{NAME}", folder("machinedeployments"))).await?.context("no MachineDeployment")?;
    let asked = usize::try_from(deployment["spec"]["replicas"].as_i64().unwrap_or_default()).unwrap_or_default();
    let list = api.get(&folder("machines")).await?.unwrap_or_default();
    let mut machines: Vec<Value> = list["items"].as_array().cloned().unwrap_or_default();
    for _ in machines.len()..asked {
        let number = (1..).find(|number| !made.contains_key(&name(*number))).unwrap_or_default();
        let machine = json!({"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Machine", "metadata": {"name": name(number), "namespace": NAMESPACE}});
        api.post(&folder("machines"), &machine).await?;
        made.insert(name(number), Instant::now());
    }
    // Those that are marked first, then the newest.
    machines.sort_by_key(|machine| (machine["metadata"]["annotations"].get(DELETE).is_none(), std::cmp::Reverse(named(machine))));
    for machine in machines.iter().take(machines.len().saturating_sub(asked)) {
        nodes::delete(api, &named(machine)).await?;
        api.delete(&format!("{}/{}", folder("machines"), named(machine))).await?;
    }
    for (place, (machine, since)) in made.iter().enumerate() {
        let due = match boots {
            Boots::After(time) => since.elapsed() >= time,
            Boots::Half => place % 2 == 0,
            Boots::Never => false,
        };
        let stands = api.get(&format!("{}/{machine}", folder("machines"))).await?.is_some();
        if due && stands && api.get(&format!("/api/v1/nodes/{machine}")).await?.is_none() {
            boot(api, machine).await?;
        }
    }
    Ok(())
}

async fn boot(api: &KubeApi, machine: &str) -> Result<()> {
    let (key, value) = Machines::LABEL.split_once('=').unwrap_or_default();
    let spec = NodeSpec { labels: [(key.to_owned(), value.to_owned())].into(), ..NodeSpec::bare_metal(machine) };
    let mut node = spec.to_object();
    node["metadata"]["annotations"]["cluster.x-k8s.io/machine"] = json!(machine);
    node["metadata"]["annotations"]["cluster.x-k8s.io/cluster-namespace"] = json!(NAMESPACE);
    api.post("/api/v1/nodes", &node).await.map(|_| ())
}

fn name(number: usize) -> String {
    format!("rooms-{number:03}")
}

fn named(machine: &Value) -> String {
    machine["metadata"]["name"].as_str().unwrap_or_default().to_owned()
}
