//! A registry of images that serves one by its digest, over plain HTTP, as far as a node asks when it pulls. A test closes and opens it.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use homeroom_local::real_node::Image;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const BLOB: &str = "application/octet-stream";

/// Ends with this value.
#[derive(Debug)]
pub struct Registry {
    /// Host and port.
    pub address: String,
    pub image: Image,
    served: Arc<Served>,
    task: JoinHandle<std::io::Result<()>>,
}

#[derive(Debug)]
struct Served {
    blobs: PathBuf,
    asked: AtomicUsize,
    open: watch::Sender<bool>,
}

impl Registry {
    /// An open one, on a port of its own.
    pub async fn of(image: Image) -> Self {
        let served = Arc::new(Served { blobs: image.blobs().to_path_buf(), asked: AtomicUsize::new(0), open: watch::Sender::new(true) });
        let routes = Router::new()
            .route("/v2/", get(|| async {}))
            .route("/v2/{name}/manifests/{digest}", get(manifest))
            .route("/v2/{name}/blobs/{digest}", get(blob))
            .with_state(served.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let task = tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, image, served, task }
    }

    /// The image as rooms ask for it.
    pub fn reference(&self) -> String {
        self.image.reference_in(&self.address)
    }

    /// How often it was asked for its image.
    pub fn asked(&self) -> usize {
        self.served.asked.load(Ordering::Relaxed)
    }

    /// Whoever asks for the image waits until it is open again.
    pub fn close(&self) {
        self.served.open.send_replace(false);
    }

    pub fn open(&self) {
        self.served.open.send_replace(true);
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn manifest(State(served): State<Arc<Served>>, Path((_, digest)): Path<(String, String)>) -> Response {
    served.asked.fetch_add(1, Ordering::Relaxed);
    // Who drops the registry opens it no more.
    let _ = served.open.subscribe().wait_for(|open| *open).await;
    served.answer(&digest, MANIFEST)
}

async fn blob(State(served): State<Arc<Served>>, Path((_, digest)): Path<(String, String)>) -> Response {
    served.answer(&digest, BLOB)
}

impl Served {
    fn answer(&self, digest: &str, media_type: &str) -> Response {
        let file = digest.strip_prefix("sha256:").filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match file.map(|file| std::fs::read(self.blobs.join(file))) {
            Some(Ok(content)) => ([("content-type", media_type), ("docker-content-digest", digest)], content).into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    }
}
