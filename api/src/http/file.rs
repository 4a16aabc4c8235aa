//! Files as bodies: bytes of any kind, refused in the order in which JSON bodies are.

use axum::extract::{FromRequest, Request};
use http::header;

use super::{body::UnreadBody, problem::ApiError, problems::Problem, stray};

const MEDIA_TYPE: &str = "application/octet-stream";

/// A file of at most `LIMIT` bytes that nobody has read yet. The handler lets the request in first.
#[derive(Debug)]
pub struct UnreadFile<const LIMIT: usize>(UnreadBody);

impl<S: Sync, const LIMIT: usize> FromRequest<S> for UnreadFile<LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !media_type.is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case(MEDIA_TYPE)) {
            return Err(Problem::UnsupportedMediaType.into());
        }
        UnreadBody::of(request, LIMIT).map(Self)
    }
}

impl<const LIMIT: usize> UnreadFile<LIMIT> {
    /// How many bytes it has at most.
    pub fn bytes_at_most(&self) -> usize {
        self.0.bytes_at_most()
    }

    /// # Errors
    /// 413 when it turns out larger than the limit, 408 when it comes too slowly.
    pub async fn read(self) -> Result<Vec<u8>, ApiError> {
        stray::refuse(self.0.extensions())?;
        self.0.read().await
    }
}
