//! A whole Kubernetes control plane as child processes: etcd, kube-apiserver,
//! controller manager, scheduler, and kwok, which plays the nodes.
//!
//! Each has its own folder, ports, certificates and tokens, so that any number
//! may run side by side. Starting takes about three seconds. All of them end
//! with the process that started them; a persistent one starts again from its
//! folder with the same objects, certificates, tokens and, if free, port.

mod components;
mod kubeconfig;
mod machines;
mod nodes;
mod reset;
mod state;
mod storage;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::process::Signal;

use crate::access;
use crate::files::{make_private_dir, write_private};
use crate::kube_api::KubeApi;
use crate::pki::Pki;
use crate::ports;
use crate::process::Running;
use crate::progress::{self, Progress};
use crate::tools::{Tool, Tools};
use components::{Components, Plan};
pub(crate) use kubeconfig::with_token as kubeconfig_with_token;
pub use machines::{Boots, Machines};
pub use nodes::NodeSpec;
use state::State;

/// How a control plane is started.
#[derive(Clone)]
pub struct Options {
    /// Holds everything of it; made if absent, readable by its owner only.
    pub dir: PathBuf,
    /// Simulated nodes to have; those that exist already stay as they are.
    pub nodes: Vec<NodeSpec>,
    /// Whether the folder outlives the run: data reaches the disk, ports are kept.
    pub persistent: bool,
    pub progress: Progress,
}

impl Options {
    /// A control plane of its own for a test, which says something only while
    /// tools have to be built.
    #[must_use]
    pub fn scratch(dir: &Path, nodes: Vec<NodeSpec>) -> Self {
        Self { dir: dir.to_path_buf(), nodes, persistent: false, progress: progress::stderr() }
    }
}

/// A running control plane. Dropping it kills its processes.
pub struct ControlPlane {
    dir: PathBuf,
    persistent: bool,
    state: State,
    ca_pem: String,
    api: KubeApi,
    running: Components,
}

impl ControlPlane {
    /// Builds what is missing, starts everything, and waits until the API and
    /// the nodes are Ready.
    pub async fn start(options: Options) -> Result<Self> {
        let tools = Tools::ensure(&Tool::CONTROL_PLANE, &options.progress).await?;
        make_private_dir(&options.dir)?;
        let pki = Pki::ensure(&options.dir.join("pki"))?;
        let ca_pem = pki.ca_pem()?;
        let (state, running, api) = start_processes(&tools, &options, &pki).await?;
        let (dir, persistent) = (options.dir, options.persistent);
        let control_plane = Self { dir, persistent, state, ca_pem, api, running };
        write_private(&control_plane.admin_kubeconfig_path(), &control_plane.admin_kubeconfig())?;
        nodes::add(&control_plane.api, &options.nodes).await.context("the simulated nodes did not become Ready")?;
        Ok(control_plane)
    }

    /// `https://127.0.0.1:<port>`
    #[must_use]
    pub fn server(&self) -> String {
        self.state.server()
    }

    /// An error if a part of it has ended by itself.
    pub fn check(&mut self) -> Result<()> {
        self.running.check()
    }

    /// The certificate authority of the API server, in PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Calls as an administrator.
    #[must_use]
    pub fn api(&self) -> &KubeApi {
        &self.api
    }

    /// For people and `kubectl`: it may do everything. Never register this one.
    #[must_use]
    pub fn admin_kubeconfig(&self) -> String {
        kubeconfig_with_token(&self.server(), &self.ca_pem, &self.state.admin_token)
    }

    #[must_use]
    pub fn admin_kubeconfig_path(&self) -> PathBuf {
        self.dir.join("admin.kubeconfig")
    }

    /// The kubeconfig that Homeroom is registered with: the ServiceAccount and
    /// the rights of `deploy/cluster-access.yaml`, which are applied first.
    pub async fn homeroom_kubeconfig(&self) -> Result<String> {
        let token = access::grant(&self.api).await?;
        Ok(kubeconfig_with_token(&self.server(), &self.ca_pem, &token))
    }

    /// Lets Homeroom scale node groups: the rights of `deploy/node-groups-access.yaml`.
    pub async fn allow_node_groups(&self) -> Result<()> {
        access::grant_node_groups(&self.api).await
    }

    /// Lets Homeroom claim storage: the rights of `deploy/storage-pools-access.yaml`.
    pub async fn allow_storage_pools(&self) -> Result<()> {
        access::grant_storage_pools(&self.api).await
    }

    /// A StorageClass of that name with so many volumes; `files_at`: the server and the directory that it says its files lie in.
    pub async fn add_storage_class(&self, name: &str, files_at: Option<(&str, &str)>, volumes: usize) -> Result<()> {
        storage::add(&self.api, name, files_at, volumes).await
    }

    /// Takes everything away that was made since the start and gives it these nodes: what costs a fraction of a start, for whoever has it next.
    pub async fn reset(&mut self, nodes: &[NodeSpec]) -> Result<()> {
        self.thaw_storage();
        self.thaw_api();
        self.thaw_nodes();
        self.check()?;
        // Connections end with the runtime that opened them.
        self.api = KubeApi::new(&self.server(), &self.ca_pem, &self.state.admin_token)?;
        reset::reset(&self.api, nodes).await
    }

    /// Creates simulated nodes and waits until they are Ready.
    pub async fn add_nodes(&self, nodes: &[NodeSpec]) -> Result<()> {
        nodes::add(&self.api, nodes).await
    }

    /// Takes a node away, with the pods on it.
    pub async fn delete_node(&self, name: &str) -> Result<()> {
        nodes::delete(&self.api, name).await
    }

    /// Makes a simulated node fail (`false`) or recover (`true`).
    pub async fn set_node_ready(&self, name: &str, ready: bool) -> Result<()> {
        nodes::set_ready(&self.api, name, ready).await
    }

    /// Makes the API take connections and answer nothing, until [`Self::thaw_api`].
    pub fn freeze_api(&mut self) {
        self.running.signal_api(Signal::STOP);
    }

    pub fn thaw_api(&mut self) {
        self.running.signal_api(Signal::CONT);
    }

    /// Makes the storage behind the API answer nothing, until [`Self::thaw_storage`]:
    /// the API goes on answering what takes none.
    pub fn freeze_storage(&mut self) {
        self.running.signal_etcd(Signal::STOP);
    }

    pub fn thaw_storage(&mut self) {
        self.running.signal_etcd(Signal::CONT);
    }

    /// Makes the machines of all simulated nodes go dark, until [`Self::thaw_nodes`]: Kubernetes gives them up when it has not heard of them for its
    /// grace period, 50 s.
    pub fn freeze_nodes(&mut self) {
        self.running.signal_nodes(Signal::STOP);
    }

    pub fn thaw_nodes(&mut self) {
        self.running.signal_nodes(Signal::CONT);
    }

    /// Takes the API away without a word, as a crash or a cut network does.
    pub async fn stop_api(&mut self) {
        self.running.stop_api().await;
    }

    /// Brings the API back on the same address after [`Self::stop_api`].
    pub async fn restart_api(&mut self) -> Result<()> {
        let tools = Tools::ensure(&Tool::CONTROL_PLANE, &progress::silent()).await?;
        let pki = Pki::ensure(&self.dir.join("pki"))?;
        self.running.start_api(&Plan { tools: &tools, dir: &self.dir, persistent: true, pki: &pki, state: &self.state }, &self.api).await
    }

    /// The token by which a kubelet with the name [`REAL_NODE`] logs in.
    pub(crate) fn node_kubeconfig(&self) -> String {
        kubeconfig_with_token(&self.server(), &self.ca_pem, &self.state.node_token)
    }

    pub(crate) fn ca_path(&self) -> PathBuf {
        self.dir.join("pki/ca.crt")
    }

    /// Stops all processes, last started first, and waits until the API's port
    /// is free.
    pub async fn stop(mut self) -> Result<()> {
        self.running.stop(self.persistent).await;
        ports::wait_until_free(self.state.api_port, Duration::from_secs(10)).await
    }
}

/// Another process may take a port between choice and use: then again, with others.
async fn start_processes(tools: &Tools, options: &Options, pki: &Pki) -> Result<(State, Components, KubeApi)> {
    let mut attempt = 1;
    loop {
        let state = State::ensure(&options.dir).await?;
        match Components::start(tools, options, pki, &state).await {
            Ok((running, api)) => return Ok((state, running, api)),
            Err(error) if attempt < 3 => {
                (options.progress)(&format!("starting a control plane again: {error:#}"));
            }
            Err(error) => return Err(error),
        }
        attempt += 1;
        State::forget_ports(&options.dir)?;
    }
}

/// The name of the one node that may be real.
pub(crate) const REAL_NODE: &str = "real-1";

async fn stop_one(running: &mut Option<Running>, gently: bool) {
    if let Some(mut running) = running.take() {
        let (signal, patience) = if gently { (Signal::TERM, Duration::from_secs(5)) } else { (Signal::KILL, Duration::from_secs(1)) };
        running.stop(signal, patience).await;
    }
}
