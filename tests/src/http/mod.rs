//! Manners that need more than one request to be seen.

mod idempotency;
mod limits;
mod survival;
