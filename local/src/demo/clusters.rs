//! The demo's two clusters: one whose nodes are played, for an institution that
//! tries things out, and one with a real node, for one that teaches.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::Site;
use crate::config;
use crate::control_plane::{ControlPlane, NodeSpec, Options, REAL_NODE};
use crate::progress::Progress;
use crate::real_node::RealNode;

/// What Homeroom is told about a cluster.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) region: &'static str,
    pub(super) simulated: bool,
    /// `None`: as the service has it.
    pub(super) headroom_percent: Option<u32>,
    /// How clients reach a room.
    pub(super) media_url: &'static str,
}

/// Its one node has nothing to spare.
const LIVE: Kind = Kind { name: "live", region: "local", simulated: false, headroom_percent: Some(0), media_url: "ws://{pod_ip}:7880" };
const SIMULATED: Kind = Kind {
    name: "simulated",
    region: "cn-beijing",
    simulated: true,
    headroom_percent: None,
    media_url: "wss://{classroom}.rooms.example.org",
};

/// Enough for what the first order needs; more come from a node group.
const NODES: usize = 3;
/// The simulated node that takes the place of a real one.
const STAND_IN: &str = "stand-in";

/// A cluster that Homeroom is to be registered with.
pub(super) struct Cluster {
    pub(super) kind: Kind,
    /// For `kubectl`.
    pub(super) admin_kubeconfig: PathBuf,
    /// What Homeroom is given.
    pub(super) homeroom_kubeconfig: String,
    control_plane: Option<ControlPlane>,
}

pub(super) struct Clusters {
    pub(super) live: Cluster,
    pub(super) simulated: Cluster,
    node: Option<RealNode>,
}

/// Files that take the place of the clusters that would be started here.
struct Given {
    live: Option<PathBuf>,
    simulated: Option<PathBuf>,
}

impl Clusters {
    /// `no_real_node`: every node is played, whatever the machine could do.
    pub(super) async fn start(site: &Site, no_real_node: bool, say: &Progress) -> Result<Self> {
        let given = Given::read();
        let live = async {
            match given.live {
                Some(path) => Ok((Cluster::given(LIVE, path, say)?, None)),
                None => start_live(site, no_real_node, say).await,
            }
        };
        let (live, simulated) = tokio::join!(live, start_simulated(site, given.simulated, say));
        let (live, node) = live?;
        Ok(Self { live, simulated: simulated?, node })
    }

    /// The image that rooms run, where it had to be made here.
    pub(super) fn room_image(&self) -> Option<&str> {
        self.node.as_ref().map(RealNode::livekit_image)
    }

    /// Whether a room of the live cluster can be joined from this machine.
    pub(super) fn can_join(&self) -> bool {
        self.node.is_some()
    }

    /// An error if a part of one has ended by itself.
    pub(super) fn check(&mut self) -> Result<()> {
        for cluster in [&mut self.live, &mut self.simulated] {
            let checked = cluster.control_plane.as_mut().map_or(Ok(()), ControlPlane::check);
            checked.with_context(|| format!("the {} cluster", cluster.kind.name))?;
        }
        self.node.as_mut().map_or(Ok(()), RealNode::check)
    }

    pub(super) async fn stop(self) -> Result<()> {
        if let Some(node) = self.node {
            node.stop().await?;
        }
        for cluster in [self.live, self.simulated] {
            if let Some(control_plane) = cluster.control_plane {
                control_plane.stop().await?;
            }
        }
        Ok(())
    }
}

impl Given {
    /// `KUBECONFIGS`: the live cluster's file, then the simulated one's; an empty one is started here.
    fn read() -> Self {
        let text = config::read("KUBECONFIGS").unwrap_or_default();
        let mut paths = text.split(':').map(|path| Some(PathBuf::from(path)).filter(|path| !path.as_os_str().is_empty()));
        Self { live: paths.next().flatten(), simulated: paths.next().flatten() }
    }
}

async fn start_simulated(site: &Site, given: Option<PathBuf>, say: &Progress) -> Result<Cluster> {
    if let Some(path) = given {
        return Cluster::given(SIMULATED, path, say);
    }
    let control_plane = start_control_plane(site, &SIMULATED, NodeSpec::bare_metal_fleet(NODES), say).await?;
    Cluster::of(SIMULATED, control_plane).await
}

async fn start_live(site: &Site, no_real_node: bool, say: &Progress) -> Result<(Cluster, Option<RealNode>)> {
    let control_plane = start_control_plane(site, &LIVE, Vec::new(), say).await?;
    let started = if no_real_node { Err("asked for none".to_owned()) } else { start_node(&control_plane, site, say).await };
    let node = match started {
        Ok(node) => {
            // That of a run which could not have a real one.
            control_plane.delete_node(STAND_IN).await?;
            Some(node)
        }
        Err(reason) => {
            say(&format!("NO REAL NODE HERE: {reason}. The live cluster's node is simulated too, and its room cannot be joined"));
            control_plane.delete_node(REAL_NODE).await?;
            control_plane.add_nodes(&[NodeSpec::bare_metal(STAND_IN)]).await?;
            None
        }
    };
    Ok((Cluster::of(LIVE, control_plane).await?, node))
}

async fn start_node(control_plane: &ControlPlane, site: &Site, say: &Progress) -> Result<RealNode, String> {
    RealNode::possible(say).await?;
    say("starting the real node: containerd, kubelet");
    RealNode::start(control_plane, &site.at("node"), say).await.map_err(|error| format!("{error:#}"))
}

async fn start_control_plane(site: &Site, kind: &Kind, nodes: Vec<NodeSpec>, say: &Progress) -> Result<ControlPlane> {
    say(&format!("starting the {} cluster: etcd, kube-apiserver, controller manager, scheduler", kind.name));
    let options = Options { dir: site.at("clusters").join(kind.name), nodes, persistent: true, progress: Progress::clone(say) };
    ControlPlane::start(options).await.with_context(|| format!("the {} cluster did not start", kind.name))
}

impl Cluster {
    async fn of(kind: Kind, control_plane: ControlPlane) -> Result<Self> {
        let homeroom_kubeconfig = control_plane.homeroom_kubeconfig().await?;
        let admin_kubeconfig = control_plane.admin_kubeconfig_path();
        Ok(Self { kind, admin_kubeconfig, homeroom_kubeconfig, control_plane: Some(control_plane) })
    }

    /// `None` of one that runs elsewhere.
    pub(super) fn control_plane(&self) -> Option<&ControlPlane> {
        self.control_plane.as_ref()
    }

    /// One that runs elsewhere, by a file that Homeroom can be given as it is.
    fn given(kind: Kind, path: PathBuf, say: &Progress) -> Result<Self> {
        say(&format!("using {} as the {} cluster", path.display(), kind.name));
        let homeroom_kubeconfig = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Self { kind, admin_kubeconfig: path, homeroom_kubeconfig, control_plane: None })
    }
}
