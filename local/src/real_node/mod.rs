//! A real node beside the simulated ones: containerd, runc, a bridge network and
//! a kubelet on this machine, so that a classroom really runs and can be joined.
//!
//! It needs root and some packages, and a machine holds one at a time: parts of
//! what a kubelet uses have fixed places. It starts without a registry of images:
//! they are made here from built programs and imported. From a registry on this
//! machine's loopback address it pulls others, in plain HTTP as containerd does
//! there. Whatever was left by a run that crashed is removed before the next.

mod cgroups;
mod cleanup;
mod config;
mod images;
mod possible;

use std::fs;
use std::net::{IpAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::control_plane::{ControlPlane, REAL_NODE};
use crate::ports;
use crate::process::{self, Program, Running};
use crate::progress::Progress;
use crate::tools::{Tool, Tools};
use possible::Claim;

pub use images::Image;

/// Sockets and state, with a short path: the kernel limits that of a socket.
const RUN_DIR: &str = "/run/homeroom-node";
const BRIDGE: &str = "homeroom0";
const NETWORK: &str = "homeroom";
const SUBNET: &str = "10.244.77.0/24";

/// A running node. Dropping it stops it and removes what it left on the machine.
pub struct RealNode {
    dir: PathBuf,
    kubelet: Option<Running>,
    containerd: Option<Running>,
    livekit: String,
    /// A small program, of which images can be made.
    pause: PathBuf,
    /// Given up last.
    _claim: Claim,
}

/// The folders, ports and programs of one run.
struct Plan<'a> {
    dir: &'a Path,
    tools: &'a Tools,
    control_plane: &'a ControlPlane,
    address: IpAddr,
    kubelet_port: u16,
}

impl RealNode {
    /// Whether this machine can hold a real node now; if not, why, in a sentence.
    /// As root on Debian, packages that are missing are installed first.
    pub async fn possible(progress: &Progress) -> Result<(), String> {
        let progress = Progress::clone(progress);
        tokio::task::spawn_blocking(move || possible::check(&progress)).await.map_err(|error| error.to_string())?
    }

    /// Joins the machine to a control plane and waits until the node is Ready.
    /// `dir` is emptied: a node keeps nothing from one run to the next.
    pub async fn start(control_plane: &ControlPlane, dir: &Path, progress: &Progress) -> Result<Self> {
        let tools = Tools::ensure(&Tool::REAL_NODE, progress).await?;
        let claim = Claim::take()?;
        cleanup::everything(dir);
        fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
        let [kubelet_port] = ports::free()?;
        let plan = Plan { dir, tools: &tools, control_plane, address: own_address()?, kubelet_port };
        let pause = tools.path(Tool::Pause)?.to_path_buf();
        let mut node = Self { dir: dir.to_path_buf(), kubelet: None, containerd: None, livekit: String::new(), pause, _claim: claim };
        node.start_with(&plan).await.context("the real node did not start")?;
        Ok(node)
    }

    /// Removes what a node in `dir` left behind whose process was killed; nothing
    /// while a node runs on this machine.
    pub async fn remove_leftovers(dir: &Path) -> Result<()> {
        let dir = dir.to_path_buf();
        let remove = move || Claim::take().map(|_claim| cleanup::everything(&dir));
        let _ = tokio::task::spawn_blocking(remove).await?;
        Ok(())
    }

    /// An error if a part of it has ended by itself.
    pub fn check(&mut self) -> Result<()> {
        [&mut self.containerd, &mut self.kubelet].into_iter().flatten().try_for_each(Running::check)
    }

    /// The image of the classroom's media server, by digest: what the service is
    /// to be configured with on this cluster.
    #[must_use]
    pub fn livekit_image(&self) -> &str {
        &self.livekit
    }

    /// Makes an image that the node has not, for a registry to serve: a small
    /// program that waits. By another name it is another image, with its own digest.
    pub async fn make_image(&self, name: &'static str) -> Result<Image> {
        Image::make(name, &self.pause, None, &self.dir).await
    }

    /// Takes an image from the node that was pulled from `registry`, as a kubelet
    /// does that collects what is not in use.
    pub fn collect(&self, image: &Image, registry: &str) -> Result<()> {
        let reference = image.reference_in(registry);
        let removed = process::output(ctr().args(["images", "delete", "--sync", &reference, image.id()]))?;
        let names: Vec<&str> = removed.lines().map(str::trim).collect();
        ensure!([reference.as_str(), image.id()].iter().all(|name| names.contains(name)), "{reference} was not on the node: {removed}");
        Ok(())
    }

    /// Ends all pods on the node and takes everything away that it made.
    pub async fn stop(self) -> Result<()> {
        tokio::task::spawn_blocking(move || drop(self)).await.context("the real node was not cleaned up")
    }

    async fn start_with(&mut self, plan: &Plan<'_>) -> Result<()> {
        let pause = Image::make("pause", plan.tools.path(Tool::Pause)?, None, plan.dir).await?;
        let base = plan.tools.path(Tool::Base)?;
        let livekit = Image::make("livekit-server", plan.tools.path(Tool::LivekitServer)?, Some(base), plan.dir).await?;
        config::write(plan, pause.reference())?;
        self.containerd = Some(plan.start_containerd()?);
        self.wait_for_containerd().await?;
        for image in [&pause, &livekit] {
            image.import()?;
        }
        livekit.reference().clone_into(&mut self.livekit);
        cgroups::make()?;
        self.kubelet = Some(plan.start_kubelet()?);
        self.wait_until_ready(plan).await
    }

    async fn wait_for_containerd(&mut self) -> Result<()> {
        let begun = Instant::now();
        while let Err(error) = process::output(ctr().arg("version")) {
            self.check()?;
            if begun.elapsed() > Duration::from_secs(30) {
                return Err(error.context("containerd does not answer"));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }

    /// The port tells this run's kubelet from what the API remembers of the last.
    async fn wait_until_ready(&mut self, plan: &Plan<'_>) -> Result<()> {
        let path = format!("/api/v1/nodes/{REAL_NODE}");
        let begun = Instant::now();
        while !plan.control_plane.api().get(&path).await?.is_some_and(|node| is_ready(&node, plan.kubelet_port)) {
            self.check()?;
            if begun.elapsed() > Duration::from_secs(60) {
                bail!("the node is not Ready after 60 s:\n{}", process::tail(&plan.dir.join("kubelet.log"), 15));
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Ok(())
    }
}

impl Drop for RealNode {
    fn drop(&mut self) {
        // First who would start pods again, then the pods, then who runs them.
        drop(self.kubelet.take());
        cleanup::kill_pods();
        drop(self.containerd.take());
        cleanup::everything(&self.dir);
    }
}

impl Plan<'_> {
    fn start_containerd(&self) -> Result<Running> {
        let args = vec!["--config".to_owned(), self.at("containerd.toml")];
        self.run("containerd", Path::new("containerd"), args)
    }

    fn start_kubelet(&self) -> Result<Running> {
        let args = vec![
            format!("--config={}", self.at("kubelet.yaml")),
            format!("--kubeconfig={}", self.at("kubelet.kubeconfig")),
            format!("--root-dir={}", self.at("kubelet")),
            format!("--cert-dir={}", self.at("kubelet-pki")),
            format!("--hostname-override={REAL_NODE}"),
            format!("--node-ip={}", self.address),
        ];
        self.run("kubelet", self.tools.path(Tool::Kubelet)?, args)
    }

    fn run(&self, name: &str, path: &Path, args: Vec<String>) -> Result<Running> {
        let log = self.dir.join(format!("{name}.log"));
        Program { name, path, args, env: Vec::new(), log, user: None, when_orphaned: "KILL" }.start()
    }

    fn at(&self, name: &str) -> String {
        self.dir.join(name).display().to_string()
    }
}

fn ctr() -> Command {
    let mut command = Command::new("ctr");
    command.arg("--address").arg(format!("{RUN_DIR}/containerd.sock")).args(["--namespace", "k8s.io"]);
    command
}

fn is_ready(node: &Value, kubelet_port: u16) -> bool {
    let conditions = node["status"]["conditions"].as_array().map(Vec::as_slice).unwrap_or_default();
    node["status"]["daemonEndpoints"]["kubeletEndpoint"]["Port"] == kubelet_port
        && conditions.iter().any(|condition| condition["type"] == "Ready" && condition["status"] == "True")
}

/// The address that this machine would call another from; nothing is sent.
fn own_address() -> Result<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    socket.connect("192.0.2.254:9").context("this machine has no address besides loopback")?;
    Ok(socket.local_addr()?.ip())
}
