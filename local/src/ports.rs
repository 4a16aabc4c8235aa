//! Free TCP ports on the loopback address.
//!
//! A port is free only until someone takes it: whoever uses one checks that the
//! process that listens is its own, and starts again with others if it is not.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// `N` different ports that nobody listens on right now.
pub(crate) fn free<const N: usize>() -> Result<[u16; N]> {
    let mut listeners = Vec::with_capacity(N);
    let mut ports = [0; N];
    for port in &mut ports {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on 127.0.0.1")?;
        *port = listener.local_addr()?.port();
        listeners.push(listener);
    }
    Ok(ports)
}

pub(crate) fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Whether the process `pid` is the one that listens on `port`: proc(5) lists a
/// listening socket by its number, and a process's open files by it.
pub(crate) fn is_held_by(port: u16, pid: u32) -> bool {
    let table = fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let sockets: Vec<String> = table.lines().filter_map(|line| listening_socket(line, port)).collect();
    let files = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
    files
        .filter_map(|file| fs::read_link(file.path()).ok())
        .any(|target| sockets.iter().any(|socket| target.as_os_str() == socket.as_str()))
}

fn listening_socket(line: &str, port: u16) -> Option<String> {
    const LISTENING: &str = "0A";
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [_, local, _, state, _, _, _, _, _, number, ..] = fields[..] else { return None };
    (local.ends_with(&format!(":{port:04X}")) && state == LISTENING).then(|| format!("socket:[{number}]"))
}

/// Waits until nobody listens on `port`: a server that was told to stop may
/// still answer for seconds, and would be taken for its successor.
pub(crate) async fn wait_until_free(port: u16, patience: Duration) -> Result<()> {
    let end = Instant::now() + patience;
    while !is_free(port) {
        ensure!(Instant::now() < end, "port {port} on 127.0.0.1 is still in use after {} s", patience.as_secs());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_is_known_by_its_process() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        assert!(is_held_by(port, std::process::id()));
        assert!(!is_held_by(port, 1), "another process does not hold it");
        drop(listener);
        assert!(!is_held_by(port, std::process::id()));
    }
}
