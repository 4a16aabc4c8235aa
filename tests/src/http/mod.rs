//! Manners that need more than one request to be seen.

mod counts;
mod idempotency;
mod limits;
mod lost;
mod panics;
mod survival;
