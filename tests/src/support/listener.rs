//! The app on a real port, for what needs a connection: clients that hang up, tools of others.

use std::net::SocketAddr;

use axum::Router;
use tokio::{net::TcpListener, task::JoinHandle};

/// Ends with this value.
#[derive(Debug)]
pub struct Listening {
    pub url: String,
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Listening {
    pub(super) async fn start(router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let task = tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self { url: format!("http://{address}"), address, task }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
    }
}
