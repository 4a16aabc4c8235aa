//! Whether a machine can hold a real node, and the claim that only one does.
//!
//! Each answer is tried rather than guessed, and a no is a sentence for people.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::config;
use crate::process;
use crate::progress::Progress;

const LOCK: &str = "/run/homeroom-node.lock";

/// Where programs are: Debian's places, and those of people who install more.
const PROGRAM_DIRS: [&str; 6] = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
/// Where network plugins are, by Debian and by their makers.
const PLUGIN_DIRS: [&str; 2] = ["/usr/lib/cni", "/opt/cni/bin"];
/// The programs that are needed; `local/install-missing.sh` knows the packages.
const PROGRAMS: [&str; 4] = ["containerd", "runc", "iptables", "ip"];
/// Programs that are kubelets or have one inside, as the kernel calls them.
const KUBELETS: [&str; 5] = ["kubelet", "k3s", "k3s-server", "k3s-agent", "kubelite"];

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
    if !missing().is_empty() {
        install(progress)?;
    }
    drop(claim);
    let still = missing();
    if !still.is_empty() {
        return Err(format!("these programs are missing: {}", still.join(", ")));
    }
    check_namespaces()?;
    check_cgroups()?;
    check_alone()
}

fn missing() -> Vec<&'static str> {
    let absent = |program: &&str| !PROGRAM_DIRS.iter().any(|dir| Path::new(dir).join(program).exists());
    let programs = PROGRAMS.into_iter().filter(absent);
    programs.chain(plugin_dir().is_none().then_some("network plugins")).collect()
}

/// The folder with the network plugins, if they are installed.
pub(super) fn plugin_dir() -> Option<&'static Path> {
    PLUGIN_DIRS.into_iter().map(Path::new).find(|dir| dir.join("bridge").exists() && dir.join("host-local").exists())
}

fn install(progress: &Progress) -> Result<(), String> {
    progress("installing what a real node needs");
    let done = process::output(&mut Command::new(config::project_dir().join("local/install-missing.sh")));
    done.map(|_| ()).map_err(|error| format!("what a real node needs cannot be installed: {error:#}"))
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

/// Two kubelets would take from each other the places that neither lets one choose.
pub(super) fn check_alone() -> Result<(), String> {
    let processes = fs::read_dir("/proc").map_err(|error| error.to_string())?;
    let names = processes.flatten().filter_map(|entry| fs::read_to_string(entry.path().join("comm")).ok());
    match names.into_iter().find(|name| KUBELETS.contains(&name.trim())) {
        Some(name) => Err(format!("another kubelet ({}) runs on this machine", name.trim())),
        None => Ok(()),
    }
}
