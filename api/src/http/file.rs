//! Files as bodies: bytes of any kind, refused in the order in which JSON bodies are.

use axum::extract::{FromRequest, Request};
use http::header;

use super::{
    deadline::beside,
    json::{announced, read, too_large},
    problem::ApiError,
    problems::Problem,
    stray,
};

const MEDIA_TYPE: &str = "application/octet-stream";

/// A file of at most `LIMIT` bytes that nobody has read yet. The handler lets the request in first.
#[derive(Debug)]
pub struct UnreadFile<const LIMIT: usize>(Request);

impl<S: Sync, const LIMIT: usize> FromRequest<S> for UnreadFile<LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !media_type.is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case(MEDIA_TYPE)) {
            return Err(Problem::UnsupportedMediaType.into());
        }
        if announced(request.headers()).is_some_and(|length| length > LIMIT as u64) {
            return Err(too_large(LIMIT));
        }
        Ok(Self(request))
    }
}

impl<const LIMIT: usize> UnreadFile<LIMIT> {
    /// How many bytes it has at most.
    pub fn bytes_at_most(&self) -> usize {
        let known = axum::body::HttpBody::size_hint(self.0.body()).upper();
        known.or_else(|| announced(self.0.headers())).and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(LIMIT).min(LIMIT)
    }

    /// # Errors
    /// 413 when it turns out larger than the limit, 408 when it comes too slowly.
    pub async fn read(self) -> Result<Vec<u8>, ApiError> {
        stray::refuse(self.0.extensions())?;
        beside(read(self.0, LIMIT)).await
    }
}
