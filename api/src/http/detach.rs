//! Changes survive a client that hangs up: their handling runs in a task of its own, which nobody drops half-way.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::Method;
use tracing::Instrument;

use super::{problem::ApiError, render::panicked};

/// Whether the method changes nothing (RFC 9110, 9.2.1).
pub(crate) fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}

pub(super) async fn detach(request: Request, next: Next) -> Response {
    if is_safe(request.method()) {
        return next.run(request).await;
    }
    tokio::spawn(next.run(request).in_current_span()).await.unwrap_or_else(|failed| match failed.try_into_panic() {
        Ok(panic) => panicked(&*panic).into_response(),
        Err(cancelled) => ApiError::Internal(cancelled.into()).into_response(),
    })
}
