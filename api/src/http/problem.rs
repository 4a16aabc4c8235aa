//! The one door from failure to status code: RFC 9457 problems.

use homeroom_domain::order::FieldError;

/// Everything that can go wrong with a request, a variant per case that a client can tell apart.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    #[error("not found")]
    NotFound,
    #[error("the request has {} invalid fields", .0.len())]
    Invalid(Vec<FieldError>),
    #[error("internal error")]
    Internal(#[source] anyhow::Error),
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        Self::Internal(error.into())
    }
}
