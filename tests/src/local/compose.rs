//! The stack for people with Docker, as far as it can be tried without an engine: what is said in one file holds in the others.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

type Outcome = anyhow::Result<()>;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn stack() -> anyhow::Result<Value> {
    Ok(serde_yaml_ng::from_str(&fs::read_to_string(project().join("docker-compose.yml"))?)?)
}

#[test]
fn the_scripts_are_of_their_shells_language() -> Outcome {
    for entry in fs::read_dir(project().join("deploy/compose"))? {
        let path = entry?.path();
        let shell = if fs::read_to_string(&path)?.lines().next().is_some_and(|line| line.ends_with("bash")) { "bash" } else { "sh" };
        let checked = Command::new(shell).arg("-n").arg(&path).output()?;
        assert!(checked.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&checked.stderr));
    }
    Ok(())
}

#[test]
fn services_name_services_images_and_files_that_there_are() -> Outcome {
    let stack = stack()?;
    let services = stack["services"].as_object().expect("services");
    let built: Vec<&Value> = services.values().filter(|service| service.get("build").is_some()).collect();
    assert_eq!(built.len(), 1, "one image, built once");
    for (name, service) in services {
        assert!(service["image"].is_string(), "{name} names its image");
        assert_eq!(service["image"] == built[0]["image"] && service.get("build").is_none(), service["pull_policy"] == "never", "{name}");
        for needed in service["depends_on"].as_object().into_iter().flat_map(|needs| needs.keys()) {
            assert!(services.contains_key(needed), "{name} needs {needed}");
        }
        for volume in service["volumes"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let source = volume.split(':').next().unwrap_or_default();
            let there = if source.starts_with("./") { project().join(source).exists() } else { stack["volumes"].get(source).is_some() };
            assert!(there, "{name} mounts {source}");
        }
    }
    Ok(())
}

#[test]
fn the_clusters_kubeconfig_leads_there_from_another_container() -> Outcome {
    let stack = stack()?;
    assert_eq!(stack["services"]["k3s"]["hostname"], "k3s");
    // What k3s writes for itself: the API server's own port, behind the one that others see.
    let own = "apiVersion: v1\nclusters:\n- cluster:\n    server: https://127.0.0.1:6444\n    certificate-authority: /var/lib/rancher/k3s/server/tls/server-ca.crt\n";
    let mut script = Command::new("sh");
    let mut script = script.arg(project().join("deploy/compose/kubeconfig.sh")).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    script.stdin.take().expect("it reads").write_all(own.as_bytes())?;
    let written = script.wait_with_output()?;
    assert!(written.status.success());
    assert_eq!(String::from_utf8(written.stdout)?, own.replace("https://127.0.0.1:6444", "https://k3s:6443"));
    Ok(())
}
