//! The app on a real port, for what needs a connection: clients that hang up, tools of others.

use std::net::SocketAddr;

use axum::Router;
use homeroom::{config::Bounds, http};
use tokio::{net::TcpListener, task::JoinHandle};

/// Ends with this value.
#[derive(Debug)]
pub struct Listening {
    pub url: String,
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Listening {
    pub(super) async fn start(router: Router, bounds: Bounds) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(http::serve(listener, router, bounds, std::future::pending()));
        Self { url: format!("http://{address}"), address, task }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
    }
}
