//! Whether a machine can hold a real node, and the claim that only one does.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::RUN_DIR;
use crate::config;
use crate::process;
use crate::progress::Progress;

const LOCK: &str = "/run/homeroom-node.lock";

/// Where programs are: Debian's places, and those of people who install more.
const PROGRAM_DIRS: [&str; 6] = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
/// Where network plugins are, by Debian and by their makers.
const PLUGIN_DIRS: [&str; 2] = ["/usr/lib/cni", "/opt/cni/bin"];
/// The programs that are needed, and the Debian package that brings each.
const NEEDS: [(&str, &str); 4] = [("containerd", "containerd"), ("runc", "runc"), ("iptables", "iptables"), ("ip", "iproute2")];

/// Held by the process that has the node, given back by the kernel at the latest.
pub(super) struct Claim(#[expect(dead_code, reason = "held, not used: the claim ends with the file")] File);

impl Claim {
    pub(super) fn take() -> Result<Self> {
        let file = File::create(LOCK).with_context(|| format!("cannot write {LOCK}"))?;
        if file.try_lock().is_err() {
            bail!("another real node of Homeroom runs on this machine");
        }
        Ok(Self(file))
    }
}

pub(super) fn check(progress: &Progress) -> Result<(), String> {
    if !config::is_root() {
        return Err("only root can run containers here".to_owned());
    }
    let claim = Claim::take().map_err(|error| format!("{error:#}"))?;
    let missing = missing_packages();
    if !missing.is_empty() {
        install(&missing, progress)?;
    }
    let still = missing_packages();
    drop(claim);
    if !still.is_empty() {
        return Err(format!("these packages are missing: {}", still.join(", ")));
    }
    check_namespaces()?;
    check_cgroups()?;
    check_alone()
}

fn missing_packages() -> Vec<&'static str> {
    let absent = |program: &str| !PROGRAM_DIRS.iter().any(|dir| Path::new(dir).join(program).exists());
    let programs = NEEDS.iter().filter(|(program, _)| absent(program)).map(|&(_, package)| package);
    programs.chain(plugin_dir().is_none().then_some("containernetworking-plugins")).collect()
}

/// The folder with the network plugins, if they are installed.
pub(super) fn plugin_dir() -> Option<&'static Path> {
    PLUGIN_DIRS.into_iter().map(Path::new).find(|dir| dir.join("bridge").exists() && dir.join("host-local").exists())
}

fn install(packages: &[&str], progress: &Progress) -> Result<(), String> {
    progress(&format!("installing {}", packages.join(", ")));
    let apt = |args: &[&str]| {
        let mut command = Command::new("apt-get");
        process::output(command.env("DEBIAN_FRONTEND", "noninteractive").args(args))
    };
    let arguments = [&["install", "-y", "--no-install-recommends"], packages].concat();
    let done = apt(&arguments).or_else(|_| apt(&["update"]).and_then(|_| apt(&arguments)));
    done.map(|_| ()).map_err(|error| format!("{} cannot be installed: {error:#}", packages.join(", ")))
}

/// Root inside a container may lack what making one takes.
fn check_namespaces() -> Result<(), String> {
    let tried = process::output(Command::new("unshare").args(["--mount", "--net", "--pid", "--fork", "true"]));
    tried.map(|_| ()).map_err(|_| "this machine does not let root make containers".to_owned())
}

fn check_cgroups() -> Result<(), String> {
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let has = |option: &str| mounts.lines().any(|line| line.contains(" cgroup ") && line.contains(option));
    let unified = Path::new("/sys/fs/cgroup/cgroup.controllers").exists();
    if unified || (has("cpu") && has("memory") && has("pids")) {
        return Ok(());
    }
    Err("no cgroups are mounted that could limit containers".to_owned())
}

/// Another kubelet's pods look like ours: they would be cleaned away.
fn check_alone() -> Result<(), String> {
    let ours = Path::new(RUN_DIR).exists();
    let processes = fs::read_dir("/proc").map_err(|error| error.to_string())?;
    let names = processes.flatten().filter_map(|entry| fs::read_to_string(entry.path().join("comm")).ok());
    if !ours && names.into_iter().any(|name| name.trim() == "kubelet") {
        return Err("another kubelet runs on this machine".to_owned());
    }
    Ok(())
}
