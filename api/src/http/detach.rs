//! Changes survive a client that hangs up: their handling runs in a task of its own, which nobody drops half-way.
//!
//! A panic ends here, in either case: the layers outside see an answer like any other.

use std::{any::Any, panic::AssertUnwindSafe};

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::FutureExt;
use http::Method;
use tracing::Instrument;

use super::problem::ApiError;

/// Whether the method changes nothing (RFC 9110, 9.2.1).
pub(crate) fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}

pub(super) async fn detach(request: Request, next: Next) -> Response {
    if is_safe(request.method()) {
        return AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|panic| panicked(&*panic).into_response());
    }
    tokio::spawn(next.run(request).in_current_span()).await.unwrap_or_else(|failed| match failed.try_into_panic() {
        Ok(panic) => panicked(&*panic).into_response(),
        Err(cancelled) => ApiError::Internal(cancelled.into()).into_response(),
    })
}

/// A panic, as an error that is logged like any other.
fn panicked(panic: &(dyn Any + Send)) -> ApiError {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    ApiError::Internal(anyhow::anyhow!("panicked: {}", said.unwrap_or("without words")))
}
