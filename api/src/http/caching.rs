//! What others may keep of an answer: nothing. Answers belong to one caller, some hold secrets, and their sentences follow the reader.
//!
//! A tag names an edit and a revision, not a language, so a cache that kept both languages could not tell them apart by it. Programs that keep an
//! answer themselves still ask with `If-None-Match`.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, header};

/// What an answer depends on beside its address.
const DEPENDS_ON: HeaderValue = HeaderValue::from_static("Accept-Language, Authorization, Cookie, X-Tenant");

/// Marks every answer of the API that does not say itself how long it holds.
pub(super) async fn caching(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/v1/");
    let mut response = next.run(request).await;
    if is_api {
        let headers = response.headers_mut();
        headers.insert(header::VARY, DEPENDS_ON);
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}
