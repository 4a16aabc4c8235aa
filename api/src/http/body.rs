//! Bodies before anybody decodes them: how large they may be, and how long one is waited for.

use std::time::Duration;

use axum::{BoxError, body::Body, extract::Request};
use http::{Extensions, HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::json;
use tokio::time::{error::Elapsed, timeout};

use super::{
    deadline::beside,
    json::{MIB, malformed},
    problem::ApiError,
    problems::Problem,
};
use crate::config::Bounds;

/// A body that nobody has read yet, and which is not larger than its limit as far as it says.
#[derive(Debug)]
pub(super) struct UnreadBody {
    request: Request,
    limit: usize,
}

impl UnreadBody {
    /// # Errors
    /// 413 when it says that it is larger.
    pub(super) fn of(request: Request, limit: usize) -> Result<Self, ApiError> {
        if announced(request.headers()).is_some_and(|length| length > limit as u64) {
            return Err(too_large(limit));
        }
        Ok(Self { request, limit })
    }

    pub(super) fn extensions(&self) -> &Extensions {
        self.request.extensions()
    }

    /// How many bytes it has at most.
    pub(super) fn bytes_at_most(&self) -> usize {
        let known = axum::body::HttpBody::size_hint(self.request.body()).upper().or_else(|| announced(self.request.headers()));
        known.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(self.limit).min(self.limit)
    }

    /// # Errors
    /// 413 when it turns out larger than the limit, 408 when it comes too slowly.
    pub(super) async fn read(self) -> Result<Vec<u8>, ApiError> {
        beside(read(self.request, self.limit)).await
    }
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large(limit: usize) -> ApiError {
    ApiError::With(Problem::BodyTooLarge, json!({ "limit": limit }))
}

async fn read(request: Request, limit: usize) -> Result<Vec<u8>, ApiError> {
    let stall = request.extensions().get::<Bounds>().copied().unwrap_or_default().stall;
    let mebibytes = u32::try_from(limit.div_ceil(MIB)).unwrap_or(u32::MAX);
    match timeout(stall.saturating_mul(mebibytes), collect(Limited::new(request.into_body(), limit), stall)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large(limit)),
        Ok(Err(error)) if error.is::<Elapsed>() => Err(Problem::BodyTooSlow.into()),
        Ok(Err(_)) => Err(malformed(0, 0)),
        Err(_) => Err(Problem::BodyTooSlow.into()),
    }
}

/// All of a body, no part of which may be waited for longer than `stall`.
async fn collect(mut body: Limited<Body>, stall: Duration) -> Result<Vec<u8>, BoxError> {
    let mut whole = Vec::new();
    while let Some(frame) = timeout(stall, body.frame()).await? {
        if let Ok(data) = frame?.into_data() {
            whole.extend_from_slice(&data);
        }
    }
    Ok(whole)
}
