//! The request's id and its span: accepted when it is short and plain, made otherwise, returned always.
//!
//! `traceparent` is honoured by carrying its trace id in every log line of the request.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderMap, HeaderValue};
use tracing::Instrument;
use uuid::Uuid;

const HEADER: &str = "x-request-id";

/// Names one request in answers and logs.
#[derive(Debug, Clone)]
pub struct RequestId(pub(super) HeaderValue);

impl RequestId {
    fn of(headers: &HeaderMap) -> Self {
        let given =
            headers.get(HEADER).filter(|value| (1..=128).contains(&value.len()) && value.as_bytes().iter().all(u8::is_ascii_graphic));
        Self(given.cloned().unwrap_or_else(|| fresh(Uuid::now_v7())))
    }

    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

fn fresh(id: Uuid) -> HeaderValue {
    // A UUID's text is always a header value.
    HeaderValue::from_str(&id.to_string()).unwrap_or(HeaderValue::from_static("none"))
}

/// The 32 hex digits of a W3C trace id.
fn trace_id(headers: &HeaderMap) -> Option<&str> {
    let id = headers.get("traceparent")?.to_str().ok()?.split('-').nth(1)?;
    (id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()) && id.bytes().any(|b| b != b'0')).then_some(id)
}

/// The outermost layer.
pub(super) async fn correlate(mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    // The tenant is filled in once it is known who is calling.
    let span = tracing::info_span!(
        "request",
        request_id = id.as_str(),
        trace_id = trace_id(request.headers()),
        method = %request.method(),
        path = request.uri().path(),
        tenant = tracing::field::Empty,
        status = tracing::field::Empty,
    );
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).instrument(span.clone()).await;
    span.record("status", response.status().as_u16());
    span.in_scope(|| tracing::debug!("answered"));
    response.headers_mut().insert(HEADER, id.0);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_for(given: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, given.parse().unwrap());
        RequestId::of(&headers).as_str().to_owned()
    }

    #[test]
    fn a_plain_id_is_kept_and_any_other_is_replaced() {
        assert_eq!(id_for("abc-1"), "abc-1");
        assert_ne!(id_for("a b"), "a b");
        assert_ne!(id_for(&"x".repeat(129)), "x".repeat(129));
        assert_eq!(id_for(&"x".repeat(128)).len(), 128);
    }

    #[test]
    fn a_trace_id_is_read_from_traceparent_only_when_it_is_one() {
        let mut headers = HeaderMap::new();
        headers.insert("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".parse().unwrap());
        assert_eq!(trace_id(&headers), Some("4bf92f3577b34da6a3ce929d0e0e4736"));
        headers.insert("traceparent", "00-00000000000000000000000000000000-00f067aa0ba902b7-01".parse().unwrap());
        assert_eq!(trace_id(&headers), None);
    }
}
