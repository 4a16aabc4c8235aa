//! The configuration files of containerd, the pod network and the kubelet.
//!
//! Every path, name and address in them is ours, so that a machine's own containers are
//! left alone; only places that these programs do not let one choose are shared.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde_json::json;

use super::possible::plugin_dir;
use super::{BRIDGE, NETWORK, Plan, RUN_DIR, SUBNET, cgroups};
use crate::files::write_private;

pub(super) fn write(plan: &Plan<'_>, pause_image: &str) -> Result<()> {
    fs::create_dir_all(plan.dir.join("cni"))?;
    fs::create_dir_all(RUN_DIR)?;
    fs::write(plan.dir.join("containerd.toml"), containerd(plan, pause_image))?;
    fs::write(plan.dir.join("cni/10-homeroom.conflist"), network(plan))?;
    fs::write(plan.dir.join("kubelet.yaml"), kubelet(plan))?;
    write_private(&plan.dir.join("kubelet.kubeconfig"), &plan.control_plane.node_kubeconfig())
}

/// `restrict_oom_score_adj`: without it every pod dies where the machine does
/// not grant CAP_SYS_RESOURCE ("can't get final child's PID from pipe").
fn containerd(plan: &Plan<'_>, pause_image: &str) -> String {
    let dir = plan.dir.display();
    let plugins = plugin_dir().unwrap_or(Path::new("/usr/lib/cni")).display();
    format!(
        r#"version = 2
root = "{dir}/containerd"
state = "{RUN_DIR}/containerd"
[grpc]
  address = "{RUN_DIR}/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "{dir}/containerd-opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{pause_image}"
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  stream_server_address = "127.0.0.1"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{plugins}"
    conf_dir = "{dir}/cni"
"#
    )
}

/// Pods reach each other and this machine, and nothing beyond it.
fn network(plan: &Plan<'_>) -> String {
    let addresses = json!({"type": "host-local", "dataDir": plan.at("cni-addresses"), "ranges": [[{"subnet": SUBNET}]]});
    let bridge = json!({"type": "bridge", "bridge": BRIDGE, "isGateway": true, "ipMasq": false, "ipam": addresses});
    json!({"cniVersion": "0.4.0", "name": NETWORK, "plugins": [bridge]}).to_string()
}

/// Images are never collected by it: what was imported cannot be pulled again.
fn kubelet(plan: &Plan<'_>) -> String {
    json!({
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "authentication": {
            "anonymous": {"enabled": false},
            "webhook": {"enabled": true},
            "x509": {"clientCAFile": plan.control_plane.ca_path()},
        },
        "authorization": {"mode": "Webhook"},
        "address": plan.address.to_string(),
        "port": plan.kubelet_port,
        "healthzPort": 0,
        "readOnlyPort": 0,
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": cgroups::ROOT,
        "failCgroupV1": false,
        "failSwapOn": false,
        "enforceNodeAllocatable": [],
        "localStorageCapacityIsolation": false,
        "makeIPTablesUtilChains": false,
        "imageGCHighThresholdPercent": 100,
        "evictionHard": {"memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%"},
        "containerRuntimeEndpoint": format!("unix://{RUN_DIR}/containerd.sock"),
        "podLogsDir": plan.at("pod-logs"),
        "maxPods": 110,
    })
    .to_string()
}
