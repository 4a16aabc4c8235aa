//! Free TCP ports on the loopback address.
//!
//! A port is free only until someone takes it: whoever uses one checks that the
//! process that listens is its own, and starts again with others if it is not.

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
