//! Taking away what pods and their runtime leave on a machine, after a stop or
//! after a crash: processes, mounts, the bridge, folders in fixed places.
//!
//! Each step only touches what carries our names, and none depends on another
//! having worked: errors are not reported, the next start tries again.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rustix::mount::{UnmountFlags, unmount};
use rustix::process::{Pid, Signal, kill_process};

use super::{BRIDGE, NETWORK, RUN_DIR, cgroups, possible};
use crate::process;

pub(super) fn everything(dir: &Path) {
    if Path::new(RUN_DIR).exists() {
        kill_pods();
        kill_shims();
        unmount_below(&[dir, Path::new(RUN_DIR)]);
        cgroups::remove();
        let _ = process::output(Command::new("ip").args(["link", "delete", BRIDGE]));
        remove_fixed_places(dir);
        let _ = fs::remove_dir_all(RUN_DIR);
    }
    let _ = fs::remove_dir_all(dir);
}

/// Kills whatever runs in a pod, until nothing does.
pub(super) fn kill_pods() {
    for _ in 0..50 {
        let pids = cgroups::processes();
        if pids.is_empty() {
            return;
        }
        pids.into_iter().for_each(kill);
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The processes between containerd and a container, known by our socket.
fn kill_shims() {
    let Ok(processes) = fs::read_dir("/proc") else { return };
    for entry in processes.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let arguments = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let arguments = String::from_utf8_lossy(&arguments);
        if arguments.contains("containerd-shim") && arguments.contains(RUN_DIR) {
            kill(pid);
        }
    }
}

fn kill(pid: i32) {
    if let Some(pid) = Pid::from_raw(pid) {
        let _ = kill_process(pid, Signal::KILL);
    }
}

/// Last mounted first.
fn unmount_below(folders: &[&Path]) {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let points: Vec<&str> = mounts.lines().filter_map(|line| line.split(' ').nth(1)).collect();
    for point in points.into_iter().rev() {
        if folders.iter().any(|folder| Path::new(point).starts_with(folder)) {
            let _ = unmount(point, UnmountFlags::DETACH);
        }
    }
}

/// Places that kubelet and the network library do not let one choose.
fn remove_fixed_places(dir: &Path) {
    remove_network_results();
    for entry in fs::read_dir("/var/log/containers").into_iter().flatten().flatten() {
        if fs::read_link(entry.path()).is_ok_and(|target| target.starts_with(dir)) {
            let _ = fs::remove_file(entry.path());
        }
    }
    if possible::check_alone().is_ok() {
        let _ = fs::remove_file("/var/lib/kubelet/device-plugins/kubelet.sock");
        let _ = fs::remove_file("/var/lib/kubelet/device-plugins/DEPRECATION");
    }
    // Only those that nobody else has put anything into.
    for folder in ["/var/lib/cni/results", "/var/lib/cni", "/var/log/containers", "/var/lib/kubelet/device-plugins", "/var/lib/kubelet"] {
        let _ = fs::remove_dir(folder);
    }
}

/// What the network library noted of our pods: files named after the network,
/// the pod's sandbox and its interface. The loopback of each pod is a network of
/// its own, with a name that others use too, so the sandbox decides.
fn remove_network_results() {
    let folder = Path::new("/var/lib/cni/results");
    let notes: Vec<String> =
        fs::read_dir(folder).into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let sandboxes: Vec<&str> = notes.iter().filter_map(|note| note.strip_prefix(NETWORK)?.split('-').nth(1)).collect();
    for note in notes.iter().filter(|note| sandboxes.iter().any(|sandbox| note.contains(sandbox))) {
        let _ = fs::remove_file(folder.join(note));
    }
}
