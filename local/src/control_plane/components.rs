//! The processes of a control plane: their flags, their order, their readiness.
//!
//! Clients of the API start when it is ready, and stop before it: each would fill its
//! log with what it cannot reach.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;

use super::kubeconfig::with_token;
use super::state::State;
use super::{Options, REAL_NODE, stop_one};
use crate::config;
use crate::files::write_private;
use crate::kube_api::KubeApi;
use crate::pki::Pki;
use crate::process::{Program, Running};
use crate::tools::{Tool, Tools};

const START_PATIENCE: Duration = Duration::from_secs(60);

/// Fills nodes one after the other, as rooms of fixed size want it.
const SCHEDULER_CONFIG: &str = r#"apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
leaderElection: {leaderElect: false}
clientConnection: {kubeconfig: "KUBECONFIG", qps: 200, burst: 400}
profiles:
- schedulerName: default-scheduler
  pluginConfig:
  - name: NodeResourcesFit
    args:
      scoringStrategy:
        type: MostAllocated
        resources: [{name: cpu, weight: 1}, {name: memory, weight: 1}]
"#;

pub(super) struct Components {
    etcd: Option<Running>,
    api: Option<Running>,
    clients: Vec<Option<Running>>,
}

/// Everything that a component's command line is made from.
pub(super) struct Plan<'a> {
    pub(super) tools: &'a Tools,
    pub(super) dir: &'a Path,
    pub(super) persistent: bool,
    pub(super) pki: &'a Pki,
    pub(super) state: &'a State,
}

impl Components {
    pub(super) async fn start(tools: &Tools, options: &Options, pki: &Pki, state: &State) -> Result<(Self, KubeApi)> {
        let plan = Plan { tools, dir: &options.dir, persistent: options.persistent, pki, state };
        plan.write_files()?;
        let api = KubeApi::new(&state.server(), &pki.ca_pem()?, &state.admin_token)?;
        let mut components = Self { etcd: Some(plan.etcd()?), api: Some(plan.api_server()?), clients: Vec::new() };
        components.wait_until_ready(&api).await?;
        components.clients = vec![Some(plan.controller_manager()?), Some(plan.scheduler()?), Some(plan.kwok()?)];
        Ok((components, api))
    }

    pub(super) fn signal_api(&mut self, signal: Signal) {
        if let Some(api) = &mut self.api {
            api.send(signal);
        }
    }

    pub(super) fn signal_etcd(&mut self, signal: Signal) {
        if let Some(etcd) = &mut self.etcd {
            etcd.send(signal);
        }
    }

    /// To kwok, which started last.
    pub(super) fn signal_nodes(&mut self, signal: Signal) {
        if let Some(kwok) = self.clients.last_mut().and_then(Option::as_mut) {
            kwok.send(signal);
        }
    }

    pub(super) async fn stop_api(&mut self) {
        stop_one(&mut self.api, false).await;
    }

    pub(super) async fn start_api(&mut self, plan: &Plan<'_>, api: &KubeApi) -> Result<()> {
        self.api = Some(plan.api_server()?);
        self.wait_until_ready(api).await
    }

    pub(super) async fn stop(&mut self, gently: bool) {
        for client in self.clients.iter_mut().rev() {
            stop_one(client, gently).await;
        }
        stop_one(&mut self.api, gently).await;
        stop_one(&mut self.etcd, gently).await;
    }

    /// An error if one of those that run has ended by itself.
    pub(super) fn check(&mut self) -> Result<()> {
        let all = [&mut self.etcd, &mut self.api].into_iter().chain(&mut self.clients);
        all.flatten().try_for_each(Running::check)
    }

    /// Asked over TLS with this control plane's own authority: another server
    /// on the same port is never taken for ours.
    async fn wait_until_ready(&mut self, api: &KubeApi) -> Result<()> {
        let begun = Instant::now();
        while api.text("/readyz").await.is_err() {
            self.check()?;
            if begun.elapsed() > START_PATIENCE {
                bail!("kube-apiserver is not ready after {} s", START_PATIENCE.as_secs());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }
}

impl Plan<'_> {
    fn write_files(&self) -> Result<()> {
        fs::create_dir_all(self.dir.join("logs"))?;
        let state = self.state;
        let tokens = format!(
            "{},admin,admin,\"system:masters\"\n{},system:node:{REAL_NODE},{REAL_NODE},\"system:nodes\"\n",
            state.admin_token, state.node_token
        );
        write_private(&self.dir.join("tokens.csv"), &tokens)?;
        let kubeconfig = with_token(&state.server(), &self.pki.ca_pem()?, &state.admin_token);
        write_private(&self.dir.join("components.kubeconfig"), &kubeconfig)?;
        let scheduler = SCHEDULER_CONFIG.replace("KUBECONFIG", &self.at("components.kubeconfig"));
        fs::write(self.dir.join("scheduler.yaml"), scheduler).context("cannot write the scheduler's configuration")
    }

    fn etcd(&self) -> Result<Running> {
        let client = format!("http://127.0.0.1:{}", self.state.etcd_port);
        let peer = format!("http://127.0.0.1:{}", self.state.etcd_peer_port);
        let mut args = vec![
            format!("--data-dir={}", self.at("etcd")),
            format!("--listen-client-urls={client}"),
            format!("--advertise-client-urls={client}"),
            format!("--listen-peer-urls={peer}"),
            format!("--initial-advertise-peer-urls={peer}"),
            format!("--initial-cluster=default={peer}"),
            "--auto-compaction-retention=5m".to_owned(),
        ];
        if !self.persistent {
            args.push("--unsafe-no-fsync".to_owned());
        }
        self.run(Tool::Etcd, args)
    }

    fn api_server(&self) -> Result<Running> {
        let pki = self.pki;
        let args = vec![
            format!("--etcd-servers=http://127.0.0.1:{}", self.state.etcd_port),
            format!("--secure-port={}", self.state.api_port),
            "--bind-address=127.0.0.1".to_owned(),
            format!("--tls-cert-file={}", pki.server.display()),
            format!("--tls-private-key-file={}", pki.server_key.display()),
            format!("--client-ca-file={}", pki.ca.display()),
            format!("--kubelet-client-certificate={}", pki.kubelet_client.display()),
            format!("--kubelet-client-key={}", pki.kubelet_client_key.display()),
            "--kubelet-preferred-address-types=InternalIP".to_owned(),
            "--service-cluster-ip-range=10.96.0.0/16".to_owned(),
            "--service-account-issuer=https://kubernetes.default.svc".to_owned(),
            format!("--service-account-key-file={}", pki.accounts.display()),
            format!("--service-account-signing-key-file={}", pki.accounts_key.display()),
            "--authorization-mode=Node,RBAC".to_owned(),
            format!("--token-auth-file={}", self.at("tokens.csv")),
            "--allow-privileged".to_owned(),
            "--endpoint-reconciler-type=none".to_owned(),
            "--profiling=false".to_owned(),
        ];
        self.run(Tool::KubeApiserver, args)
    }

    fn controller_manager(&self) -> Result<Running> {
        let args = vec![
            format!("--kubeconfig={}", self.at("components.kubeconfig")),
            format!("--service-account-private-key-file={}", self.pki.accounts_key.display()),
            format!("--root-ca-file={}", self.pki.ca.display()),
            "--use-service-account-credentials".to_owned(),
            "--leader-elect=false".to_owned(),
            "--kube-api-qps=200".to_owned(),
            "--kube-api-burst=400".to_owned(),
            "--concurrent-namespace-syncs=50".to_owned(),
            "--secure-port=0".to_owned(),
            "--profiling=false".to_owned(),
        ];
        self.run(Tool::KubeControllerManager, args)
    }

    fn scheduler(&self) -> Result<Running> {
        self.run(Tool::KubeScheduler, vec![format!("--config={}", self.at("scheduler.yaml")), "--secure-port=0".to_owned()])
    }

    /// Only nodes that say that they are simulated: a real one may stand beside.
    fn kwok(&self) -> Result<Running> {
        let args = vec![
            format!("--kubeconfig={}", self.at("components.kubeconfig")),
            format!("--config={}", config::modules_dir().join("kwok/stages.yaml").display()),
            "--manage-all-nodes=false".to_owned(),
            "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake".to_owned(),
            "--node-lease-duration-seconds=40".to_owned(),
        ];
        self.run(Tool::Kwok, args)
    }

    fn run(&self, tool: Tool, args: Vec<String>) -> Result<Running> {
        let log = self.dir.join("logs").join(format!("{}.log", tool.file_name()));
        let path = self.tools.path(tool)?;
        // Collected less often: of what the API of a test does, a fifth was looking for memory that is free.
        let env = if self.persistent { Vec::new() } else { vec![("GOGC".to_owned(), "300".to_owned())] };
        Program { name: tool.file_name(), path, args, env, log, user: None, when_orphaned: "KILL" }.start()
    }

    fn at(&self, name: &str) -> String {
        self.dir.join(name).display().to_string()
    }
}
