//! Machines that are made and taken away as a number asks for: a stand-in for Cluster API and a cloud, on simulated nodes.
//!
//! The two kinds have the group, names and fields of Cluster API that are used, no more: a MachineDeployment with its `scale` subresource, and Machines, of which
//! those that bear `cluster.x-k8s.io/delete-machine` go first, as Cluster API has it. A machine that was made is a node after its boot time, or never. Where
//! there are machines of a run before, it goes on with them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::nodes::{self, NodeSpec};
use crate::kube_api::KubeApi;

const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const GROUP: &str = "/apis/cluster.x-k8s.io/v1beta2";
const NAMESPACE: &str = Machines::NAMESPACE;
const NAME: &str = Machines::NAME;
const DELETE: &str = "cluster.x-k8s.io/delete-machine";
/// Between two looks: a twentieth of the boot time, within these.
const LOOKS: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(1)];
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

impl Boots {
    fn look_every(self) -> Duration {
        let [shortest, longest] = LOOKS;
        match self {
            Self::After(time) => (time / 20).clamp(shortest, longest),
            Self::Half | Self::Never => shortest,
        }
    }

    /// Whether a machine is a node by now, in its place among all that were made.
    fn is_due(self, place: usize, made: Instant) -> bool {
        match self {
            Self::After(time) => made.elapsed() >= time,
            Self::Half => place.is_multiple_of(2),
            Self::Never => false,
        }
    }
}

/// One MachineDeployment, `machines/rooms`, and what plays its machines until it is dropped.
pub struct Machines {
    boots: Arc<Mutex<Boots>>,
    task: JoinHandle<()>,
}

impl Machines {
    /// Of the MachineDeployment and of its machines.
    pub const NAMESPACE: &'static str = "machines";
    /// Of the MachineDeployment.
    pub const NAME: &'static str = "rooms";
    /// The label of its nodes.
    pub const LABEL: &'static str = "node-pool=rooms";

    /// Defines the kinds, makes the MachineDeployment with no machines where there is none, and begins to play them.
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
        if api.get(&deployment()).await?.is_none() {
            let none = json!({"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "MachineDeployment",
                "metadata": {"name": NAME, "namespace": NAMESPACE}, "spec": {"clusterName": "local", "replicas": 0}});
            api.post(&folder("machinedeployments"), &none).await?;
        }
        let (api, boots) = (api.clone(), Arc::new(Mutex::new(boots)));
        let of_now = boots.clone();
        let task = tokio::spawn(async move {
            let mut made = Made::new();
            loop {
                let boots = *of_now.lock().unwrap_or_else(PoisonError::into_inner);
                // What fails now is done at the next look.
                let _ = look(&api, boots, &mut made).await;
                tokio::time::sleep(boots.look_every()).await;
            }
        });
        Ok(Self { boots, task })
    }

    /// What becomes from now on of machines that are asked for, and of those that were and are no nodes yet.
    pub fn boot(&self, boots: Boots) {
        *self.boots.lock().unwrap_or_else(PoisonError::into_inner) = boots;
    }

    /// An error if nobody plays them any more.
    pub fn check(&self) -> Result<()> {
        ensure!(!self.task.is_finished(), "the machines are played no more");
        Ok(())
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

fn deployment() -> String {
    format!("{}/{NAME}", folder("machinedeployments"))
}

fn column(name: &str, kind: &str, path: &str) -> Value {
    json!({"name": name, "type": kind, "jsonPath": path})
}

async fn define(api: &KubeApi) -> Result<()> {
    let any = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    let scale = json!({"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"});
    let counts = [
        column("Desired", "integer", ".spec.replicas"),
        column("Machines", "integer", ".status.replicas"),
        column("Ready", "integer", ".status.readyReplicas"),
    ];
    let states = [column("Phase", "string", ".status.phase"), column("Node", "string", ".status.nodeRef.name")];
    for (kind, plural, subresources, columns) in [
        ("MachineDeployment", "machinedeployments", json!({"status": {}, "scale": scale}), counts.as_slice()),
        ("Machine", "machines", json!({"status": {}}), states.as_slice()),
    ] {
        let name = format!("{plural}.cluster.x-k8s.io");
        let spec = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": {"replicas": {"type": "integer"}}});
        let schema = json!({"type": "object", "properties": {"spec": spec, "status": any}});
        let definition = json!({
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": name},
            "spec": {
                "group": "cluster.x-k8s.io", "scope": "Namespaced",
                "names": {"plural": plural, "singular": kind.to_lowercase(), "kind": kind, "listKind": format!("{kind}List")},
                "versions": [{"name": "v1beta2", "served": true, "storage": true, "subresources": subresources,
                    "additionalPrinterColumns": columns, "schema": {"openAPIV3Schema": schema}}],
            },
        });
        api.apply(&format!("{DEFINITIONS}/{name}"), &definition).await?;
    }
    // They are told of before their storage answers.
    let begun = Instant::now();
    while api.get(&format!("{GROUP}/machines")).await.ok().flatten().is_none()
        || api.get(&format!("{GROUP}/machinedeployments")).await.ok().flatten().is_none()
    {
        ensure!(begun.elapsed() < PATIENCE, "the kinds of machines are not served");
        tokio::time::sleep(LOOKS[0]).await;
    }
    Ok(())
}

/// When each machine was made, of all that were.
type Made = BTreeMap<String, Instant>;

/// Has as many machines as are asked for, boots those that are due, and says how all of it stands.
async fn look(api: &KubeApi, boots: Boots, made: &mut Made) -> Result<()> {
    let told = api.get(&deployment()).await?.context("no MachineDeployment")?;
    let asked = usize::try_from(told["spec"]["replicas"].as_i64().unwrap_or_default()).unwrap_or_default();
    let machines = as_many(api, asked, made).await?;
    let of_group = format!("/api/v1/nodes?labelSelector={}", Machines::LABEL.replace('=', "%3D"));
    let nodes: Vec<String> = items(api, &of_group).await?.iter().map(named).collect();
    let mut ready = 0;
    for (place, (machine, since)) in made.iter().enumerate() {
        let Some(object) = machines.iter().find(|object| named(object) == *machine) else { continue };
        let is_node = nodes.contains(machine);
        if boots.is_due(place, *since) && !is_node {
            boot(api, machine).await?;
        }
        ready += usize::from(is_node);
        let (phase, node) = if is_node { ("Running", json!({"name": machine})) } else { ("Provisioning", Value::Null) };
        tell(api, &format!("{}/{machine}", folder("machines")), object, &json!({"phase": phase, "nodeRef": node})).await?;
    }
    tell(api, &deployment(), &told, &json!({"replicas": machines.len(), "readyReplicas": ready})).await
}

/// Makes what is missing and takes away what is too many: those that are marked first, then the newest. Gives those that stay.
async fn as_many(api: &KubeApi, asked: usize, made: &mut Made) -> Result<Vec<Value>> {
    let mut machines = items(api, &folder("machines")).await?;
    for machine in &machines {
        // Of a run before.
        made.entry(named(machine)).or_insert_with(Instant::now);
    }
    for _ in machines.len()..asked {
        let number = (1..).find(|number| !made.contains_key(&name(*number))).unwrap_or_default();
        let machine = json!({"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Machine", "metadata": {"name": name(number), "namespace": NAMESPACE}});
        machines.push(api.post(&folder("machines"), &machine).await?);
        made.insert(name(number), Instant::now());
    }
    machines.sort_by_key(|machine| (machine["metadata"]["annotations"].get(DELETE).is_none(), std::cmp::Reverse(named(machine))));
    let stay = machines.split_off(machines.len().saturating_sub(asked));
    for machine in machines {
        nodes::delete(api, &named(&machine)).await?;
        api.delete(&format!("{}/{}", folder("machines"), named(&machine))).await?;
    }
    Ok(stay)
}

/// Says in its status how an object stands, where that is news; what is `null` is not said.
async fn tell(api: &KubeApi, path: &str, object: &Value, status: &Value) -> Result<()> {
    let news = status.as_object().is_some_and(|fields| fields.iter().any(|(field, value)| object["status"][field] != *value));
    if news {
        api.patch(&format!("{path}/status"), &json!({ "status": status })).await?;
    }
    Ok(())
}

async fn items(api: &KubeApi, path: &str) -> Result<Vec<Value>> {
    let list = api.get(path).await?.unwrap_or_default();
    Ok(list["items"].as_array().cloned().unwrap_or_default())
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
