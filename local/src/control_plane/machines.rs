//! Machines that are made and taken away as a number asks for: a stand-in for Cluster API and a cloud, on simulated nodes.
//!
//! The two kinds are defined as Cluster API defines them: a MachineDeployment with its `scale` subresource, and Machines, of which those that bear
//! `cluster.x-k8s.io/delete-machine` go first, as Cluster API has it. Nothing else of Cluster API is here. A machine that was made is a node after its boot
//! time, or never. Where there are machines of a run before, it goes on with them.

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
use crate::tools;

const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const GROUP: &str = "/apis/cluster.x-k8s.io/v1beta2";
const NAMESPACE: &str = Machines::NAMESPACE;
const NAME: &str = Machines::NAME;
/// Their plurals.
const KINDS: [&str; 2] = ["machinedeployments", "machines"];
const DELETE: &str = "cluster.x-k8s.io/delete-machine";
/// The label of machines, by the MachineDeployment that they are of.
const OF: &str = "cluster.x-k8s.io/deployment-name";
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
        let before = api.get(&deployment()).await?.unwrap_or_default();
        api.apply(&deployment(), &group_of(before["spec"]["replicas"].as_i64().unwrap_or_default())).await?;
        // Those of a run before may have been made by an earlier version.
        for machine in items(api, &folder("machines")).await?.iter().map(named) {
            api.apply(&machine_path(&machine), &machine_of(&machine)).await?;
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

    /// Has at hand what [`Self::start`] would download otherwise.
    ///
    /// # Errors
    /// When it cannot be downloaded.
    pub async fn download() -> Result<()> {
        for plural in KINDS {
            tools::cluster_api(plural).await?;
        }
        Ok(())
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

fn machine_path(name: &str) -> String {
    format!("{}/{name}", folder("machines"))
}

/// The MachineDeployment, with so many machines asked for.
fn group_of(replicas: i64) -> Value {
    json!({
        "apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "MachineDeployment", "metadata": {"name": NAME, "namespace": NAMESPACE},
        "spec": {
            "clusterName": "local", "replicas": replicas, "selector": {"matchLabels": {OF: NAME}},
            "template": {"metadata": {"labels": {OF: NAME}}, "spec": machine_spec("PlayedMachineTemplate", NAME)},
        },
    })
}

fn machine_of(name: &str) -> Value {
    json!({
        "apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Machine", "metadata": {"name": name, "namespace": NAMESPACE, "labels": {OF: NAME}},
        "spec": machine_spec("PlayedMachine", name),
    })
}

/// What Cluster API asks for: nothing boots from it, and nobody looks for the objects that it names.
fn machine_spec(kind: &str, name: &str) -> Value {
    json!({
        "clusterName": "local", "bootstrap": {"dataSecretName": NAME},
        "infrastructureRef": {"apiGroup": "infrastructure.cluster.x-k8s.io", "kind": kind, "name": name},
    })
}

async fn define(api: &KubeApi) -> Result<()> {
    for plural in KINDS {
        let definition = tools::cluster_api(plural).await?;
        api.apply(&format!("{DEFINITIONS}/{plural}.cluster.x-k8s.io"), &definition).await?;
    }
    // They are told of before their storage answers.
    let begun = Instant::now();
    for plural in KINDS {
        while api.get(&format!("{GROUP}/{plural}")).await.ok().flatten().is_none() {
            ensure!(begun.elapsed() < PATIENCE, "the kinds of machines are not served");
            tokio::time::sleep(LOOKS[0]).await;
        }
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
        tell(api, &machine_path(machine), object, &json!({"phase": phase, "nodeRef": node})).await?;
    }
    let selector = format!("{OF}={NAME}");
    tell(api, &deployment(), &told, &json!({"replicas": machines.len(), "readyReplicas": ready, "selector": selector})).await
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
        machines.push(api.post(&folder("machines"), &machine_of(&name(number))).await?);
        made.insert(name(number), Instant::now());
    }
    machines.sort_by_key(|machine| (machine["metadata"]["annotations"].get(DELETE).is_none(), std::cmp::Reverse(named(machine))));
    let stay = machines.split_off(machines.len().saturating_sub(asked));
    for machine in machines {
        nodes::delete(api, &named(&machine)).await?;
        api.delete(&machine_path(&named(&machine))).await?;
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
