//! A road that a test closes and opens: connections to it are carried on to an address until it is stopped.

use std::net::SocketAddr;

use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// Closed for good when it is dropped.
#[derive(Debug)]
pub struct Relay {
    pub address: SocketAddr,
    to: SocketAddr,
    carrying: Option<JoinHandle<()>>,
}

impl Relay {
    /// An open one, on a port of its own.
    pub async fn to(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self { address, to, carrying: Some(tokio::spawn(carry(listener, to))) }
    }

    /// Nobody listens any more, and what was connected is cut off.
    pub async fn stop(&mut self) {
        if let Some(carrying) = self.carrying.take() {
            carrying.abort();
            let _ = carrying.await;
        }
    }

    /// Open again, on the same port.
    pub async fn start(&mut self) {
        if self.carrying.is_none() {
            let listener = TcpListener::bind(self.address).await.unwrap();
            self.carrying = Some(tokio::spawn(carry(listener, self.to)));
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        if let Some(carrying) = self.carrying.take() {
            carrying.abort();
        }
    }
}

async fn carry(listener: TcpListener, to: SocketAddr) {
    let mut open = JoinSet::new();
    while let Ok((mut near, _)) = listener.accept().await {
        open.spawn(async move {
            if let Ok(mut far) = TcpStream::connect(to).await {
                let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
            }
        });
    }
}
