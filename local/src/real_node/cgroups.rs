//! The branch of the machine's control groups that all pods of our node are in.
//!
//! Kubelets put pods into `kubepods` unless they are told otherwise, so without
//! a branch of our own another Kubernetes' pods could not be told from ours.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// What the kubelet is told, seen from the top of each hierarchy.
pub(super) const ROOT: &str = "/homeroom-node";
const MOUNTED_AT: &str = "/sys/fs/cgroup";

/// Makes the branch in every hierarchy: the kubelet wants to find it.
pub(super) fn make() -> Result<()> {
    if let Ok(controllers) = fs::read_to_string(Path::new(MOUNTED_AT).join("cgroup.controllers")) {
        for controller in controllers.split_whitespace() {
            // One that is in use at the top cannot be handed down; the kubelet says which it misses.
            let _ = fs::write(Path::new(MOUNTED_AT).join("cgroup.subtree_control"), format!("+{controller}"));
        }
    }
    for branch in branches() {
        fs::create_dir_all(&branch).with_context(|| format!("cannot make {}", branch.display()))?;
    }
    Ok(())
}

/// Whatever runs in the branch.
pub(super) fn processes() -> Vec<i32> {
    groups().iter().flat_map(|group| processes_in(group)).collect()
}

pub(super) fn remove() {
    for group in groups() {
        let _ = fs::remove_dir(group);
    }
}

/// One a hierarchy: version 2 has one at the top, version 1 one a controller
/// below it, some of them by two names.
fn branches() -> Vec<PathBuf> {
    let top = Path::new(MOUNTED_AT);
    let name = ROOT.trim_start_matches('/');
    if top.join("cgroup.procs").exists() {
        return vec![top.join(name)];
    }
    let below = fs::read_dir(top).into_iter().flatten().flatten().map(|entry| entry.path());
    below.filter(|hierarchy| hierarchy.join("cgroup.procs").exists()).map(|hierarchy| hierarchy.join(name)).collect()
}

/// Children before parents.
fn groups() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for branch in branches() {
        descend(&branch, &mut found);
    }
    found
}

fn descend(group: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(group) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        descend(&entry.path(), found);
    }
    found.push(group.to_path_buf());
}

fn processes_in(group: &Path) -> Vec<i32> {
    let text = fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
    text.lines().filter_map(|line| line.trim().parse().ok()).collect()
}
