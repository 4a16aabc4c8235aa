//! Definitions of kinds that others make and that are played here. Each is read
//! out of the pinned module of its makers, and nothing of it is kept in this project.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::config;
use crate::process;

const MODULE: &str = "sigs.k8s.io/cluster-api";
/// The folder of the `go.mod` that pins it.
const PINNED_IN: &str = "cluster-api";
/// Where it has its definitions.
const DEFINITIONS: &str = "core/config/crd/bases";

/// The definition of a kind of Cluster API, by its plural. The first time Go
/// downloads the module, which it keeps.
pub async fn cluster_api(plural: &'static str) -> Result<Value> {
    let read = tokio::task::spawn_blocking(move || read(plural)).await?;
    read.with_context(|| format!("Cluster API's definition of {plural} cannot be had"))
}

fn read(plural: &str) -> Result<Value> {
    let mut go = Command::new("go");
    go.args(["mod", "download", "-json", MODULE]).current_dir(config::modules_dir().join(PINNED_IN));
    let module: Value = serde_json::from_str(&process::output(&mut go)?)?;
    let folder = module["Dir"].as_str().context("Go does not say where the module is")?;
    let file = Path::new(folder).join(DEFINITIONS).join(format!("cluster.x-k8s.io_{plural}.yaml"));
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_yaml_ng::from_str(&text).with_context(|| format!("{} is not YAML", file.display()))
}
