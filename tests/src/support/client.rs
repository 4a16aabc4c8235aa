//! One request to the router, as a client would send it. Nothing is added that the test did not say.

use std::net::SocketAddr;

use axum::{Router, body::Body, extract::ConnectInfo};
use http::{HeaderName, HeaderValue, Request};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use super::{answer::Answer, news::News};

/// A request in the making; awaiting `send` sends it.
#[derive(Debug)]
#[must_use]
pub struct Call {
    router: Router,
    request: Request<Body>,
}

impl Call {
    pub fn new(router: Router, method: &str, path: &str) -> Self {
        let mut request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 50_000))));
        Self { router, request }
    }

    /// Comes from this address instead of loopback.
    pub fn from(mut self, address: &str) -> Self {
        self.request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address.parse().unwrap(), 50_000)));
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request.headers_mut().append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
        self
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// An idempotency key that nobody else uses.
    pub fn once(self) -> Self {
        self.header("idempotency-key", &uuid::Uuid::now_v7().to_string())
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").raw(body.to_string())
    }

    pub fn raw(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    pub async fn send(self) -> Answer {
        let response = self.router.oneshot(self.request).await.unwrap();
        let (parts, mut body) = response.into_parts();
        if parts.headers.get("content-type").is_some_and(|sort| sort == "text/event-stream") {
            // Such an answer does not end; its beginning is enough to know it by.
            let begins = body.frame().await.unwrap().unwrap().into_data().unwrap();
            return Answer::new(parts.status, parts.headers, begins.to_vec());
        }
        Answer::new(parts.status, parts.headers, body.collect().await.unwrap().to_bytes().to_vec())
    }

    /// Sends it and stays, for an answer that goes on.
    pub async fn follow(self) -> News {
        let response = self.router.oneshot(self.request).await.unwrap();
        assert_eq!(response.status(), 200);
        News::new(response.into_body())
    }
}
