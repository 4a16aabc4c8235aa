//! Bodies as the bytes that came, for callers who sign them: what is decoded and written again is signed by nobody.

use axum::extract::{FromRequest, Request};

use super::{body::UnreadBody, problem::ApiError};

/// A body of at most `LIMIT` bytes, of whatever type.
#[derive(Debug)]
pub struct RawBody<const LIMIT: usize>(pub Vec<u8>);

impl<S: Sync, const LIMIT: usize> FromRequest<S> for RawBody<LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        UnreadBody::of(request, LIMIT)?.read().await.map(Self)
    }
}
