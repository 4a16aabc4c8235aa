//! From the order to Ready: a lesson that is on already, so that every room is wanted at once.

use std::time::Duration;

use anyhow::{Context, Result};
use homeroom_local::{
    control_plane::{ControlPlane, NodeSpec, Options},
    progress,
    real_node::RealNode,
    scratch::Scratch,
};
use serde_json::Value;
use tokio::time::sleep;

use crate::{
    documents::lesson,
    installation::{Installation, Tenant, timed},
    table::Table,
};

const TIMES: usize = 5;

/// A service with a control plane whose nodes are played.
pub(crate) struct Simulated {
    pub(crate) installation: Installation,
    pub(crate) tenant: Tenant,
    pub(crate) plane: ControlPlane,
    _dir: Scratch,
}

impl Simulated {
    pub(crate) async fn start(nodes: Vec<NodeSpec>) -> Result<Self> {
        let (plane, dir) = plane(nodes).await?;
        let installation = Installation::start("docker.io/livekit/livekit-server:v1").await?;
        installation.register(&plane.homeroom_kubeconfig().await?).await?;
        let tenant = installation.tenant("Bench", 100_000).await?;
        Ok(Self { installation, tenant, plane, _dir: dir })
    }

    pub(crate) async fn stop(self) -> Result<()> {
        self.installation.stop().await?;
        self.plane.stop().await
    }
}

pub(crate) async fn plane(nodes: Vec<NodeSpec>) -> Result<(ControlPlane, Scratch)> {
    let dir = Scratch::new("bench-plane")?;
    let plane = ControlPlane::start(Options::scratch(dir.path(), nodes)).await?;
    Ok((plane, dir))
}

pub(crate) async fn simulated(table: &mut Table, short: bool) -> Result<()> {
    let simulated = Simulated::start(NodeSpec::bare_metal_fleet(4)).await?;
    let rooms: &[usize] = if short { &[1] } else { &[1, 12] };
    for rooms in rooms {
        time(table, (&simulated.installation, &simulated.tenant), "simulated nodes", (*rooms, 50)).await?;
    }
    simulated.stop().await
}

pub(crate) async fn real(table: &mut Table) -> Result<()> {
    if let Err(reason) = RealNode::possible(&progress::stderr()).await {
        println!("real node: not measured, {reason}");
        return Ok(());
    }
    let (plane, dir) = plane(Vec::new()).await?;
    let node = RealNode::start(&plane, &dir.path().join("node"), &progress::stderr()).await?;
    let installation = Installation::start(node.livekit_image()).await?;
    installation.register(&plane.homeroom_kubeconfig().await?).await?;
    let tenant = installation.tenant("Bench", 100_000).await?;
    time(table, (&installation, &tenant), "real node", (1, 5)).await?;
    installation.stop().await?;
    node.stop().await?;
    plane.stop().await
}

/// After one to warm up.
async fn time(table: &mut Table, of: (&Installation, &Tenant), what: &str, (rooms, seats): (usize, u32)) -> Result<()> {
    let mut times = Vec::new();
    for round in 0..=TIMES {
        let order = lesson(rooms, seats, Duration::ZERO)?;
        let ((), took) = timed(until_ready(of, &order, rooms)).await?;
        if round > 0 {
            times.push(took);
        }
    }
    table.times(format!("{what}: order of {rooms} x {seats} seats to Ready"), None, &times);
    Ok(())
}

async fn until_ready((installation, tenant): (&Installation, &Tenant), order: &Value, rooms: usize) -> Result<()> {
    let made = installation.post(tenant, "/v1/orders", order).await?;
    let path = format!("/v1/orders/{}", made["id"].as_str().context("an order has an id")?);
    loop {
        let order = installation.get(tenant, &path).await?;
        if order["ready"] == true && order["classrooms"]["ready_now"] == rooms {
            return Ok(());
        }
        sleep(Duration::from_millis(20)).await;
    }
}
