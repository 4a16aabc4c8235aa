//! The network as the client meets it: names, and where an address is reached. Tests play one of their own; a program has the internet.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use futures::future::BoxFuture;

/// Names and ways. The guard judges what `resolve` says and nothing else is dialled.
pub trait Network: Send + Sync + 'static {
    /// All addresses of a name.
    fn resolve(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;

    /// Where the address, which was allowed, is reached from here. Port 0 stands for the URL's.
    fn way_to(&self, address: IpAddr) -> SocketAddr {
        SocketAddr::new(address, 0)
    }
}

/// The system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct Internet;

impl Network for Internet {
    fn resolve(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let name = name.to_owned();
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect()) })
    }
}
