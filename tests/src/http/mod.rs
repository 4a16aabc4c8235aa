//! Manners that need more than one request to be seen.

mod counts;
mod ends;
mod idempotency;
mod limits;
mod lost;
mod panics;
mod survival;
