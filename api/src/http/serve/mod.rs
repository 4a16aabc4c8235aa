//! Answering connections: hyper's server with an end to everything that a client may take its time over.
//!
//! `axum::serve` sets no timer and counts nothing, so a client that sends a byte a minute keeps a socket and a task for ever. Here a head has
//! `Bounds::head` from its first byte, an answer that nobody takes `Bounds::stall`, an idle connection `Bounds::idle`, and there are
//! so many connections; bodies end in `json`, the service's own work in `deadline`. HTTP/1 alone: whoever ends TLS in front speaks HTTP/2.

mod connections;
mod timed;

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use http::{Request, Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use connections::Connections;
pub(crate) use connections::{LongLived, MayBeLong};
use timed::{Phase, Timed};

use crate::config::Bounds;

/// Most bytes of a head; more is 431.
const HEAD_MAX: usize = 64 * 1024;
/// Where the process has no file descriptor left, for so long nothing is accepted.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// Answers until `stop`, and what is in flight then to its end.
pub async fn serve(listener: TcpListener, router: Router, bounds: Bounds, stop: impl Future<Output = ()>) {
    let (connections, graceful) = (Connections::new(&bounds), GracefulShutdown::new());
    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    pause(&error).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        match connections.admit() {
            Some(admitted) => {
                let answering = answer(stream, Answering { router: router.clone(), peer, bounds, connections: connections.clone() });
                let answering = graceful.watch(answering);
                tokio::spawn(async move {
                    if let Err(error) = answering.await {
                        tracing::debug!(%peer, %error, "a connection ended before its time");
                    }
                    drop(admitted);
                });
            }
            None => connections.refuse(stream),
        }
    }
    drop(listener);
    graceful.shutdown().await;
}

/// One connection's way to the router.
struct Answering {
    router: Router,
    peer: SocketAddr,
    bounds: Bounds,
    connections: Connections,
}

impl Answering {
    /// A request, with what the layers want to know of its connection; the connection is idle again when its answer is through.
    async fn call(&self, mut request: Request<Incoming>, phase: &Phase) -> Result<Response<Body>, Infallible> {
        let answering = phase.answering();
        let extensions = request.extensions_mut();
        extensions.insert(ConnectInfo(self.peer));
        extensions.insert(self.bounds);
        extensions.insert(self.connections.clone());
        let response = self.router.clone().oneshot(request.map(Body::new)).await?;
        Ok(response.map(|body| {
            Body::new(http_body_util::BodyExt::map_err(body, move |error| {
                let _ = &answering;
                error
            }))
        }))
    }
}

fn answer(
    stream: TcpStream,
    answering: Answering,
) -> http1::Connection<
    TokioIo<Timed<TcpStream>>,
    impl hyper::service::Service<Request<Incoming>, Response = Response<Body>, Error = Infallible, Future: Send>,
> {
    // Answers are whole when they are written; waiting for more would only delay them.
    let _ = stream.set_nodelay(true);
    let (phase, bounds) = (Phase::default(), answering.bounds);
    let io = TokioIo::new(Timed::new(stream, phase.clone(), &bounds));
    let answering = std::sync::Arc::new(answering);
    let service = service_fn(move |request| {
        let (answering, phase) = (answering.clone(), phase.clone());
        async move { answering.call(request, &phase).await }
    });
    // hyper's timer runs while the connection is idle, too; the head's own runs in `Timed`.
    http1::Builder::new().timer(TokioTimer::new()).header_read_timeout(bounds.idle).max_buf_size(HEAD_MAX).serve_connection(io, service)
}

/// A connection that broke before it was accepted is nothing; anything else will not be better at once.
async fn pause(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "no connection can be accepted");
        tokio::time::sleep(ACCEPT_PAUSE).await;
    }
}
