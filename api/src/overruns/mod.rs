//! Lessons that go on: before a room closes its server is asked whether people are inside, and if they are, and the order allows it, and quota and cluster
//! have room, the lesson goes on for another five minutes.
//!
//! A worker: what was granted shows in the lesson, what was not in its room and in an event. Every half minute one index tells the orders that have a room
//! which closes soon; at rest there are none. And one operation, for the day on which a person of the platform decides that a room stays.

mod book;
mod inside;
mod keep;
mod run;
mod store;

pub(crate) use store::PURGED;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) use run::go_on;

/// The feature's operations.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(keep::keep_classroom))
}
