//! Nodes that are bought ahead of lessons: the simulated cluster has a MachineDeployment, whose machines are played, and Homeroom scales it.
//!
//! It is registered as an operator would, while the first orders come up, none of which needs its nodes. Its first machine boots when the demo stands.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use super::client::HomeroomApi;
use super::clusters::Clusters;
use super::service::Service;
use super::state::DemoFile;
use crate::control_plane::{Boots, Machines};
use crate::progress::Progress;

/// Short enough to be watched.
const BOOT: Duration = Duration::from_secs(20);
/// The least that can be said, and more than that.
const BOOT_MINUTES: u32 = 1;
/// One is there at rest, so that there is something to see.
const MIN: u32 = 1;
const MAX: u32 = 5;

/// `None` where the simulated cluster is somebody else's: its machines are not ours to play.
pub(super) async fn start(service: &Service, clusters: &Clusters, file: &DemoFile, say: &Progress) -> Result<Option<Machines>> {
    let Some(plane) = clusters.simulated.control_plane() else { return Ok(None) };
    let cluster = file.clusters.iter().find(|cluster| cluster.simulated).context("the demo file lacks the simulated cluster")?;
    let machines = Machines::start(plane.api(), Boots::After(BOOT)).await.context("the machines cannot be played")?;
    plane.allow_node_groups().await?;
    let (api, path) = (HomeroomApi::with_key(&service.url, &file.platform.api_key)?, format!("/v1/clusters/{}/node-groups", cluster.id));
    if api.first(&path).await?.is_none() {
        say("registering a group of nodes of the simulated cluster, which are bought ahead of lessons");
        let group = json!({
            "api_version": "cluster.x-k8s.io/v1beta2", "kind": "MachineDeployment", "namespace": Machines::NAMESPACE, "name": Machines::NAME,
            "node_label": Machines::LABEL, "min": MIN, "max": MAX, "boot_minutes": BOOT_MINUTES,
        });
        api.post(&path, &group).await?;
    }
    Ok(Some(machines))
}
