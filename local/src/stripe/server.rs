//! The played Stripe on its port: each connection's calls go to the API, to a page, or to what tests ask.

use std::io;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use reqwest::Client;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::api::{self, Call, Outcome};
use super::form::Form;
use super::pages::{self, Shown};
use super::world::Shared;
use super::{VERSION, control};

const LONGEST_BODY: usize = 1024 * 1024;

/// What each call needs.
#[derive(Clone)]
pub(super) struct Site {
    pub(super) world: Shared,
    pub(super) secret: String,
    /// Calls whoever is to hear of events.
    pub(super) client: Client,
}

/// Serves until the task is dropped; its connections end with it.
pub(super) async fn run(listener: TcpListener, site: Site) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(serve(stream, site.clone()));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, site: Site) {
    let service = service_fn(move |request| {
        let site = site.clone();
        async move {
            // A caller that goes away leaves what it asked for to be done.
            let answering = tokio::spawn(async move { answer(&site, request).await });
            // An error here closes the connection without a word.
            answering.await.ok().flatten().ok_or_else(|| io::Error::other("cut"))
        }
    });
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

type Answer = Response<Full<Bytes>>;

/// `None`: the connection is to close.
async fn answer(site: &Site, request: Request<Incoming>) -> Option<Answer> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, LONGEST_BODY).collect().await else { return Some(plain(StatusCode::PAYLOAD_TOO_LARGE)) };
    let call = Call {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body: body.to_bytes().to_vec(),
    };
    if let Some(path) = call.path.strip_prefix("/_test/") {
        let done = control::call(&site.world, &site.client, &call.method, path, &call.body).await;
        let (status, body) = done.map_or_else(|failure| (failure.status, failure.body()), |body| (200, body));
        return Some(respond(status, "application/json", api::bytes(&body)));
    }
    if call.path.starts_with("/v1/") {
        return match api::answer(&site.world, &call, &site.secret).await {
            Outcome::Cut => None,
            Outcome::Answer { status, body, replayed } => Some(told(&call, status, body, replayed)),
        };
    }
    Some(page(site, &call))
}

fn told(call: &Call, status: u16, body: Vec<u8>, replayed: bool) -> Answer {
    let mut answer = respond(status, "application/json", body);
    let headers = answer.headers_mut();
    headers.insert("request-id", HeaderValue::from_static("req_played"));
    headers.insert("stripe-version", HeaderValue::from_static(VERSION));
    if let Some(key) = call.header("idempotency-key").and_then(|key| HeaderValue::from_str(key).ok()) {
        headers.insert("idempotency-key", key);
    }
    if replayed {
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    answer
}

fn page(site: &Site, call: &Call) -> Answer {
    let form = match call.method.as_str() {
        "GET" => None,
        "POST" => Form::parse(&[&call.body]).ok(),
        _ => return plain(StatusCode::METHOD_NOT_ALLOWED),
    };
    match pages::show(&site.world, &call.path, call.header("accept-language"), form.as_ref()) {
        Shown::Page(status, html) => respond(status, "text/html; charset=utf-8", html.into_bytes()),
        Shown::To(address) => {
            let mut answer = plain(StatusCode::SEE_OTHER);
            if let Ok(address) = HeaderValue::from_str(&address) {
                answer.headers_mut().insert("location", address);
            }
            answer
        }
    }
}

fn plain(status: StatusCode) -> Answer {
    respond(status.as_u16(), "text/plain", Vec::new())
}

fn respond(status: u16, kind: &'static str, body: Vec<u8>) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(body)));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert("cache-control", HeaderValue::from_static("no-store"));
    headers.insert("referrer-policy", HeaderValue::from_static("no-referrer"));
    headers.insert(
        "content-security-policy",
        HeaderValue::from_static("default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"),
    );
    answer
}
