//! On a machine that can hold a real node, a classroom's media server really
//! runs in it, under the strictest Pod Security, and leaves nothing behind. What
//! looks like a pod of another Kubernetes stays as it is.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use homeroom_local::control_plane::{ControlPlane, Options};
use homeroom_local::progress;
use homeroom_local::real_node::RealNode;
use homeroom_local::scratch::Scratch;
use serde_json::{Value, json};

use crate::kubernetes::alone;

#[tokio::test]
async fn a_media_server_becomes_ready_and_answers() -> anyhow::Result<()> {
    let _alone = alone().await;
    if let Err(reason) = RealNode::possible(&progress::stderr()).await {
        // Not captured, as the output of tests that pass is.
        writeln!(std::io::stderr(), "\nSKIPPED: no real node on this machine: {reason}")?;
        return Ok(());
    }
    let scratch = Scratch::new("real-node-test")?;
    let mut bystander = Bystander::start()?;
    let control_plane = ControlPlane::start(Options::scratch(&scratch.path().join("cluster"), Vec::new())).await?;
    let node = RealNode::start(&control_plane, &scratch.path().join("node"), &progress::stderr()).await?;
    assert!(RealNode::possible(&progress::silent()).await.is_err_and(|reason| reason.contains("another")));

    let api = control_plane.api();
    let labels = json!({"pod-security.kubernetes.io/enforce": "restricted"});
    api.post("/api/v1/namespaces", &json!({"metadata": {"name": "room", "labels": labels}})).await?;
    let config = "port: 7880\nrtc: {tcp_port: 7881, udp_port: 7882}\nkeys: {key: a-secret-of-at-least-32-characters}\n";
    let config = json!({"metadata": {"name": "config"}, "data": {"livekit.yaml": config}});
    api.post("/api/v1/namespaces/room/configmaps", &config).await?;
    let account = "/api/v1/namespaces/room/serviceaccounts/default";
    api.wait_for(account, Duration::from_secs(10), |found| found.is_some()).await?;
    api.post("/api/v1/namespaces/room/pods", &pod(node.livekit_image())).await?;
    api.wait_for("/api/v1/namespaces/room/pods/room", Duration::from_secs(30), is_ready).await?;

    let pod = api.get("/api/v1/namespaces/room/pods/room").await?.unwrap_or_default();
    let address = pod["status"]["podIP"].as_str().unwrap_or_default();
    let answer = reqwest::get(format!("http://{address}:7880/")).await?.text().await?;
    assert_eq!(answer, "OK");
    let log = api.text("/api/v1/namespaces/room/pods/room/log").await?;
    assert!(log.contains("starting LiveKit server"), "{log}");

    node.stop().await?;
    control_plane.stop().await?;
    for left in ["/run/homeroom-node", "/sys/class/net/homeroom0", "/var/lib/cni", "/sys/fs/cgroup/memory/homeroom-node"] {
        assert!(!Path::new(left).exists(), "{left} was left behind");
    }
    assert!(bystander.process.try_wait()?.is_none(), "a process of another Kubernetes was killed");
    Ok(())
}

/// A process where other kubelets keep their pods.
struct Bystander {
    process: Child,
    group: PathBuf,
}

impl Bystander {
    fn start() -> anyhow::Result<Self> {
        let top = ["/sys/fs/cgroup/pids", "/sys/fs/cgroup"].into_iter().map(Path::new).find(|top| top.join("cgroup.procs").exists());
        let group =
            top.ok_or_else(|| anyhow::anyhow!("no control groups"))?.join("kubepods").join(format!("bystander-{}", std::process::id()));
        std::fs::create_dir_all(&group)?;
        let process = Command::new("sleep").arg("600").spawn()?;
        std::fs::write(group.join("cgroup.procs"), process.id().to_string())?;
        Ok(Self { process, group })
    }
}

impl Drop for Bystander {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir(&self.group);
        let _ = self.group.parent().map(std::fs::remove_dir);
    }
}

fn pod(image: &str) -> Value {
    json!({
        "metadata": {"name": "room"},
        "spec": {
            "automountServiceAccountToken": false,
            "securityContext": {"runAsNonRoot": true, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"}},
            "containers": [{
                "name": "room", "image": image, "imagePullPolicy": "IfNotPresent",
                "args": ["--config", "/etc/livekit/livekit.yaml"],
                "env": [{"name": "NODE_IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}],
                "readinessProbe": {"httpGet": {"path": "/", "port": 7880}, "periodSeconds": 1},
                "securityContext": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]}},
                "volumeMounts": [{"name": "config", "mountPath": "/etc/livekit"}],
            }],
            "volumes": [{"name": "config", "configMap": {"name": "config"}}],
        },
    })
}

fn is_ready(pod: Option<&Value>) -> bool {
    let conditions = pod.and_then(|pod| pod["status"]["conditions"].as_array());
    conditions.is_some_and(|all| all.iter().any(|condition| condition["type"] == "Ready" && condition["status"] == "True"))
}
