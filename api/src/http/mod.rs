//! What every endpoint shares: the one door from failure to status code, extractors, idempotency, cursors, etags, rate limits.

mod problem;

pub use problem::ApiError;
